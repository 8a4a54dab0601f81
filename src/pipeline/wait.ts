import { workedMsOf } from "../api/answer.ts";
import { lookAtTask } from "../api/client.ts";
import type { Answer } from "../api/exchange.ts";
import type { TaskPace } from "../task/duration-history.ts";
import type { Schedule } from "../task/poll-schedule.ts";
import { fixedLooks } from "../task/poll-schedule.ts";
import { waitForEnd } from "../task/task.ts";
import type { Shared } from "./run-scope.ts";
import type { Session, Words } from "./session.ts";

export interface Awaited {
  session: Session;
  words: Words;
  taskId: string;
  pollIntervalMs?: number | undefined;
  /** When it was accepted or resumed, and the deadline: on performance.now's scale. */
  startedAt: number;
  deadline: number;
  /** Whether this program made the task; then a 404 is only early. */
  isOwn: boolean;
  lookFirst: boolean;
  /** Whether this process saw it accepted, so that how long it takes can be known. */
  isFresh: boolean;
  /** How long such tasks take. */
  pace: TaskPace;
  /** What is being made, in a few words, for the waiting line. */
  label: string;
  /** The gate that several tasks share; absent where there is one. */
  shared?: Pick<Shared, "gate"> | undefined;
}

/** A look that comes so much later than planned was held up: by a server that asked for patience, or by a machine that slept. */
const lateMs = 2000;
/** The two clocks differ by more than this when the machine slept, or its time was set. */
const clockSlackMs = 2000;

/**
 * Waits for a task's success, with a line for the person who waits. Also says how long the task took, in milliseconds, where it was watched
 * from its acceptance on: by the answer's own times where it has them, else until the look that found it ready, if nothing held that up. Throws as
 * `waitForEnd` does.
 */
export async function waitAtTerminal(task: Awaited): Promise<{ answer: Answer; durationMs: number | undefined }> {
  const { session, words, taskId, startedAt, deadline, isOwn, lookFirst, pollIntervalMs, pace } = task;
  let status = "";
  const spinner = await words.waiting((columns) => waitingLine({ ...task, status, elapsedMs: performance.now() - startedAt }, columns));
  const watch = watchFrom(startedAt, pollIntervalMs === undefined ? pace.looks : fixedLooks(pollIntervalMs));
  try {
    const answer = await waitForEnd({
      look: async (timeoutMs) => {
        const begun = performance.now();
        const outcome = await lookAtTask(session.api, { taskId, timeoutMs, signal: session.signal });
        watch.looked(begun, outcome.type === "task");
        return outcome;
      },
      schedule: watch.schedule,
      startedAt,
      deadline,
      isOwn,
      lookFirst,
      signal: session.signal,
      gate: task.shared?.gate,
      onStatus: (word) => {
        status = word;
      },
      onUnknownStatus: (word) =>
        words.warn(`HiAPI says the task is "${word}", a status this program does not know: it is taken as still running`),
      onBlip: (error) => words.say(`${error.message}; looking again`),
    });
    return { answer, durationMs: task.isFresh ? watch.durationMs(workedMsOf(answer.body)) : undefined };
  } finally {
    spinner.stop();
  }
}

interface Watch {
  /** Keeps in mind when a look was planned. */
  schedule: Schedule;
  /** A look was begun, on performance.now's scale, and what the task was is known from it or not. */
  looked(begunAt: number, isAnswered: boolean): void;
  /** @param saidMs how long it took by the server's own account */
  durationMs(saidMs: number | undefined): number | undefined;
}

/** Keeps the time of the last look that was answered, and whether anything held it up since the one before. */
function watchFrom(startedAt: number, looks: Schedule): Watch {
  const offset = Date.now() - performance.now();
  let plannedMs = 0;
  let beforeMs = 0;
  let lastMs = 0;
  let isBlind = false;
  let didMiss = false;
  return {
    schedule: (elapsedMs) => {
      plannedMs = looks(elapsedMs);
      return plannedMs;
    },
    looked: (begunAt, isAnswered) => {
      didMiss ||= !isAnswered || begunAt - startedAt > plannedMs + lateMs;
      if (!isAnswered) return;
      isBlind = didMiss;
      didMiss = false;
      beforeMs = lastMs;
      lastMs = begunAt - startedAt;
    },
    durationMs: (saidMs) => {
      // Whole seconds by another clock, but no look's delay in them; the truth lies between the last two looks.
      if (saidMs !== undefined) return Math.max(1, Math.round(Math.min(lastMs, Math.max(beforeMs, saidMs))));
      const didSleep = Math.abs(Date.now() - performance.now() - offset) > clockSlackMs;
      return isBlind || didSleep ? undefined : Math.max(1, Math.round(lastMs));
    },
  };
}

interface Waiting extends Pick<Awaited, "taskId" | "label" | "pace"> {
  status: string;
  elapsedMs: number;
}

/** The line a person sees meanwhile: the time passed, what is usual, the task id, the status, what is made; as much of it as fits. */
export function waitingLine({ taskId, label, pace, status, elapsedMs }: Waiting, columns: number): string {
  const parts: (string | undefined)[][] = [
    [`${Math.round(elapsedMs / 1000)} s`],
    [pace.usual()],
    [taskId, `…${taskId.slice(-8)}`],
    [status],
    [label],
  ];
  return parts.reduce((line, choices) => {
    const longer = choices.filter((part) => part).map((part) => (line === "" ? `${part}` : `${line} · ${part}`));
    return longer.find((text) => text.length <= columns) ?? line;
  }, "");
}
