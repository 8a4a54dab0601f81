import { HiapiError, megabytes } from "../errors.ts";
import { parseUrl } from "../url.ts";
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
  /** Whether a create was answered with the task that an earlier one under its key had made. */
  isReplay: boolean;
  /** The base URL that was asked, for messages: without credentials. */
  address: string;
}

/** The largest answer that is read, in bytes. */
export const maxAnswerBytes = 64 * 1024 * 1024;

export interface Call extends Pick<FetchInit, "method" | "headers" | "body" | "onSend"> {
  /** What the call is called in messages. */
  name: string;
  path: string;
  /** Sends the request to the site, without the key. */
  toSite?: boolean;
  limits: CallLimits;
}

/** When a call is given up, in milliseconds. */
export interface CallLimits {
  signal: AbortSignal;
  /** How long the answer may take, from the last byte of the body on. */
  timeoutMs: number;
  /** How long the sending of the body may stand still; else 30 s, and as long as the system may take over what it holds. */
  idleMs?: number;
  /** When all is over, on performance.now's scale, but 2 s are given in any case: to cut an attempt off makes its outcome unknown. */
  deadline?: number;
}

/**
 * What the system may hold of a body that it has taken, and the slowest line to be patient with, in bytes a millisecond. It takes more only once
 * a third of its buffer is free, so that a slow line moves in leaps.
 */
const heldBytes = 4 * 1024 * 1024;
const slowest = 25;
const leastMs = 2000;

/**
 * Sends one request and reads its answer, whatever the status. Throws `unavailable` when no answer comes in time or the network fails,
 * `unexpected` when the answer is too large, and the signal's reason when it aborts.
 */
export async function call(api: Api, { name, path, toSite = false, limits, ...init }: Call): Promise<Answer> {
  limits.signal.throwIfAborted();
  const watch = watchCall(init.body === undefined ? 0 : Buffer.byteLength(init.body), limits, api.foreign);
  const onSend = (sentBytes: number) => {
    watch.onSend(sentBytes);
    init.onSend?.(sentBytes);
  };
  const base = toSite ? api.siteUrl : api.baseUrl;
  const address = addressOf(base);
  try {
    const authorization = toSite ? {} : { Authorization: `Bearer ${api.apiKey}` };
    const headers = { Accept: "application/json", ...authorization, ...init.headers };
    const answer = await api.fetch(`${base}${path}`, { ...init, onSend, headers, signal: watch.signal, redirect: "manual" });
    return { ...(await readAnswer(answer, api.apiKey)), address };
  } catch (error) {
    limits.signal.throwIfAborted();
    throw callError(watch.signal.aborted ? watch.signal.reason : error, `${name} at ${address}`);
  } finally {
    watch.end();
  }
}

/** Aborts when a limit is reached, or with the caller. While a body is sent its progress counts, not the time. */
function watchCall(total: number, { signal, timeoutMs, idleMs, deadline = Number.POSITIVE_INFINITY }: CallLimits, isBlind = false) {
  const control = new AbortController();
  const stop = () => control.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const giveUpAfter = (ms: number, message: string) =>
    setTimeout(() => control.abort(new HiapiError("unavailable", message, { code: "TIMEOUT" })), ms);
  const awaitAnswer = (ms: number) => giveUpAfter(ms, `no answer within ${Math.round(ms / 1000)} s`);
  // A fetch of the caller's own does not tell how much is sent.
  let timer = awaitAnswer(timeoutMs + (isBlind ? total / slowest : 0));
  const end = Math.max(deadline, performance.now() + leastMs);
  let sendingSince: number | undefined;
  return {
    signal: control.signal,
    onSend(sentBytes: number): void {
      if (total === 0) return;
      const now = performance.now();
      sendingSince ??= now;
      clearTimeout(timer);
      const leftMs = end - now;
      const heldMs = Math.min(sentBytes, heldBytes) / Math.min(slowest, total / (now - sendingSince));
      if (sentBytes === total) timer = awaitAnswer(Math.min(timeoutMs + heldMs, Math.max(leastMs, leftMs)));
      else
        timer = giveUpAfter(
          Math.min(idleMs ?? 30_000 + heldMs / 3, leftMs),
          `the upload stopped at ${megabytes(sentBytes)} of ${megabytes(total)}`,
        );
    },
    end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      // Closes what was not read. The reason spares each call the cost of an exception with its stack.
      control.abort("over");
    },
  };
}

/** Reads an answer. A key that the server repeats is removed before anything is made of the text. */
async function readAnswer(answer: FetchAnswer, apiKey: string): Promise<Omit<Answer, "address">> {
  const text = await readText(answer).catch((error: unknown) => {
    // The status of a refusal is enough, even when its body breaks off.
    if (answer.status >= 400) return "";
    throw error;
  });
  const retryAfterMs = parseRetryAfter(answer.headers?.get("retry-after") ?? undefined, Date.now());
  const serverTime = Date.parse(answer.headers?.get("date") ?? "");
  return {
    status: answer.status,
    ...parse(text, apiKey),
    isSandbox: answer.headers?.get("x-hiapi-sandbox") === "1",
    isReplay: answer.headers?.get("idempotent-replay")?.toLowerCase() === "true",
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

/** The JSON of a text, or the text. The key is removed before anything is made of it, however the JSON writes it: escapes are resolved first. */
function parse(text: string, apiKey: string): { body: unknown; isJson: boolean } {
  const without = (key: string, from: string) => (apiKey.length < 8 ? from : from.replaceAll(key, "[HIAPI_API_KEY]"));
  const plain = without(apiKey, text);
  try {
    const body: unknown = JSON.parse(plain.replace(/^\uFEFF/, ""));
    if (apiKey.length < 8 || !plain.includes("\\")) return { body, isJson: true };
    return { body: JSON.parse(without(JSON.stringify(apiKey).slice(1, -1), JSON.stringify(body))), isJson: true };
  } catch {
    return { body: plain, isJson: false };
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
function callError(thrown: unknown, call: string): HiapiError {
  if (thrown instanceof HiapiError) return new HiapiError(thrown.kind, `${call}: ${thrown.message}`, thrown.facts);
  const { code, message } = reasonOf(thrown);
  return new HiapiError("unavailable", `${call}: ${message}`, { code, cause: thrown });
}

/** What is lawful HTTP and yet refused by undici, by its code or message. */
const refusedByClient: Record<string, string> = {
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer has Content-Length twice, as a list, or other than its length",
  UND_ERR_HEADERS_OVERFLOW: "the headers of the answer are larger than 64 KiB",
  "bad response": "the answer begins with a 100 Continue that was not asked for",
};

/** Why a connection failed: the code and message at the end of the chain of causes. */
export function reasonOf(thrown: unknown): { code?: string; message: string } {
  const root = rootOf(thrown);
  const code = typeof root.code === "string" ? root.code : undefined;
  const refused = refusedByClient[code ?? ""] ?? refusedByClient[root.message];
  const message = refused ? `${refused}, which this program's HTTP client cannot read` : root.message || "connection failed";
  return code === undefined ? { message } : { code, message: `${code} ${message}` };
}

/** The error at the end of the chain of causes, which has the code. */
function rootOf(thrown: unknown, depth = 0): { message: string; code?: unknown } {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
  return inner instanceof Error && depth < 5 ? rootOf(inner, depth + 1) : thrown;
}

/** A base URL for messages. The library's caller may have put credentials into it. */
function addressOf(baseUrl: string): string {
  const url = parseUrl(baseUrl);
  return url ? `${url.origin}${url.pathname}`.replace(/\/$/, "") : "an address that is no URL";
}
