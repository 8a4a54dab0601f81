import { resolve } from "node:path";
import pLimit from "p-limit";
import { commandLine } from "../args/command-line.ts";
import { readSettings } from "../config.ts";
import { HiapiError, usageError } from "../errors.ts";
import { nameProblem, stemOf } from "../images/file-names.ts";
import { sweepParts } from "../images/save.ts";
import type { Io } from "../io.ts";
import type { Entry } from "../journal/entry.ts";
import { readHistory, recentBytes } from "../journal/history.ts";
import { openLedger } from "../journal/open.ts";
import type { ResumeContext, ResumeOptions } from "../pipeline/resume.ts";
import { checkTaskId, refuseStranger, resumeEntry, resumeTask, strangeness } from "../pipeline/resume.ts";
import type { ImageDocument } from "../pipeline/run.ts";
import { sayFiles } from "../pipeline/run.ts";
import { openSession } from "../pipeline/session.ts";
import { settleEntry } from "../pipeline/submit.ts";
import { createPace } from "../task/duration-history.ts";
import { severalDocument } from "../terminal/error-document.ts";
import type { Presenter } from "../terminal/reporter.ts";
import { noSpinner } from "../terminal/reporter.ts";

/** How many requests `resume` brings home at the same time. */
const concurrency = 4;

interface Resuming {
  options: ResumeOptions;
  context: ResumeContext;
  /** The unfinished requests of the journal. */
  unfinished: readonly Entry[];
}

/** How the command ends, and the images it brought home. */
interface Ended {
  exitCode: number;
  outputs: ImageDocument["outputs"];
}

/** What came of one id, and the entry to settle once that was printed. */
interface Resumed {
  result: ImageDocument | HiapiError;
  entry: Entry | undefined;
}

/** `resume` from the command line: the ids that were given, or all that was begun here and is not finished. Answers the exit code. */
export async function runResume(
  ids: readonly string[],
  options: Record<string, unknown> & ResumeOptions,
  { io, presenter }: { io: Io; presenter: Presenter },
): Promise<number> {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  for (const id of ids) checkTaskId(id);
  if (options.name !== undefined) checkName(options.name, presenter);
  for (const warning of settings.warnings) presenter.warn(warning);
  const debug = options.debug === true ? presenter.say : undefined;
  const session = await openSession({ settings, env: io.env, signal: io.signal, debug });
  try {
    const { journal } = await openLedger(io, presenter.warn);
    const resumeLine = (id: string) => commandLine(io.door, ["resume", id], io.platform);
    const pace = createPace(() => readHistory(journal.folder, recentBytes));
    const context: ResumeContext = { cwd: io.cwd, session, words: presenter, journal, pace, resumeLine };
    // What a killed run left of a picture that another has settled since belongs to no request any more.
    await sweepParts(resolve(io.cwd, options.outputDir ?? "outputs"));
    const resuming = { options, context, unfinished: await journal.unfinished() };
    const [only] = ids;
    const isOne = only !== undefined && ids.length === 1;
    const { exitCode, outputs } = await (isOne ? resumeSingle(only, resuming, presenter) : resumeSeveral(ids, resuming, presenter));
    if (options.preview) await (await import("../pipeline/preview.ts")).showPictures(outputs, { io, presenter });
    return exitCode;
  } finally {
    await session.close();
  }
}

function checkName(name: string, { warn }: Presenter): void {
  const problem = nameProblem(name);
  if (problem) throw usageError([problem]);
  for (const notice of stemOf(name).notices) warn(notice);
}

async function resumeSingle(id: string, resuming: Resuming, presenter: Presenter): Promise<Ended> {
  const { result, entry } = await resumeOne(id, resuming);
  if (result instanceof HiapiError) throw result;
  sayFiles(result, presenter);
  if ((await presenter.document(result)) && entry) await settleEntry(resuming.context.journal, entry);
  return { exitCode: 0, outputs: result.outputs };
}

async function resumeSeveral(ids: readonly string[], resuming: Resuming, presenter: Presenter): Promise<Ended> {
  const { options, context, unfinished } = resuming;
  const { session, journal, cwd } = context;
  const inReach = unfinished.filter(({ begun }) => options.all === true || begun.cwd === cwd);
  const strangers = ids.length > 0 ? [] : inReach.filter(({ begun }) => strangeness(begun, session) !== undefined);
  const wanted = ids.length > 0 ? ids : inReach.filter((entry) => !strangers.includes(entry)).map(({ begun }) => begun.key);
  const inTurn = pLimit(concurrency);
  const quiet = { ...resuming, context: { ...context, words: { ...context.words, waiting: noSpinner } } };
  const resumed = await Promise.all([...new Set(wanted)].map((id) => inTurn(() => resumeOne(id, quiet))));
  const { document, exitCode } = severalDocument(resumed.map(({ result }) => (result instanceof HiapiError ? result : { ...result })));
  for (const { result } of resumed) {
    if (result instanceof HiapiError) presenter.error(`${result.facts.taskId ?? result.facts.idempotencyKey ?? ""}: ${result.message}`);
    else sayFiles(result, presenter);
  }
  const left = strangers.map(({ begun, taskId }) => ({
    idempotencyKey: begun.key,
    ...(taskId ? { taskId } : {}),
    reason: strangeness(begun, session),
  }));
  for (const { idempotencyKey, reason } of left) presenter.warn(`left alone: ${idempotencyKey}, begun ${reason}`);
  const isWritten = await presenter.document({ ...document, ...(left.length > 0 ? { left } : {}) });
  if (isWritten) for (const { entry, result } of resumed) if (entry && !(result instanceof HiapiError)) await settleEntry(journal, entry);
  return { exitCode, outputs: resumed.flatMap(({ result }) => (result instanceof HiapiError ? [] : result.outputs)) };
}

/** One id: a request of the journal by its task id or key, else a task of somewhere else. Failures are results. */
async function resumeOne(id: string, { options, context, unfinished }: Resuming): Promise<Resumed> {
  const entry = unfinished.find(({ begun, taskId }) => begun.key === id || taskId === id);
  try {
    if (entry) refuseStranger(id, entry.begun, context.session);
    return { result: entry ? await resumeEntry(entry, options, context) : await resumeTask(id, options, context), entry };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    return { result: error, entry };
  }
}
