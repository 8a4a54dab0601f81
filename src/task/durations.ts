import { normalBelow, normalDensity } from "./normal-curve.ts";

/** What the past says of the next duration. Logarithms are of milliseconds. */
export interface Durations {
  /** The mean of the logarithms: of a log-normal distribution, the median. */
  center: number;
  /** The standard deviation of the logarithms, widened for how few were seen. */
  spread: number;
  /** How many equal observations the weighted past is worth; 0 without any. */
  worth: number;
  /** How far the past speaks for another shape than the log-normal's, from 0 to 1. */
  kernelShare: number;
  /** The longest of the past, where all of it lies within a second. */
  steadyMs: number | undefined;
  /** The share of durations whose logarithm is below `log`. */
  shareBelow(log: number): number;
}

interface Seen {
  ms: number;
  log: number;
  weight: number;
  /** 0 is the latest. */
  age: number;
}

interface Moments {
  worth: number;
  mean: number;
  variance: number;
}

/** An observation counts half as much as the one that came so many later; those far behind are left out. */
const halfLife = 40;
const mostSeen = 100;
const longestMs = 3_600_000;
/** Fewer show neither a trend nor humps. */
const fewest = 15;
/** What is expected before anything was seen, and how many observations that is worth. */
const prior = { medianMs: 40_000, centerWorth: 0.1, spread: 0.4, spreadWorth: 0.5 };
/** The F statistic of a trend that may be chance. */
const leastTrend = 8;

/**
 * Learns from `pastMs` (oldest first) how long the next one may take; what is no duration is left out. Without any, `priorMs` is the median.
 *
 * A clear trend is carried on to the next one first. Then a log-normal and a kernel density are fitted to the logarithms and mixed by how
 * well each foretells every observation from the others: the log-normal makes the most of a few, the kernels see two humps.
 */
export function learnDurations(pastMs: readonly number[], priorMs: number = prior.medianMs): Durations {
  const past = recent(pastMs);
  const { seen, trust } = past.length < fewest ? { seen: past, trust: 0 } : withoutTrend(past);
  const found = momentsOf(seen);
  // Where a line leads is known as well as the mean of a quarter as many.
  const moments = { ...found, worth: found.worth / (1 + 3 * trust) };
  const { center, spread } = foretell(moments, Math.log(priorMs));
  // Silverman's rule, a little narrower so that humps stay apart.
  const kernel = 0.85 * spread * (moments.worth + 1) ** -0.2;
  const kernelShare = seen.length < fewest ? 0 : kernelShareOf(seen, moments, kernel);
  const kernelsBelow = (log: number) => seen.reduce((sum, one) => sum + one.weight * normalBelow((log - one.log) / kernel), 0);
  return {
    center,
    spread,
    worth: moments.worth,
    kernelShare,
    steadyMs: steadyOf(past),
    shareBelow: (log) => (1 - kernelShare) * normalBelow((log - center) / spread) + (kernelShare && kernelShare * kernelsBelow(log)),
  };
}

/** Whether it can be how long a task took: from a millisecond to an hour. */
export function isDuration(ms: number): boolean {
  return ms >= 1 && ms <= longestMs;
}

/** The middle half of the past, recent ones counting more, for "usually 31–44 s"; undefined with fewer than `least` durations. */
export function usualRange(pastMs: readonly number[], least = 5): { fromMs: number; toMs: number } | undefined {
  const seen = recent(pastMs).sort((one, other) => one.ms - other.ms);
  const from = quantile(seen, 0.25);
  const to = quantile(seen, 0.75);
  return seen.length < least || !from || !to ? undefined : { fromMs: from.ms, toMs: to.ms };
}

function quantile(sorted: readonly Seen[], share: number): Seen | undefined {
  let below = 0;
  return sorted.find(({ weight }) => {
    below += weight;
    return below >= share;
  });
}

/** The latest durations, oldest first, with weights that add up to one. */
function recent(pastMs: readonly number[]): Seen[] {
  const valid = pastMs.filter(isDuration).slice(-mostSeen);
  const weighted = valid.map((ms, index) => ({
    ms,
    age: valid.length - 1 - index,
    weight: 0.5 ** ((valid.length - 1 - index) / halfLife),
  }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.map(({ ms, age, weight }) => ({ ms, log: Math.log(ms), age, weight: weight / total }));
}

/** Moves each observation along the regression line to the next one, by how far the trend is to be trusted. */
function withoutTrend(seen: readonly Seen[]): { seen: readonly Seen[]; trust: number } {
  const { worth, mean, variance } = momentsOf(seen);
  const meanAge = seen.reduce((sum, { age, weight }) => sum + weight * age, 0);
  const ageVariance = seen.reduce((sum, { age, weight }) => sum + weight * (age - meanAge) ** 2, 0);
  const covariance = seen.reduce((sum, { age, log, weight }) => sum + weight * (age - meanAge) * (log - mean), 0);
  const explained = covariance ** 2 / ageVariance;
  const sureness = (worth * explained) / Math.max(1e-9, variance - explained);
  const trust = 1 - Math.min(1, leastTrend / sureness) ** 2;
  const slope = (covariance / ageVariance) * trust;
  return { seen: trust === 0 ? seen : seen.map((one) => ({ ...one, log: one.log - slope * (one.age + 1) })), trust };
}

/** With Kish's effective sample size. */
function momentsOf(seen: readonly Seen[]): Moments {
  const squares = seen.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const mean = seen.reduce((sum, { log, weight }) => sum + weight * log, 0);
  const variance = seen.reduce((sum, { log, weight }) => sum + weight * (log - mean) ** 2, 0);
  return { worth: squares === 0 ? 0 : 1 / squares, mean, variance };
}

/** Center and spread of the next one: the prior's and the sample's, each by what it is worth, with some of the doubt about the center. */
function foretell({ worth, mean, variance }: Moments, priorLog: number): { center: number; spread: number } {
  const all = worth + prior.centerWorth;
  const center = (worth * mean + prior.centerWorth * priorLog) / all;
  const squares = prior.spreadWorth * prior.spread ** 2 + worth * variance;
  return { center, spread: Math.sqrt((squares / (prior.spreadWorth + Math.max(0, worth - 1))) * (1 + 0.5 / all)) };
}

/** How far to trust the kernels: their leave-one-out likelihood against that of the log-normal, which they must beat by e⁴ to draw level. */
function kernelShareOf(seen: readonly Seen[], { worth, mean, variance }: Moments, kernel: number): number {
  const evidence = seen.reduce((sum, { log, weight, age }) => {
    const rest = 1 - weight;
    const meanOfRest = (mean - weight * log) / rest;
    const varianceOfRest = Math.max(0, variance / rest - (weight * (log - mean) ** 2) / rest ** 2);
    const normal = normalDensity(log - meanOfRest, Math.sqrt((varianceOfRest * (worth + 1)) / (worth - 1)) + 0.01);
    const others = seen.reduce((near, one) => near + (one.age === age ? 0 : one.weight * normalDensity(log - one.log, kernel)), 0);
    return sum + worth * weight * Math.log((others / rest + 1e-3) / (normal + 1e-3));
  }, -4);
  const share = 1 / (1 + Math.exp(-evidence));
  return share < 0.1 ? 0 : share;
}

function steadyOf(past: readonly Seen[]): number | undefined {
  const all = past.map(({ ms }) => ms);
  const longest = Math.max(...all);
  return past.length > 2 && longest - Math.min(...all) <= 1000 ? longest : undefined;
}
