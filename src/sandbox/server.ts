import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import type { Fault } from "./faults/parse.ts";
import { createFaultPlan } from "./faults/parse.ts";
import { createPictureCache } from "./picture.ts";
import type { Policy } from "./published.ts";
import type { RequestRecord } from "./request-log.ts";
import { createRequestLog } from "./request-log.ts";
import { handleRequest } from "./router.ts";
import type { SandboxState } from "./state.ts";
import { createTasks } from "./tasks.ts";

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  port?: number | undefined;
  /** How long a task takes. */
  imageMs?: number | undefined;
  /** Draw one picture a size and reuse it, for load tests. */
  samePicture?: boolean | undefined;
  faults?: readonly Fault[];
  /** What `skills.json` says; by default the contract version 0.5.0 is current. */
  policy?: Partial<Policy>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A running sandbox. */
export interface Sandbox {
  /** Its origin, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Every request since the start or the last reset, oldest first. */
  requests(): RequestRecord[];
  /** Closes every connection and timer. */
  close(): Promise<void>;
}

/**
 * Starts a local HiAPI on a real socket. It holds requests to docs/api-contract.md and bills nothing.
 * Rejects when the port cannot be used.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, imageMs = 1500, samePicture = false, faults = [], policy = {}, now = Date.now } = options;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const state: SandboxState = {
    origin: "",
    tasks: createTasks(imageMs, now),
    pictures: createPictureCache(samePicture),
    claims: new Map(),
    log: createRequestLog(),
    faults: createFaultPlan(faults),
    policy,
    now,
    signal: closing.signal,
  };
  const server = createServer((request, response) => void handleRequest(state, request, response));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", backlog: 1024 }, resolve);
  });

  const address = server.address();
  const boundPort = typeof address === "object" && address ? address.port : 0;
  state.origin = `http://127.0.0.1:${boundPort}`;
  return {
    url: state.origin,
    port: boundPort,
    requests: () => [...state.log.requests],
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      closing.abort();
      await closed;
    },
  };
}
