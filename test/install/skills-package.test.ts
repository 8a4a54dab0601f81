import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { findNodes, majorOf, nodesFolder } from "../support/nodes.ts";
import { filesIn, skillName, version, write } from "../support/skill-folders.ts";

/** `npx skills add` with the real package, under Node 22: it copies the whole folder, drops `metadata.json` and wipes at an update. */

const skills = "skills@1.5.18";
const run = promisify(execFile);
const node = findNodes().find(({ version: found }) => majorOf(found) === 22);
const base = realpathSync(mkdtempSync(join(tmpdir(), "hiapi-img-skills-")));
const npmSettings = {
  npm_config_userconfig: join(homedir(), ".npmrc"),
  npm_config_cache: join(homedir(), ".npm"),
  npm_config_update_notifier: "false",
};
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name))),
  ...npmSettings,
  PATH: `${node ? dirname(node.path) : ""}:${process.env.PATH}`,
  HOME: join(base, "home"),
  HIAPI_SKIP_UPDATE_CHECK: "1",
  DISABLE_TELEMETRY: "1",
  CI: "1",
};

const reason = node ? await unreachable() : `Node 22 is not in ${nodesFolder}`;
if (reason) console.log(`npx ${skills} add: skipped, ${reason}`);

/** Why the package cannot be run; undefined when it can. */
async function unreachable(): Promise<string | undefined> {
  mkdirSync(join(base, "home"), { recursive: true });
  try {
    await run("npx", ["--yes", skills, "--version"], { cwd: base, env, timeout: 60_000 });
    return undefined;
  } catch (error) {
    return `the registry is not reached: ${String(error).split("\n").slice(0, 2).join(" ")}`;
  }
}

afterAll(() => rmSync(base, { recursive: true, force: true }));

const left = new Set(["node_modules", ".git", "coverage", "outputs"]);

describe.skipIf(reason)(`a folder installed by npx ${skills} add`, () => {
  const source = join(base, "source");
  const project = join(base, "project");
  const shared = join(project, ".agents/skills", skillName);
  const linked = join(project, ".claude/skills", skillName);

  const add = () =>
    run("npx", ["--yes", skills, "add", source, "--yes", "--agent", "claude-code", "codex"], { cwd: project, env, timeout: 60_000 });

  async function skill(folder: string, ...argv: string[]): Promise<string> {
    const script = join(folder, `scripts/${skillName}.mjs`);
    return (await run(node?.path ?? "", [script, ...argv], { cwd: project, env })).stdout;
  }

  beforeAll(async () => {
    cpSync(projectRoot, source, { recursive: true, filter: (path) => path === projectRoot || !left.has(basename(path)) });
    // What such a folder may hold beside the skill: none of it may matter.
    for (const stray of ["metadata.json", "references/metadata.json"]) write(join(source, stray), "{}");
    mkdirSync(project);
    await add();
  });

  it("holds the whole folder but metadata.json", () => {
    expect(filesIn(shared)).toEqual(filesIn(source).filter((path) => basename(path) !== "metadata.json"));
    expect(filesIn(linked)).toEqual(filesIn(shared));
  });

  it.each([
    ["its folder", shared],
    ["the agent's link to it", linked],
  ])("runs from %s", async (_, folder) => {
    expect((await skill(folder, "--version")).trim()).toBe(version);
    expect(JSON.parse(await skill(folder, "A fox", "--dry-run"))).toMatchObject({ ok: true, payload: { model: "gpt-image-2" } });
    const { outputs } = JSON.parse(await skill(folder, "A fox", "--sandbox", "--poll-interval", "1"));
    expect(dirname(outputs[0].path)).toBe(join(project, "outputs"));
    await expect(run(node?.path ?? "", [join(folder, "scripts/check-config.mjs")], { cwd: project, env })).rejects.toMatchObject({
      code: 4,
    });
  });

  it("keeps nothing of ours in it, so that wiping it at an update loses nothing", async () => {
    const before = filesIn(shared);
    await skill(shared, "A fox", "--sandbox", "--poll-interval", "1");
    expect(filesIn(shared)).toEqual(before);
    write(join(shared, "stale.txt"), "stale");
    await add();
    expect(filesIn(shared)).toEqual(before);
    expect((await skill(shared, "--version")).trim()).toBe(version);
  });

  it("is seen by install --list, and never replaced through its link", async () => {
    const { installed } = JSON.parse(await skill(shared, "install", "--list", "--project"));
    expect(installed).toMatchObject([
      { agents: ["claude"], state: "linked", version },
      { agents: ["codex", "opencode", "cursor", "agents"], state: "installed", version },
    ]);
    await expect(skill(shared, "install", "--claude", "--project", "--force")).rejects.toMatchObject({ code: 2 });
    expect(existsSync(join(shared, "SKILL.md"))).toBe(true);
  });

  it("installs itself elsewhere, without what was copied along", async () => {
    await skill(shared, "install", "--target", base);
    expect(
      filesIn(join(base, skillName)).filter((path) => !/^(?:SKILL\.md|LICENSE|(?:scripts|references|agents)\/.*)$/.test(path)),
    ).toEqual([]);
  });
});
