import { Input } from "./schema.js";
import { Route } from "./catalogue.js";
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
/** A payload that the journal keeps; what a damaged line lacks is left empty, as only descriptions are made of it. */
export declare function storedPayload(request: unknown): Payload;
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
