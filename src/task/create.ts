import type { Answer, CreateOutcome } from "../api/index.ts";
import { createTask } from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import type { Connection, RateLimiter } from "./rate-limiter.ts";
import { heldPastDeadline } from "./rate-limiter.ts";

export interface CreateRequest {
  /** The exact bytes and the key, the same for every attempt. */
  body: string;
  idempotencyKey: string;
  /** Whether an earlier run may have been accepted under this key. */
  wasAmbiguous: boolean;
  /** On performance.now's scale. */
  deadline: number;
  /** When HiAPI may forget the key, in milliseconds since 1970: from then on a create could pay again. */
  keyExpiresAt?: number;
  /** Told of the bytes of the body that were sent. */
  onSend?: (sentBytes: number) => void;
}

/** An accepted task. `heldMs`: how long the rate limiter held back the first attempt, which moves the deadline by as much. */
export interface Created {
  taskId: string;
  answer: Answer;
  heldMs: number;
}

/** Where the attempts stand. Times are on performance.now's scale. */
interface Progress {
  attempts: number;
  /** Whether any of them, or an earlier run, may have been accepted. */
  isAmbiguous: boolean;
  /** What the attempt before failed of. */
  last?: HiapiError;
  /** Moves by what the rate limiter holds back the first attempt. */
  deadline: number;
  /** Moves by what the rate limiter holds back, and by what sending takes. */
  budgetEnd: number;
  /** How far the wall clock is ahead of performance.now, which stands still while a laptop sleeps. */
  clockOffset: number;
}

const createBudgetMs = 120_000;
const attemptMs = 60_000;
/** An attempt near the deadline still gets this long to answer: to cut it off would make a known outcome unknown. */
const leastAttemptMs = 2000;
/** From one attempt to the next, near the deadline too. */
const leastPauseMs = 1000;

/**
 * Attempts to create a task until the outcome is known, for at most 120 s (docs/design.md, rule 2).
 * Throws the refusal; `unavailable` when no attempt was accepted; `unknown_outcome` when one may have been.
 * @param onRetry called before each pause, with its length in milliseconds
 */
export async function createUntilKnown(
  connection: Connection,
  request: CreateRequest,
  onRetry: (error: HiapiError, pauseMs: number) => void,
): Promise<Created> {
  const { signal, limiter } = connection;
  const { wasAmbiguous: isAmbiguous, deadline } = request;
  const now = performance.now();
  const progress: Progress = { attempts: 0, isAmbiguous, deadline, budgetEnd: now + createBudgetMs, clockOffset: Date.now() - now };
  for (;;) {
    const outcome = await attempt(connection, request, progress);
    if (outcome.type === "accepted") return { ...outcome, heldMs: progress.deadline - deadline };
    progress.isAmbiguous ||= outcome.type === "ambiguous";
    if (outcome.type === "refused") throw progress.isAmbiguous ? unknownOutcome(outcome.error) : outcome.error;
    const isLimited = limiter !== undefined && outcome.error.facts.status === 429;
    const pauseMs = isLimited ? pauseOfLimiter(limiter, progress) : pauseOf(outcome, progress);
    if (pauseMs === undefined) throw progress.isAmbiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, progress);
    progress.last = outcome.error;
    onRetry(outcome.error, pauseMs);
    if (!isLimited) await sleep(pauseMs, signal);
  }
}

/** One attempt, in its turn. Throws where it comes too late. */
async function attempt({ api, signal, limiter }: Connection, request: CreateRequest, progress: Progress): Promise<CreateOutcome> {
  const { body, idempotencyKey, onSend } = request;
  const isFirst = progress.attempts === 0;
  progress.attempts += 1;
  const queuedAt = performance.now();
  const create = async () => {
    const now = performance.now();
    progress.budgetEnd += now - queuedAt;
    if (isFirst) progress.deadline += now - queuedAt;
    refuseLate(request, progress);
    const leftMs = Math.min(progress.deadline, progress.budgetEnd) - now;
    const timeoutMs = Math.min(attemptMs, Math.max(leastAttemptMs, leftMs));
    let progressAt: number | undefined;
    const noteSend = (sentBytes: number) => {
      const at = performance.now();
      progress.budgetEnd += at - (progressAt ?? at);
      progressAt = at;
      onSend?.(sentBytes);
    };
    return createTask(api, { body, idempotencyKey, timeoutMs, deadline: progress.deadline, onSend: noteSend, signal });
  };
  if (!limiter) return create();
  const turn = isFirst ? { signal } : { signal, deadline: progress.deadline, isUrgent: true };
  return (await limiter.run("create", turn, create)) ?? { type: "not-accepted", error: heldPastDeadline("unavailable", "create") };
}

/** A process that was stopped, or slept with its machine, may go on long after its pause should have ended: then nothing is sent again. */
function refuseLate(
  { keyExpiresAt = Number.POSITIVE_INFINITY, wasAmbiguous }: CreateRequest,
  { attempts, isAmbiguous, deadline, clockOffset, last }: Progress,
) {
  const now = Math.max(performance.now(), Date.now() - clockOffset);
  const isPast = now > deadline && (attempts > 1 || wasAmbiguous);
  if (!isPast && Date.now() < keyExpiresAt) return;
  const reason = `nothing was sent again, as ${isPast ? "the deadline has passed" : "the key is too old"}`;
  const error = new HiapiError("unavailable", `${last?.message ?? "create"}: ${reason}`, { ...last?.facts, cause: last });
  throw isAmbiguous ? unknownOutcome(error) : error;
}

/** The limiter waits out a 429, for all calls at once and not at the cost of the budget. Undefined if that is too long. */
function pauseOfLimiter(limiter: RateLimiter, { deadline }: Progress): number | undefined {
  const pauseMs = limiter.pausedMs();
  return performance.now() + pauseMs > deadline ? undefined : pauseMs;
}

/** What the server asked for, else a backoff of our own within what is left, but at least a second. Undefined if less is left. */
function pauseOf(
  { retryAfterMs, error }: { retryAfterMs?: number; error: HiapiError },
  { attempts, deadline, budgetEnd }: Progress,
): number | undefined {
  const leftMs = Math.min(deadline, budgetEnd) - performance.now();
  const pauseMs = Math.max(leastPauseMs, retryAfterMs ?? Math.min(backoff(attempts, error), leftMs / 2));
  return pauseMs > leftMs ? undefined : pauseMs;
}

/** 1, 2, 4, 8, then 15 s; 5 s while the key is in flight. Longer by up to a quarter at random, so that clients do not retry in step. */
function backoff(attempts: number, error: HiapiError): number {
  const base = error.facts.status === 409 ? 5000 : Math.min(15_000, 1000 * 2 ** (attempts - 1));
  return base * (1 + Math.random() / 4);
}

/** The failure of a create that may have been accepted. */
export function unknownOutcome(last: HiapiError): HiapiError {
  const { hint: _, ...facts } = last.facts;
  return new HiapiError("unknown_outcome", `the task may have been created, and may be billed: ${last.message}`, { ...facts, cause: last });
}

function unavailable(last: HiapiError, { attempts }: Progress): HiapiError {
  const times = attempts === 1 ? "once" : `${attempts} times`;
  return new HiapiError("unavailable", `not accepted, tried ${times}: ${last.message}`, { ...last.facts, cause: last });
}
