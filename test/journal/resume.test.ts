import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accountMark } from "../../src/journal/fingerprint.ts";
import { begun } from "../kill/new-record.ts";
import { canary, doubtful, openWorkspace, unanswered, unheard } from "../kill/workspace.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `resume`: what is finished, under which key, and where it is saved. */

afterEach(() => vi.useRealTimers());

describe("an id may be", () => {
  it("the key of a request that arrived though its answer was lost", async () => {
    const workspace = await openWorkspace({ rules: unanswered });
    const first = await workspace.run(doubtful);
    const { document: failed } = first;
    expect({ code: first.code, kind: failed.error.kind }).toEqual({ code: 7, kind: "unknown_outcome" });
    expect(failed.error.resume).toContain(`resume ${failed.error.idempotencyKey}`);
    const { code, document } = await workspace.run(["resume", failed.error.idempotencyKey]);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      ok: true,
      resumed: true,
      idempotencyKey: failed.error.idempotencyKey,
      aspectRatio: expect.any(String),
    });
    expect(workspace.outputs()).toHaveLength(1);
    const creates = workspace.sandbox.requests().filter(({ call }) => call === "create");
    expect(workspace.creates()).toBe(1);
    expect(new Set(creates.map(({ idempotencyKey, bodySha256 }) => `${idempotencyKey} ${bodySha256}`)).size).toBe(1);
  });

  it("the key of a request that never arrived: it is sent now", async () => {
    const workspace = await openWorkspace({ rules: unheard });
    const { document: failed } = await workspace.run(doubtful);
    expect(workspace.creates()).toBe(0);
    const { code, document } = await workspace.run(["resume", failed.error.idempotencyKey]);
    expect({ code, resumed: document.resumed, creates: workspace.creates() }).toEqual({ code: 0, resumed: true, creates: 1 });
  });

  it.each(["my first fox", "--all", "it's $(id)", "../füchse 🦊"])(
    "any key that a request took, quoted where it is printed: %s",
    async (key) => {
      const workspace = await openWorkspace({ rules: unanswered });
      const { document: failed } = await workspace.run([...doubtful, `--idempotency-key=${key}`]);
      expect(failed.error).toMatchObject({ kind: "unknown_outcome", idempotencyKey: key });
      const printed = execFileSync("sh", ["-c", `set -- ${failed.error.resume}; shift; printf '%s\\n' "$@"`], { encoding: "utf8" });
      expect(
        printed
          .split("\n")
          .slice(0, -1)
          .filter((word) => word !== "--"),
      ).toEqual(["resume", key]);
      const { code, document } = await runProgram(printed.split("\n").slice(0, -1), workspace);
      expect({ code, resumed: document.resumed, idempotencyKey: document.idempotencyKey }).toEqual({
        code: 0,
        resumed: true,
        idempotencyKey: key,
      });
    },
  );

  it("a task id that --no-wait printed", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait", "--route", "beta"]);
    expect(document).toMatchObject({ status: "created", outputs: [], route: "beta" });
    const resumed = await workspace.run(["resume", document.taskId]);
    expect(resumed.document).toMatchObject({ route: "beta", size: "auto" });
    expect(resumed.document).toMatchObject({ ok: true, resumed: true, taskId: document.taskId, idempotencyKey: document.idempotencyKey });
    expect(workspace.outputs().map((name) => join(workspace.cwd, "outputs", name))).toEqual([resumed.document.outputs[0].path]);
    expect(workspace.creates()).toBe(1);
    expect((await workspace.run(["resume"])).document.results).toEqual([]);
  });

  it("a task id that is in no journal: saved here, nothing made", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait"]);
    rmSync(join(workspace.cwd, ".state"), { recursive: true });
    const { code } = await workspace.run(["resume", document.taskId]);
    expect({ code, files: workspace.outputs().length, creates: workspace.creates() }).toEqual({ code: 0, files: 1, creates: 1 });
  });

  it.each(["tk-hiapi-00000000000000000000000000", "hiapi-img-no-such-key", "a key of nobody", "../admin", "\u0007", "k".repeat(256)])(
    "nothing that anybody knows: exit 2, nothing made: %s",
    async (id) => {
      const workspace = await openWorkspace();
      const { code, document } = await workspace.run(["resume", id]);
      expect({ code, kind: document.error.kind, creates: workspace.creates() }).toEqual({ code: 2, kind: "usage", creates: 0 });
    },
  );
});

