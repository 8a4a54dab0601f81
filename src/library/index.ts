/**
 * The library: the names and shapes of the original skill's library (docs/design.md, section 2), over the same pipeline as the commands.
 * It keeps no journal.
 */

export type { Estimate, PlainOutput, UpdateCheck } from "../api/index.ts";
export {
  buildHttpErrorMessage,
  compareVersions,
  extractImageOutputs,
  extractTaskFailureSummary,
  extractTaskId,
  getTaskStatus,
  summarizeErrorBody,
} from "../api/index.ts";
export type { Fetch } from "../api/transport.ts";
export { HiapiError } from "../errors.ts";
export type { SavedFile } from "../images/index.ts";
export { modelFileSlug } from "../images/index.ts";
export type { ImageDocument } from "../pipeline/index.ts";
export type { GenerateOptions } from "../pipeline/prepare.ts";
export type { Payload } from "../request/index.ts";
export {
  describePayload,
  normalizeAspectRatio,
  normalizeBackground,
  normalizeInputUrls,
  normalizeModel,
  normalizeResolution,
  normalizeStorage,
} from "../request/index.ts";
export type { Schedule } from "../task/index.ts";
export { planPolls as planLooks } from "../task/index.ts";
export type { CallOptions, Config } from "./client.ts";
export { normalizeIdempotencyKey, resolveConfig } from "./client.ts";
export { saveImageOutputs } from "./images.ts";
export type { ModelDescription, ModelField } from "./models.ts";
export { buildImagePayload, describeModel } from "./models.ts";
export { createImageTask, fetchPricingEstimate, generateImage, getImageTask, waitForImage } from "./tasks.ts";
export type { UpdateOptions } from "./updates.ts";
export { checkSkillUpdate, warnOrRequireSkillUpdate } from "./updates.ts";
