import { defaultBaseUrl } from "../config.ts";
import type { ErrorKind } from "../errors.ts";
import { guidance, HiapiError, oneLine } from "../errors.ts";
import { fieldsOf, textOf } from "../json.ts";
import { extractTaskId } from "./answer.ts";

/** What an answer that is an error means (docs/api-contract.md, section 4). Pure. */
export interface Failure {
  kind: ErrorKind;
  /** The status of the HTTP answer itself: 200 for an embedded error. */
  httpStatus: number;
  /** The status that the answer amounts to, once its body was read. */
  status: number;
  code?: string;
  message: string;
  hint?: string;
  requestId?: string;
  /** Set when a gateway in front of HiAPI gave the answer: it says nothing about the key or the request. */
  isGateway?: boolean;
}

/** Statuses below 500 that proxies and load balancers answer with when a connection ended too early or took too long. */
const gatewayStatuses: ReadonlySet<number> = new Set([408, 424, 425, 444, 460, 499]);

/** Whether a status leaves open what became of the request: the server's own trouble, or a gateway's. */
export function isGatewayStatus(status: number): boolean {
  return status >= 500 || gatewayStatuses.has(status);
}

const gatewayHint =
  "a gateway answered, not HiAPI (a bot check, a firewall or a company proxy), so this says nothing about the key: try again later or from another network";

/** Known codes and the HTTP status each amounts to. */
const codeStatus: Record<string, number> = {
  invalid_request: 400,
  invalid_request_error: 400,
  model_unavailable: 400,
  model_not_found: 400,
  permission_denied: 403,
  forbidden: 403,
  unauthorized: 401,
  invalid_api_key: 401,
  authentication_error: 401,
  not_found: 404,
  task_not_found: 404,
  idempotency_key_processing: 409,
  idempotency_key_mismatch: 422,
  unsupported_media_type: 415,
  rate_limit_exceeded: 429,
  too_many_requests: 429,
  internal_error: 500,
  internal_server_error: 500,
  server_error: 500,
  service_unavailable: 503,
};

/** Codes that are known by a part of them, as `codeText` writes them. Names of fields, such as `quota_type`, must not match in a message. */
const families = [
  { status: 400, part: /content_(?:polic|filter|moderation|violation)|(?:policy|safety)_violation|moderation_blocked/ },
  {
    status: 402,
    part: /insufficient_(?!permission|scope)|(?:quota|balance|credits?)_(?:exceeded|exhausted|insufficient|low|not_enough|too_low|used_up)|payment_required|billing_hard_limit/,
  },
  { status: 429, part: /rate_limit(?:ed|_e|_reached)|too_many_requests/ },
];

/** Statuses of codes that say no more than the status does: a code of a family in the message is more exact. */
const vagueStatuses: readonly unknown[] = [undefined, 400, 403, 500];

const words = {
  content: /\b(?:content|safety)[ _-]polic(?:y|ies)\b|\bsafety\b/i,
  rate: /\brate[ _-]?limit(?:s|ed)?\b|\btoo many requests\b/i,
  billing: /\b(?:balance|credits?|quota|payment|billing)\b/i,
};

/**
 * The error in an answer, looked for in `body.error`, then `body.code`, then the HTTP status; undefined when there is none.
 * @param httpStatus status of the HTTP answer
 * @param body the parsed JSON, or the text when it was not JSON
 */
export function readFailure(httpStatus: number, body: unknown): Failure | undefined {
  const top = fieldsOf(body);
  const error = typeof top.error === "string" ? { message: top.error } : fieldsOf(top.error);
  const codes = [textOf(error, "code"), textOf(top, "error_code", "errorCode", "code")];
  const code = codes.find((text) => text !== undefined && !/^\d+$/.test(text));
  const number = [error.code, error.status, top.code].map(numberOf).find((value) => value !== 0);
  const isOk = httpStatus >= 200 && httpStatus < 300;
  const isEmbedded = textOf(error, "code", "message", "type") !== undefined;
  const isRefusedByNumber = number !== undefined && (number < 200 || number >= 300);
  if (isOk && !isEmbedded && !isRefusedByNumber && (code === undefined || top.data || extractTaskId(body) !== "")) return undefined;

  const message = textOf(error, "message") ?? textOf(top, "message", "msg", "detail") ?? summaryOfText(body) ?? "no message";
  const said = isMarkup(body) ? "" : `${textOf(error, "type") ?? ""} ${message}`;
  const status = readCode(code, said).status ?? (isOk ? embeddedStatus(number) : httpStatus);
  const requestId = textOf(error, "request_id", "requestId") ?? textOf(top, "request_id", "requestId");
  const isGateway = [403, 503].includes(httpStatus) && isMarkup(body);
  return {
    // HiAPI refuses in JSON. A page is a gateway's, which let nothing through: the request was not accepted, and the key was not checked.
    ...(isGateway ? { kind: "unavailable" as const, hint: gatewayHint, isGateway } : meaning(status, code, said)),
    httpStatus,
    status,
    message: oneLine(message, 300),
    ...(code === undefined ? {} : { code: oneLine(code, 80) }),
    ...(requestId === undefined ? {} : { requestId: oneLine(requestId, 120) }),
  };
}

