import { createHash } from "node:crypto";
import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { filesIn } from "../kill/work-folder.ts";
import type { Workspace } from "../kill/workspace.ts";
import { canary, openWorkspace } from "../kill/workspace.ts";
import { runProgram } from "../support/program.ts";

/**
 * The journal as version 0.1.0 wrote it, killed at the point that each folder is named after: this program finishes what that one began.
 * In the fixtures the address, the caller's directory and the fingerprint are placeholders, and the claim, a hard link, is left out.
 */

const fixtures = join(projectRoot, "test/fixtures/journal-0.1.0");
const command = ["a lighthouse", "--aspect-ratio", "1:1"];

interface Restored {
  key: string;
  /** The image's file, where the fixture knows one. */
  path: string | undefined;
}

/** Puts a fixture where the workspace has its journal. With `arrived`, HiAPI knows its request, under the task id that the fixture has. */
async function restore(workspace: Workspace, kind: string, { arrived = false } = {}): Promise<Restored> {
  const state = join(workspace.cwd, ".state");
  const requests = join(state, "requests");
  cpSync(join(fixtures, kind), state, { recursive: true });
  for (const folder of [state, requests, join(state, "bodies")]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [name] = filesIn(requests);
  const file = name ? join(requests, name) : join(state, "history.jsonl");
  const text = readFileSync(file, "utf8");
  const [key = "", account, taskId] = ["key", "account", "taskId"].map((field) => new RegExp(`"${field}":"([^"]+)"`).exec(text)?.[1]);
  const body = JSON.stringify({ model: "gpt-image-2", input: { prompt: "a lighthouse", aspect_ratio: "1:1", resolution: "1K" } });
  const fingerprint = createHash("sha256").update(`${workspace.sandbox.url}\0${account}\0${body}`).digest("hex").slice(0, 32);
  const task = arrived ? await createTask(workspace, { key, body }) : taskId;
  const late = Date.now() - Number(/"at":(\d+)/.exec(text)?.[1]) - 60_000;
  const localize = (path: string) => {
    const local = readFileSync(path, "utf8")
      .replaceAll("http://sandbox.test", workspace.sandbox.url)
      .replaceAll("/cwd", workspace.cwd)
      .replaceAll(`"fingerprint-`, `"${fingerprint}-`)
      .replaceAll(/"at":(\d+)/g, (_, at) => `"at":${Number(at) + late}`);
    writeFileSync(path, taskId && task ? local.replaceAll(taskId, task).replaceAll(taskId.slice(-8), task.slice(-8)) : local);
  };
  if (name) localize(file);
  if (filesIn(state).includes("history.jsonl")) localize(join(state, "history.jsonl"));
  if (name) linkSync(file, join(requests, `${fingerprint}-1.claim`));
  // What a process is archiving this moment is left to it for a minute.
  if (name) utimesSync(file, Date.now() / 1000 - 120, Date.now() / 1000 - 120);
  const paths = [...readFileSync(file, "utf8").matchAll(/"path":"([^"]+)"/g)].map(([, path = ""]) => path);
  for (const path of paths) {
    mkdirSync(join(path, ".."), { recursive: true });
    copyFileSync(join(fixtures, "picture.png"), path);
  }
  return { key, path: paths[0] };
}

async function createTask({ sandbox }: Workspace, { key, body }: { key: string; body: string }): Promise<string> {
  const answer = await fetch(`${sandbox.url}/v1/tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${canary}`, "content-type": "application/json", "idempotency-key": key },
    body,
  });
  const { data }: { data: { taskId: string } } = JSON.parse(await answer.text());
  return data.taskId;
}

const historyKeys = ({ cwd }: Workspace) => {
  const lines = readFileSync(join(cwd, ".state/history.jsonl"), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line).key);
};
const leftovers = ({ cwd }: Workspace) => ["requests", "bodies"].flatMap((name) => readdirSync(join(cwd, ".state", name)));

