import type { Answer, CreateOutcome, PollOutcome } from "../api/index.ts";
import { elideData, extractTaskFailureSummary, getTaskStatus, meaning, phaseOf, readTaskFailure } from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import type { Schedule } from "./poll-schedule.ts";
import type { Gate } from "./rate-limiter.ts";

/** The life of one task: from create to acceptance, from acceptance to its end. Handed the calls it needs; monotonic clock. */

/** How long a create is tried before its outcome is called (design rule 2). */
export const createBudgetMs = 120_000;
/** How long a task of our own may be invisible after its create (design rule 6). */
export const missingGraceMs = 30_000;
const createAttemptMs = 60_000;
const lookAttemptMs = 30_000;
/** A call that begins near the deadline still gets this long to answer: to cut a create off would make a known outcome unknown. */
const leastCallMs = 2000;
const maxUnreadable = 3;

export interface CreateSteps {
  /** One attempt, the same key and bytes each time. */
  attempt(timeoutMs: number): Promise<CreateOutcome>;
  /** Whether an earlier run may have been accepted under the same key: ambiguity sticks. */
  wasAmbiguous?: boolean;
  /** The moment, on performance.now's scale, by which everything must be over. */
  deadline: number;
  signal: AbortSignal;
  /** The gate that the creates of many tasks share; the time a create waits at it is not counted. */
  gate?: Gate | undefined;
  /** Told before each wait: what happened, and the pause until the next attempt. */
  onRetry?(error: HiapiError, waitMs: number, attempt: number): void;
}

/** A task id, its answer, and how long a gate held back the first attempt: from there on the deadline counts. */
export interface Created {
  taskId: string;
  answer: Answer;
  heldMs: number;
}

/**
 * Tries to create until the outcome is known, within the create budget (design rule 2).
 * Throws `unavailable` when no attempt was accepted, `unknown_outcome` when one may have been, or the refusal.
 */
export async function createUntilKnown(steps: CreateSteps): Promise<Created> {
  const { signal, gate, onRetry, wasAmbiguous = false } = steps;
  const first = await gatedAttempt(steps, { deadline: steps.deadline, end: performance.now() + createBudgetMs });
  const deadline = steps.deadline + first.heldMs;
  let { outcome, end } = first;
  let ambiguous = wasAmbiguous;
  for (let attempts = 1; ; attempts += 1) {
    if (outcome.type === "accepted") return { taskId: outcome.taskId, answer: outcome.answer, heldMs: first.heldMs };
    ambiguous ||= outcome.type === "ambiguous";
    if (outcome.type === "refused") throw ambiguous ? unknownOutcome(outcome.error) : outcome.error;
    const { waitMs, isHeld, isTooLong } = pauseAfter(outcome, { gate, attempts, deadline, end });
    if (isTooLong) throw ambiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, attempts);
    onRetry?.(outcome.error, waitMs, attempts);
    if (!isHeld) await sleep(waitMs, signal);
    ({ outcome, end } = await gatedAttempt(steps, { deadline, end, isUrgent: true }));
  }
}

/**
 * One attempt, through the gate where there is one. What that held back is added to the end of the budget. The first may be
 * held for as long as it takes: nothing has begun before it.
 */
async function gatedAttempt(
  { attempt, signal, gate }: CreateSteps,
  { deadline, end, isUrgent = false }: { deadline: number; end: number; isUrgent?: boolean },
): Promise<{ outcome: CreateOutcome; heldMs: number; end: number }> {
  const asked = performance.now();
  let heldMs = 0;
  const make = () => {
    if (gate) heldMs = performance.now() - asked;
    const last = isUrgent ? Math.min(deadline, end + heldMs) : Math.min(deadline, end) + heldMs;
    return attempt(Math.min(createAttemptMs, Math.max(leastCallMs, last - performance.now())));
  };
  const waiting = isUrgent ? { signal, deadline, isUrgent } : { signal };
  const outcome = gate ? await gate.pass("create", waiting, make) : await make();
  return { outcome: outcome ?? { type: "not-accepted", error: heldTooLong("unavailable", "create") }, heldMs, end: end + heldMs };
}

function heldTooLong(kind: "unavailable" | "pending", call: string): HiapiError {
  return new HiapiError(kind, `${call}: HiAPI asked to wait until after the deadline`, { status: 429 });
}

/** How long to wait before the next attempt, and whether that is too long. A 429 is the gate's to wait out, for all at once. */
function pauseAfter(
  outcome: { retryAfterMs?: number; error: HiapiError },
  { gate, attempts, deadline, end }: { gate: Gate | undefined; attempts: number; deadline: number; end: number },
): { waitMs: number; isHeld: boolean; isTooLong: boolean } {
  const now = performance.now();
  if (gate && outcome.error.facts.status === 429) {
    const waitMs = gate.pausedMs();
    return { waitMs, isHeld: true, isTooLong: now + waitMs > deadline };
  }
  const left = Math.min(deadline, end) - now;
  const waitMs = pauseOf(outcome, attempts, left);
  return { waitMs, isHeld: false, isTooLong: waitMs > left || left < 250 };
}

/** What the server asked for, but never less than a second; else our own pause, within what is left. */
function pauseOf({ retryAfterMs, error }: { retryAfterMs?: number; error: HiapiError }, attempts: number, left: number): number {
  return retryAfterMs === undefined ? Math.min(backoff(attempts, error), left / 2) : Math.max(1000, retryAfterMs);
}

