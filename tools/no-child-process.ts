/** In the place of node:child_process in the bundle. */
export {};
