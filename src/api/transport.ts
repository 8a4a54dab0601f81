import type { Socket } from "node:net";
import type { buildConnector, Dispatcher } from "undici";
import connect from "undici/lib/api/api-connect.js";
import request from "undici/lib/api/api-request.js";
import makeConnector from "undici/lib/core/connect.js";
import Agent from "undici/lib/dispatcher/agent.js";
import DispatcherBase from "undici/lib/dispatcher/dispatcher.js";
import EnvHttpProxyAgent from "undici/lib/dispatcher/env-http-proxy-agent.js";
import Pool from "undici/lib/dispatcher/pool.js";
import type { ProxySettings } from "../config.ts";
import { guardedLookup, hostOf, refuseLocalLiteral } from "./private-address.ts";

// Proxy agents call `connect`, which only undici's index puts on every dispatcher.
Object.assign(DispatcherBase.prototype, { connect });

/** What we hand to `fetchImpl`: a string body and plain headers. `onSend` is ours: called when the first byte may leave. */
export interface FetchInit {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  redirect: "manual";
  onSend?: () => void;
}

/** What we need of an answer; the global `Response` has it, and so do simple stand-ins. */
export interface FetchAnswer {
  status: number;
  ok?: boolean;
  headers?: { get(name: string): string | null };
  body?: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
  text?(): Promise<string>;
  json?(): Promise<unknown>;
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** An attempt may take as long as this to connect; most end sooner, by their own limit. */
const connectTimeoutMs = 60_000;

export interface Transport {
  /** For the API: goes wherever the base URL says. */
  fetch: Fetch;
  /** For links that an answer named: refuses addresses of a reach that rule 9 does not allow. */
  fetchLink: Fetch;
  close(): Promise<void>;
}

/**
 * Opens the connections of one run (undici 6, design rule 10). Timeouts are the caller's, through `signal`.
 * @param baseUrl where the API stands: output links may be local only when it is
 */
export function createTransport({ proxy = {}, baseUrl }: { proxy?: ProxySettings; baseUrl: string }): Transport {
  const baseHost = hostOf(new URL(baseUrl));
  const open: Sender[] = [];
  const lazily = (make: () => Sender) => {
    let made: Sender | undefined;
    return () => {
      if (made) return made;
      made = make();
      open.push(made);
      return made;
    };
  };
  const connecting = new Set<Socket>();
  const limits = { headersTimeout: 0, bodyTimeout: 0, connections: 256 };
  const api = lazily(() => dispatcherFor(proxy, { ...limits, connect: connector({}, connecting) }));
  const links = lazily(() => dispatcherFor(proxy, { ...limits, connect: connector({ lookup: guardedLookup(baseHost) }, connecting) }));
  return {
    fetch: (url, init) => send(api(), url, init),
    fetchLink: async (url, init) => {
      await refuseLocalLiteral(new URL(url), baseHost);
      return send(links(), url, init);
    },
    close: async () => {
      for (const socket of connecting) socket.destroy();
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** Connects as undici does, and keeps the sockets that are not connected yet: undici lets go of those only when they fail. */
function connector(options: buildConnector.BuildOptions, connecting: Set<Socket>): buildConnector.connector {
  const connectSocket = makeConnector({ timeout: connectTimeoutMs, ...options });
  return (target, callback) => {
    const socket = connectSocket(target, (...outcome) => {
      connecting.delete(socket);
      callback(...outcome);
    });
    connecting.add(socket);
  };
}

/** What sends requests: an agent of undici, or a choice between two. */
interface Sender {
  dispatch: Dispatcher["dispatch"];
  destroy(): Promise<unknown>;
}

/** A plain agent, or one that asks the proxy settings for each URL. */
function dispatcherFor({ httpProxy, httpsProxy, noProxy }: ProxySettings, options: Agent.Options): Sender {
  if (!httpProxy && !httpsProxy) return new Agent(options);
  const { emitWarning } = process;
  // undici calls this agent experimental through process.emitWarning as it is made; users are not to be told.
  process.emitWarning = () => undefined;
  try {
    const direct = new Agent(options);
    const proxied = new EnvHttpProxyAgent({
      ...options,
      factory: proxiedPool,
      httpProxy: httpProxy ?? "",
      httpsProxy: httpsProxy ?? "",
      noProxy: noProxy ?? "",
    });
    // undici falls back from the one variable to the other; curl and others do not.
    const dispatch: Dispatcher["dispatch"] = (request, handler) => {
      const wanted = String(request.origin).startsWith("https:") ? httpsProxy : httpProxy;
      return (wanted ? proxied : direct).dispatch(request, handler);
    };
    const destroy = () => Promise.all([direct.destroy(), proxied.destroy()]);
    return { dispatch, destroy };
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A pool whose connections through a proxy fail once and plainly: undici takes a socket that closed for a reason to connect again at once. */
function proxiedPool(origin: string | URL, options: Pool.Options): Pool {
  const { connect: open } = options;
  if (typeof open !== "function") return new Pool(origin, options);
  const connectOnce: typeof open = (target, callback) =>
    open(target, (...[error, socket]) => {
      if (error) callback(Object.assign(new Error(`proxy: ${error.message}`), { code: "PROXY_FAILED", cause: error }), null);
      else callback(null, socket);
    });
  return new Pool(origin, { ...options, connect: connectOnce });
}

async function send(sender: Sender, url: string, { method, headers, body, signal, onSend }: FetchInit): Promise<FetchAnswer> {
  const { origin, pathname, search } = new URL(url);
  const telling: Pick<Dispatcher, "dispatch"> = {
    dispatch(options, handler) {
      const { onConnect } = handler;
      // undici calls onConnect on a live connection, right before it writes: before that, nothing has left.
      handler.onConnect = (abort) => {
        if (!signal.aborted) onSend?.();
        onConnect?.call(handler, abort);
      };
      return sender.dispatch(options, handler);
    },
  };
  const asked = request.call(telling, { origin, path: `${pathname}${search}`, method, headers, body: body ?? null, signal });
  const answer = await orAborted(asked, signal);
  // A body that nobody reads any more may still fail; its error reaches those who do read it through the iterator.
  answer.body.on("error", () => undefined);
  const first = (name: string) => {
    const value = answer.headers[name.toLowerCase()];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return { status: answer.statusCode, headers: { get: first }, body: answer.body };
}

/** undici looks at its signal only once it is connected; a connection that never comes about must not hold anybody. */
function orAborted<Result>(asked: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
