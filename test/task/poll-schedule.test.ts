import fc from "fast-check";
import { expect, test } from "vitest";
import { planLooks } from "../../src/library/index.ts";
import { usualRange } from "../../src/task/durations.ts";
import { fixedLooks } from "../../src/task/poll-schedule.ts";

/**
 * The promises of issue 4 for when to look, measured: for each case histories of its kind, and 10,000 durations noticed by the plan and by
 * flat polling every 3 s. All from seeds. A ratio is the plan's mean over flat polling's.
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

interface Comparison {
  past?: Draw;
  truth: Draw;
  /** How many histories, and how many durations each. */
  count?: number;
  seen?: number;
  priorMs?: number | undefined;
}

/** Mean ratios over histories of `past`, for durations of `truth`; and the least gap between looks. */
function compare({ past, truth, count = histories, seen = 30, priorMs }: Comparison) {
  const chance = seeded(4);
  const durations = Array.from({ length: 10_000 }, () => truth(chance, seen) * 1000).sort((one, other) => one - other);
  const flat = watch(durations, fixedLooks(3000));
  const mean = { delay: 0, looks: 0 };
  for (let history = 0; history < count; history += 1) {
    const luck = seeded(1000 + history);
    const pastMs = past ? Array.from({ length: seen }, (_, index) => past(luck, index) * 1000) : [];
    const planned = watch(durations, planLooks({ pastMs, priorMs }));
    mean.delay += planned.delay / flat.delay / count;
    mean.looks += planned.looks / flat.looks / count;
  }
  return mean;
}

/** Total delay and looks for durations in rising order. */
function watch(durations: readonly number[], plan: (elapsedMs: number) => number) {
  const total = { delay: 0, looks: 0 };
  let look = plan(0);
  let looks = 1;
  expect(look).toBeGreaterThanOrEqual(1000);
  for (const duration of durations) {
    for (; look < duration; looks += 1) {
      const next = plan(look);
      expect(next - look).toBeGreaterThan(999.999);
      look = next;
    }
    total.delay += look - duration;
    total.looks += looks;
  }
  return total;
}

const known: [median: number, spread: number, most: number][] = [
  [20, 0.35, 0.62],
  [55, 0.35, 0.62],
  [20, 0.2, 0.43],
  [55, 0.2, 0.43],
];

for (const [median, spread, most] of known)
  test(`after 30 durations around ${median} s (σ ${spread}) the mean delay is at most ${most} of flat polling's`, () => {
    const { delay, looks } = compare({ past: logNormal(median, spread), truth: logNormal(median, spread) });
    expect(delay).toBeLessThanOrEqual(most);
    expect(looks).toBeLessThanOrEqual(1);
  });

for (const median of [15, 20, 30, 45, 60, 90])
  for (const spread of [0.2, 0.35])
    test(`cold, with a median of ${median} s (σ ${spread}), it is no worse than flat polling`, () => {
      for (const priorMs of [undefined, 25_000, 75_000]) {
        const { delay, looks } = compare({ truth: logNormal(median, spread), count: 1, priorMs });
        expect(delay).toBeLessThanOrEqual(1);
        expect(looks).toBeLessThanOrEqual(1);
      }
    });

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
  slow: logNormal(300, 0.4),
  "drifting up from 20 to 55 s": [(chance, index) => logNormal(20 * (55 / 20) ** (index / 29), 0.35)(chance, index), logNormal(55, 0.35)],
  "drifting down from 55 to 20 s": [(chance, index) => logNormal(55 * (20 / 55) ** (index / 29), 0.35)(chance, index), logNormal(20, 0.35)],
};

for (const [name, draw] of Object.entries(others))
  test(`after 30 durations, ${name}, it is no worse than flat polling`, () => {
    const [past, truth] = Array.isArray(draw) ? draw : [draw, draw];
    const { delay, looks } = compare({ past, truth });
    expect(delay).toBeLessThanOrEqual(1 + 1e-9);
    expect(looks).toBeLessThanOrEqual(1 + 1e-9);
  });

test("constant durations are noticed the moment they end, on the flat grid or off it", () => {
  for (const ms of [30_000, 31_000, 55_500]) {
    const plan = planLooks({ pastMs: Array.from({ length: 5 }, () => ms) });
    let look = 0;
    while (look < ms) look = plan(look);
    expect(look).toBe(ms);
  }
});

