import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/args/options.ts";
import { projectRoot } from "../../tools/project.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { copySkill, filesIn, restate, skillName, statedVersion, version, wholeSkill, write } from "../support/skill-folders.ts";

/** `install`, on folders of its own; the places are those of the npm package `skills` 1.5.18. */

describe("install copies what a skill needs", () => {
  it("every file of it, and nothing else that lies beside", async () => {
    const root = temporaryFolder();
    const script = copySkill(root);
    for (const other of [
      ".env",
      "outputs/a.png",
      "scripts/.env",
      "scripts/outputs/a.png",
      "scripts/lib/x.test.ts",
      "src/a.ts",
      "package.json",
    ])
      write(join(root, other), "other");
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

it("prints the keys that references/output.md names", async () => {
  const section =
    readFileSync(join(projectRoot, "references/output.md"), "utf8")
      .split(/^## /m)
      .find((part) => part.startsWith("`install`")) ?? "";
  const cwd = temporaryFolder();
  copySkill(join(cwd, skillName), "0.0.9");
  copySkill(join(cwd, `.${skillName}.old`), "0.0.8");
  write(join(cwd, "b", skillName), "a file");
  write(join(cwd, skillName, ".env"), "mine");
  const done = await runProgram(["install", "--target", ".", "--force"], { cwd });
  const list = await runProgram(["install", "--list", "--target", ".", "--target", "b"], { cwd });
  const keys = [...done.document.installed, ...list.document.installed].flatMap((row) => Object.keys(row));
  expect(new Set(keys)).toEqual(
    new Set(["agents", "scope", "path", "action", "version", "previousVersion", "repaired", "kept", "state", "reason"]),
  );
  expect(keys.filter((key) => !section.includes(`\`${key}\``))).toEqual([]);
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

  it("is short when there is nothing, and takes the folders to list", async () => {
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
