import type { Input } from "./rules.js";
import type { Route } from "./catalogue.js";
/** What a caller may ask of one image. Only `prompt` is required; what is absent takes the model's default. */
export interface RequestOptions {
    model?: string | undefined;
    route?: string | undefined;
    prompt?: string | undefined;
    aspectRatio?: string | undefined;
    resolution?: string | undefined;
    /** Reference images: http(s) URLs or data URIs. */
    inputUrls?: readonly string[] | string | undefined;
    /** The single reference of `gpt-image-2/image-to-image`. */
    image?: string | undefined;
    background?: string | undefined;
    quality?: string | undefined;
    size?: string | undefined;
    storage?: string | undefined;
    callbackUrl?: string | undefined;
}
/** The body of a create (contract section 2), keys in the order they are sent. */
export interface Payload {
    model: string;
    input: Input;
    callback?: {
        url: string;
        when: "final";
    };
    storage?: "persistent";
    route?: Route;
}
/**
 * Options → the body of a create, defaults filled in as the contract wants them sent. Pure.
 * Throws one usage error that holds every problem found (contract sections 2 and 5).
 */
export declare function buildImagePayload(options: RequestOptions): Payload;
/** What a payload will make, in the names that the program prints; keys that the payload lacks are left out. */
export declare function describePayload(payload: Payload): {
    model?: string;
    route?: Route;
    aspectRatio?: string;
    resolution?: string;
    size?: string;
    quality?: string;
    background?: string;
    references?: number;
    storage?: "persistent";
};
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
