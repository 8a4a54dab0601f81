import type { ErrorObject } from "ajv";
import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import type { Fields } from "../json.ts";
import { suggest } from "../request/index.ts";
import type { Field } from "./fields.ts";

/** What a validator found, in the form of all other problems: one for each field, with what was given and what is accepted. */
export function problemsOf(errors: readonly ErrorObject[], input: Fields, fields: ReadonlyMap<string, Field>): Problem[] {
  const byField = new Map<string, ErrorObject[]>();
  for (const error of errors.filter((one) => !isFrame(one, errors))) {
    const name = fieldName(error);
    byField.set(name, [...(byField.get(name) ?? []), error]);
  }
  return [...byField].map(([name, found]) => problemOf(name, found, input[name], fields.get(name)));
}

/** An error that only says that one of those below it occurred. */
function isFrame({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const isCombining = ["if", "anyOf", "oneOf", "allOf"].includes(keyword);
  return isCombining && errors.some((other) => other.keyword !== keyword && other.instancePath.startsWith(instancePath));
}

/** The input field that an error is about; `input` where it is about all of them. */
function fieldName({ instancePath, params }: ErrorObject): string {
  const [, name = ""] = instancePath.split("/");
  if (name !== "") return name.replaceAll("~1", "/").replaceAll("~0", "~");
  return String(params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? "input");
}

function problemOf(name: string, errors: readonly ErrorObject[], given: unknown, field: Field | undefined): Problem {
  const isMissing = given === undefined;
  const lists = isMissing && field ? [acceptedOf(field)] : errors.map(acceptedBy);
  const [only = "", ...others] = lists;
  const accepted = others.length === 0 ? only : [...new Set(lists.map(inWords))].join("; ");
  const near = Array.isArray(accepted) && typeof given === "string" ? suggest(given, accepted) : undefined;
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  const among = errors.some(({ schemaPath }) => /\/(?:then|else)\//.test(schemaPath)) ? ", together with the other options given," : "";
  const what = isMissing ? `${name} is required${among}` : `${name} ${quote(given)}${among} is not accepted`;
  const how = isMissing ? `give it with ${optionFor(name)}: ${inWords(accepted)}` : `accepted is ${inWords(accepted)}`;
  return { field: name, given: isMissing ? null : shown(given), accepted, message: `${what}: ${how}${advice}` };
}

/** A value as a document shows it: long text and image data cut short. */
export function shown(given: unknown): unknown {
  return JSON.stringify(given ?? null).length <= 200 ? given : quote(given);
}

const flags: Readonly<Record<string, string>> = {
  prompt: "--prompt",
  aspect_ratio: "--aspect-ratio",
  resolution: "--resolution",
  size: "--size",
  quality: "--quality",
  background: "--background",
  input_urls: "--input-url",
  image_urls: "--input-url",
  image_input: "--input-url",
  image: "--image",
  image_url: "--image",
};

/** The option that sets a field. */
export function optionFor(name: string): string {
  return flags[name] ?? `--set ${name}=<value>`;
}

function inWords(accepted: Problem["accepted"]): string {
  return typeof accepted === "string" ? accepted : accepted.join(", ");
}

/** The accepted values of a field: as a list where the schema lists them, else in words. */
export function acceptedOf({ values, types, schema }: Field): Problem["accepted"] {
  if (values.length > 0) return values.map(text);
  const limits = Object.entries(schema).flatMap(([keyword, limit]) => (Object.hasOwn(bounds, keyword) ? [bound(keyword, limit)] : []));
  return [types.join(" or ") || "any value", ...limits].join(", ");
}

const bounds: Readonly<Record<string, string>> = {
  minLength: "at least % characters",
  maxLength: "at most % characters",
  minItems: "at least % entries",
  maxItems: "at most % entries",
  minimum: "at least %",
  maximum: "at most %",
  exclusiveMinimum: "more than %",
  exclusiveMaximum: "less than %",
  multipleOf: "a multiple of %",
  pattern: "a text that matches %",
};

function bound(keyword: string, limit: unknown): string {
  return (bounds[keyword] ?? "").replace("%", () => oneLine(String(limit), 120));
}

function acceptedBy({ keyword, params, message = "" }: ErrorObject): Problem["accepted"] {
  if (Array.isArray(params.allowedValues)) return params.allowedValues.map(text);
  if (keyword === "const") return [text(params.allowedValue)];
  if (keyword === "type") return [params.type].flat().join(" or ");
  if (keyword === "required") return "a value";
  if (["false schema", "not", "additionalProperties", "unevaluatedProperties"].includes(keyword)) return "nothing";
  const limit: unknown = params.limit ?? params.pattern ?? params.multipleOf;
  return Object.hasOwn(bounds, keyword) && limit !== undefined ? bound(keyword, limit) : oneLine(message, 120);
}

function text(value: unknown): string {
  return oneLine(typeof value === "string" ? value : JSON.stringify(value), 120);
}
