import type { Problem } from "../errors.ts";
import { usageError } from "../errors.ts";
import type { Fields } from "../json.ts";
import type { Payload, RequestOptions } from "../request/index.ts";
import { deliveryOf } from "../request/index.ts";
import type { Field } from "./fields.ts";
import { schemaFields } from "./fields.ts";
import { inputOf } from "./input.ts";
import { problemsOf } from "./problems.ts";
import type { Validate } from "./validator.ts";
import { compileSchema } from "./validator.ts";

/** A model by its live rules. */
export interface LiveModel {
  /** As HiAPI writes it; this is sent. */
  id: string;
  schema: Fields;
}

/**
 * The body of a create by a model's own schema. Throws one usage error with all problems, and `unavailable` for a schema that is none.
 */
export function buildSchemaPayload(model: LiveModel, options: RequestOptions): Payload {
  const { validate, fields } = rulesOf(model);
  const { input: given, problems } = inputOf(options, fields);
  const { input, errors } = withPresets(given, validate, fields);
  const { delivery, problems: others } = deliveryOf(options);
  const refused = new Set(problems.map(({ field }) => field));
  const all = [
    ...problems,
    ...problemsOf(errors, input, fields).filter(({ field }) => !refused.has(field)),
    ...blankPrompt(input),
    ...others,
  ];
  if (all.length > 0) throw usageError(all);
  return { model: model.id, input, ...delivery };
}

/** The compiled rules of a model, made once because a batch checks thousands of lines. */
const compiled = new WeakMap<LiveModel, { validate: Validate; fields: Map<string, Field> }>();

function rulesOf(model: LiveModel) {
  const { id, schema } = model;
  const rules = compiled.get(model) ?? { validate: compileSchema(id, schema), fields: schemaFields(schema) };
  compiled.set(model, rules);
  return rules;
}

/** Fills in what is required and not given, where the schema names a value for it; nothing else is sent that was not asked for. */
function withPresets(input: Fields, validate: Validate, fields: ReadonlyMap<string, Field>) {
  const errors = validate(input);
  const presets = errors.flatMap(({ keyword, instancePath, schemaPath, params }) => {
    const field = keyword === "required" && instancePath === "" ? fields.get(String(params.missingProperty)) : undefined;
    const isChoice = /\/(?:anyOf|oneOf)\//.test(schemaPath);
    return field === undefined || field.name === "prompt" || field.preset === undefined || isChoice
      ? []
      : [[field.name, field.preset] as const];
  });
  if (presets.length === 0) return { input, errors };
  const filled = { ...input, ...Object.fromEntries(presets) };
  return { input: filled, errors: validate(filled) };
}

/** HiAPI's schemas do not all refuse a prompt of nothing, which would be paid for. */
function blankPrompt({ prompt }: Fields): Problem[] {
  if (prompt !== "") return [];
  return [{ field: "prompt", given: "", accepted: "a text", message: "the prompt is empty: give it as words, or leave it out" }];
}
