/**
 * The rate to call at where a server only says that calls were too fast: nine tenths of what it let through up to the end of the pause that
 * it asked for. Lower with each refusal that follows, and slowly higher while there is none. Pure but for its own state; times in
 * milliseconds on any clock that does not go back.
 */
export interface Throttle {
  /** Milliseconds from one call to the next; 0 while there is no limit. */
  intervalMs(): number;
  /** Notes a call that was let through. */
  passed(at: number): void;
  /** Notes a refusal, once for each pause however many calls were refused together. */
  refused(at: number, pauseMs: number): void;
}

const minuteMs = 60_000;
const share = 0.9;
/** The share of a refused rate that is left at most. */
const cut = 0.7;
/** The least that a refusal leaves, in calls a minute: a single refusal by chance must not stall a run. */
const least = 20;
/** A refused rate is kept for so long, then grows by a tenth every five seconds. */
const holdMs = 30_000;
const growEveryMs = 5000;
const growth = 1.1;
/** Above this rate, in calls a minute, the limit is taken to be gone. */
const unlimited = 6000;

/** @param most the most calls in a minute; undefined for no limit of our own */
export function createThrottle(most = Number.POSITIVE_INFINITY): Throttle {
  /** How many calls were let through in each second of the last minute. */
  const passes: { at: number; count: number }[] = [];
  let perMinute = most;
  let series: { count: number; since: number } | undefined;
  let growAt = Number.POSITIVE_INFINITY;
  const secondOf = (at: number) => {
    while (passes[0] && passes[0].at <= at - minuteMs) passes.shift();
    const last = passes.at(-1);
    if (last && at - last.at < 1000) return last;
    const second = { at, count: 0 };
    passes.push(second);
    return second;
  };
  return {
    intervalMs: () => minuteMs / perMinute,
    passed(at) {
      series = undefined;
      secondOf(at).count += 1;
      if (at < growAt) return;
      perMinute = perMinute * growth > unlimited ? most : Math.min(most, perMinute * growth);
      growAt = at + growEveryMs;
    },
    refused(at, pauseMs) {
      secondOf(at);
      // Refusals with nothing let through between them are one: only its time grows.
      if (!series) perMinute *= cut;
      series ??= { count: passes.reduce((sum, { count }) => sum + count, 0), since: passes[0]?.at ?? at };
      const letThrough = (minuteMs * series.count) / Math.max(1000, at - series.since + pauseMs);
      perMinute = Math.min(most, Math.max(least, Math.min(perMinute, share * letThrough)));
      growAt = at + holdMs;
    },
  };
}
