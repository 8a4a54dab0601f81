import type { Api } from "../api/index.ts";
import type { Fetch, Transport } from "../api/transport.ts";
import type { Settings } from "../config.ts";
import { readKey } from "../config.ts";
import { HiapiError, messageOf } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";

/** What a run tells people while it goes on. */
export type Log = Pick<Reporter, "info" | "warn" | "spinner">;

/** A session with HiAPI: its connections, and what may be done over them. */
export interface Session {
  api: Api;
  /** Fetches output links, without the key. */
  fetchLink: Fetch;
  isSandbox: boolean;
  signal: AbortSignal;
  /** Rejects with `update_required` when the update policy forbids creates. */
  permission: Promise<void>;
}

export interface SessionOptions {
  io: Pick<Io, "env" | "signal">;
  settings: Settings;
  /** Starts a local HiAPI for the session, which needs no key. */
  isSandbox?: boolean | undefined;
  needsKey?: boolean;
  /** Takes the lines of `debug`. */
  reporter?: Pick<Log, "info">;
  debug?: boolean | undefined;
}

/** Opens a session with HiAPI, works with it, and closes it whatever comes of the work. Throws `account` without a key that it needs. */
export async function withSession<Result>(
  { io, settings, isSandbox = false, needsKey = true, reporter, debug }: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const apiKey = needsKey && !isSandbox ? readKey(io.env) : "";
  // Before a sandbox is started, which would have to be stopped again.
  requireWebAssembly();
  const sandbox = isSandbox ? await (await import("../sandbox/server.ts")).startSandbox() : undefined;
  const { baseUrl, siteUrl, proxy } = sandbox ? { baseUrl: sandbox.url, siteUrl: sandbox.url, proxy: {} } : settings;
  const transport = await transportFor({ proxy, baseUrl });
  const log = debug ? reporter?.info : undefined;
  try {
    return await work({
      api: { apiKey: sandbox ? "sandbox-needs-no-key" : apiKey, baseUrl, siteUrl, fetch: logged(transport.fetch, log) },
      fetchLink: logged(transport.fetchLink, log),
      isSandbox,
      signal: io.signal,
      permission: Promise.resolve(),
    });
  } finally {
    await transport.close();
    await sandbox?.close();
  }
}

/** Logs each exchange: method, address without its query, status, milliseconds. Never headers or bodies. */
function logged(fetch: Fetch, info: Log["info"] | undefined): Fetch {
  if (!info) return fetch;
  return async (url, init) => {
    const begun = performance.now();
    const log = (end: string) => info(`debug: ${init.method} ${url.split("?", 1)[0]} ${end} ${Math.round(performance.now() - begun)} ms`);
    try {
      const answer = await fetch(url, init);
      log(String(answer.status));
      return answer;
    } catch (error) {
      log(messageOf(error));
      throw error;
    }
  };
}

/** Opens connections. HTTP is loaded here and not before: most failures never need it. */
export async function transportFor({ proxy, baseUrl }: Pick<Settings, "proxy" | "baseUrl">): Promise<Transport> {
  requireWebAssembly();
  const { createTransport } = await import("../api/transport.ts");
  return createTransport({ proxy, baseUrl });
}

declare const WebAssembly: { Memory: new (limits: { initial: number }) => unknown };

/** undici reads answers by WebAssembly. Loaded where that cannot run, it would end the process by a rejection that nobody can catch. */
function requireWebAssembly(): void {
  try {
    new WebAssembly.Memory({ initial: 1 });
  } catch (error) {
    throw new HiapiError(
      "unexpected",
      `nothing was sent: this Node cannot run the WebAssembly that reads HTTP answers (${String(error)})`,
      {
        hint: "run the same command without --jitless in the command or NODE_OPTIONS, and with more virtual memory (ulimit -v unlimited)",
      },
    );
  }
}
