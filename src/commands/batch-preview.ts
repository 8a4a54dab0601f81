import type { OptionsOf } from "../args/index.ts";
import type { Done, Plan, Quotes } from "../batch/index.ts";
import { createBudget, findDone, nothingDone, placeOf, quoteKinds } from "../batch/index.ts";
import type { Settings } from "../config.ts";
import { findFolders } from "../journal/index.ts";
import { withSession } from "../pipeline/index.ts";
import type { OpenLiveModels } from "../pipeline/live-models.ts";
import { prepareRequest } from "../pipeline/prepare.ts";
import type { Context } from "./command.ts";

/** A batch whose lines are all valid. */
export interface Batch extends Context {
  options: OptionsOf<"batch">;
  settings: Settings;
  plan: Plan;
  liveModels: OpenLiveModels;
}

/**
 * What earlier runs made of this batch. Nothing where all is made anew.
 * @param folders those of the journal; without them they are looked for, and none is made
 */
export async function findDoneBefore({ plan, options, settings, io }: Batch, folders?: readonly string[]): Promise<Done> {
  if (options.isNew || options.sandbox) return nothingDone;
  return findDone(folders ?? (await findFolders(io)), plan, settings.baseUrl);
}

/** The published prices, asked for without a key. Throws `unavailable` when they cannot be reached. */
export async function quoteBatch({ plan, options, settings, io }: Batch): Promise<Quotes> {
  const asked = { io, settings, isSandbox: options.sandbox, needsKey: false };
  return withSession(asked, ({ api, signal }) => quoteKinds(api, plan.kinds, signal));
}

/** `--dry-run` and `--estimate`: each line's payload, then the sum; nothing is created. */
export async function previewBatch(batch: Batch): Promise<number> {
  const { options, plan, liveModels, io, reporter } = batch;
  const done = await findDoneBefore(batch);
  const quotes = options.estimate ? await quoteBatch(batch) : undefined;
  let skipped = 0;
  const sum = createBudget({});
  let unpriced = 0;
  for (const item of plan.items) {
    io.signal.throwIfAborted();
    if (done.find(item)) {
      skipped += 1;
      continue;
    }
    const { payload } = await prepareRequest(item.options, [], { io, liveModels });
    const price = quotes?.prices[item.kind];
    if (quotes && price === undefined) unpriced += 1;
    sum.spend(price ?? 0);
    await reporter.document({ ok: true, ...placeOf(item), paidTaskCreated: false, payload, estimatedUsd: quotes && (price ?? null) });
  }
  const images = plan.items.length - skipped;
  const totalUsd = unpriced > 0 && unpriced === images ? null : sum.spentUsd;
  const estimate = quotes && { images, totalUsd, unpriced, ...quotes.facts };
  await reporter.document({ ok: true, paidTaskCreated: false, summary: { lines: plan.lines, images, skipped }, estimate });
  return 0;
}
