import { HiapiError } from "../errors.ts";
import type { Done, Invocation, RunContext, RunOutcome } from "../pipeline/index.ts";
import { documentOfRuns, printRun, runRequest, runVariations, showImages, withContext } from "../pipeline/index.ts";
import type { GenerateOptions, Prepared } from "../pipeline/prepare.ts";
import { requestOf } from "../pipeline/prepare.ts";
import { findVariant, variantName } from "../request/catalogue.ts";

/** Runs a prepared request, or so many variations of it, and prints the document. All that a preview does not need is loaded with this. */
export function generateImages(options: GenerateOptions, prepared: Prepared, invocation: Invocation): Promise<number> {
  const { io, reporter } = invocation;
  const { count = 1 } = options;
  return withContext(
    invocation,
    async (context) => {
      const request = requestOf(prepared, options, io.cwd);
      if (count > 1) return printSeveral(await runVariations(count, { request, context, reporter }), options, invocation);
      const outcome = await withDrift(await runRequest(request, context), prepared, context);
      await preview([await printRun(outcome, reporter)], options, invocation);
      return 0;
    },
    { timeoutMs: options.timeoutMs },
  );
}

/** Longer than this, nobody waits for the explanation of a refusal. */
const explanationMs = 5000;

/** A request that the catalogue took for valid and HiAPI did not: the hint says how the live schema of its model differs, where it can be had. */
async function withDrift(outcome: RunOutcome, { payload }: Prepared, { session }: RunContext): Promise<RunOutcome> {
  const variant = findVariant(payload.model, payload.route);
  if (outcome.type !== "failed" || outcome.error.facts.status !== 400 || !variant) return outcome;
  const { driftInWords, liveDrift } = await import("../models/index.ts");
  const { error } = outcome;
  const drift = await liveDrift(session.api, variant, session.signal, explanationMs);
  if (drift === undefined) return outcome;
  const live = drift.length > 0 ? `differs from what this program knows: ${drift.map(driftInWords).join("; ")}` : "does not explain it";
  const hint = `${error.hint}; HiAPI's live schema of ${variantName(variant)} ${live}`;
  return { type: "failed", error: new HiapiError(error.kind, error.message, { ...error.facts, hint }) };
}

/**
 * One document for all variations. They are completed together, once all are there: after a partial failure the same command finds those
 * that it has and makes only the missing ones.
 */
async function printSeveral(outcomes: readonly RunOutcome[], options: GenerateOptions, invocation: Invocation): Promise<number> {
  const { reporter } = invocation;
  const done = outcomes.filter((outcome): outcome is Done => outcome.type === "done");
  const { document, exitCode } = documentOfRuns(outcomes);
  if (exitCode !== 0) reporter.errorDetail("next: run the same command again: only the missing images are made");
  if ((await reporter.document(document)) && exitCode === 0) for (const { complete } of done) await complete();
  await preview(done, options, invocation);
  return exitCode;
}

/** `--preview`, behind the document. */
async function preview(outcomes: readonly Done[], options: GenerateOptions, invocation: Invocation): Promise<void> {
  if (options.preview) for (const { document } of outcomes) await showImages(document.outputs, invocation);
}
