/** When to poll next: milliseconds since the task was accepted → the time of the next poll on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;

/** Of the past, in milliseconds: where most tasks end, and how often to poll before and within. */
interface Window {
  fromMs: number;
  toMs: number;
  stepBeforeMs: number;
  gapMs: number;
}

const intervalMs = 3000;
const leastGapMs = 1000;
const longestStepMs = 10_000;
const longestMs = 3_600_000;
/** The latest durations that count, and how many it takes to tell anything. */
const mostPast = 100;
const leastPast = 5;
/** Wider than this, no time is much likelier than another. */
const widestRatio = 4.5;
/** The share of the polls of every 3 s that is spent up to the median: the rest is for tasks that take longer. */
const pollShare = 0.95;

/** Polls at a fixed interval, 3 s unless given. */
export function pollEvery(everyMs: number = intervalMs): Schedule {
  return (elapsedMs) => elapsedMs + everyMs;
}

/**
 * Polls most often where tasks like this one usually end, and about as often in all as every 3 s would (docs/design.md, rule 5). Every 3 s
 * if fewer than 5 durations are known, or if they are too varied. Never within a second of the time given.
 * @param pastMs how long such tasks took, in milliseconds, oldest first; the last 100 between 1 ms and an hour count
 * @param priorMs has no effect any more: it was the median to assume where no durations are known
 */
export function planPolls({ pastMs = [] }: { pastMs?: readonly number[]; priorMs?: number | undefined } = {}): Schedule {
  const window = windowOf(pastMs);
  return (elapsedMs) => {
    const nowMs = Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0;
    return Math.max(nowMs + leastGapMs, nextPoll(nowMs, window));
  };
}

/** Whether it can be how long a task took: from a millisecond to an hour. */
export function isDuration(ms: number): boolean {
  return ms >= 1 && ms <= longestMs;
}

/** The value below which a share of ascending numbers lies, interpolated; NaN if there are none. */
export function quantile(ascending: readonly number[], share: number): number {
  const position = (ascending.length - 1) * share;
  const below = ascending[Math.floor(position)] ?? Number.NaN;
  const above = ascending[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position % 1);
}

function windowOf(pastMs: readonly number[]): Window | undefined {
  const past = pastMs.filter(isDuration).slice(-mostPast);
  past.sort((one, other) => one - other);
  const fromMs = quantile(past, 0.06) * 0.96;
  const toMs = quantile(past, 0.94) * 1.04;
  if (past.length < leastPast || toMs > widestRatio * fromMs) return undefined;
  const medianMs = quantile(past, 0.5);
  const pollsBefore = Math.ceil(fromMs / longestStepMs);
  const pollsWithin = (pollShare * medianMs) / intervalMs - pollsBefore;
  // For tasks this quick every 3 s spends one poll. It comes sooner if nearly all of them have ended by then.
  if (pollsWithin <= 0) return toMs < intervalMs ? { fromMs: toMs, toMs, stepBeforeMs: toMs, gapMs: intervalMs } : undefined;
  const gapMs = Math.min(intervalMs, Math.max(leastGapMs, (medianMs - fromMs) / pollsWithin));
  return { fromMs, toMs, stepBeforeMs: fromMs / pollsBefore, gapMs };
}

function nextPoll(nowMs: number, window: Window | undefined): number {
  if (!window) return nextOf(nowMs, 0, intervalMs);
  const { fromMs, toMs, stepBeforeMs, gapMs } = window;
  const beforeMs = nextOf(nowMs, 0, stepBeforeMs);
  // A rounding error must not make one poll of two.
  if (beforeMs < fromMs + 1) return beforeMs;
  return nowMs < toMs ? nextOf(nowMs, fromMs, gapMs) : nextOf(nowMs, toMs, intervalMs);
}

/** The first of `fromMs`, `fromMs + stepMs`, … that is later than `nowMs`. */
function nextOf(nowMs: number, fromMs: number, stepMs: number): number {
  return fromMs + (Math.floor((nowMs + 1 - fromMs) / stepMs) + 1) * stepMs;
}
