import type { Answer, PollOutcome } from "../api/index.ts";
import { getTaskStatus, phaseOf } from "../api/index.ts";
import { describePayload } from "../request/index.ts";
import { pollEvery, waitForEnd } from "../task/index.ts";
import type { Run, Task } from "./request.ts";
import type { RunContext } from "./run-scope.ts";
import type { Log } from "./session.ts";

/** A task that succeeded. */
export interface Ended {
  answer: Answer;
  /** How long it took, in milliseconds; undefined where this process did not watch it from its acceptance on. */
  durationMs: number | undefined;
}

/** Polls a task until it succeeds, with a progress line for the person who waits. Throws as `waitForEnd` does. */
export async function awaitTask(run: Run, task: Task, { session, log, durations, scope }: RunContext): Promise<Ended> {
  const { taskId, acceptedAt, heldMs, isFresh } = task;
  const history = durations.of(session.api.baseUrl, run.payload);
  const label = run.start === "foreign" ? "resuming" : labelOf(run);
  let status = "";
  const spinner = await log.spinner((columns) =>
    progressLine({ elapsedMs: performance.now() - acceptedAt, usual: history.usual(), taskId, status, label }, columns),
  );
  const schedule = run.pollIntervalMs === undefined ? history.schedule : pollEvery(run.pollIntervalMs);
  const report = reportTo(log);
  const onPoll = (outcome: PollOutcome) => {
    if (outcome.type === "task") status = getTaskStatus(outcome.answer.body);
    report(outcome);
  };
  try {
    const connection = { api: session.api, signal: session.signal, limiter: scope.limiter };
    const { answer, durationMs } = await waitForEnd(connection, task, { schedule, deadline: run.deadline + heldMs, onPoll });
    if (!isFresh) return { answer, durationMs: undefined };
    if (durationMs !== undefined) history.learn(durationMs);
    return { answer, durationMs };
  } finally {
    spinner.stop();
  }
}

/** Logs transient errors, and an unknown status once. */
function reportTo(log: Log): (outcome: PollOutcome) => void {
  let isWarned = false;
  return (outcome) => {
    if (outcome.type !== "task") return log.info(`${outcome.error.message}; polling again`);
    if (phaseOf(outcome.answer.body) !== "unknown" || isWarned) return;
    isWarned = true;
    const status = getTaskStatus(outcome.answer.body);
    log.warn(`HiAPI says the task is "${status}", a status this program does not know: it is taken as still running`);
  };
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
