import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Problem } from "../errors.ts";
import { HiapiError, oneLine, quote, usageError } from "../errors.ts";
import { isWritable } from "../fs/index.ts";
import { modelFileSlug, namePrefix, nameProblem } from "../images/index.ts";
import { defaultModel, findVariant, limits } from "../request/catalogue.ts";
import type { Payload, RequestOptions } from "../request/index.ts";
import { buildImagePayload, normalizeIdempotencyKey, promptSources } from "../request/index.ts";
import type { Reading } from "./references.ts";
import { megabytes, readReference, referenceList } from "./references.ts";
import type { ImageRequest, Prepared } from "./request.ts";

/** What a user may ask of `generate` beside the request itself. Times in milliseconds. */
export interface GenerateOptions extends RequestOptions {
  promptFile?: string;
  outputDir?: string;
  name?: string;
  save?: boolean;
  wait?: boolean;
  timeoutMs?: number;
  pollIntervalMs?: number;
  dryRun?: boolean;
  estimate?: boolean;
  sandbox?: boolean;
  preview?: boolean;
  idempotencyKey?: string;
  /** Pay for another image although the same request is unfinished. */
  isNew?: boolean;
  /** How many images of the same request; 1 when absent. */
  count?: number;
}

export const defaultTimeoutMs = 600_000;

/** A prepared request, to be run from now on. */
export function requestOf(prepared: Prepared, options: GenerateOptions, cwd: string): ImageRequest {
  const { isNew = false, wait = true, timeoutMs = defaultTimeoutMs, pollIntervalMs } = options;
  const startedAt = performance.now();
  return { ...prepared, cwd, isNew, wait, startedAt, deadline: startedAt + timeoutMs, pollIntervalMs };
}

export interface Surroundings {
  cwd: string;
  /** Read only when the prompt stands there. */
  stdin: AsyncIterable<Uint8Array | string>;
}

/**
 * Options and positionals → a valid request. Reads the prompt and reference files; sends nothing.
 * Throws one usage error with everything that is wrong, what `problems` already holds included.
 */
export async function prepareRequest(
  options: GenerateOptions,
  words: readonly string[],
  { cwd, stdin, problems = [] }: Surroundings & { problems?: readonly Problem[] },
): Promise<Prepared> {
  const found: Problem[] = [...problems];
  const notices: string[] = [];
  const prompt = await readPrompt(options, words, { cwd, stdin, problems: found });
  const inputUrls = await Promise.all(
    referenceList(options.inputUrls).map((reference) => readReference("input_urls", reference, { cwd, problems: found, notices })),
  );
  const image = options.image === undefined ? undefined : await readReference("image", options.image, { cwd, problems: found, notices });
  const request = chooseModel({ ...options, prompt, inputUrls: inputUrls.length > 0 ? inputUrls : undefined, image });
  checkFolder(options, cwd, found);
  checkName(options.name, { problems: found, notices });
  const key = collect(found, () => normalizeIdempotencyKey(options.idempotencyKey));
  const payload = collect(found, () => buildImagePayload(request));
  if (!payload || found.length > 0) throw usageError(unique(found));
  const body = JSON.stringify(payload);
  refuseLargeBody(body);
  notices.push(...noticesOf(payload));
  const prefix = options.name === undefined ? modelFileSlug(payload.model) : namePrefix(options.name).prefix;
  const target = { outputDir: resolve(cwd, options.outputDir ?? "outputs"), prefix, save: options.save ?? true };
  return { payload, body, key, isModelDefaulted: options.model === undefined, target, notices };
}

/** The same complaint from two places is said once. */
function unique(problems: readonly Problem[]): Problem[] {
  return problems.filter((problem, index) => problems.findIndex((other) => other.message === problem.message) === index);
}

function collect<Result>(problems: Problem[], attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof HiapiError) || !error.facts.problems) throw error;
    // A file that could not be read was already complained of.
    const known = new Set(problems.map((problem) => problem.field));
    problems.push(
      ...error.facts.problems.filter(
        (problem) => !(known.has(problem.field) && ["input_urls", "image_urls", "image", "prompt"].includes(problem.field)),
      ),
    );
    return undefined;
  }
}

