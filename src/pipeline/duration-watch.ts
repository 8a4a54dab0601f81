import type { Schedule } from "../task/poll-schedule.ts";

/** Measures how long a task takes from the polls that see it. Times on performance.now's scale, in milliseconds. */
export interface DurationWatch {
  /** The schedule that was handed in; it notes when each poll was due. */
  schedule: Schedule;
  /** Notes a poll: when it began, and whether its answer told about the task. */
  polled(beganAt: number, isAnswered: boolean): void;
  /**
   * The duration of a task that the last poll found ready; undefined when something delayed that poll.
   * @param reportedMs the duration by the server's own account, in whole seconds of another clock
   */
  durationMs(reportedMs: number | undefined): number | undefined;
}

/** A poll that begins so much later than it was due was delayed: by a server that asked for patience, or by a machine that slept. */
const lateMs = 2000;
/** The two clocks differ by more than this when the machine slept, or its time was set. */
const clockSlackMs = 2000;

export function watchDuration(startedAt: number, schedule: Schedule): DurationWatch {
  const offset = Date.now() - performance.now();
  let dueMs = 0;
  let beforeMs = 0;
  let lastMs = 0;
  let isBlind = false;
  let didMiss = false;
  return {
    schedule: (elapsedMs) => {
      dueMs = schedule(elapsedMs);
      return dueMs;
    },
    polled: (beganAt, isAnswered) => {
      didMiss ||= !isAnswered || beganAt - startedAt > dueMs + lateMs;
      if (!isAnswered) return;
      isBlind = didMiss;
      didMiss = false;
      beforeMs = lastMs;
      lastMs = beganAt - startedAt;
    },
    durationMs: (reportedMs) => {
      // The report holds no detection delay, and the truth lies between the last two polls.
      if (reportedMs !== undefined) return Math.max(1, Math.round(Math.min(lastMs, Math.max(beforeMs, reportedMs))));
      const didSleep = Math.abs(Date.now() - performance.now() - offset) > clockSlackMs;
      return isBlind || didSleep ? undefined : Math.max(1, Math.round(lastMs));
    },
  };
}
