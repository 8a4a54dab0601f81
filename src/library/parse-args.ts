import type { CommandName, OptionsOf } from "../args/index.ts";
import { checkInput, pairProblems } from "../args/input.ts";
import { readArguments } from "../args/parse.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, usageError } from "../errors.ts";
import { nameProblem } from "../images/index.ts";
import { resolvePath } from "../io.ts";
import { checkId } from "../pipeline/index.ts";
import type { RequestOptions } from "../request/index.ts";
import { buildImagePayload, normalizeIdempotencyKey, normalizeModel, promptSources } from "../request/index.ts";
import { ownIo } from "./client.ts";

/**
 * Options for programs, as the original skill's script exported it: what the command line of `generate` says, with keys only for what was
 * given, and `outputDir`. The prompt may be missing. Throws one usage error that names everything wrong.
 */
export function parseArgs(argv: readonly string[]): OptionsOf<"generate"> & { outputDir: string } {
  const read = readArguments(argv);
  if (read.command !== "generate") throw usageError([notGenerate(read.command)]);
  const { options, positionals, problems } = checkInput("generate", read);
  const words = positionals.length > 0 ? { prompt: positionals.join(" ") } : {};
  const sources = [options.prompt, options.promptFile, words.prompt].filter((source) => source !== undefined);
  const found = [
    ...problems,
    ...pairProblems({ options, positionals }),
    ...(sources.length > 1 ? [promptSources(sources)] : []),
    ...valueProblems({ ...options, ...words }),
  ];
  if (found.length > 0) throw usageError(found);
  return { ...options, ...words, outputDir: resolvePath(options.outputDir ?? "outputs", ownIo) };
}

function notGenerate(command: CommandName): Problem {
  const message = `${command} is a command: only the options of generate are read here`;
  return { field: "command", given: command, accepted: "options of generate", message };
}

/** Values that no request takes, whatever stands beside them. */
function valueProblems({ model, name, outputDir, idempotencyKey, resumeTaskId, ...options }: OptionsOf<"generate">): Problem[] {
  const { prompt, route, aspectRatio, resolution, quality, size, background, storage, callbackUrl } = options;
  const request = (own: RequestOptions) => () => buildImagePayload({ prompt: "-", ...own });
  const emptyFolder = { field: "output-dir", given: outputDir, accepted: "a folder", message: "--output-dir is empty: name a folder" };
  const named = name === undefined ? undefined : nameProblem(name);
  return [
    ...problemsOf(() => model === undefined || normalizeModel(model)),
    ...problemsOf(() => normalizeIdempotencyKey(idempotencyKey)),
    ...problemsOf(() => resumeTaskId === undefined || checkId(resumeTaskId)),
    ...(prompt === undefined ? [] : problemsOf(request({ prompt }))),
    ...[
      { route },
      { aspectRatio },
      { resolution, aspectRatio: "16:9" },
      { quality },
      { size },
      { background },
      { storage },
      { callbackUrl },
    ]
      .map(request)
      .flatMap(problemsOf),
    ...(named ? [named] : []),
    ...(outputDir?.trim() === "" ? [emptyFolder] : []),
  ];
}

function problemsOf(check: () => unknown): readonly Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof HiapiError && error.facts.problems) return error.facts.problems;
    throw error;
  }
}
