import type { IncomingMessage } from "node:http";
import { decodeUtf8 } from "../json.ts";
import { limits } from "../request/catalogue.ts";
import { sleep } from "../sleep.ts";
import { expiredLink, servedFile } from "./files.ts";
import { pictureFor } from "./picture.ts";
import { recordBody } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { refusal, success, usualRefusal } from "./responses.ts";
import type { IncomingCall, KeyClaim, SandboxState } from "./state.ts";
import { faultyTask, taskView } from "./task-view.ts";
import type { CreateRequest } from "./validate.ts";
import { loadCompile, validateCreate } from "./validate.ts";

const keptMs = 24 * 60 * 60 * 1000;

/** `POST /v1/tasks`. Its key is in flight while a fault delays it. */
export async function create(state: SandboxState, call: IncomingCall): Promise<Answer> {
  const accepted = await acceptCreate(state, call);
  if (call.delayMs > 0) await sleep(call.delayMs, state.signal);
  if ("status" in accepted) return accepted;
  const { model, input, storage, claim } = accepted;
  const { owner, record, fault } = call;
  const failure = fault?.fault === "fail" ? String(fault.value) : requestedFailure(input.prompt);
  const task = state.tasks.add({ owner, model, storage, picture: pictureFor(input), ...(failure ? { failure } : {}) });
  claim.taskId = task.id;
  state.log.creates += 1;
  record.taskId = task.id;
  return success({ taskId: task.id });
}

/** Checks a create and claims its key, or answers it. */
async function acceptCreate(
  state: SandboxState,
  { request, owner, body, record }: IncomingCall,
): Promise<Answer | (CreateRequest & { claim: KeyClaim })> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) return usualRefusal(415);

  const key = idempotencyKeyOf(request);
  if (key === null) return refusal(400, "INVALID_REQUEST", "Idempotency-Key must be 1 to 255 UTF-8 bytes without control characters");
  const { bodySha256 } = record;
  const slot = `${owner}\n${key}`;
  const parsed = parseJson(body);
  // Between the look at the claims and the new claim nothing may wait: two creates could have one key.
  const compile = await loadCompile(parsed?.value);
  if (key !== undefined) {
    record.idempotencyKey = key;
    const earlier = state.claims.get(slot);
    if (earlier && state.now() - earlier.at < keptMs) {
      if (earlier.bodySha256 !== bodySha256) return usualRefusal(422);
      if (earlier.taskId === undefined) return usualRefusal(409, undefined, { "retry-after": "5" });
      state.log.replays += 1;
      record.replay = true;
      record.taskId = earlier.taskId;
      return success({ taskId: earlier.taskId }, { "idempotent-replay": "true" });
    }
  }

  if (!parsed) return refusal(400, "INVALID_REQUEST", "the body is not valid JSON in UTF-8");
  recordBody(state.log, record, { value: parsed.value, size: body.length });
  const wanted = validateCreate(parsed.value, compile);
  if ("status" in wanted) return wanted;
  const claim = { bodySha256, at: state.now() };
  if (key !== undefined) state.claims.set(slot, claim);
  return { ...wanted, claim };
}

/**
 * The Idempotency-Key, which Node passes with each byte as one latin1 character; undefined when there is none, null when the contract refuses
 * it: sent twice, not 1 to 255 bytes, not UTF-8, or with control characters.
 */
function idempotencyKeyOf({ rawHeaders }: IncomingMessage): string | undefined | null {
  const [value, ...more] = rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === "idempotency-key");
  if (value === undefined) return undefined;
  const isLength = value.length >= 1 && value.length <= limits.idempotencyKeyBytes;
  const key = isLength && more.length === 0 ? decodeUtf8(Buffer.from(value, "latin1")) : undefined;
  return key === undefined || /\p{Cc}/u.test(key) ? null : key;
}

function parseJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(decodeUtf8(body) ?? "") };
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
export function detail(state: SandboxState, { owner, record, task, fault }: IncomingCall): Answer {
  if (!task || task.owner !== owner) return usualRefusal(404);
  record.taskId = task.id;
  return success(fault ? faultyTask(state, task, fault) : taskView(state, task));
}

/** `GET /v1/tasks?page=&size=`. */
export function list(state: SandboxState, { owner, url }: IncomingCall): Answer {
  const page = wholeNumber(url.searchParams.get("page") ?? "1");
  const size = wholeNumber(url.searchParams.get("size") ?? "10");
  if (!(page >= 1)) return refusal(400, "INVALID_REQUEST", "page must be a whole number from 1");
  if (!(size >= 1 && size <= 100)) return refusal(400, "INVALID_REQUEST", "size must be a whole number from 1 to 100");
  const owned = state.tasks.of(owner);
  const tasks = owned.slice((page - 1) * size, page * size).map((task) => taskView(state, task));
  return success({ page, size, total: owned.length, tasks });
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** `GET /files/<task id>-1.png`: needs no key; the link must be the valid one. */
export function image(state: SandboxState, { request, url, record, task, fault }: IncomingCall): Answer {
  if (!task || state.tasks.status(task) !== "success") return refusal(404, "NOT_FOUND", "no such file");
  record.taskId = task.id;
  if (fault?.fault === "expired") state.tasks.expireLink(task);
  if (!state.tasks.isLive(task, Number(url.searchParams.get("link") ?? "1"))) return expiredLink();
  return servedFile(state.pictures.bytes(task.picture), request.headers, state.tasks.completedAt(task));
}
