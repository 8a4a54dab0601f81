import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the checkout that these tools belong to. */
export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Whether the module with this `import.meta.url` was started, rather than imported. */
export function isStarted(moduleUrl: string): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
}
