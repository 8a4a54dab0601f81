import { HiapiError } from "../errors.ts";
import type { Fetch, FetchAnswer, FetchInit } from "./transport.ts";

/** One HTTP exchange with the API: a request that ends in time, an answer that is read whole and within bounds. */

/** The addresses of HiAPI and the key. */
export interface Api {
  apiKey: string;
  baseUrl: string;
  siteUrl: string;
  fetch: Fetch;
  /** Set when `fetch` is the caller's own, which does not call `onSend`. */
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

/** The largest answer that is read, in bytes. */
export const maxAnswerBytes = 64 * 1024 * 1024;

export interface Call extends Pick<FetchInit, "method" | "headers" | "body" | "onSend"> {
  /** What the call is called in messages. */
  name: string;
  path: string;
  /** Sends the request to the site, without the key. */
  toSite?: boolean;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Sends one request and reads its answer, whatever the status. Throws `unavailable` when no answer comes in time or the network fails,
 * `unexpected` when the answer is too large, and the signal's reason when it aborts.
 */
export async function call(api: Api, { name, path, toSite = false, timeoutMs, signal, ...init }: Call): Promise<Answer> {
  signal.throwIfAborted();
  const attempt = new AbortController();
  const stop = () => attempt.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(() => {
    attempt.abort(new HiapiError("unavailable", `no answer within ${Math.round(timeoutMs / 1000)} s`, { code: "TIMEOUT" }));
  }, timeoutMs);
  try {
    const authorization = toSite ? {} : { Authorization: `Bearer ${api.apiKey}` };
    const headers = { Accept: "application/json", ...authorization, ...init.headers };
    const url = `${toSite ? api.siteUrl : api.baseUrl}${path}`;
    return await readAnswer(await api.fetch(url, { ...init, headers, signal: attempt.signal, redirect: "manual" }), api.apiKey);
  } catch (error) {
    signal.throwIfAborted();
    throw callError(attempt.signal.aborted ? attempt.signal.reason : error, name);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    // Closes what was not read. The reason spares each call the cost of an exception with its stack.
    attempt.abort("over");
  }
}

/** Reads an answer. A key that the server repeats is removed before anything is made of the text. */
async function readAnswer(answer: FetchAnswer, apiKey: string): Promise<Answer> {
  const text = await readText(answer).catch((error: unknown) => {
    // The status of a refusal is enough, even when its body breaks off.
    if (answer.status >= 400) return "";
    throw error;
  });
  const retryAfterMs = parseRetryAfter(answer.headers?.get("retry-after") ?? undefined, Date.now());
  const serverTime = Date.parse(answer.headers?.get("date") ?? "");
  return {
    status: answer.status,
    ...parse(apiKey === "" ? text : text.replaceAll(apiKey, "[HIAPI_API_KEY]")),
    isSandbox: answer.headers?.get("x-hiapi-sandbox") === "1",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(Number.isNaN(serverTime) ? {} : { serverTime }),
  };
}

/** The body of an answer as text. Throws `unexpected` when it is larger than `maxBytes`. */
export async function readText(answer: FetchAnswer, maxBytes = maxAnswerBytes): Promise<string> {
  const { body } = answer;
  if (body && Symbol.asyncIterator in body) return (await readBytes(body, answer, maxBytes)).toString("utf8");
  if (answer.text) return answer.text();
  return answer.json ? JSON.stringify(await answer.json()) : "";
}

/** Copies the chunks into one buffer as they come, so that an answer that holds an image is in memory once, not twice. */
async function readBytes(body: AsyncIterable<Uint8Array>, { status, headers }: FetchAnswer, maxBytes: number): Promise<Buffer> {
  const promised = Number(headers?.get("content-length") ?? 0);
  let bytes: Buffer = Buffer.allocUnsafeSlow(promised > 0 && promised <= maxBytes ? promised : 16_384);
  let size = 0;
  for await (const chunk of body) {
    const end = size + chunk.length;
    if (end > maxBytes) throw new HiapiError("unexpected", `the answer is larger than ${maxBytes / 1024 / 1024} MiB`, { status });
    if (end > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * bytes.length));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(chunk, size);
    size = end;
  }
  return bytes.subarray(0, size);
}

function parse(text: string): { body: unknown; isJson: boolean } {
  try {
    return { body: JSON.parse(text.replace(/^\uFEFF/, "")), isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

/** A `Retry-After` header (RFC 9110, section 10.2.3: seconds or an HTTP date) in milliseconds from `now`; undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  // Date.parse takes bare numbers for years; an HTTP date has a weekday.
  const date = /^[A-Za-z]/.test(value.trim()) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A network failure as `unavailable`, with the code of its root cause. A HiapiError keeps its kind and facts. */
function callError(thrown: unknown, name: string): HiapiError {
  if (thrown instanceof HiapiError) return new HiapiError(thrown.kind, `${name}: ${thrown.message}`, thrown.facts);
  const { code, message } = rootOf(thrown);
  const isCode = typeof code === "string";
  const reason = `${isCode ? `${code} ` : ""}${message || "connection failed"}`;
  return new HiapiError("unavailable", `${name}: ${reason}`, { ...(isCode ? { code } : {}), cause: thrown });
}

/** The error at the end of the chain of causes, which has the code. */
function rootOf(thrown: unknown, depth = 0): { message: string; code?: unknown } {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
  return inner instanceof Error && depth < 5 ? rootOf(inner, depth + 1) : thrown;
}
