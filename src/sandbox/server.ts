import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Fault } from "./faults/parse.ts";
import { createFaultPlan } from "./faults/parse.ts";
import { createIdempotencyKeys } from "./idempotency.ts";
import { createPauses } from "./pauses.ts";
import { createPictureCache } from "./picture.ts";
import type { Policy } from "./published.ts";
import type { RequestRecord } from "./request-log.ts";
import { createRequestLog } from "./request-log.ts";
import type { SandboxState } from "./router.ts";
import { handleRequest } from "./router.ts";
import { createTasks } from "./tasks.ts";

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  /** How long a task takes. */
  imageMs?: number;
  /** How long a create takes before its task exists; its idempotency key is in flight meanwhile. */
  acceptMs?: number;
  /** Draw one picture a size and reuse it, for load tests. */
  samePicture?: boolean;
  faults?: readonly Fault[];
  /** How long a link to a picture works. */
  linkTtlMs?: number;
  /** What `skills.json` says; by default the contract version 0.5.0 is current. */
  policy?: Partial<Policy>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Called with the record of each request once it was answered. */
  onRequest?: (record: RequestRecord) => void;
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

const sevenDays = 7 * 24 * 60 * 60 * 1000;

/**
 * Starts a local HiAPI on a real socket. It holds requests to docs/api-contract.md and bills nothing.
 * Rejects when the port cannot be used.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    port = 0,
    host = "127.0.0.1",
    imageMs = 1500,
    acceptMs = 0,
    samePicture = false,
    linkTtlMs = sevenDays,
    now = Date.now,
  } = options;
  const state: SandboxState = {
    origin: "",
    tasks: createTasks({ imageMs, linkTtlMs, now }),
    pictures: createPictureCache(samePicture),
    keys: createIdempotencyKeys(now),
    log: createRequestLog(),
    faults: createFaultPlan(options.faults ?? []),
    pauses: createPauses(),
    policy: options.policy ?? {},
    acceptMs,
    now,
    onRequest: options.onRequest,
  };
  const server = createServer((request, response) => void handleRequest(state, request, response));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: 1024 }, resolve);
  });

  const bound = portOf(server.address());
  state.origin = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
  return {
    url: state.origin,
    port: bound,
    requests: () => state.log.summary().requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      state.pauses.endAll();
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
