import { planPolls } from "../src/task/poll-schedule.ts";
import { mean, normal, seeded } from "./numbers.ts";
import type { Bench, Findings, Row } from "./results.ts";
import { atMost } from "./results.ts";

/** How long a finished image waits to be detected and how many polls that takes, computed from `planPolls`, against a poll every 3 s. */

const section = "detection-delay";
const regularMs = 3000;
const histories = 20;
const draws = 10_000;
const seen = 30;
/** The polls of the known cases, and the delay where the past misleads. */
const mostPolls = 1.06;
const mostMisled = 3.3;

type Random = () => number;
type Draw = (random: Random) => number;

/** Durations to come, and those in the history: none when nothing was seen yet. Milliseconds. */
interface Scenario {
  name: string;
  duration: Draw;
  past?: Draw;
  /** The most of the delay and of the polls of every 3 s. */
  limits?: { delay: number; polls?: number };
}

const seconds = (count: number) => count * 1000;
const logNormal =
  (median: number, sigma: number): Draw =>
  (random) =>
    seconds(median) * Math.exp(sigma * normal(random));
const mixed =
  (share: number, one: Draw, other: Draw): Draw =>
  (random) =>
    random() < share ? one(random) : other(random);

function known(median: number, sigma: number, delay: number): Scenario {
  const duration = logNormal(median, sigma);
  return { name: `tasks of ${median} s, σ ${sigma}`, duration, past: duration, limits: { delay, polls: mostPolls } };
}

function misled(median: number, sigma: number, factor: "three times" | "a third of"): Scenario {
  const past = logNormal(factor === "three times" ? median * 3 : median / 3, sigma);
  const name = `tasks of ${median} s, σ ${sigma}, after ${factor} that`;
  return { name, duration: logNormal(median, sigma), past, limits: { delay: mostMisled } };
}

const twoHumps = mixed(0.6, logNormal(15, 0.2), logNormal(60, 0.2));
const longTail = mixed(0.9, logNormal(20, 0.3), logNormal(90, 0.8));

const scenarios: readonly Scenario[] = [
  known(20, 0.35, 0.75),
  known(55, 0.2, 0.58),
  known(20, 0.2, 0.55),
  misled(20, 0.35, "a third of"),
  misled(20, 0.35, "three times"),
  misled(55, 0.2, "a third of"),
  misled(55, 0.2, "three times"),
  ...[15, 20, 30, 45, 60, 90].map((median) => ({ name: `tasks of ${median} s, σ 0.35, none seen`, duration: logNormal(median, 0.35) })),
  { name: "tasks of 15 s or 60 s", duration: twoHumps, past: twoHumps },
  { name: "tasks of 20 s, some far longer", duration: longTail, past: longTail },
];

export async function measureDetectionDelay({ say }: Bench): Promise<Findings> {
  say(`detection delay: ${scenarios.length} scenarios of ${histories} histories and ${draws} draws`);
  return { rows: scenarios.flatMap((scenario, index) => rowsOf(scenario, seeded(index + 1))), notes: [] };
}

interface Found {
  delays: number[];
  polls: number[];
}

function rowsOf({ name, duration, past, limits }: Scenario, random: Random): Row[] {
  const found: Record<"ours" | "regular", Found> = { ours: { delays: [], polls: [] }, regular: { delays: [], polls: [] } };
  const regular = pollsOf((elapsedMs) => elapsedMs + regularMs);
  // Without a history, one plan is like the other.
  for (let history = 0; history < (past ? histories : 1); history += 1) {
    const ours = pollsOf(planPolls({ pastMs: past ? Array.from({ length: seen }, () => past(random)) : [] }));
    for (let draw = 0; draw < draws; draw += 1) {
      const endMs = duration(random);
      note(found.ours, ours(endMs), endMs);
      note(found.regular, regular(endMs), endMs);
    }
  }
  const delay = { ours: mean(found.ours.delays) / 1000, baseline: mean(found.regular.delays) / 1000 };
  const polls = { ours: mean(found.ours.polls), baseline: mean(found.regular.polls) };
  return [
    atMost(limits?.delay, { section, measure: `detection delay, ${name}`, unit: "s", ...delay }),
    atMost(limits?.polls, { section, measure: `polls, ${name}`, unit: "polls", ...polls }),
  ];
}

function note({ delays, polls }: Found, detected: { ms: number; polls: number }, endMs: number): void {
  delays.push(detected.ms - endMs);
  polls.push(detected.polls);
}

/** The poll that finds a task that ended at `endMs`, and how many there were up to it. A schedule is pure, so its polls are computed once. */
function pollsOf(schedule: (elapsedMs: number) => number): (endMs: number) => { ms: number; polls: number } {
  const at: number[] = [schedule(0)];
  return (endMs) => {
    let last = at.at(-1) ?? Number.POSITIVE_INFINITY;
    while (last < endMs) {
      const next = schedule(last);
      if (!(next > last)) throw new Error(`the schedule does not advance at ${last} ms`);
      at.push(next);
      last = next;
    }
    const index = firstFrom(at, endMs);
    return { ms: at[index] ?? Number.NaN, polls: index + 1 };
  };
}

/** The index of the first of ascending numbers that is not below a limit. */
function firstFrom(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
