/** `/` and `@` of a model id become `-`. */
export declare function modelFileSlug(model: string): string;
