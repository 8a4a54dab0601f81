import type { IncomingMessage, ServerResponse } from "node:http";
import { sleep } from "../sleep.ts";
import { parseUrl } from "../url.ts";
import { readBody, send } from "./body.ts";
import { answerInstead, applyFault } from "./faults/apply.ts";
import type { FaultPlan, PlannedFault } from "./faults/parse.ts";
import { faultLabel } from "./faults/parse.ts";
import type { Accepted, HandlerContext, IncomingCall } from "./handlers.ts";
import { acceptCreate, detail, image, list } from "./handlers.ts";
import type { Policy } from "./published.ts";
import { modelContent, pricing, skillsManifest } from "./published.ts";
import type { RecordedCall, RequestRecord } from "./request-log.ts";
import { addRecord, createRequestLog, masked } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { embeddedError, json, refusal, usualRefusal } from "./responses.ts";
import type { Task } from "./tasks.ts";

/** The state of one sandbox. */
export interface SandboxState extends HandlerContext {
  faults: FaultPlan;
  policy: Partial<Policy>;
  now: () => number;
  /** Aborted when the sandbox closes: ends the delays under way. */
  signal: AbortSignal;
}

/** Handles one request from its first byte to its answer, faults included. */
export async function handleRequest(state: SandboxState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url: path = "/" } = request;
  const url = parseUrl(`${state.origin}${path}`) ?? new URL(state.origin);
  const { call, taskId } = routeOf(method, url.pathname);
  if (call === "log") return send(response, json(200, state.log));
  if (call === "reset") {
    Object.assign(state.log, createRequestLog());
    return send(response, json(200, { ok: true }));
  }

  const task = taskId === undefined ? undefined : state.tasks.get(taskId);
  const planned = state.faults.take(call, task !== undefined && state.tasks.status(task) === "success");
  const label = faultLabel(planned);
  const { authorization } = request.headers;
  const record: RequestRecord = {
    at: state.now(),
    call,
    method,
    path,
    status: 0,
    ...(label ? { fault: label } : {}),
    ...(authorization ? { authorization: masked(authorization) } : {}),
  };
  addRecord(state.log, record);
  try {
    await respond(state, { request, url, task, record, planned }, response);
  } catch {
    if (response.headersSent || request.destroyed) response.destroy();
    else send(response, usualRefusal(500));
  }
}

interface Exchange {
  request: IncomingMessage;
  url: URL;
  task: Task | undefined;
  record: RequestRecord;
  planned: PlannedFault;
}

async function respond(state: SandboxState, exchange: Exchange, response: ServerResponse): Promise<void> {
  const { request, record, planned } = exchange;
  const { fault, value } = planned.fault ?? {};
  if (fault === "reset") return void request.socket.destroy();
  const answer = await answerOf(state, exchange);
  if (fault === "hang") return;
  if (fault === "lost" && value === undefined) return void request.socket.destroy();
  record.status = answer.status;
  send(response, answer, fault);
}

/** The answer of a call with its fault applied, or the answer that replaces the call. */
async function answerOf(state: SandboxState, { request, url, task, record, planned }: Exchange): Promise<Answer> {
  const { fault, delayMs } = planned;
  const { bytes, sha256 } = await readBody(request);
  if (sha256 !== emptySha256) record.bodySha256 = sha256;
  if (bytes === undefined) return usualRefusal(413);

  const isCreate = record.call === "create";
  const instead = fault && answerInstead(fault);
  if (delayMs > 0 && (instead || !isCreate)) await sleep(delayMs, state.signal);
  if (instead) return instead;
  const owner = bearerKey(request);
  const outcome =
    owner === undefined && needsKey.includes(record.call)
      ? embeddedError("permission_denied", "a bearer key of 8 to 512 visible ASCII characters is required", 401)
      : answerTo(state, { request, url, owner: owner ?? "", body: bytes, bodySha256: sha256, record, task, fault });
  // The key of a create is in flight during its delay, so it is accepted before.
  if (delayMs > 0 && isCreate) await sleep(delayMs, state.signal);
  const answer = "complete" in outcome ? outcome.complete() : outcome;
  return fault && answer.status < 300 ? applyFault(answer, fault) : answer;
}

const needsKey: readonly RecordedCall[] = ["create", "detail", "list"];

/** The bearer key, 8 to 512 visible ASCII characters; undefined when the request has none of that shape. */
function bearerKey({ headers }: IncomingMessage): string | undefined {
  return /^Bearer ([\x21-\x7e]{8,512})$/.exec(headers.authorization ?? "")?.[1];
}

function answerTo(state: SandboxState, incoming: IncomingCall): Answer | Accepted {
  const { call } = incoming.record;
  if (call === "create") return acceptCreate(state, incoming);
  if (call === "detail") return detail(state, incoming);
  if (call === "list") return list(state, incoming);
  if (call === "image") return image(state, incoming);
  if (call === "pricing") return pricing();
  if (call === "schema") return modelContent(incoming.url.searchParams.get("name"));
  if (call === "policy") return skillsManifest(state.policy);
  return refusal(404, "NOT_FOUND", "no such route");
}

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** `log` and `reset` are the sandbox's own and are not logged. The group of a path is a task id. */
const routes: readonly (readonly [method: string, path: RegExp, call: RecordedCall | "log" | "reset"])[] = [
  ["POST", /^\/v1\/tasks$/, "create"],
  ["GET", /^\/v1\/tasks$/, "list"],
  ["GET", /^\/v1\/tasks\/([^/]+)$/, "detail"],
  ["GET", /^\/files\/([^/]+)-1\.png$/, "image"],
  ["GET", /^\/api\/pricing$/, "pricing"],
  ["GET", /^\/api\/models\/content$/, "schema"],
  ["GET", /^\/skills\.json$/, "policy"],
  ["GET", /^\/__sandbox\/requests$/, "log"],
  ["DELETE", /^\/__sandbox\/requests$/, "reset"],
];

function routeOf(method: string, pathname: string): { call: RecordedCall | "log" | "reset"; taskId?: string | undefined } {
  for (const [routeMethod, path, call] of routes) {
    const found = routeMethod === method ? path.exec(pathname) : null;
    if (found) return { call, taskId: found[1] };
  }
  return { call: "other" };
}
