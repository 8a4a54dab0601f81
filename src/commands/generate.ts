import type { Input } from "../args/index.ts";
import { commands } from "../args/index.ts";
import { pairProblems } from "../args/input.ts";
import { keyIn, readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { liveModelsOf } from "../pipeline/live-models.ts";
import { prepareRequest } from "../pipeline/prepare.ts";
import { suggest } from "../request/index.ts";
import type { Context } from "./command.ts";
import type { Preview } from "./generate-preview.ts";

/** `generate`: checks everything, then previews, or makes images and prints them. */
export async function run(given: Input<"generate">, context: Context): Promise<number> {
  const input = { ...given, problems: [...given.problems, ...pairProblems(given)] };
  const { options, positionals } = input;
  if (options.resumeTaskId !== undefined) return resumeInstead(options.resumeTaskId, input, context);
  const { argv, io, reporter } = context;
  const { sandbox: isSandbox, debug, refresh } = options;
  const settings = readSettings(isSandbox ? {} : io.env);
  const problems = [...input.problems, ...settings.problems];
  const liveModels = liveModelsOf({ io, settings, isSandbox, reporter, debug, refresh });
  const prepared = await prepareRequest(options, positionals, { io, problems, secret: keyIn(io.env), liveModels });
  for (const notice of [...typoNotice(argv, positionals), ...prepared.notices, ...settings.warnings]) reporter.warn(notice);
  if (options.dryRun || options.estimate) {
    const { previewRequest } = await import("./generate-preview.ts");
    return previewRequest({ options, prepared, settings }, context);
  }
  if (options.maxUsd !== undefined) await checkLimit(options.maxUsd, { options, prepared, settings, io });
  const { generateImages } = await import("./generate-images.ts");
  return generateImages(options, prepared, { io, reporter, settings, isSandbox, debug });
}

/** `--max-usd`, before anything is written or sent. */
async function checkLimit(maxUsd: number, { options, prepared, settings, io }: Preview & { io: Io }): Promise<void> {
  const { checkPrice } = await import("../api/index.ts");
  const { withSession } = await import("../pipeline/index.ts");
  const { count, sandbox: isSandbox } = options;
  await withSession({ io, settings, isSandbox, needsKey: false }, ({ api, signal }) =>
    checkPrice(api, prepared.payload, { maxUsd, count, signal }),
  );
}

/** A prompt of one word may be a mistyped command: it is drawn all the same. */
function typoNotice([first]: readonly string[], [word = "", ...more]: readonly string[]): string[] {
  if (more.length > 0 || word.length < 5 || /\s/.test(word) || first === "generate") return [];
  const near = suggest(word, Object.keys(commands));
  return near === undefined ? [] : [`"${word}" is taken as the prompt; the command is called ${near}`];
}

/** `--resume-task-id <id>` is `resume <id>`. The options that go with it are those of `resume`. */
async function resumeInstead(id: string, { options, problems }: Input<"generate">, context: Context): Promise<number> {
  if (problems.length > 0) throw usageError(problems);
  const resume = await import("./resume.ts");
  return resume.run({ options, positionals: [id], problems }, context);
}
