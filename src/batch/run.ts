import { HiapiError, usageError } from "../errors.ts";
import { bodyHash } from "../journal/claim.ts";
import type { Fields } from "../json.ts";
import type { Shared } from "../pipeline/run-scope.ts";
import { createShared, numbered, sessionsOf } from "../pipeline/run-scope.ts";
import type { GenerateContext, Outcome } from "../pipeline/submit.ts";
import { generateImageDocument } from "../pipeline/submit.ts";
import { errorFields } from "../terminal/error-document.ts";
import type { Presenter } from "../terminal/reporter.ts";
import type { Budget } from "./budget.ts";
import { isUnpaid } from "./budget.ts";
import type { Done } from "./done.ts";
import { madeBefore } from "./done.ts";
import type { Plan } from "./plan.ts";
import { prepareLine } from "./plan.ts";
import { progressLine } from "./progress.ts";
import type { Item } from "./spool.ts";
import { placeOf } from "./spool.ts";
import type { Tally } from "./tally.ts";
import { createTally } from "./tally.ts";

/** Makes the images of a batch: so many at once, each result printed as it comes, nothing begun that a limit forbids. */

export interface Running {
  plan: Plan;
  done: Done;
  budget: Budget;
  /** Dollars for each kind of image; empty where no price matters. */
  prices: readonly (number | undefined)[];
  concurrency: number;
  createsPerMinute: number | undefined;
  failFast: boolean;
  context: GenerateContext;
  presenter: Presenter;
}

interface Floor extends Running {
  shared: Shared;
  sessions: ReturnType<typeof sessionsOf>;
  tally: Tally;
}

/** Runs through a plan; answers what became of it. Throws only for what concerns all lines: an update that is required, a bug. */
export async function runPlan(running: Running): Promise<Tally> {
  const { plan, context, presenter, concurrency, createsPerMinute } = running;
  const tally = createTally(plan.images);
  const onPause = (pauseMs: number) => presenter.warn(`HiAPI asks to wait ${Math.ceil(pauseMs / 1000)} s: nothing new is sent until then`);
  const floor: Floor = { ...running, tally, shared: createShared({ createsPerMinute, onPause }), sessions: sessionsOf(context.session) };
  await context.allowed;
  const spinner = await presenter.waiting(() => progressLine(tally.standing()));
  const items = plan.items();
  const worker = async () => {
    let finishing: Promise<void> | undefined;
    // The generator hands each worker the next line: nobody holds more of the file than one.
    for (let next = await items.next(); !next.done && mayGoOn(floor); next = await items.next()) {
      const { ended, finished } = begin(next.value, floor);
      // What HiAPI is done with is saved, printed and put away while the next is made; no more than one behind.
      await ended;
      await finishing;
      finishing = finished;
    }
    await finishing;
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, plan.images) }, worker));
  } finally {
    spinner.stop();
    floor.sessions.close();
    await items.return(undefined);
  }
  return tally;
}

function mayGoOn({ tally, context }: Floor): boolean {
  return tally.stopped === undefined && !context.session.signal.aborted;
}

/** Begins one image. `ended` is when its task has ended, or nothing was begun; `finished` when all is done with it. */
function begin(item: Item, floor: Floor): { ended: Promise<void>; finished: Promise<void> } {
  let finished: Promise<void> = Promise.resolve();
  const ended = new Promise<void>((resolve) => {
    const { shared } = floor;
    const inTurn: Shared["inTurn"] = (save) => {
      resolve();
      return shared.inTurn(save);
    };
    finished = work(item, { ...floor, shared: { ...shared, inTurn } }).then((settle) => settle?.());
    finished.finally(resolve).catch(() => undefined);
  });
  return { ended, finished };
}

/** One image: found as made before, or made within the budget; printed either way. Answers how to put it away. */
async function work(item: Item, floor: Floor): Promise<(() => Promise<void>) | undefined> {
  const { done, budget, prices, tally, failFast, presenter } = floor;
  const entry = done.find(item);
  if (entry) {
    await report(item, { ok: true, ...madeBefore(entry), skipped: true }, floor);
    tally.skip();
    return undefined;
  }
  const usd = prices[item.kind] ?? 0;
  const limit = budget.spend(usd);
  if (limit) {
    tally.stop(limit);
    return undefined;
  }
  tally.begin();
  let made: Fields | undefined;
  const isMade = () => {
    made = done.findAnew(item);
    return made !== undefined;
  };
  try {
    const { document, settle } = await makeItem(item, { ...floor, context: { ...floor.context, isMade } });
    const isWritten = await report(item, { ...document }, floor);
    tally.save();
    return isWritten ? settle : undefined;
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    if (made) {
      budget.giveBack(usd);
      await report(item, { ok: true, ...madeBefore(made), skipped: true }, floor);
      tally.skipBegun();
      return undefined;
    }
    if (isUnpaid(error)) budget.giveBack(usd);
    // One Ctrl-C is not a failure of each line.
    if (error.kind !== "interrupted") presenter.error(`${nameOf(item)}${error.message}`);
    await report(item, { ok: false, error: errorFields(error) }, floor);
    tally.fail(error);
    if (failFast) tally.stop("fail-fast");
    return undefined;
  }
}

async function makeItem(item: Item, { context, shared, sessions, presenter }: Floor): Promise<Outcome> {
  const { session, release } = sessions.open();
  try {
    const prepared = await prepareLine(item.options, context.cwd);
    if (bodyHash(prepared.body) !== item.bodySha256) throw usageError([changedProblem(item)]);
    const words = numbered(presenter, nameOf(item));
    return await generateImageDocument(item.options, prepared, { ...context, session, words, shared });
  } finally {
    release();
  }
}

/** A file that a line names holds something else than when it was checked. */
function changedProblem({ options }: Item) {
  const given = options.promptFile ?? options.image ?? options.inputUrls;
  const message = "a file of this line has changed since the batch was checked: nothing was sent, run the same command again";
  return { field: "line", given, accepted: "the bytes that were checked", message };
}

function report(item: Item, { ok, ...document }: Fields, { presenter }: Floor): Promise<boolean> {
  return presenter.document({ ok, ...placeOf(item), ...document });
}

function nameOf({ line, part, of }: Item): string {
  return of > 1 ? `line ${line} (${part}/${of}): ` : `line ${line}: `;
}
