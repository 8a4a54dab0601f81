/**
 * What may be asked of HiAPI: options are checked against the catalogue, all problems are reported together, and the body of a create is
 * built from them. Pure: no clock, no disk, no network. The models themselves are in `catalogue.ts`, which is cheap to load.
 */
export { normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, } from "./normalize.js";
export type { Payload, RequestOptions } from "./payload.js";
export { buildImagePayload, describePayload, storedPayload } from "./payload.js";
