import { reasonOf } from "../api/index.ts";
import type { Fetch, FetchAnswer } from "../api/transport.ts";
import { HiapiError, oneLine } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { parseUrl } from "../url.ts";

/** Limits of one download (docs/design.md, rules 7 to 9). `resumptions` bounds how often a broken connection is continued. */
export const downloadLimits = { idleMs: 30_000, totalMs: 15 * 60_000, bytes: 512 * 1024 * 1024, redirects: 5, resumptions: 5 } as const;

const resumeDelayMs = 500;
const redirects = [301, 302, 303, 307, 308];

interface Download {
  link: string;
  fetch: Fetch;
  signal: AbortSignal;
  /** When it must be over, on the scale of performance.now. */
  end: number;
  received: number;
  /** Bytes in all, once the server has named them. */
  expected: number | undefined;
  /** Tells whether the file is still the same (RFC 9110, section 13.1.5); undefined when the server supports no ranges. */
  validator: string | undefined;
}

/**
 * The bytes of an output link. The connection opens when the first are asked for and closes when the iteration ends. Follows at most five
 * redirects, each checked as the link itself was, and never sends the key. Continues a broken connection where the server supports ranges.
 * Throws `output`, with `fault: "server"` where another attempt may succeed; `facts.status` is that of an answer that refused the link.
 */
export async function* downloadLink(link: string, { fetch, signal }: { fetch: Fetch; signal: AbortSignal }): AsyncGenerator<Uint8Array> {
  const end = performance.now() + downloadLimits.totalMs;
  const download: Download = { link, fetch, signal, end, received: 0, expected: undefined, validator: undefined };
  for (let resumptions = 0; ; resumptions += 1) {
    try {
      return yield* connection(download);
    } catch (error) {
      signal.throwIfAborted();
      const failed = downloadError(error);
      const isBroken = failed.facts.status === undefined && failed.facts.code !== undefined;
      const canContinue = isBroken && download.received > 0 && download.validator !== undefined && performance.now() < end;
      if (!canContinue || resumptions >= downloadLimits.resumptions) throw failed;
      await sleep(resumeDelayMs, signal);
    }
  }
}

/** The bytes that one connection brings. */
async function* connection(download: Download): AsyncGenerator<Uint8Array> {
  const watch = watchdog(download);
  try {
    const answer = await follow(download, watch);
    if (download.received === 0) readHeaders(download, answer);
    else if (!continues(download, answer))
      throw linkError("the server does not continue where the download broke off", { code: "RANGE_REFUSED", status: answer.status });
    for await (const chunk of bodyOf(answer)) {
      watch.alive();
      download.received += chunk.length;
      if (download.received > downloadLimits.bytes) throw tooLarge();
      yield chunk;
    }
    const { received, expected } = download;
    if (expected !== undefined && received !== expected)
      throw linkError(`the image broke off: ${received} of ${expected} bytes came`, { code: "SHORT_BODY" });
  } catch (error) {
    throw watch.signal.aborted ? watch.signal.reason : error;
  } finally {
    watch.end();
  }
}

function readHeaders(download: Download, { headers }: FetchAnswer): void {
  const length = headers?.get("content-length") ?? "";
  const isPlain = (headers?.get("content-encoding") ?? "identity") === "identity";
  if (isPlain && /^\d+$/.test(length)) download.expected = Number(length);
  if ((download.expected ?? 0) > downloadLimits.bytes) throw tooLarge();
  const tag = headers?.get("etag") ?? "";
  const takesRanges = headers?.get("accept-ranges") === "bytes";
  // A weak tag does not promise the same bytes.
  if (takesRanges && isPlain) download.validator = tag.startsWith('"') ? tag : (headers?.get("last-modified") ?? undefined);
}

function continues({ received, expected }: Download, { status, headers }: FetchAnswer): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers?.get("content-range") ?? "") ?? [];
  return status === 206 && Number(start) === received && (expected === undefined || total === "*" || Number(total) === expected);
}

async function follow({ link, fetch, received, validator }: Download, watch: Watchdog): Promise<FetchAnswer> {
  const range = received > 0 && validator !== undefined ? { Range: `bytes=${received}-`, "If-Range": validator } : {};
  const headers = { Accept: "image/*,*/*;q=0.5", ...range };
  let url = checkedLink(link);
  for (let hops = 0; hops <= downloadLimits.redirects; hops += 1) {
    const answer = await fetch(url.href, { method: "GET", headers, signal: watch.signal, redirect: "manual" });
    watch.alive();
    const target = redirects.includes(answer.status) ? answer.headers?.get("location") : undefined;
    if (!target && (answer.status === 200 || (answer.status === 206 && received > 0))) return answer;
    if (!target) throw linkError(`the output link answered HTTP ${answer.status}`, { status: answer.status });
    url = checkedLink(target, url);
  }
  throw linkError(`the output link redirects more than ${downloadLimits.redirects} times`);
}

/** A link as a URL: http(s), without credentials, and never from https down to http. */
function checkedLink(link: string, from?: URL): URL {
  const url = parseUrl(link, from);
  const quoted = oneLine(link, 120);
  if (!url || !["http:", "https:"].includes(url.protocol)) throw linkError(`output link ${quoted} is not an http(s) URL`);
  if (url.username !== "" || url.password !== "") throw linkError("the output link carries credentials");
  if (from?.protocol === "https:" && url.protocol === "http:") throw linkError(`the output link redirects from https to ${quoted}`);
  return url;
}

interface Watchdog {
  signal: AbortSignal;
  alive(): void;
  /** Stops the timers and closes the connection. */
  end(): void;
}

/** Aborts when no byte came for the idle limit, when the time in all is used up, or with the caller. */
function watchdog({ signal, end }: Download): Watchdog {
  const control = new AbortController();
  const timeOut = (message: string) => control.abort(linkError(message, { code: "TIMEOUT" }));
  const stop = () => control.abort(signal.reason);
  const startIdle = () => setTimeout(timeOut, downloadLimits.idleMs, `the download stood still for ${downloadLimits.idleMs / 1000} s`);
  const inAll = `the download took longer than ${downloadLimits.totalMs / 60_000} minutes`;
  const total = setTimeout(timeOut, end - performance.now(), inAll);
  let idle = startIdle();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  return {
    signal: control.signal,
    alive() {
      clearTimeout(idle);
      idle = startIdle();
    },
    end() {
      clearTimeout(idle);
      clearTimeout(total);
      signal.removeEventListener("abort", stop);
      control.abort("over");
    },
  };
}

async function* bodyOf(answer: FetchAnswer & { arrayBuffer?: () => Promise<ArrayBuffer> }): AsyncGenerator<Uint8Array> {
  const { body } = answer;
  if (body && Symbol.asyncIterator in body) yield* body;
  else if (answer.arrayBuffer) yield new Uint8Array(await answer.arrayBuffer());
}

function linkError(message: string, facts: { code?: string; status?: number; cause?: unknown } = {}): HiapiError {
  return new HiapiError("output", message, { ...facts, fault: "server" });
}

function tooLarge(): HiapiError {
  return new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
}

function downloadError(thrown: unknown): HiapiError {
  if (thrown instanceof HiapiError) return thrown;
  const { code = "BROKEN", message } = reasonOf(thrown);
  return linkError(`the download broke off: ${message}`, { code, cause: thrown });
}
