import type { Fields } from "../json.ts";
import { fieldsOf, isFields } from "../json.ts";

/** An input field of a model, as its schema describes it. What several parts of a schema say of it is put together. */
export interface Field {
  name: string;
  /** Its JSON types; empty where the schema names none. */
  types: readonly string[];
  /** The accepted values, where they are listed. */
  values: readonly unknown[];
  /** The value for a field that is required and not given: its default, or the only one it can have. */
  preset: unknown;
  /** Whether every request must have it. */
  required: boolean;
  /** The definition at which it was first seen, for its limits and its description. */
  schema: Fields;
}

/** Deeper schemas are cut off: no model has one. */
const mostDepth = 24;

/**
 * The input fields of a schema, those of its `allOf`, `$ref` and conditional parts included, in the order in which they stand there. `model` is
 * HiAPI's own and no input field.
 */
export function schemaFields(root: Fields): Map<string, Field> {
  const fields = new Map<string, Field>();
  const required = new Set<string>();
  for (const { part, isCertain } of parts(root, root)) {
    if (isCertain) for (const name of listOf(part.required)) required.add(String(name));
    for (const [name, schema] of Object.entries(fieldsOf(part.properties))) {
      const field = fieldOf(name, schema, root);
      const before = fields.get(name);
      fields.set(name, before ? { ...before, ...merged(before, field) } : field);
    }
  }
  fields.delete("model");
  return new Map([...fields].map(([name, field]) => [name, { ...field, required: required.has(name) }]));
}

/** Whether a schema describes the whole body, of which `model` is one field. */
export function listsModel(root: Fields): boolean {
  return parts(root, root).some(({ part }) => Object.hasOwn(fieldsOf(part.properties), "model") || listOf(part.required).includes("model"));
}

interface Part {
  part: Fields;
  /** False for what holds on a condition only. */
  isCertain: boolean;
}

/** A schema and all schemas that apply to the same value, references followed within the document. */
function parts(schema: unknown, root: Fields, isCertain = true, depth = 0): Part[] {
  if (!isFields(schema) || depth > mostDepth) return [];
  const certain = [...listOf(schema.allOf), ...(typeof schema.$ref === "string" ? [target(schema.$ref, root)] : [])];
  const possible = [...listOf(schema.anyOf), ...listOf(schema.oneOf), schema.if, schema.then, schema.else];
  const more = [...certain.map((part) => [part, isCertain] as const), ...possible.map((part) => [part, false] as const)];
  return [{ part: schema, isCertain }, ...more.flatMap(([part, certainly]) => parts(part, root, certainly, depth + 1))];
}

/** What a reference within the document points to (RFC 6901). */
function target(ref: string, root: Fields): unknown {
  if (!ref.startsWith("#")) return undefined;
  const steps = ref.slice(1).split("/").slice(1);
  return steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) return value[Number(name)];
    return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, root);
}

function fieldOf(name: string, schema: unknown, root: Fields): Field {
  const all = parts(schema, root).map(({ part }) => part);
  const values = all.flatMap((part) => [...listOf(part.enum), ...(part.const === undefined ? [] : [part.const])]);
  const types = all.flatMap(({ type }) => [type].flat()).filter((type) => typeof type === "string");
  const preset = all.map((part) => part.default ?? part.const).find((value) => value !== undefined);
  return { name, types: [...new Set(types)], values, preset, required: false, schema: Object.assign({}, ...all.reverse()) };
}

/** What a later part of a schema adds to a field. */
function merged(before: Field, { types, values, preset }: Field): Partial<Field> {
  return {
    ...(before.types.length > 0 ? {} : { types }),
    ...(before.values.length > 0 ? {} : { values }),
    preset: before.preset ?? preset,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
