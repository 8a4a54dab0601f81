import type { Start } from "./process.ts";

const stdoutClosed = 141;

/**
 * Runs the program on an argv and leaves its exit code in `process.exitCode`: 141 when the reader of stdout went away. Prints the
 * version and what completes a line without loading the rest.
 */
export async function start({ argv, version, script }: Start): Promise<void> {
  let isClosed = false;
  process.stdout.on("error", () => {
    isClosed = true;
    process.exitCode = stdoutClosed;
  });
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (argv[0] === "__complete") {
    const { completionText } = await import("../completion/complete.ts");
    process.stdout.write(completionText(argv.slice(1)));
    return;
  }
  // A stderr that went away is no reason to fail.
  process.stderr.on("error", () => undefined);
  const { runProcess } = await import("./process.ts");
  const exitCode = await runProcess({ argv, version, script });
  if (!isClosed) process.exitCode = exitCode;
}

/** The reader of options for programs that import the main script, as the original skill's script exported it. */
export async function loadParseArgs() {
  return (await import("../library/parse-args.ts")).parseArgs;
}
