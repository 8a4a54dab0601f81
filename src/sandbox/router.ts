import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sleep } from "../sleep.ts";
import { parseUrl } from "../url.ts";
import { readBody, send } from "./body.ts";
import { answerInstead, applyFault } from "./faults/apply.ts";
import { faultLabel } from "./faults/parse.ts";
import { create, detail, image, list } from "./handlers.ts";
import { modelContent, modelsIndex, pricing, skillsManifest } from "./published.ts";
import type { RecordedCall } from "./request-log.ts";
import { addRecord, createRequestLog, masked } from "./request-log.ts";
import type { Answer } from "./responses.ts";
import { embeddedError, json, refusal, usualRefusal } from "./responses.ts";
import type { IncomingCall, SandboxState } from "./state.ts";

interface Route {
  method: string;
  /** Its group is a task id. */
  path: RegExp;
  call: RecordedCall;
  needsKey?: true;
  handle(state: SandboxState, call: IncomingCall): Answer | Promise<Answer>;
}

const routes: readonly Route[] = [
  { method: "POST", path: /^\/v1\/tasks$/, call: "create", needsKey: true, handle: create },
  { method: "GET", path: /^\/v1\/tasks$/, call: "list", needsKey: true, handle: list },
  { method: "GET", path: /^\/v1\/tasks\/([^/]+)$/, call: "detail", needsKey: true, handle: detail },
  { method: "GET", path: /^\/files\/([^/]+)-1\.png$/, call: "image", handle: image },
  { method: "GET", path: /^\/api\/pricing$/, call: "pricing", handle: pricing },
  { method: "GET", path: /^\/api\/models\/content$/, call: "schema", handle: (_, { url }) => modelContent(url.searchParams.get("name")) },
  { method: "GET", path: /^\/docs\/models\.json$/, call: "schema", handle: () => modelsIndex() },
  { method: "GET", path: /^\/skills\.json$/, call: "policy", handle: ({ policy }) => skillsManifest(policy) },
];
/** How much of a path is recorded, in characters. */
const mostPath = 1024;

const noRoute: Route = { method: "", path: /^/, call: "other", handle: () => refusal(404, "NOT_FOUND", "no such route") };

/** Handles one request from its first byte to its answer, faults included. Never rejects, whatever a client sends. */
export async function handleRequest(state: SandboxState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (isForLoopback(request)) await answerRequest(state, request, response);
    else send(response, refusal(403, "FORBIDDEN", "the sandbox answers requests whose Host is localhost, 127.0.0.1 or [::1]"));
  } catch {
    if (response.headersSent || request.destroyed) response.destroy();
    else send(response, usualRefusal(500));
  }
}

/** Whether a request names this machine: a page of another site, whose name was made to lead here, does not. */
function isForLoopback({ rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === "host");
  return hosts.length === 1 && hosts.every((host) => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i.test(host));
}

async function answerRequest(state: SandboxState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url: path = "/" } = request;
  const url = parseUrl(`${state.origin}${path}`) ?? new URL(state.origin);
  // The log is the sandbox's own: what asks for it is not logged.
  if (url.pathname === "/__sandbox/requests") {
    if (method !== "DELETE") return send(response, json(200, state.log));
    Object.assign(state.log, createRequestLog());
    return send(response, json(200, { ok: true }));
  }

  const route = routes.find((known) => known.method === method && known.path.test(url.pathname)) ?? noRoute;
  const task = state.tasks.get(route.path.exec(url.pathname)?.[1] ?? "");
  const planned = state.faults.take(route.call, task !== undefined && state.tasks.status(task) === "success");
  const label = faultLabel(planned);
  const { authorization } = request.headers;
  const owner = /^Bearer ([\x21-\x7e]{8,512})$/.exec(authorization ?? "")?.[1] ?? "";
  const record = addRecord(state.log, {
    at: state.now(),
    call: route.call,
    method,
    path: path.slice(0, mostPath),
    status: 0,
    ...(label ? { fault: label } : {}),
    ...(authorization ? { authorization: masked(authorization) } : {}),
  });
  const call = { request, url, owner, body: Buffer.alloc(0), record, task, fault: undefined, ...planned };
  await respond(state, route, call, response);
}

async function respond(state: SandboxState, route: Route, call: IncomingCall, response: ServerResponse): Promise<void> {
  const { request, record } = call;
  const { fault, value } = call.fault ?? {};
  if (fault === "reset") return void request.socket.destroy();
  const answer = await answerTo(state, route, call);
  if (fault === "hang") return;
  if (fault === "lost" && value === undefined) return void request.socket.destroy();
  record.status = answer.status;
  send(response, answer, fault);
}

/** The answer of a call with its fault applied, or the answer that replaces the call. */
async function answerTo(state: SandboxState, route: Route, call: IncomingCall): Promise<Answer> {
  const { fault, delayMs, record } = call;
  const body = await readBody(call.request);
  if (body === undefined) return usualRefusal(413);
  if (body.length > 0) record.bodySha256 = createHash("sha256").update(body).digest("hex");

  const instead = fault && answerInstead(fault);
  const isDelayedByHandler = route.handle === create && !instead;
  if (delayMs > 0 && !isDelayedByHandler) await sleep(delayMs, state.signal);
  if (instead) return instead;
  const answer =
    route.needsKey && call.owner === ""
      ? embeddedError("permission_denied", "a bearer key of 8 to 512 visible ASCII characters is required", 401)
      : await route.handle(state, { ...call, body });
  return fault && answer.status < 300 ? applyFault(answer, fault) : answer;
}
