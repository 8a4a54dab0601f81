import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { copySkill, filesIn, skillName, version, wholeSkill, write } from "../support/skill-folders.ts";

/** `install` where something stands already, or where it cannot be done. */

describe("what stands there already", () => {
  /** A working directory with one thing at the target; runs install there. */
  function place(make: (path: string, cwd: string) => void) {
    const cwd = temporaryFolder();
    const path = join(cwd, skillName);
    make(path, cwd);
    return { path, cwd, run: (...flags: string[]) => runProgram(["install", "--target", ".", ...flags], { cwd }) };
  }
  const older = (path: string) => copySkill(path, "0.0.9");
  const link = (path: string, cwd: string, part = "scripts") => {
    copySkill(path);
    renameSync(join(path, part), join(cwd, "real"));
    symlinkSync(join(cwd, "real"), join(path, part));
  };

  it("the same version is left alone, with --force too", async () => {
    const { path, run } = place((target) => copySkill(target));
    const before = statSync(join(path, "SKILL.md")).ino;
    for (const flags of [[], ["--force"]]) {
      const { code, document } = await run(...flags);
      expect({ code, ...document.installed[0] }).toMatchObject({ code: 0, action: "unchanged", version });
    }
    expect(statSync(join(path, "SKILL.md")).ino).toBe(before);
  });

  it("another version, or a changed copy, is refused with the flag that replaces it", async () => {
    const cases: [(path: string) => unknown, RegExp][] = [
      [older, /holds 0\.0\.9, which is older than this .*: --force replaces it/],
      [(path) => copySkill(path, "99.0.0"), /holds 99\.0\.0, which is newer .*--force/],
      [(path) => copySkill(path) && writeFileSync(join(path, "scripts/lib/start.mjs"), ""), /scripts\/lib\/start\.mjs.*--force/],
      [(path) => copySkill(path) && execFileSync("rm", [join(path, "references/api.md")]), /references\/api\.md.*--force/],
      [(path) => copySkill(path) && writeFileSync(join(path, "scripts/lib/left-over.mjs"), ""), /left-over\.mjs.*--force/],
    ];
    for (const [make, words] of cases) {
      const { path, run } = place(make);
      const before = filesIn(path);
      const { code, document } = await run();
      expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
      expect(document.error.message).toMatch(words);
      expect(filesIn(path)).toEqual(before);
      const forced = await run("--force");
      expect(forced.document.installed[0]).toMatchObject({ action: "replaced", version });
      expect(filesIn(path)).toEqual(wholeSkill);
    }
  });

  it("what a person keeps in it survives --force and is named", async () => {
    const { path, cwd, run } = place((target) => {
      older(target);
      for (const name of [".env", "outputs/a.png", "scripts/lib/old.mjs", "scripts/.env", "references/brand/logo.txt"])
        write(join(target, name), "mine");
    });
    const { document } = await run("--force");
    expect(document.installed[0]).toMatchObject({
      previousVersion: "0.0.9",
      kept: [".env", "outputs", "references/brand", "scripts/.env"],
    });
    expect(filesIn(path)).toEqual([...wholeSkill, ".env", "outputs/a.png", "scripts/.env", "references/brand/logo.txt"].sort());
    expect(readdirSync(cwd)).toEqual([skillName]);
  });

  it.each<[string, (path: string, cwd: string) => unknown, RegExp]>([
    ["a link to a skill of ours", (path, cwd) => copySkill(join(cwd, "real")) && symlinkSync("real", path), /symbolic link/],
    ["a dangling link", (path) => symlinkSync("nowhere", path), /symbolic link/],
    ["a file", (path) => writeFileSync(path, "x"), /is a file/],
    ["a folder of something else", (path) => write(join(path, "notes.txt"), "x"), /without a SKILL\.md/],
    ["another skill", (path) => write(join(path, "SKILL.md"), "---\nname: other\nmetadata:\n  version: 1\n---\n"), /another skill, other/],
    ["a skill of this name that is not ours", (path) => write(join(path, "SKILL.md"), `---\nname: ${skillName}\n---\n`), /not one of ours/],
    ["a checkout", (path) => copySkill(path, "0.0.9") && mkdirSync(join(path, ".git")), /git checkout/],
    [
      "a SKILL.md behind a link",
      (path, cwd) =>
        copySkill(join(cwd, "real")) && mkdirSync(path, { recursive: true }) && symlinkSync("../real/SKILL.md", join(path, "SKILL.md")),
      /SKILL\.md of its own/,
    ],
    ...["scripts", "scripts/lib", "references", "LICENSE", "scripts/lib/start.mjs"].map((part): [string, typeof link, RegExp] => [
      `a skill with a link in place of ${part}`,
      (path, cwd) => link(path, cwd, part),
      new RegExp(`link in place of ${part}`),
    ]),
  ])("%s is refused, with --force too, and not touched", async (_, make, words) => {
    const { cwd, run } = place((path, folder) => void make(path, folder));
    const before = filesIn(cwd);
    for (const flags of [[], ["--force"]]) {
      const { code, document } = await run(...flags);
      expect(code).toBe(2);
      expect(document.error.message).toMatch(words);
    }
    expect(filesIn(cwd)).toEqual(before);
  });

  it("an empty folder is taken", async () => {
    const { path, run } = place((target) => mkdirSync(target));
    expect((await run()).document.installed[0].action).toBe("installed");
    expect(filesIn(path)).toEqual(wholeSkill);
  });

  it.runIf(process.platform === "linux")("a disk that refuses one place stops none of the others, and the document says so", async () => {
    const { code, document, cwd } = await runProgram(["install", "--target", "/proc/self", "--target", "good"]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(document.error).toMatchObject({
      code: expect.stringMatching(/^E[A-Z]+$/),
      hint: expect.stringMatching(/--target, then run the same command/),
    });
    expect(document.installed).toMatchObject([{ action: "installed", path: join(cwd, "good", skillName) }]);
  });
});

describe("what cannot be done is refused before anything is changed", () => {
  it("several problems together", async () => {
    const cwd = temporaryFolder();
    write(join(cwd, "a", skillName), "a file");
    write(join(cwd, "c"), "a file");
    copySkill(join(cwd, "b", skillName), "0.0.1");
    const { code, document } = await runProgram(
      ["install", "--claude", "--target", "a", "--target", "b", "--target", "c", "--target", "c/d"],
      { cwd },
    );
    expect(code).toBe(2);
    expect(document.error.problems.map(({ field }: { field: string }) => field)).toEqual(["target", "target", "target", "target"]);
    expect(existsSync(join(cwd, ".claude"))).toBe(false);
  });

  it.each<[string[], RegExp]>([
    [[], /--claude, --codex, --opencode, --cursor, --openclaw, --agents or --target <dir>/],
    [["--project"], /where/],
    [["--project", "--target", "."], /--project goes with the flag of an agent/],
    [["--target="], /names no folder/],
    [["--list", "--force"], /--list.*cannot be used with.*--force/],
    [["--target", `x/${skillName}`], /takes the folder of skills, here .*x$/],
    [["--claude", "now"], /install does not take "now"/],
    [["--clade"], /Did you mean --claude/],
  ])("%j", async (flags, words) => {
    const { code, document } = await runProgram(["install", ...flags]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document.error.message).toMatch(words);
  });

  it("into the folder that it runs from, or a part of it", async () => {
    const cwd = temporaryFolder();
    const script = copySkill(join(cwd, skillName));
    symlinkSync(".", join(cwd, "here"));
    const before = filesIn(cwd);
    for (const target of [".", "here"])
      expect((await runProgram(["install", "--target", target, "--force"], { cwd, script })).document.error.message).toMatch(/runs from/);
    const inside = await runProgram(["install", "--target", `${skillName}/scripts`], { cwd, script });
    expect(inside.document.error.message).toMatch(/lies inside the skill/);
    expect(filesIn(cwd)).toEqual(before);
  });

  it("into a copy that holds the one it runs from", async () => {
    const cwd = temporaryFolder();
    copySkill(join(cwd, skillName), "0.0.9");
    const script = copySkill(join(cwd, skillName, "node_modules/hiapi-img"));
    expect((await runProgram(["install", "--target", ".", "--force"], { cwd, script })).document.error.message).toMatch(/runs from/);
  });

  it("out of a project through a link", async () => {
    const [cwd, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(cwd, ".claude"));
    const { code, document } = await runProgram(["install", "--claude", "--project"], { cwd });
    expect(code).toBe(2);
    expect(document.error.message).toMatch(/leads out of this project/);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
