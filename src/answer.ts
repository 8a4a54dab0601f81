import { oneLine } from "./errors.ts";
import { isBase64 } from "./rules.ts";

/** Reads what HiAPI answers: leniently, because shapes have changed over time (contract sections 2 to 4). Pure, never throws. */

export type Fields = Readonly<Record<string, unknown>>;

/** An image of an answer: a link, with the time it expires when the answer says so, or the image itself. */
export type ImageOutput = { kind: "url"; value: string; expiresAt?: string } | { kind: "data-uri"; mimeType: string; value: string };

/** The same in the original library's keys, and no others. */
export type PlainOutput = { kind: "url"; value: string } | { kind: "data-uri"; mimeType: string; value: string };

const noFields: Fields = {};

/** The value as a JSON object; an empty one when it is anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : noFields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of the named fields that holds text. */
export function textOf(fields: Fields, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}

/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none. */
export function extractTaskId(answer: unknown): string {
  const top = fieldsOf(answer);
  const data = typeof top.data === "string" ? { taskId: top.data } : fieldsOf(top.data);
  const id = textOf(data, "taskId", "id", "task_id") ?? textOf(top, "taskId", "id", "task_id") ?? "";
  return id.length <= 200 && /^[\x21-\x7e]+$/.test(id) ? id : "";
}

/** The task's status in lower case; `""` when absent. */
export function getTaskStatus(answer: unknown): string {
  const top = fieldsOf(answer);
  const names = ["status", "task_status", "taskStatus"];
  return (textOf(fieldsOf(top.data), ...names) ?? textOf(top, ...names) ?? "").toLowerCase();
}

const succeeded = new Set(["success", "succeeded", "completed", "complete"]);
const failed = new Set(["fail", "failed", "error", "cancelled", "canceled"]);
const running = new Set(["queued", "handling", "archiving", "pending", "processing", "running"]);

/** What a status means; any word that is not known is still running (contract section 3, design rule 6). */
export function phaseOf(answer: unknown): "succeeded" | "failed" | "running" | "unknown" {
  const status = getTaskStatus(answer);
  if (succeeded.has(status)) return "succeeded";
  if (failed.has(status)) return "failed";
  if (running.has(status)) return "running";
  // The synchronous shapes carry images and no status word at all.
  return status === "" && readImageOutputs(answer).length > 0 ? "succeeded" : "unknown";
}

/** The reason of a failed task as `CODE: message`, from every place one was seen. */
export function extractTaskFailureSummary(answer: unknown): string {
  const { code, message } = readTaskFailure(answer);
  return [code, message].filter((part) => part !== undefined).join(": ") || "no reason given";
}

/** The code and message of a failed task; either may be missing. */
export function readTaskFailure(answer: unknown): { code?: string; message?: string } {
  const top = fieldsOf(answer);
  const data = fieldsOf(top.data);
  const reasons = ["fail_reason", "failReason", "error_message", "errorMessage", "task_status_msg", "taskStatusMsg"];
  const places = [data, fieldsOf(data.output), top];
  const error = places.map((place) => fieldsOf(place.error)).find((candidate) => textOf(candidate, "code", "message")) ?? noFields;
  const plain = places.map((place) => textOf(place, "error") ?? textOf(place, ...reasons)).find((text) => text !== undefined);
  const code = textOf(error, "code") ?? places.map((place) => textOf(place, "error_code", "errorCode")).find((text) => text !== undefined);
  const message = textOf(error, "message") ?? plain;
  return { ...(code ? { code: oneLine(code, 80) } : {}), ...(message ? { message: oneLine(message, 400) } : {}) };
}

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
    const found = listOf(place).flatMap(entryOutput);
    if (found.length > 0) return found.filter((output, index) => found.findIndex((other) => other.value === output.value) === index);
  }
  return [];
}

function listOf(place: unknown): unknown[] {
  if (place === undefined || place === null) return [];
  return Array.isArray(place) ? place : [place];
}

const imageTypes = new Set(["image", "image_url", "output_image"]);

/** One entry is one image at the most: the first of its fields that holds one. */
function entryOutput(entry: unknown): ImageOutput[] {
  if (typeof entry === "string") return imageText(entry, undefined, false);
  const fields = fieldsOf(entry);
  if (typeof fields.type === "string" && !imageTypes.has(fields.type.toLowerCase())) return [];
  const message = fieldsOf(fields.message);
  if (message.content !== undefined) return listOf(message.content).flatMap((part) => entryOutput(part));
  const mimeType = textOf(fields, "mime_type", "mimeType");
  const expiresAt = expiryOf(fields.expireAt ?? fields.expiresAt ?? fields.expire_at);
  for (const name of ["url", "image_url", "b64_json", "base64", "data", "content"]) {
    const value = fields[name];
    const text = textOf(fields, name) ?? textOf(fieldsOf(value), "url");
    const found = text ? imageText(text, mimeType, name.endsWith("url")) : name === "data" || name === "content" ? listOf(value).flatMap(entryOutput) : [];
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
    const [target = ""] = text.slice(open + 2, close).trim().split(/\s/, 1);
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
  const number = typeof value === "number" ? value : typeof value === "string" && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  const ms = Number.isNaN(number) ? (typeof value === "string" ? Date.parse(value) : Number.NaN) : number > 1e11 ? number : number * 1000;
  if (!Number.isFinite(ms) || ms <= 0 || ms > 8.64e15) return undefined;
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** The creation time of a task in milliseconds since 1970, when the answer says it. */
export function createdAtOf(answer: unknown): number | undefined {
  const value = fieldsOf(fieldsOf(answer).data).created;
  const iso = expiryOf(value);
  return iso === undefined ? undefined : Date.parse(iso);
}

/** A copy of an answer in which image data is named and not repeated, deep nesting cut. For `rawStatus`. */
export function elideData(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return elideText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 32) return "…";
  if (Array.isArray(value)) return value.map((item) => elideData(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, elideData(item, depth + 1)]));
}

function elideText(text: string): string {
  const start = text.search(/data:[a-z]+\/[\w.+-]+;base64,/i);
  if (start !== -1) {
    const comma = text.indexOf(",", start) + 1;
    const rest = text.slice(comma);
    const end = rest.search(/[)\s"'<>]/);
    const size = end === -1 ? rest.length : end;
    return `${text.slice(0, comma)}…${size} characters${elideText(rest.slice(size))}`;
  }
  return text.length > 64 && isBase64(text) ? `…${text.length} characters of base64` : text;
}
