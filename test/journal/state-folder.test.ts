import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stateFolder } from "../../src/journal/state-folder.ts";
import { namesIn } from "../../src/journal/store.ts";
import { png } from "../fixtures/pictures.ts";
import { canary, doubtful, filesWith, openWorkspace, unanswered } from "../kill/workspace.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { runScript } from "../support/standin-spawn.ts";

/** Where the journal is kept, and what happens where it cannot be (docs/design.md, rule 4). */

describe("the state folder is", () => {
  it.each([
    ["the one that is named", { HIAPI_STATE_DIR: "/s", XDG_STATE_HOME: "/x" }, "linux", "/s"],
    ["named from the caller's folder", { HIAPI_STATE_DIR: "s" }, "linux", "/project/s"],
    ["named from the home", { HIAPI_STATE_DIR: "~/s" }, "linux", "/home/me/s"],
    ["not in an XDG_STATE_HOME that is no path", { XDG_STATE_HOME: "x" }, "linux", "/home/me/.local/state/hiapi-img"],
    ["in XDG_STATE_HOME", { HIAPI_STATE_DIR: " ", XDG_STATE_HOME: "/x" }, "linux", "/x/hiapi-img"],
    ["in the home", {}, "darwin", "/home/me/.local/state/hiapi-img"],
  ])("%s", (_, env, platform, folder) => {
    expect(stateFolder({ env, platform, cwd: "/project", home: "/home/me" })).toBe(folder);
  });
});

