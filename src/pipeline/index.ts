/**
 * The life of a request, and the only path for it: prepare, submit, wait, save. `generate`, `-n`, `batch`, `resume` and the library all take
 * it. `prepare.ts` is an entry of its own, because a preview loads nothing else.
 */
export type { CommandContext, Invocation } from "./context.ts";
export { withContext } from "./context.ts";
export type { ImageDocument } from "./document.ts";
export { showImages } from "./preview.ts";
export type { ResumeOptions } from "./resume.ts";
export { checkId, foreignReason, resumeRequest } from "./resume.ts";
export type { Done, RunOutcome, TaskOutcome } from "./run.ts";
export { documentOfRuns, doneOrThrow, failed, finishRun, logFiles, printRun, runRequest, runTask } from "./run.ts";
export type { RunContext } from "./run-scope.ts";
export { createRunScope, prefixedLog, splitSession } from "./run-scope.ts";
export type { Session } from "./session.ts";
export { transportFor, withSession } from "./session.ts";
export { runVariations } from "./variations.ts";
