import type { Parsed } from "../args/parse.ts";
import { readArguments } from "../args/parse.ts";
import { readSettings } from "../config.ts";
import { type HiapiError, toHiapiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";
import { createReporter, errorFields } from "../terminal/index.ts";

/**
 * Runs the program: reads an argv, does what it says, prints one JSON document, and answers the exit code.
 * Never throws; nothing it opened is left open.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const parsed = readArguments(argv);
  const reporter = await reporterFor(parsed, io);
  try {
    return await run(parsed, { argv, io, reporter });
  } catch (error) {
    return fail(error, reporter, parsed.options.debug === true);
  }
}

function reporterFor(parsed: Parsed, io: Io): Promise<Reporter> {
  return createReporter({
    stdout: io.stdout,
    stderr: io.stderr,
    quiet: parsed.options.quiet === true,
    // A line for each result: whoever reads them one by one reads a failure so, too.
    isCompact: parsed.command === "batch",
    color: parsed.options.color !== false && !io.env.NO_COLOR && io.env.TERM !== "dumb",
    plain: io.env.TERM === "dumb",
    secrets: [(io.env.HIAPI_API_KEY ?? "").trim()],
  });
}

interface Run {
  argv: readonly string[];
  io: Io;
  reporter: Reporter;
}

async function run(parsed: Parsed, context: Run): Promise<number> {
  const { command, options, words, problems } = parsed;
  const { io, reporter } = context;
  if (options.version) return text(reporter, io.version);
  if (options.help) return text(reporter, await help(parsed, context));
  if (command === "generate") return (await import("../commands/generate.ts")).runGenerate(parsed, context);
  if (command === "batch") return (await import("../commands/batch.ts")).runBatch(words, options, problems, context);
  if (problems.length > 0) throw usageError(problems, `hiapi-img ${command} --help lists what it takes`);
  if (command === "resume") return (await import("../commands/resume.ts")).runResume(words, options, context);
  if (command === "tasks") return (await import("../commands/tasks.ts")).runTasks(words, options, context);
  if (command === "models") return runModels(words[0], options.json === true, reporter);
  if (command === "check") return runCheck(options, context);
  if (command === "install") return (await import("../commands/install.ts")).runInstall(options, context);
  if (command === "completion") return text(reporter, await (await import("../commands/completion.ts")).completionScript(words[0]));
  if (command === "gallery") return (await import("../commands/gallery.ts")).runGallery(words[0], context);
  await (await import("../commands/sandbox.ts")).runSandbox(options, { io, reporter });
  return 0;
}

/** The page of a command that was named, else the overview; as wide as the window, where there is one. */
async function help({ command }: Parsed, { argv, io }: Run): Promise<string> {
  const { helpText } = await import("../args/help.ts");
  const topic = command === "generate" && argv[0] !== command ? "overview" : command;
  return helpText(topic, (io.stdout.isTTY && io.stdout.columns) || undefined);
}

async function text(reporter: Reporter, words: string): Promise<number> {
  await reporter.text(words);
  return 0;
}

async function runModels(id: string | undefined, json: boolean, reporter: Reporter): Promise<number> {
  const { listModels, modelsDocument, modelsTable } = await import("../commands/models.ts");
  const rows = listModels(id);
  if (reporter.isTerminal && !json) await reporter.text(modelsTable(rows));
  else await reporter.document(modelsDocument(rows));
  return 0;
}

async function runCheck(options: Record<string, unknown>, { io, reporter }: Run): Promise<number> {
  const { checkConfiguration } = await import("../commands/check.ts");
  const settings = readSettings(io.env);
  const outputDir = typeof options.outputDir === "string" ? options.outputDir : "outputs";
  const { error, ...facts } = await checkConfiguration({ settings, io, live: options.live === true, outputDir });
  for (const warning of settings.warnings) reporter.warn(warning);
  if (error) explain(error, reporter);
  await reporter.document(error ? { ...facts, error: errorFields(error) } : facts);
  return error ? error.exitCode : 0;
}

async function fail(thrown: unknown, reporter: Reporter, debug: boolean): Promise<number> {
  const error = toHiapiError(thrown);
  const document = { ok: false, error: errorFields(error), ...error.facts.beside };
  // Where both meet on one screen, the words come last: a long document would push them off it.
  if (reporter.isTerminal) await reporter.document(document);
  explain(error, reporter);
  if (debug && thrown instanceof Error) reporter.info(String(thrown.stack));
  if (!reporter.isTerminal) await reporter.document(document);
  return error.exitCode;
}

/** A failure in words: what, each problem on a line of its own, the next step, the line that resumes. */
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