/** A path that nobody can write, the superuser included: a file stands in its way. */
function blocked(path: string): string {
  writeFileSync(path, "");
  return join(path, "state");
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it("what stands in it and cannot be listed is a failure of the state folder", () => {
  const file = join(temporaryFolder(), "requests");
  expect(namesIn(file)).toEqual([]);
  writeFileSync(file, "");
  expect(() => namesIn(file)).toThrow(expect.objectContaining({ kind: "output", message: expect.stringContaining(file) }));
});

describe("a state folder that cannot be written", () => {
  it("is replaced by .hiapi-img, out of git's sight, and that is said", async () => {
    const workspace = await openWorkspace();
    const env = { HIAPI_STATE_DIR: blocked(join(workspace.cwd, "file")) };
    const { code, stderr, document } = await workspace.run(["a fox", "--no-wait"], { env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/file.state.*\.hiapi-img/);
    const fallback = join(workspace.cwd, ".hiapi-img");
    expect(readFileSync(join(fallback, ".gitignore"), "utf8")).toBe("*\n");
    expect(modeOf(fallback)).toBe("700");
    const resumed = await workspace.run(["resume"], { env });
    expect(resumed.document.results).toMatchObject([{ ok: true, taskId: document.taskId }]);
  });

  it.each([
    ["which resume finishes", ["resume"]],
    ["which resume finishes by its key", ["resume", "k-earlier"]],
    ["which the same command joins", ["a fox"]],
    ["which a batch of the same line joins", ["batch", "lines.jsonl"]],
  ])("for one run only: the next one finds what that began, %s", async (_, argv) => {
    const workspace = await openWorkspace({ rules: unanswered });
    writeFileSync(join(workspace.cwd, "lines.jsonl"), '{"prompt":"a fox"}\n');
    const homeless = { HIAPI_STATE_DIR: blocked(join(workspace.cwd, "file")) };
    await workspace.run(["a fox", "--timeout", "1", "--idempotency-key", "k-earlier"], { env: homeless });
    const { code, stdout } = await workspace.run(argv);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("k-earlier") });
    expect({ creates: workspace.creates(), outputs: workspace.outputs().length }).toEqual({ creates: 1, outputs: 1 });
    const { document } = await workspace.tasks();
    expect(document.tasks).toMatchObject([{ idempotencyKey: "k-earlier", state: "done" }]);
  });

  it("for one run of a batch only: each line is paid for once, equal ones too", async () => {
    const workspace = await openWorkspace();
    const lines = join(workspace.cwd, "lines.jsonl");
    writeFileSync(lines, '{"prompt":"a fox"}\n{"prompt":"a fox"}\n');
    const homeless = { HIAPI_STATE_DIR: blocked(join(workspace.cwd, "file")) };
    await workspace.run(["batch", lines], { env: homeless });
    writeFileSync(lines, '{"prompt":"a fox"}\n{"prompt":"a fox"}\n{"prompt":"a fox"}\n');
    expect((await workspace.run(["batch", lines])).code).toBe(0);
    expect(workspace.creates()).toBe(3);
    expect((await workspace.run(["batch", lines, "--dry-run"])).stdout).toContain('"skipped":3');
  });

  it("beside a .hiapi-img that cannot be written either: exit 6, and nothing is sent", async () => {
    const workspace = await openWorkspace();
    blocked(join(workspace.cwd, ".hiapi-img"));
    const { code, document } = await workspace.run(["a fox"], { env: { HIAPI_STATE_DIR: blocked(join(workspace.cwd, "file")) } });
    expect({ code, kind: document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(document.error.hint).toContain("HIAPI_STATE_DIR");
    expect(workspace.sandbox.requests()).toEqual([]);
  });

  it.each(["requests", "bodies"])("because a file stands where its %s go: nothing is sent", async (name) => {
    const workspace = await openWorkspace();
    const state = join(workspace.cwd, ".state");
    mkdirSync(state);
    writeFileSync(join(state, name), "");
    const { code, document } = await workspace.run(["a fox"]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(workspace.sandbox.requests()).toEqual([]);
  });
});

it("a temporary folder that is not there is named by --sandbox, and nothing is begun", async () => {
  vi.stubEnv("TMPDIR", "/nowhere/at/all");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { code, document } = await runProgram(["a fox", "--sandbox"], { cwd: "/" });
  expect({ code, message: document.error.message }).toEqual({ code: 6, message: expect.stringContaining("/nowhere/at/all") });
  expect(document.error.hint).toContain("TMPDIR");
});

it.each([
  ["empty", ""],
  ["not a path", "home"],
])("where HOME is %s, the journal is in .hiapi-img, and that is said", async (_, HOME) => {
  const cwd = temporaryFolder();
  const { code, stderr } = await runScript(["tasks"], { cwd, env: { HOME, HIAPI_STATE_DIR: "" } });
  expect({ code, stderr, made: readdirSync(cwd) }).toEqual({
    code: 0,
    stderr: expect.stringContaining("HOME is not set"),
    made: [".hiapi-img"],
  });
});

it.each(["0177", "0222", "0777"])("folders are 0700 under umask %s", async (mask) => {
  const cwd = temporaryFolder();
  const env = { HIAPI_STATE_DIR: join(cwd, "a/b/state") };
  expect((await runScript(["tasks"], { cwd, env, limit: `umask ${mask}` })).code).toBe(0);
  for (const made of ["a", "a/b", "a/b/state", "a/b/state/requests", "a/b/state/bodies"]) expect(modeOf(join(cwd, made)), made).toBe("700");
});

it("a state folder below /proc, where mkdir may never end, is none", async () => {
  const cwd = temporaryFolder();
  const { code, elapsedMs } = await runScript(["tasks"], { cwd, env: { HIAPI_STATE_DIR: "/proc/none/state" } });
  expect({ code, made: readdirSync(cwd) }).toEqual({ code: 0, made: [".hiapi-img"] });
  expect(elapsedMs).toBeLessThan(10_000);
});

it("a state folder that others can read is closed to them", async () => {
  const workspace = await openWorkspace();
  const state = join(workspace.cwd, ".state");
  mkdirSync(state);
  chmodSync(state, 0o755);
  await workspace.run(["a fox", "--no-wait"]);
  expect(modeOf(state)).toBe("700");
});

describe("the API key is in no file", () => {
  it.each([
    ["of a request under way", "", ["--no-wait"], 0],
    ["of a request in doubt", unanswered, ["--timeout", "1"], 7],
    ["of a request that was refused", "create:status=402", [], 4],
    ["of a picture", "", [], 0],
    ["of a failed task", "detail:fail=TASK_FAILED", [], 3],
  ])("%s", async (_, rules, flags, exit) => {
    const workspace = await openWorkspace({ rules });
    const { code } = await workspace.run(["a fox", ...flags]);
    expect(code).toBe(exit);
    expect(readdirSync(join(workspace.cwd, ".state")).length).toBeGreaterThan(1);
    expect(filesWith(workspace.cwd, canary)).toEqual([]);
  });
});

it("--sandbox leaves nothing in the journal", async () => {
  const workspace = await openWorkspace();
  const { code } = await workspace.run(["a fox", "--sandbox"]);
  expect(code).toBe(0);
  expect(existsSync(join(workspace.cwd, ".state"))).toBe(false);
  expect(workspace.sandbox.requests()).toEqual([]);
});

it("a journal that is gone in mid-request costs the journal, not the image", async () => {
  const workspace = await openWorkspace({ rules: "create:delay=400" });
  const running = workspace.run(["a fox"]);
  await expect.poll(() => workspace.sandbox.requests().length).toBe(1);
  rmSync(join(workspace.cwd, ".state"), { recursive: true });
  const { code, document } = await running;
  expect({ code, ok: document.ok }).toEqual({ code: 0, ok: true });
  expect(workspace.outputs()).toHaveLength(1);
});

describe("a body that is gone while acceptance is unknown", () => {
  const withoutBody = async (argv: readonly string[]) => {
    const workspace = await openWorkspace({ rules: unanswered });
    await workspace.run([...doubtful, ...argv]);
    const { key, bodyFile } = await workspace.only();
    rmSync(join(workspace.cwd, ".state/bodies", bodyFile));
    const before = workspace.sandbox.requests().length;
    return { workspace, key, before, ...(await workspace.run(["resume", key])) };
  };

  it("with a reference: exit 7, and no other create", async () => {
    const reference = `data:image/png;base64,${png.toString("base64")}`;
    const { workspace, key, before, code, document } = await withoutBody(["--input-url", reference]);
    expect({ code, key: document.error.idempotencyKey }).toEqual({ code: 7, key });
    expect(document.error.hint).toMatch(/tasks --remote.*--new/);
    expect(workspace.sandbox.requests()).toHaveLength(before);
  });

  it("without: the record has the same bytes", async () => {
    const { workspace, code } = await withoutBody(["--callback-url", "https://hooks.test/", "--route", "ext"]);
    expect({ code, creates: workspace.creates() }).toEqual({ code: 0, creates: 1 });
  });
});
