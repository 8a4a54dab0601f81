/** The library door (design section 2): the names and shapes of the original skill's library. It keeps no journal. */

export { extractTaskFailureSummary, extractTaskId, getTaskStatus } from "../api/answer.ts";
export type { PlainOutput } from "../api/answer-images.ts";
export { extractImageOutputs } from "../api/answer-images.ts";
export { buildHttpErrorMessage, summarizeErrorBody } from "../api/failure.ts";
export type { Estimate } from "../api/prices.ts";
export type { Fetch } from "../api/transport.ts";
export type { UpdateCheck } from "../api/update-policy.ts";
export { compareVersions } from "../api/update-policy.ts";
export { HiapiError } from "../errors.ts";
export { modelFileSlug } from "../images/file-names.ts";
export type { SavedFile } from "../images/save.ts";
export type { ImageDocument } from "../pipeline/document.ts";
export type { GenerateOptions } from "../pipeline/prepare.ts";
export {
  normalizeAspectRatio,
  normalizeBackground,
  normalizeIdempotencyKey,
  normalizeInputUrls,
  normalizeModel,
  normalizeResolution,
  normalizeStorage,
} from "../request/normalize.ts";
export type { Payload } from "../request/payload.ts";
export { buildImagePayload, describePayload } from "../request/payload.ts";
export type { Schedule } from "../task/poll-schedule.ts";
export { planLooks } from "../task/poll-schedule.ts";
export type { CallOptions, Config } from "./client.ts";
export { resolveConfig } from "./client.ts";
export { saveImageOutputs } from "./images.ts";
export { createImageTask, fetchPricingEstimate, generateImage, getImageTask, waitForImage } from "./tasks.ts";
export type { UpdateOptions } from "./updates.ts";
export { checkSkillUpdate, warnOrRequireSkillUpdate } from "./updates.ts";
