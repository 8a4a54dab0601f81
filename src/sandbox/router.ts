import type { IncomingMessage, ServerResponse } from "node:http";
import { parseUrl } from "../url.ts";
import { readBody, send } from "./body.ts";
import { answerInstead, applyFault } from "./faults/apply.ts";
import type { PlannedFault } from "./faults/parse.ts";
import { type createFaultPlan, faultLabel } from "./faults/parse.ts";
import type { Accepted, HandlerContext, IncomingCall } from "./handlers.ts";
import { acceptCreate, detail, image, list } from "./handlers.ts";
import type { Pauses } from "./pauses.ts";
import type { Policy } from "./published.ts";
import { modelContent, pricing, skillsManifest } from "./published.ts";
import type { RecordedCall, RequestRecord } from "./request-log.ts";
import { masked } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { json, refusal, usualRefusal } from "./responses.ts";
import type { Task } from "./tasks.ts";

/** The state of one sandbox. */
export interface SandboxState extends HandlerContext {
  faults: ReturnType<typeof createFaultPlan>;
  pauses: Pauses;
  policy: Partial<Policy>;
  acceptMs: number;
  now: () => number;
  onRequest: ((record: RequestRecord) => void) | undefined;
}

/** Handles one request from its first byte to its answer, faults included. */
export async function handleRequest(state: SandboxState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  const path = request.url ?? "/";
  const url = parseUrl(`${state.origin}${path}`) ?? new URL(state.origin);
  const { call, taskId } = routeOf(method, url.pathname);
  if (call === "account") return send(response, json(200, state.log.summary()));
  if (call === "reset") {
    state.log.reset();
    return send(response, json(200, { ok: true }));
  }

  const task = taskId === undefined ? undefined : state.tasks.get(taskId);
  const finished = task !== undefined && state.tasks.status(task) === "success";
  const planned = call === "other" ? { delayMs: 0 } : state.faults.take(call, finished);
  const record = state.log.open(openRecord(state, { request, call, method, path, planned }));
  try {
    await respond(state, { request, response, url, call, task, record, planned });
  } catch {
    if (response.headersSent || request.destroyed) response.destroy();
    else send(response, usualRefusal(500));
  }
  state.onRequest?.(record);
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  call: RecordedCall;
  task: Task | undefined;
  record: RequestRecord;
  planned: PlannedFault;
}

async function respond(state: SandboxState, exchange: Exchange): Promise<void> {
  const { request, response, record, planned } = exchange;
  const fault = planned.fault?.fault;
  if (fault === "reset") return void request.socket.destroy();
  const answer = await answerOf(state, exchange);
  if (fault === "hang") return;
  if (fault === "lost" && planned.fault?.value === undefined) return void request.socket.destroy();
  record.status = answer.status;
  send(response, answer, fault);
}

/** The answer of a call with its fault applied, or the answer that replaces the call. */
async function answerOf(state: SandboxState, { request, url, call, task, record, planned }: Exchange): Promise<Answer> {
  const { fault, delayMs } = planned;
  const { bytes, sha256 } = await readBody(request);
  if (sha256 !== emptySha256) record.bodySha256 = sha256;
  if (bytes === undefined) return usualRefusal(413);

  const instead = fault && answerInstead(fault);
  if (instead || call !== "create") await state.pauses.pause(delayMs);
  if (instead) return instead;
  const incoming = { request, url, body: bytes, bodySha256: sha256, record, fault };
  const outcome = answerTo(state, call, incoming, task);
  const isAccepted = "complete" in outcome;
  if (call === "create") await state.pauses.pause(delayMs + (isAccepted ? state.acceptMs : 0));
  const whole = isAccepted ? outcome.complete() : outcome;
  return fault && whole.status < 300 ? applyFault(whole, fault) : whole;
}

function answerTo(state: SandboxState, call: RecordedCall, incoming: IncomingCall, task: Task | undefined): Answer | Accepted {
  if (call === "create") return acceptCreate(state, incoming);
  if (call === "detail") return detail(state, incoming, task);
  if (call === "list") return list(state, incoming);
  if (call === "image") return image(state, incoming, task);
  if (call === "pricing") return pricing();
  if (call === "schema") return modelContent(incoming.url.searchParams.get("name"));
  if (call === "policy") return skillsManifest(state.policy);
  return refusal(404, "NOT_FOUND", "no such route");
}

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function openRecord(
  state: SandboxState,
  { request, call, method, path, planned }: Omit<Exchange, "response" | "url" | "task" | "record"> & { method: string; path: string },
): RequestRecord {
  const fault = faultLabel(planned);
  const authorization = masked(request.headers.authorization);
  return { at: state.now(), call, method, path, status: 0, ...(fault ? { fault } : {}), ...(authorization ? { authorization } : {}) };
}

/** The call of a method and a path. `account` and `reset` are the sandbox's own and are not logged. */
interface Route {
  call: RecordedCall | "account" | "reset";
  taskId?: string;
}

function routeOf(method: string, pathname: string): Route {
  if (method === "DELETE" && pathname === "/__sandbox/requests") return { call: "reset" };
  if (method === "POST" && pathname === "/v1/tasks") return { call: "create" };
  if (method !== "GET") return { call: "other" };

  if (pathname === "/__sandbox/requests") return { call: "account" };
  if (pathname === "/v1/tasks") return { call: "list" };
  if (pathname === "/api/pricing") return { call: "pricing" };
  if (pathname === "/api/models/content") return { call: "schema" };
  if (pathname === "/skills.json") return { call: "policy" };

  const [, fileOf] = /^\/files\/([^/]+)-1\.png$/.exec(pathname) ?? [];
  if (fileOf !== undefined) return { call: "image", taskId: decoded(fileOf) };
  const [, taskId] = /^\/v1\/tasks\/([^/]+)$/.exec(pathname) ?? [];
  return taskId === undefined ? { call: "other" } : { call: "detail", taskId: decoded(taskId) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
