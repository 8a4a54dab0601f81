import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCountingSandbox } from "./counting-sandbox.ts";
import type { Tally } from "./matrix.ts";
import {
  ambiguousWorld,
  inGroups,
  instants,
  newTally,
  randomVictims,
  runAll,
  seeded,
  summary,
  traceGenerate,
  traceResume,
  victim,
} from "./matrix.ts";
import { runParallel } from "./parallel.ts";
import { copyProgram } from "./program.ts";
import type { Trial, World } from "./trial.ts";
import { freshPrompt } from "./trial.ts";

/** `npm run test:kill`: every point, before, within and after; random instants; many at once. The last line is the count. */

const recoveries = ["resume", "repeat"] as const;
const allRecoveries = ["resume", "repeat", "two resumes"] as const;
const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const begun = performance.now();

function say(words: string): void {
  console.log(`${String(Math.round((performance.now() - begun) / 1000)).padStart(4)} s  ${words}`);
}

/** Each instant of each effect of a run, then one resume; and again, then the same command. */
async function everyPoint(world: World, tally: Tally): Promise<void> {
  const { effects } = await traceGenerate(world);
  say(`${effects.length} points: ${effects.map(({ name }) => name).join(", ")}`);
  const kills = effects.flatMap(instants);
  const trials = recoveries.flatMap((recovery) => kills.map((at): Trial => ({ victims: [victim({ at })], recovery })));
  await runAll(trials, world, tally, "");
}

/** A request of which nothing was sent yet, whose resume is killed at each point: within it and after it, as before it is after the one before. */
async function everyPointOfResume(world: World, tally: Tally): Promise<void> {
  const effects = await traceResume(world);
  const kills = effects.flatMap(instants).filter((at) => !at.startsWith("before:"));
  const trials = kills.map((at): Trial => {
    return { victims: [victim({ at: "after:requests-sync" })], killRecovery: { at }, recovery: "resume" };
  });
  await runAll(trials, world, tally, "resume ");
}

/** The first create is made and never answered: killed from there to the answer of the second. */
async function everyPointOfDoubt(world: World, tally: Tally): Promise<void> {
  const names = ["POST-sent", "connect-2", "POST-sent-2", "POST-answered", "accepted-append", "accepted-sync"];
  const kills = names.flatMap((name) => instants({ name, canHalve: name === "POST-sent-2" }));
  const trials = recoveries.flatMap((recovery) => kills.map((at): Trial => ({ victims: [victim({ at })], recovery })));
  const queue = trials.entries();
  const worker = async () => {
    for (const [index, trial] of queue) {
      // An answer of 500 leaves the connection open: there is no second one to make.
      const isAnswered = index % 2 === 1 && !kills[index % kills.length]?.endsWith("connect-2");
      const doubt = await ambiguousWorld(world, isAnswered ? 500 : undefined);
      await runAll([trial], doubt, tally, "in doubt ").finally(doubt.close);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Instants that nobody chose: alone, six at once on one journal, five with the same request; some recoveries are killed as well. */
async function randomInstants(world: World, tally: Tally, count: number): Promise<void> {
  const random = seeded(seed);
  const runs = await Promise.all(Array.from({ length: 8 }, () => traceGenerate(world)));
  const overMs = Math.max(...runs.map(({ ms }) => ms));
  const [alone, ...others] = inGroups(randomVictims(count, { overMs, random }), count / 5);
  const twins = Array.from({ length: 12 }, () => randomVictims(5, { overMs, random, prompt: freshPrompt() }));
  const groups = [...inGroups(alone ?? [], 1), ...inGroups(others.flat(), 6), ...twins];
  const trials = groups.map((group, index): Trial => {
    const again = index % 4 === 0 ? { killRecovery: { afterMs: Math.round(random() * overMs) } } : {};
    return { victims: group, recovery: allRecoveries[index % 3] ?? "resume", ...again };
  });
  await runAll(trials, world, tally, "at random ");
}

async function main(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), "hiapi-img-kill-"));
  const sandbox = await startCountingSandbox();
  const tally = newTally();
  try {
    const world = { program: copyProgram(join(base, "scripts")), sandbox, base };
    const parts = { everyPoint, everyPointOfResume, everyPointOfDoubt };
    for (const [name, part] of Object.entries(parts)) {
      await part(world, tally);
      say(`${name}: ${summary(tally)}`);
    }
    await randomInstants(world, tally, 270);
    say(`300 random instants and more, seed ${seed}: ${summary(tally)}`);
    await runParallel({ processes: 8, requests: 200, killed: 2 }, world, tally);
    say("8 processes, 200 requests, 2 killed");
  } finally {
    await sandbox.close();
    rmSync(base, { recursive: true, force: true });
  }
  for (const fault of tally.faults) console.log(`fault: ${fault}`);
  console.log(summary(tally));
  process.exitCode = tally.faults.length + tally.lost + tally.repeated === 0 && tally.points.size >= 25 ? 0 : 1;
}

await main();
