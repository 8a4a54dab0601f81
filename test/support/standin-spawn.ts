import { spawn } from "node:child_process";
import { join } from "node:path";

/** The built script as a process of its own, as an agent starts it. */

const script = join(import.meta.dirname, "../../scripts/hiapi-gpt-image-2.mjs");

export interface SpawnOptions {
  cwd: string;
  env: Record<string, string>;
  /** A shell command that sets limits before Node starts. */
  limit?: string;
  /** The number of the user that it runs as; tests that run as root need another, whom modes hold. */
  uid?: number | undefined;
  /** Told of stderr as it comes, with ways to act on the process. */
  onStderr?: ((soFar: string, act: Acts) => void) | undefined;
  /** Keeps stdout unread until the process has been told to go on, or closes it. */
  stdout?: "read" | "close" | "slow" | undefined;
}

export interface Acts {
  kill(signal: NodeJS.Signals): void;
}

export interface Exited {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Milliseconds from the last signal that was sent, or else from the start, to the end. */
  elapsedMs: number;
  /** The one JSON document on stdout; undefined when stdout is anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read documents of every shape
  document: any;
}

export function runScript(argv: readonly string[], { cwd, env, limit, uid, onStderr, stdout = "read" }: SpawnOptions): Promise<Exited> {
  const words = [script, ...argv];
  const [command, given]: [string, string[]] = limit
    ? ["bash", ["-c", `${limit} && exec "$0" "$@"`, process.execPath, ...words]]
    : [process.execPath, words];
  const child = spawn(command, given, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, HIAPI_STATE_DIR: join(cwd, ".state"), HIAPI_SKIP_UPDATE_CHECK: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let begun = performance.now();
  const act: Acts = {
    kill: (signal) => {
      begun = performance.now();
      child.kill(signal);
    },
  };
  const kept = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk) => {
    kept.stderr += chunk;
    onStderr?.(kept.stderr, act);
  });
  if (stdout === "close") child.stdout.destroy();
  else child.stdout.on("data", (chunk) => (kept.stdout += chunk));
  if (stdout === "slow") sip(child.stdout);
  // A process that does not end is a finding, not a reason to wait for ever: it ends here, without an exit code.
  const tooLong = setTimeout(() => child.kill("SIGKILL"), 20_000);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(tooLong);
      const elapsedMs = performance.now() - begun;
      resolve({ code, signal, ...kept, elapsedMs, document: parsed(kept.stdout) });
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a little, rests, reads on: a pipe that is full most of the time. */
function sip(stream: NodeJS.ReadableStream) {
  stream.on("data", () => {
    stream.pause();
    setTimeout(() => stream.resume(), 20);
  });
}
