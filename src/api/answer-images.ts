import type { Fields } from "../json.ts";
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

/** How many images are taken from one answer. A task makes one; an answer that lists thousands is not to fill a disk. */
const maxImages = 16;

/**
 * The images of an answer, the first 16 different ones, whatever their links look like: the saver judges those. Entries whose type is an
 * unknown word count only where there is nothing else.
 */
export function readImageOutputs(answer: unknown): ImageOutput[] {
  const images = outputsOf(answer, isImageType);
  return images.length > 0 ? images : outputsOf(answer, isPossibleType);
}

/** The video and audio of an answer, which other models make and which is not saved. */
export function readOtherMedia(answer: unknown): ImageOutput[] {
  return outputsOf(answer, isOtherMedia);
}

function outputsOf(answer: unknown, accepts: (type: string) => boolean): ImageOutput[] {
  const top = fieldsOf(answer);
  const data = fieldsOf(top.data);
  for (const place of [data.output, data.outputs, data.images, top.data, top.output, data.choices, top.choices]) {
    const found = firstDifferent(entriesOutput(place, accepts, 0));
    if (found.length > 0) return found;
  }
  return [];
}

/** Stops reading as soon as enough was found. */
function firstDifferent(outputs: Iterable<ImageOutput>): ImageOutput[] {
  const found = new Map<string, ImageOutput>();
  for (const output of outputs) {
    if (!found.has(output.value)) found.set(output.value, output);
    if (found.size === maxImages) break;
  }
  return [...found.values()];
}

function isImageType(type: string): boolean {
  return /^(?:$|image(?:$|\/)|(?:image_url|output_image)$)/.test(type);
}

/** Any word but those of things that are known to come beside an image or instead of one. */
function isPossibleType(type: string): boolean {
  return !isOtherMedia(type) && !/^thumb|_frame$/.test(type);
}

function isOtherMedia(type: string): boolean {
  return /^(?:video|audio)(?:$|[/_])/.test(type);
}

/** Entries within entries are followed this far. */
const maxDepth = 8;

function* entriesOutput(place: unknown, accepts: (type: string) => boolean, depth: number): Generator<ImageOutput> {
  if (place === undefined || place === null) return;
  for (const entry of Array.isArray(place) ? place : [place]) yield* entryOutput(entry, accepts, depth);
}

/** One entry is one image at most: the first of its fields that holds one. A list within it may hold several. */
function* entryOutput(entry: unknown, accepts: (type: string) => boolean, depth: number): Generator<ImageOutput> {
  if (depth > maxDepth) return;
  if (typeof entry === "string") return yield* imageText(entry, undefined, false);
  const fields = fieldsOf(entry);
  const type = (textOf(fields, "type") ?? "").toLowerCase();
  if (!accepts(type)) return;
  const message = fieldsOf(fields.message);
  if (message.content !== undefined) return yield* entriesOutput(message.content, accepts, depth + 1);
  const mimeType = textOf(fields, "mime_type", "mimeType") ?? (type.startsWith("image/") ? type : undefined);
  const expiresAt = expiryOf(fields.expireAt ?? fields.expiresAt ?? fields.expire_at);
  for (const name of ["url", "image_url", "b64_json", "base64", "data", "content"]) {
    let isFound = false;
    for (const output of fieldOutput(fields, name, { mimeType, accepts, depth: depth + 1 })) {
      isFound = true;
      yield output.kind === "url" && expiresAt ? { ...output, expiresAt } : output;
    }
    if (isFound) return;
  }
}

interface Inside {
  mimeType: string | undefined;
  accepts: (type: string) => boolean;
  depth: number;
}

/** The images of one field: of a text, or of the entries that `data` and `content` may hold. */
function fieldOutput(fields: Fields, name: string, { mimeType, accepts, depth }: Inside): Iterable<ImageOutput> {
  const text = textOf(fields, name) ?? textOf(fieldsOf(fields[name]), "url");
  if (text) return imageText(text, mimeType, name.endsWith("url"));
  return name === "data" || name === "content" ? entriesOutput(fields[name], accepts, depth) : [];
}

/** The images in a text: a data URI, a link, bare base64 of more than 64 characters, or Markdown images. */
function* imageText(text: string, mimeType: string | undefined, isLink: boolean): Generator<ImageOutput> {
  if (/^data:/i.test(text)) yield { kind: "data-uri", mimeType: mimeTypeOf(text) ?? mimeType ?? "", value: text };
  else if (/^https?:\/\/\S+$/i.test(text) || (isLink && /^[a-z][a-z0-9+.-]*:\S+$/i.test(text))) yield { kind: "url", value: text };
  else if (text.length > 64 && isBase64(text)) {
    const type = mimeType ?? base64Type(text);
    yield { kind: "data-uri", mimeType: type, value: `data:${type};base64,${text}` };
  } else for (const target of markdownTargets(text)) yield* imageText(target, undefined, false);
}

/** The targets of `![…](…)`, found by index: a pattern over megabytes of data URI would exhaust the matcher's stack. */
function* markdownTargets(text: string): Generator<string> {
  let from = text.indexOf("![");
  while (from !== -1) {
    const open = text.indexOf("](", from);
    const close = open === -1 ? -1 : text.indexOf(")", open);
    if (close === -1) return;
    const [target = ""] = text
      .slice(open + 2, close)
      .trim()
      .split(/\s/, 1);
    yield target.replace(/^<|>$/g, "");
    from = text.indexOf("![", close);
  }
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
