/** An answer of the sandbox, before faults are applied. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body: Buffer.from(JSON.stringify(value)) };
}

/** The envelope of a success. */
export function success(data: unknown, headers: Record<string, string> = {}): Answer {
  return json(200, { code: 200, message: "success", data }, headers);
}

/** The first error envelope of docs/api-contract.md, section 4. */
export function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Answer {
  return json(status, { code: status, message, data: null, error_code: code }, headers);
}

/** The second error envelope; it can arrive with HTTP 200. */
export function embeddedError(code: string, message: string, status = 200): Answer {
  serial += 1;
  return json(status, { error: { code, message, type: "hiapi_error", request_id: `req-sandbox-${serial.toString().padStart(6, "0")}` } });
}

let serial = 0;

export function page(status: number, title: string, type = "text/html; charset=utf-8"): Answer {
  const text = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>sandbox</body></html>\n`;
  return { status, headers: { "content-type": type }, body: Buffer.from(text) };
}

const usual: Record<number, readonly [code: string, message: string]> = {
  400: ["INVALID_REQUEST", "invalid request"],
  401: ["UNAUTHORIZED", "invalid API key"],
  402: ["INSUFFICIENT_BALANCE", "account balance is too low"],
  403: ["permission_denied", "this key is not allowed to do that"],
  404: ["TASK_NOT_FOUND", "no such task for this key"],
  409: ["IDEMPOTENCY_KEY_PROCESSING", "the first request with this Idempotency-Key is still being processed"],
  413: ["PAYLOAD_TOO_LARGE", "the body is larger than 33 MiB"],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json"],
  422: ["IDEMPOTENCY_KEY_MISMATCH", "this Idempotency-Key was used with another body"],
  429: ["rate_limit_exceeded", "too many requests"],
  500: ["INTERNAL_ERROR", "internal error"],
  502: ["BAD_GATEWAY", "bad gateway"],
  503: ["SERVICE_UNAVAILABLE", "the service is busy"],
  504: ["GATEWAY_TIMEOUT", "the upstream took too long"],
};

/** A refusal with the usual code and message of a status; `code` replaces the code. */
export function usualRefusal(status: number, code?: string, headers: Record<string, string> = {}): Answer {
  const [usualCode, message] = usual[status] ?? ["ERROR", `status ${status}`];
  return refusal(status, code ?? usualCode, message, headers);
}
