import type { IncomingMessage, ServerResponse } from "node:http";
import { parseUrl } from "../url.ts";
import { readBody, send } from "./body.ts";
import { answerInstead, spoilt } from "./faults/apply.ts";
import type { Trouble } from "./faults/parse.ts";
import { type createFaultBook, faultLabel } from "./faults/parse.ts";
import type { Accepted, Desk, Visit } from "./handlers.ts";
import { admitCreate, detail, image, list } from "./handlers.ts";
import type { Pauses } from "./pauses.ts";
import type { Policy } from "./published.ts";
import { modelContent, pricing, skillsManifest } from "./published.ts";
import type { RecordedCall, RequestRecord } from "./request-log.ts";
import { masked } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { json, refusal, usualRefusal } from "./responses.ts";
import { routeOf } from "./routes.ts";
import type { Task } from "./tasks.ts";

/** One sandbox: what its calls share, and what goes wrong in it. */
export interface House extends Desk {
  faults: ReturnType<typeof createFaultBook>;
  pauses: Pauses;
  policy: Partial<Policy>;
  acceptMs: number;
  now: () => number;
  onRequest: ((record: RequestRecord) => void) | undefined;
}

/** Takes one request from its first byte to its answer, faults included. */
export async function receive(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  const path = request.url ?? "/";
  const url = parseUrl(`${house.origin}${path}`) ?? new URL(house.origin);
  const { call, taskId } = routeOf(method, url.pathname);
  if (call === "account") return send(response, json(200, house.account.summary()));
  if (call === "reset") {
    house.account.reset();
    return send(response, json(200, { ok: true }));
  }

  const task = taskId === undefined ? undefined : house.tasks.get(taskId);
  const finished = task !== undefined && house.tasks.status(task) === "success";
  const trouble = call === "other" ? { delayMs: 0 } : house.faults.take(call, finished);
  const record = house.account.open(openRecord(house, { request, call, method, path, trouble }));
  try {
    await attend(house, { request, response, url, call, task, record, trouble });
  } catch {
    if (response.headersSent || request.destroyed) response.destroy();
    else send(response, usualRefusal(500));
  }
  house.onRequest?.(record);
}

interface Attendance {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  call: RecordedCall;
  task: Task | undefined;
  record: RequestRecord;
  trouble: Trouble;
}

async function attend(house: House, attendance: Attendance): Promise<void> {
  const { request, response, record, trouble } = attendance;
  const fault = trouble.fault?.fault;
  if (fault === "reset") return void request.socket.destroy();
  const answer = await answerOf(house, attendance);
  if (fault === "hang") return;
  if (fault === "lost" && trouble.fault?.value === undefined) return void request.socket.destroy();
  record.status = answer.status;
  send(response, answer, fault);
}

/** The answer of a call once it is carried out, with its fault worked on it; or the one that stands instead of the call. */
async function answerOf(house: House, { request, url, call, task, record, trouble }: Attendance): Promise<Answer> {
  const { fault, delayMs } = trouble;
  const { bytes, sha256 } = await readBody(request);
  if (sha256 !== emptySha256) record.bodySha256 = sha256;
  if (bytes === undefined) return usualRefusal(413);

  const instead = fault && answerInstead(fault);
  if (instead || call !== "create") await house.pauses.pause(delayMs);
  if (instead) return instead;
  const visit = { request, url, body: bytes, bodySha256: sha256, record, fault };
  const admitted = await answerTo(house, call, visit, task);
  const isAccepted = "carryOut" in admitted;
  if (call === "create") await house.pauses.pause(delayMs + (isAccepted ? house.acceptMs : 0));
  const whole = isAccepted ? admitted.carryOut() : admitted;
  return fault && whole.status < 300 ? spoilt(whole, fault) : whole;
}

function answerTo(house: House, call: RecordedCall, visit: Visit, task: Task | undefined): Answer | Accepted | Promise<Answer> {
  if (call === "create") return admitCreate(house, visit);
  if (call === "detail") return detail(house, visit, task);
  if (call === "list") return list(house, visit);
  if (call === "image") return image(house, visit, task);
  if (call === "pricing") return pricing();
  if (call === "schema") return modelContent(visit.url.searchParams.get("name"));
  if (call === "policy") return skillsManifest(house.policy);
  return refusal(404, "NOT_FOUND", "no such route");
}

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function openRecord(
  house: House,
  { request, call, method, path, trouble }: Omit<Attendance, "response" | "url" | "task" | "record"> & { method: string; path: string },
): RequestRecord {
  const fault = faultLabel(trouble);
  const authorization = masked(request.headers.authorization);
  return { at: house.now(), call, method, path, status: 0, ...(fault ? { fault } : {}), ...(authorization ? { authorization } : {}) };
}
