import type { IncomingMessage } from "node:http";
import type { Fault, FaultPlan } from "./faults/parse.ts";
import type { createPictureCache } from "./picture.ts";
import type { Policy } from "./published.ts";
import type { RequestLog, RequestRecord } from "./request-log.ts";
import type { Task, Tasks } from "./tasks.ts";

/** The state of one sandbox. */
export interface SandboxState {
  /** Its address, for links. */
  origin: string;
  tasks: Tasks;
  pictures: ReturnType<typeof createPictureCache>;
  /** The first create with each idempotency key, under its owner and the key. */
  claims: Map<string, KeyClaim>;
  log: RequestLog;
  faults: FaultPlan;
  policy: Partial<Policy>;
  now: () => number;
  /** Aborted when the sandbox closes: ends the delays under way. */
  signal: AbortSignal;
}

/** The first create with a key; it is in flight until it has a task. */
export interface KeyClaim {
  bodySha256: string | undefined;
  at: number;
  taskId?: string;
}

/** A request with its record in the log, and the task and the fault that it is about. */
export interface IncomingCall {
  request: IncomingMessage;
  url: URL;
  /** The bearer key, 8 to 512 visible ASCII characters; empty when the request has none of that shape. */
  owner: string;
  body: Buffer;
  record: RequestRecord;
  task: Task | undefined;
  fault: Fault | undefined;
  delayMs: number;
}
