import { oneLine } from "../errors.ts";
import { fieldsOf, textOf } from "../json.ts";
import { isBase64, isTaskId } from "../request/index.ts";
import { expiryOf, readImageOutputs } from "./answer-images.ts";

/** Reads HiAPI's answers leniently, as their shapes have changed over time (docs/api-contract.md, section 3). Pure, never throws. */

/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none that is taken. */
export function extractTaskId(answer: unknown): string {
  const top = fieldsOf(answer);
  const data = typeof top.data === "string" ? { taskId: top.data } : fieldsOf(top.data);
  const id = textOf(data, "taskId", "id", "task_id") ?? textOf(top, "taskId", "id", "task_id") ?? "";
  return isTaskId(id) ? id : "";
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

/** What a status means; an unknown one is still running (docs/design.md, rule 6). */
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

/** How long a finished task took by the answer's own times, which are whole seconds, in milliseconds; undefined when it does not say. */
export function taskDurationMs(answer: unknown): number | undefined {
  const { created, completed } = fieldsOf(fieldsOf(answer).data);
  const [from, to] = [created, completed].map((value) => expiryOf(value));
  return from === undefined || to === undefined || to <= from ? undefined : Date.parse(to) - Date.parse(from);
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
  if (text.length > 64 && isBase64(text)) return `…${text.length} characters of base64`;
  const heads = /data:[^,\s]{0,200};base64,/gi;
  let elided = "";
  let from = 0;
  for (let head = heads.exec(text); head; head = heads.exec(text)) {
    const start = head.index + head[0].length;
    // The end is looked for, not matched: a pattern over megabytes exhausts the matcher's stack.
    const rest = text.slice(start).search(/[)\s"'<>]/);
    const end = rest === -1 ? text.length : start + rest;
    elided += `${text.slice(from, start)}…${end - start} characters`;
    from = end;
    heads.lastIndex = end;
  }
  return elided + text.slice(from);
}
