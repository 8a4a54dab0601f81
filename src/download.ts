import { HiapiError, oneLine } from "./errors.ts";
import type { Fetch, FetchAnswer } from "./http.ts";
import { parseUrl } from "./url.ts";

/** Limits of one download (design rules 7 to 9): milliseconds without a byte, milliseconds in all, bytes, hops. */
export const downloadLimits = { idleMs: 30_000, totalMs: 15 * 60_000, bytes: 512 * 1024 * 1024, redirects: 5 } as const;

export interface Download {
  /** Bytes promised by Content-Length; absent when the server does not say. */
  expected?: number;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Opens an output link, following at most five redirects, each held to the same rules (design rule 9). Never with the key.
 * The stream fails when no byte comes for 30 s or the whole takes longer than 15 minutes.
 * Throws `output`; a status that refuses the link stands in `facts.status`.
 */
export async function openLink(link: string, { fetch, signal }: { fetch: Fetch; signal: AbortSignal }): Promise<Download> {
  const watch = watchdog(signal);
  try {
    const answer = await follow(link, fetch, watch);
    const length = Number(answer.headers?.get("content-length") ?? Number.NaN);
    if (length > downloadLimits.bytes) throw tooLarge();
    return { bytes: watched(answer, watch), ...(Number.isInteger(length) ? { expected: length } : {}) };
  } catch (error) {
    watch.end();
    signal.throwIfAborted();
    throw downloadError(watch.signal.aborted ? watch.signal.reason : error);
  }
}

async function follow(link: string, fetch: Fetch, watch: Watchdog): Promise<FetchAnswer> {
  let url = checkedLink(link);
  for (let hops = 0; hops <= downloadLimits.redirects; hops += 1) {
    const answer = await fetch(url.href, {
      method: "GET",
      headers: { Accept: "image/*,*/*;q=0.5", "Accept-Encoding": "identity" },
      signal: watch.signal,
      redirect: "manual",
    });
    watch.alive();
    const target = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers?.get("location") : undefined;
    if (!target) return accepted(answer);
    await discard(answer);
    url = checkedLink(target, url);
  }
  throw new HiapiError("output", `the output link redirects more than ${downloadLimits.redirects} times`);
}

function accepted(answer: FetchAnswer): FetchAnswer {
  if (answer.status === 200) return answer;
  throw new HiapiError("output", `the output link answered HTTP ${answer.status}`, { status: answer.status });
}

/** A link as a URL: http(s), without credentials, and never from https down to http. */
function checkedLink(link: string, from?: URL): URL {
  const url = from ? parseUrl(absolute(link, from)) : parseUrl(link);
  const named = oneLine(link, 120);
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new HiapiError("output", `output link ${named} is not an http(s) URL`);
  if (url.username !== "" || url.password !== "") throw new HiapiError("output", "the output link carries credentials");
  if (from?.protocol === "https:" && url.protocol === "http:")
    throw new HiapiError("output", `the output link redirects from https to ${named}`);
  return url;
}

function absolute(link: string, base: URL): string {
  try {
    return new URL(link, base).href;
  } catch {
    return link;
  }
}

async function discard(answer: FetchAnswer): Promise<void> {
  if (!answer.body || !(Symbol.asyncIterator in answer.body)) return;
  // Leaving the loop at the first chunk destroys the stream.
  for await (const _ of answer.body) return;
}

interface Watchdog {
  signal: AbortSignal;
  alive(): void;
  end(): void;
}

/** Aborts when nothing was heard for the idle limit, when the total is used up, or with the caller. */
function watchdog(signal: AbortSignal): Watchdog {
  const control = new AbortController();
  const fail = (message: string) => control.abort(new HiapiError("output", message, { code: "TIMEOUT" }));
  const stop = () => control.abort(signal.reason);
  const startIdle = () => setTimeout(() => fail(`the download stood still for ${downloadLimits.idleMs / 1000} s`), downloadLimits.idleMs);
  const total = setTimeout(() => fail(`the download took longer than ${downloadLimits.totalMs / 60_000} minutes`), downloadLimits.totalMs);
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
    },
  };
}

async function* watched(answer: FetchAnswer, watch: Watchdog): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of bodyOf(answer)) {
      watch.alive();
      size += chunk.length;
      if (size > downloadLimits.bytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw downloadError(watch.signal.aborted ? watch.signal.reason : error);
  } finally {
    watch.end();
  }
}

async function* bodyOf(answer: FetchAnswer & { arrayBuffer?: () => Promise<ArrayBuffer> }): AsyncGenerator<Uint8Array> {
  const { body } = answer;
  if (body && Symbol.asyncIterator in body) yield* body;
  else if (answer.arrayBuffer) yield new Uint8Array(await answer.arrayBuffer());
}

function tooLarge(): HiapiError {
  return new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
}

function downloadError(thrown: unknown): unknown {
  if (thrown instanceof HiapiError || (thrown instanceof Error && thrown.name === "AbortError")) return thrown;
  const { message, code } =
    thrown instanceof Error ? { message: thrown.message, code: Reflect.get(thrown, "code") } : { message: String(thrown), code: undefined };
  return new HiapiError("output", `the download broke off: ${code ? `${String(code)} ` : ""}${message}`, {
    ...(code ? { code: String(code) } : {}),
    cause: thrown,
  });
}