/** A page instead of JSON. Cloudflare sends programs its number only. */
function isMarkup(body: unknown): boolean {
  return typeof body === "string" && /^\s*(?:<[!?a-z]|error code: \d+)/i.test(body);
}

/** A whole number, also one written as text; 0 for anything else. */
function numberOf(value: unknown): number {
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : 0;
  return Number.isInteger(number) ? number : 0;
}

/** The status that a number inside a 200 amounts to; 200 when it is none of HTTP's errors. */
function embeddedStatus(number: number | undefined): number {
  return number !== undefined && number >= 400 && number < 600 ? number : 200;
}

/** A text with the words of its codes joined by `_`, in lower case: `contentPolicyViolation` and `Content-Policy` are one. */
function codeText(text: string): string {
  return text
    .replace(/https?:\S+/gi, " ")
    .replace(/[a-z\d](?=[A-Z])/g, "$&_")
    .replace(/[_.:/-]+/g, "_")
    .toLowerCase();
}

/** A code by its name, its family and the HTTP status it amounts to. Where it says no more than a status does, one that the message names. */
function readCode(code: string | undefined, message: string) {
  const name = codeText((code ?? "").replace(/\s+/g, "_"));
  const known = Object.hasOwn(codeStatus, name) ? codeStatus[name] : undefined;
  const within = (text: string) => families.find(({ part }) => part.test(text));
  const family = within(name) ?? (vagueStatuses.includes(known) ? within(codeText(message)) : undefined);
  const byQuota = /quota_|_quota$/.test(name) ? 402 : undefined;
  return { name, isContent: family?.status === 400, status: family?.status ?? known ?? byQuota };
}

/**
 * Kind and hint: by code, by a part of it, by a code that the message names, by whole words of the message, by status, in this order.
 * `TASK_FAILED` says what failed and not why: the hint is that of the message.
 */
export function meaning(status: number, code: string | undefined, message: string): { kind: ErrorKind; hint?: string } {
  const { name, isContent, status: byCode } = readCode(code, message);
  if (name === "task_failed") return { ...meaning(200, undefined, message), kind: "task_failed" };
  if (isContent) return { kind: "task_failed", hint: guidance.contentPolicy };
  if (byCode !== undefined) return meaningOfStatus(byCode);
  // Words decide only where the status leaves it open: a 401 is about the key and a 5xx is about HiAPI, whatever else they mention.
  if (!isGatewayStatus(status) && ![401, 404, 409].includes(status)) {
    if (words.content.test(message) && status !== 429) return { kind: "task_failed", hint: guidance.contentPolicy };
    if (words.rate.test(message)) return meaningOfStatus(429);
    if (words.billing.test(message)) return meaningOfStatus(402);
  }
  return meaningOfStatus(status);
}

function meaningOfStatus(status: number): { kind: ErrorKind; hint?: string } {
  if (status === 401 || status === 403) return { kind: "account", hint: guidance.keyRefused };
  if (status === 402) return { kind: "account", hint: guidance.billing };
  if (status === 429) return { kind: "unavailable", hint: guidance.rateLimit };
  if (isGatewayStatus(status)) return { kind: "unavailable" };
  if (status === 409) return { kind: "unknown_outcome" };
  if (status >= 300 && status < 400) return { kind: "unexpected" };
  return { kind: "usage" };
}

/** The failure as the error that ends a command. A 404 is a wrong base URL, unless it is about a task. */
export function failureError(failure: Failure, call: "create" | "poll" | "list" | "check", address: string): HiapiError {
  const code = failure.code ? ` ${failure.code}` : "";
  const isLost = failure.httpStatus === 404 && failure.status === 404 && call !== "poll";
  const hint = isLost ? `${address} has no such call: HIAPI_BASE_URL is probably wrong, the default is ${defaultBaseUrl}` : failure.hint;
  const facts = { status: failure.httpStatus, code: failure.code, hint, requestId: failure.requestId };
  return new HiapiError(failure.kind, `${call} at ${address}: HTTP ${failure.httpStatus}${code}: ${failure.message}`, facts);
}

/** An error body in a few words: `CODE: message`, or the text of what is not JSON without its markup. */
export function summarizeErrorBody(body: unknown): string {
  const parsed = parsedBody(body);
  const failure = readFailure(400, parsed);
  if (failure?.code && failure.message !== "no message") return `${failure.code}: ${failure.message}`;
  return failure?.message ?? "no message";
}

/** One line for an HTTP error: the status, what the body says, and the guidance with its link. */
export function buildHttpErrorMessage(status: number, body: unknown): string {
  const failure = readFailure(status < 300 ? 400 : status, parsedBody(body));
  const hint = failure?.hint ? `. Next: ${failure.hint}` : "";
  return `HTTP ${status}: ${summarizeErrorBody(body)}${hint}`;
}

function parsedBody(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function summaryOfText(body: unknown): string | undefined {
  if (typeof body !== "string") return undefined;
  const title = /<title[^>]*>([^<]{1,300})<\/title>/i.exec(body.slice(0, 20_000))?.[1];
  const plain =
    title ??
    body
      .slice(0, 20_000)
      .replace(/<(script|style)\b.*?<\/\1>/gis, " ")
      .replace(/<[^>]{0,1000}>/g, " ");
  const line = oneLine(plain.replace(/\s+/g, " "), 200);
  return line === "" ? undefined : line;
}
