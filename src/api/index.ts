/**
 * HiAPI on the wire: one function a call, each of which ends in time and reports every answer or network failure as data; readers of what an
 * answer means, in every shape it was ever seen; published prices and the update policy. `transport.ts` opens connections and is loaded apart.
 */
export {
  createdAtOf,
  elideData,
  extractTaskFailureSummary,
  extractTaskId,
  getTaskStatus,
  phaseOf,
  readTaskFailure,
  taskDurationMs,
} from "./answer.ts";
export type { ImageOutput, PlainOutput } from "./answer-images.ts";
export { extractImageOutputs, readImageOutputs, readOtherMedia } from "./answer-images.ts";
export type { CreateOutcome, PollOutcome } from "./client.ts";
export { createTask, get, pollTask } from "./client.ts";
export type { Answer, Api } from "./exchange.ts";
export { reasonOf } from "./exchange.ts";
export { buildHttpErrorMessage, failureError, meaning, readFailure, summarizeErrorBody } from "./failure.ts";
export type { Estimate } from "./prices.ts";
export { checkPrice, estimateOf, fetchPriceList, pricingModelOf, quotePrice } from "./prices.ts";
export type { UpdateCheck } from "./update-policy.ts";
export { askUpdatePolicy, compareVersions, contractVersion, updateRequired } from "./update-policy.ts";
