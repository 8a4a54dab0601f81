import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/program.ts";
import type { Acts } from "../support/standin-spawn.ts";
import { runScript } from "../support/standin-spawn.ts";

/** A disk that does not answer, as a mount whose server is gone: a thread of the process waits in the system for ever. */

/** Preloaded: looking at the state folder opens a pipe that nobody writes to. */
const hang = `const fs = require("fs");
const { lstat } = fs.promises;
fs.promises.lstat = (path, ...more) => {
  if (!String(path).endsWith(".state")) return lstat(path, ...more);
  process.stderr.write("hangs\\n");
  return fs.promises.open(process.env.STUCK);
};
require("module").syncBuiltinESMExports();`;

async function runStuck(argv: readonly string[], onHang: (act: Acts) => void) {
  const cwd = temporaryFolder();
  const preload = join(cwd, "hang.cjs");
  writeFileSync(preload, hang);
  mkdirSync(join(cwd, ".state"));
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  const env = { NODE_OPTIONS: `--require ${preload}`, STUCK: join(cwd, "pipe"), HIAPI_API_KEY: "sk-test-12345678" };
  let hangs = 0;
  const onStderr = (soFar: string, act: Acts) => {
    if (soFar.includes("hangs") && hangs++ === 0) onHang(act);
  };
  return runScript(argv, { cwd, env: { ...env, HIAPI_BASE_URL: "http://127.0.0.1:9" }, onStderr });
}

it.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM"] as const)("the first %s ends the program", async (signal) => {
  const ended = await runStuck(["tasks"], (act) => act.kill(signal));
  expect({ signal: ended.signal, kind: ended.document.error.kind }).toEqual({ signal, kind: "interrupted" });
  expect(ended.elapsedMs).toBeLessThan(5000);
});

it.skipIf(process.platform === "win32")("a time limit ends the program, and nothing was sent", async () => {
  const { signal, document, elapsedMs } = await runStuck(["a fox", "--timeout", "1"], () => undefined);
  expect({ signal, kind: document.error.kind }).toEqual({ signal: "SIGTERM", kind: "output" });
  expect(elapsedMs).toBeLessThan(15_000);
});
