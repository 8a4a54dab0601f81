/** A poll of the task, on performance.now's scale; `isAnswered` if its answer was about the task. */
interface Poll {
  dueAt: number;
  beganAt: number;
  isAnswered: boolean;
}

/** A poll that begins so much later than it was due was delayed: by a server that asked to wait, or by a machine that slept. */
const lateMs = 2000;
/** The two clocks differ by more than this when the machine slept, or its time was set. */
const clockSlackMs = 2000;

/** Measures from the polls of a task how long it took. */
export function watchDuration(acceptedAt: number) {
  const clockOffset = Date.now() - performance.now();
  let answeredMs = { previous: 0, last: 0 };
  let isDelayed = false;
  let missedSince = false;
  return {
    polled({ dueAt, beganAt, isAnswered }: Poll): void {
      missedSince ||= !isAnswered || beganAt > dueAt + lateMs;
      if (!isAnswered) return;
      isDelayed = missedSince;
      missedSince = false;
      answeredMs = { previous: answeredMs.last, last: beganAt - acceptedAt };
    },
    /**
     * The duration, in milliseconds, of a task that the last poll found ready; undefined when that poll was delayed.
     * @param reportedMs the duration by the server's own account, in whole seconds of another clock
     */
    durationMs(reportedMs: number | undefined): number | undefined {
      const { previous, last } = answeredMs;
      // The report holds no detection delay, and the truth lies between the last two polls.
      if (reportedMs !== undefined) return Math.max(1, Math.round(Math.min(last, Math.max(previous, reportedMs))));
      const didSleep = Math.abs(Date.now() - performance.now() - clockOffset) > clockSlackMs;
      return isDelayed || didSleep ? undefined : Math.max(1, Math.round(last));
    },
  };
}
