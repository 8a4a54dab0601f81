import { HiapiError, oneLine } from "../errors.ts";
import { fieldsOf } from "../json.ts";
import { elideData, extractTaskId, getTaskStatus, phaseOf } from "./answer.ts";
import type { Answer, Api } from "./exchange.ts";
import { apiLimits, call, networkError } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { failureError, readFailure } from "./failure.ts";

/** How one attempt to create ended (design rule 2). */
export type CreateOutcome =
  | { type: "accepted"; taskId: string; answer: Answer }
  | { type: "refused"; error: HiapiError }
  | { type: "not-accepted" | "ambiguous"; error: HiapiError; retryAfterMs?: number };

/** How one look at a task ended: an answer about the task, or why there was none and whether to look again. */
export type PollOutcome =
  | { type: "task"; answer: Answer }
  | { type: "missing"; error: HiapiError }
  | { type: "transient" | "unreadable"; error: HiapiError; retryAfterMs?: number }
  | { type: "refused"; error: HiapiError };

/** Errors that end an attempt before a byte has left, for transports that do not report sending. */
const beforeSending =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|PROXY_FAILED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/**
 * One attempt to create: POST /v1/tasks with its idempotency key (contract section 2). Does not throw on any answer or
 * network failure; throws only when `signal` aborts.
 * @param body the exact bytes, the same for every attempt
 */
export async function createTask(
  api: Api,
  { body, idempotencyKey, timeoutMs, signal }: { body: string; idempotencyKey: string; timeoutMs: number; signal: AbortSignal },
): Promise<CreateOutcome> {
  let sent = false;
  const headers = { "Content-Type": "application/json", "Idempotency-Key": Buffer.from(idempotencyKey).toString("latin1") };
  try {
    const answer = await call(api, "/v1/tasks", { method: "POST", headers, body, onSend: () => (sent = true) }, { timeoutMs, signal });
    return createOutcome(answer);
  } catch (error) {
    signal.throwIfAborted();
    const failed = networkError(error, "create");
    const left = api.foreign ? !beforeSending.test(failed.facts.code ?? "") : sent;
    return { type: left ? "ambiguous" : "not-accepted", error: failed };
  }
}

function createOutcome(answer: Answer): CreateOutcome {
  const failure = readFailure(answer.status, answer.body);
  const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
  if (failure) return { ...createFailure(failure), error: failureError(failure, "create"), ...wait };
  const taskId = extractTaskId(answer.body);
  if (taskId !== "") return { type: "accepted", taskId, answer };
  const error = new HiapiError("unknown_outcome", `create: HTTP ${answer.status} without a task id, so acceptance is unknown`, {
    status: answer.status,
    rawStatus: elideData(answer.body),
  });
  return { type: "ambiguous", error, ...wait };
}

function createFailure({ status, httpStatus, kind }: Failure): { type: "refused" | "not-accepted" | "ambiguous" } {
  if (kind === "task_failed") return { type: "refused" };
  if (httpStatus === 503 || status === 503) return { type: "not-accepted" };
  if (httpStatus >= 500 || httpStatus === 408) return { type: "ambiguous" };
  if (status === 429) return { type: "not-accepted" };
  return { type: status >= 500 || status === 408 || status === 409 ? "ambiguous" : "refused" };
}

/** One look: GET /v1/tasks/{id} (contract section 3). Throws only when `signal` aborts. */
export async function pollTask(
  api: Api,
  { taskId, timeoutMs, signal }: { taskId: string; timeoutMs: number; signal: AbortSignal },
): Promise<PollOutcome> {
  try {
    const answer = await call(api, `/v1/tasks/${encodeURIComponent(taskId)}`, { method: "GET", headers: {} }, { timeoutMs, signal });
    return lookOutcome(answer);
  } catch (error) {
    signal.throwIfAborted();
    const failed = networkError(error, "look");
    return { type: failed.kind === "unexpected" ? "unreadable" : "transient", error: failed };
  }
}

function lookOutcome(answer: Answer): PollOutcome {
  const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
  const ok = answer.status >= 200 && answer.status < 300;
  const failure = ok && hasEnded(answer.body) ? undefined : readFailure(answer.status, answer.body);
  if (!failure && ok && hasTask(answer.body)) return { type: "task", answer };
  if (!failure) {
    const error = new HiapiError(
      "unexpected",
      `look: HTTP ${answer.status} with an answer that cannot be read: ${oneLine(JSON.stringify(elideData(answer.body)) ?? "", 120)}`,
      { status: answer.status },
    );
    return { type: "unreadable", error, ...wait };
  }
  const error = failureError(failure, "look");
  if (failure.status === 404) return { type: "missing", error };
  const passes = failure.status >= 500 || [408, 409, 429].includes(failure.status);
  return passes ? { type: "transient", error, ...wait } : { type: "refused", error };
}

/** A task that says it ended is believed before anything else in the answer: no image is lost to a stray `error` beside it. */
function hasEnded(body: unknown): boolean {
  return getTaskStatus({ data: fieldsOf(body).data }) !== "" && ["succeeded", "failed"].includes(phaseOf(body));
}

/** Whether an answer holds anything that could be a task: an object under `data`, or a shape from older times. */
function hasTask(body: unknown): boolean {
  const { data, status, output, choices } = fieldsOf(body);
  const isTask = typeof data === "object" && data !== null;
  return isTask || typeof status === "string" || output !== undefined || Array.isArray(choices);
}

/**
 * One GET outside the lifecycle: pricing, schema, list, `check --live`. Answers any HTTP answer; throws a HiapiError
 * `unavailable` when there is none.
 * @param from the API with the key, or the site without
 */
export async function get(
  api: Api,
  path: string,
  { from = "api", signal, timeoutMs = apiLimits.otherMs }: { from?: "api" | "site"; signal: AbortSignal; timeoutMs?: number },
): Promise<Answer> {
  try {
    return await call(api, path, { method: "GET", headers: {} }, { timeoutMs, signal, site: from === "site" });
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, path);
  }
}
