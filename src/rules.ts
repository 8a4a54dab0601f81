import * as z from "zod/mini";
import { closest, distance } from "fastest-levenshtein";
import {
  allRatios, allResolutions, defaultResolution, findVariant, isRefusedPair, limits, models, routesOf, slashId, storages, variantName,
} from "./catalogue.ts";
import type { Resolution, Variant } from "./catalogue.ts";
import { oneLine } from "./errors.ts";
import type { Problem } from "./errors.ts";
import { parseUrl } from "./url.ts";

/** The `input` object of a create body, as far as the contract names its fields. */
export type Input = Record<string, unknown>;

/** The word nearest to what was given, when it is near enough to be a slip of the hand. */
export function nearest(given: string, accepted: readonly string[]): string | undefined {
  if (accepted.length === 0 || given.length > 80) return undefined;
  const best = closest(given.toLowerCase(), [...accepted]);
  return distance(given.toLowerCase(), best.toLowerCase()) <= Math.max(2, best.length / 4) ? best : undefined;
}

/** A value as it may stand in a message: quoted, one line, data URIs and long text cut short. */
export function shown(given: unknown): string {
  if (given === undefined) return "nothing";
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? String(given));
  return `"${oneLine(text.replace(/^(data:[^,]{0,60}),.*$/s, "$1,…"), 80)}"`;
}

export function modelProblem(given: unknown): Problem {
  const [base = "", route] = typeof given === "string" ? given.split("@") : [];
  const near = nearest(base, models);
  const advice = findVariant(base, route) ? `use --model ${base} --route ${route}` : near ? `did you mean ${near}?` : "hiapi-img models lists them";
  return { field: "model", given, accepted: models, message: `Unsupported model ${shown(given)}: use one of ${models.join(", ")}; ${advice}` };
}

export function routeProblem(given: unknown, model: string): Problem {
  const accepted = routesOf(model);
  const slash = slashId(model);
  const advice = accepted.length > 0
    ? `use ${accepted.join(" or ")}, or leave the route out`
    : `it has none: leave the route out${slash ? `, or use --model ${slash} (${routesOf(slash).join(", ")})` : ""}`;
  return { field: "route", given, accepted, message: `Unsupported route ${shown(given)} for ${model}: ${advice}` };
}

/** The accepted ratio whose shape is nearest to the one given; falls back to the nearest spelling. */
export function nearestRatio(given: string, accepted: readonly string[]): string | undefined {
  const shape = (ratio: string) => {
    const [, width, height] = /^(\d{1,4})\s*[:x/]\s*(\d{1,4})$/.exec(ratio) ?? [];
    return width && height ? Math.log(Number(width) / Number(height)) : Number.NaN;
  };
  const wanted = shape(given.trim());
  if (!Number.isFinite(wanted)) return nearest(given, accepted);
  const off = (ratio: string) => Math.abs(shape(ratio) - wanted);
  return accepted.filter((ratio) => Number.isFinite(shape(ratio))).sort((a, b) => off(a) - off(b))[0];
}

function ratioProblem(given: unknown, variant: Variant | undefined): Problem {
  const accepted = variant?.ratios ?? allRatios;
  const near = typeof given === "string" ? nearestRatio(given, accepted) : undefined;
  const where = variant ? ` for ${variantName(variant)}` : "";
  const message = `Unsupported aspect ratio ${shown(given)}${where}: use one of ${accepted.join(", ")}${near ? `; the nearest is ${near}` : ""}`;
  return { field: "aspect_ratio", given, accepted, message };
}

function resolutionProblem(given: unknown, variant: Variant | undefined): Problem {
  const accepted = variant?.resolutions ?? allResolutions;
  const where = variant ? ` for ${variantName(variant)}` : "";
  const nearby = accepted.at(-1);
  const message = `Unsupported resolution ${shown(given)}${where}: use one of ${accepted.join(", ")}${nearby ? `; ${nearby} is its largest` : ""}`;
  return { field: "resolution", given, accepted, message };
}