describe.each([
  ["resume", ["resume"]],
  ["the same command", command],
])("by %s", (how, argv) => {
  const isResume = how === "resume";

  it.each([
    { kind: "unknown", arrived: false },
    { kind: "unknown", arrived: true },
    { kind: "joined", arrived: true },
    { kind: "accepted", arrived: true },
    { kind: "ready", arrived: true },
    ...(isResume ? [{ kind: "handed", arrived: true }] : [{ kind: "draft", arrived: false }]),
  ])("an entry that is $kind, known to HiAPI: $arrived, is finished under its key", async ({ kind, arrived }) => {
    const workspace = await openWorkspace();
    const { key } = await restore(workspace, kind, { arrived });
    const { code, document } = await workspace.run(argv);
    const [image] = isResume ? document.results : [document];
    expect({ code, image }).toMatchObject({ code: 0, image: { ok: true, idempotencyKey: key, [isResume ? "resumed" : "joined"]: true } });
    expect(image.outputs).toMatchObject([{ kind: "file", width: 1024, height: 1024 }]);
    expect(workspace.outputs().map((name) => join(workspace.cwd, "outputs", name))).toEqual([image.outputs[0].path]);
    expect({ creates: workspace.creates(), history: historyKeys(workspace), left: leftovers(workspace) }).toEqual({
      creates: 1,
      history: [key],
      left: [],
    });
  });

  it("an entry that is saved is reported as it is on disk; nothing is sent", async () => {
    const workspace = await openWorkspace();
    const { key, path } = await restore(workspace, "saved");
    const { code, document } = await workspace.run(argv);
    const [image] = isResume ? document.results : [document];
    expect({ code, image }).toMatchObject({ code: 0, image: { ok: true, idempotencyKey: key, outputs: [{ path, width: 16 }] } });
    expect({ files: workspace.outputs().length, creates: workspace.creates(), history: historyKeys(workspace) }).toEqual({
      files: 1,
      creates: 0,
      history: [key],
    });
  });

  it.each(["settled", "ended", "leaving", "leaving-in-history"])(
    "an entry that is %s is archived; nothing is owed for it",
    async (kind) => {
      const workspace = await openWorkspace();
      const { key } = await restore(workspace, kind);
      const { code, document } = await workspace.run(argv);
      expect(code).toBe(0);
      if (isResume) expect(document.results).toEqual([]);
      else expect(document.idempotencyKey).not.toBe(key);
      expect(workspace.creates()).toBe(isResume ? 0 : 1);
      const { cwd, env } = workspace;
      await runProgram(["tasks"], { cwd, env });
      expect(new Set(historyKeys(workspace))).toContain(key);
      expect((await runProgram(["tasks", key], { cwd, env })).document).toMatchObject({ ok: true, task: { idempotencyKey: key } });
      expect(leftovers(workspace)).toEqual([]);
    },
  );
});

it.each(["history", "settled", "leaving"])("an image of the %s is done for a batch", async (kind) => {
  const workspace = await openWorkspace();
  const { key } = await restore(workspace, kind);
  const lines = ['{"prompt":"a lighthouse","aspect_ratio":"1:1"}'];
  if (kind === "history") lines.push('{"prompt":"a fox","aspect_ratio":"1:1"}', '{"prompt":"an owl","aspect_ratio":"1:1","n":2}');
  writeFileSync(join(workspace.cwd, "lines.jsonl"), lines.join("\n"));
  const { code, stdout } = await workspace.run(["batch", "lines.jsonl"]);
  const results = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect({ code, creates: workspace.creates(), summary: results.pop() }).toMatchObject({
    code: 0,
    creates: 0,
    summary: { summary: { saved: 0, skipped: kind === "history" ? 4 : 1, failed: 0 } },
  });
  expect(results.find(({ line }) => line === 1)).toMatchObject({ ok: true, skipped: true, idempotencyKey: key });
});
