import { join } from "node:path";
import { startCountingSandbox } from "./counting-sandbox.ts";
import type { Effect, Kill } from "./program.ts";
import { runProgram } from "./program.ts";
import type { Outcome, Trial, Victim, World } from "./trial.ts";
import { commandOf, freshPrompt, runTrial } from "./trial.ts";
import { openWorkFolder } from "./work-folder.ts";

/** The points of a run, and what is tried at them. */

/** The effects of one run that nobody kills, and how long it takes. */
export async function traceGenerate(world: World): Promise<{ effects: Effect[]; ms: number }> {
  const work = openWorkFolder(world.base, world.sandbox.url);
  return runProgram(world.program, commandOf(freshPrompt()), { ...work, trace: join(work.cwd, "trace") });
}

/** The effects of a `resume` that has everything still to do. */
export async function traceResume(world: World): Promise<Effect[]> {
  const work = openWorkFolder(world.base, world.sandbox.url);
  await runProgram(world.program, commandOf(freshPrompt()), { ...work, kill: { at: "after:requests-sync" } });
  const { effects } = await runProgram(world.program, ["resume", "--poll-interval", "1"], { ...work, trace: join(work.cwd, "trace") });
  return effects;
}

/** The instants of an effect: before it, after it, and in its middle where it has one. */
export function instants({ name, canHalve }: Effect): string[] {
  return [`before:${name}`, ...(canHalve ? [`half:${name}`] : []), `after:${name}`];
}

export const victim = (kill: Kill): Victim => ({ prompt: freshPrompt(), kill });

/** Random instants over a run, the same for the same seed; with a prompt, they all make the same request. */
export function randomVictims(
  count: number,
  { overMs, random, prompt }: { overMs: number; random: () => number; prompt?: string },
): Victim[] {
  return Array.from({ length: count }, () => ({ prompt: prompt ?? freshPrompt(), kill: { afterMs: Math.round(random() * overMs) } }));
}

/** mulberry32: small, and good enough to choose instants. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** What all trials come to. */
export interface Tally {
  points: Set<string>;
  kills: number;
  lost: number;
  repeated: number;
  faults: string[];
}

export const newTally = (): Tally => ({ points: new Set(), kills: 0, lost: 0, repeated: 0, faults: [] });

/** Runs trials side by side, a bounded number at a time, and adds them up. `life` tells points of the same name apart. */
export async function runAll(trials: readonly Trial[], world: World, tally: Tally, life: string): Promise<void> {
  const queue = [...trials];
  const worker = async () => {
    for (let trial = queue.shift(); trial; trial = queue.shift()) add(tally, await runTrial(trial, world), life);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

function add(tally: Tally, { trial, kills, lost, repeated, faults }: Outcome, life: string): void {
  tally.kills += kills;
  tally.lost += lost;
  tally.repeated += repeated;
  for (const { kill } of trial.victims)
    if ("at" in kill) tally.points.add(`${trial.killRecovery ? "" : life}${kill.at.replace(/^.*:/, "")}`);
  if (trial.killRecovery && "at" in trial.killRecovery) tally.points.add(`${life}${trial.killRecovery.at.replace(/^.*:/, "")}`);
  const kill = [...trial.victims.map((one) => one.kill), trial.killRecovery].flatMap((one) => (one ? [JSON.stringify(one)] : []));
  tally.faults.push(...faults.map((fault) => `${life}${kill.join(" ")}, then ${trial.recovery}: ${fault}`));
}

/** A world whose first create is carried out and never answered, or answered with a status: what became of it nobody knows. */
export async function ambiguousWorld(world: World, status?: 500): Promise<World & { close(): Promise<void> }> {
  const fault = { call: "create" as const, fault: "lost" as const, count: 1, ...(status ? { value: status } : {}) };
  const sandbox = await startCountingSandbox({ faults: [fault] });
  return { ...world, sandbox, resolution: "1K", close: () => sandbox.close() };
}

/** The last line of a run. */
export function summary({ points, kills, lost, repeated, faults }: Tally): string {
  const others = faults.length === 0 ? "" : `, ${faults.length} faults (listed above)`;
  return `kill matrix: ${points.size} points, ${kills} kills, ${lost} images lost, ${repeated} creates repeated${others}`;
}