/** The rule that refuses a ratio at a resolution, with the nearest things that would work; undefined when the pair is fine. */
export function pairProblem(variant: Variant, ratio: string, resolution: Resolution): Problem | undefined {
  if (!isRefusedPair(variant, ratio, resolution)) return undefined;
  const accepted = variant.ratios.filter((other) => !isRefusedPair(variant, other, resolution));
  if (ratio === "auto") {
    const message = `aspect_ratio "auto" only supports resolution "1K", given "${resolution}" for ${variantName(variant)}: use --resolution 1K or pick a ratio (${accepted.join(", ")})`;
    return { field: "aspect_ratio", given: ratio, accepted, message };
  }
  const sizes = variant.resolutions.filter((other) => !isRefusedPair(variant, ratio, other));
  const near = nearestRatio(ratio, accepted);
  const message = `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}" for ${variantName(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio accepted at ${resolution} (${accepted.join(", ")})${near ? `; the nearest is ${near}` : ""}`;
  return { field: "aspect_ratio", given: ratio, accepted, message };
}

function referencesProblem(given: unknown, variant: Variant): Problem {
  const { field, min, max } = variant.references ?? { field: "input_urls", min: 1, max: 1 };
  const count = Array.isArray(given) ? given.length : 0;
  const message = `${variantName(variant)} requires ${min}-${max} input image URLs, given ${count}: pass --input-url once per reference image`;
  return { field, given: count, accepted: `${min}-${max} images`, message };
}

/** A field that this row of the table does not have. */
function strangeField(field: string, given: unknown, variant: Variant): Problem {
  const name = variantName(variant);
  const fields = fieldsOf(variant);
  if (["input_urls", "image_urls", "image"].includes(field)) {
    const target = "use --model gpt-image-2-image-to-image or gpt-image-2/image-to-image, or leave the image out";
    const advice = variant.references ? `it takes ${variant.references.field}: pass --input-url` : target;
    const words = field === "image" ? "image (--image)" : field;
    return { field, given: Array.isArray(given) ? given.length : shown(given), accepted: fields, message: `${name} does not accept ${words}: ${advice}` };
  }
  const homes = { quality: "a slash id with --route ext", size: "gpt-image-2/text-to-image with --route beta", background: "a slash id without a route" };
  const home = field in homes ? `; ${homes[field as keyof typeof homes]} has it` : "";
  const flag = `--${field.replaceAll("_", "-")}`;
  return { field, given, accepted: fields, message: `${name} does not accept ${field} (given ${shown(given)}): leave ${flag} out${home}` };
}

/** The names of the input fields a row takes, in the order they are sent. */
export function fieldsOf(variant: Variant): string[] {
  const { references, resolutions, ratios, size, quality, background } = variant;
  return [
    "prompt",
    ...(references ? [references.field, ...(references.single ? ["image"] : [])] : []),
    ...(ratios.length > 0 ? ["aspect_ratio"] : []),
    ...(resolutions.length > 0 ? ["resolution"] : []),
    ...(size ? ["size"] : []),
    ...(quality ? ["quality"] : []),
    ...(background ? ["background"] : []),
  ];
}

export const promptSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(limits.promptLength));
const referenceSchema = z.string().check(z.refine(isReference));

/** Whether a string is what the API takes as a reference: an http(s) URL or a base64 data URI of a PNG, JPEG or WebP. */
export function isReference(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return !/\s/.test(text) && parseUrl(text) !== undefined;
  const head = /^data:image\/(?:png|jpeg|webp);base64,/i.exec(text)?.[0];
  return head !== undefined && isBase64(text.slice(head.length));
}

/** Whether all of a text is base64. Tested in pieces: one pattern over tens of megabytes exhausts the matcher's stack. */
export function isBase64(text: string): boolean {
  const piece = 65_536;
  if (text.length === 0 || text.length % 4 === 1) return false;
  for (let start = 0; start < text.length; start += piece) {
    const last = start + piece >= text.length;
    if (!(last ? /^[A-Za-z0-9+/_-]*={0,2}$/ : /^[A-Za-z0-9+/_-]*$/).test(text.slice(start, start + piece))) return false;
  }
  return true;
}

