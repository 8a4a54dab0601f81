import type { IncomingMessage } from "node:http";
import type { Fault } from "./faults/parse.ts";
import { expiredLink, servedFile } from "./files.ts";
import type { IdempotencyKeys, KeyClaim } from "./idempotency.ts";
import { readIdempotencyKey } from "./idempotency.ts";
import { pictureFor } from "./picture.ts";
import type { RequestLog, RequestRecord } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { refusal, success, usualRefusal } from "./responses.ts";
import type { TaskViewContext } from "./task-view.ts";
import { faultyTask, taskView } from "./task-view.ts";
import type { Task } from "./tasks.ts";
import { validateCreate } from "./validate.ts";

/** What the handlers of one sandbox share. */
export interface HandlerContext extends TaskViewContext {
  keys: IdempotencyKeys;
  log: RequestLog;
}

/** A request with its body, its record in the log, and the task and the fault that it is about. */
export interface IncomingCall {
  request: IncomingMessage;
  url: URL;
  /** The bearer key; empty for a call that needs none. */
  owner: string;
  body: Buffer;
  bodySha256: string;
  record: RequestRecord;
  task: Task | undefined;
  fault: Fault | undefined;
}

/** A create that was accepted; `complete` makes its task. */
export interface Accepted {
  complete(): Answer;
}

/** `POST /v1/tasks`, up to the moment before the task is made. */
export function acceptCreate(context: HandlerContext, call: IncomingCall): Answer | Accepted {
  const { request, owner, body, bodySha256, record, fault } = call;
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) return usualRefusal(415);

  const key = idempotencyKeyOf(request);
  if (key === null) return refusal(400, "INVALID_REQUEST", "Idempotency-Key must be 1 to 255 UTF-8 bytes without control characters");
  if (key !== undefined) {
    record.idempotencyKey = key;
    const earlier = context.keys.find(owner, key);
    if (earlier) return answerAgain(context, call, earlier);
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
      if (claim) claim.taskId = task.id;
      context.log.creates += 1;
      record.taskId = task.id;
      return success({ taskId: task.id });
    },
  };
}

/** The answer of a create whose key was used before. */
function answerAgain({ log }: HandlerContext, { record, bodySha256 }: IncomingCall, earlier: KeyClaim): Answer {
  const { taskId } = earlier;
  if (earlier.bodySha256 !== bodySha256) return usualRefusal(422);
  if (taskId === undefined) return usualRefusal(409, undefined, { "retry-after": "5" });
  log.replays += 1;
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
export function detail(context: HandlerContext, { owner, record, task, fault }: IncomingCall): Answer {
  if (!task || task.owner !== owner) return usualRefusal(404);
  record.taskId = task.id;
  return success(fault ? faultyTask(context, task, fault) : taskView(context, task));
}

/** `GET /v1/tasks?page=&size=`. */
export function list(context: HandlerContext, { owner, url }: IncomingCall): Answer {
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
export function image(context: HandlerContext, { request, url, record, task, fault }: IncomingCall): Answer {
  if (!task || context.tasks.status(task) !== "success") return refusal(404, "NOT_FOUND", "no such file");
  record.taskId = task.id;
  if (fault?.fault === "expired") context.tasks.expireLink(task);
  if (!context.tasks.isLive(task, Number(url.searchParams.get("link") ?? "1"))) return expiredLink();
  return servedFile(context.pictures.bytes(task.picture), request.headers, context.tasks.completedAt(task));
}
