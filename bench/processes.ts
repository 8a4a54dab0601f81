import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Runs programs as child processes, as users start them, and measures what they cost. */

/** The built command. */
export const script = fileURLToPath(new URL("../scripts/hiapi-gpt-image-2.mjs", import.meta.url));

const atExit = fileURLToPath(new URL("at-exit.cjs", import.meta.url));

export interface RunOptions {
  /** The Node to run it with: the path of its program. */
  node: string;
  cwd: string;
  env?: Record<string, string>;
  /** Ends a process that takes longer, in milliseconds; the run then has failed. */
  timeoutMs?: number;
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  wallMs: number;
}

export interface Costed extends Ran {
  /** User and system time together. */
  cpuMs: number;
  /** The most memory that was resident at once. */
  peakBytes: number;
}

/** Runs a program of Node to its end, whatever its exit code. */
export async function run(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { report: _, ...ran } = await runReporting(args, options);
  return ran;
}

/** The same, with what it cost. Throws when it fails: the cost of a failure says nothing. */
export async function cost(args: readonly string[], options: RunOptions): Promise<Costed> {
  const { report, ...ran } = await runReporting(["--require", atExit, ...args], options);
  if (ran.code !== 0 || report === "")
    throw new Error(`${args.join(" ")} ended with ${ran.code}: ${ran.stderr.slice(-500)}${ran.stdout.slice(0, 500)}`);
  return { ...ran, ...JSON.parse(report) };
}

function runReporting(
  args: readonly string[],
  { node, cwd, env = {}, timeoutMs = 120_000 }: RunOptions,
): Promise<Ran & { report: string }> {
  const begun = performance.now();
  const child = spawn(node, args, { cwd, env: { ...isolatedEnv(cwd), ...env }, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const tooLong = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  const [stdout, stderr, report] = [child.stdout, child.stderr, child.stdio[3]].map(textOf);
  return new Promise((resolve, reject) => {
    let wallMs = 0;
    child.on("error", reject);
    child.on("exit", () => {
      wallMs = performance.now() - begun;
    });
    child.on("close", (code) => {
      clearTimeout(tooLong);
      resolve({ code, stdout: stdout?.() ?? "", stderr: stderr?.() ?? "", report: report?.() ?? "", wallMs });
    });
  });
}

/** The environment of a program: nothing of the user's own settings. */
function isolatedEnv(cwd: string): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: cwd, HIAPI_STATE_DIR: join(cwd, ".state"), HIAPI_SKIP_UPDATE_CHECK: "1" };
}

function textOf(stream: unknown): () => string {
  const chunks: Uint8Array[] = [];
  if (stream instanceof Readable) stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

export interface Server {
  url: string;
  close(): Promise<void>;
}

/** Starts a server that prints a JSON document with its `url`, and nothing after it. */
export async function serve(args: readonly string[], { node, cwd }: RunOptions): Promise<Server> {
  const child = spawn(node, args, { cwd, env: isolatedEnv(cwd), stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`${args.join(" ")} ended with ${code}`)));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /"url":\s*"([^"]+)"/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  return {
    url,
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Does something in a temporary folder. */
export async function inFolder<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "hiapi-img-bench-"));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
