import * as z from "zod/mini";
import type { Variant } from "./catalogue.ts";
import { defaultResolution, limits, variantName } from "./catalogue.ts";
import type { Problem } from "./errors.ts";
import { shown } from "./errors.ts";
import { fieldProblem, pairProblem, referenceProblem, referencesProblem, strangeField } from "./problems.ts";
import { isReference } from "./reference.ts";

/** The `input` object of a create body, as far as the contract names its fields. */
export type Input = Record<string, unknown>;

// Most runs check one request: to compile its schema takes longer than to walk it.
z.config({ jitless: true });

export const promptSchema = z.string().check(
  z.trim(),
  z.minLength(1),
  z.refine((text) => text.length <= limits.promptLength),
);
const referenceSchema = z.string().check(z.refine(isReference));

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

const schemas = new Map<Variant, ReturnType<typeof inputSchema>>();

/** The schema of a row, made once: a batch checks thousands of lines. */
function schemaOf(variant: Variant): ReturnType<typeof inputSchema> {
  const schema = schemas.get(variant) ?? inputSchema(variant);
  schemas.set(variant, schema);
  return schema;
}

/** Everything wrong with an `input` object, all of it at once; empty when the contract accepts it. */
export function checkInput(variant: Variant, input: Input): Problem[] {
  const result = schemaOf(variant).safeParse(input);
  const seen = new Set<string>();
  const problems = (result.error?.issues ?? []).flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => strangeField(key, input[key], variant));
    const [field = "", index] = issue.path.map(String);
    if (seen.has(field)) return [];
    seen.add(field);
    const given = input[field];
    if (index !== undefined && Array.isArray(given)) return [referenceProblem(field, given[Number(index)])];
    if (field === "image") return [referenceProblem(field, given)];
    return [field === variant.references?.field ? referencesProblem(given, variant) : fieldProblem(field, given, variant, input)];
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
    problems.push({
      field: "background",
      given: input.background,
      accepted,
      message: `background is accepted at resolution 1K only, given "${resolution}": use --resolution 1K or leave --background out`,
    });
  }
  if (!variant.references?.single) return problems;
  const { field } = variant.references;
  if (input[field] === undefined && input.image === undefined) problems.push(referencesProblem([], variant));
  if (input[field] !== undefined && input.image !== undefined) {
    problems.push({
      field: "image",
      given: shown(input.image),
      accepted: [field, "image"],
      message: `--image cannot be combined with --input-url: ${variantName(variant)} takes ${field} or a single image`,
    });
  }
  return problems;
}