// What is out of reach: 1.3 for a third, with 0.62 and flat polling's looks for the past's own kind. Even for a known distribution the least
// at 55 s and σ 0.35 is 0.655 then (dynamic programming over all plans). What is reached is held here.
for (const [median, spread, aThird] of [
  [20, 0.35, 2.6],
  [55, 0.35, 2.7],
  [20, 0.2, 2.9],
  [55, 0.2, 3.4],
] as const) {
  test(`three times the past's median of ${median} s (σ ${spread}) costs at most 1.3 of flat polling's delay`, () => {
    expect(compare({ past: logNormal(median, spread), truth: logNormal(median * 3, spread) }).delay).toBeLessThanOrEqual(1.3);
  });

  test(`a third of the past's median of ${median} s (σ ${spread}) costs at most ${aThird} of flat polling's delay, with half its looks`, () => {
    const { delay, looks } = compare({ past: logNormal(median, spread), truth: logNormal(median / 3, spread) });
    expect(delay).toBeLessThanOrEqual(aThird);
    expect(looks).toBeLessThanOrEqual(0.5);
  });
}

test("a few durations are taken with the prior: no worse than flat polling, better with each", () => {
  const ratios = [1, 3, 5, 10].map((seen) => compare({ past: logNormal(30, 0.35), truth: logNormal(30, 0.35), seen }));
  for (const { delay, looks } of ratios) {
    expect(delay).toBeLessThanOrEqual(1);
    expect(looks).toBeLessThanOrEqual(1);
  }
  expect(ratios.at(-1)?.delay).toBeLessThan(0.8);
});

test("the latest durations count most", () => {
  const before = Array.from({ length: 60 }, (_, index) => logNormal(20, 0.2)(seeded(index), 0) * 1000);
  const since = Array.from({ length: 60 }, (_, index) => logNormal(55, 0.2)(seeded(index), 0) * 1000);
  const looksWithin = (pastMs: number[], fromMs: number, toMs: number) => {
    const plan = planLooks({ pastMs });
    let looks = 0;
    for (let look = plan(fromMs); look < toMs; look = plan(look)) looks += 1;
    return looks;
  };
  expect(looksWithin([...before, ...since], 40_000, 60_000)).toBeGreaterThan(looksWithin([...since, ...before], 40_000, 60_000));
});

const anything = fc.record({
  pastMs: fc.array(fc.oneof(fc.double(), fc.double({ min: 1, max: 600_000 }), fc.integer({ min: -10, max: 100_000_000 })), {
    maxLength: 150,
  }),
  priorMs: fc.option(fc.double(), { nil: undefined }),
});

test("whatever the past, the next look is at least a second away, finite, and no earlier for a later question", () => {
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

test("past the median, no gap is longer than 8 s or a quarter of what has passed", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 3000, max: 300_000, noNaN: true }), { maxLength: 40 }), (pastMs) => {
      const plan = planLooks({ pastMs });
      const median = [...pastMs].sort((one, other) => one - other)[Math.floor(pastMs.length / 2)] ?? 0;
      for (let look = plan(median * 1.5), next = plan(look); look < 3_600_000; look = next, next = plan(look))
        expect(next - look).toBeLessThanOrEqual(Math.max(8000, next / 4) + 1);
    }),
    { seed: 4, numRuns: 100 },
  );
});

test("what is no duration is as if it were not there, and nonsense for an elapsed time asks for the first look", () => {
  const pastMs = Array.from({ length: 30 }, (_, index) => 20_000 + 300 * index);
  const clean = planLooks({ pastMs });
  const littered = planLooks({ pastMs: pastMs.flatMap((ms) => [Number.NaN, ms, -5, Number.POSITIVE_INFINITY, 0]), priorMs: Number.NaN });
  for (let look = 0; look < 60_000; look = clean(look)) expect(littered(look)).toBe(clean(look));
  expect(planLooks({ pastMs: [], priorMs: -1 })(0)).toBe(planLooks({})(0));
  for (const nonsense of [Number.NaN, -1, Number.POSITIVE_INFINITY]) expect(clean(nonsense)).toBe(clean(0));
});

test("a plan from thousands of durations costs no more than one from a hundred", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => logNormal(30, 0.3)(seeded(index), 0) * 1000);
  for (let look = 0, plan = planLooks({ pastMs: many }), few = planLooks({ pastMs: many.slice(-100) }); look < 90_000; look = plan(look))
    expect(plan(look)).toBe(few(look));
});

test("what is usual is the middle half, from five durations on", () => {
  expect(usualRange([30, 31, 32, 33])).toBeUndefined();
  expect(usualRange([30, Number.NaN, -1, 31, 32, 33])).toBeUndefined();
  expect(usualRange([50, 30, 40, 20, 60])).toEqual({ fromMs: 30, toMs: 50 });
});
