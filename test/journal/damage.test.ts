import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accountMark } from "../../src/journal/fingerprint.ts";
import { asked, fileOf } from "../kill/new-record.ts";
import type { Workspace } from "../kill/workspace.ts";
import { canary, openWorkspace } from "../kill/workspace.ts";
import { runProgram } from "../support/program.ts";

/** A record that was damaged after its create arrived: whatever is left of it, the request is not paid for twice. */

const body = JSON.stringify({ model: "gpt-image-2", input: { prompt: "a lighthouse", aspect_ratio: "1:1", resolution: "1K" } });
const sameCommand = ["a lighthouse", "--aspect-ratio", "1:1", "--no-wait"];

interface Files {
  path: string;
  claim: string;
}

/** A request that HiAPI has accepted; whether the journal knows it is told. */
async function beginTask({ sandbox, cwd, journal }: Workspace, isAccepted: boolean): Promise<Files> {
  const opened = await journal();
  const place = { origin: sandbox.url, account: accountMark(canary), cwd, outputDir: join(cwd, "outputs") };
  const { entry } = await opened.begin(asked({ key: "the-first", body, request: JSON.parse(body), ...place }), { isNew: false });
  const headers = { authorization: `Bearer ${canary}`, "content-type": "application/json", "idempotency-key": "the-first" };
  const answer = await fetch(`${sandbox.url}/v1/tasks`, { method: "POST", headers, body });
  const { taskId } = JSON.parse(await answer.text()).data;
  if (isAccepted) await opened.record(entry, { type: "accepted", at: Date.now(), taskId });
  return { path: fileOf(opened, entry), claim: join(opened.folder, "requests", entry.begun.claim) };
}

function namesIn({ cwd }: Workspace, folder: string, suffix: string): string[] {
  const names = readdirSync(join(cwd, ".state", folder));
  return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, name.length - suffix.length));
}

type Damage = (files: Files) => void;

/** In place, so that the claim, which is the same file, is damaged too. */
function rewritten(change: (bytes: Buffer) => Buffer | string): Damage {
  return ({ path }) => writeFileSync(path, change(readFileSync(path)));
}

function replaced(make: (path: string) => void, which: keyof Files = "path"): Damage {
  return (files) => {
    rmSync(files[which]);
    make(files[which]);
  };
}

function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
}

const linesOf = (bytes: Buffer) => String(bytes).split("\n");
const damages: [string, Damage][] = [
  ...Array.from({ length: 10 }, (_, tenth): [string, Damage] => [
    `cut at ${tenth} tenths`,
    rewritten((bytes) => bytes.subarray(0, Math.floor((bytes.length * tenth) / 10))),
  ]),
  ["NUL bytes only", rewritten((bytes) => Buffer.alloc(bytes.length))],
  ["a head of NUL bytes", rewritten((bytes) => Buffer.from(bytes).fill(0, 0, 64))],
  ["a tail of NUL bytes", rewritten((bytes) => Buffer.from(bytes).fill(0, bytes.length - 40))],
  ["a block of NUL bytes behind it", rewritten((bytes) => Buffer.concat([bytes, Buffer.alloc(4096)]))],
  ["binary", rewritten(() => Buffer.from(Array.from({ length: 999 }, (_, index) => (index * 7919) % 256)))],
  ["a byte order mark", rewritten((bytes) => `\uFEFF${bytes}`)],
  ["CRLF", rewritten((bytes) => linesOf(bytes).join("\r\n"))],
  ["lines glued together", rewritten((bytes) => linesOf(bytes).join(""))],
  ["lines twice", rewritten((bytes) => `${bytes}${bytes}`)],
  ["lines in reverse", rewritten((bytes) => linesOf(bytes).reverse().join("\n"))],
  ["without its first line", rewritten((bytes) => linesOf(bytes).slice(1).join("\n"))],
  ["a folder", replaced((path) => mkdirSync(path))],
  ["a pipe", replaced(makePipe)],
  ["a dangling link", replaced((path) => symlinkSync("/nowhere/at/all", path))],
  ["a link to itself", replaced((path) => symlinkSync(path, path))],
  ["gone, its claim kept", ({ path }) => rmSync(path)],
  ["its claim lost", ({ claim }) => rmSync(claim)],
  ["its claim a folder", replaced((path) => mkdirSync(path), "claim")],
  ["its claim a pipe", replaced(makePipe, "claim")],
  ["its claim a link", replaced((path) => symlinkSync("/nowhere/at/all", path), "claim")],
  ["its claim empty", replaced((path) => writeFileSync(path, ""), "claim")],
  ["its claim binary", replaced((path) => writeFileSync(path, Buffer.from([0, 255, 1])), "claim")],
];

