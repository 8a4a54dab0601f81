/** A model id as it is sent; undefined takes the default. Throws `Unsupported model`. */
export declare function normalizeModel(value?: unknown): string;
/** A ratio of the model's default route; undefined takes the model's default. Throws `Unsupported aspect ratio`. */
export declare function normalizeAspectRatio(value?: unknown, model?: unknown): string;
/** A resolution of the model's default route, any case; undefined means 1K. Throws `Unsupported resolution`. */
export declare function normalizeResolution(value?: unknown, model?: unknown): string;
/** A background in lower case; an absent one stays absent. */
export declare function normalizeBackground(value?: unknown): string | undefined;
/** A storage in lower case; undefined means `temp`. An empty string or null is refused. */
export declare function normalizeStorage(value?: unknown): string;
/** An idempotency key as it is sent: 1 to 255 UTF-8 bytes, no control characters (contract section 2). */
export declare function normalizeIdempotencyKey(value?: unknown): string | undefined;
/** Reference images as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
export declare function normalizeInputUrls(value?: unknown): string[];
