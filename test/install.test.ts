import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../src/options.ts";
import { projectRoot } from "../tools/project.ts";
import { runProgram, temporaryFolder } from "./support/program.ts";
import { copySkill, filesIn, restate, skillName, statedVersion, version, write } from "./support/skill-folders.ts";

/** `install` (issue 5 line 1), on folders of its own; the places are those of the npm package `skills` 1.5.18. */

const wholeSkill = filesIn(projectRoot).filter((path) => /^(?:SKILL\.md|LICENSE|(?:scripts|references|agents)\/.*)$/.test(path));

describe("install copies what a skill needs", () => {
  it("every file of it, and nothing else that lies beside", async () => {
    const root = temporaryFolder();
    const script = copySkill(root);
    for (const stray of [
      ".env",
      "outputs/a.png",
      "scripts/.env",
      "scripts/outputs/a.png",
      "scripts/lib/x.test.ts",
      "src/a.ts",
      "package.json",
    ])
      write(join(root, stray), "stray");
    const { code, document, cwd } = await runProgram(["install", "--target", "skills"], { script });
    const path = join(cwd, "skills", skillName);
    expect(code).toBe(0);
    expect(document).toEqual({ ok: true, version, installed: [{ agents: [], scope: "target", path, action: "installed", version }] });
    expect(filesIn(path)).toEqual(wholeSkill);
    for (const file of wholeSkill) expect(readFileSync(join(path, file)).equals(readFileSync(join(projectRoot, file))), file).toBe(true);
    expect(readdirSync(join(cwd, "skills"))).toEqual([skillName]);
  });

  it("with modes 0755 and 0644, whatever those of the source are", async () => {
    const root = temporaryFolder();
    const script = copySkill(root);
    chmodSync(join(root, "SKILL.md"), 0o666);
    chmodSync(script, 0o777);
    const { cwd } = await runProgram(["install", "--target", "."], { script });
    const modeOf = (path: string) => (statSync(join(cwd, skillName, path)).mode & 0o777).toString(8);
    expect(["", "scripts/lib", "SKILL.md", "scripts/lib/start.mjs", `scripts/${skillName}.mjs`].map(modeOf)).toEqual([
      "755",
      "755",
      "644",
      "644",
      "755",
    ]);
  });

  it("into a copy that runs, and that installs itself elsewhere", async () => {
    const { cwd } = await runProgram(["install", "--target", "."]);
    const env = { PATH: process.env.PATH, HOME: cwd };
    const run = (script: string, ...argv: string[]) =>
      execFileSync(process.execPath, [join(cwd, script), ...argv], { cwd, env, stdio: "pipe" });
    expect(String(run(`${skillName}/scripts/${skillName}.mjs`, "--version")).trim()).toBe(version);
    run(`${skillName}/scripts/${skillName}.mjs`, "install", "--agents");
    expect(filesIn(join(cwd, ".agents/skills", skillName))).toEqual(wholeSkill);
  });

  it("and warns when its own copy is not whole", async () => {
    const root = temporaryFolder();
    const script = copySkill(root);
    execFileSync("rm", ["-r", join(root, "LICENSE"), join(root, "agents")]);
    const { code, stderr } = await runProgram(["install", "--target", "."], { script });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*LICENSE, agents\//);
  });

  it.each([
    ["SKILL.md", /SKILL\.md is not there/],
    ["scripts/THIRD-PARTY-LICENSES.txt", /THIRD-PARTY-LICENSES\.txt is not there/],
  ])("but not without %s", async (gone, words) => {
    const root = temporaryFolder();
    const script = copySkill(root);
    execFileSync("rm", [join(root, gone)]);
    const { code, document } = await runProgram(["install", "--target", "."], { script });
    expect({ code, kind: document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(document.error.message).toMatch(words);
  });
});

it("does what llms-install.md says, command for command, in a bare copy", async () => {
  const document = readFileSync(join(projectRoot, "llms-install.md"), "utf8");
  const lines = [...document.matchAll(/^```bash\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));
  const [root, home] = [temporaryFolder(), temporaryFolder()];
  copySkill(root);
  for (const line of lines) {
    const output = execFileSync("sh", ["-c", line], { cwd: root, env: { PATH: process.env.PATH, HOME: home }, stdio: "pipe" });
    expect(JSON.parse(String(output)).ok, line).toBe(true);
  }
  expect(lines).toHaveLength(3);
  expect(statedVersion(join(home, ".claude/skills", skillName))).toBe(version);
  const { options } = commands.install;
  for (const { flags } of options.filter(({ key }) => !["json", "quiet", "color", "debug", "help", "version"].includes(key)))
    expect(document).toContain(flags.split(" ")[0]);
});

describe("where", () => {
  const inHome = (home: string, path: string) => join(home, path, skillName);

  it("a user's folders and those of a project", async () => {
    const all = ["--claude", "--codex", "--opencode", "--cursor", "--openclaw", "--agents"];
    const { document, cwd } = await runProgram(["install", ...all], { home: temporaryFolder() });
    const home = document.installed[0].path.replace(/\/\.claude\/.*$/, "");
    expect(home).not.toBe(cwd);
    expect(document.installed.map((one: { agents: string[]; path: string }) => [one.agents.join(), one.path])).toEqual([
      ["claude", inHome(home, ".claude/skills")],
      ["codex", inHome(home, ".codex/skills")],
      ["opencode", inHome(home, ".config/opencode/skills")],
      ["cursor", inHome(home, ".cursor/skills")],
      ["openclaw", inHome(home, ".openclaw/skills")],
      ["agents", inHome(home, ".agents/skills")],
    ]);
    const project = await runProgram(["install", ...all, "--project"], { cwd, home });
    expect(project.document.installed.map((one: { agents: string[]; path: string }) => [one.agents.join(), one.path])).toEqual([
      ["claude", inHome(cwd, ".claude/skills")],
      ["codex,opencode,cursor,agents", inHome(cwd, ".agents/skills")],
      ["openclaw", inHome(cwd, "skills")],
    ]);
  });

  it("where the environment moves them, and by OpenClaw's former names", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".moltbot"));
    const env = { CLAUDE_CONFIG_DIR: join(home, "c"), CODEX_HOME: `${join(home, "x")} `, XDG_CONFIG_HOME: join(home, "g") };
    const { document } = await runProgram(["install", "--claude", "--codex", "--opencode", "--openclaw"], { env, home });
    const paths = document.installed.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(["c/skills", "x/skills", "g/opencode/skills", ".moltbot/skills"].map((path) => inHome(home, path)));
  });

  it("through a folder of skills that is a link, as dotfiles have it", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, "dotfiles/skills"), { recursive: true });
    mkdirSync(join(home, ".claude"));
    symlinkSync("../dotfiles/skills", join(home, ".claude/skills"));
    expect((await runProgram(["install", "--claude"], { home })).code).toBe(0);
    expect(statedVersion(join(home, "dotfiles/skills", skillName))).toBe(version);
  });
});

describe("what stands there already", () => {
  /** A working directory with one thing at the target; runs install there. */
  function place(make: (path: string, cwd: string) => void) {
    const cwd = temporaryFolder();
    const path = join(cwd, skillName);
    make(path, cwd);
    return { path, cwd, run: (...flags: string[]) => runProgram(["install", "--target", ".", ...flags], { cwd }) };
  }
  const older = (path: string) => copySkill(path, "0.0.9");

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
      for (const name of [".env", "outputs/a.png", "scripts/lib/old.mjs"]) write(join(target, name), "mine");
    });
    const { document } = await run("--force");
    expect(document.installed[0]).toMatchObject({ previousVersion: "0.0.9", kept: [".env", "outputs"] });
    expect(filesIn(path)).toEqual([...wholeSkill, ".env", "outputs/a.png"].sort());
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
      hint: expect.stringContaining("nothing is half installed"),
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
    [["--list", "--force"], /leave out --force/],
    [["--target", `x/${skillName}`], /takes the folder of skills, here .*x$/],
    [["--claude", "now"], /install does not take "now"/],
    [["--clade"], /did you mean --claude/],
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

describe("--list", () => {
  it("shows where it is, in which version, and what stands in the way", async () => {
    const [cwd, home] = [temporaryFolder(), temporaryFolder()];
    copySkill(join(home, ".claude/skills", skillName), "0.0.9");
    copySkill(join(cwd, ".agents/skills", skillName));
    mkdirSync(join(cwd, ".claude/skills"), { recursive: true });
    symlinkSync(`../../.agents/skills/${skillName}`, join(cwd, ".claude/skills", skillName));
    write(join(home, ".cursor/skills", skillName), "a file");
    copySkill(join(home, ".codex/skills", `.${skillName}.old`), "0.0.8");
    const before = filesIn(home);
    const { code, document, stderr } = await runProgram(["install", "--list"], { cwd, home });
    expect({ code, stderr, ok: document.ok }).toEqual({ code: 0, stderr: "", ok: true });
    const rows = document.installed.map((row: Record<string, string>) => [String(row.agents), row.scope, row.state, row.version]);
    expect(rows).toEqual([
      ["claude", "user", "installed", "0.0.9"],
      ["codex", "user", "interrupted", undefined],
      ["cursor", "user", "foreign", undefined],
      ["claude", "project", "linked", version],
      ["codex,opencode,cursor,agents", "project", "installed", version],
    ]);
    expect(filesIn(home)).toEqual(before);
    const table = await runProgram(["install", "--list"], { cwd, home, tty: true });
    expect(table.stdout).toBe(`version       agent                            path
0.0.9         claude                           ~/.claude/skills/${skillName}
unfinished    codex                            ~/.codex/skills/${skillName}
not ours      cursor                           ~/.cursor/skills/${skillName}
${version} (link)  claude                           .claude/skills/${skillName}
${version}         codex, opencode, cursor, agents  .agents/skills/${skillName}
`);
  });

  it("is short when there is nothing, and takes what is to be looked at", async () => {
    const cwd = temporaryFolder();
    expect((await runProgram(["install", "--list"], { cwd, tty: true })).stdout).toMatch(/^the skill is not installed here/);
    copySkill(join(cwd, "mine", skillName));
    expect((await runProgram(["install", "--list"], { cwd })).document.installed).toEqual([]);
    expect((await runProgram(["install", "--list", "--target", "mine"], { cwd })).document.installed).toMatchObject([{ scope: "target" }]);
    restate(join(cwd, "mine", skillName), "3.2.1");
    expect((await runProgram(["install", "--list", "--target", "mine", "--json"], { cwd, tty: true })).document.installed[0].version).toBe(
      "3.2.1",
    );
  });
});
