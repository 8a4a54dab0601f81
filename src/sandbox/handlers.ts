import type { IncomingMessage } from "node:http";
import type { Fault } from "./faults/parse.ts";
import { expiredLink, servedFile } from "./files.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import { readIdempotencyKey } from "./idempotency.ts";
import { pictureFor } from "./picture.ts";
import type { RequestLog, RequestRecord } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { embeddedError, refusal, success, usualRefusal } from "./responses.ts";
import type { TaskViewContext } from "./task-view.ts";
import { faultyTask, taskView } from "./task-view.ts";
import type { Task } from "./tasks.ts";
import { validateCreate } from "./validate.ts";

/** What the handlers of one sandbox share. */
export interface HandlerContext extends TaskViewContext {
  keys: IdempotencyKeys;
  log: RequestLog;
}

/** A request with its body and its record in the log. */
export interface IncomingCall {
  request: IncomingMessage;
  url: URL;
  body: Buffer;
  bodySha256: string;
  record: RequestRecord;
  fault?: Fault | undefined;
}

/** A create that was accepted; `complete` makes its task. */
export interface Accepted {
  complete(): Answer;
}

/** The bearer key, 8 to 512 visible ASCII characters; undefined when the request has none of that shape. */
export function bearerKey(request: IncomingMessage): string | undefined {
  return /^Bearer ([\x21-\x7e]{8,512})$/.exec(request.headers.authorization ?? "")?.[1];
}

export function unauthorized(): Answer {
  return embeddedError("permission_denied", "a bearer key of 8 to 512 visible ASCII characters is required", 401);
}

/** `POST /v1/tasks`, up to the moment before the task is made. */
export function acceptCreate(context: HandlerContext, { request, body, bodySha256, record, fault }: IncomingCall): Answer | Accepted {
  const owner = bearerKey(request);
  if (owner === undefined) return unauthorized();
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) return usualRefusal(415);

  const key = idempotencyKeyOf(request);
  if (key === null) return refusal(400, "INVALID_REQUEST", "Idempotency-Key must be 1 to 255 UTF-8 bytes without control characters");
  if (key !== undefined) {
    record.idempotencyKey = key;
    const known = context.keys.lookup(owner, key, bodySha256);
    if (known.kind === "processing") return usualRefusal(409, undefined, { "retry-after": "5" });
    if (known.kind === "mismatch") return usualRefusal(422);
    if (known.kind === "replay") return replayed(context, record, known.taskId);
  }

  const parsed = parseJson(body);
  if (!parsed) return refusal(400, "INVALID_REQUEST", "the body is not valid JSON in UTF-8");
  if (body.length < 64 * 1024) record.body = parsed.value;
  const create = validateCreate(parsed.value);
  if ("status" in create) return create;

  const claim = key === undefined ? undefined : context.keys.claim(owner, key, bodySha256);
  return {
    complete() {
      const failure = fault?.fault === "fail" ? String(fault.value) : requestedFailure(create.input.prompt);
      const { variant, input, storage } = create;
      const task = context.tasks.add({ owner, model: variant.model, storage, picture: pictureFor(input), ...(failure ? { failure } : {}) });
      claim?.complete(task.id);
      context.log.countCreate();
      record.taskId = task.id;
      return success({ taskId: task.id });
    },
  };
}

function replayed(context: HandlerContext, record: RequestRecord, taskId: string): Answer {
  context.log.countReplay();
  record.replay = true;
  record.taskId = taskId;
  return success({ taskId }, { "idempotent-replay": "true" });
}

/** The key of a create: undefined when there is none, null when it breaks the rules (or was sent twice). */
function idempotencyKeyOf(request: IncomingMessage): string | undefined | null {
  const values = request.rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === "idempotency-key");
  const [value] = values;
  if (value === undefined) return undefined;
  return values.length === 1 ? (readIdempotencyKey(value) ?? null) : null;
}

function parseJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
}

/** `[fail]` and `[policy]` in a prompt ask for a failure. */
function requestedFailure(prompt: unknown): string | undefined {
  if (typeof prompt !== "string") return undefined;
  if (prompt.includes("[policy]")) return "content_policy_violation";
  return prompt.includes("[fail]") ? "TASK_FAILED" : undefined;
}

/** `GET /v1/tasks/{id}`. */
export function detail(context: HandlerContext, { request, record, fault }: IncomingCall, task: Task | undefined): Answer {
  const owner = bearerKey(request);
  if (owner === undefined) return unauthorized();
  if (!task || task.owner !== owner) return usualRefusal(404);
  record.taskId = task.id;
  return success(fault ? faultyTask(context, task, fault) : taskView(context, task));
}

/** `GET /v1/tasks?page=&size=`. */
export function list(context: HandlerContext, { request, url }: IncomingCall): Answer {
  const owner = bearerKey(request);
  if (owner === undefined) return unauthorized();
  const page = wholeNumber(url.searchParams.get("page") ?? "1");
  const size = wholeNumber(url.searchParams.get("size") ?? "10");
  if (!(page >= 1)) return refusal(400, "INVALID_REQUEST", "page must be a whole number from 1");
  if (!(size >= 1 && size <= 100)) return refusal(400, "INVALID_REQUEST", "size must be a whole number from 1 to 100");
  const { total, tasks } = context.tasks.page(owner, page, size);
  return success({ page, size, total, tasks: tasks.map((task) => taskView(context, task)) });
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** `GET /files/<task id>-1.png`: needs no key; the link must be the valid one. */
export function image(context: HandlerContext, { request, url, record, fault }: IncomingCall, task: Task | undefined): Answer {
  if (!task || context.tasks.status(task) !== "success") return refusal(404, "NOT_FOUND", "no such file");
  record.taskId = task.id;
  if (fault?.fault === "expired") context.tasks.expireLink(task);
  if (!context.tasks.isLive(task, Number(url.searchParams.get("link") ?? "1"))) return expiredLink();
  const bytes = context.pictures.bytes(task.picture);
  const { range, "if-range": ifRange } = request.headers;
  return servedFile(bytes, {
    range,
    ifRange: typeof ifRange === "string" ? ifRange : undefined,
    modifiedAt: context.tasks.completedAt(task),
  });
}
