import type { Problem } from "../errors.ts";
import { quote, usageError } from "../errors.ts";
import { dropUndefined, fieldsOf } from "../json.ts";
import { parseUrl, splitAtUrls } from "../url.ts";
import type { Route, Variant } from "./catalogue.ts";
import { allRatios, allResolutions, defaultModel, defaultResolution, findVariant, models, storages, variants } from "./catalogue.ts";
import { chooseModel } from "./model-choice.ts";
import { fieldProblem, modelProblem, routeProblem } from "./problems.ts";
import type { RequestOptions } from "./request-options.ts";
import type { Input } from "./schema.ts";
import { checkInput, isPrompt } from "./schema.ts";
import { withSettings } from "./settings.ts";

/** The body of a create (docs/api-contract.md, section 2), keys in the order in which they are sent. */
export interface Payload {
  model: string;
  input: Input;
  callback?: { url: string; when: "final" };
  storage?: "persistent";
  route?: Route;
}

export const caseFold = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase() : value);
export const trimmed = (value: unknown) => (typeof value === "string" ? value.trim() : value);
export const upper = (value: unknown) => (typeof value === "string" ? value.trim().toUpperCase() : value);

/** The body of a create from options, with the defaults that are always sent. Throws one usage error with all problems. */
export function buildImagePayload(given: RequestOptions): Payload {
  const { options, problems } = withSettings(given);
  const { model, route } = options.model === undefined ? defaultChoice(options) : { model: trimmed(options.model), route: options.route };
  const variant = typeof model === "string" && isTextOrNothing(route) ? findVariant(model, route) : undefined;
  const input = inputOf(options, variant);
  if (variant) problems.push(...checkInput(variant, input));
  if (!variant) problems.push(...checkWithoutVariant(model, route, input));

  const { delivery, problems: others } = deliveryOf(options);
  problems.push(...others);
  if (problems.length > 0 || !variant) throw usageError(problems);

  return {
    model: variant.model,
    input: { ...input, prompt: String(options.prompt).trim() },
    ...delivery,
    ...(variant.route ? { route: variant.route } : {}),
  };
}

/** What is asked beside the image: where HiAPI keeps it, and whom it calls. */
export function deliveryOf(options: RequestOptions): { delivery: Pick<Payload, "callback" | "storage">; problems: Problem[] } {
  const problems: Problem[] = [];
  const storage = options.storage === undefined ? "temp" : caseFold(options.storage);
  if (!isOneOf(storages, storage)) problems.push(fieldProblem("storage", options.storage));
  const callbackUrl = trimmed(options.callbackUrl);
  if (callbackUrl !== undefined && !isHttps(callbackUrl)) problems.push(callbackProblem(options.callbackUrl));
  const delivery = {
    ...(typeof callbackUrl === "string" ? { callback: { url: callbackUrl, when: "final" as const } } : {}),
    ...(storage === "persistent" ? { storage: "persistent" as const } : {}),
  };
  return { delivery, problems };
}

/** Without a model, an option that only some models have chooses one; references do not, as in the original skill's library. */
function defaultChoice(options: RequestOptions): { model: string; route: string | undefined } {
  const choice = chooseModel(options);
  return choice.because === undefined ? { model: defaultModel, route: options.route } : choice;
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** The `input` object before it is checked: what was given, under HiAPI's names, and the defaults. */
function inputOf(options: RequestOptions, variant: Variant | undefined): Input {
  const urls = options.inputUrls === undefined ? [] : splitUrls(options.inputUrls);
  const field = variant?.references?.field ?? "input_urls";
  const wantsUrls = urls.length > 0 || (variant?.references && !variant.references.single);
  const hasRatio = variant === undefined || variant.ratios.length > 0;
  return dropUndefined({
    prompt: options.prompt,
    [field]: wantsUrls ? urls : undefined,
    image: trimmed(options.image),
    aspect_ratio: folded(options.aspectRatio, caseFold, allRatios) ?? (hasRatio ? variant?.defaultRatio : undefined),
    resolution: folded(options.resolution, upper, allResolutions) ?? (hasRatio ? defaultResolution : undefined),
    size: caseFold(options.size) ?? variant?.size?.default,
    quality: folded(options.quality, caseFold, variant?.quality?.values ?? []) ?? variant?.quality?.default,
    background: folded(options.background, caseFold, variant?.background?.values ?? []),
  });
}

/** A value in the case that HiAPI accepts; one that it does not accept stays as it was typed, for the message. */
function folded(given: unknown, fold: (value: unknown) => unknown, accepted: readonly string[]): unknown {
  const value = fold(given);
  return isOneOf(accepted, value) ? value : given;
}

/** Where the model or route is unknown, the other fields are checked against what any model accepts. */
function checkWithoutVariant(model: unknown, route: unknown, input: Input): Problem[] {
  const known = models.find((id) => id === model);
  const problems = [known ? routeProblem(route, known) : modelProblem(model)];
  if (!isPrompt(input.prompt)) problems.push(fieldProblem("prompt", input.prompt));
  const fields = { aspect_ratio: "ratios", resolution: "resolutions" } as const;
  for (const [field, list] of Object.entries(fields)) {
    const given = input[field];
    if (given !== undefined && !variants.some((row) => isOneOf(row[list], given))) problems.push(fieldProblem(field, given));
  }
  return problems;
}

/** A payload from the journal, for descriptions only: what a damaged line lacks stays empty. */
export function storedPayload(request: unknown): Payload {
  const { model, route, storage, input } = fieldsOf(request);
  const kept = dropUndefined({ route: text(route), storage: text(storage) });
  return { ...kept, model: text(model) ?? defaultModel, input: { ...fieldsOf(input) } } as Payload;
}

/** A payload in the names that the program prints, without the keys that it lacks. */
export function describePayload(payload: Payload) {
  const { prompt: _, aspect_ratio, resolution, image, image_url, input_urls, image_urls, image_input, ...rest } = payload.input;
  const single = image ?? image_url;
  const references = single === undefined ? (input_urls ?? image_urls ?? image_input) : [single].flat();
  return dropUndefined({
    model: payload.model,
    route: payload.route,
    aspectRatio: text(aspect_ratio),
    resolution: text(resolution),
    size: text(rest.size),
    quality: text(rest.quality),
    background: text(rest.background),
    references: Array.isArray(references) ? references.length : undefined,
    storage: payload.storage,
  });
}

/** References as a list; see `splitAtUrls`. */
export function splitUrls(value: unknown): unknown[] {
  // A value of any shape becomes a list, for the checks that follow.
  const list = typeof value === "string" ? splitAtUrls(value) : [value].flat();
  return list.map(trimmed);
}

function callbackProblem(given: unknown): Problem {
  const accepted = "an https:// URL";
  return { field: "callback_url", given: quote(given), accepted, message: `Unsupported callback URL ${quote(given)}: use ${accepted}` };
}

function isHttps(value: unknown): boolean {
  return parseUrl(value)?.protocol === "https:";
}

/** Whether a value is one of the words of a list. */
export function isOneOf<Item extends string>(list: readonly Item[], value: unknown): value is Item {
  return list.some((item) => item === value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
