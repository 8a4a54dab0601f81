import { isDuration, learnDurations } from "./durations.ts";
import { placeLooks } from "./placement.ts";

/** When to look next: milliseconds since the task was accepted → the next look's time on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;

export const defaultIntervalMs = 3000;
const leastPauseMs = 1000;
/** Where durations differ more than this (the standard deviation of their logarithms), no time is better than another; humps may be further apart. */
const widestSpread = { logNormal: 0.5, humps: 0.65 };
/** Fewer observations than this say little of what they do not show. */
const fewest = 8;
/** The first look is early, for tasks that are quick; the second of flat polling comes later and the third is left out; what that saves buys shorter gaps, which grow with the time passed. */
const cold = { firstMs: 2100, secondMs: 9700, gapMs: 2880, growth: 0.018, longestGapMs: 15_000, endMs: 3_600_000 };

/** Looks at a fixed interval. */
export function fixedLooks(intervalMs: number = defaultIntervalMs): Schedule {
  return (elapsedMs) => elapsedMs + intervalMs;
}

/**
 * Looks where the task is likely to end (design rule 5): by expectation no more of them than one every 3 s would be, with the least mean
 * delay between ready and noticed. Where the past is too varied to tell, the looks are one every 3 s.
 *
 * `pastMs`: how long such tasks took until they were noticed, in milliseconds, oldest first; the latest count most, the last hundred count
 * at all, and what is no duration, or more than an hour, is left out. `priorMs`: a guess at the median, worth little as soon as some are known. The schedule may
 * be asked at any time, and never wants a look within a second of the time given.
 */
export function planLooks({ pastMs = [], priorMs }: { pastMs?: readonly number[]; priorMs?: number | undefined } = {}): Schedule {
  const durations = learnDurations(pastMs, priorMs !== undefined && isDuration(priorMs) ? priorMs : undefined);
  const widest = durations.kernelShare > 0.95 ? widestSpread.humps : widestSpread.logNormal;
  const looks = durations.worth > 0 && durations.spread < widest ? placeLooks(durations) : undefined;
  if (looks) return looksAt(looks, Math.min(10_000, Math.max(defaultIntervalMs, (looks.at(-1) ?? 0) / 24)));
  return durations.worth < fewest ? looksAt(coldLooks(), cold.longestGapMs) : looksAt([], defaultIntervalMs);
}

function coldLooks(): number[] {
  const looks = [cold.firstMs];
  for (let ms = cold.secondMs; ms < cold.endMs; ms += Math.min(cold.longestGapMs, Math.max(cold.gapMs, ms * cold.growth))) looks.push(ms);
  return looks;
}

/** Looks at `times`, and behind the last of them every `intervalMs`. */
function looksAt(times: readonly number[], intervalMs: number): Schedule {
  const lastMs = times.at(-1) ?? 0;
  return (elapsedMs) => {
    const sinceMs = Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0;
    const beyondMs = lastMs + (Math.floor(Math.max(0, sinceMs - lastMs) / intervalMs) + 1) * intervalMs;
    return Math.max(sinceMs + leastPauseMs, times[indexFrom(times, sinceMs + 1)] ?? beyondMs);
  };
}

/** The index of the first of `times` that is not before `ms`; their number, if none is. */
function indexFrom(times: readonly number[], ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle] ?? ms) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
