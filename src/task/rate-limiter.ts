import type { Api } from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import type { Turn } from "./call-queue.ts";
import { createCallQueue } from "./call-queue.ts";
import { createThrottle } from "./throttle.ts";

export type LimitedCall = "create" | "poll";

/** How a call ended, as far as the limiter is concerned. */
export interface CallOutcome {
  type: string;
  error?: { facts: { status?: number } };
  retryAfterMs?: number;
}

/**
 * Limits the calls of many tasks together: creates and polls both count towards HiAPI's limit, and its numbers are not published. A 429, or a
 * 503 with Retry-After, holds all calls for as long as it says; then they go at a rate that was let through before.
 */
export interface RateLimiter {
  /** Makes a call in its turn; undefined when its deadline came first. Rejects when the signal of the turn aborts, or as the call does. */
  run<Outcome extends CallOutcome>(kind: LimitedCall, turn: Turn, call: () => Promise<Outcome>): Promise<Outcome | undefined>;
  /** Milliseconds until calls go again; 0 while they do. */
  pausedMs(): number;
}

/** What the calls of a task go through. Without a limiter they are made at once. */
export interface Connection {
  api: Api;
  signal: AbortSignal;
  limiter?: RateLimiter | undefined;
}

/** How many calls of a kind are made at once: enough for any rate, and few that are refused together the first time. */
const concurrent = { create: 16, poll: 128 };
/** The longest pause after a 429 that names none: 1 s, doubled with each refusal that follows on the one before. */
const maxPauseMs = 15_000;
/** The shortest pause that a person would notice. */
const leastReportedMs = 10_000;

interface Limits {
  /** The most creates in a minute; undefined for as many as HiAPI lets through. */
  createsPerMinute?: number | undefined;
  /** Called with the length of a pause that a person would notice, in milliseconds. */
  onPause?: (pauseMs: number) => void;
}

export function createRateLimiter({ createsPerMinute, onPause }: Limits = {}): RateLimiter {
  const throttles = { create: createThrottle(createsPerMinute), poll: createThrottle() };
  const pause = createPause(onPause);
  const queueOf = (kind: LimitedCall) =>
    createCallQueue(concurrent[kind], (lastStartedAt) => Math.max(pause.endsAt(), lastStartedAt + throttles[kind].intervalMs()));
  const queues = { create: queueOf("create"), poll: queueOf("poll") };
  const learn = (kind: LimitedCall, startedAt: number, { error, retryAfterMs }: CallOutcome) => {
    const now = performance.now();
    const status = error?.facts.status;
    if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
      const { pauseMs, isFirst } = pause.refused(startedAt, retryAfterMs);
      if (isFirst) throttles[kind].refused(now, pauseMs);
    } else if (!error || status !== undefined) {
      throttles[kind].passed(now);
      pause.passed(startedAt);
    }
  };
  return {
    async run(kind, turn, call) {
      if (!(await queues[kind].enter(turn))) return undefined;
      const startedAt = performance.now();
      try {
        const outcome = await call();
        learn(kind, startedAt, outcome);
        return outcome;
      } finally {
        queues[kind].leave();
      }
    },
    pausedMs: () => Math.max(0, pause.endsAt() - performance.now()),
  };
}

/** The pause after refusals. Calls that were started before a refusal are refused together with it: they count once. */
function createPause(onPause: Limits["onPause"]) {
  let endsAt = 0;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  return {
    endsAt: () => endsAt,
    passed(startedAt: number): void {
      if (startedAt > refusedAt) refusals = 0;
    },
    refused(startedAt: number, retryAfterMs: number | undefined): { pauseMs: number; isFirst: boolean } {
      const now = performance.now();
      const isFirst = startedAt > refusedAt;
      if (isFirst) refusals += 1;
      const pauseMs = retryAfterMs ?? Math.min(maxPauseMs, 1000 * 2 ** (refusals - 1));
      if (now + pauseMs > endsAt && pauseMs >= leastReportedMs) onPause?.(pauseMs);
      endsAt = Math.max(endsAt, now + pauseMs);
      refusedAt = now;
      return { pauseMs, isFirst };
    },
  };
}

/** The error of a call that was not made: its turn did not come before its deadline. */
export function heldPastDeadline(kind: "unavailable" | "pending", call: string): HiapiError {
  return new HiapiError(kind, `${call}: HiAPI asked to wait until after the deadline`, { status: 429 });
}
