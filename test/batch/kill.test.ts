import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { temporaryFolder } from "../support/program.ts";
import { runScript } from "../support/standin-spawn.ts";

/** The built script, killed in the middle of a batch and run again: one bill a line, every image there. */

const lines = [
  ...Array.from({ length: 20 }, (_, index) => ({ prompt: `cat ${index}` })),
  { prompt: "the same", count: 4 },
  { prompt: "the same" },
];

async function place() {
  const sandbox = await startSandbox({ imageMs: 300, samePicture: true });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "in.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sk-killed-4f1c9b7e2d8a" };
  const bill = () => new Set(sandbox.requests().flatMap(({ call, taskId }) => (call === "create" && taskId ? [taskId] : []))).size;
  const pictures = () => readdirSync(join(cwd, "outputs")).filter((name) => name.endsWith(".png")).length;
  return { sandbox, cwd, env, bill, pictures };
}

const argv = ["batch", "in.jsonl", "--concurrency", "6", "--poll-interval", "1"];

it.each([1, 4, 9, 15])("kill -9 once %i tasks are known", async (count) => {
  const { cwd, env, bill, pictures } = await place();
  const onStderr = (soFar: string, act: { kill(signal: NodeJS.Signals): void }) => {
    if (soFar.split(": task ").length > count) act.kill("SIGKILL");
  };
  const first = await runScript(argv, { cwd, env, onStderr });
  expect(first.signal).toBe("SIGKILL");
  const again = await runScript(argv, { cwd, env });
  expect(again.code).toBe(0);
  expect({ bill: bill(), pictures: pictures() }).toEqual({ bill: 25, pictures: 25 });
  const third = await runScript(argv, { cwd, env });
  expect(JSON.parse(third.stdout.trim().split("\n").at(-1) ?? "").summary).toMatchObject({ saved: 0, skipped: 25 });
  expect(bill()).toBe(25);
});

it.each(["after:settled-append", "after:leaving-rename", "before:history-append", "after:history-append"])(
  "kill -9 %s: what was printed is done, though not yet archived",
  async (at) => {
    const { cwd, env, bill } = await place();
    const preload = pathToFileURL(join(import.meta.dirname, "../kill/preload.mjs")).href;
    const few = lines.slice(0, 3).map((line) => JSON.stringify(line));
    writeFileSync(join(cwd, "in.jsonl"), few.join("\n"));
    const first = await runScript(argv, { cwd, env: { ...env, NODE_OPTIONS: `--import ${preload}`, HIAPI_KILL_AT: at } });
    expect(first.signal).toBe("SIGKILL");
    const again = await runScript(argv, { cwd, env });
    expect({ code: again.code, bill: bill() }).toEqual({ code: 0, bill: 3 });
  },
);

it("Ctrl-C says how far it came, and the same command goes on", async () => {
  const { cwd, env, bill, pictures } = await place();
  let isInterrupted = false;
  const onStderr = (soFar: string, act: { kill(signal: NodeJS.Signals): void }) => {
    if (isInterrupted || soFar.split(": task ").length <= 8) return;
    isInterrupted = true;
    act.kill("SIGINT");
  };
  const first = await runScript(argv, { cwd, env, onStderr });
  const last = JSON.parse(first.stdout.trim().split("\n").at(-1) ?? "");
  expect({ code: first.code, ok: last.ok, stopped: last.stopped }).toEqual({ code: 130, ok: false, stopped: "interrupted" });
  expect(last.summary.notStarted).toBeGreaterThan(0);
  const again = await runScript(argv, { cwd, env });
  expect({ code: again.code, bill: bill(), pictures: pictures() }).toEqual({ code: 0, bill: 25, pictures: 25 });
});
