import type { Fields } from "../json.ts";

/** Models of the sandbox beside the catalogue, made up after the shapes of docs/api-contract.md, section 9. */
export interface OtherModel {
  id: string;
  title: string;
  schema: Fields;
}

const draft = "https://json-schema.org/draft/2020-12/schema";
const prompt = { type: "string", minLength: 1, maxLength: 5000 };
const ratio = { type: "string", enum: ["1:1", "3:2", "2:3", "16:9", "9:16"] };
const urls = { type: "array", items: { type: "string", minLength: 1 } };

/** The schema of a whole body but for `model`, which HiAPI lists among the input fields. */
function schema(properties: Fields, required: readonly string[], more: Fields = {}): Fields {
  return {
    $schema: draft,
    type: "object",
    properties: { model: { type: "string" }, ...properties },
    required: ["model", ...required],
    additionalProperties: false,
    ...more,
  };
}

export const otherModels: readonly OtherModel[] = [
  {
    id: "sandbox-sketch",
    title: "Sandbox Sketch",
    schema: schema(
      {
        prompt,
        size: { type: "string", enum: ["512x512", "1024x1024", "1536x1024"], default: "1024x1024" },
        seed: { type: "integer", minimum: 0, maximum: 4_294_967_295 },
      },
      ["prompt"],
    ),
  },
  {
    id: "Sandbox-Oil/text-to-image",
    title: "Sandbox Oil",
    schema: schema({ prompt, aspect_ratio: ratio, quality: { type: "string", enum: ["basic", "high"] } }, ["prompt", "quality"]),
  },
  {
    id: "sandbox-collage",
    title: "Sandbox Collage",
    schema: schema(
      {
        prompt,
        image_input: { ...urls, minItems: 0, maxItems: 8 },
        resolution: { type: "string", enum: ["1K", "2K", "4K"], default: "1K" },
        tags: { type: "array", items: { type: "string" }, maxItems: 4 },
      },
      ["prompt"],
    ),
  },
  {
    id: "sandbox-print/image-to-image@pro",
    title: "Sandbox Print",
    schema: schema(
      {
        prompt,
        image_urls: { ...urls, minItems: 1, maxItems: 16 },
        resolution: { type: "string", enum: ["1K", "2K"], default: "1K" },
        background: { type: "string", enum: ["auto", "opaque", "transparent"] },
      },
      ["prompt", "image_urls", "resolution"],
      {
        allOf: [
          {
            if: { properties: { resolution: { const: "2K" } }, required: ["resolution"] },
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: { properties: { background: { const: "auto" } } },
          },
        ],
      },
    ),
  },
];

/** A model of the sandbox by its id, which is compared without case. */
export function otherModel(name: unknown): OtherModel | undefined {
  return otherModels.find(({ id }) => typeof name === "string" && id.toLowerCase() === name.toLowerCase());
}