/** 1, 2, 4, 8, then 15 s, each shortened by up to a quarter so that clients do not march in step; 5 s for a key in flight (contract section 2). */
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

export interface WaitSteps {
  look(timeoutMs: number): Promise<PollOutcome>;
  schedule: Schedule;
  /** When the task was accepted, or resumed; and the deadline: both on performance.now's scale. */
  startedAt: number;
  deadline: number;
  /** Look at once, before the first interval. */
  lookFirst?: boolean;
  /** Whether this program made the task: then a 404 has a grace. */
  isOwn: boolean;
  signal: AbortSignal;
  /** The gate that the looks of many tasks share. */
  gate?: Gate | undefined;
  onStatus?(status: string): void;
  onUnknownStatus?(status: string): void;
  onBlip?(error: HiapiError): void;
}

/**
 * Looks until the task ends; the last look lands on the deadline.
 * Returns the successful answer. Throws `task_failed`, `pending` at the deadline, or why looking makes no sense.
 */
export async function waitForEnd(steps: WaitSteps): Promise<Answer> {
  const { schedule, startedAt, deadline, isOwn, signal } = steps;
  let next = steps.lookFirst ? performance.now() : startedAt + schedule(performance.now() - startedAt);
  let last: PollOutcome | undefined;
  let lastTask: Answer | undefined;
  const notices = noticesOf(steps);
  for (let unreadable = 0; ; ) {
    await sleep(Math.min(next, deadline) - performance.now(), signal);
    const asked = performance.now();
    last = await gatedLook(steps);
    if (last.type === "task") lastTask = last.answer;
    if (last.type === "task" && phaseOf(last.answer.body) === "succeeded") return last.answer;
    if (last.type === "task" && phaseOf(last.answer.body) === "failed") throw taskFailed(last.answer);
    unreadable = last.type === "unreadable" ? unreadable + 1 : 0;
    throwIfHopeless(last, { isOwn, unreadable, age: asked - startedAt });
    notices(last);
    const retryAfter = "retryAfterMs" in last ? (last.retryAfterMs ?? 0) : 0;
    const now = performance.now();
    next = Math.max(startedAt + schedule(now - startedAt), now + retryAfter);
    if (asked >= deadline || now >= deadline || now + retryAfter > deadline) throw stillPending(last, lastTask);
  }
}

/** One look, through the gate where there is one. A look that begins on the deadline still gets its time; one that the gate held past it is not made. */
async function gatedLook({ look, deadline, signal, gate }: WaitSteps): Promise<PollOutcome> {
  const make = () => look(Math.min(lookAttemptMs, Math.max(leastCallMs, deadline - performance.now())));
  if (!gate) return make();
  const latest = Math.max(deadline, performance.now() + leastCallMs);
  return (await gate.pass("look", { signal, deadline: latest }, make)) ?? { type: "transient", error: heldTooLong("pending", "look") };
}

function throwIfHopeless(outcome: PollOutcome, { isOwn, unreadable, age }: { isOwn: boolean; unreadable: number; age: number }): void {
  if (outcome.type === "refused") throw outcome.error;
  if (outcome.type === "unreadable" && unreadable >= maxUnreadable) throw outcome.error;
  if (outcome.type === "missing" && !isOwn)
    throw new HiapiError("usage", outcome.error.message, {
      ...outcome.error.facts,
      hint: "check the task id and the key; hiapi-img tasks lists what this machine knows",
    });
  if (outcome.type === "missing" && age >= missingGraceMs)
    throw new HiapiError("pending", `the task is not visible yet: ${outcome.error.message}`, outcome.error.facts);
}

/** Says what a person should know of a look: status changes, one warning for a word that nobody knows, blips. */
function noticesOf({ onStatus, onUnknownStatus, onBlip }: WaitSteps): (outcome: PollOutcome) => void {
  let warned = false;
  let before = "";
  return (outcome) => {
    if (outcome.type !== "task") return onBlip?.(outcome.error);
    const status = getTaskStatus(outcome.answer.body);
    if (status !== before) onStatus?.(status);
    before = status;
    if (phaseOf(outcome.answer.body) !== "unknown" || warned) return;
    warned = true;
    onUnknownStatus?.(status);
  };
}

function stillPending(last: PollOutcome, lastTask: Answer | undefined): HiapiError {
  if (last.type === "unreadable") return last.error;
  const rawStatus = lastTask === undefined ? {} : { rawStatus: elideData(lastTask.body) };
  if (last.type === "missing") return new HiapiError("pending", "the task is not visible yet", { ...last.error.facts, ...rawStatus });
  const words =
    last.type === "task" ? `still ${getTaskStatus(last.answer.body) || "running"}` : `the last look failed: ${last.error.message}`;
  return new HiapiError("pending", `the deadline passed before the image was ready (${words})`, rawStatus);
}

function taskFailed(answer: Answer): HiapiError {
  const { code, message } = readTaskFailure(answer.body);
  const { kind, hint } = meaning(200, code, message ?? "");
  const guided = hint !== undefined && kind !== "usage" ? { hint } : {};
  return new HiapiError("task_failed", `the task failed: ${extractTaskFailureSummary(answer.body)}`, {
    status: answer.status,
    ...(code === undefined ? {} : { code }),
    ...guided,
    rawStatus: elideData(answer.body),
  });
}
