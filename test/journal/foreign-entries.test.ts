import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../kill/workspace.ts";
import { doubtful, openWorkspace, unanswered, unheard } from "../kill/workspace.ts";
import { temporaryFolder } from "../support/program.ts";

/** `resume` of what is not this session's, and of several requests. */

const elsewhere = "sk-canary-of-another-account-19";

describe("a request of another address or account", () => {
  /** One request begun there, then a session that is not the one it was begun with. */
  const changes: [string, (other: Workspace) => Record<string, string>][] = [
    ["address", (other) => ({ HIAPI_BASE_URL: other.sandbox.url })],
    ["account", () => ({ HIAPI_API_KEY: elsewhere })],
    ["address and account", (other) => ({ HIAPI_BASE_URL: other.sandbox.url, HIAPI_API_KEY: elsewhere })],
  ];
  const states: [string, string, readonly string[]][] = [
    ["in doubt", unanswered, doubtful],
    ["under way", "", ["a lighthouse", "--no-wait"]],
  ];

  it.each(changes.flatMap(([what, change]) => states.map(([state, ...begin]) => ({ what, change, state, begin }))))(
    "is left alone, and no request leaves: $what, $state",
    async ({ change, begin: [rules, argv] }) => {
      const [workspace, other] = [await openWorkspace({ rules }), await openWorkspace()];
      const { document } = await workspace.run(argv);
      const id = document.taskId ?? document.error.idempotencyKey;
      const { key } = await workspace.only();
      const before = workspace.sandbox.requests().length;
      const env = change(other);

      const listed = await workspace.run(["resume"], { env });
      expect(listed.code).toBe(0);
      expect(listed.document).toMatchObject({ ok: true, results: [], left: [{ idempotencyKey: key, reason: expect.any(String) }] });
      expect(listed.stderr).toContain(key);
      const named = await workspace.run(["resume", id], { env });
      expect({ code: named.code, kind: named.document.error.kind }).toEqual({ code: 2, kind: "usage" });

      expect([workspace.sandbox.requests().length, other.sandbox.requests().length]).toEqual([before, 0]);
      expect((await workspace.run(["resume"])).document.summary).toMatchObject({ saved: 1 });
    },
  );

  it("is not joined by the same command of another account", async () => {
    const workspace = await openWorkspace({ rules: unanswered });
    await workspace.run(doubtful);
    const { code, document } = await workspace.run(doubtful, { env: { HIAPI_API_KEY: elsewhere } });
    expect(document).not.toHaveProperty("joined");
    expect({ code, creates: workspace.creates() }).toEqual({ code: 0, creates: 2 });
  });
});

describe("without an id", () => {
  it("and nothing begun: exit 0", async () => {
    const workspace = await openWorkspace();
    const { code, document } = await workspace.run(["resume"]);
    expect({ code, document }).toEqual({
      code: 0,
      document: { ok: true, results: [], summary: { saved: 0, failed: 0, pending: 0, unknown: 0 } },
    });
    expect(workspace.sandbox.requests()).toEqual([]);
  });

  it("only what was begun in this folder; with --all everything, each where it was wanted", async () => {
    const workspace = await openWorkspace();
    const other = temporaryFolder();
    const here = await workspace.run(["a fox", "--no-wait"]);
    const there = await workspace.run(["a cat", "--no-wait"], { cwd: other });
    const mine = await workspace.run(["resume"]);
    expect(mine.document.results.map(({ taskId }: { taskId: string }) => taskId)).toEqual([here.document.taskId]);
    const all = await workspace.run(["resume", "--all"]);
    expect(all.document.results).toMatchObject([{ ok: true, taskId: there.document.taskId }]);
    expect(all.document.results[0].outputs[0].path.startsWith(join(other, "outputs"))).toBe(true);
  });

  it("many: each is saved once, and the next finds nothing", async () => {
    const workspace = await openWorkspace();
    for (let index = 0; index < 9; index += 1) await workspace.run([`fox ${index}`, "--no-wait"]);
    const { code, document } = await workspace.run(["resume"]);
    expect({ code, summary: document.summary }).toEqual({ code: 0, summary: { saved: 9, failed: 0, pending: 0, unknown: 0 } });
    expect(workspace.outputs()).toHaveLength(9);
    const before = workspace.sandbox.requests().length;
    expect((await workspace.run(["resume"])).document.results).toEqual([]);
    expect(workspace.sandbox.requests()).toHaveLength(before);
  });
});

describe("several ids", () => {
  const missing = "tk-hiapi-00000000000000000000000000";

  it("all saved: exit 0, in the order they were given", async () => {
    const workspace = await openWorkspace();
    const ids = [];
    for (const prompt of ["a fox", "a cat"]) ids.unshift((await workspace.run([prompt, "--no-wait"])).document.taskId);
    const { code, document } = await workspace.run(["resume", ...ids]);
    expect({ code, ok: document.ok, summary: document.summary }).toMatchObject({ code: 0, ok: true, summary: { saved: 2 } });
    expect(document.results.map(({ taskId }: { taskId: string }) => taskId)).toEqual(ids);
  });

  it.each<[string, string, readonly string[], number, Record<string, number>]>([
    ["one saved, one unknown to anybody: its exit", "a fox", [missing], 2, { saved: 1, failed: 1 }],
    ["one saved, one failed: its exit", "a fox [fail]", ["a cat"], 3, { saved: 1, failed: 1 }],
    ["all failed in the same way: that exit", "a fox [fail]", ["a cat [fail]"], 3, { saved: 0, failed: 2 }],
    ["failures that differ: exit 9", "a fox [fail]", [missing], 9, { saved: 0, failed: 2 }],
  ])("%s", async (_, prompt, others, exit, summary) => {
    const workspace = await openWorkspace();
    const begin = async (words: string) => (words === missing ? words : (await workspace.run([words, "--no-wait"])).document.taskId);
    const ids = [await begin(prompt), ...(await Promise.all(others.map(begin)))];
    const { code, document } = await workspace.run(["resume", ...ids]);
    expect({ code, ok: document.ok, summary: document.summary }).toMatchObject({ code: exit, ok: false, summary });
    expect(document.results).toHaveLength(ids.length);
  });

  it("one pending, one in doubt: both stay, each with its next step", async () => {
    const workspace = await openWorkspace({ rules: unheard, imageMs: 60_000 });
    await workspace.run(doubtful);
    const { key } = await workspace.only();
    const { document: begun } = await workspace.run(["a fox", "--no-wait"]);
    const { code, document } = await workspace.run(["resume", key, begun.taskId, "--timeout", "1", "--no-create"]);
    expect({ code, summary: document.summary }).toEqual({ code: 9, summary: { saved: 0, failed: 0, pending: 1, unknown: 1 } });
    expect(document.results.map(({ error }: { error: { kind: string } }) => error.kind)).toEqual(["unknown_outcome", "pending"]);
    expect((await (await workspace.journal()).unfinished()).length).toBe(2);
  });

  it("the same one twice, or by its key and its task id: saved once", async () => {
    const workspace = await openWorkspace();
    const { document } = await workspace.run(["a fox", "--no-wait"]);
    const { code } = await workspace.run(["resume", document.taskId, document.idempotencyKey, document.taskId]);
    expect({ code, files: workspace.outputs().length }).toEqual({ code: 0, files: 1 });
  });
});
