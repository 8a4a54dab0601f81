/**
 * How fast calls may go where a server says only that they were too fast: what it let through up to the end of the pause
 * that it asked for, less a tenth; slower with each refusal that follows, grown back gently while there is none. Pure but
 * for its own state.
 */
export interface Throttle {
  /** Milliseconds from one call to the next; 0 while there is no limit. */
  intervalMs(): number;
  /** A call was let through. @param at milliseconds on any clock that does not go back */
  passed(at: number): void;
  /** Calls were too fast: once for each pause, however many calls met it. @param pauseMs how long it is */
  refused(at: number, pauseMs: number): void;
}

const minuteMs = 60_000;
const share = 0.9;
/** What at most is left of a pace that was refused. */
const cut = 0.7;
/** The least that a refusal leaves, in calls a minute: one that came by chance must not stall a run. */
const least = 20;
const holdMs = 10_000;
const maxHoldMs = 120_000;
const growEveryMs = 5000;
const firstGrowth = 0.05;
const maxGrowth = 0.5;
/** Past this the limit is taken for gone. */
const unlimited = 6000;

/** @param most the most calls in a minute; undefined for no limit of our own */
export function createThrottle(most = Number.POSITIVE_INFINITY): Throttle {
  const passedLately = createCount();
  let perMinute = most;
  let series: { count: number; since: number } | undefined;
  let growth = firstGrowth;
  let hold = holdMs;
  let growAt = Number.POSITIVE_INFINITY;
  const grow = (at: number) => {
    if (at < growAt) return;
    const grown = perMinute * (1 + growth);
    perMinute = grown > Math.max(unlimited, 10 * passedLately.sum(at)) ? most : Math.min(most, grown);
    growth = Math.min(maxGrowth, 2 * growth);
    growAt = perMinute === most ? Number.POSITIVE_INFINITY : at + growEveryMs;
  };
  return {
    intervalMs: () => minuteMs / perMinute,
    passed(at) {
      series = undefined;
      passedLately.add(at);
      grow(at);
    },
    refused(at, pauseMs) {
      // Refusals with nothing let through between them are one: only its time grows.
      if (!series) perMinute *= cut;
      series ??= { count: passedLately.sum(at), since: at - passedLately.span(at) };
      const letThrough = (minuteMs * series.count) / Math.max(1000, at - series.since + pauseMs);
      perMinute = Math.min(most, Math.max(least, Math.min(perMinute, share * letThrough)));
      growth = firstGrowth;
      growAt = at + hold;
      hold = Math.min(maxHoldMs, 2 * hold);
    },
  };
}

/** Counts what happened in the last minute, by the second; and for how long it has been happening. */
function createCount(): { add(at: number): void; sum(at: number): number; span(at: number): number } {
  const seconds = Array.from({ length: 60 }, () => ({ second: -1, count: 0 }));
  const second = (at: number) => Math.floor(at / 1000);
  return {
    add(at) {
      const now = second(at);
      const slot = seconds[now % 60];
      if (!slot) return;
      slot.count = slot.second === now ? slot.count + 1 : 1;
      slot.second = now;
    },
    sum: (at) => seconds.reduce((sum, slot) => (slot.second > second(at) - 60 ? sum + slot.count : sum), 0),
    span: (at) => Math.max(0, ...seconds.map((slot) => (slot.second > second(at) - 60 ? at - slot.second * 1000 : 0))),
  };
}
