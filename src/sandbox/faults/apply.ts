import type { Answer } from "../responses.ts";
import { embeddedError, json, page, usualRefusal } from "../responses.ts";
import type { Fault } from "./parse.ts";

/** The answer of a fault that replaces the call; undefined for other faults. */
export function answerInstead(fault: Fault): Answer | undefined {
  const value = String(fault.value);
  if (fault.fault === "embedded") return embeddedError(value, `sandbox fault: ${value}`, fault.status);
  if (fault.fault === "redirect") return { status: 302, headers: { location: value }, body: Buffer.alloc(0) };
  if (fault.fault !== "status") return undefined;
  return usualRefusal(Number(value), fault.code, fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) });
}

/** Applies a fault to the status, headers or bytes of an answer. */
export function applyFault(answer: Answer, { fault, value }: Fault): Answer {
  const { status, headers, body } = answer;
  if (fault === "lost" && value !== undefined) return usualRefusal(Number(value));
  if (fault === "html") return page(200, "502 Bad Gateway");
  if (fault === "empty") return { status: 200, headers, body: Buffer.alloc(0) };
  if (fault === "bad-json") return { status, headers, body: body.subarray(0, Math.ceil(body.length * 0.6)) };
  if (fault === "null-data") return json(200, { code: 200, message: "success", data: null, skills: null });
  if (fault === "wrong-types") return wrongTypes();
  if (fault === "huge") return padded(answer, Number(value));
  if (fault === "no-id") return json(200, { code: 200, message: "success", data: {} });
  if (fault === "html-as-png") return page(200, "Access denied", "image/png");
  if (fault === "truncated-picture") return { status, headers, body: body.subarray(0, Math.floor(body.length * 0.7)) };
  if (fault === "png-as-jpeg") return { status, headers: { ...headers, "content-type": "image/jpeg" }, body };
  return answer;
}

function wrongTypes(): Answer {
  const data = { taskId: 42, status: 7, created: "soon", output: "none", tasks: "none", input_schema: 7, error: 7 };
  return json(200, { code: "200", message: 7, data, skills: "none" });
}

/** Valid JSON of just this many bytes, the answer itself included where it fits. */
function padded({ status, headers, body }: Answer, bytes: number): Answer {
  const head = Buffer.concat([body.subarray(0, -1), Buffer.from(',"padding":"')]);
  if (bytes < head.length + 2) return { status, headers, body };
  const long = Buffer.alloc(bytes, "x");
  head.copy(long);
  long.write('"}', bytes - 2);
  return { status, headers, body: long };
}
