import { constants, homedir } from "node:os";
import { isAbsolute } from "node:path";
import { invocationOf } from "../args/index.ts";
import { HiapiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { main } from "./main.ts";

/** The edge between `process` and the program: signals, and how it was called. */

const lingerMs = 300;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof signals)[number];

export interface Start extends Pick<Io, "version" | "script"> {
  argv: readonly string[];
}

/** Runs the program on what `process` knows; answers its exit code. */
export async function runProcess({ argv, version, script }: Start): Promise<number> {
  const interrupt = new AbortController();
  // A umask that takes rights from the owner would make files that we cannot open again.
  if ((process.umask() & 0o700) !== 0) process.umask(0o022);
  let received: Signal = "SIGTERM";
  for (const name of signals) {
    process.on(name, () => {
      received = name;
      onSignal(name, interrupt);
    });
  }
  const io: Io = {
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
    platform: process.platform,
    // Opened only when it is read.
    stdin: { [Symbol.asyncIterator]: () => untilAborted(process.stdin, interrupt.signal) },
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
    script,
    get home() {
      return homeFolder();
    },
    uid: process.getuid?.(),
    invocation: invocationOf({
      script,
      called: process.argv[1] ?? script,
      platform: process.platform,
      npmCommand: process.env.npm_command,
    }),
    version,
    nodeVersion: process.versions.node,
  };
  const exitCode = await main(argv, io);
  // All is written and closed by now. A connection that a proxy holds on to must not hold the process as well.
  setTimeout(() => leave(received), lingerMs).unref();
  return exitCode;
}

/** Where the program was called. Throws `usage` where that folder is gone. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new HiapiError("usage", "the working directory is gone: nothing can be saved from here", {
      hint: "change to a folder that exists and run the same command again",
    });
  }
}

/** The user's home folder. Throws `usage` where there is none: no HOME (or not an absolute one), and no entry of this user in the system's list. */
function homeFolder(): string {
  let found = "";
  try {
    found = homedir();
  } catch {
    // Said below.
  }
  if (isAbsolute(found)) return found;
  throw new HiapiError("usage", "no home folder is known: HOME is not set to an absolute path", {
    hint: "set HOME, or name folders by their whole path (HIAPI_STATE_DIR for the journal), and run the same command again",
  });
}

/** What a stream gives until a signal aborts: one that waits for its next bytes must not hold up Ctrl-C. */
async function* untilAborted<Chunk>(stream: AsyncIterable<Chunk>, signal: AbortSignal): AsyncGenerator<Chunk> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([chunks.next(), aborted]);
    if (next.done) return;
    yield next.value;
  }
}

/** The first signal stops the work, which then says how to resume; the second does not wait. */
function onSignal(name: Signal, interrupt: AbortController): void {
  const exitCode = 128 + constants.signals[name];
  if (interrupt.signal.aborted) leave(name, exitCode);
  interrupt.abort(new HiapiError("interrupted", `interrupted by ${name}`, { exitCode }));
}

/** Ends the process. `process.exit` waits for all file calls; where one of a failed command is left, which may never return, a signal ends it. */
function leave(name: Signal, exitCode = process.exitCode): void {
  const isFileCallLeft = process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));
  if (exitCode !== 0 && isFileCallLeft) {
    process.removeAllListeners(name);
    process.kill(process.pid, name);
  } else process.exit(exitCode);
}
