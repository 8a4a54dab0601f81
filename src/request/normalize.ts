import { quote, usageError } from "../errors.ts";
import type { Variant } from "./catalogue.ts";
import { backgrounds, defaultModel, defaultResolution, findVariant, limits, models, storages } from "./catalogue.ts";
import { caseFold, isOneOf, splitUrls, trimmed, upper } from "./payload.ts";
import { fieldProblem, modelProblem, referenceProblem } from "./problems.ts";
import { isReference } from "./reference.ts";

/** A model id as it is sent; undefined takes the default. Throws `Unsupported model`. */
export function normalizeModel(value?: unknown): string {
  const model = value === undefined ? defaultModel : trimmed(value);
  const known = models.find((id) => id === model);
  if (known === undefined) throw usageError([modelProblem(value)]);
  return known;
}

/** Whether a text can be a model id at all. It is sent, and made part of file names. */
export function isModelId(text: string): boolean {
  return /^[A-Za-z0-9][\w.+/@-]{0,199}$/.test(text);
}

/** A ratio of the model's default route; undefined takes the model's default. Throws `Unsupported aspect ratio`. */
export function normalizeAspectRatio(value?: unknown, model?: unknown): string {
  const variant = rowOf(model);
  const ratio = value === undefined ? variant?.defaultRatio : caseFold(value);
  if (!variant || !isOneOf(variant.ratios, ratio)) throw usageError([fieldProblem("aspect_ratio", value, variant)]);
  return ratio;
}

/** A resolution of the model's default route, any case; undefined means 1K. Throws `Unsupported resolution`. */
export function normalizeResolution(value?: unknown, model?: unknown): string {
  const variant = rowOf(model);
  const resolution = value === undefined ? defaultResolution : upper(value);
  if (!variant || !isOneOf(variant.resolutions, resolution)) throw usageError([fieldProblem("resolution", value, variant)]);
  return resolution;
}

/** A background in lower case; an absent one stays absent. */
export function normalizeBackground(value?: unknown): string | undefined {
  if (value === undefined) return undefined;
  const background = caseFold(value);
  if (!isOneOf(backgrounds, background)) throw usageError([fieldProblem("background", value)]);
  return background;
}

/** A storage in lower case; undefined means `temp`. An empty string or null is refused. */
export function normalizeStorage(value?: unknown): string {
  const storage = value === undefined ? "temp" : caseFold(value);
  if (!isOneOf(storages, storage)) throw usageError([fieldProblem("storage", value)]);
  return storage;
}

/** Whether a text can be an idempotency key: 1 to 255 UTF-8 bytes, no control characters. */
export function isIdempotencyKey(key: unknown): key is string {
  if (typeof key !== "string" || key === "") return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the contract refuses just these
  return new TextEncoder().encode(key).length <= limits.idempotencyKeyBytes && !/[\u0000-\u001f\u007f-\u009f]/.test(key);
}

/** An idempotency key as it is sent. */
export function normalizeIdempotencyKey(value?: unknown): string | undefined {
  if (value === undefined) return undefined;
  const accepted = `1 to ${limits.idempotencyKeyBytes} UTF-8 bytes without control characters`;
  const key = trimmed(value);
  if (isIdempotencyKey(key)) return key;
  throw usageError([
    { field: "idempotency_key", given: value, accepted, message: `Unsupported idempotency key ${quote(value)}: use ${accepted}` },
  ]);
}

/** Reference images as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
export function normalizeInputUrls(value?: unknown): string[] {
  if (value === undefined) return [];
  const urls = splitUrls(value);
  const problems = urls.filter((url) => typeof url !== "string" || !isReference(url)).map((url) => referenceProblem("input_urls", url));
  if (problems.length > 0) throw usageError(problems);
  return urls.filter((url): url is string => typeof url === "string");
}

function rowOf(model: unknown): Variant | undefined {
  return findVariant(normalizeModel(model));
}
