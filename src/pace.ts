/**
 * How fast calls may go where a server says only that they were too fast: what it let through in the last minute, less a
 * tenth; grown back gently, sooner where the server was refused once and later where it refused again. Pure but for its own state.
 */
export interface Pace {
  /** Milliseconds from one call to the next; 0 while there is no limit. */
  intervalMs(): number;
  /** A call was let through. @param at milliseconds on any clock that does not go back */
  passed(at: number): void;
  /** Calls were too fast: once for each pause, however many calls met it. */
  refused(at: number): void;
}

const minuteMs = 60_000;
const share = 0.9;
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
export function createPace(most = Number.POSITIVE_INFINITY): Pace {
  const passedLately = createCount();
  let perMinute = most;
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
      passedLately.add(at);
      grow(at);
    },
    refused(at) {
      perMinute = Math.min(most, Math.max(least, share * Math.min(perMinute, passedLately.sum(at))));
      growth = firstGrowth;
      growAt = at + hold;
      hold = Math.min(maxHoldMs, 2 * hold);
    },
  };
}

/** Counts what happened in the last minute, by the second. */
function createCount(): { add(at: number): void; sum(at: number): number } {
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
  };
}
