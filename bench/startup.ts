import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "./numbers.ts";
import { inFolder, run, script } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { atMost } from "./results.ts";

/** Whole processes, from spawn to exit, against one that runs an empty file. */

const rounds = 25;
const warmUps = 2;

/** What is called, and the most it may take compared with an empty file: on Node 22 and newer; older ones get 0.15 more. */
const calls = [
  { measure: "--version", words: ["--version"], limit: 1.15 },
  { measure: "--help", words: ["--help"], limit: 1.3 },
  { measure: "--dry-run", words: ["A lighthouse at dusk", "--dry-run"], limit: 1.6 },
  { measure: "a usage error", words: ["A lighthouse at dusk", "--resolution", "9K"], limit: 1.6 },
] as const;

export async function measureStartup({ node, nodeVersion, say }: Bench): Promise<Findings> {
  return inFolder(async (cwd) => {
    const empty = join(cwd, "empty.mjs");
    await writeFile(empty, "");
    const programs = [[empty], ...calls.map(({ words }) => [script, ...words])];
    const times: number[][] = programs.map(() => []);
    for (let round = 0; round < warmUps + rounds; round += 1) {
      if (round === warmUps) say(`start-up: ${programs.length} programs in turn, ${rounds} rounds`);
      for (const [index, words] of programs.entries()) {
        const { wallMs } = await run(words, { node, cwd });
        if (round >= warmUps) times[index]?.push(wallMs);
      }
    }
    const [baseline = Number.NaN, ...ours] = times.map(median);
    const extra = Number.parseInt(nodeVersion, 10) >= 22 ? 0 : 0.15;
    const rows = calls.map(({ measure, limit }, index) =>
      atMost(limit + extra, { section: "startup", measure, unit: "ms", ours: ours[index] ?? Number.NaN, baseline }),
    );
    return { rows, notes: [] };
  });
}
