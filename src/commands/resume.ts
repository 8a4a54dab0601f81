import pLimit from "p-limit";
import type { Input } from "../args/index.ts";
import { readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import { namePrefix, outputPlace, placeProblems } from "../images/index.ts";
import type { Entry } from "../journal/index.ts";
import type { CommandContext, ResumeOptions, RunOutcome } from "../pipeline/index.ts";
import { checkId, documentOfRuns, foreignReason, logFiles, printRun, resumeRequest, showImages, withContext } from "../pipeline/index.ts";
import type { Reporter } from "../terminal/index.ts";
import { noSpinner } from "../terminal/index.ts";
import type { Context } from "./command.ts";

/** How many requests are resumed at the same time. */
const concurrency = 4;

interface Resuming {
  options: ResumeOptions;
  context: CommandContext;
  cwd: string;
  /** The unfinished requests of the journal. */
  unfinished: readonly Entry[];
}

/** `resume`: the ids that were given, or all that was begun here and is not finished. */
export async function run({ options: given, positionals }: Input<"resume">, { io, reporter }: Context): Promise<number> {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  const place = await outputPlace(given.outputDir, io);
  const problems = await placeProblems(given, place, { isSaved: given.outputDir !== undefined && given.save !== false });
  if (problems.length > 0) throw usageError(problems);
  const options = { ...given, ...(given.outputDir === undefined ? {} : { place }) };
  const ids = positionals.map((id) => id.trim());
  for (const id of ids) checkId(id);
  if (options.name !== undefined) for (const notice of namePrefix(options.name).notices) reporter.warn(notice);
  for (const warning of settings.warnings) reporter.warn(warning);
  const invocation = { io, reporter, settings, debug: options.debug };
  const resume = async (context: CommandContext) => {
    // A part file of a killed run may belong to a picture that another run has completed since.
    await context.scope.sweep(place.outputDir);
    const resuming = { options, context, cwd: io.cwd, unfinished: await context.journal.unfinished() };
    const [only] = ids;
    const isOne = only !== undefined && ids.length === 1;
    const { exitCode, outputs } = await (isOne ? resumeSingle(only, resuming, reporter) : resumeSeveral(ids, resuming, reporter));
    if (options.preview) await showImages(outputs, { io, reporter });
    return exitCode;
  };
  return withContext(invocation, resume, { mayCreate: false, timeoutMs: options.timeoutMs });
}

async function resumeSingle(id: string, resuming: Resuming, reporter: Reporter) {
  const { document } = await printRun(await resumeOne(id, resuming), reporter);
  return { exitCode: 0, outputs: document.outputs };
}

async function resumeSeveral(ids: readonly string[], resuming: Resuming, reporter: Reporter) {
  const { options, context, cwd, unfinished } = resuming;
  const inReach = unfinished.filter(({ begun }) => options.all === true || begun.cwd === cwd);
  const foreign = ids.length > 0 ? [] : inReach.filter(({ begun }) => foreignReason(begun, context.session) !== undefined);
  const damaged = [...context.journal.damaged.values()].flatMap(({ taskId }) => taskId ?? []);
  const wanted = ids.length > 0 ? ids : [...inReach.filter((entry) => !foreign.includes(entry)).map(({ begun }) => begun.key), ...damaged];
  const inTurn = pLimit(concurrency);
  const quiet = { ...resuming, context: { ...context, log: { ...context.log, spinner: noSpinner } } };
  const outcomes = await Promise.all([...new Set(wanted)].map((id) => inTurn(() => resumeOne(id, quiet))));
  const documents = outcomes.flatMap((outcome) => (outcome.type === "done" ? [outcome.document] : []));
  for (const outcome of outcomes) report(outcome, reporter);
  const { document, exitCode } = documentOfRuns(outcomes);
  const left = foreign.map(({ begun, taskId }) => ({ idempotencyKey: begun.key, taskId, reason: foreignReason(begun, context.session) }));
  for (const { idempotencyKey, reason } of left) reporter.warn(`left alone: ${idempotencyKey}, begun ${reason}`);
  const isWritten = await reporter.document({ ...document, left: left.length > 0 ? left : undefined });
  if (isWritten) for (const outcome of outcomes) if (outcome.type === "done") await outcome.complete();
  return { exitCode, outputs: documents.flatMap(({ outputs }) => outputs) };
}

function report(outcome: RunOutcome, reporter: Reporter): void {
  if (outcome.type === "done") logFiles(outcome.document, reporter);
  if (outcome.type !== "failed") return;
  const { facts, message } = outcome.error;
  reporter.error(`${facts.taskId ?? facts.idempotencyKey ?? ""}: ${message}`);
}

function resumeOne(id: string, { options, context, cwd, unfinished }: Resuming): Promise<RunOutcome> {
  const entry = unfinished.find(({ begun, taskId }) => begun.key === id || taskId === id);
  return resumeRequest(id, { entry, options, cwd }, context);
}
