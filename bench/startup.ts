import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "./numbers.ts";
import { inFolder, run, script } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { atMost } from "./results.ts";

/** Whole processes, from spawn to exit, against one that runs an empty file. */

const rounds = 25;
const warmUps = 2;

/** The calls, and the most each may take of the time of an empty file: on Node 22 and later, and on older ones. */
const calls = [
  { measure: "--version", args: ["--version"], limit: 1.45, olderLimit: 1.45 },
  { measure: "--help", args: ["--help"], limit: 1.45, olderLimit: 1.45 },
  { measure: "--dry-run", args: ["A lighthouse at dusk", "--dry-run"], limit: 1.75, olderLimit: 2 },
  { measure: "a usage error", args: ["A lighthouse at dusk", "--resolution", "9K"], limit: 1.75, olderLimit: 2 },
] as const;

export async function measureStartup({ node, nodeVersion, say }: Bench): Promise<Findings> {
  return inFolder(async (cwd) => {
    const empty = join(cwd, "empty.mjs");
    await writeFile(empty, "");
    const programs = [[empty], ...calls.map(({ args }) => [script, ...args])];
    const times: number[][] = programs.map(() => []);
    for (let round = 0; round < warmUps + rounds; round += 1) {
      if (round === warmUps) say(`start-up: ${programs.length} programs in turn, ${rounds} rounds`);
      for (const [index, args] of programs.entries()) {
        const { wallMs } = await run(args, { node, cwd });
        if (round >= warmUps) times[index]?.push(wallMs);
      }
    }
    const [baseline = Number.NaN, ...ours] = times.map(median);
    const isOlder = Number.parseInt(nodeVersion, 10) < 22;
    const rows = calls.map(({ measure, limit, olderLimit }, index) => {
      const times = { ours: ours[index] ?? Number.NaN, baseline };
      return atMost(isOlder ? olderLimit : limit, {
        section: "startup",
        measure: `${measure}, against an empty script`,
        unit: "ms",
        ...times,
      });
    });
    return { rows, notes: [] };
  });
}
