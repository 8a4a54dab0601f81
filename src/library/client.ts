import type { Api } from "../api/index.ts";
import type { Fetch, FetchAnswer } from "../api/transport.ts";
import type { Env } from "../config.ts";
import { readSettings, resolveConfig as resolveEnvironment } from "../config.ts";
import { HiapiError, oneLine } from "../errors.ts";
import type { Session } from "../pipeline/index.ts";
import { transportFor } from "../pipeline/index.ts";

/** Who asks, and where. */
export interface Config {
  apiKey: string;
  baseUrl: string;
}

/** How a call reaches the network: `fetchImpl` has the shape of `fetch`. */
export interface CallOptions {
  config?: Config;
  fetchImpl?: Fetch | undefined;
}

/** A program has no Ctrl-C of ours: nothing aborts. */
export const never: AbortSignal = new AbortController().signal;

/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
export function resolveConfig(env: Env = process.env): Config {
  return resolveEnvironment(env);
}

/** The settings of this process. */
export function processSettings() {
  return readSettings(process.env);
}

/** A session for one call, closed behind it. */
export async function withSession<Result>(
  { config, fetchImpl }: CallOptions,
  use: (session: Session) => Promise<Result>,
  needsKey = true,
): Promise<Result> {
  const settings = processSettings();
  const { apiKey, baseUrl } = config ?? (needsKey ? resolveConfig() : { apiKey: "", baseUrl: settings.baseUrl });
  const transport = fetchImpl ? undefined : await transportFor({ proxy: settings.proxy, baseUrl });
  const fetch = fetchImpl ? withStatus(fetchImpl) : transport?.fetch;
  if (!fetch) throw new HiapiError("unexpected", "no transport");
  const api: Api = { apiKey, baseUrl: baseUrl.replace(/\/+$/, ""), siteUrl: settings.siteUrl, fetch, foreign: fetchImpl !== undefined };
  const session: Session = {
    api,
    fetchLink: transport?.fetchLink ?? fetch,
    isSandbox: false,
    signal: never,
    permission: Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return use(session).finally(() => transport?.close());
}

/** Stand-ins for fetch answer with as little as `ok` and `json`: they are taken at their word. */
function withStatus(fetchImpl: Fetch): Fetch {
  return async (url, init) => {
    const answer: FetchAnswer = await fetchImpl(url, init);
    return typeof answer.status === "number" ? answer : Object.assign(answer, { status: answer.ok === false ? 500 : 200 });
  };
}

/** The original's errors carry their guidance in the message. */
export function guided(error: HiapiError): HiapiError {
  if (error.message.includes(error.hint)) return error;
  const next = `. Next: ${error.hint}`;
  return new HiapiError(error.kind, `${oneLine(error.message, 500 - next.length)}${next}`, error.facts);
}
