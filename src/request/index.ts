/**
 * What may be asked of HiAPI: options are checked against the catalogue, all problems are reported together, and the body of a create is
 * built from them. Pure: no clock, no disk, no network. The models themselves are in `catalogue.ts`, which is cheap to load.
 */

export { chooseModel } from "./model-choice.ts";
export {
  isIdempotencyKey,
  isModelId,
  normalizeAspectRatio,
  normalizeBackground,
  normalizeIdempotencyKey,
  normalizeInputUrls,
  normalizeModel,
  normalizeResolution,
  normalizeStorage,
} from "./normalize.ts";
export type { Payload } from "./payload.ts";
export { buildImagePayload, deliveryOf, describePayload, splitUrls, storedPayload, trimmed } from "./payload.ts";
export { modelProblem, promptSources } from "./problems.ts";
export { isBase64 } from "./reference.ts";
export type { RequestOptions } from "./request-options.ts";
export type { Input } from "./schema.ts";
export { checkInput } from "./schema.ts";
export { settingsOf } from "./settings.ts";
export { suggest, suggestSeveral } from "./suggest.ts";
export { isTaskId } from "./task-id.ts";