/** The strict shape of `input` for one row of the catalogue (contract sections 2 and 5): unknown keys are refused. */
export function inputSchema(variant: Variant) {
  const { references, size, quality, background } = variant;
  const urls = references && z.array(referenceSchema).check(z.minLength(references.min), z.maxLength(references.max));
  return z.strictObject({
    prompt: promptSchema,
    ...(references && urls ? { [references.field]: references.single ? z.optional(urls) : urls } : {}),
    ...(references?.single ? { image: z.optional(referenceSchema) } : {}),
    ...(variant.ratios.length > 0 ? { aspect_ratio: z.optional(z.enum([...variant.ratios])) } : {}),
    ...(variant.resolutions.length > 0 ? { resolution: z.optional(z.enum([...variant.resolutions])) } : {}),
    ...(size ? { size: z.optional(z.string().check(z.regex(size.pattern))) } : {}),
    ...(quality ? { quality: z.optional(z.enum([...quality.values])) } : {}),
    ...(background ? { background: z.optional(z.enum([...background.values])) } : {}),
  });
}

/** A problem of one field, worded by the field; `variant` is undefined when the model itself is not known. */
export function fieldProblem(field: string, given: unknown, variant?: Variant): Problem {
  if (field === "prompt") return promptProblem(given);
  if (field === "aspect_ratio") return ratioProblem(given, variant);
  if (field === "resolution") return resolutionProblem(given, variant);
  if (field === "size") return { field, given, accepted: "auto or <width>x<height>", message: `Unsupported size ${shown(given)}: use auto or <width>x<height> in pixels, such as 1536x1024` };
  const accepted = { quality: variant?.quality?.values, background: variant?.background?.values ?? ["auto", "opaque", "transparent"], storage: storages }[field] ?? [];
  const near = typeof given === "string" ? nearest(given, accepted) : undefined;
  return { field, given, accepted, message: `Unsupported ${field} ${shown(given)}: use one of ${accepted.join(", ")}${near ? `; did you mean ${near}?` : ""}` };
}

function promptProblem(given: unknown): Problem {
  const accepted = `1 to ${limits.promptLength} characters`;
  if (typeof given === "string" && given.trim().length > limits.promptLength) {
    const length = given.trim().length;
    return { field: "prompt", given: `${length} characters`, accepted, message: `prompt has ${length} characters, at most ${limits.promptLength} are accepted: shorten it` };
  }
  return { field: "prompt", given, accepted, message: "a prompt is required: give it as words, with --prompt <text> or with --prompt-file <path>" };
}

export function referenceProblem(field: string, given: unknown): Problem {
  const accepted = "an http(s) URL, a base64 data URI of a PNG, JPEG or WebP, or the path of such a file";
  return { field, given: shown(given), accepted, message: `${field} ${shown(given)} is not an image reference: use ${accepted}` };
}

/** Everything wrong with an `input` object, all of it at once; empty when the contract accepts it. */
export function checkInput(variant: Variant, input: Input): Problem[] {
  const result = inputSchema(variant).safeParse(input);
  const seen = new Set<string>();
  const problems = (result.error?.issues ?? []).flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => strangeField(key, input[key], variant));
    const [field = "", index] = issue.path.map(String);
    if (seen.has(field)) return [];
    seen.add(field);
    const given = input[field];
    if (index !== undefined && Array.isArray(given)) return [referenceProblem(field, given[Number(index)])];
    if (field === "image") return [referenceProblem(field, given)];
    return [field === variant.references?.field ? referencesProblem(given, variant) : fieldProblem(field, given, variant)];
  });
  return [...problems, ...crossProblems(variant, input)];
}

function crossProblems(variant: Variant, input: Input): Problem[] {
  const problems: Problem[] = [];
  const resolution = variant.resolutions.find((known) => known === (input.resolution ?? defaultResolution));
  const ratio = input.aspect_ratio ?? variant.defaultRatio;
  const pair = resolution && typeof ratio === "string" ? pairProblem(variant, ratio, resolution) : undefined;
  if (pair) problems.push(pair);
  if (variant.background && input.background !== undefined && resolution && !variant.background.resolutions.includes(resolution)) {
    const accepted = variant.background.resolutions;
    problems.push({ field: "background", given: input.background, accepted, message: `background is accepted at resolution 1K only, given "${resolution}": use --resolution 1K or leave --background out` });
  }
  if (!variant.references?.single) return problems;
  const { field } = variant.references;
  if (input[field] === undefined && input.image === undefined) problems.push(referencesProblem([], variant));
  if (input[field] !== undefined && input.image !== undefined) {
    problems.push({ field: "image", given: shown(input.image), accepted: [field, "image"], message: `--image cannot be combined with --input-url: ${variantName(variant)} takes ${field} or a single image` });
  }
  return problems;
}