async function readPrompt(
  options: GenerateOptions,
  words: readonly string[],
  { cwd, stdin, problems }: Surroundings & { problems: Problem[] },
): Promise<string | undefined> {
  const given = [options.prompt, options.promptFile, words.length > 0 ? words.join(" ") : undefined].filter(
    (source) => source !== undefined,
  );
  if (given.length > 1) problems.push(promptSources(given));
  if (options.promptFile === undefined) return options.prompt ?? (words.length > 0 ? words.join(" ") : undefined);
  try {
    const bytes = options.promptFile === "-" ? await readAll(stdin) : await readFile(resolve(cwd, options.promptFile));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof HiapiError) throw error;
    const reason =
      error instanceof TypeError ? "it is not UTF-8 text" : oneLine(error instanceof Error ? error.message : String(error), 120);
    problems.push({
      field: "prompt",
      given: options.promptFile,
      accepted: "a readable UTF-8 text file, or -",
      message: `--prompt-file ${quote(options.promptFile)} cannot be used: ${reason}`,
    });
    return undefined;
  }
}

/** No prompt that is accepted has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxPromptBytes) throw new RangeError(`it has more than ${maxPromptBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The model that a request without one means (design section 3, `--model`). A lone local or inline reference becomes `image`. */
export function chooseModel(options: RequestOptions): RequestOptions {
  if (options.model !== undefined) return options;
  const references = referenceList(options.inputUrls);
  const hasImages = references.length > 0 || options.image !== undefined;
  if (options.route !== undefined) return { ...options, model: hasImages ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image" };
  if (options.image !== undefined) return { ...options, model: "gpt-image-2/image-to-image" };
  const [only] = references;
  if (references.length === 1 && /^data:/i.test(only ?? ""))
    return { ...options, model: "gpt-image-2/image-to-image", inputUrls: undefined, image: only };
  return { ...options, model: hasImages ? "gpt-image-2-image-to-image" : defaultModel };
}

/** A folder that cannot take the image is found before it is paid for. */
function checkFolder({ outputDir = "outputs", save = true, wait = true }: GenerateOptions, cwd: string, problems: Problem[]): void {
  const facts = { field: "output-dir", given: outputDir, accepted: "a folder that can be written" };
  if (outputDir.trim() === "") problems.push({ ...facts, message: "--output-dir is empty: name a folder, or leave it out for ./outputs" });
  else if (save && wait && !isWritable(resolve(cwd, outputDir)))
    problems.push({
      ...facts,
      message: `no image can be saved in ${quote(outputDir)}: name a folder that can be written with --output-dir`,
    });
}

function checkName(name: string | undefined, { problems, notices }: Pick<Reading, "problems" | "notices">): void {
  if (name === undefined) return;
  const problem = nameProblem(name);
  if (problem) problems.push(problem);
  else notices.push(...namePrefix(name).notices);
}

function noticesOf(payload: Payload): string[] {
  const variant = findVariant(payload.model, payload.route);
  const urls = payload.input[variant?.references?.field ?? ""];
  const isInline = Array.isArray(urls) && urls.some((url) => String(url).startsWith("data:"));
  return [
    ...(variant?.retiredFor
      ? [`${payload.model} is listed as retired by HiAPI's own skill; it is sent as written, ${variant.retiredFor} takes its place`]
      : []),
    ...(isInline ? [`local files are sent as data URIs; for ${variant?.references?.field} HiAPI documents public URLs only`] : []),
    ...(payload.storage === "persistent" ? ["--storage persistent is billed by HiAPI: $0.05 per GB and month"] : []),
  ];
}

/** A body has at most 32 MiB (design rule 1). Throws `usage`. */
export function refuseLargeBody(body: string): void {
  const size = Buffer.byteLength(body);
  if (size <= limits.bodyBytes) return;
  const message = `the request has ${megabytes(size)}, at most 32 MB are accepted: host the images and pass their URLs`;
  throw usageError([{ field: "input_urls", given: `${size} bytes`, accepted: `at most ${limits.bodyBytes} bytes`, message }]);
}

/** A key of our own; made once for each logical request (design rule 1). */
export function newKey(): string {
  return `hiapi-img-${randomUUID()}`;
}
