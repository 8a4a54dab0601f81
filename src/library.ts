/** The library door (design section 2): the names and shapes of the original skill's library. It keeps no journal. */

export { extractTaskFailureSummary, extractTaskId, getTaskStatus } from "./answer.ts";
export type { PlainOutput } from "./answer-images.ts";
export { extractImageOutputs } from "./answer-images.ts";
export type { GenerateOptions } from "./commands/prepare.ts";
export type { ImageDocument } from "./commands/pursue.ts";
export { HiapiError } from "./errors.ts";
export { buildHttpErrorMessage, summarizeErrorBody } from "./failure.ts";
export type { Fetch } from "./http.ts";
export type { CallOptions, Config } from "./library/connection.ts";
export { resolveConfig } from "./library/connection.ts";
export { saveImageOutputs } from "./library/saving.ts";
export { createImageTask, fetchPricingEstimate, generateImage, getImageTask, waitForImage } from "./library/tasks.ts";
export type { UpdateOptions } from "./library/updates.ts";
export { checkSkillUpdate, warnOrRequireSkillUpdate } from "./library/updates.ts";
export { modelFileSlug } from "./names.ts";
export {
  normalizeAspectRatio,
  normalizeBackground,
  normalizeIdempotencyKey,
  normalizeInputUrls,
  normalizeModel,
  normalizeResolution,
  normalizeStorage,
} from "./normalize.ts";
export type { SavedFile } from "./output.ts";
export type { Estimate } from "./pricing.ts";
export type { Payload } from "./request.ts";
export { buildImagePayload, describePayload } from "./request.ts";
export type { Schedule } from "./schedule.ts";
export { planLooks } from "./schedule.ts";
export type { UpdateCheck } from "./update.ts";
export { compareVersions } from "./update.ts";
