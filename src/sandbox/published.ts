import type { Fields } from "../json.ts";
import { fieldsOf } from "../json.ts";
import type { Variant } from "../request/catalogue.ts";
import { inputFieldsOf, variantName, variants } from "../request/catalogue.ts";
import { otherModel, otherModels } from "./other-models.ts";
import type { Answer } from "./responses.ts";
import { json, refusal, success } from "./responses.ts";

/** The update policy of the manifest (docs/api-contract.md, section 8). */
export type Policy = typeof currentPolicy;

const currentPolicy = {
  latestVersion: "0.5.0",
  minimumVersion: "0.5.0",
  updateCommand: "npx skills update hiapi-gpt-image-2",
  notice: "A newer version of this skill is available.",
  requiredNotice: "This version of the skill is no longer supported.",
};

/** The update manifest, `skills.json`. */
export function skillsManifest(policy: Partial<Policy>): Answer {
  const updatePolicy = { ...currentPolicy, ...policy };
  return json(200, { skills: [{ id: "hiapi-gpt-image-2", version: updatePolicy.latestVersion, updatePolicy }] });
}

/** The price list. Every number is invented. */
export function pricing(): Answer {
  const others = otherModels.map(({ id }, index) => ({
    model_name: id,
    base_usd_value: (index + 1) / 100,
    base_display_unit: { en: "per image" },
  }));
  const own = variants.map((variant, index) => {
    const cents = 3 + index;
    const policies = variant.resolutions
      .filter((resolution) => resolution !== "1K")
      .map((resolution) => ({ rule: { resolution: { match: resolution } }, usd_value: (cents * (resolution === "2K" ? 2 : 4)) / 100 }));
    return { model_name: variantName(variant), base_usd_value: cents / 100, base_display_unit: { en: "per image" }, policies };
  });
  return success([...own, ...others]);
}

/** The live schema of a model, by its id or `model@route`. */
export function modelContent(name: string | null): Answer {
  const variant = variants.find((row) => variantName(row) === name);
  const schema = variant ? schemaOf(variant) : otherModel(name)?.schema;
  return schema ? success({ name, input_schema: schema }) : refusal(404, "model_not_found", "no such model");
}

/** The index of all models, `docs/models.json`. A made-up video model stands among them. */
export function modelsIndex(): Answer {
  const rows = [
    ...variants.map((variant) => ({
      id: variantName(variant),
      title: variantName(variant),
      capability: variant.kind,
      schema: schemaOf(variant),
    })),
    ...otherModels.map((model) => ({ ...model, capability: "text-to-image" })),
  ];
  const images = rows.map(({ schema, ...row }) => ({ ...row, category: "image", input: inputsOf(schema) }));
  const video = { id: "sandbox-film", title: "Sandbox Film", category: "video", capability: "text-to-video", input: [] };
  return json(200, { models: [...images, video] });
}

/** The fields of a schema as the index lists them. */
function inputsOf({ properties, required }: Fields): object[] {
  return Object.entries(fieldsOf(properties)).map(([name, value]) => {
    const field = fieldsOf(value);
    const type = Array.isArray(field.enum) ? "enum" : field.type;
    const isRequired = Array.isArray(required) && required.includes(name);
    return { name, type: type === "array" ? "string[]" : type, required: isRequired, enum: field.enum, default: field.default };
  });
}

function schemaOf(variant: Variant) {
  const { references, ratios, resolutions, size, quality, background } = variant;
  const known: Record<string, object> = {
    prompt: { type: "string", minLength: 1, maxLength: 20_000 },
    image: { type: "string", format: "uri" },
    aspect_ratio: { type: "string", enum: ratios, default: variant.defaultRatio },
    resolution: { type: "string", enum: resolutions, default: "1K" },
    size: { type: "string", pattern: size?.pattern.source, default: size?.default },
    quality: { type: "string", enum: quality?.values, default: quality?.default },
    background: { type: "string", enum: background?.values },
  };
  const urls = { type: "array", items: { type: "string", format: "uri" }, minItems: references?.min, maxItems: references?.max };
  const properties = Object.fromEntries(inputFieldsOf(variant).map((field) => [field, known[field] ?? urls]));
  const required = ["prompt", ...(references && !references.single ? [references.field] : [])];
  return { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", properties, required, additionalProperties: false };
}
