import type { Input } from "../args/index.ts";
import { commandLine } from "../args/index.ts";
import { createBudget, planBatch, runPlan, unpricedError } from "../batch/index.ts";
import { keyIn, readSettings } from "../config.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, quote, usageError } from "../errors.ts";
import { readUserInput } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { withContext } from "../pipeline/index.ts";
import { liveModelsOf } from "../pipeline/live-models.ts";
import type { Batch } from "./batch-preview.ts";
import { findDoneBefore, previewBatch, quoteBatch } from "./batch-preview.ts";
import type { Context } from "./command.ts";

const defaultConcurrency = 4;
const accepted = "a file of JSONL or CSV, or - for stdin";
const mostBytes = 256 * 1024 * 1024;

/** `batch`: checks every line, then previews the images or makes them, as many at once as wanted. */
export async function run({ options, positionals: [file], problems }: Input<"batch">, context: Context): Promise<number> {
  const { io, reporter } = context;
  const settings = readSettings(options.sandbox ? {} : io.env);
  const found = [...problems, ...(file === undefined ? [fileProblem()] : []), ...settings.problems];
  if (file === undefined || found.length > 0) throw usageError(found, "hiapi-img batch --help lists what it takes");
  const { sandbox: isSandbox, debug, refresh } = options;
  const liveModels = liveModelsOf({ io, settings, isSandbox, reporter, debug, refresh });
  const plan = await planBatch({
    bytes: await readBatch(file, io),
    defaults: options,
    io,
    secret: keyIn(io.env),
    liveModels,
  });
  for (const notice of [...plan.notices, ...settings.warnings]) reporter.warn(notice);
  const batch = { ...context, options, settings, plan, liveModels };
  return options.dryRun || options.estimate ? previewBatch(batch) : runBatch(batch);
}

async function readBatch(file: string, io: Io): Promise<Uint8Array> {
  const read = await readUserInput(file, io, mostBytes);
  if ("bytes" in read) return read.bytes;
  const message = `the batch ${quote(file)} cannot be read: ${read.refused}; give ${accepted}`;
  throw usageError([{ field: "file", given: file, accepted, message }]);
}

function fileProblem(): Problem {
  return { field: "file", given: null, accepted, message: `batch needs ${accepted}: batch prompts.jsonl` };
}

async function runBatch(batch: Batch): Promise<number> {
  const { options, settings, plan, liveModels, io, reporter } = batch;
  const { concurrency = defaultConcurrency, rate, maxImages, maxUsd, failFast = false, sandbox: isSandbox, debug } = options;
  const quotes = maxUsd === undefined ? undefined : await quoteBatch(batch);
  if (quotes && quotes.unpriced.length > 0) throw unpricedError(quotes.unpriced);
  return withContext({ io, reporter, settings, isSandbox, debug }, async (context) => {
    // A killed run may have printed lines that the history does not have yet: reading the journal adds them.
    await context.journal.unfinished({ isImpatient: true });
    const budget = createBudget({ maxImages, maxUsd });
    const tally = await runPlan({
      plan,
      done: await findDoneBefore(batch, context.journal.folders),
      budget,
      prices: quotes?.prices ?? [],
      limits: { concurrency, createsPerMinute: rate, failFast },
      io,
      liveModels,
      context,
      reporter,
    });
    const { signal } = io;
    if (signal.aborted) tally.stop("interrupted");
    const exitCode = signal.reason instanceof HiapiError ? signal.reason.exitCode : tally.exitCode();
    await reporter.document({
      ok: exitCode === 0,
      summary: tally.summary(),
      ...(quotes ? { spentUsd: budget.spentUsd } : {}),
      ...nextStep(batch, { exitCode, stopped: tally.stopped }),
    });
    return exitCode;
  });
}

/** Tells why a batch stopped and what to run next; the same for the document. */
function nextStep({ options, argv, io, reporter }: Batch, { exitCode, stopped }: { exitCode: number; stopped: string | undefined }) {
  if (exitCode === 0) return {};
  const lines = options.isNew ? ["resume"] : argv;
  // What came from stdin cannot be read again.
  const next = lines.includes("-") ? undefined : commandLine(io.invocation, lines, io.platform);
  const advice = options.isNew
    ? "resume fetches what was begun; with --new the same command makes all lines anew"
    : "run the same command again: only the missing images are made";
  if (stopped) reporter.errorDetail(`stopped: ${stopped}`);
  reporter.errorDetail(`next: ${advice}${next ? `: ${next}` : ""}`);
  return { ...(stopped ? { stopped } : {}), ...(next ? { next } : {}) };
}
