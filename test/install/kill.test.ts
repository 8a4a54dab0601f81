import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { copySkill, filesIn, skillName, statedVersion, version, write } from "../support/skill-folders.ts";

/** `install` killed with kill -9 at each of its effects, and run again. */

const preload = pathToFileURL(join(projectRoot, "test/kill/install-preload.mjs")).href;
const base = mkdtempSync(join(tmpdir(), "hiapi-img-install-"));
const oldFolder = join(base, "old");
let script: string;
let whole: string[];
let wholeOld: string[];

beforeAll(() => {
  script = copySkill(join(base, "source"));
  whole = filesIn(join(base, "source"));
  copySkill(oldFolder, "0.0.9");
  for (const name of [".env", "outputs/a.png", "scripts/lib/old.mjs"]) write(join(oldFolder, name), "mine");
  wholeOld = filesIn(oldFolder);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const withMine = () => [...whole, ".env", "outputs/a.png"].sort();

/** A folder of skills, with an older copy in it or without. */
function place(hasOld: boolean): string {
  const folder = mkdtempSync(join(base, "skills-"));
  if (hasOld) cpSync(oldFolder, join(folder, skillName), { recursive: true });
  return folder;
}

interface Ended {
  code: number | null;
  stdout: string;
}

function install(folder: string, flags: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const argv = [...(Object.keys(env).length > 0 ? ["--import", preload] : []), script, "install", "--target", folder, ...flags];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      cwd: base,
      env: { HOME: base, ...env },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 60_000,
    });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.on("error", reject).on("close", (code) => resolve({ code, stdout }));
  });
}

/** The points to kill at: each effect that is not one of many alike, those of the first file, one amid and the last. */
async function pointsOf(folder: string, flags: readonly string[]): Promise<string[]> {
  const trace = join(folder, ".trace");
  const { code } = await install(folder, flags, { HIAPI_KILL_TRACE: trace });
  expect(code).toBe(0);
  const effects = readFileSync(trace, "utf8").trimEnd().split("\n");
  const alike = effects.flatMap((line, index) => (/^(?:mkdir|writeFile) .*\.new/.test(line) ? [index] : []));
  const some = new Set([...alike.slice(0, 2), alike[Math.floor(alike.length / 2)], ...alike.slice(-2)]);
  return effects.flatMap((line, index) => {
    if (alike.includes(index) && !some.has(index)) return [];
    // After one effect is before the next one, but for the last.
    const moments = ["before", ...(/^(?:rm|writeFile) /.test(line) ? ["half"] : []), ...(index === effects.length - 1 ? ["after"] : [])];
    return moments.map((moment) => `${moment}:${index + 1}`);
  });
}

/** What a folder of skills holds after a kill: nothing is half there, and what a person kept is somewhere whole. */
function judge(folder: string, hadOld: boolean): string {
  const path = join(folder, skillName);
  const aside = join(folder, `.${skillName}.old`);
  if (hadOld)
    for (const mine of [".env", "outputs/a.png"]) expect(existsSync(join(path, mine)) || existsSync(join(aside, mine)), mine).toBe(true);
  if (!existsSync(path)) {
    if (hadOld) expect(filesIn(aside)).toEqual(wholeOld);
    return "absent";
  }
  const stated = statedVersion(path);
  const mine = (name: string) => name === ".env" || name.startsWith("outputs/");
  if (stated === version) expect(filesIn(path).filter((name) => !mine(name))).toEqual(whole);
  else expect(filesIn(path)).toEqual(wholeOld);
  return stated;
}

async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

const patience = 180_000;

