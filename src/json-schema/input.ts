import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { RequestOptions } from "../request/index.ts";
import { settingsOf, splitUrls, suggest, trimmed } from "../request/index.ts";
import type { Field } from "./fields.ts";
import { shown } from "./problems.ts";
import { typedValue } from "./value.ts";

/** The fields that a model may have for its reference images. */
const referenceFields = ["input_urls", "image_urls", "image_input", "image", "image_url"];

/** The options that set the field of their name: key → field. */
const plainOptions = {
  prompt: "prompt",
  aspectRatio: "aspect_ratio",
  resolution: "resolution",
  size: "size",
  quality: "quality",
  background: "background",
} as const;

type Given = { name: string; option: string; value: unknown };

/** The `input` object of a create: what was given, under the names of the schema. What the model has no field for becomes a problem. */
export function inputOf(
  options: RequestOptions,
  fields: ReadonlyMap<string, Field>,
): { input: Readonly<Record<string, unknown>>; problems: Problem[] } {
  const { settings, problems } = settingsOf(options.set);
  const given: Given[] = [
    ...Object.entries(plainOptions).flatMap(([key, name]) => plainValue(options[key as keyof typeof plainOptions], name, fields)),
    ...referencesOf(options, fields),
    ...settings.map(({ name, value }) => ({ name, option: `--set ${name}`, value: typed(value, fields.get(name)) })),
  ];
  const input = new Map<string, unknown>();
  for (const { name, option, value } of given) {
    const problem = fields.has(name) ? twice(name, value, input) : noField(name, option, value, [...fields.keys()]);
    if (problem) problems.push(problem);
    else input.set(name, value);
  }
  return { input: Object.fromEntries([...fields.keys()].flatMap((name) => (input.has(name) ? [[name, input.get(name)]] : []))), problems };
}

function plainValue(value: string | undefined, name: string, fields: ReadonlyMap<string, Field>): Given[] {
  if (value === undefined) return [];
  const option = `--${name.replaceAll("_", "-")}`;
  return [{ name, option, value: name === "prompt" ? value.trim() : typed(trimmed(value), fields.get(name)) }];
}

function typed(value: unknown, field: Field | undefined): unknown {
  return typeof value === "string" && field ? typedValue(value, field) : value;
}

/** References go where the model takes them: a list into the first field that takes one, a lone `--image` into the first that takes one image. */
function referencesOf({ inputUrls, image }: RequestOptions, fields: ReadonlyMap<string, Field>): Given[] {
  const known = referenceFields.flatMap((name) => fields.get(name) ?? []);
  const list = known.find(isList);
  const single = known.find((field) => !isList(field));
  const urls = inputUrls === undefined ? [] : splitUrls(inputUrls);
  const lone = image === undefined ? [] : [trimmed(image)];
  const place = (field: Field | undefined, option: string, all: readonly unknown[]): Given[] =>
    all.length === 0
      ? []
      : [
          {
            name: field?.name ?? (option === "--image" ? "image" : "input_urls"),
            option,
            value: field && !isList(field) && all.length === 1 ? all[0] : all,
          },
        ];
  if (list && !single) return place(list, "--input-url", [...urls, ...lone]);
  return [...place(list ?? single, "--input-url", urls), ...place(single, "--image", lone)];
}

function isList({ types }: Field): boolean {
  return types.includes("array");
}

function twice(name: string, value: unknown, input: ReadonlyMap<string, unknown>): Problem | undefined {
  if (!input.has(name)) return undefined;
  return { field: name, given: shown(value), accepted: "one value", message: `${name} was given twice: give it once` };
}

function noField(name: string, option: string, value: unknown, accepted: readonly string[]): Problem {
  const near = name === "model" ? "--model, which chooses it" : suggest(name, accepted);
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  const message = `the model does not accept ${option} (given ${quote(value)}): its fields are ${accepted.join(", ")}${advice}`;
  return { field: name, given: shown(value), accepted, message };
}
