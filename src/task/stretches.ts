import type { Durations } from "./durations.ts";
import { normalBelow, normalDensity } from "./normal-curve.ts";

/** A stretch of time within which densities are taken as constant. */
export interface Stretch {
  fromMs: number;
  toMs: number;
  /** The probability per millisecond that the task becomes ready within; and the same with doubt. */
  density: number;
  doubted: number;
  /** The probability that it is not ready when the stretch begins. */
  unready: number;
  /** The best number of looks per millisecond, up to a factor that all stretches share: √(f/S), see placement.ts. */
  pull: number;
  /** No fewer looks per millisecond than this. */
  leastLooks: number;
}

/**
 * What is kept for the case that the past misleads, in observations: for durations a third and three times as long, for any others beyond
 * the median; and for the looks that the long ones would cost. More of it makes those cases better and the usual one worse.
 */
const doubt = { third: 0.6, triple: 0.07, beyond: 0.01, tripleLooks: 0.2 };
const leastDoubtSpread = 0.25;
const away = Math.log(3);
const earliestMs = 1000;
/** Behind the median, a gap is no longer than that of flat polling or a quarter of what has passed. */
const flatMs = 3000;

/** Cuts time into stretches, fine ones where the end is likely, and says of each how much a look is worth there. */
export function stretchesOf(durations: Durations): Stretch[] {
  const { center, spread } = durations;
  const near = center - 4 * spread;
  const far = center + 4 * spread;
  const end = Math.max(far, center + away + 2.5 * Math.max(leastDoubtSpread, spread));
  const edges = [...steps(Math.min(Math.log(earliestMs), near), near, 24), ...steps(near, far, 110), ...steps(far, end, 24), end];
  const below = edges.map(durations.shareBelow);
  return edges.slice(1).map((to, index) => {
    const from = edges[index] ?? to;
    return stretchOf(durations, { from, to, fromShare: below[index] ?? 0, toShare: below[index + 1] ?? 1 });
  });
}

/** Logarithms of times. */
function steps(from: number, to: number, count: number): number[] {
  return to <= from ? [] : Array.from({ length: count }, (_, index) => from + ((to - from) * index) / count);
}

function stretchOf(
  durations: Durations,
  { from, to, fromShare, toShare }: { from: number; to: number; fromShare: number; toShare: number },
): Stretch {
  const fromMs = Math.exp(from);
  const toMs = Math.exp(to);
  const density = Math.max(0, toShare - fromShare) / (toMs - fromMs);
  const doubtful = doubtAt(durations, (from + to) / 2);
  const doubted = density + doubtful.density;
  return {
    fromMs,
    toMs,
    density,
    doubted,
    unready: 1 - fromShare,
    pull: fromMs < earliestMs ? 0 : Math.sqrt(doubted / Math.max(1e-4, 1 - (fromShare + toShare) / 2 + doubtful.unready)),
    leastLooks: from < durations.center ? 0 : 1 / Math.max(flatMs, fromMs / 4),
  };
}

/** What doubt adds to the density, per millisecond, and to the share still unready: the less, the more was seen. */
function doubtAt({ center, spread, worth }: Durations, log: number): { density: number; unready: number } {
  const width = Math.max(leastDoubtSpread, spread);
  const third = doubt.third * normalDensity(log - center + away, width);
  const triple = doubt.triple * normalDensity(log - center - away, width);
  const beyond = doubt.beyond * Math.min(1, Math.exp(log - center));
  const tripleUnready = doubt.tripleLooks * normalBelow((center + away - log) / width);
  return { density: (third + triple + beyond) / Math.exp(log) / (worth + 1), unready: tripleUnready / (worth + 1) };
}
