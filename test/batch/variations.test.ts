import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { openWorkspace } from "../kill/workspace.ts";

/** `-n`: several images of one request, a task each. */

it("makes so many tasks, and one document for all", async () => {
  const workspace = await openWorkspace();
  const { code, document } = await workspace.run(["a cat", "-n", "3"]);
  expect(code).toBe(0);
  expect(document.summary).toEqual({ saved: 3, failed: 0, pending: 0, unknown: 0 });
  const paths: string[] = document.results.map(({ outputs }: { outputs: { path: string }[] }) => outputs[0]?.path);
  expect(new Set(paths).size).toBe(3);
  expect(paths.every(existsSync)).toBe(true);
  expect(workspace.creates()).toBe(3);
});

it("asks for more each time that all went well", async () => {
  const workspace = await openWorkspace();
  await workspace.run(["a cat", "-n", "2"]);
  await workspace.run(["a cat", "-n", "2"]);
  expect(workspace.creates()).toBe(4);
});

it("after a partial failure, makes only the missing ones", async () => {
  const workspace = await openWorkspace({ rules: "create:status=402*1" });
  const first = await workspace.run(["a cat", "-n", "3"]);
  expect({ code: first.code, ...first.document.summary }).toMatchObject({ code: 4, saved: 2, failed: 1 });
  const again = await workspace.run(["a cat", "-n", "3"]);
  expect({ code: again.code, ...again.document.summary, creates: workspace.creates() }).toMatchObject({ code: 0, saved: 3, creates: 3 });
  expect(again.document.results.filter(({ joined }: { joined?: true }) => joined)).toHaveLength(2);
});

it("-n 1 is one image and one plain document", async () => {
  const workspace = await openWorkspace();
  const { document } = await workspace.run(["a cat", "-n", "1"]);
  expect(document).toMatchObject({ ok: true, taskId: expect.any(String) });
});

it("names what it refuses: a key for several, and counts that are none", async () => {
  const workspace = await openWorkspace();
  for (const argv of [
    ["-n", "2", "--idempotency-key", "k"],
    ["-n", "0"],
    ["-n", "101"],
    ["-n", "two"],
  ]) {
    const { code, document } = await workspace.run(["a cat", ...argv]);
    expect({ code, field: document.error.problems[0].field }).toEqual({ code: 2, field: "count" });
  }
  expect(workspace.sandbox.requests()).toEqual([]);
});

it("--dry-run and --estimate say how many, and name no key", async () => {
  const workspace = await openWorkspace();
  const dry = await workspace.run(["a cat", "-n", "3", "--dry-run"]);
  expect(dry.document).toMatchObject({ ok: true, paidTaskCreated: false, count: 3 });
  expect(dry.document).not.toHaveProperty("idempotencyKey");
  expect(dry.document.next).toContain("-n 3");
  const quoted = await workspace.run(["a cat", "-n", "3", "--estimate"], { env: { HIAPI_SITE_URL: workspace.sandbox.url } });
  expect(quoted.document.totalUsd).toBeCloseTo(3 * quoted.document.estimate.estimatedUsd, 6);
});
