import type { HiapiError } from "../errors.ts";
import { usageError } from "../errors.ts";
import { bodyHash, createInFlight } from "../journal/index.ts";
import type { Fields } from "../json.ts";
import type { RunContext, RunOutcome, TaskOutcome } from "../pipeline/index.ts";
import { createRunScope, failed, finishRun, prefixedLog, runTask, splitSession } from "../pipeline/index.ts";
import type { OpenLiveModels } from "../pipeline/live-models.ts";
import type { Preparing } from "../pipeline/prepare.ts";
import { prepareRequest, requestOf } from "../pipeline/prepare.ts";
import { createRateLimiter } from "../task/index.ts";
import type { Reporter } from "../terminal/index.ts";
import { errorFields } from "../terminal/index.ts";
import type { Budget } from "./budget.ts";
import { isUnpaid } from "./budget.ts";
import type { Done } from "./done.ts";
import { documentOfMade } from "./done.ts";
import type { Item, Plan } from "./plan.ts";
import { placeOf } from "./plan.ts";
import type { Tally } from "./tally.ts";
import { createTally, progressLine } from "./tally.ts";

/** Runs the requests of a batch: so many at once, each result printed as it comes, none started that a limit forbids. */

export interface Batch {
  plan: Plan;
  done: Done;
  budget: Budget;
  /** Dollars for each kind of image; empty without `--max-usd`. */
  prices: readonly (number | undefined)[];
  limits: { concurrency: number; createsPerMinute: number | undefined; failFast: boolean };
  io: Preparing["io"];
  liveModels: OpenLiveModels;
  context: RunContext;
  reporter: Reporter;
}

interface RunningBatch extends Batch {
  sessions: ReturnType<typeof splitSession>;
  tally: Tally;
}

/** Runs a plan and counts the outcomes. Rejects only for what concerns all lines: a required update, or a bug. */
export async function runPlan(batch: Batch): Promise<Tally> {
  const { plan, context, reporter, limits } = batch;
  const tally = createTally(plan.items.length);
  const onPause = (pauseMs: number) => reporter.warn(`HiAPI asks to wait ${Math.ceil(pauseMs / 1000)} s: nothing new is sent until then`);
  const limiter = createRateLimiter({ createsPerMinute: limits.createsPerMinute, onPause });
  const scope = createRunScope({ limiter, inFlight: createInFlight() });
  const sessions = splitSession(context.session);
  const running: RunningBatch = { ...batch, context: { ...context, scope }, sessions, tally };
  await context.session.permission;
  const spinner = await reporter.spinner(() => progressLine(tally.progress()));
  const items = plan.items.values();
  const { signal } = context.session;
  const worker = async () => {
    let finishing: Promise<void> | undefined;
    for (let next = items.next(); !next.done && tally.stopped === undefined && !signal.aborted; next = items.next()) {
      const finish = await startItem(next.value, running);
      // HiAPI has ended the task, so the next one may start while this one is saved and printed. At most one is behind.
      await finishing;
      finishing = finish();
      finishing.catch(() => undefined);
    }
    await finishing;
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limits.concurrency, plan.items.length) }, worker));
  } finally {
    spinner.stop();
    sessions.close();
  }
  return tally;
}

/** Runs one image up to the end of its task. Resolves to a function that saves and reports the image. */
async function startItem(item: Item, batch: RunningBatch): Promise<() => Promise<void>> {
  const { done, budget, prices, tally, sessions, reporter } = batch;
  const before = done.find(item);
  const limit = before ? undefined : budget.spend(prices[item.kind] ?? 0);
  if (limit) {
    tally.stop(limit);
    return () => Promise.resolve();
  }
  tally.begin();
  if (before) {
    tally.skip();
    return () => printSkipped(item, before, batch);
  }
  const { session, release } = sessions.open();
  const context = { ...batch.context, session, log: prefixedLog(reporter, nameOf(item)) };
  const outcome = await taskOf(item, batch, context);
  const finish = async () => report(item, await finishRun(outcome, context).finally(release), batch);
  if (outcome.type === "ready") return finish;
  // A failure is counted before the next image starts: it may stop the batch.
  await finish();
  return () => Promise.resolve();
}

async function taskOf(item: Item, { done, io, liveModels }: RunningBatch, context: RunContext): Promise<TaskOutcome> {
  try {
    const prepared = await prepareRequest(item.options, [], { io, liveModels });
    if (bodyHash(prepared.body) !== item.bodySha256) throw usageError([changedProblem(item)]);
    const request = { ...requestOf(prepared, item.options, io.cwd), isMade: async () => (await done.findAnew(item)) !== undefined };
    return await runTask(request, context);
  } catch (error) {
    return failed(error);
  }
}

/** A file that a line names has changed since it was checked. */
function changedProblem({ options }: Item) {
  const given = options.promptFile ?? options.image ?? options.inputUrls;
  const message = "a file of this line has changed since the batch was checked: nothing was sent, run the same command again";
  return { field: "line", given, accepted: "the bytes that were checked", message };
}

async function report(item: Item, outcome: RunOutcome, batch: RunningBatch): Promise<void> {
  if (outcome.type === "failed") return reportFailure(item, outcome.error, batch);
  const isWritten = await print(item, { ...outcome.document }, batch);
  batch.tally.save();
  if (isWritten) await outcome.complete();
}

async function reportFailure(item: Item, error: HiapiError, batch: RunningBatch): Promise<void> {
  const { done, budget, prices, tally, limits, reporter } = batch;
  if (isUnpaid(error)) budget.refund(prices[item.kind] ?? 0);
  // Another process may have made the image while this one waited for its turn.
  const made = error.kind === "unavailable" ? done.find(item) : undefined;
  if (made) {
    tally.skip();
    return printSkipped(item, made, batch);
  }
  // One Ctrl-C is not reported as an error of each line.
  if (error.kind !== "interrupted") reporter.error(`${nameOf(item)}${error.message}`);
  await print(item, { ok: false, error: errorFields(error) }, batch);
  tally.fail(error);
  if (limits.failFast) tally.stop("fail-fast");
}

async function printSkipped(item: Item, entry: Fields, batch: RunningBatch): Promise<void> {
  await print(item, { ok: true, ...documentOfMade(entry), skipped: true }, batch);
}

function print(item: Item, { ok, ...document }: Fields, { reporter }: RunningBatch): Promise<boolean> {
  return reporter.document({ ok, ...placeOf(item), ...document });
}

function nameOf({ line, part, of }: Item): string {
  return of > 1 ? `line ${line} (${part}/${of}): ` : `line ${line}: `;
}
