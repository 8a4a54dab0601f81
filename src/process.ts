import { constants, homedir } from "node:os";
import { HiapiError } from "./errors.ts";
import { main } from "./main.ts";
import type { Io } from "./session.ts";
import { doorOf } from "./shell.ts";

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
    door: doorOf({ script, called: process.argv[1] ?? script, platform: process.platform, npmCommand: process.env.npm_command }),
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
