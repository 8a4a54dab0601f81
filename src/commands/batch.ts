import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { commandLine } from "../args/command-line.ts";
import { lineKeys } from "../args/options.ts";
import type { Done, Plan, Quotes } from "../batch/index.ts";
import {
  createBudget,
  findDone,
  nothingDone,
  placeOf,
  planBatch,
  prepareLine,
  quoteKinds,
  runPlan,
  unpricedError,
} from "../batch/index.ts";
import type { Settings } from "../config.ts";
import { readSettings } from "../config.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { fallbackFolder, stateFolder } from "../journal/state-folder.ts";
import { openSandboxSession, openSession, withContext } from "../pipeline/index.ts";
import type { GenerateOptions } from "../pipeline/prepare.ts";
import type { Reporter } from "../terminal/index.ts";

export interface BatchOptions extends GenerateOptions {
  concurrency?: number;
  /** Creates in a minute. */
  rate?: number;
  maxImages?: number;
  maxUsd?: number;
  failFast?: boolean;
  debug?: boolean;
}

interface Run {
  argv: readonly string[];
  io: Io;
  reporter: Reporter;
}

interface Batch extends Run {
  options: BatchOptions;
  settings: Settings;
  plan: Plan;
}

const defaultConcurrency = 4;

/** `batch` from the command line: every line is checked, then made, as many at once as wanted. Answers the exit code. */
export async function runBatch(
  words: readonly string[],
  given: Record<string, unknown>,
  problems: readonly Problem[],
  run: Run,
): Promise<number> {
  const options: BatchOptions = given;
  const { io, reporter } = run;
  const settings = readSettings(io.env);
  const [file] = words;
  const found = [...problems, ...(file === undefined ? [fileProblem()] : []), ...(options.sandbox ? [] : settings.problems)];
  if (file === undefined || found.length > 0) throw usageError(found, "hiapi-img batch --help lists what it takes");
  const plan = await planBatch({
    bytes: file === "-" ? io.stdin : fileBytes(resolve(io.cwd, file), file),
    defaults: lineDefaults(options),
    cwd: io.cwd,
    signal: io.signal,
    secret: (io.env.HIAPI_API_KEY ?? "").trim(),
  });
  for (const notice of [...plan.notices, ...(options.sandbox ? [] : settings.warnings)]) reporter.warn(notice);
  const batch = { ...run, options, settings, plan };
  return options.dryRun || options.estimate ? preview(batch) : make(batch);
}

/** What is said once for all lines, without what concerns the batch as a whole. */
function lineDefaults(options: BatchOptions): GenerateOptions {
  const keys = [...lineKeys, "timeoutMs", "pollIntervalMs", "isNew"];
  return Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key)));
}

async function* fileBytes(path: string, given: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const accepted = "a readable file of JSONL or CSV, or -";
    throw usageError([{ field: "file", given, accepted, message: `the batch ${JSON.stringify(given)} cannot be read: ${reason}` }]);
  }
}

function fileProblem(): Problem {
  const accepted = "a file of JSONL or CSV, or - for stdin";
  return { field: "file", given: null, accepted, message: `batch needs ${accepted}: batch prompts.jsonl` };
}

/** `--dry-run` and `--estimate`: each line's payload, then the sum; nothing is created. */
async function preview({ options, settings, plan, io, reporter }: Batch): Promise<number> {
  const done = await doneBefore(plan, { options, settings, io });
  const quotes = options.estimate ? await quotesOf(plan, { options, settings, io }) : undefined;
  let skipped = 0;
  const sum = createBudget({});
  let unpriced = 0;
  for (const item of plan.items) {
    io.signal.throwIfAborted();
    if (done.find(item)) {
      skipped += 1;
      continue;
    }
    const { payload } = await prepareLine(item.options, io.cwd);
    const price = quotes?.prices[item.kind];
    if (quotes && price === undefined) unpriced += 1;
    sum.spend(price ?? 0);
    await reporter.document({
      ok: true,
      ...placeOf(item),
      paidTaskCreated: false,
      payload,
      ...(quotes ? { estimatedUsd: price ?? null } : {}),
    });
  }
  const estimate = quotes && { images: plan.items.length - skipped, totalUsd: sum.spentUsd, unpriced, ...quotes.facts };
  const summary = { lines: plan.lines, images: plan.items.length - skipped, skipped };
  await reporter.document({ ok: true, paidTaskCreated: false, summary, ...(estimate ? { estimate } : {}) });
  return 0;
}

function doneBefore(plan: Plan, { options, settings, io }: Pick<Batch, "options" | "settings" | "io">, folder?: string): Promise<Done> {
  if (options.isNew || options.sandbox) return Promise.resolve(nothingDone);
  const usual = stateFolder(io.env, io);
  const instead = fallbackFolder(io.cwd);
  return findDone(folder ?? (existsSync(usual) || !existsSync(instead) ? usual : instead), plan, settings.baseUrl);
}

/** Prices from the published list; asked without a key. Throws `unavailable` when it cannot be reached. */
async function quotesOf(plan: Plan, { options, settings, io }: Pick<Batch, "options" | "settings" | "io">): Promise<Quotes> {
  const session = options.sandbox
    ? await openSandboxSession(io)
    : await openSession({ settings, env: io.env, signal: io.signal, needsKey: false });
  try {
    return await quoteKinds(session.api, plan.kinds, io.signal);
  } finally {
    await session.close();
  }
}

async function make(batch: Batch): Promise<number> {
  const { options, settings, plan, io, reporter } = batch;
  const { concurrency = defaultConcurrency, rate, maxImages, maxUsd, failFast = false, sandbox: isSandbox = false } = options;
  const quotes = maxUsd === undefined ? undefined : await quotesOf(plan, batch);
  if (quotes && quotes.unpriced.length > 0) throw unpricedError(quotes.unpriced);
  const debug = options.debug === true ? reporter.info : undefined;
  return withContext({ io, reporter, settings, isSandbox, debug }, async (context) => {
    // A run that was killed may have printed lines and not got them into history: they are done.
    await context.journal.unfinished({ isImpatient: true });
    const budget = createBudget({ maxImages, maxUsd });
    const tally = await runPlan({
      plan,
      done: await doneBefore(plan, batch, context.journal.folder),
      budget,
      prices: quotes?.prices ?? [],
      limits: { concurrency, createsPerMinute: rate, failFast },
      cwd: io.cwd,
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
      ...lastWords(batch, { exitCode, stopped: tally.stopped }),
    });
    return exitCode;
  });
}

/** Why a batch stopped, and the line that goes on with it. */
function lastWords({ argv, io, reporter }: Batch, { exitCode, stopped }: { exitCode: number; stopped: string | undefined }) {
  if (exitCode === 0) return {};
  const isNew = argv.includes("--new");
  // With --new the same command pays for every line again: what this run began is brought home by `resume`.
  const again = argv.includes("-") ? undefined : commandLine(io.door, argv, io.platform);
  const next = isNew ? commandLine(io.door, ["resume"], io.platform) : again;
  const words = isNew
    ? "resume fetches what was begun; with --new the same command makes all lines anew"
    : "run the same command again: only the missing images are made";
  if (stopped) reporter.errorDetail(`stopped: ${stopped}`);
  reporter.errorDetail(`next: ${words}${next ? `: ${next}` : ""}`);
  return { ...(stopped ? { stopped } : {}), ...(next ? { next } : {}) };
}
