import type { HiapiError } from "../errors.ts";
import { toHiapiError } from "../errors.ts";
import type { Reporter } from "../terminal/index.ts";
import { errorFields } from "../terminal/index.ts";

/** Prints what was thrown, as a document on stdout and in words on stderr; resolves to the exit code. */
export async function printFailure(thrown: unknown, reporter: Reporter, debug: boolean): Promise<number> {
  const error = toHiapiError(thrown);
  const document = { ok: false, error: errorFields(error), ...error.facts.beside };
  // Where both go to one screen, the words come last: a long document would scroll them out of sight.
  if (reporter.isTerminal) await reporter.document(document);
  explain(error, reporter);
  if (debug && thrown instanceof Error) reporter.info(String(thrown.stack));
  if (!reporter.isTerminal) await reporter.document(document);
  return error.exitCode;
}

/** What failed, each problem on a line of its own, the next step, and the line that resumes. */
function explain(error: HiapiError, reporter: Reporter): void {
  const { problems = [], taskId, idempotencyKey, resume, requestId } = error.facts;
  if (problems.length > 1) for (const problem of problems) reporter.error(problem.message);
  else reporter.error(problems[0]?.message ?? error.message);
  if (requestId) reporter.error(`request id ${requestId}`);
  reporter.errorDetail(`next: ${error.hint}`);
  if (taskId) reporter.errorDetail(`task ${taskId}`);
  else if (idempotencyKey) reporter.errorDetail(`idempotency key ${idempotencyKey}`);
  if (resume) reporter.errorDetail(`to resume: ${resume}`);
}
