import type { Env, Settings } from "./config.ts";
import { readKey } from "./config.ts";
import type { Api } from "./exchange.ts";
import type { Fetch, Transport } from "./http.ts";
import type { Presenter, Stream } from "./present.ts";

/** What a command is given of the world it runs in. The edge (`cli.ts`) makes it; nothing else knows `process`. */
export interface Io {
  env: Env;
  cwd: string;
  platform: string;
  stdin: AsyncIterable<Uint8Array | string>;
  stdout: Stream;
  stderr: Stream;
  /** Aborts on Ctrl-C and its kin, with the error that says so as its reason. */
  signal: AbortSignal;
  /** The main script's file: the skill's folder is the one above its own. */
  script: string;
  /** The user's home folder. */
  home: string;
  /** How this program was called, as the start of a command line that runs as it stands. */
  door: string;
  version: string;
  nodeVersion: string;
}

/** The words a command has for people while it works. */
export type Words = Pick<Presenter, "say" | "warn" | "waiting">;

/** The API of one run: its connections, and where output links are fetched. */
export interface Session {
  api: Api;
  fetchLink: Fetch;
  isSandbox: boolean;
  signal: AbortSignal;
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
    api: { apiKey, baseUrl, siteUrl, fetch: told(transport.fetch, debug) },
    fetchLink: told(transport.fetchLink, debug),
    isSandbox: false,
    signal,
    close: transport.close,
  };
}

/** Starts the built-in local HiAPI in this process and opens a session with it; closing the session stops it. */
export async function openSandboxSession({ signal, debug }: { signal: AbortSignal; debug?: Debug }): Promise<Session> {
  const { startSandbox } = await import("./sandbox/server.ts");
  const { createTransport } = await import("./http.ts");
  const sandbox = await startSandbox({});
  const transport = createTransport({ baseUrl: sandbox.url });
  const api = { apiKey: "sandbox-needs-no-key", baseUrl: sandbox.url, siteUrl: sandbox.url, fetch: told(transport.fetch, debug) };
  const close = async () => {
    await transport.close();
    await sandbox.close();
  };
  return { api, fetchLink: told(transport.fetchLink, debug), isSandbox: true, signal, close };
}

/** Takes lines for `--debug`; undefined says nothing. */
export type Debug = ((line: string) => void) | undefined;

/** A fetch that tells of each exchange: method, address without its query, status, milliseconds. Never headers or bodies. */
function told(fetch: Fetch, debug: Debug): Fetch {
  if (!debug) return fetch;
  return async (url, init) => {
    const begun = performance.now();
    const tell = (end: string) => debug(`debug: ${init.method} ${url.split("?", 1)[0]} ${end} ${Math.round(performance.now() - begun)} ms`);
    try {
      const answer = await fetch(url, init);
      tell(String(answer.status));
      return answer;
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}

/** Connections by the settings. HTTP is loaded here and not before: most failures never need it. */
export async function transportFor({ proxy, baseUrl }: Pick<Settings, "proxy" | "baseUrl">): Promise<Transport> {
  const { createTransport } = await import("./http.ts");
  return createTransport({ proxy, baseUrl });
}
