/**
 * The rate to call at where a server only says that calls were too fast: what it let through up to the end of the pause that it asked for,
 * less a tenth. Lower with each refusal that follows, and slowly higher while there is none. Pure but for its own state; times in
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
const holdMs = 10_000;
const maxHoldMs = 120_000;
const growEveryMs = 5000;
const firstGrowth = 0.05;
const maxGrowth = 0.5;
/** Above this rate the limit is taken to be gone. */
const unlimited = 6000;

/** @param most the most calls in a minute; undefined for no limit of our own */
export function createThrottle(most = Number.POSITIVE_INFINITY): Throttle {
  /** When calls were let through, within the last minute. */
  const passes: number[] = [];
  let perMinute = most;
  let series: { count: number; since: number } | undefined;
  let growth = firstGrowth;
  let hold = holdMs;
  let growAt = Number.POSITIVE_INFINITY;
  const forget = (at: number) => {
    while (passes[0] !== undefined && passes[0] <= at - minuteMs) passes.shift();
  };
  const grow = (at: number) => {
    if (at < growAt) return;
    const grown = perMinute * (1 + growth);
    perMinute = grown > Math.max(unlimited, 10 * passes.length) ? most : Math.min(most, grown);
    growth = Math.min(maxGrowth, 2 * growth);
    growAt = perMinute === most ? Number.POSITIVE_INFINITY : at + growEveryMs;
  };
  return {
    intervalMs: () => minuteMs / perMinute,
    passed(at) {
      series = undefined;
      forget(at);
      passes.push(at);
      grow(at);
    },
    refused(at, pauseMs) {
      forget(at);
      // Refusals with nothing let through between them are one: only its time grows.
      if (!series) perMinute *= cut;
      series ??= { count: passes.length, since: passes[0] ?? at };
      const letThrough = (minuteMs * series.count) / Math.max(1000, at - series.since + pauseMs);
      perMinute = Math.min(most, Math.max(least, Math.min(perMinute, share * letThrough)));
      growth = firstGrowth;
      growAt = at + hold;
      hold = Math.min(maxHoldMs, 2 * hold);
    },
  };
}
