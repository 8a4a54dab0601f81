import { randomUUID } from "node:crypto";
import type { OptionsOfGenerate } from "../args/index.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, megabytes, usageError } from "../errors.ts";
import { modelFileSlug, namePrefix, outputPlace, placeProblems } from "../images/index.ts";
import type { Io } from "../io.ts";
import { isFields } from "../json.ts";
import type { LiveModel } from "../json-schema/index.ts";
import { cataloguedModel, findVariant, limits, plainRoute } from "../request/catalogue.ts";
import type { Payload, RequestOptions } from "../request/index.ts";
import { buildImagePayload, chooseModel, isModelId, normalizeIdempotencyKey } from "../request/index.ts";
import type { OpenLiveModels } from "./live-models.ts";
import { readPrompt } from "./prompt.ts";
import { readReference, referenceList } from "./references.ts";
import type { ImageRequest, Prepared } from "./request.ts";

/** What a user may ask of `generate`: the request, and the options of the command line. Times in milliseconds. */
export interface GenerateOptions extends RequestOptions, Omit<OptionsOfGenerate, keyof RequestOptions> {}

export type { Prepared } from "./request.ts";

export const defaultTimeoutMs = 600_000;

/** What a request is prepared with. */
export interface Preparing {
  io: Pick<Io, "cwd" | "home" | "stdin">;
  /** The API key, which no text of a request may hold; empty where there is none. */
  secret?: string;
  problems?: readonly Problem[];
  /** Where models are looked up that the catalogue does not have; without it they are refused. */
  liveModels?: OpenLiveModels;
}

/** A prepared request, to be run from now on. */
export function requestOf(prepared: Prepared, options: GenerateOptions, cwd: string): ImageRequest {
  const { isNew = false, wait = true, timeoutMs = defaultTimeoutMs, pollIntervalMs } = options;
  const startedAt = performance.now();
  return { ...prepared, cwd, isNew, wait, startedAt, deadline: startedAt + timeoutMs, pollIntervalMs };
}

/**
 * Options and positionals → a valid request. Reads the prompt and reference files; sends nothing.
 * Throws one usage error with everything that is wrong, what `problems` already holds included.
 */
export async function prepareRequest(
  options: GenerateOptions,
  positionals: readonly string[],
  { io, secret = "", problems = [], liveModels }: Preparing,
): Promise<Prepared> {
  const found: Problem[] = [...problems];
  const notices: string[] = [];
  const prompt = await readPrompt(options, positionals, { io, problems: found });
  // Alone: other problems may quote a text that is cut off within the key.
  const secrets = secretProblems({ ...options, prompt }, secret);
  if (secrets.length > 0) throw usageError(secrets);
  const inputUrls = await Promise.all(
    referenceList(options.inputUrls).map((reference) => readReference("input_urls", reference, { io, problems: found, notices })),
  );
  const image = options.image === undefined ? undefined : await readReference("image", options.image, { io, problems: found, notices });
  const request = withModel({ ...options, prompt, inputUrls: inputUrls.length > 0 ? inputUrls : undefined, image }, notices);
  const { save = true, wait = true } = options;
  const place = await outputPlace(options.outputDir, io);
  found.push(...(await placeProblems(options, place, { isSaved: save && wait })));
  const key = await collect(found, () => normalizeIdempotencyKey(options.idempotencyKey));
  const payload = await collect(found, () => payloadOf(request, liveModels));
  if (!payload || found.length > 0) throw usageError(unique(found));
  const body = JSON.stringify(payload);
  refuseLargeBody(body);
  const named = options.name === undefined ? { prefix: modelFileSlug(payload.model), notices: [] } : namePrefix(options.name);
  notices.push(...named.notices, ...noticesOf(payload));
  const prefix = place.fileName ?? named.prefix;
  const target = { outputDir: place.outputDir, prefix, save };
  return { payload, body, key, isModelDefaulted: options.model === undefined, target, notices };
}

/** The payload by the catalogue; for a model that it does not have, by the model's live schema. */
async function payloadOf(options: RequestOptions, liveModels: OpenLiveModels | undefined): Promise<Payload> {
  const live = await liveModelOf(options, liveModels);
  if (!live) return buildImagePayload(options);
  const { buildSchemaPayload } = await import("../json-schema/index.ts");
  return buildSchemaPayload(live, options);
}

