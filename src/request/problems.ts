import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { Resolution, Variant } from "./catalogue.ts";
import {
  allRatios,
  allResolutions,
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

/** What is wrong with a request, in words: each names the value given, the values accepted and the nearest thing that would work. */

export function modelProblem(given: unknown): Problem {
  const [base = "", route] = typeof given === "string" ? given.split("@") : [];
  const guess = `use --model ${suggest(base, models, 8) ?? defaultModel}`;
  const advice = findVariant(base, route) && route ? `use --model ${base} --route ${route}` : guess;
  return {
    field: "model",
    given,
    accepted: models,
    message: `Unsupported model ${quote(given)}: accepted are ${models.join(", ")}; ${advice}`,
  };
}

export function routeProblem(given: unknown, model: string): Problem {
  const accepted = routesOf(model);
  const slash = slashId(model);
  const other = slash !== undefined && findVariant(slash, String(given)) ? `, or use --model ${slash}` : "";
  const advice = accepted.length > 0 ? `use ${accepted.join(" or ")}, or leave the route out` : `it has none: leave --route out${other}`;
  return { field: "route", given, accepted, message: `Unsupported route ${quote(given)} for ${model}: ${advice}` };
}

/** The nearest ratio that the resolution, where one is known, goes with; else the default. */
function ratioProblem(given: unknown, variant: Variant | undefined, resolution: unknown): Problem {
  const accepted = variant?.ratios ?? allRatios;
  const size = allResolutions.find((known) => known === resolution);
  const fitting = variant && size ? accepted.filter((ratio) => !isRefusedPair(variant, ratio, size)) : accepted;
  const near = (typeof given === "string" ? suggestRatio(given, fitting) : undefined) ?? fitting[0];
  const where = variant ? ` for ${variantName(variant)}` : "";
  const message = `Unsupported aspect ratio ${quote(given)}${where}: accepted are ${accepted.join(", ")}; use --aspect-ratio ${near}`;
  return { field: "aspect_ratio", given, accepted, message };
}

/** The ratio a resolution has to go with: the one given, or the one that is suggested in its place, or the default. */
function fitRatio(given: unknown, variant: Variant | undefined): unknown {
  if (!variant || typeof given !== "string" || variant.ratios.includes(given)) return given ?? variant?.defaultRatio;
  return suggestRatio(given, variant.ratios) ?? variant.ratios[0];
}

/** The largest resolution that the ratio, where one is known, goes with. */
function resolutionProblem(given: unknown, variant: Variant | undefined, ratio: unknown): Problem {
  const accepted = variant?.resolutions ?? allResolutions;
  const fitting = variant ? accepted.filter((size) => typeof ratio === "string" && !isRefusedPair(variant, ratio, size)) : accepted;
  const where = variant ? ` for ${variantName(variant)}` : "";
  const message = `Unsupported resolution ${quote(given)}${where}: accepted are ${accepted.join(", ")}; use --resolution ${fitting.at(-1) ?? "1K"}`;
  return { field: "resolution", given, accepted, message };
}

/** The rule that refuses a ratio at a resolution, with the nearest things that would work; undefined when the pair is fine. */
export function pairProblem(variant: Variant, ratio: string, resolution: Resolution): Problem | undefined {
  if (!isRefusedPair(variant, ratio, resolution)) return undefined;
  const accepted = variant.ratios.filter((candidate) => !isRefusedPair(variant, candidate, resolution));
  const other = otherVariant(variant, ratio, resolution);
  if (ratio === "auto") {
    const message = `aspect_ratio "auto" only supports resolution "1K", given "${resolution}" for ${variantName(variant)}: use --resolution 1K or pick a ratio (${accepted.join(", ")})${other}`;
    return { field: "aspect_ratio", given: ratio, accepted, message };
  }
  const sizes = variant.resolutions.filter((size) => !isRefusedPair(variant, ratio, size));
  const near = suggestRatio(ratio, accepted);
  const message = `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}" for ${variantName(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio that goes with ${resolution} (${accepted.join(", ")}); the nearest is ${near}${other}`;
  return { field: "aspect_ratio", given: ratio, accepted, message };
}

/** The model or route of the same kind that takes a pair, as advice; "" when there is none. */
function otherVariant({ kind, model }: Variant, ratio: string, resolution: Resolution): string {
  const other = variants.find(
    (row) =>
      row.kind === kind &&
      row.retiredFor === undefined &&
      row.ratios.includes(ratio) &&
      row.resolutions.includes(resolution) &&
      !isRefusedPair(row, ratio, resolution),
  );
  if (!other) return "";
  const name = other.model === model ? "" : ` --model ${other.model}`;
  return `; or use${name}${other.route ? ` --route ${other.route}` : ""}, which takes the pair`;
}

export function referencesProblem(given: unknown, variant: Variant): Problem {
  const { field, min, max } = variant.references ?? { field: "input_urls", min: 1, max: 1 };
  const count = Array.isArray(given) ? given.length : 0;
  const message = `${variantName(variant)} requires ${min}-${max} input image URLs, given ${count}: pass --input-url once per reference image`;
  return { field, given: count, accepted: `${min}-${max} images`, message };
}

/** A field that this row of the table does not have. */
export function unexpectedField(field: string, given: unknown, variant: Variant): Problem {
  const name = variantName(variant);
  const fields = inputFieldsOf(variant);
  if (["input_urls", "image_urls", "image"].includes(field)) {
    const target = "use --model gpt-image-2-image-to-image or gpt-image-2/image-to-image, or leave the image out";
    const advice = variant.references ? `it takes ${variant.references.field}: pass --input-url` : target;
    const words = field === "image" ? "image (--image)" : field;
    return {
      field,
      given: Array.isArray(given) ? given.length : quote(given),
      accepted: fields,
      message: `${name} does not accept ${words}: ${advice}`,
    };
  }
  const homes = {
    quality: "a slash id with --route ext",
    size: "gpt-image-2/text-to-image with --route beta",
    background: "a slash id without a route",
  };
  const home = field in homes ? `; ${homes[field as keyof typeof homes]} has it` : "";
  const flag = `--${field.replaceAll("_", "-")}`;
  return { field, given, accepted: fields, message: `${name} does not accept ${field} (given ${quote(given)}): leave ${flag} out${home}` };
}

/** A problem of one field, worded by the field; `variant` is undefined when the model itself is not known. */
export function fieldProblem(field: string, given: unknown, variant?: Variant, input: Readonly<Record<string, unknown>> = {}): Problem {
  if (field === "prompt") return promptProblem(given);
  if (field === "aspect_ratio") return ratioProblem(given, variant, input.resolution);
  if (field === "resolution") return resolutionProblem(given, variant, fitRatio(input.aspect_ratio, variant));
  if (field === "size")
    return {
      field,
      given,
      accepted: "auto or <width>x<height>",
      message: `Unsupported size ${quote(given)}: use auto or <width>x<height> in pixels, such as 1536x1024`,
    };
  const accepted =
    { quality: variant?.quality?.values, background: variant?.background?.values ?? ["auto", "opaque", "transparent"], storage: storages }[
      field
    ] ?? [];
  const near = typeof given === "string" ? suggest(given, accepted) : undefined;
  return {
    field,
    given,
    accepted,
    message: `Unsupported ${field} ${quote(given)}: use one of ${accepted.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
  };
}

function promptProblem(given: unknown): Problem {
  const accepted = `1 to ${limits.promptLength} characters`;
  if (typeof given === "string" && given.trim().length > limits.promptLength) {
    const length = given.trim().length;
    return {
      field: "prompt",
      given: `${length} characters`,
      accepted,
      message: `prompt has ${length} characters, at most ${limits.promptLength} are accepted: shorten it`,
    };
  }
  return {
    field: "prompt",
    given,
    accepted,
    message: "a prompt is required: give it as words, with --prompt <text> or with --prompt-file <path>",
  };
}

export function referenceProblem(field: string, given: unknown): Problem {
  const accepted = "an http(s) URL, a base64 data URI of a PNG, JPEG or WebP, or the path of such a file";
  return { field, given: quote(given), accepted, message: `${field} ${quote(given)} is not an image reference: use ${accepted}` };
}

/** A prompt that was given in more than one way. */
export function promptSources(given: readonly unknown[]): Problem {
  const accepted = "one of: bare words, --prompt, --prompt-file";
  const message = `the prompt was given ${given.length} times (${given.map(quote).join(", ")}): use ${accepted}; quote a value that has spaces`;
  return { field: "prompt", given: given.map(quote), accepted, message };
}
