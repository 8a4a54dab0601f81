import type { Api } from "../api/index.ts";
import type { Fetch, Transport } from "../api/transport.ts";
import type { Env, Settings } from "../config.ts";
import { readKey } from "../config.ts";
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
  close(): Promise<void>;
}

/** Opens a session with HiAPI. Throws `account` without a key, unless `needsKey` is false. */
export async function openSession({
  settings,
  env,
  signal,
  needsKey = true,
  debug,
}: {
  settings: Settings;
  env: Env;
  signal: AbortSignal;
  needsKey?: boolean;
  debug?: Debug;
}): Promise<Session> {
  const apiKey = needsKey ? readKey(env) : "";
  const transport = await transportFor(settings);
  const { baseUrl, siteUrl } = settings;
  return {
    api: { apiKey, baseUrl, siteUrl, fetch: logged(transport.fetch, debug) },
    fetchLink: logged(transport.fetchLink, debug),
    isSandbox: false,
    signal,
    permission: Promise.resolve(),
    close: transport.close,
  };
}

/** Starts the built-in local HiAPI in this process and opens a session with it; closing the session stops it. */
export async function openSandboxSession({ signal, debug }: { signal: AbortSignal; debug?: Debug }): Promise<Session> {
  const { startSandbox } = await import("../sandbox/server.ts");
  const { createTransport } = await import("../api/transport.ts");
  const sandbox = await startSandbox({});
  const transport = createTransport({ baseUrl: sandbox.url });
  const api = { apiKey: "sandbox-needs-no-key", baseUrl: sandbox.url, siteUrl: sandbox.url, fetch: logged(transport.fetch, debug) };
  const close = async () => {
    await transport.close();
    await sandbox.close();
  };
  return { api, fetchLink: logged(transport.fetchLink, debug), isSandbox: true, signal, permission: Promise.resolve(), close };
}

/** Takes the lines of `--debug`; undefined without it. */
export type Debug = ((line: string) => void) | undefined;

/** Logs each exchange: method, address without its query, status, milliseconds. Never headers or bodies. */
function logged(fetch: Fetch, debug: Debug): Fetch {
  if (!debug) return fetch;
  return async (url, init) => {
    const begun = performance.now();
    const log = (end: string) => debug(`debug: ${init.method} ${url.split("?", 1)[0]} ${end} ${Math.round(performance.now() - begun)} ms`);
    try {
      const answer = await fetch(url, init);
      log(String(answer.status));
      return answer;
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}

/** Opens connections. HTTP is loaded here and not before: most failures never need it. */
export async function transportFor({ proxy, baseUrl }: Pick<Settings, "proxy" | "baseUrl">): Promise<Transport> {
  const { createTransport } = await import("../api/transport.ts");
  return createTransport({ proxy, baseUrl });
}
