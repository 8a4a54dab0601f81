import type { Durations } from "./durations.ts";
import type { Stretch } from "./stretches.ts";
import { stretchesOf } from "./stretches.ts";

interface Plan {
  looks: number[];
  /** The expected number of looks, and the expected delay between ready and noticed; the same with doubt. */
  count: number;
  delayMs: number;
  doubtedMs: number;
}

const flatMs = 3000;
const leastGapMs = 1000;
/** How many looks of those that flat polling needs are not spent: an estimate may be too high, the more so the less was seen. */
const reserve = { share: 0.7, worth: 2 };
/** A look too many in so many tasks is none: without it a task shorter than the first look of flat polling would allow no plan at all. */
const leastBudget = 1.0005;
/** Less than this is gained by chance alone, where flat polling is the best there is (a constant hazard). */
const leastGain = 0.18;
/** How closely the logarithm of the factor is found. */
const tolerance = 0.01;
const phases = [0.5, 0.1, 0.3, 0.7, 0.9];

/**
 * The times of the looks, in milliseconds since acceptance, that make the mean delay least for the looks that flat polling every 3 s needs;
 * undefined where that would gain little.
 *
 * Let f(t) be the density of durations and S(t) the share still unready. A gap g(t) costs f·g/2 of delay and S/g looks; where the
 * derivative of their weighted sum is zero, the looks per millisecond 1/g are in proportion to √(f/S): look where the end is near.
 * The factor is found by bisection on the expected number of looks, for several phases of the first look; the best of all is kept.
 */
export function placeLooks(durations: Durations): number[] | undefined {
  const stretches = stretchesOf(durations);
  const endMs = stretches.at(-1)?.toMs ?? 0;
  const flat = weigh(
    stretches,
    Array.from({ length: Math.ceil(endMs / flatMs) }, (_, index) => (index + 1) * flatMs),
  );
  const most = Math.max(leastBudget, flat.count * (1 - reserve.share / (durations.worth + reserve.worth)));
  const best = bestPlan(stretches, most);
  if (best.delayMs > flat.delayMs * (1 - leastGain)) return undefined;
  const { steadyMs } = durations;
  if (steadyMs === undefined) return best.looks;
  return [...best.looks.filter((ms) => Math.abs(ms - steadyMs) >= leastGapMs), steadyMs].sort((one, other) => one - other);
}

/** Of the densest plans with at most so many looks, one for each phase, the one with the least delay. */
function bestPlan(stretches: readonly Stretch[], mostLooks: number): Plan {
  let best: Plan = { looks: [], count: 0, delayMs: Number.POSITIVE_INFINITY, doubtedMs: Number.POSITIVE_INFINITY };
  let [sparse, dense] = [-6, 3];
  for (const phase of phases) {
    for (; dense - sparse > tolerance; ) {
      const middle = (sparse + dense) / 2;
      const plan = weigh(stretches, spreadLooks(stretches, Math.exp(middle), phase));
      if (plan.count <= mostLooks) sparse = middle;
      else dense = middle;
      if (plan.count <= mostLooks && plan.doubtedMs < best.doubtedMs) best = plan;
    }
    // The other phases need nearly the same.
    [sparse, dense] = [sparse - 0.1, sparse + 0.1];
  }
  return best;
}

/** A look wherever the integral of the looks per millisecond passes a whole number. */
function spreadLooks(stretches: readonly Stretch[], factor: number, phase: number): number[] {
  const looks: number[] = [];
  let integral = phase;
  for (const { fromMs, toMs, pull, leastLooks } of stretches) {
    const perMs = Math.min(1 / leastGapMs, Math.max(leastLooks, factor * pull));
    const before = integral;
    integral += perMs * (toMs - fromMs);
    for (let next = Math.floor(before) + 1; next <= integral; next += 1) looks.push(fromMs + (next - before) / perMs);
  }
  return looks;
}

function weigh(stretches: readonly Stretch[], looks: number[]): Plan {
  const plan: Plan = { looks, count: 1, delayMs: 0, doubtedMs: 0 };
  let index = 0;
  for (const { fromMs, toMs, density, doubted, unready } of stretches) {
    let sinceMs = fromMs;
    let delaySum = 0;
    for (let look = looks[index]; look !== undefined && look < toMs; look = looks[index]) {
      plan.count += unready - (look - fromMs) * density;
      delaySum += (look - sinceMs) ** 2 / 2;
      sinceMs = look;
      index += 1;
    }
    const nextMs = looks[index] ?? toMs + flatMs;
    delaySum += (toMs - sinceMs) * (nextMs - (sinceMs + toMs) / 2);
    plan.delayMs += density * delaySum;
    plan.doubtedMs += doubted * delaySum;
  }
  return plan;
}
