import { checkTaskId, createRunScope, documentOfRuns, doneOrThrow, finishRun, foreignReason, logFiles, prefixedLog, refuseForeign, resumeRequest, runRequest, runTask, runVariations, showImages, splitSession, withContext } from "./pipeline.mjs";
import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";

export { openSandboxSession, openSession, showImages };
