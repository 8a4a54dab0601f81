import { fieldsOf, textOf } from "../json.ts";
import { isBase64 } from "../request/index.ts";

/** Finds the images in an answer, in every known shape (docs/api-contract.md, section 3). Pure, never throws. */

/** An image of an answer: a link, with the time it expires when the answer says so, or the image itself. */
export type ImageOutput = { kind: "url"; value: string; expiresAt?: string } | { kind: "data-uri"; mimeType: string; value: string };

/** The same in the original library's keys, and no others. */
export type PlainOutput = { kind: "url"; value: string } | { kind: "data-uri"; mimeType: string; value: string };

/** The images of an answer, as the library hands them out: http(s) links and data URIs of images, just these keys. */
export function extractImageOutputs(answer: unknown): PlainOutput[] {
  return readImageOutputs(answer).flatMap((output): PlainOutput[] => {
    if (output.kind === "url") return /^https?:\/\//i.test(output.value) ? [{ kind: "url", value: output.value }] : [];
    return output.mimeType.startsWith("image/") ? [output] : [];
  });
}

/** The images of an answer with all that is known of them, whatever their links look like: the saver judges those. */
export function readImageOutputs(answer: unknown): ImageOutput[] {
  const top = fieldsOf(answer);
  const data = fieldsOf(top.data);
  const places = [data.output, data.outputs, data.images, top.data, top.output, data.choices, top.choices];
  for (const place of places) {
    const found = listOf(place).flatMap((entry) => entryOutput(entry));
    if (found.length > 0) return found.filter((output, index) => found.findIndex((other) => other.value === output.value) === index);
  }
  return [];
}

function listOf(place: unknown): unknown[] {
  if (place === undefined || place === null) return [];
  return Array.isArray(place) ? place : [place];
}

/** Entries within entries are followed this far. */
const maxDepth = 8;

const imageTypes = new Set(["image", "image_url", "output_image"]);

/** One entry is one image at the most: the first of its fields that holds one. */
function entryOutput(entry: unknown, depth = 0): ImageOutput[] {
  if (depth > maxDepth) return [];
  if (typeof entry === "string") return imageText(entry, undefined, false);
  const fields = fieldsOf(entry);
  if (typeof fields.type === "string" && !imageTypes.has(fields.type.toLowerCase())) return [];
  const message = fieldsOf(fields.message);
  if (message.content !== undefined) return listOf(message.content).flatMap((part) => entryOutput(part, depth + 1));
  const mimeType = textOf(fields, "mime_type", "mimeType");
  const expiresAt = expiryOf(fields.expireAt ?? fields.expiresAt ?? fields.expire_at);
  for (const name of ["url", "image_url", "b64_json", "base64", "data", "content"]) {
    const value = fields[name];
    const text = textOf(fields, name) ?? textOf(fieldsOf(value), "url");
    const nested = name === "data" || name === "content" ? listOf(value) : [];
    const found = text ? imageText(text, mimeType, name.endsWith("url")) : nested.flatMap((part) => entryOutput(part, depth + 1));
    if (found.length > 0) return found.map((output) => (output.kind === "url" && expiresAt ? { ...output, expiresAt } : output));
  }
  return [];
}

/** An image in a text: a data URI, a link, bare base64 of more than 64 characters, or Markdown images. */
function imageText(text: string, mimeType: string | undefined, isLink: boolean): ImageOutput[] {
  if (/^data:/i.test(text)) return [{ kind: "data-uri", mimeType: mimeTypeOf(text) ?? mimeType ?? "", value: text }];
  if (/^https?:\/\/\S+$/i.test(text) || (isLink && /^[a-z][a-z0-9+.-]*:\S+$/i.test(text))) return [{ kind: "url", value: text }];
  if (text.length > 64 && isBase64(text)) {
    const type = mimeType ?? base64Type(text);
    return [{ kind: "data-uri", mimeType: type, value: `data:${type};base64,${text}` }];
  }
  return markdownTargets(text).flatMap((target) => imageText(target, undefined, false));
}

/** The targets of `![…](…)`, found by index: a pattern over megabytes of data URI would exhaust the matcher's stack. */
function markdownTargets(text: string): string[] {
  const targets: string[] = [];
  let from = text.indexOf("![");
  while (from !== -1) {
    const open = text.indexOf("](", from);
    const close = open === -1 ? -1 : text.indexOf(")", open);
    if (close === -1) return targets;
    const [target = ""] = text
      .slice(open + 2, close)
      .trim()
      .split(/\s/, 1);
    targets.push(target.replace(/^<|>$/g, ""));
    from = text.indexOf("![", close);
  }
  return targets;
}

function mimeTypeOf(dataUri: string): string | undefined {
  const head = dataUri.slice(5, 105).split(/[;,]/, 1)[0]?.trim().toLowerCase();
  return head === "" ? undefined : head;
}

function base64Type(text: string): string {
  const types = { "/9j/": "image/jpeg", UklGR: "image/webp", R0lGOD: "image/gif" };
  return Object.entries(types).find(([start]) => text.startsWith(start))?.[1] ?? "image/png";
}

/** An expiry as ISO 8601 in UTC: Unix seconds (or milliseconds), a string of digits, or a date string. */
export function expiryOf(value: unknown): string | undefined {
  const isDate = typeof value === "string" && !/^\d+$/.test(value);
  const isNumber = typeof value === "number" || typeof value === "string";
  const number = isDate ? Date.parse(value) : Number(isNumber ? value : Number.NaN);
  const ms = isDate || number > 1e11 ? number : number * 1000;
  if (!Number.isFinite(ms) || ms <= 0 || ms > 8.64e15) return undefined;
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
