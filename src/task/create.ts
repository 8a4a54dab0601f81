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
  /** Told of the bytes of the body that were sent. */
  onSend?: (sentBytes: number) => void;
}

/** An accepted task. `heldMs`: how long the rate limiter held back the first attempt, which moves the deadline by as much. */
export interface Created {
  taskId: string;
  answer: Answer;
  heldMs: number;
}

/** When attempts must be over, on performance.now's scale; both move by what the rate limiter holds back, the budget by what sending takes too. */
interface Limits {
  deadline: number;
  budgetEnd: number;
}

const createBudgetMs = 120_000;
const attemptMs = 60_000;
/** An attempt near the deadline still gets this long to answer: to cut it off would make a known outcome unknown. */
const leastAttemptMs = 2000;
/** With less time left than this, another attempt is not worth its wait. */
const leastLeftMs = 250;

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
  const limits = { deadline: request.deadline, budgetEnd: performance.now() + createBudgetMs };
  let isAmbiguous = request.wasAmbiguous;
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt(connection, request, limits, attempts === 1);
    if (outcome.type === "accepted") return { ...outcome, heldMs: limits.deadline - request.deadline };
    isAmbiguous ||= outcome.type === "ambiguous";
    if (outcome.type === "refused") throw isAmbiguous ? unknownOutcome(outcome.error) : outcome.error;
    const isLimited = limiter !== undefined && outcome.error.facts.status === 429;
    const pauseMs = isLimited ? pauseOfLimiter(limiter, limits) : pauseOf(outcome, attempts, limits);
    if (pauseMs === undefined) throw isAmbiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, attempts);
    onRetry(outcome.error, pauseMs);
    if (!isLimited) await sleep(pauseMs, signal);
  }
}

/** One attempt, in its turn. Moves the limits by what the limiter holds back: the deadline only for the first, before which nothing has begun. */
async function attempt(
  { api, signal, limiter }: Connection,
  { body, idempotencyKey, onSend }: CreateRequest,
  limits: Limits,
  isFirst: boolean,
): Promise<CreateOutcome> {
  const queuedAt = performance.now();
  const create = () => {
    const now = performance.now();
    limits.budgetEnd += now - queuedAt;
    if (isFirst) limits.deadline += now - queuedAt;
    const leftMs = Math.min(limits.deadline, limits.budgetEnd) - now;
    const timeoutMs = Math.min(attemptMs, Math.max(leastAttemptMs, leftMs));
    let progressAt: number | undefined;
    const noteSend = (sentBytes: number) => {
      const at = performance.now();
      limits.budgetEnd += at - (progressAt ?? at);
      progressAt = at;
      onSend?.(sentBytes);
    };
    return createTask(api, { body, idempotencyKey, timeoutMs, deadline: limits.deadline, onSend: noteSend, signal });
  };
  if (!limiter) return create();
  const turn = isFirst ? { signal } : { signal, deadline: limits.deadline, isUrgent: true };
  return (await limiter.run("create", turn, create)) ?? { type: "not-accepted", error: heldPastDeadline("unavailable", "create") };
}

/** The limiter waits out a 429, for all calls at once and not at the cost of the budget. Undefined if that is too long. */
function pauseOfLimiter(limiter: RateLimiter, { deadline }: Limits): number | undefined {
  const pauseMs = limiter.pausedMs();
  return performance.now() + pauseMs > deadline ? undefined : pauseMs;
}

/** What the server asked for, but at least a second; else a backoff of our own, within what is left. Undefined if too little is left. */
function pauseOf(
  { retryAfterMs, error }: { retryAfterMs?: number; error: HiapiError },
  attempts: number,
  { deadline, budgetEnd }: Limits,
): number | undefined {
  const leftMs = Math.min(deadline, budgetEnd) - performance.now();
  const pauseMs = retryAfterMs === undefined ? Math.min(backoff(attempts, error), leftMs / 2) : Math.max(1000, retryAfterMs);
  return pauseMs > leftMs || leftMs < leastLeftMs ? undefined : pauseMs;
}

/** 1, 2, 4, 8, then 15 s; 5 s while the key is in flight. Shortened by up to a quarter at random, so that clients do not retry in step. */
function backoff(attempts: number, error: HiapiError): number {
  const base = error.facts.status === 409 ? 5000 : Math.min(15_000, 1000 * 2 ** (attempts - 1));
  return base * (1 - Math.random() / 4);
}

function unknownOutcome(last: HiapiError): HiapiError {
  const { hint: _, ...facts } = last.facts;
  return new HiapiError("unknown_outcome", `the task may have been created, and may be billed: ${last.message}`, { ...facts, cause: last });
}

function unavailable(last: HiapiError, attempts: number): HiapiError {
  const times = attempts === 1 ? "once" : `${attempts} times`;
  return new HiapiError("unavailable", `not accepted, tried ${times}: ${last.message}`, { ...last.facts, cause: last });
}
