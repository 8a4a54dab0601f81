import type { Field } from "./fields.ts";

/** A text as the value that its field takes. What fits no type of the field stays a text, which the schema then refuses. */
export function typedValue(text: string, { types, values }: Field): unknown {
  const json = parsed(text);
  const spelt = values.find((value) => value === text) ?? values.find((value) => fold(value) === fold(text));
  if (spelt !== undefined) return spelt;
  if (json === undefined) return text;
  if (values.some((value) => value === json)) return json;
  if (types.length === 0) return values.every((value) => typeof value === "string") && values.length > 0 ? text : json;
  return types.some((type) => isOfType(json, type)) ? json : text;
}

function fold(value: unknown): unknown {
  return typeof value === "string" ? value.trim().toLowerCase() : value;
}

/** The JSON value of a text, but no text and no number that would be sent as another one. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isExact = typeof value !== "number" || (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)));
    return isExact && typeof value !== "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "integer") return typeof value === "number";
  return typeof value === type && value !== null && !Array.isArray(value);
}
