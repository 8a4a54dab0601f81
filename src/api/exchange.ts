import { HiapiError } from "../errors.ts";
import type { Fetch, FetchAnswer, FetchInit } from "./transport.ts";

/** One HTTP exchange with the API: a request that ends in time, an answer read whole and within bounds (design rule 8). */

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

/** Milliseconds for one attempt of each call, and bytes for one answer (design rule 8). */
export const apiLimits = { createMs: 60_000, lookMs: 30_000, otherMs: 15_000, answerBytes: 64 * 1024 * 1024 } as const;

/** Why a connection is let go once its answer was read. */
const over = "over";

/**
 * Sends one request and reads its answer. Rejects when `signal` aborts, when `timeoutMs` pass, and on network errors.
 * The key goes to the API only; with `site` the request goes to the site, without it.
 */
export async function call(
  api: Api,
  path: string,
  init: Omit<FetchInit, "signal" | "redirect">,
  { timeoutMs, signal, site = false }: { timeoutMs: number; signal: AbortSignal; site?: boolean },
): Promise<Answer> {
  const attempt = new AbortController();
  const stop = () => attempt.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(
    () => attempt.abort(new HiapiError("unavailable", `no answer within ${Math.round(timeoutMs / 1000)} s`, { code: "TIMEOUT" })),
    timeoutMs,
  );
  try {
    const authorization = site ? {} : { Authorization: `Bearer ${api.apiKey}` };
    const headers = { Accept: "application/json", ...authorization, ...init.headers };
    const answer = await api.fetch(`${site ? api.siteUrl : api.baseUrl}${path}`, {
      ...init,
      headers,
      signal: attempt.signal,
      redirect: "manual",
    });
    return await readAnswer(answer, api.apiKey);
  } catch (error) {
    throw attempt.signal.aborted ? (attempt.signal.reason ?? error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    // With a reason of its own: without one, each call would make an exception with its stack.
    attempt.abort(over);
  }
}

/** Reads an answer. A key that the server repeats is taken out before anything is made of the text, or cut. */
async function readAnswer(answer: FetchAnswer, apiKey: string): Promise<Answer> {
  const text = await readText(answer).catch((error: unknown) => {
    // The status line of a refusal says enough, even when its body breaks off.
    if (answer.status >= 400) return "";
    throw error;
  });
  const { body, isJson } = parse(apiKey === "" ? text : text.replaceAll(apiKey, "[HIAPI_API_KEY]"));
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
  if (body && Symbol.asyncIterator in body) return (await readBytes(body, answer)).toString("utf8");
  if (answer.text) return answer.text();
  return answer.json ? JSON.stringify(await answer.json()) : "";
}

/** The bytes of a body in one buffer, into which the chunks are copied as they come: an answer that holds an image is there once, not twice. */
async function readBytes(body: AsyncIterable<Uint8Array>, { status, headers }: FetchAnswer): Promise<Buffer> {
  const promised = Number(headers?.get("content-length") ?? 0);
  let bytes: Buffer = Buffer.allocUnsafeSlow(promised > 0 && promised <= apiLimits.answerBytes ? promised : 16_384);
  let size = 0;
  for await (const chunk of body) {
    const end = size + chunk.length;
    if (end > apiLimits.answerBytes)
      throw new HiapiError("unexpected", `the answer is larger than ${apiLimits.answerBytes / 1024 / 1024} MiB`, { status });
    if (end > bytes.length) bytes = grown(bytes, size, Math.max(end, 2 * bytes.length));
    bytes.set(chunk, size);
    size = end;
  }
  return bytes.subarray(0, size);
}

/** A larger buffer that begins with what was read; the rest of it costs nothing until it is written. */
function grown(bytes: Buffer, size: number, length: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(length);
  larger.set(bytes.subarray(0, size));
  return larger;
}

function parse(text: string): { body: unknown; isJson: boolean } {
  try {
    return { body: JSON.parse(text.replace(/^\uFEFF/, "")), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

/** A `Retry-After` header (RFC 9110 section 10.2.3: seconds or an HTTP date) in milliseconds from `now`; undefined when it says nothing. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  // Date.parse takes bare numbers for years; an HTTP date has a weekday.
  const date = /^[A-Za-z]/.test(value.trim()) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A network failure as `unavailable`, with the code of its root; what is a HiapiError already keeps its kind. */
export function networkError(thrown: unknown, what: string): HiapiError {
  if (thrown instanceof HiapiError)
    return thrown.message.startsWith(what) ? thrown : new HiapiError(thrown.kind, `${what}: ${thrown.message}`, thrown.facts);
  const error = rootOf(thrown);
  const code = typeof error.code === "string" ? error.code : undefined;
  return new HiapiError("unavailable", `${what}: ${code ? `${code} ` : ""}${error.message || "connection failed"}`, {
    ...(code ? { code } : {}),
    cause: thrown,
  });
}

/** The error at the end of the chain of causes, where the code stands. */
function rootOf(thrown: unknown, depth = 0): { message: string; code?: unknown } {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
  return inner instanceof Error && depth < 5 ? rootOf(inner, depth + 1) : thrown;
}
