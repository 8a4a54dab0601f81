/** The models of docs/api-contract.md, section 5, as data. Whatever validates, lists or draws models reads it from here. */

const proRatios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
/** In the order in which they are offered. */
export const allRatios: readonly string[] = "auto 1:1 3:2 2:3 4:3 3:4 5:4 4:5 16:9 9:16 2:1 1:2 3:1 1:3 21:9 9:21".split(" ");
export const allResolutions = ["1K", "2K", "4K"] as const;
export const backgrounds = ["auto", "opaque", "transparent"] as const;

export type Resolution = (typeof allResolutions)[number];
export type Route = "beta" | "ext";

/** How a model accepts reference images: the field, how many, and whether a single `image` may replace them. */
export interface References {
  field: "input_urls" | "image_urls";
  min: number;
  max: number;
  single: boolean;
}

/** One row of the catalogue: a model on one route. */
export interface Variant {
  model: string;
  route?: Route;
  kind: "text-to-image" | "image-to-image";
  /** Where the row comes from, shown when a rule refuses. */
  source: string;
  /** Set for ids that HiAPI's own skill lists as retired: the id to use instead. */
  retiredFor?: string;
  ratios: readonly string[];
  defaultRatio?: string;
  resolutions: readonly Resolution[];
  /** Ratios that a resolution refuses. */
  refused: Partial<Record<Resolution, readonly string[]>>;
  references?: References;
  /** Extra fields with their accepted values; a default is sent always. */
  quality?: { values: readonly string[]; default: string };
  background?: { values: readonly string[]; resolutions: readonly Resolution[] };
  size?: { pattern: RegExp; default: string };
}

const autoOnly1K = { "2K": ["auto"], "4K": ["auto", "1:1"] } as const;
const seed = "HiAPI's model page";
const dated = "HiAPI's model page of 2026-09-29";
const background = { values: backgrounds, resolutions: ["1K"] } as const;
const quality = { values: ["low", "medium", "high"], default: "low" } as const;
const allAccepted = { ratios: allRatios, defaultRatio: "auto", resolutions: allResolutions } as const;
const inputUrls5 = { field: "input_urls", min: 1, max: 5, single: false } as const;

export const variants: readonly Variant[] = [
  {
    model: "gpt-image-2",
    kind: "text-to-image",
    source: seed,
    ...allAccepted,
    refused: autoOnly1K,
  },
  {
    model: "gpt-image-2-pro",
    kind: "text-to-image",
    source: seed,
    retiredFor: "gpt-image-2/text-to-image",
    ratios: proRatios,
    defaultRatio: "1:1",
    resolutions: ["1K", "2K"],
    refused: {},
  },
  {
    model: "gpt-image-2-image-to-image",
    kind: "image-to-image",
    source: seed,
    ...allAccepted,
    refused: autoOnly1K,
    references: inputUrls5,
  },
  {
    model: "gpt-image-2-image-to-image-pro",
    kind: "image-to-image",
    source: seed,
    retiredFor: "gpt-image-2/image-to-image",
    ratios: ["auto", ...proRatios],
    defaultRatio: "auto",
    resolutions: ["1K", "2K"],
    refused: {},
    references: inputUrls5,
  },
  {
    model: "gpt-image-2/text-to-image",
    kind: "text-to-image",
    source: dated,
    ...allAccepted,
    refused: { "2K": ["auto", "5:4", "4:5", "3:1", "1:3", "9:21"], "4K": ["auto", "1:1", "3:1", "1:3", "9:21"] },
    background,
  },
  {
    model: "gpt-image-2/image-to-image",
    kind: "image-to-image",
    source: dated,
    ...allAccepted,
    refused: { "2K": ["auto", "5:4", "4:5", "3:1", "1:3", "9:21"], "4K": ["auto", "3:1", "1:3", "9:21"] },
    references: { field: "input_urls", min: 1, max: 16, single: true },
    background,
  },
  {
    model: "gpt-image-2/text-to-image",
    route: "beta",
    kind: "text-to-image",
    source: dated,
    ratios: [],
    resolutions: [],
    refused: {},
    size: { pattern: /^(?:auto|\d{3,5}x\d{3,5})$/, default: "auto" },
  },
  {
    model: "gpt-image-2/text-to-image",
    route: "ext",
    kind: "text-to-image",
    source: dated,
    ratios: allRatios,
    defaultRatio: "1:1",
    resolutions: allResolutions,
    refused: {},
    quality,
  },
  {
    model: "gpt-image-2/image-to-image",
    route: "ext",
    kind: "image-to-image",
    source: dated,
    ...allAccepted,
    refused: {},
    references: { field: "image_urls", min: 1, max: 6, single: false },
    quality,
  },
];

export const defaultModel = "gpt-image-2";
export const defaultResolution: Resolution = "1K";
export const storages = ["temp", "persistent"] as const;
export const models: readonly string[] = [...new Set(variants.map((variant) => variant.model))];

/** Limits of a request (docs/api-contract.md, sections 2 and 5; docs/design.md, rule 1). */
export const limits = {
  promptLength: 20_000,
  idempotencyKeyBytes: 255,
  referenceBytes: 20 * 1024 * 1024,
  referenceWarnBytes: 3 * 1024 * 1024,
  bodyBytes: 32 * 1024 * 1024,
} as const;

/** A catalogued model by its id or by `model@route`, in any case; undefined for every other model. */
export function cataloguedModel(text: string): Pick<Variant, "model" | "route"> | undefined {
  const name = text.trim().toLowerCase();
  const row = variants.find((variant) => variantName(variant) === name);
  return row && { model: row.model, ...(row.route ? { route: row.route } : {}) };
}

/** The slash id for a bare or retired id of the catalogue; undefined when it is one already. */
export function slashId(model: string): string | undefined {
  if (model.includes("/") || !models.includes(model)) return undefined;
  return model.includes("image-to-image") ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image";
}

/** A route as the catalogue names it: an empty one and `default` mean none. */
export function plainRoute(route: string | undefined): string | undefined {
  const folded = route?.trim().toLowerCase();
  return folded === "" || folded === "default" ? undefined : folded;
}

/** The row for a model on a route; undefined when there is none. */
export function findVariant(model: string, route?: string): Variant | undefined {
  return variants.find((variant) => variant.model === model && variant.route === plainRoute(route));
}

/** The routes a model has beside its default one. */
export function routesOf(model: string): string[] {
  return variants.flatMap((variant) => (variant.model === model && variant.route ? [variant.route] : []));
}

/** Whether a row refuses a ratio at a resolution. */
export function isRefusedPair(variant: Variant, ratio: string, resolution: Resolution): boolean {
  return variant.refused[resolution]?.includes(ratio) ?? false;
}

/** The name of a row as pricing writes it: `model` or `model@route`. */
export function variantName(variant: Variant): string {
  return variant.route ? `${variant.model}@${variant.route}` : variant.model;
}

/** The input fields of a row, in the order in which they are sent. */
export function inputFieldsOf(variant: Variant): string[] {
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
