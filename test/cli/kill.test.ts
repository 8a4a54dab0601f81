import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCountingSandbox } from "../kill/counting-sandbox.ts";
import type { Tally } from "../kill/matrix.ts";
import { ambiguousWorld, inGroups, instants, newTally, randomVictims, runAll, seeded, traceGenerate, victim } from "../kill/matrix.ts";
import { runParallel } from "../kill/parallel.ts";
import { brokenProgram, copyProgram } from "../kill/program.ts";
import type { Trial, World } from "../kill/trial.ts";
import { freshPrompt, runTrial } from "../kill/trial.ts";

/** The short form of `npm run test:kill`: each point once, some instants that nobody chose, and proof that the harness can fail. */

const patience = 180_000;
const recoveries = ["resume", "repeat", "two resumes"] as const;
const base = mkdtempSync(join(tmpdir(), "hiapi-img-kill-"));
let world: World & { close(): Promise<void> };

beforeAll(async () => {
  const sandbox = await startCountingSandbox();
  world = { program: copyProgram(join(base, "scripts")), sandbox, base, close: () => sandbox.close() };
});

afterAll(async () => {
  await world.close();
  rmSync(base, { recursive: true, force: true });
});

const nothingWrong = { lost: 0, repeated: 0, faults: [] };

function inTurn(groups: readonly Trial["victims"][]): Trial[] {
  return groups.map((victims, index) => ({ victims, recovery: recoveries[index % recoveries.length] ?? "resume" }));
}

async function tallyOf(trials: readonly Trial[]): Promise<Tally> {
  const tally = newTally();
  await runAll(trials, world, tally, "");
  return tally;
}

it("each step is written and synced before the one that it announces (a power cut is no kill: the order has to do)", async () => {
  const { effects } = await traceGenerate(world);
  const names = effects.map(({ name }) => name);
  const order: [string, string][] = [
    ["body-sync", "claim-link"],
    ["bodies-sync", "claim-link"],
    ["draft-sync", "claim-link"],
    ["entry-rename", "requests-sync"],
    ["requests-sync", "POST-sent"],
    ["accepted-sync", "body-unlink"],
    ["accepted-sync", "poll-sent"],
    ["ready-sync", "part-open"],
    ["part-sync", "final-link"],
    ["folder-sync", "saved-append"],
    ["saved-sync", "print"],
    ["print", "settled-append"],
    ["settled-append", "history-append"],
    ["history-sync", "leaving-unlink"],
  ];
  for (const [first, second] of order) {
    expect(names).toEqual(expect.arrayContaining([first, second]));
    expect([first, second, names.indexOf(first) < names.indexOf(second)]).toEqual([first, second, true]);
  }
});

describe("killed with kill -9", () => {
  it("at each point of a run: no image is lost, none is paid for twice", { timeout: patience }, async () => {
    const { effects } = await traceGenerate(world);
    expect(effects.length).toBeGreaterThanOrEqual(40);
    const victims = effects.map((effect, index) => victim({ at: instants(effect).at(-1 - (index % 2)) ?? "" }));
    // Of several runs only one makes a folder: who is to die there is alone. The others are in groups that have early points and late ones.
    const makesFolder = (index: number) => /-(?:mkdir|chmod)(?:-\d+)?$/.test(effects[index]?.name ?? "");
    const groups = Array.from({ length: 9 }, (_, group) => victims.filter((_, index) => index % 9 === group && !makesFolder(index)));
    groups.push(
      ...inGroups(
        victims.filter((_, index) => makesFolder(index)),
        1,
      ),
    );
    const tally = await tallyOf(inTurn(groups));
    expect(tally).toMatchObject(nothingWrong);
    expect(tally.kills).toBe(effects.length);
  });

  it("and again while it resumes", { timeout: patience }, async () => {
    const points = [
      "after:POST-sent",
      "after:accepted-append",
      "after:ready-sync",
      "half:part-write",
      "after:final-link",
      "half:print",
      "after:history-append",
    ];
    const trials = points.map(
      (at): Trial => ({ victims: [victim({ at: "after:requests-sync" })], killRecovery: { at }, recovery: "resume" }),
    );
    const tally = await tallyOf(trials);
    expect(tally).toMatchObject({ ...nothingWrong, kills: 2 * points.length });
  });

  it.each(["resume", "repeat"] as const)("while the outcome of the create is unknown, then %s", { timeout: patience }, async (recovery) => {
    const doubt = await ambiguousWorld(world);
    try {
      expect(await runTrial({ victims: [victim({ at: "before:POST-sent-2" })], recovery }, doubt)).toMatchObject({
        ...nothingWrong,
        kills: 1,
      });
    } finally {
      await doubt.close();
    }
  });

  it("at random instants, six at once on one journal", { timeout: patience }, async () => {
    const { ms } = await traceGenerate(world);
    const victims = randomVictims(18, { overMs: 1.5 * ms, random: seeded(20_261_121) });
    expect(await tallyOf(inTurn(inGroups(victims, 6)))).toMatchObject(nothingWrong);
  });

  it("at random instants, four that make the same request", { timeout: patience }, async () => {
    const { ms } = await traceGenerate(world);
    const twins = [7, 8].map((seed) => randomVictims(4, { overMs: 2 * ms, random: seeded(seed), prompt: freshPrompt() }));
    expect(await tallyOf(inTurn(twins))).toMatchObject(nothingWrong);
  });

  it("two of four processes that make many images", { timeout: patience }, async () => {
    const tally = newTally();
    await runParallel({ processes: 4, requests: 24, killed: 2 }, world, tally);
    expect(tally).toMatchObject({ ...nothingWrong, kills: 2 });
  });
});

describe("the harness sees", () => {
  it.each([
    {
      what: "an entry that is never written",
      broken: { promoteDraft: "return;" },
      at: "after:POST-answered",
      recovery: "resume",
      sees: { lost: 1 },
    },
    {
      what: "a command that does not join",
      broken: { isSame: "return false;" },
      at: "after:accepted-sync",
      recovery: "repeat",
      sees: { repeated: 1 },
    },
    {
      what: "a part that nobody sweeps",
      broken: { sweepParts: "return;" },
      at: "half:part-write",
      recovery: "resume",
      sees: /left behind: .*\.part/,
    },
    {
      what: "a picture saved twice",
      broken: { isSameFile: "return false;" },
      at: "after:final-link",
      recovery: "resume",
      sees: /saved more than once/,
    },
  ] as const)("$what", { timeout: patience }, async ({ broken, at, recovery, sees }) => {
    const program = brokenProgram(mkdtempSync(join(base, "broken-")), broken);
    const { lost, repeated, faults } = await runTrial({ victims: [victim({ at })], recovery }, { ...world, program });
    if (sees instanceof RegExp) expect(faults.join("\n")).toMatch(sees);
    else expect({ lost, repeated }).toMatchObject(sees);
    expect(faults).not.toEqual([]);
  });
});
