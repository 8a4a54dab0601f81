/**
 * A batch: a file of requests, each checked before anything is sent and paid for once, however often the command is repeated; a line of
 * results for each image.
 */
export type { Quotes } from "./budget.ts";
export { createBudget, quoteKinds, unpricedError } from "./budget.ts";
export type { Done } from "./done.ts";
export { findDone, nothingDone } from "./done.ts";
export type { Plan } from "./plan.ts";
export { placeOf, planBatch } from "./plan.ts";
export { runPlan } from "./run.ts";