it("a detached request is not joined by the same command, which makes another; both are resumed", async () => {
  const workspace = await openWorkspace();
  const first = await workspace.run(["a fox", "--no-wait"]);
  const second = await workspace.run(["a fox", "--no-wait"]);
  expect(second.document.taskId).not.toBe(first.document.taskId);
  expect(second.document).not.toHaveProperty("joined");
  const { code, document } = await workspace.run(["resume"]);
  expect({ code, saved: document.summary.saved, files: workspace.outputs().length }).toEqual({ code: 0, saved: 2, files: 2 });
});

describe("a request in doubt", () => {
  it("is left alone with --no-create", async () => {
    const workspace = await openWorkspace({ rules: unanswered });
    const { document: failed } = await workspace.run(doubtful);
    const before = workspace.sandbox.requests().length;
    for (const argv of [
      ["resume", failed.error.idempotencyKey, "--no-create"],
      ["resume", "--no-create"],
    ]) {
      const { code } = await workspace.run(argv);
      expect(code).toBe(7);
    }
    expect(workspace.sandbox.requests()).toHaveLength(before);
    await workspace.only();
  });

  it("is not asked again when its key is past its life, and says what to check", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const workspace = await openWorkspace({ rules: unanswered });
    const { document: failed } = await workspace.run(doubtful);
    const before = workspace.sandbox.requests().length;
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    for (const argv of [["resume", failed.error.idempotencyKey], ["a lighthouse"]]) {
      const { code, document } = await workspace.run(argv);
      expect({ code, kind: document.error.kind }).toEqual({ code: 7, kind: "unknown_outcome" });
      expect(document.error.hint).toMatch(/tasks --remote.*--new/);
    }
    expect(workspace.sandbox.requests()).toHaveLength(before);
  });

  it("is joined by the same command, at no price", async () => {
    const workspace = await openWorkspace({ rules: unanswered });
    const { document: failed } = await workspace.run(doubtful);
    const { code, document, stderr } = await workspace.run(["a lighthouse"]);
    expect(document).toMatchObject({ ok: true, joined: true, idempotencyKey: failed.error.idempotencyKey });
    expect({ code, creates: workspace.creates() }).toEqual({ code: 0, creates: 1 });
    expect(stderr).toMatch(/joining/);
  });
});

describe("where it is saved", () => {
  it("is where the request wanted it, from whatever folder it is resumed", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait", "-o", "pics", "--name", "fox"]);
    const elsewhere = temporaryFolder();
    const resumed = await workspace.run(["resume", document.taskId], { cwd: elsewhere });
    const { path } = resumed.document.outputs[0];
    expect(path.startsWith(join(workspace.cwd, "pics"))).toBe(true);
    expect(basename(path)).toMatch(/^sandbox-fox-/);
    expect(existsSync(join(elsewhere, "outputs"))).toBe(false);
  });

  it("is another folder with -o, below the one it is resumed from", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait"]);
    const resumed = await workspace.run(["resume", document.taskId, "-o", "pics"]);
    expect(resumed.document.outputs[0].path.startsWith(join(workspace.cwd, "pics"))).toBe(true);
    expect(workspace.outputs()).toEqual([]);
  });

  it("is nowhere with --no-save", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait"]);
    const resumed = await workspace.run(["resume", document.taskId, "--no-save"]);
    expect(resumed.document.outputs).toMatchObject([{ kind: "url" }]);
    expect(workspace.outputs()).toEqual([]);
  });

  it.each([
    ["the folder is gone", (folder: string) => rmSync(folder, { recursive: true })],
    ["the file was deleted", (folder: string) => rmSync(folder, { recursive: true }) ?? mkdirSync(folder)],
    ["the picture is there", () => undefined],
  ])("is the same file once more when it was archived and %s", async (_, spoil) => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--name", "fox"]);
    const [{ path }] = document.outputs;
    const bytes = readFileSync(path);
    spoil(join(workspace.cwd, "outputs"));
    const resumed = await workspace.run(["resume", document.taskId]);
    expect(resumed.document.outputs).toMatchObject([{ path }]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect({ files: workspace.outputs().length, creates: workspace.creates() }).toEqual({ files: 1, creates: 1 });
  });
});

