import { exitCodes, HiapiError } from "../errors.ts";

/** The `error` object of a failure document: keys that do not apply are left out. Pure. */
export function errorFields(error: HiapiError): Record<string, unknown> {
  const { status, code, requestId, problems, taskId, idempotencyKey, resume, rawStatus } = error.facts;
  const fields = {
    kind: error.kind,
    status,
    code,
    message: error.message,
    hint: error.hint,
    retryable: error.retryable,
    requestId,
    problems: problems?.map((problem) => ({ ...problem, given: problem.given ?? null })),
    taskId,
    idempotencyKey,
    resume,
    rawStatus,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The document of several tasks, and the exit code for all of them. */
export function severalDocument(results: readonly (Record<string, unknown> | HiapiError)[]): {
  document: Record<string, unknown>;
  exitCode: number;
} {
  const errors = results.filter((result): result is HiapiError => result instanceof HiapiError);
  const count = (...kinds: string[]) => errors.filter(({ kind }) => kinds.includes(kind)).length;
  const detached = results.filter((result) => !(result instanceof HiapiError) && result.status === "created").length;
  const pending = count("pending", "interrupted");
  const unknown = count("unknown_outcome");
  const failed = errors.length - pending - unknown;
  const summary = { saved: results.length - errors.length - detached, failed, pending: pending + detached, unknown };
  const codes = new Set(errors.map(({ exitCode }) => exitCode));
  const [only] = codes;
  const exitCode = codes.size > 1 ? exitCodes.partial : (only ?? 0);
  const documents = results.map((result) => (result instanceof HiapiError ? { ok: false, error: errorFields(result) } : result));
  return { document: { ok: errors.length === 0, results: documents, summary }, exitCode };
}
