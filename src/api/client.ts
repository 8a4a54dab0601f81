import { HiapiError, oneLine } from "../errors.ts";
import { fieldsOf, textOf } from "../json.ts";
import { elideData, extractTaskId, getTaskStatus, phaseOf } from "./answer.ts";
import type { Answer, Api, CallLimits } from "./exchange.ts";
import { call } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { failureError, isGatewayStatus, readFailure } from "./failure.ts";

/** How one attempt to create a task ended (docs/design.md, rule 2). */
export type CreateOutcome =
  | { type: "accepted"; taskId: string; answer: Answer }
  | { type: "refused"; error: HiapiError }
  | { type: "not-accepted" | "ambiguous"; error: HiapiError; retryAfterMs?: number };

/** How one poll of a task ended: with an answer about the task, or with the reason why there is none. */
export type PollOutcome =
  | { type: "task"; answer: Answer }
  | { type: "missing" | "refused"; error: HiapiError }
  | { type: "transient" | "unreadable"; error: HiapiError; retryAfterMs?: number };

/** Errors that end an attempt before a byte has left, for a caller's own fetch, which does not report sending. */
const beforeSending =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/**
 * One attempt to create: POST /v1/tasks with its idempotency key (docs/api-contract.md, section 2). Every answer and network failure is an
 * outcome; throws only when `signal` aborts.
 * @param body the exact bytes, the same for every attempt
 * @param onSend told of the bytes that are sent as they leave
 */
export async function createTask(
  api: Api,
  { body, idempotencyKey, onSend, ...limits }: CallLimits & { body: string; idempotencyKey: string; onSend?: (sentBytes: number) => void },
): Promise<CreateOutcome> {
  let mayHaveLeft = false;
  const noteSend = (sentBytes: number) => {
    mayHaveLeft = true;
    onSend?.(sentBytes);
  };
  // Headers are sent as Latin-1: this makes them the key's UTF-8 bytes.
  const headers = { "Content-Type": "application/json", "Idempotency-Key": Buffer.from(idempotencyKey).toString("latin1") };
  try {
    return createOutcome(await call(api, { name: "create", method: "POST", path: "/v1/tasks", headers, body, onSend: noteSend, limits }));
  } catch (error) {
    limits.signal.throwIfAborted();
    if (!(error instanceof HiapiError)) throw error;
    if (api.foreign) mayHaveLeft = !beforeSending.test(error.facts.code ?? "");
    return { type: mayHaveLeft ? "ambiguous" : "not-accepted", error };
  }
}

function createOutcome(answer: Answer): CreateOutcome {
  const { status, body, address } = answer;
  const failure = readFailure(status, body);
  if (failure) return { type: createFailure(failure), error: failureError(failure, "create", address), ...retryAfter(answer) };
  const taskId = extractTaskId(body);
  if (taskId !== "") return { type: "accepted", taskId, answer };
  const message = `create at ${address}: HTTP ${status} without a task id, so acceptance is unknown`;
  return {
    type: "ambiguous",
    error: new HiapiError("unknown_outcome", message, { status, rawStatus: elideData(body) }),
    ...retryAfter(answer),
  };
}

function retryAfter({ retryAfterMs }: Answer): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

function createFailure({ status, httpStatus, kind, isGateway }: Failure): "refused" | "not-accepted" | "ambiguous" {
  if (kind === "task_failed") return "refused";
  if (isGateway || httpStatus === 503) return "not-accepted";
  if (isGatewayStatus(httpStatus)) return "ambiguous";
  if (status === 429 || status === 503) return "not-accepted";
  return isGatewayStatus(status) || status === 409 ? "ambiguous" : "refused";
}

/** One poll: GET /v1/tasks/{id} (docs/api-contract.md, section 3). Throws only when `signal` aborts. */
export async function pollTask(api: Api, { taskId, ...limits }: CallLimits & { taskId: string }): Promise<PollOutcome> {
  const path = `/v1/tasks/${encodeURIComponent(taskId)}`;
  try {
    const answer = await call(api, { name: "poll", method: "GET", path, headers: {}, limits });
    return otherTask(answer, taskId, api) ?? pollOutcome(answer);
  } catch (error) {
    limits.signal.throwIfAborted();
    if (!(error instanceof HiapiError)) throw error;
    return { type: error.kind === "unexpected" ? "unreadable" : "transient", error };
  }
}

/** An answer about another task than was asked for is none. A fetch of the caller's own may answer what it likes. */
function otherTask({ status, body, address }: Answer, taskId: string, { foreign }: Api): PollOutcome | undefined {
  const named = [fieldsOf(body).data, body].map((place) => textOf(fieldsOf(place), "taskId", "task_id")).find((id) => id !== undefined);
  if (foreign || named === undefined || named === taskId) return undefined;
  const message = `poll at ${address}: HTTP ${status} about another task, ${oneLine(named, 80)}`;
  return { type: "transient", error: new HiapiError("unavailable", message, { status }) };
}

function pollOutcome(answer: Answer): PollOutcome {
  const { status, body, address } = answer;
  const isOk = status >= 200 && status < 300;
  const failure = isOk && hasEnded(body) ? undefined : readFailure(status, body);
  if (!failure && isOk && hasTask(body)) return { type: "task", answer };
  if (!failure) {
    const start = oneLine(JSON.stringify(elideData(body)) ?? "", 120);
    const message = `poll at ${address}: HTTP ${status} with an answer that cannot be read: ${start}`;
    return { type: "unreadable", error: new HiapiError("unexpected", message, { status }), ...retryAfter(answer) };
  }
  const error = failureError(failure, "poll", address);
  if (failure.kind === "task_failed") return { type: "refused", error };
  if (failure.status === 404) return { type: "missing", error };
  const isTransient = failure.isGateway || isGatewayStatus(failure.status) || [409, 429].includes(failure.status);
  return isTransient ? { type: "transient", error, ...retryAfter(answer) } : { type: "refused", error };
}

/** A task that has ended is believed before an `error` beside it, so that no image is lost. */
function hasEnded(body: unknown): boolean {
  return getTaskStatus({ data: fieldsOf(body).data }) !== "" && ["succeeded", "failed"].includes(phaseOf(body));
}

/** Whether an answer can hold a task: an object under `data`, or a shape from older times. */
function hasTask(body: unknown): boolean {
  const { data, status, output, choices } = fieldsOf(body);
  const isTask = typeof data === "object" && data !== null;
  return isTask || typeof status === "string" || output !== undefined || Array.isArray(choices);
}

/**
 * One GET outside a task's life: prices, schemas, the list, `check --live`. Returns any HTTP answer; throws `unavailable` when there is none.
 * @param from the API, with the key, or the site, without it
 */
export function get(
  api: Api,
  path: string,
  { from = "api", signal, timeoutMs = 15_000 }: { from?: "api" | "site"; signal: AbortSignal; timeoutMs?: number },
): Promise<Answer> {
  return call(api, { name: path, method: "GET", path, headers: {}, toSite: from === "site", limits: { timeoutMs, signal } });
}
