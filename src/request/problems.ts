import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { Resolution, Variant } from "./catalogue.ts";
import {
  allRatios,
  allResolutions,
  backgrounds,
  defaultModel,
  findVariant,
  inputFieldsOf,
  isRefusedPair,
  limits,
  models,
  routesOf,
  slashId,
  storages,
  variantName,
  variants,
} from "./catalogue.ts";
import { suggest, suggestRatio } from "./suggest.ts";

/** What is wrong with a request, in words: each problem names the value given, the values accepted and the nearest one that would work. */

function problem(field: string, given: unknown, accepted: Problem["accepted"], message: string): Problem {
  return { field, given, accepted, message };
}

export function modelProblem(given: unknown): Problem {
  const [base = "", route] = typeof given === "string" ? given.split("@") : [];
  const guess = `use --model ${suggest(base, models, 8) ?? defaultModel}`;
  const advice = findVariant(base, route) && route ? `use --model ${base} --route ${route}` : guess;
  return problem("model", given, models, `Unsupported model ${quote(given)}: accepted are ${models.join(", ")}; ${advice}`);
}

export function routeProblem(given: unknown, model: string): Problem {
  const accepted = routesOf(model);
  const slash = slashId(model);
  const other = slash !== undefined && findVariant(slash, String(given)) ? `, or use --model ${slash}` : "";
  const advice = accepted.length > 0 ? `use ${accepted.join(" or ")}, or leave the route out` : `it has none: leave --route out${other}`;
  return problem("route", given, accepted, `Unsupported route ${quote(given)} for ${model}: ${advice}`);
}

/** Suggests the nearest ratio that goes with the resolution, where that is known. */
function ratioProblem(given: unknown, variant: Variant | undefined, resolution: unknown): Problem {
  const accepted = variant?.ratios ?? allRatios;
  const size = allResolutions.find((known) => known === resolution);
  const fitting = variant && size ? accepted.filter((ratio) => !isRefusedPair(variant, ratio, size)) : accepted;
  const near = (typeof given === "string" ? suggestRatio(given, fitting) : undefined) ?? fitting[0];
  const message = `Unsupported aspect ratio ${quote(given)}${nameOf(variant)}: accepted are ${accepted.join(", ")}; use --aspect-ratio ${near}`;
  return problem("aspect_ratio", given, accepted, message);
}

/** Suggests the largest resolution that goes with the ratio: the one given, else the one suggested in its place, else the default. */
function resolutionProblem(given: unknown, variant: Variant | undefined, givenRatio: unknown): Problem {
  const accepted = variant?.resolutions ?? allResolutions;
  const ratio =
    variant && typeof givenRatio === "string" ? (suggestRatio(givenRatio, variant.ratios) ?? variant.ratios[0]) : variant?.defaultRatio;
  const fitting = variant ? accepted.filter((size) => ratio !== undefined && !isRefusedPair(variant, ratio, size)) : accepted;
  const message = `Unsupported resolution ${quote(given)}${nameOf(variant)}: accepted are ${accepted.join(", ")}; use --resolution ${fitting.at(-1) ?? "1K"}`;
  return problem("resolution", given, accepted, message);
}

function nameOf(variant: Variant | undefined): string {
  return variant ? ` for ${variantName(variant)}` : "";
}

/** The problem of a ratio that is refused at a resolution, with what would work; undefined when the pair is accepted. */
export function pairProblem(variant: Variant, ratio: string, resolution: Resolution): Problem | undefined {
  if (!isRefusedPair(variant, ratio, resolution)) return undefined;
  const accepted = variant.ratios.filter((candidate) => !isRefusedPair(variant, candidate, resolution));
  const other = otherVariant(variant, ratio, resolution);
  if (ratio === "auto") {
    const message = `aspect_ratio "auto" only supports resolution "1K", given "${resolution}"${nameOf(variant)}: use --resolution 1K or pick a ratio (${accepted.join(", ")})${other}`;
    return problem("aspect_ratio", ratio, accepted, message);
  }
  const sizes = variant.resolutions.filter((size) => !isRefusedPair(variant, ratio, size));
  const near = suggestRatio(ratio, accepted);
  const message = `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}"${nameOf(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio that goes with ${resolution} (${accepted.join(", ")}); the nearest is ${near}${other}`;
  return problem("aspect_ratio", ratio, accepted, message);
}

/** The model or route of the same kind that accepts a pair, as advice; `""` when there is none. */
function otherVariant({ kind, model }: Variant, ratio: string, resolution: Resolution): string {
  const other = variants
    .filter((row) => row.kind === kind && row.retiredFor === undefined)
    .find((row) => row.ratios.includes(ratio) && row.resolutions.includes(resolution) && !isRefusedPair(row, ratio, resolution));
  if (!other) return "";
  const name = other.model === model ? "" : ` --model ${other.model}`;
  return `; or use${name}${other.route ? ` --route ${other.route}` : ""}, which takes the pair`;
}

