import type { Answer, PollOutcome } from "../api/index.ts";
import {
  elideData,
  extractTaskFailureSummary,
  getTaskStatus,
  meaning,
  phaseOf,
  pollTask,
  readTaskFailure,
  taskDurationMs,
} from "../api/index.ts";
import { HiapiError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { watchDuration } from "./duration-watch.ts";
import type { Schedule } from "./poll-schedule.ts";
import type { Connection } from "./rate-limiter.ts";
import { heldPastDeadline } from "./rate-limiter.ts";

/** The task to wait for. */
export interface Pending {
  taskId: string;
  /** When it was accepted or resumed, on performance.now's scale. */
  acceptedAt: number;
  /** Whether this program created it: then a 404 means for a while that it is not visible yet. */
  isOwn: boolean;
  /** Whether to poll at once, before the first interval. */
  pollFirst: boolean;
}

export interface Polling {
  schedule: Schedule;
  /** On performance.now's scale. */
  deadline: number;
  /** Called after each poll that does not end the wait. */
  onPoll?(outcome: PollOutcome): void;
}

/** `durationMs`: from acceptance until the task was ready; undefined when something delayed the polls that would tell. */
export interface Succeeded {
  answer: Answer;
  durationMs: number | undefined;
}

const invisibleGraceMs = 30_000;
const attemptMs = 30_000;
/** A poll near the deadline still gets this long to answer. */
const leastAttemptMs = 2000;
const mostUnreadable = 3;
/** Near the deadline no poll follows on another sooner than this. */
const leastPauseMs = 1000;

/**
 * Polls until the task succeeds; the last poll is made at the deadline. Transient errors and unknown statuses count as still running.
 * Throws `task_failed`, `pending` at the deadline, or the refusal to tell about the task.
 */
export async function waitForEnd(connection: Connection, task: Pending, { schedule, deadline, onPoll }: Polling): Promise<Succeeded> {
  const { taskId, acceptedAt, isOwn, pollFirst } = task;
  const watch = watchDuration(acceptedAt);
  let dueAt = pollFirst ? performance.now() : acceptedAt + schedule(performance.now() - acceptedAt);
  let pollAt = Math.min(dueAt, deadline);
  let lastTask: Answer | undefined;
  for (let unreadable = 0; ; ) {
    await sleep(pollAt - performance.now(), connection.signal);
    const { outcome, beganAt } = await poll(connection, taskId, deadline);
    watch.polled({ dueAt, beganAt, isAnswered: outcome.type === "task" });
    if (outcome.type === "task") {
      lastTask = outcome.answer;
      const phase = phaseOf(lastTask.body);
      if (phase === "succeeded") return { answer: lastTask, durationMs: watch.durationMs(taskDurationMs(lastTask.body)) };
      if (phase === "failed") throw taskFailed(lastTask);
    }
    unreadable = outcome.type === "unreadable" ? unreadable + 1 : 0;
    throwIfHopeless(outcome, { isOwn, unreadable, ageMs: beganAt - acceptedAt });
    onPoll?.(outcome);
    const now = performance.now();
    dueAt = acceptedAt + schedule(now - acceptedAt);
    const notBefore = now + retryAfterOf(outcome);
    if (now >= deadline || notBefore > deadline) throw stillPending(outcome, lastTask);
    pollAt = Math.max(dueAt, notBefore);
    if (pollAt > deadline - Math.min(leastPauseMs, dueAt - now)) pollAt = deadline;
  }
}

function retryAfterOf(outcome: PollOutcome): number {
  return ("retryAfterMs" in outcome && outcome.retryAfterMs) || 0;
}

/** One poll, in its turn. */
async function poll({ api, signal, limiter }: Connection, taskId: string, deadline: number) {
  let beganAt = performance.now();
  const ask = () => {
    beganAt = performance.now();
    return pollTask(api, { taskId, timeoutMs: Math.min(attemptMs, Math.max(leastAttemptMs, deadline - beganAt)), signal });
  };
  if (!limiter) return { outcome: await ask(), beganAt };
  const turn = { signal, deadline: Math.max(deadline, beganAt + leastAttemptMs) };
  const outcome = await limiter.run("poll", turn, ask);
  return { outcome: outcome ?? ({ type: "transient", error: heldPastDeadline("pending", "poll") } as const), beganAt };
}

function throwIfHopeless(outcome: PollOutcome, { isOwn, unreadable, ageMs }: { isOwn: boolean; unreadable: number; ageMs: number }): void {
  if (outcome.type === "refused") throw outcome.error;
  if (outcome.type === "unreadable" && unreadable >= mostUnreadable) throw outcome.error;
  if (outcome.type === "missing" && !isOwn)
    throw new HiapiError("usage", outcome.error.message, {
      ...outcome.error.facts,
      hint: "check the task id and the key; hiapi-img tasks lists what this machine knows",
    });
  if (outcome.type === "missing" && ageMs >= invisibleGraceMs)
    throw new HiapiError("pending", `the task is not visible yet: ${outcome.error.message}`, outcome.error.facts);
}

function stillPending(last: PollOutcome, lastTask: Answer | undefined): HiapiError {
  if (last.type === "unreadable") return last.error;
  const rawStatus = lastTask === undefined ? {} : { rawStatus: elideData(lastTask.body) };
  if (last.type === "missing") return new HiapiError("pending", "the task is not visible yet", { ...last.error.facts, ...rawStatus });
  const reason =
    last.type === "task" ? `still ${getTaskStatus(last.answer.body) || "running"}` : `the last poll failed: ${last.error.message}`;
  return new HiapiError("pending", `the deadline passed before the image was ready (${reason})`, rawStatus);
}

function taskFailed({ status, body }: Answer): HiapiError {
  const { code, message } = readTaskFailure(body);
  const { hint } = meaning(200, code, message ?? "");
  const facts = { status, code, hint, rawStatus: elideData(body) };
  return new HiapiError("task_failed", `the task failed: ${extractTaskFailureSummary(body)}`, facts);
}
