import { HiapiError } from "../errors.ts";
import type { Reporter } from "../terminal/index.ts";
import { severalDocument } from "../terminal/index.ts";
import type { ImageDocument, TaskResult } from "./document.ts";
import { imageDocument, resultOf } from "./document.ts";
import { completeEntry, endEntry } from "./record.ts";
import type { ImageRequest, Run, Task } from "./request.ts";
import type { RunContext } from "./run-scope.ts";
import { saveImages } from "./save.ts";
import type { Log } from "./session.ts";
import type { Submission } from "./start-task.ts";
import { submit } from "./submit.ts";
import type { Ended } from "./wait.ts";
import { awaitTask } from "./wait.ts";

/**
 * The life of a request: prepare, submit, wait, save. `generate`, `-n`, `batch`, `resume` and the library run these steps and no others.
 * A step throws a HiapiError; `runTask` and `finishRun` turn it into an outcome that carries the key, the task id and the resume line.
 */

/** Where a run stands once its task has ended. `done`: there is nothing left to save. */
export type TaskOutcome =
  | ({ type: "ready"; run: Run; task: Task } & Ended)
  | { type: "done"; run: Run; task: Task; result: TaskResult }
  | { type: "failed"; error: HiapiError };

/** A run that ended in a document. `complete` marks the request as delivered; it is called once the document was written whole. */
export interface Done {
  type: "done";
  document: ImageDocument;
  complete(): Promise<void>;
}

/** How a run ended. */
export type RunOutcome = Done | { type: "failed"; error: HiapiError };

/** Runs one request: submits it, waits for its task and saves the images. Rejects only for a bug. */
export async function runRequest(request: ImageRequest, context: RunContext): Promise<RunOutcome> {
  return finishRun(await runTask(request, context), context);
}

/** The first half of a run, up to the end of its task: from there on HiAPI is done with the request. */
export async function runTask(request: ImageRequest, context: RunContext): Promise<TaskOutcome> {
  try {
    return await reachEnd(await submit(request, context), request.wait, context);
  } catch (error) {
    return failed(error);
  }
}

/** Runs the rest of a request or task that was begun before. */
export async function resumeRun(submission: Promise<Submission>, context: RunContext): Promise<RunOutcome> {
  const outcome = await submission.then((submitted) => reachEnd(submitted, true, context)).catch(failed);
  return finishRun(outcome, context);
}

/** The second half of a run: saves the images and builds the document. */
export async function finishRun(outcome: TaskOutcome, context: RunContext): Promise<RunOutcome> {
  if (outcome.type === "failed") return outcome;
  const { run, task } = outcome;
  try {
    const result = outcome.type === "done" ? outcome.result : resultOf(outcome.answer, await saveImages(run, task, outcome, context));
    const document = imageDocument(run, task, result);
    return { type: "done", document, complete: () => completeEntry(run, context, { isDetached: result.status === "created" }) };
  } catch (error) {
    return failed(await withTask(error, run, task, context));
  }
}

async function reachEnd(submission: Submission, wait: boolean, context: RunContext): Promise<TaskOutcome> {
  if (submission.type === "done") return submission;
  const { run, task } = submission;
  const resume = context.resumeLine(task.taskId);
  if (run.start !== "foreign") context.log.info(`task ${task.taskId}`);
  if (run.start !== "foreign" && resume) context.log.info(`to resume: ${resume}`);
  if (!wait) return { type: "done", run, task, result: { status: "created", outputs: [], isSandbox: task.isSandbox } };
  try {
    return { type: "ready", run, task, ...(await awaitTask(run, task, context)) };
  } catch (error) {
    throw await withTask(error, run, task, context);
  }
}

/** A failure after acceptance: it carries the task id and the resume line; a failed task ends the request in the journal. */
async function withTask(error: unknown, run: Run, { taskId }: Task, context: RunContext): Promise<unknown> {
  if (!(error instanceof HiapiError)) return error;
  if (error.kind === "task_failed") await endEntry(run, context, error);
  // Neither a failed task nor an id that HiAPI does not know leaves anything to resume.
  const isOver = error.kind === "task_failed" || (error.kind === "usage" && run.start === "foreign");
  return error.with({ taskId, idempotencyKey: run.key, resume: isOver ? undefined : context.resumeLine(taskId) });
}

/** Prints the document of a run and marks its request as delivered. Throws the failure. */
export async function printRun(outcome: RunOutcome, reporter: Reporter): Promise<Done> {
  const done = doneOrThrow(outcome);
  logFiles(done.document, reporter);
  if (await reporter.document(done.document)) await done.complete();
  return done;
}

/** Logs where the images of a document were saved. */
export function logFiles({ outputs }: ImageDocument, { info }: Pick<Log, "info">): void {
  for (const output of outputs) if (output.kind === "file") info(`saved ${output.path}`);
}

/** The outcome as a document. Throws the failure. */
export function doneOrThrow(outcome: RunOutcome): Done {
  if (outcome.type === "failed") throw outcome.error;
  return outcome;
}

/** The document of several runs, and its exit code. */
export function documentOfRuns(outcomes: readonly RunOutcome[]) {
  return severalDocument(
    outcomes.map((outcome) => {
      if (outcome.type === "failed") return outcome.error;
      return { ...doneOrThrow(outcome).document };
    }),
  );
}

/** A failure as an outcome. Throws what is a bug. */
export function failed(error: unknown): { type: "failed"; error: HiapiError } {
  if (error instanceof HiapiError) return { type: "failed", error };
  throw error;
}
