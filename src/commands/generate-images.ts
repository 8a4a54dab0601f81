import type { Done, Invocation, RunOutcome } from "../pipeline/index.ts";
import { documentOfRuns, printRun, runRequest, runVariations, showImages, withContext } from "../pipeline/index.ts";
import type { GenerateOptions, Prepared } from "../pipeline/prepare.ts";
import { requestOf } from "../pipeline/prepare.ts";

/** Runs a prepared request, or so many variations of it, and prints the document. All that a preview does not need is loaded with this. */
export function generateImages(options: GenerateOptions, prepared: Prepared, invocation: Invocation): Promise<number> {
  const { io, reporter } = invocation;
  const { count = 1 } = options;
  return withContext(
    invocation,
    async (context) => {
      const request = requestOf(prepared, options, io.cwd);
      if (count > 1) return printSeveral(await runVariations(count, { request, context, reporter }), options, invocation);
      await preview([await printRun(await runRequest(request, context), reporter)], options, invocation);
      return 0;
    },
    { timeoutMs: options.timeoutMs },
  );
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
