import { expiryOf, readImageOutputs } from "./answer-images.ts";
import { oneLine } from "./errors.ts";
import { fieldsOf, textOf } from "./fields.ts";
import { isBase64 } from "./reference.ts";

/** Reads what HiAPI answers: leniently, because shapes have changed over time (contract sections 2 to 4). Pure, never throws. */

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
  const error = places.map((place) => fieldsOf(place.error)).find((candidate) => textOf(candidate, "code", "message")) ?? {};
  const plain = places.map((place) => textOf(place, "error") ?? textOf(place, ...reasons)).find((text) => text !== undefined);
  const code = textOf(error, "code") ?? places.map((place) => textOf(place, "error_code", "errorCode")).find((text) => text !== undefined);
  const message = textOf(error, "message") ?? plain;
  return { ...(code ? { code: oneLine(code, 80) } : {}), ...(message ? { message: oneLine(message, 400) } : {}) };
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
