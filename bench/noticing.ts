import { pathToFileURL } from "node:url";
import { mean, normal, seeded } from "./numbers.ts";
import type { Bench, Findings, Row } from "./results.ts";
import { atMost } from "./results.ts";

/** How soon a finished image is noticed and how many looks that takes, worked out from `planLooks`, against a look every 3 s. */

const scheduleFile = new URL("../src/task/poll-schedule.ts", import.meta.url);
const flatMs = 3000;
const histories = 20;
const draws = 10_000;
const seen = 30;
/** What is expected of a model of which nothing was seen yet. */
const priorMs = 30_000;

type Random = () => number;
type Schedule = (elapsedMs: number) => number;
type PlanLooks = (known: { pastMs: readonly number[]; priorMs: number }) => Schedule;

/** Durations as they come, and as they came before: none, when nothing was seen yet. Milliseconds. */
interface Scenario {
  measure: string;
  duration: (random: Random) => number;
  past?: (random: Random) => number;
}

const logNormal = (medianMs: number, sigma: number) => (random: Random) => medianMs * Math.exp(sigma * normal(random));
const times = (factor: number, duration: (random: Random) => number) => (random: Random) => factor * duration(random);
const mixed = (share: number, one: (random: Random) => number, other: (random: Random) => number) => (random: Random) =>
  random() < share ? one(random) : other(random);
const seconds = (count: number) => count * 1000;

const usual = logNormal(seconds(20), 0.35);
const steady = logNormal(seconds(55), 0.2);
const twoHumps = mixed(0.6, logNormal(seconds(15), 0.2), logNormal(seconds(60), 0.2));
const longTail = mixed(0.9, logNormal(seconds(20), 0.3), logNormal(seconds(90), 0.8));

const scenarios: readonly Scenario[] = [
  { measure: "20 s, σ 0.35, 30 seen", duration: usual, past: usual },
  { measure: "55 s, σ 0.2, 30 seen", duration: steady, past: steady },
  ...[15, 20, 30, 45, 60, 90].map((median) => ({ measure: `${median} s, σ 0.35, none seen`, duration: logNormal(seconds(median), 0.35) })),
  { measure: "20 s, seen a third of it", duration: usual, past: times(1 / 3, usual) },
  { measure: "20 s, seen three times it", duration: usual, past: times(3, usual) },
  { measure: "55 s, seen a third of it", duration: steady, past: times(1 / 3, steady) },
  { measure: "55 s, seen three times it", duration: steady, past: times(3, steady) },
  { measure: "two humps, 15 and 60 s", duration: twoHumps, past: twoHumps },
  { measure: "a long tail behind 20 s", duration: longTail, past: longTail },
];

export async function measureNoticing({ say }: Bench): Promise<Findings> {
  const planLooks = await load();
  if (!planLooks) return { rows: [], notes: ["noticing: left out, src/schedule.ts has no planLooks yet"] };
  say(`noticing: ${scenarios.length} scenarios of ${histories} histories and ${draws} draws`);
  return { rows: scenarios.flatMap((scenario, index) => rowsOf(scenario, planLooks, seeded(index + 1))), notes: [] };
}

/** By its address: the file that is looked for may not have it yet. */
async function load(): Promise<PlanLooks | undefined> {
  const { planLooks } = await import(pathToFileURL(scheduleFile.pathname).href);
  return typeof planLooks === "function" ? planLooks : undefined;
}

function rowsOf({ measure, duration, past }: Scenario, planLooks: PlanLooks, random: Random): Row[] {
  const found: Record<"ours" | "flat", { delays: number[]; looks: number[] }> = {
    ours: { delays: [], looks: [] },
    flat: { delays: [], looks: [] },
  };
  const flat = looksOf((elapsedMs) => elapsedMs + flatMs);
  // Without a past, one plan is like the other.
  for (let history = 0; history < (past ? histories : 1); history += 1) {
    const pastMs = past ? Array.from({ length: seen }, () => past(random)) : [];
    const ours = looksOf(planLooks({ pastMs, priorMs }));
    for (let draw = 0; draw < draws; draw += 1) {
      const endMs = duration(random);
      note(found.ours, ours(endMs), endMs);
      note(found.flat, flat(endMs), endMs);
    }
  }
  const row = (what: string, unit: "s" | "looks", ours: number, baseline: number) =>
    atMost(undefined, { section: "noticing", measure: `${what}, ${measure}`, unit, ours, baseline });
  return [
    row("delay", "s", mean(found.ours.delays) / 1000, mean(found.flat.delays) / 1000),
    row("looks", "looks", mean(found.ours.looks), mean(found.flat.looks)),
  ];
}

function note({ delays, looks }: { delays: number[]; looks: number[] }, seenAt: { ms: number; looks: number }, endMs: number): void {
  delays.push(seenAt.ms - endMs);
  looks.push(seenAt.looks);
}

/** The look that finds a task that ended so long after it began, and how many there were up to it. A schedule is pure: its looks are worked out once. */
function looksOf(schedule: Schedule): (endMs: number) => { ms: number; looks: number } {
  const at: number[] = [schedule(0)];
  return (endMs) => {
    let last = at.at(-1) ?? Number.POSITIVE_INFINITY;
    while (last < endMs) {
      const next = schedule(last);
      if (!(next > last)) throw new Error(`the schedule stands still at ${last} ms`);
      at.push(next);
      last = next;
    }
    const index = firstFrom(at, endMs);
    return { ms: at[index] ?? Number.NaN, looks: index + 1 };
  };
}

/** The place of the first of ascending numbers that is not below a limit. */
function firstFrom(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
