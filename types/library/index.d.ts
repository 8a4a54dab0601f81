/** The library door (design section 2): the names and shapes of the original skill's library. It keeps no journal. */
export type { Estimate, PlainOutput, UpdateCheck } from "../api/index.js";
export { buildHttpErrorMessage, compareVersions, extractImageOutputs, extractTaskFailureSummary, extractTaskId, getTaskStatus, summarizeErrorBody, } from "../api/index.js";
export type { Fetch } from "../api/transport.js";
export { HiapiError } from "../errors.js";
export type { SavedFile } from "../images/index.js";
export { modelFileSlug } from "../images/index.js";
export type { ImageDocument } from "../pipeline/index.js";
export type { GenerateOptions } from "../pipeline/prepare.js";
export type { Payload } from "../request/index.js";
export { buildImagePayload, describePayload, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, } from "../request/index.js";
export type { Schedule } from "../task/index.js";
export { planPolls as planLooks } from "../task/index.js";
export type { CallOptions, Config } from "./client.js";
export { resolveConfig } from "./client.js";
export { saveImageOutputs } from "./images.js";
export { createImageTask, fetchPricingEstimate, generateImage, getImageTask, waitForImage } from "./tasks.js";
export type { UpdateOptions } from "./updates.js";
export { checkSkillUpdate, warnOrRequireSkillUpdate } from "./updates.js";
