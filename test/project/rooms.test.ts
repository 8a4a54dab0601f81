import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";

/** The lint of the rooms can fail: in a copy of the sources, files that break each rule. */

const copy = realpathSync(mkdtempSync(join(tmpdir(), "hiapi-rooms-")));
const added: Record<string, string> = {
  "src/api/private.ts": "export const secret = 1;\n",
  "src/request/backwards.ts": 'export { start } from "../cli/start.ts";\n',
  "src/batch/intruder.ts": 'export { secret } from "../api/private.ts";\n',
  "src/top.ts": 'export * from "./api/index.ts";\n',
  "src/sandbox/curious.ts": 'export * from "../api/index.ts";\n',
  "src/request/impure.ts": 'export { readFileSync } from "node:fs";\n',
  "src/request/circle.ts": 'export * from "./circle-back.ts";\n',
  "src/request/circle-back.ts": 'export * from "./circle.ts";\n',
  "src/request/clock.ts": "export const times = [Date.now(), new Date(), performance.now(), Date.parse('')];\n",
};

async function run(tool: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const script = join(projectRoot, "node_modules", tool);
  const result = await promisify(execFile)(process.execPath, [script, ...args], { cwd: copy }).catch((error) => error);
  return { code: result.code ?? 0, output: result.stdout + result.stderr };
}

beforeAll(() => {
  for (const name of ["src", "tools/no-clock.grit", "biome.json", ".dependency-cruiser.mjs", "tsconfig.json", "package.json"])
    cpSync(join(projectRoot, name), join(copy, name), { recursive: true });
  symlinkSync(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  for (const [path, text] of Object.entries(added)) writeFileSync(join(copy, path), text);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

it("dependency-cruiser names each import that the rules forbid", async () => {
  const files = Object.keys(added).filter((path) => path !== "src/api/private.ts");
  const { code, output } = await run("dependency-cruiser/bin/dependency-cruise.mjs", "--max-depth", "2", "--output-type", "err", ...files);
  expect(code).toBeGreaterThan(0);
  const found = [...output.matchAll(/error (.+): (src\/.+?) \u2192/g)].map(([, rule, path]) => `${path}: ${rule}`);
  expect(found.sort()).toEqual([
    "src/batch/intruder.ts: enters api by a private file",
    "src/request/backwards.ts: request imports from a room after it",
    "src/request/circle-back.ts: a circle",
    "src/request/impure.ts: a pure file imports a Node module",
    "src/sandbox/curious.ts: the sandbox sees more than the rules of requests",
    "src/top.ts: the top level imports from a room",
  ]);
});

it("biome finds each reading of a clock in a pure file", async () => {
  const { code, output } = await run("@biomejs/biome/bin/biome", "lint", "--vcs-enabled=false", "src/request/clock.ts");
  expect(code).toBe(1);
  expect(output.match(/^src\/request\/clock\.ts:1:\d+/gm)).toHaveLength(3);
});
