import type { Fetch, FetchAnswer } from "../api/transport.ts";
import { HiapiError, oneLine } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { parseUrl } from "../url.ts";

/** Limits of one download (design rules 7 to 9): milliseconds without a byte, milliseconds in all, bytes, hops, continuations. */
export const downloadLimits = { idleMs: 30_000, totalMs: 15 * 60_000, bytes: 512 * 1024 * 1024, redirects: 5, resumptions: 5 } as const;

const beforeResumingMs = 500;

interface Download {
  link: string;
  fetch: Fetch;
  signal: AbortSignal;
  /** When it must be over, on performance.now's scale. */
  end: number;
  received: number;
  /** Bytes in all, once the server has said so. */
  expected: number | undefined;
  /** What tells the server that the file is still the same (RFC 9110 section 13.1.5); undefined when it takes no ranges. */
  validator: string | undefined;
}

/**
 * The bytes of an output link: opened when the first is asked for, closed when the last was taken or nobody wants more.
 * Follows at most five redirects, each held to the same rules (design rule 9), never with the key. A connection that breaks
 * is taken up where it broke, where the server allows ranges. Throws `output`: a status that refuses the link stands in
 * `facts.status`; no byte for 30 s, 15 minutes in all, fewer bytes than promised.
 */
export async function* downloadLink(link: string, { fetch, signal }: { fetch: Fetch; signal: AbortSignal }): AsyncGenerator<Uint8Array> {
  const end = performance.now() + downloadLimits.totalMs;
  const download: Download = { link, fetch, signal, end, received: 0, expected: undefined, validator: undefined };
  for (let resumptions = 0; ; resumptions += 1) {
    try {
      return yield* leg(download);
    } catch (error) {
      signal.throwIfAborted();
      const failed = downloadError(error);
      const isBroken = failed.facts.status === undefined && failed.facts.code !== undefined;
      const mayGoOn = isBroken && download.received > 0 && download.validator !== undefined && performance.now() < end;
      if (!mayGoOn || resumptions >= downloadLimits.resumptions) throw failed;
      await sleep(beforeResumingMs, signal);
    }
  }
}

/** One connection's share of the bytes. */
async function* leg(download: Download): AsyncGenerator<Uint8Array> {
  const watch = watchdog(download);
  try {
    const answer = await follow(download, watch);
    if (download.received === 0) readHeaders(download, answer);
    else if (!continues(download, answer)) throw broken("RANGE_REFUSED", "the server does not go on where it broke off", answer.status);
    for await (const chunk of bodyOf(answer)) {
      watch.alive();
      download.received += chunk.length;
      if (download.received > downloadLimits.bytes) throw tooLarge();
      yield chunk;
    }
    const { received, expected } = download;
    if (expected !== undefined && received !== expected)
      throw broken("SHORT_BODY", `the image broke off: ${received} of ${expected} bytes came`);
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
  if (takesRanges && isPlain) download.validator = /^"/.test(tag) ? tag : (headers?.get("last-modified") ?? undefined);
}

function continues({ received, expected }: Download, { status, headers }: FetchAnswer): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers?.get("content-range") ?? "") ?? [];
  return status === 206 && Number(start) === received && (expected === undefined || total === "*" || Number(total) === expected);
}

async function follow({ link, fetch, received, validator }: Download, watch: Watchdog): Promise<FetchAnswer> {
  const range = received > 0 && validator !== undefined ? { Range: `bytes=${received}-`, "If-Range": validator } : {};
  const headers = { Accept: "image/*,*/*;q=0.5", "Accept-Encoding": "identity", ...range };
  let url = checkedLink(link);
  for (let hops = 0; hops <= downloadLimits.redirects; hops += 1) {
    const answer = await fetch(url.href, { method: "GET", headers, signal: watch.signal, redirect: "manual" });
    watch.alive();
    const target = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers?.get("location") : undefined;
    if (!target && (answer.status === 200 || (answer.status === 206 && received > 0))) return answer;
    if (!target) throw new HiapiError("output", `the output link answered HTTP ${answer.status}`, { status: answer.status });
    url = checkedLink(target, url);
  }
  throw new HiapiError("output", `the output link redirects more than ${downloadLimits.redirects} times`);
}

/** A link as a URL: http(s), without credentials, and never from https down to http. */
function checkedLink(link: string, from?: URL): URL {
  const url = from ? parseUrl(link, from) : parseUrl(link);
  const named = oneLine(link, 120);
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new HiapiError("output", `output link ${named} is not an http(s) URL`);
  if (url.username !== "" || url.password !== "") throw new HiapiError("output", "the output link carries credentials");
  const isDowngrade = from?.protocol === "https:" && url.protocol === "http:";
  if (isDowngrade) throw new HiapiError("output", `the output link redirects from https to ${named}`);
  return url;
}

interface Watchdog {
  signal: AbortSignal;
  alive(): void;
  /** Stops watching and lets go of the connection. */
  end(): void;
}

/** Aborts when nothing was heard for the idle limit, when the total is used up, or with the caller. */
function watchdog({ signal, end }: Download): Watchdog {
  const control = new AbortController();
  const fail = (message: string) => control.abort(broken("TIMEOUT", message));
  const stop = () => control.abort(signal.reason);
  const startIdle = () => setTimeout(() => fail(`the download stood still for ${downloadLimits.idleMs / 1000} s`), downloadLimits.idleMs);
  const total = setTimeout(() => fail(`the download took longer than ${downloadLimits.totalMs / 60_000} minutes`), end - performance.now());
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

function broken(code: string, message: string, status?: number): HiapiError {
  return new HiapiError("output", message, { code, ...(status === undefined ? {} : { status }) });
}

function tooLarge(): HiapiError {
  return new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
}

function downloadError(thrown: unknown): HiapiError {
  if (thrown instanceof HiapiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error ? String(Reflect.get(thrown, "code") ?? "BROKEN") : "BROKEN";
  return new HiapiError("output", `the download broke off: ${code} ${message}`, { code, cause: thrown });
}
