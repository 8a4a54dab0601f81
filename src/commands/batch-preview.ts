import { createBudget, placeOf } from "../batch/index.ts";
import { prepareRequest } from "../pipeline/prepare.ts";
import type { Batch } from "./batch-context.ts";
import { findDoneBefore, quoteBatch } from "./batch-context.ts";

/** `--dry-run` and `--estimate`: each line's payload, then the sum; nothing is created. */
export async function previewBatch(batch: Batch): Promise<number> {
  const { options, plan, io, reporter } = batch;
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
    const { payload } = await prepareRequest(item.options, [], { io });
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
  const images = plan.items.length - skipped;
  const totalUsd = unpriced > 0 && unpriced === images ? null : sum.spentUsd;
  const estimate = quotes && { images, totalUsd, unpriced, ...quotes.facts };
  const summary = { lines: plan.lines, images, skipped };
  await reporter.document({ ok: true, paidTaskCreated: false, summary, ...(estimate ? { estimate } : {}) });
  return 0;
}
