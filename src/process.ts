import { constants, homedir } from "node:os";
import { basename, sep } from "node:path";
import { HiapiError } from "./errors.ts";
import { main } from "./main.ts";
import type { Io } from "./session.ts";
import { quoteWord } from "./shell.ts";

/** The edge between `process` and the program: signals, a closed stdout, the exit code. */

const stdoutClosed = 141;
const lingerMs = 300;

export async function runProcess({ argv, version, script }: { argv: readonly string[]; version: string; script: string }): Promise<void> {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => onSignal(name, interrupt));
  let closed = false;
  process.stdout.on("error", () => {
    closed = true;
  });
  // Words for people are worth no failure: a stderr that went away is let go.
  process.stderr.on("error", () => undefined);
  const io: Io = {
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
    script,
    get home() {
      return homedir();
    },
    door: doorOf(script),
    version,
    nodeVersion: process.versions.node,
  };
  const exitCode = await main(argv, io);
  process.exitCode = closed ? stdoutClosed : exitCode;
  // All is written and closed by now. A connection that a proxy holds on to must not hold the process as well.
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** The first signal stops the work, which then says how to resume; the second does not wait. */
function onSignal(name: "SIGINT" | "SIGTERM" | "SIGHUP", interrupt: AbortController): void {
  const exitCode = 128 + constants.signals[name];
  if (interrupt.signal.aborted) process.exit(exitCode);
  interrupt.abort(new HiapiError("interrupted", `interrupted by ${name}`, { exitCode }));
}

/** How to call this program again: through npx or the installed command when it was called so, else by its file. */
function doorOf(script: string): string {
  const called = process.argv[1] ?? script;
  if (script.includes(`${sep}node_modules${sep}`))
    return process.env.npm_command === "exec" ? "npx hiapi-img" : quoteWord(called, process.platform);
  if (basename(called).startsWith("hiapi-") && !called.endsWith(".mjs") && !called.endsWith(".ts"))
    return quoteWord(called, process.platform);
  return `node ${quoteAlways(script)}`;
}

/** Paths are quoted even where they need not be, so that a line looks the same on every machine. */
function quoteAlways(path: string): string {
  return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