describe("an image that was saved, though its request was never completed", () => {
  it.each<[string, (path: string) => void, boolean]>([
    ["is taken as it is: nobody is asked", () => undefined, false],
    ["is fetched again when it was deleted", (path) => rmSync(path), true],
    ["is fetched again when its folder is gone", (path) => rmSync(dirname(path), { recursive: true }), true],
    ["is saved beside a file that took its name", (path) => writeFileSync(path, "mine"), true],
  ])("%s", async (_, spoil, isFetched) => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox"]);
    const [{ path, kind: _kind, ...facts }] = document.outputs;
    const bytes = readFileSync(path);
    const journal = await workspace.journal();
    const entry = await begun(journal, {
      origin: workspace.sandbox.url,
      account: accountMark(canary),
      cwd: workspace.cwd,
      outputDir: dirname(path),
    });
    const stem = basename(path).replace(/-1\.png$/, "");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await journal.record(entry, { type: "accepted", at: Date.now(), taskId: document.taskId });
    await journal.record(entry, { type: "ready", at: Date.now(), dir: dirname(path), stem, count: 1, status: "success", rawStatus: {} });
    await journal.record(entry, { type: "saved", at: Date.now(), file: { ...facts, index: 1, path, sha256 } });
    spoil(path);
    const before = workspace.sandbox.requests().length;

    const resumed = await workspace.run(["resume", document.taskId]);
    expect(resumed.code).toBe(0);
    const [output] = resumed.document.outputs;
    expect(readFileSync(output.path).equals(bytes)).toBe(true);
    expect(dirname(output.path)).toBe(dirname(path));
    expect(workspace.sandbox.requests().length > before).toBe(isFetched);
    expect(workspace.creates()).toBe(1);
    expect((await workspace.run(["resume"])).document.results).toEqual([]);
  });
});

it("twice at the same time: one file, one task, both say so", async () => {
  const workspace = await openWorkspace({ rules: unanswered });
  const { document: failed } = await workspace.run(doubtful);
  const key = failed.error.idempotencyKey;
  const both = await Promise.all([workspace.run(["resume", key]), workspace.run(["resume", key])]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both[0]?.document.outputs).toEqual(both[1]?.document.outputs);
  expect({ files: workspace.outputs().length, creates: workspace.creates() }).toEqual({ files: 1, creates: 1 });
  await runProgram(["tasks"], workspace);
  expect(["requests", "bodies"].flatMap((name) => readdirSync(join(workspace.cwd, ".state", name)))).toEqual([]);
});

it("a failed task is reported once, and owes nothing", async () => {
  const workspace = await openWorkspace();
  const { document } = await workspace.run(["a fox [fail]", "--no-wait"]);
  const { code, document: failed } = await workspace.run(["resume", document.taskId]);
  expect({ code, kind: failed.error.kind, taskId: failed.error.taskId }).toEqual({ code: 3, kind: "task_failed", taskId: document.taskId });
  expect((await workspace.run(["resume"])).document.results).toEqual([]);
});