describe("an install that was killed", () => {
  it.each([
    ["in place of an older one", true],
    ["where there was none", false],
  ])("%s leaves the old or the new, and the next one makes it whole", { timeout: patience }, async (_, hadOld) => {
    const points = await pointsOf(place(hadOld), ["--force"]);
    expect(points.length).toBeGreaterThan(hadOld ? 13 : 8);
    const seen = new Set<string>();
    await inTurns(points, async (point) => {
      const folder = place(hadOld);
      expect((await install(folder, ["--force"], { HIAPI_KILL_AT: point })).code, point).toBe(null);
      seen.add(judge(folder, hadOld));
      const { code, stdout } = await install(folder, ["--force"]);
      expect(code, `${point}\n${stdout}`).toBe(0);
      expect(filesIn(join(folder, skillName)), point).toEqual(hadOld ? withMine() : whole);
      expect(readdirSync(folder), point).toEqual([skillName]);
    });
    expect([...seen].sort()).toEqual(hadOld ? ["0.0.9", version, "absent"] : [version, "absent"]);
  });

  it("is undone by one without --force, which then refuses the older one as it would have", { timeout: patience }, async () => {
    const points = await pointsOf(place(true), ["--force"]);
    await inTurns(points, async (point) => {
      const folder = place(true);
      await install(folder, ["--force"], { HIAPI_KILL_AT: point });
      const before = judge(folder, true);
      const { code, stdout } = await install(folder, []);
      expect(code, `${point}\n${stdout}`).toBe(before === version ? 0 : 2);
      if (before === version) expect(JSON.parse(stdout).installed[0]).toMatchObject({ action: "unchanged" });
      expect(filesIn(join(folder, skillName)), point).toEqual(before === version ? withMine() : wholeOld);
      expect(readdirSync(folder), point).toEqual([skillName]);
    });
  });

  it("may be killed again while it is repaired", { timeout: patience }, async () => {
    for (const left of ["absent", version]) {
      const broken = () => {
        const folder = place(left === version);
        if (left === version) {
          cpSync(join(folder, skillName), join(folder, `.${skillName}.old`), { recursive: true });
          rmSync(join(folder, skillName), { recursive: true });
          cpSync(join(base, "source"), join(folder, skillName), { recursive: true });
        } else cpSync(oldFolder, join(folder, `.${skillName}.old`), { recursive: true });
        return folder;
      };
      await inTurns(await pointsOf(broken(), ["--force"]), async (point) => {
        const folder = broken();
        await install(folder, ["--force"], { HIAPI_KILL_AT: point });
        judge(folder, true);
        expect((await install(folder, ["--force"])).code, point).toBe(0);
        expect(filesIn(join(folder, skillName)), point).toEqual(withMine());
        expect(readdirSync(folder), point).toEqual([skillName]);
      });
    }
  });
});

it("several at once end with one whole copy", { timeout: patience }, async () => {
  for (const hadOld of [false, true]) {
    const folder = place(hadOld);
    const ends = await Promise.all(Array.from({ length: 4 }, () => install(folder, ["--force"])));
    expect(ends.some(({ code }) => code === 0)).toBe(true);
    for (const { code } of ends) expect([0, 6]).toContain(code);
    await install(folder, ["--force"]);
    expect(filesIn(join(folder, skillName))).toEqual(hadOld ? withMine() : whole);
    expect(readdirSync(folder)).toEqual([skillName]);
  }
});

it("a folder beside that only looks like a leftover is left alone when it is a link, or when the target is not ours", async () => {
  const folder = mkdtempSync(join(base, "skills-"));
  mkdirSync(join(folder, "precious"));
  write(join(folder, "precious/note"), "mine");
  await promisify(execFile)("ln", ["-s", "precious", join(folder, `.${skillName}.old`)]);
  expect((await install(folder, [])).code).toBe(0);
  expect(filesIn(folder)).toContain("precious/note");
  const foreign = mkdtempSync(join(base, "skills-"));
  write(join(foreign, skillName, "note"), "mine");
  write(join(foreign, `.${skillName}.old`, "other"), "mine");
  expect((await install(foreign, ["--force"])).code).toBe(2);
  expect(filesIn(foreign)).toEqual([`.${skillName}.old/other`, `${skillName}/note`]);
});
