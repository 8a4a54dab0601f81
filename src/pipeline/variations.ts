import { isFileName, numberedFile, splitName } from "../images/index.ts";
import { createInFlight } from "../journal/index.ts";
import { createRateLimiter } from "../task/index.ts";
import type { Reporter } from "../terminal/index.ts";
import type { ImageRequest } from "./request.ts";
import type { RunOutcome } from "./run.ts";
import { logFiles, runRequest } from "./run.ts";
import type { RunContext } from "./run-scope.ts";
import { createRunScope, prefixedLog, splitSession } from "./run-scope.ts";

/**
 * Runs `count` variations of one request at once, a task each, with one progress line for all. Outcomes are in the order of their numbers.
 */
export async function runVariations(
  count: number,
  { request, context, reporter }: { request: ImageRequest; context: RunContext; reporter: Reporter },
): Promise<RunOutcome[]> {
  const scope = createRunScope({ limiter: createRateLimiter(), inFlight: createInFlight() });
  const sessions = splitSession(context.session);
  const begun = performance.now();
  let finished = 0;
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  const spinner = await reporter.spinner(() => `${count} images · ${seconds()} s · ${finished} done`);
  const runOne = async (number: number): Promise<RunOutcome> => {
    const { session, release } = sessions.open();
    const log = prefixedLog(reporter, `${number}/${count}: `);
    const outcome = await runRequest(numberedRequest(request, number), { ...context, session, log, scope }).finally(release);
    finished += 1;
    if (outcome.type === "done") logFiles(outcome.document, log);
    if (outcome.type === "failed") reporter.error(`${number}/${count}: ${outcome.error.message}`);
    return outcome;
  };
  try {
    return await Promise.all(Array.from({ length: count }, (_, index) => runOne(index + 1)));
  } finally {
    spinner.stop();
    sessions.close();
  }
}

/** Variations of one file name have a number each; other names differ by their task. */
function numberedRequest(request: ImageRequest, number: number): ImageRequest {
  const { prefix } = request.target;
  if (!isFileName(prefix) || number === 1) return request;
  const { extension } = splitName(prefix);
  return { ...request, target: { ...request.target, prefix: numberedFile(prefix, { number, type: extension }) } };
}
