import { homedir } from "node:os";
import type { Api } from "../api/index.ts";
import type { Fetch, FetchAnswer, Transport } from "../api/transport.ts";
import type { Env, Settings } from "../config.ts";
import { readSettings, resolveConfig as resolveEnvironment } from "../config.ts";
import { HiapiError, oneLine, usageError } from "../errors.ts";
import type { Session } from "../pipeline/index.ts";
import { transportFor } from "../pipeline/index.ts";
import { newKey } from "../pipeline/prepare.ts";
import { normalizeIdempotencyKey as checkKey } from "../request/index.ts";

/** What a command has of its process, read when it is needed. */
export const ownIo = {
  get cwd() {
    return process.cwd();
  },
  get home() {
    return homedir();
  },
  get stdin() {
    return process.stdin;
  },
};

/** The key, and the address of the API. */
export interface Config {
  apiKey: string;
  baseUrl: string;
}

/** How a call reaches the network: `fetchImpl` has the shape of `fetch`. */
export interface CallOptions {
  config?: Config;
  fetchImpl?: Fetch | undefined;
}

/** A program that imports the library handles its own signals: nothing aborts its calls. */
export const never: AbortSignal = new AbortController().signal;

/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
export function resolveConfig(env: Env = process.env): Config {
  return resolveEnvironment(env);
}

/** Runs `use` with a session that is closed after it. Throws `account` without a key, unless `needsKey` is false. */
export async function withCall<Result>(
  { config, fetchImpl }: CallOptions,
  use: (session: Session) => Promise<Result>,
  needsKey = true,
): Promise<Result> {
  const settings = readSettings(process.env);
  const { apiKey, baseUrl } = config ?? (needsKey ? resolveConfig() : { apiKey: "", baseUrl: settings.baseUrl });
  const { fetch, fetchLink, close } = await openTransport(fetchImpl, { proxy: settings.proxy, baseUrl });
  const api: Api = { apiKey, baseUrl: baseUrl.replace(/\/+$/, ""), siteUrl: settings.siteUrl, fetch, foreign: fetchImpl !== undefined };
  return use({ api, fetchLink, isSandbox: false, signal: never, permission: Promise.resolve() }).finally(close);
}

/** The caller's own fetch, else connections of ours. */
export async function openTransport(fetchImpl: Fetch | undefined, settings: Pick<Settings, "proxy" | "baseUrl">): Promise<Transport> {
  if (!fetchImpl) return transportFor(settings);
  const fetch = withStatus(fetchImpl);
  return { fetch, fetchLink: fetch, close: () => Promise.resolve() };
}

/** A minimal stand-in for fetch may answer without a status. */
function withStatus(fetchImpl: Fetch): Fetch {
  return async (url, init) => {
    const answer: FetchAnswer = await fetchImpl(url, init);
    return typeof answer.status === "number" ? answer : Object.assign(answer, { status: answer.ok === false ? 500 : 200 });
  };
}

/** The error with its hint in the message, as the original's errors have it. */
export function guided(error: HiapiError): HiapiError {
  const next = `. Next: ${error.hint}`;
  return new HiapiError(error.kind, `${oneLine(error.message, 500 - next.length)}${next}`, error.facts);
}

/** An idempotency key as it is sent; without one, a new key. Throws `usage` for one that HiAPI does not take. */
export function normalizeIdempotencyKey(value?: unknown): string {
  return checkKey(value) ?? newKey();
}

const mostMs = 604_800_000;

/** Throws `usage` for times that no wait can have: an interval under 1 ms, a timeout that is negative or no number. */
export function checkTimes({
  pollIntervalMs = 1,
  timeoutMs = 0,
}: {
  pollIntervalMs?: number | undefined;
  timeoutMs?: number | undefined;
}): void {
  const problemOf = (field: string, given: number, least: number) => {
    const accepted = `${least} to ${mostMs} milliseconds`;
    return { field, given, accepted, message: `${field} ${given} is not accepted: give ${accepted}` };
  };
  const isWithin = (ms: unknown, least: number, most: number) => typeof ms === "number" && ms >= least && ms <= most;
  const problems = [
    ...(isWithin(pollIntervalMs, 1, mostMs) ? [] : [problemOf("pollIntervalMs", pollIntervalMs, 1)]),
    ...(isWithin(timeoutMs, 0, Number.POSITIVE_INFINITY) ? [] : [problemOf("timeoutMs", timeoutMs, 0)]),
  ];
  if (problems.length > 0) throw usageError(problems);
}
