import { array, enum as choice, maxLength, minLength, optional, refine, strictObject, string } from "zod/mini";
import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { Variant } from "./catalogue.ts";
import { defaultResolution, limits, variantName } from "./catalogue.ts";
import { controlIn, fieldProblem, pairProblem, referenceProblem, referencesProblem, unexpectedField } from "./problems.ts";
import { isReference } from "./reference.ts";

/** The `input` object of a create body. */
export type Input = Record<string, unknown>;

function text(accepts: (text: string) => boolean) {
  return string().check(refine(accepts));
}

function oneOf(values: readonly string[]) {
  return optional(choice(values));
}

const promptSchema = text(
  (prompt) => prompt.trim() !== "" && prompt.trim().length <= limits.promptLength && controlIn(prompt) === undefined,
);

/** The `input` object of one row of the catalogue (docs/api-contract.md, sections 2 and 5): unknown keys are refused. */
function inputSchema({ references, ratios, resolutions, size, quality, background }: Variant) {
  const urls = references && array(text(isReference)).check(minLength(references.min), maxLength(references.max));
  return strictObject({
    prompt: promptSchema,
    ...(references && urls ? { [references.field]: references.single ? optional(urls) : urls } : {}),
    ...(references?.single ? { image: optional(text(isReference)) } : {}),
    ...(ratios.length > 0 ? { aspect_ratio: oneOf(ratios) } : {}),
    ...(resolutions.length > 0 ? { resolution: oneOf(resolutions) } : {}),
    ...(size ? { size: optional(text((value) => size.pattern.test(value))) } : {}),
    ...(quality ? { quality: oneOf(quality.values) } : {}),
    ...(background ? { background: oneOf(background.values) } : {}),
  });
}

/** Whether a value can be the prompt of any model. */
export function isPrompt(value: unknown): boolean {
  return promptSchema.safeParse(value).success;
}

const schemas = new Map<Variant, ReturnType<typeof inputSchema>>();

/** The schema of a row, made once because a batch checks thousands of lines. */
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
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unexpectedField(key, input[key], variant));
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
      given: quote(input.image),
      accepted: [field, "image"],
      message: `--image cannot be combined with --input-url: ${variantName(variant)} takes ${field} or a single image`,
    });
  }
  return problems;
}
