import fc from "fast-check";
import { expect, test } from "vitest";
import { planLooks } from "../../src/library/index.ts";
import { pollEvery } from "../../src/task/poll-schedule.ts";

/**
 * The window rule, simulated: for each case 40 histories of 30 durations, and 10,000 durations polled by the plan and every 3 s, all from
 * seeds. A ratio is the plan's mean over that of every 3 s.
 */

type Chance = () => number;
/** Draws a duration in seconds; `index` is its place in the history. */
type Draw = (chance: Chance, index: number) => number;

/** Mulberry32. */
function seeded(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

function logNormal(median: number, spread: number): Draw {
  return (chance) => median * Math.exp(spread * normal(chance));
}

function either(share: number, one: Draw, other: Draw): Draw {
  return (chance, index) => (chance() < share ? one : other)(chance, index);
}

const histories = 40;
const seen = 30;

/** Mean ratios of detection delay and polls over histories of `past`, for durations of `truth`. */
function compare(past: Draw, truth: Draw = past) {
  const chance = seeded(4);
  const durations = Array.from({ length: 10_000 }, () => truth(chance, seen) * 1000).sort((one, other) => one - other);
  const regular = poll(durations, pollEvery(3000));
  const mean = { delay: 0, polls: 0 };
  for (let history = 0; history < histories; history += 1) {
    const luck = seeded(1000 + history);
    const planned = poll(durations, planLooks({ pastMs: Array.from({ length: seen }, (_, index) => past(luck, index) * 1000) }));
    mean.delay += planned.delay / regular.delay / histories;
    mean.polls += planned.polls / regular.polls / histories;
  }
  return mean;
}

/** Total delay and polls for durations in ascending order. */
function poll(durations: readonly number[], plan: (elapsedMs: number) => number) {
  const total = { delay: 0, polls: 0 };
  let at = plan(0);
  let polls = 1;
  expect(at).toBeGreaterThanOrEqual(1000);
  for (const duration of durations) {
    for (; at < duration; polls += 1) {
      const next = plan(at);
      expect(next - at).toBeGreaterThan(999.999);
      at = next;
    }
    total.delay += at - duration;
    total.polls += polls;
  }
  return total;
}

const known: [median: number, spread: number, delay: number][] = [
  [20, 0.35, 0.72],
  [55, 0.35, 0.72],
  [20, 0.2, 0.5],
  [55, 0.2, 0.54],
];

for (const [median, spread, most] of known)
  test(`after 30 durations around ${median} s (σ ${spread}) the delay is at most ${most} of that of every 3 s, with no more polls`, () => {
    const { delay, polls } = compare(logNormal(median, spread));
    expect(delay).toBeLessThanOrEqual(most);
    expect(polls).toBeLessThanOrEqual(1.02);
  });

for (const [median, spread] of known) {
  test(`three times the past's median of ${median} s (σ ${spread}) costs nothing but a quarter more polls`, () => {
    const { delay, polls } = compare(logNormal(median, spread), logNormal(median * 3, spread));
    expect(delay).toBeLessThanOrEqual(1.01);
    expect(polls).toBeLessThanOrEqual(1.25);
  });

  test(`a third of the past's median of ${median} s (σ ${spread}) costs at most 3.3 times the delay, with fewer polls`, () => {
    const { delay, polls } = compare(logNormal(median, spread), logNormal(median / 3, spread));
    expect(delay).toBeLessThanOrEqual(3.3);
    expect(polls).toBeLessThanOrEqual(0.65);
  });
}

const others: Record<string, Draw | [past: Draw, next: Draw]> = {
  "two humps": either(0.5, logNormal(15, 0.15), logNormal(45, 0.15)),
  "two humps far apart": either(0.7, logNormal(20, 0.2), logNormal(90, 0.2)),
  "a few slow ones": either(0.93, logNormal(25, 0.25), logNormal(120, 0.3)),
  "a heavy tail (Pareto 1.5)": (chance) => 10 * (1 - chance()) ** (-1 / 1.5),
  "a heavy tail (Pareto 2.5)": (chance) => 20 * (1 - chance()) ** (-1 / 2.5),
  "a heavy tail (log-normal σ 1)": logNormal(30, 1),
  "uniform, wide": (chance) => 10 + 50 * chance(),
  "uniform, narrow": (chance) => 20 + 20 * chance(),
  normal: (chance) => Math.max(1, 40 + 10 * normal(chance)),
  exponential: (chance) => -30 * Math.log(1 - chance()),
  constant: () => 31,
  "nearly constant": (chance) => 30 + normal(chance),
  quick: logNormal(4, 0.3),
  "very quick": logNormal(2, 0.3),
  slow: logNormal(300, 0.4),
  "drifting up from 20 to 55 s": [(chance, index) => logNormal(20 * (55 / 20) ** (index / 29), 0.35)(chance, index), logNormal(55, 0.35)],
};

for (const [name, draw] of Object.entries(others))
  test(`after 30 durations, ${name}, the delay is no longer than every 3 s, with few more polls`, () => {
    const [past, truth] = Array.isArray(draw) ? draw : [draw, draw];
    const { delay, polls } = compare(past, truth);
    expect(delay).toBeLessThanOrEqual(1.01);
    expect(polls).toBeLessThanOrEqual(1.15);
  });

test("fewer than five durations, or durations too varied, are polled every 3 s", () => {
  for (const pastMs of [[], [30_000, 31_000, 32_000, 33_000], [10_000, 20_000, 30_000, 40_000, 60_000]]) {
    const plan = planLooks({ pastMs, priorMs: 25_000 });
    for (let at = 0; at < 90_000; at = plan(at)) expect(plan(at)).toBe(at + 3000);
  }
});

test("before the window polls are even and at most 10 s apart, within it closer, behind it every 3 s", () => {
  const plan = planLooks({ pastMs: Array.from({ length: 30 }, (_, index) => 50_000 + 300 * index) });
  const polls: number[] = [];
  for (let at = plan(0); at < 80_000; at = plan(at)) polls.push(at);
  const gaps = polls.map((at, index) => at - (polls[index - 1] ?? 0));
  // The window is from 0.96 × 50.5 s to 1.04 × 58.2 s.
  const before = gaps.filter((_, index) => (polls[index] ?? 0) < 48_600);
  expect(before).toHaveLength(5);
  for (const gap of before) expect(gap).toBeCloseTo(before[0] ?? 0, 6);
  const within = gaps.filter((_, index) => (polls[index] ?? 0) > 48_600 && (polls[index] ?? 0) < 60_500);
  for (const gap of within) expect(gap).toBeCloseTo(within[0] ?? 0, 6);
  expect(within[0]).toBeGreaterThanOrEqual(1000);
  expect(within[0]).toBeLessThan(1500);
  for (const gap of gaps.slice(-5)) expect(gap).toBeCloseTo(3000, 6);
});

const anything = fc.record({
  pastMs: fc.array(fc.oneof(fc.double(), fc.double({ min: 1, max: 600_000 }), fc.integer({ min: -10, max: 100_000_000 })), {
    maxLength: 150,
  }),
  priorMs: fc.option(fc.double(), { nil: undefined }),
});

test("whatever the past, the next poll is at least a second away, finite, and no earlier for a later question", () => {
  fc.assert(
    fc.property(anything, fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 30 }), (given, times) => {
      const plan = planLooks(given);
      let before = 0;
      for (const elapsed of [0, ...times].sort((one, other) => one - other)) {
        const next = plan(elapsed);
        expect(Number.isFinite(next)).toBe(true);
        expect(next).toBeGreaterThanOrEqual(elapsed + 1000);
        expect(next).toBeGreaterThanOrEqual(before);
        before = next;
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("no gap is longer than 10 s, nor than 3 s past the median", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 3000, max: 300_000, noNaN: true }), { maxLength: 40 }), (pastMs) => {
      const plan = planLooks({ pastMs });
      const median = [...pastMs].sort((one, other) => one - other)[Math.floor(pastMs.length / 2)] ?? 0;
      for (let at = 0, next = plan(at); at < 600_000; at = next, next = plan(at))
        expect(next - at).toBeLessThanOrEqual((at > median ? 3000 : 10_000) + 1);
    }),
    { seed: 4, numRuns: 100 },
  );
});

test("what cannot be a duration does not count, and nonsense for an elapsed time asks for the first poll", () => {
  const pastMs = Array.from({ length: 30 }, (_, index) => 20_000 + 300 * index);
  const clean = planLooks({ pastMs });
  const littered = planLooks({ pastMs: pastMs.flatMap((ms) => [Number.NaN, ms, -5, Number.POSITIVE_INFINITY, 0]), priorMs: Number.NaN });
  for (let at = 0; at < 60_000; at = clean(at)) expect(littered(at)).toBe(clean(at));
  expect(planLooks({ pastMs: [], priorMs: -1 })(0)).toBe(planLooks({})(0));
  for (const nonsense of [Number.NaN, -1, Number.POSITIVE_INFINITY]) expect(clean(nonsense)).toBe(clean(0));
});

test("a plan from thousands of durations costs no more than one from a hundred", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => logNormal(30, 0.3)(seeded(index), 0) * 1000);
  for (let at = 0, plan = planLooks({ pastMs: many }), few = planLooks({ pastMs: many.slice(-100) }); at < 90_000; at = plan(at))
    expect(plan(at)).toBe(few(at));
});