export function referencesProblem(given: unknown, variant: Variant): Problem {
  const { field, min, max } = variant.references ?? { field: "input_urls", min: 1, max: 1 };
  const count = Array.isArray(given) ? given.length : 0;
  const message = `${variantName(variant)} requires ${min}-${max} input image URLs, given ${count}: pass --input-url once per reference image`;
  return problem(field, count, `${min}-${max} images`, message);
}

const variantsWith = new Map([
  ["quality", "a slash id with --route ext"],
  ["size", "gpt-image-2/text-to-image with --route beta"],
  ["background", "a slash id without a route"],
]);

/** A field that this row of the catalogue does not have. */
export function unexpectedField(field: string, given: unknown, variant: Variant): Problem {
  const name = variantName(variant);
  const fields = inputFieldsOf(variant);
  if (["input_urls", "image_urls", "image"].includes(field)) {
    const other = "use --model gpt-image-2-image-to-image or gpt-image-2/image-to-image, or leave the image out";
    const advice = variant.references ? `it takes ${variant.references.field}: pass --input-url` : other;
    const message = `${name} does not accept ${field === "image" ? "image (--image)" : field}: ${advice}`;
    return problem(field, Array.isArray(given) ? given.length : quote(given), fields, message);
  }
  const other = variantsWith.get(field);
  const flag = `--${field.replaceAll("_", "-")}`;
  const advice = `leave ${flag} out${other === undefined ? "" : `; ${other} has it`}`;
  return problem(field, given, fields, `${name} does not accept ${field} (given ${quote(given)}): ${advice}`);
}

/** A value that its field does not accept; `variant` is undefined when the model itself is unknown. */
export function fieldProblem(field: string, given: unknown, variant?: Variant, input: Readonly<Record<string, unknown>> = {}): Problem {
  if (field === "prompt") return promptProblem(given);
  if (field === "aspect_ratio") return ratioProblem(given, variant, input.resolution);
  if (field === "resolution") return resolutionProblem(given, variant, input.aspect_ratio);
  if (field === "size") {
    const message = `Unsupported size ${quote(given)}: use auto or <width>x<height> in pixels, such as 1536x1024`;
    return problem(field, given, "auto or <width>x<height>", message);
  }
  const accepted = acceptedWords(field, variant);
  const near = typeof given === "string" ? suggest(given, accepted) : undefined;
  const advice = near ? `; did you mean ${near}?` : "";
  return problem(field, given, accepted, `Unsupported ${field} ${quote(given)}: use one of ${accepted.join(", ")}${advice}`);
}

function acceptedWords(field: string, variant: Variant | undefined): readonly string[] {
  if (field === "storage") return storages;
  if (field === "quality") return variant?.quality?.values ?? [];
  return variant?.background?.values ?? backgrounds;
}

function promptProblem(given: unknown): Problem {
  const accepted = `1 to ${limits.promptLength} characters`;
  const length = typeof given === "string" ? given.trim().length : 0;
  if (length > limits.promptLength) {
    const message = `prompt has ${length} characters, at most ${limits.promptLength} are accepted: shorten it`;
    return problem("prompt", `${length} characters`, accepted, message);
  }
  const control = typeof given === "string" ? controlIn(given) : undefined;
  if (control) {
    const message = `the prompt has the control character ${control}: of these, only tab and line breaks are accepted`;
    return problem("prompt", control, "text without control characters", message);
  }
  const message = "a prompt is required: give it as words, with --prompt <text> or with --prompt-file <path>";
  return problem("prompt", given, accepted, message);
}

/** The first control character of a text but tab and line breaks, and which character of the text it is: `U+0000 (character 7)`. */
export function controlIn(text: string): string | undefined {
  const [before, found] = /^(.*?)((?![\t\n\r])\p{Cc})/su.exec(text)?.slice(1) ?? [];
  if (before === undefined || found === undefined) return undefined;
  return `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")} (character ${[...before].length + 1})`;
}

export function referenceProblem(field: string, given: unknown): Problem {
  const accepted = "an http(s) URL, a base64 data URI of a PNG, JPEG or WebP, or the path of such a file";
  return problem(field, quote(given), accepted, `${field} ${quote(given)} is not an image reference: use ${accepted}`);
}

/** A prompt that was given in more than one way. */
export function promptSources(given: readonly unknown[]): Problem {
  const accepted = "one of: bare words, --prompt, --prompt-file";
  const message = `the prompt was given ${given.length} times (${given.map(quote).join(", ")}): use ${accepted}; quote a value that has spaces`;
  return problem("prompt", given.map(quote), accepted, message);
}
