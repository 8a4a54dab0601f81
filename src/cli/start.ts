import { keepCompiled } from "./compile-cache.ts";
import { openOutput } from "./stdio.ts";

/** From the door into the program, by the shortest way to what was asked for: most of a start is loading what it does not need. */

const stdoutClosed = 141;

interface Start {
  argv: readonly string[];
  version: string;
  /** The path of the main script. */
  script: string;
}

/** Runs the program on an argv and leaves its exit code in `process.exitCode`. */
export async function start({ argv, version, script }: Start): Promise<void> {
  let closed = false;
  const stdout = openOutput(
    1,
    () => process.stdout,
    () => {
      closed = true;
    },
  );
  const isNarrow = stdout.isTTY === true && (stdout.columns ?? 80) < 80;
  const text = isNarrow ? undefined : await textFor(argv, version);
  if (text !== undefined) {
    stdout.write(text);
  } else {
    // Words for people are worth no failure: a stderr that went away is let go.
    const stderr = openOutput(
      2,
      () => process.stderr,
      () => undefined,
    );
    keepCompiled({ env: process.env, platform: process.platform, user: process.getuid?.() });
    const { runProcess } = await import("./process.ts");
    process.exitCode = await runProcess({ argv, version, script, stdout, stderr });
  }
  if (closed) process.exitCode = stdoutClosed;
}

/** The answer that is known without reading options: the version, or the help of a command. */
async function textFor(argv: readonly string[], version: string): Promise<string | undefined> {
  const [first = "", second] = argv;
  if (argv.length > 2) return undefined;
  if (argv.length === 1 && (first === "--version" || first === "-V")) return `${version}\n`;
  const command = second === undefined ? "overview" : first;
  if (!["--help", "-h"].includes(second ?? first)) return undefined;
  const { helpTexts } = await import("../args/help-texts.ts");
  return Object.entries(helpTexts).find(([name]) => name === command)?.[1];
}
