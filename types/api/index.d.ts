/**
 * HiAPI on the wire: one function a call, each of which ends in time and reports every answer or network failure as data; readers of what an
 * answer means, in every shape it was ever seen; published prices and the update policy. `transport.ts` opens connections and is loaded apart.
 */
export { createdAtOf, elideData, extractTaskFailureSummary, extractTaskId, getTaskStatus, phaseOf, readTaskFailure, taskDurationMs, } from "./answer.js";
export type { ImageOutput, PlainOutput } from "./answer-images.js";
export { extractImageOutputs, readImageOutputs } from "./answer-images.js";
export { buildHttpErrorMessage, failureError, meaning, readFailure, summarizeErrorBody } from "./failure.js";
export type { Estimate } from "./prices.js";
export type { UpdateCheck } from "./update-policy.js";
export { askUpdatePolicy, compareVersions, contractVersion, updateRequired } from "./update-policy.js";
