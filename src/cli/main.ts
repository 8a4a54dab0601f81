import type { CommandName } from "../args/index.ts";
import type { Read } from "../args/parse.ts";
import { readArguments } from "../args/parse.ts";
import type { Command, Context } from "../commands/command.ts";
import { keyIn } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";
import { createReporter } from "../terminal/index.ts";
import { printFailure } from "./failure.ts";

const loaders: { [Name in CommandName]: () => Promise<{ run: Command<Name> }> } = {
  generate: () => import("../commands/generate.ts"),
  resume: () => import("../commands/resume.ts"),
  tasks: () => import("../commands/tasks.ts"),
  batch: () => import("../commands/batch.ts"),
  models: () => import("../commands/models.ts"),
  check: () => import("../commands/check.ts"),
  install: () => import("../commands/install.ts"),
  sandbox: () => import("../commands/sandbox.ts"),
  gallery: () => import("../commands/gallery.ts"),
  completion: () => import("../commands/completion.ts"),
};

/** Commands that find more problems themselves, and report all of them together. */
const checksMore: readonly CommandName[] = ["generate", "batch"];

/**
 * Runs the program: reads an argv, does what it says, prints one JSON document, and resolves to the exit code.
 * Never throws; nothing it opened is left open.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const { stdout } = io;
  const read = readArguments(argv, { version: io.version, columns: (stdout.isTTY && stdout.columns) || 80 });
  const { text } = read;
  if (text !== undefined) {
    await new Promise<unknown>((resolve) => stdout.write(text, resolve));
    return 0;
  }
  const reporter = await reporterFor(read, io);
  try {
    return await runCommand(read.command, read, { argv, io, reporter });
  } catch (error) {
    return printFailure(error, reporter, read.options.debug === true);
  }
}

async function runCommand<Name extends CommandName>(command: Name, read: Read, context: Context): Promise<number> {
  const { checkInput } = await import("../args/input.ts");
  const input = checkInput(command, read);
  if (input.problems.length > 0 && !checksMore.includes(command))
    throw usageError(input.problems, `hiapi-img ${command} --help lists what it takes`);
  const { run } = await loaders[command]();
  return run(input, context);
}

function reporterFor({ command, options }: Read, { stdout, stderr, env }: Io): Promise<Reporter> {
  return createReporter({
    stdout,
    stderr,
    quiet: options.quiet === true,
    // A batch prints one line for each result: whoever reads them line by line reads a failure so, too.
    isCompact: command === "batch",
    color: options.color !== false && !env.NO_COLOR && env.TERM !== "dumb",
    plain: env.TERM === "dumb",
    secrets: [keyIn(env)],
  });
}
