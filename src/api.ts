import { elideData, extractTaskId, fieldsOf, getTaskStatus, phaseOf } from "./answer.ts";
import { HiapiError, oneLine } from "./errors.ts";
import { failureError, readFailure } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { Fetch, FetchAnswer, FetchInit } from "./http.ts";

/** Where the API stands and who asks. `fetch` is the transport; `foreign` says that it was handed in and does not report sending. */
export interface Api {
  apiKey: string;
  baseUrl: string;
  siteUrl: string;
  fetch: Fetch;
  foreign?: boolean;
}

/** An answer that was read whole. `body` is the parsed JSON, or the text when it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
  isJson: boolean;
  retryAfterMs?: number;
  /** The server's clock, milliseconds since 1970. */
  serverTime?: number;
  isSandbox: boolean;
}

/** How one attempt to create ended (design rule 2). */
export type CreateOutcome =
  | { type: "accepted"; taskId: string; answer: Answer }
  | { type: "refused"; error: HiapiError }
  | { type: "not-accepted" | "ambiguous"; error: HiapiError; retryAfterMs?: number };

/** How one look at a task ended: an answer about the task, or why there was none and whether to look again. */
export type LookOutcome =
  | { type: "task"; answer: Answer }
  | { type: "missing"; error: HiapiError }
  | { type: "blip" | "unreadable"; error: HiapiError; retryAfterMs?: number }
  | { type: "refused"; error: HiapiError };

/** Milliseconds for one attempt of each call, and bytes for one answer (design rule 8). */
export const apiLimits = { createMs: 60_000, lookMs: 30_000, otherMs: 15_000, answerBytes: 64 * 1024 * 1024 } as const;

/** Errors that end an attempt before a byte has left, for transports that do not report sending. */
const beforeSending = /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/**
 * One attempt to create: POST /v1/tasks with its idempotency key (contract section 2). Does not throw on any answer or
 * network failure; throws only when `signal` aborts.
 * @param body the exact bytes, the same for every attempt
 */
export async function createTask(api: Api, { body, idempotencyKey, timeoutMs, signal }: { body: string; idempotencyKey: string; timeoutMs: number; signal: AbortSignal }): Promise<CreateOutcome> {
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
  const error = new HiapiError("unknown_outcome", `create: HTTP ${answer.status} without a task id, so acceptance is unknown`, { status: answer.status, rawStatus: elideData(answer.body) });
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
export async function lookAtTask(api: Api, { taskId, timeoutMs, signal }: { taskId: string; timeoutMs: number; signal: AbortSignal }): Promise<LookOutcome> {
  try {
    const answer = await call(api, `/v1/tasks/${encodeURIComponent(taskId)}`, { method: "GET", headers: {} }, { timeoutMs, signal });
    return lookOutcome(answer);
  } catch (error) {
    signal.throwIfAborted();
    const failed = networkError(error, "look");
    return { type: failed.kind === "unexpected" ? "unreadable" : "blip", error: failed };
  }
}

function lookOutcome(answer: Answer): LookOutcome {
  const wait = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
  const ok = answer.status >= 200 && answer.status < 300;
  const failure = ok && hasEnded(answer.body) ? undefined : readFailure(answer.status, answer.body);
  if (!failure && ok && hasTask(answer.body)) return { type: "task", answer };
  if (!failure) {
    const error = new HiapiError("unexpected", `look: HTTP ${answer.status} with an answer that cannot be read: ${oneLine(JSON.stringify(elideData(answer.body)) ?? "", 120)}`, { status: answer.status });
    return { type: "unreadable", error, ...wait };
  }
  const error = failureError(failure, "look");
  if (failure.status === 404) return { type: "missing", error };
  const passes = failure.status >= 500 || [408, 409, 429].includes(failure.status);
  return passes ? { type: "blip", error, ...wait } : { type: "refused", error };
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
export async function get(api: Api, path: string, { from = "api", signal, timeoutMs = apiLimits.otherMs }: { from?: "api" | "site"; signal: AbortSignal; timeoutMs?: number }): Promise<Answer> {
  try {
    return await call(api, path, { method: "GET", headers: {} }, { timeoutMs, signal, site: from === "site" });
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(error, path);
  }
}

async function call(api: Api, path: string, init: Omit<FetchInit, "signal" | "redirect">, { timeoutMs, signal, site = false }: { timeoutMs: number; signal: AbortSignal; site?: boolean }): Promise<Answer> {
  const attempt = new AbortController();
  const stop = () => attempt.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => attempt.abort(new HiapiError("unavailable", `no answer within ${Math.round(timeoutMs / 1000)} s`, { code: "TIMEOUT" })), timeoutMs);
  try {
    const authorization = site ? {} : { Authorization: `Bearer ${api.apiKey}` };
    const headers = { Accept: "application/json", ...authorization, ...init.headers };
    const answer = await api.fetch(`${site ? api.siteUrl : api.baseUrl}${path}`, { ...init, headers, signal: attempt.signal, redirect: "manual" });
    return await readAnswer(answer);
  } catch (error) {
    throw attempt.signal.aborted ? (attempt.signal.reason ?? error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    attempt.abort();
  }
}

async function readAnswer(answer: FetchAnswer): Promise<Answer> {
  const text = await readText(answer).catch((error: unknown) => {
    // The status line of a refusal says enough, even when its body breaks off.
    if (answer.status >= 400) return "";
    throw error;
  });
  const { body, isJson } = parse(text);
  const retryAfterMs = parseRetryAfter(answer.headers?.get("retry-after") ?? undefined, Date.now());
  const serverTime = Date.parse(answer.headers?.get("date") ?? "");
  return {
    status: answer.status,
    body,
    isJson,
    isSandbox: answer.headers?.get("x-hiapi-sandbox") === "1",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(serverTime) ? {} : { serverTime }),
  };
}

async function readText(answer: FetchAnswer): Promise<string> {
  const { body } = answer;
  if (body && Symbol.asyncIterator in body) {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > apiLimits.answerBytes) throw new HiapiError("unexpected", `the answer is larger than ${apiLimits.answerBytes / 1024 / 1024} MiB`, { status: answer.status });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }
  if (answer.text) return answer.text();
  return answer.json ? JSON.stringify(await answer.json()) : "";
}

function parse(text: string): { body: unknown; isJson: boolean } {
  try {
    return { body: JSON.parse(text), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

/** A `Retry-After` header (RFC 9110 section 10.2.3: seconds or an HTTP date) in milliseconds from `now`; undefined when it says nothing. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function networkError(thrown: unknown, what: string): HiapiError {
  if (thrown instanceof HiapiError) return thrown.message.startsWith(what) ? thrown : new HiapiError(thrown.kind, `${what}: ${thrown.message}`, thrown.facts);
  const error = rootOf(thrown);
  const code = typeof error.code === "string" ? error.code : undefined;
  return new HiapiError("unavailable", `${what}: ${code ? `${code} ` : ""}${error.message || "connection failed"}`, { ...(code ? { code } : {}), cause: thrown });
}

/** The error at the end of the chain of causes, where the code stands. */
function rootOf(thrown: unknown, depth = 0): { message: string; code?: unknown } {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
  return inner instanceof Error && depth < 5 ? rootOf(inner, depth + 1) : thrown;
}
