import { learnDurations } from "./durations.ts";
import { placeLooks } from "./placement.ts";

/** When to look next: milliseconds since the task was accepted → the next look's time on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;

export const defaultIntervalMs = 3000;
const leastPauseMs = 1000;

/** Looks at a fixed interval. */
export function fixedLooks(intervalMs: number = defaultIntervalMs): Schedule {
  return (elapsedMs) => elapsedMs + intervalMs;
}

/**
 * Looks where the task is likely to end (design rule 5), in the mean no more of them than one every 3 s would be.
 * `pastMs`: how long such tasks took, in milliseconds, oldest first; what is no duration is left out. `priorMs`: a guess at the median, used
 * as long as fewer than three are known. The schedule never asks for a look within a second of `elapsedMs`.
 */
export function planLooks({ pastMs = [], priorMs }: { pastMs?: readonly number[]; priorMs?: number | undefined } = {}): Schedule {
  const durations = learnDurations(pastMs);
  if (durations === undefined) return atTimes(coldLooks(priorMs));
  return atTimes(placeLooks(durations) ?? [defaultIntervalMs]);
}

/** Never more looks than flat polling, whatever the truth: the k-th comes no earlier than 3k seconds. */
function coldLooks(priorMs: number | undefined): number[] {
  const prior = priorMs !== undefined && Number.isFinite(priorMs) && priorMs > 0 ? priorMs : 30_000;
  const saved = 4000;
  const looks: number[] = [];
  const first = Math.max(3000, Math.min(7000, prior / 3));
  const late = (ms: number) => Math.max(0, Math.min(1, Math.log(150_000 / ms) / Math.log(150_000 / first)));
  for (let k = 1; k <= 50; k += 1) looks.push(3000 * k + Math.min(saved, first - 3000) * late(3000 * (k - 1) + first));
  return looks;
}

/** The looks in `times`, and behind the last of them at the default interval. */
function atTimes(times: readonly number[]): Schedule {
  const lastMs = times.at(-1) ?? 0;
  return (elapsedMs) => {
    const sinceMs = Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0;
    if (sinceMs >= lastMs)
      return Math.max(sinceMs + leastPauseMs, lastMs + (Math.floor((sinceMs - lastMs) / defaultIntervalMs) + 1) * defaultIntervalMs);
    return Math.max(sinceMs + leastPauseMs, firstAfter(times, sinceMs));
  };
}

function firstAfter(times: readonly number[], elapsedMs: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > elapsedMs) high = middle;
    else low = middle + 1;
  }
  return times[low] ?? elapsedMs + defaultIntervalMs;
}