async function liveModelOf({ model, route }: RequestOptions, liveModels: OpenLiveModels | undefined): Promise<LiveModel | undefined> {
  if (!liveModels || typeof model !== "string" || !isModelId(model.trim()) || cataloguedModel(model)) return undefined;
  const at = plainRoute(route);
  return (await liveModels()).find(at === undefined ? model : `${model.trim()}@${at}`);
}

/** Fills in the model of a request that names none. A lone data URI becomes `image`, the one field that is documented to take it. */
function withModel(options: RequestOptions, notices: string[]): RequestOptions {
  const known = typeof options.model === "string" ? cataloguedModel(options.model) : undefined;
  if (known) return { ...options, model: known.model, route: known.route ?? options.route };
  if (options.model !== undefined) return options;
  const [only, ...more] = referenceList(options.inputUrls);
  const isInline = only !== undefined && more.length === 0 && /^data:/i.test(only) && options.image === undefined;
  const given = isInline && plainRoute(options.route) === undefined && options.quality === undefined;
  const request = given ? { ...options, inputUrls: undefined, image: only } : options;
  const { because, model, route } = chooseModel(request);
  if (because) notices.push(`--${because} chooses ${model}${route ? ` with --route ${route}` : ""}`);
  return { ...request, model, route };
}

/** The API key goes to the API alone, in its header: no text of a request may hold it. The problems do not show it. */
export function secretProblems(texts: object, secret: string): Problem[] {
  const holds = (value: unknown) => [isFields(value) ? JSON.stringify(value) : value].flat().some((text) => String(text).includes(secret));
  const found = secret.length < 8 ? [] : Object.entries(texts).filter(([, value]) => holds(value));
  return found.map(([key]) => {
    const field = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { field, given: "(not shown)", accepted: "a text without the API key", message: `${field} holds the API key: take it out` };
  });
}

/** Two checks may report the same problem. */
function unique(problems: readonly Problem[]): Problem[] {
  return problems.filter((problem, index) => problems.findIndex((other) => other.message === problem.message) === index);
}

/** The result of an attempt, or its problems added to those that are known. What failed otherwise is told only where nothing is wrong. */
async function collect<Result>(problems: Problem[], attempt: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (problems.length > 0 && error instanceof HiapiError && error.kind === "unavailable") return undefined;
    if (!(error instanceof HiapiError) || !error.facts.problems) throw error;
    // A file that could not be read is already among the problems.
    const known = new Set(problems.map((problem) => problem.field));
    problems.push(
      ...error.facts.problems.filter(
        (problem) => !(known.has(problem.field) && ["input_urls", "image_urls", "image", "prompt"].includes(problem.field)),
      ),
    );
    return undefined;
  }
}

function noticesOf(payload: Payload): string[] {
  const variant = findVariant(payload.model, payload.route);
  const sent = variant ? [payload.input[variant.references?.field ?? ""]] : Object.values(payload.input);
  const isInline = sent.flat().some((url) => typeof url === "string" && url.startsWith("data:"));
  return [
    ...(variant?.retiredFor
      ? [`${payload.model} is listed as retired by HiAPI's own skill; it is sent as written, ${variant.retiredFor} takes its place`]
      : []),
    ...(isInline
      ? [`local files are sent as data URIs; for ${variant?.references?.field ?? payload.model} HiAPI documents public URLs only`]
      : []),
    ...(payload.storage === "persistent" ? ["--storage persistent is billed by HiAPI: $0.05 per GB and month"] : []),
  ];
}

/** Throws `usage` when a body has more than 32 MiB. */
export function refuseLargeBody(body: string): void {
  const size = Buffer.byteLength(body);
  if (size <= limits.bodyBytes) return;
  const message = `the request has ${megabytes(size)}, at most 32 MB are accepted: host the images and pass their URLs`;
  throw usageError([{ field: "input_urls", given: `${size} bytes`, accepted: `at most ${limits.bodyBytes} bytes`, message }]);
}

/** A new idempotency key. A request gets one, before its first attempt, and keeps it. */
export function newKey(): string {
  return `hiapi-img-${randomUUID()}`;
}
