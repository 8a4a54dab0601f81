import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Place } from "../kill/places.ts";
import { doubtful, openPlace, unanswered, unheard } from "../kill/places.ts";
import { temporaryFolder } from "../support/program.ts";

/** `resume` of what is not this session's, and of several requests. */

const elsewhere = "sk-canary-of-another-account-19";

describe("a request of another address or account", () => {
  /** One request begun there, then a session that is not the one it was begun with. */
  const changes: [string, (other: Place) => Record<string, string>][] = [
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
      const [place, other] = [await openPlace({ rules }), await openPlace()];
      const { document } = await place.run(argv);
      const id = document.taskId ?? document.error.idempotencyKey;
      const { key } = await place.only();
      const before = place.sandbox.requests().length;
      const env = change(other);

      const listed = await place.run(["resume"], { env });
      expect(listed.code).toBe(0);
      expect(listed.document).toMatchObject({ ok: true, results: [], left: [{ idempotencyKey: key, reason: expect.any(String) }] });
      expect(listed.stderr).toContain(key);
      const named = await place.run(["resume", id], { env });
      expect({ code: named.code, kind: named.document.error.kind }).toEqual({ code: 2, kind: "usage" });

      expect([place.sandbox.requests().length, other.sandbox.requests().length]).toEqual([before, 0]);
      expect((await place.run(["resume"])).document.summary).toMatchObject({ saved: 1 });
    },
  );

  it("is not joined by the same command of another account", async () => {
    const place = await openPlace({ rules: unanswered });
    await place.run(doubtful);
    const { code, document } = await place.run(doubtful, { env: { HIAPI_API_KEY: elsewhere } });
    expect(document).not.toHaveProperty("joined");
    expect({ code, creates: place.creates() }).toEqual({ code: 0, creates: 2 });
  });
});

describe("without an id", () => {
  it("and nothing begun: exit 0", async () => {
    const place = await openPlace();
    const { code, document } = await place.run(["resume"]);
    expect({ code, document }).toEqual({
      code: 0,
      document: { ok: true, results: [], summary: { saved: 0, failed: 0, pending: 0, unknown: 0 } },
    });
    expect(place.sandbox.requests()).toEqual([]);
  });

  it("only what was begun in this folder; with --all everything, each where it was wanted", async () => {
    const place = await openPlace();
    const other = temporaryFolder();
    const here = await place.run(["a fox", "--no-wait"]);
    const there = await place.run(["a cat", "--no-wait"], { cwd: other });
    const mine = await place.run(["resume"]);
    expect(mine.document.results.map(({ taskId }: { taskId: string }) => taskId)).toEqual([here.document.taskId]);
    const all = await place.run(["resume", "--all"]);
    expect(all.document.results).toMatchObject([{ ok: true, taskId: there.document.taskId }]);
    expect(all.document.results[0].outputs[0].path.startsWith(join(other, "outputs"))).toBe(true);
  });

  it("many: each is saved once, and the next finds nothing", async () => {
    const place = await openPlace();
    for (let index = 0; index < 9; index += 1) await place.run([`fox ${index}`, "--no-wait"]);
    const { code, document } = await place.run(["resume"]);
    expect({ code, summary: document.summary }).toEqual({ code: 0, summary: { saved: 9, failed: 0, pending: 0, unknown: 0 } });
    expect(place.outputs()).toHaveLength(9);
    const before = place.sandbox.requests().length;
    expect((await place.run(["resume"])).document.results).toEqual([]);
    expect(place.sandbox.requests()).toHaveLength(before);
  });
});

describe("several ids", () => {
  const missing = "tk-hiapi-00000000000000000000000000";

  it("all saved: exit 0, in the order they were given", async () => {
    const place = await openPlace();
    const ids = [];
    for (const prompt of ["a fox", "a cat"]) ids.unshift((await place.run([prompt, "--no-wait"])).document.taskId);
    const { code, document } = await place.run(["resume", ...ids]);
    expect({ code, ok: document.ok, summary: document.summary }).toMatchObject({ code: 0, ok: true, summary: { saved: 2 } });
    expect(document.results.map(({ taskId }: { taskId: string }) => taskId)).toEqual(ids);
  });

  it.each<[string, string, readonly string[], number, Record<string, number>]>([
    ["one saved, one unknown to anybody: its exit", "a fox", [missing], 2, { saved: 1, failed: 1 }],
    ["one saved, one failed: its exit", "a fox [fail]", ["a cat"], 3, { saved: 1, failed: 1 }],
    ["all failed in the same way: that exit", "a fox [fail]", ["a cat [fail]"], 3, { saved: 0, failed: 2 }],
    ["failures that differ: exit 9", "a fox [fail]", [missing], 9, { saved: 0, failed: 2 }],
  ])("%s", async (_, prompt, others, exit, summary) => {
    const place = await openPlace();
    const begin = async (words: string) => (words === missing ? words : (await place.run([words, "--no-wait"])).document.taskId);
    const ids = [await begin(prompt), ...(await Promise.all(others.map(begin)))];
    const { code, document } = await place.run(["resume", ...ids]);
    expect({ code, ok: document.ok, summary: document.summary }).toMatchObject({ code: exit, ok: false, summary });
    expect(document.results).toHaveLength(ids.length);
  });

  it("one pending, one in doubt: both stay, each with its next step", async () => {
    const place = await openPlace({ rules: unheard, imageMs: 60_000 });
    await place.run(doubtful);
    const { key } = await place.only();
    const { document: begun } = await place.run(["a fox", "--no-wait"]);
    const { code, document } = await place.run(["resume", key, begun.taskId, "--timeout", "1", "--no-create"]);
    expect({ code, summary: document.summary }).toEqual({ code: 9, summary: { saved: 0, failed: 0, pending: 1, unknown: 1 } });
    expect(document.results.map(({ error }: { error: { kind: string } }) => error.kind)).toEqual(["unknown_outcome", "pending"]);
    expect((await (await place.journal()).unfinished()).length).toBe(2);
  });

  it("the same one twice, or by its key and its task id: saved once", async () => {
    const place = await openPlace();
    const { document } = await place.run(["a fox", "--no-wait"]);
    const { code } = await place.run(["resume", document.taskId, document.idempotencyKey, document.taskId]);
    expect({ code, files: place.outputs().length }).toEqual({ code: 0, files: 1 });
  });
});
