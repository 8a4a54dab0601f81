import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { Agent, Pool, ProxyAgent, request } from "undici";
import type { ProxySettings } from "../config.ts";
import { decoded } from "./decode.ts";
import { bypassesProxy } from "./no-proxy.ts";
import { guardedLookup, hostOf, refuseLocalLiteral } from "./private-address.ts";

/**
 * What `fetchImpl` is given: a string body and plain headers. `onSend` is ours: called with 0 when the first byte may leave, then with the
 * bytes of the body that the system has taken.
 */
export interface FetchInit {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  redirect: "manual";
  onSend?: (sentBytes: number) => void;
}

/** What is needed of an answer; the global `Response` has it, and so do simple stand-ins. */
export interface FetchAnswer {
  status: number;
  ok?: boolean;
  headers?: { get(name: string): string | null };
  body?: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
  text?(): Promise<string>;
  json?(): Promise<unknown>;
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface Transport {
  /** For the API: goes wherever the base URL points. */
  fetch: Fetch;
  /** For links that an answer named: refuses addresses that are local or private (docs/design.md, rule 9). */
  fetchLink: Fetch;
  close(): Promise<void>;
}

/** What every request says. The version is the package's. */
const commonHeaders = { "Accept-Encoding": "identity", "User-Agent": "hiapi-img/0.1.0" };

/** The longest that connecting may take; most attempts end sooner, by a limit of their own. */
const connectTimeoutMs = 60_000;
const chunkBytes = 16_384;

/**
 * Opens the connections of one run. Time limits are the caller's, through `signal`.
 * @param baseUrl where the API is: output links may be local only when it is
 */
export function createTransport({ proxy = {}, baseUrl }: { proxy?: ProxySettings; baseUrl: string }): Transport {
  const baseHost = hostOf(new URL(baseUrl));
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  // undici's `destroy` leaves sockets alone that are not connected yet; the signal ends those.
  const connect = { timeout: connectTimeoutMs, signal: closing.signal };
  const agents = new Map<string, Dispatcher>();
  const agentFor = (url: URL, use: "api" | "links"): Dispatcher => {
    const { httpProxy, httpsProxy }: ProxySettings = bypassesProxy(url, proxy.noProxy ?? "") ? {} : proxy;
    const proxyUrl = url.protocol === "https:" ? httpsProxy : httpProxy;
    const key = `${use} ${proxyUrl}`;
    const options = { headersTimeout: 0, bodyTimeout: 0, connections: 256, maxHeaderSize: 65_536 };
    const lookup = use === "links" ? { lookup: guardedLookup(baseHost) } : {};
    const all = { ...options, connect: { ...connect, ...lookup } };
    const agent = agents.get(key) ?? (proxyUrl ? proxyAgent(proxyUrl, all) : new Agent(all));
    agents.set(key, agent);
    return agent;
  };
  return {
    fetch: (link, init) => {
      const url = new URL(link);
      return send(agentFor(url, "api"), url, init);
    },
    fetchLink: async (link, init) => {
      const url = new URL(link);
      await refuseLocalLiteral(url, baseHost);
      return send(agentFor(url, "links"), url, init);
    },
    close: async () => {
      closing.abort();
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function proxyAgent(proxyUrl: string, options: Agent.Options): Dispatcher {
  const { origin, username, password } = new URL(proxyUrl);
  const credentials = decodeURIComponent(`${username}:${password}`);
  // undici leaves out a user name that has no password.
  const token = credentials === ":" ? {} : { token: `Basic ${Buffer.from(credentials).toString("base64")}` };
  return new ProxyAgent({ ...options, ...token, uri: origin, factory: proxiedPool });
}

/** A pool whose connections through a proxy fail once: undici answers a closed socket by connecting again, for ever. */
function proxiedPool(origin: string | URL, options: Pool.Options): Pool {
  const { connect } = options;
  if (typeof connect !== "function") return new Pool(origin, options);
  const connectOnce: typeof connect = (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error) callback(Object.assign(new Error(`proxy: ${error.message}`), { code: "PROXY_FAILED", cause: error }), null);
      else callback(null, socket);
    });
  return new Pool(origin, { ...options, connect: connectOnce });
}

async function send(agent: Dispatcher, url: URL, { method, headers, body, signal, onSend }: FetchInit): Promise<FetchAnswer> {
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    const { onConnect } = handler;
    // undici calls onConnect on a live connection, right before it writes: until then nothing has left.
    handler.onConnect = (abort) => {
      if (!signal.aborted) onSend?.(0);
      onConnect?.call(handler, abort);
    };
    return dispatch(options, handler);
  });
  const content = body === undefined ? undefined : Buffer.from(body);
  const length = content && { "Content-Length": String(content.length) };
  const options = {
    method,
    headers: { ...commonHeaders, ...headers, ...length },
    body: content ? Readable.from(chunksOf(content, onSend)) : null,
  };
  const answer = await orAborted(request(url, { ...options, dispatcher, signal }), signal);
  // A body that is not read to its end may still fail; its readers get the error through the iterator.
  answer.body.on("error", () => undefined);
  const get = (name: string) => [answer.headers[name.toLowerCase()]].flat()[0] ?? null;
  return { status: answer.statusCode, headers: { get }, body: decoded(answer.body, String(answer.headers["content-encoding"] ?? "")) };
}

/** A body in chunks. The next one is asked for when the system has room, so that the pace of a slow line shows. */
async function* chunksOf(content: Buffer, onSend: FetchInit["onSend"]): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < content.length; sent += chunkBytes) {
    onSend?.(sent);
    yield content.subarray(sent, sent + chunkBytes);
  }
  onSend?.(content.length);
}

/** Rejects as soon as `signal` aborts: undici looks at its signal only once it is connected. */
function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