describe.each([
  ["accepted as far as the journal knows", true],
  ["in doubt", false],
])("%s", (_, isAccepted) => {
  it.each(damages)("%s: no second create, and every command ends as it is documented", async (_, damage) => {
    const workspace = await openWorkspace();
    const { cwd, env } = workspace;
    const files = await beginTask(workspace, isAccepted);
    damage(files);
    const run = (argv: readonly string[]) => runProgram(argv, { cwd, env });

    const tasks = await run(["tasks"]);
    expect(tasks).toMatchObject({ code: 0, document: { ok: true } });
    const isListed = tasks.document.tasks.length === 1;
    expect(tasks.stderr.split(files.path).length > 1).toBe(!isListed);
    const resumed = await run(["resume", "--no-create"]);
    expect([0, 7]).toContain(resumed.code);
    const isSaved = resumed.document.summary.saved === 1;
    expect(workspace.creates()).toBe(1);

    const again = await run(sameCommand);
    const isRefused = again.code === 7;
    if (isRefused) {
      expect(again.document.error).toMatchObject({ kind: "unknown_outcome", message: expect.stringContaining(files.path) });
      expect((await run([...sameCommand, "--new"])).code).toBe(7);
      expect((await run(["another prompt", "--no-wait"])).code).toBe(0);
    } else expect(again).toMatchObject({ code: 0, document: isSaved ? { ok: true } : { joined: true } });
    expect(workspace.creates()).toBe(isSaved || isRefused ? 2 : 1);
    expect(isRefused && isListed).toBe(false);

    await run(["tasks"]);
    const [entries, claims] = [".jsonl", ".claim"].map((suffix) => namesIn(workspace, "requests", suffix));
    expect(entries).toEqual(expect.arrayContaining(namesIn(workspace, "bodies", ".json")));
    expect(namesIn(workspace, "requests", "")).toHaveLength((entries?.length ?? 0) + (claims?.length ?? 0));
    expect(claims?.length).toBeLessThanOrEqual(entries?.length ?? 0);
  });
});

it("a body that is damaged is not sent", async () => {
  const workspace = await openWorkspace();
  await beginTask(workspace, false);
  const bodies = join(workspace.cwd, ".state/bodies");
  for (const name of readdirSync(bodies)) writeFileSync(join(bodies, name), body.replace("lighthouse", "light\0\0\0\0\0"));
  const { code } = await workspace.run(["resume"]);
  expect({ code, creates: workspace.creates() }).toEqual({ code: 0, creates: 1 });
});

it("a damaged record is gone once its image is saved by the task id", async () => {
  const workspace = await openWorkspace();
  const { path } = await beginTask(workspace, true);
  writeFileSync(path, linesOf(readFileSync(path)).slice(1).join("\n"));
  const refused = await workspace.run([...sameCommand, "--new"]);
  const { taskId, resume } = refused.document.error;
  expect(refused).toMatchObject({ code: 7, document: { error: { resume: `hiapi-img resume ${taskId}` } } });
  expect(resume).toContain(taskId);
  expect(await workspace.run(["resume", taskId])).toMatchObject({ code: 0, document: { ok: true, taskId } });
  await runProgram(["tasks"], workspace);
  expect(["requests", "bodies"].flatMap((name) => readdirSync(join(workspace.cwd, ".state", name)))).toEqual([]);
});

describe.each<[string, (path: string) => void]>([
  ["a folder", (path) => mkdirSync(path)],
  ["a pipe", makePipe],
  ["a link", (path) => symlinkSync("/dev/zero", path)],
])("a history that is %s", (_, make) => {
  it("is named in a warning and holds up nothing but a batch, which cannot know what was made", async () => {
    const workspace = await openWorkspace();
    const { cwd, env } = workspace;
    const path = join(cwd, ".state/history.jsonl");
    mkdirSync(join(cwd, ".state"), { mode: 0o700 });
    make(path);
    writeFileSync(join(cwd, "in.jsonl"), '{"prompt":"a cat"}\n');
    const begun = await runProgram(["a fox", "--no-wait"], { cwd, env });
    expect(begun.code).toBe(0);
    for (const argv of [["resume", begun.document.taskId], ["resume"], ["tasks"], ["tasks", "tk-unknown"], ["gallery", cwd]]) {
      const { code, stderr } = await runProgram(argv, { cwd, env });
      expect([argv, code]).toEqual([argv, argv[1] === "tk-unknown" ? 2 : 0]);
      if (argv[0] === "tasks") expect(stderr).toContain(path);
    }
    const { code, document } = await runProgram(["batch", "in.jsonl"], { cwd, env });
    expect(document.error).toMatchObject({ kind: "output", message: expect.stringContaining("history.jsonl") });
    expect({ code, creates: workspace.creates() }).toEqual({ code: 6, creates: 1 });
  });
});
