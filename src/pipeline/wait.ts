import type { Answer } from "../api/index.ts";
import { pollTask, taskDurationMs } from "../api/index.ts";
import { describePayload } from "../request/index.ts";
import { fixedLooks } from "../task/poll-schedule.ts";
import { waitForEnd } from "../task/task.ts";
import { watchDuration } from "./duration-watch.ts";
import type { Run, Task } from "./request.ts";
import type { RunContext } from "./run-scope.ts";

/** A task that succeeded. */
export interface Ended {
  answer: Answer;
  /** How long it took, in milliseconds; undefined where this process did not watch it from its acceptance on. */
  durationMs: number | undefined;
}

/** Polls a task until it succeeds, with a progress line for the person who waits. Throws as `waitForEnd` does. */
export async function awaitTask(run: Run, task: Task, { session, log, durations, scope }: RunContext): Promise<Ended> {
  const { taskId, acceptedAt, heldMs, isOwn, isFresh, pollFirst } = task;
  const history = durations.of(session.api.baseUrl, run.payload);
  const label = run.start === "foreign" ? "resuming" : labelOf(run);
  let status = "";
  const spinner = await log.spinner((columns) =>
    progressLine({ elapsedMs: performance.now() - acceptedAt, usual: history.usual(), taskId, status, label }, columns),
  );
  const watch = watchDuration(acceptedAt, run.pollIntervalMs === undefined ? history.looks : fixedLooks(run.pollIntervalMs));
  try {
    const answer = await waitForEnd({
      look: async (timeoutMs) => {
        const begun = performance.now();
        const outcome = await pollTask(session.api, { taskId, timeoutMs, signal: session.signal });
        watch.polled(begun, outcome.type === "task");
        return outcome;
      },
      schedule: watch.schedule,
      startedAt: acceptedAt,
      deadline: run.deadline + heldMs,
      isOwn,
      lookFirst: pollFirst,
      signal: session.signal,
      gate: scope.limiter,
      onStatus: (word) => {
        status = word;
      },
      onUnknownStatus: (word) =>
        log.warn(`HiAPI says the task is "${word}", a status this program does not know: it is taken as still running`),
      onBlip: (error) => log.info(`${error.message}; polling again`),
    });
    const durationMs = isFresh ? watch.durationMs(taskDurationMs(answer.body)) : undefined;
    if (durationMs !== undefined) history.learn(durationMs);
    return { answer, durationMs };
  } finally {
    spinner.stop();
  }
}

function labelOf({ payload }: Run): string {
  const { model, aspectRatio, size, resolution } = describePayload(payload);
  return [model, aspectRatio ?? size, resolution].filter((part) => part !== undefined).join(" ");
}

interface Progress {
  elapsedMs: number;
  /** What is usual for such tasks, in words. */
  usual: string | undefined;
  taskId: string;
  status: string;
  label: string;
}

/** The line a person sees while waiting: as many of its parts as fit into `columns`, the most useful first. */
export function progressLine({ elapsedMs, usual, taskId, status, label }: Progress, columns: number): string {
  const parts: (string | undefined)[][] = [
    [`${Math.round(elapsedMs / 1000)} s`],
    [usual],
    [taskId, `…${taskId.slice(-8)}`],
    [status],
    [label],
  ];
  return parts.reduce((line, choices) => {
    const longer = choices.filter((part) => part).map((part) => (line === "" ? `${part}` : `${line} · ${part}`));
    return longer.find((text) => text.length <= columns) ?? line;
  }, "");
}
