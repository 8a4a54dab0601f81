import type { CommandName } from "../args/index.ts";
import type { Read } from "../args/parse.ts";
import { readArguments } from "../args/parse.ts";
import type { Command, Context } from "../commands/command.ts";
import { keyIn } from "../config.ts";
import type { HiapiError } from "../errors.ts";
import { toHiapiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { inTime } from "../sleep.ts";
import type { Reporter } from "../terminal/index.ts";
import { createReporter, errorFields } from "../terminal/index.ts";

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

/** How long an interrupted command may take to end by itself: longer than any part of it waits for a file call. */
const endMs = 5000;

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
    return await inTime(runCommand(read.command, read, { argv, io, reporter }), io, endMs);
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

/** Prints what was thrown, as a document on stdout and in words on stderr; resolves to the exit code. */
async function printFailure(thrown: unknown, reporter: Reporter, debug: boolean): Promise<number> {
  const error = toHiapiError(thrown);
  const document = { ok: false, error: errorFields(error), ...error.facts.beside };
  // Where both go to one screen, the words come last: a long document would scroll them out of sight.
  if (reporter.isTerminal) await reporter.document(document);
  explain(error, reporter);
  if (debug && thrown instanceof Error) reporter.info(String(thrown.stack));
  if (!reporter.isTerminal) await reporter.document(document);
  return error.exitCode;
}

/** What failed, each problem on a line of its own, the next step, and the line that resumes. */
function explain(error: HiapiError, reporter: Reporter): void {
  const { problems = [], taskId, idempotencyKey, resume, requestId } = error.facts;
  if (problems.length > 1) for (const problem of problems) reporter.error(problem.message);
  else reporter.error(problems[0]?.message ?? error.message);
  if (requestId) reporter.error(`request id ${requestId}`);
  reporter.errorDetail(`next: ${error.hint}`);
  if (taskId) reporter.errorDetail(`task ${taskId}`);
  else if (idempotencyKey) reporter.errorDetail(`idempotency key ${idempotencyKey}`);
  if (resume) reporter.errorDetail(`to resume: ${resume}`);
}
