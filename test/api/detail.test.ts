import { describe, expect, it, vi } from "vitest";
import type { Reply } from "../support/standin.ts";
import { bytes, envelope, folders, json, redirect, reset, running, task, taskId } from "../support/standin.ts";
import type { Expected } from "../support/standin-failures.ts";
import { failures, guidance } from "../support/standin-failures.ts";

/** Bad answers to a look, behind a create that was accepted: each ends in its kind, with what is needed to go on. */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const failsWith = failures(folders());

const failed = (error: unknown, more = {}) => json(200, task({ status: "fail", error, ...more }));
const refused = (code: string, message = "no") => ({ error: { code, message, type: "hiapi_error", request_id: "req-7" } });

function hugeJson(mebibytes: number): Reply {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" }).write('{"code":200,"data":{"status":"success","pad":"');
    const piece = Buffer.alloc(1024 * 1024, 0x61);
    const write = (left: number) => {
      if (response.destroyed) return;
      if (left === 0) response.end('"}}');
      else response.write(piece, () => write(left - 1));
    };
    write(mebibytes);
  };
}

describe.concurrent("a look answers", () => {
  it.each<[string, Reply, Expected]>([
    [
      "an HTML page",
      bytes(200, "<html><body>Just a moment…</body></html>", { "content-type": "text/html" }),
      { kind: "unexpected", timeout: 4 },
    ],
    [
      "an HTML page that claims to be JSON",
      bytes(200, "<html></html>", { "content-type": "application/json" }),
      { kind: "unexpected", timeout: 4 },
    ],
    ["nothing at all", bytes(200, ""), { kind: "unexpected", timeout: 4 }],
    ["cut JSON", bytes(200, '{"code":200,"data":{"status":"succ'), { kind: "unexpected", timeout: 4 }],
    ["JSON null", bytes(200, "null"), { kind: "unexpected", timeout: 4 }],
    ["a JSON number", bytes(200, "42"), { kind: "unexpected", timeout: 4 }],
    ["a JSON list", bytes(200, "[]"), { kind: "unexpected", timeout: 4 }],
    ["null data", json(200, { code: 200, message: "success", data: null }), { kind: "unexpected", timeout: 4 }],
    ["data of a wrong type", json(200, envelope("soon")), { kind: "unexpected", timeout: 4 }],
    ["65 MiB of JSON", hugeJson(65), { kind: "unexpected", says: /64 MiB/, timeout: 12 }],
    ["a redirect", redirect("http://127.0.0.1:1/v1/tasks"), { kind: "unexpected" }],
    ["a status of a wrong type", json(200, task({ status: { now: "success" } })), { kind: "pending" }],
    ["a status that nobody knows", json(200, task({ status: "dreaming" })), { kind: "pending", says: /dreaming/ }],
    ["still running", running, { kind: "pending", says: /handling/ }],
    ["a connection reset", reset, { kind: "pending" }],
    [
      "another task's success",
      json(200, task({ taskId: "tk-other", status: "success", output: [{ url: "http://x/" }] })),
      { kind: "pending", says: /another task, tk-other/ },
    ],
    [
      "another task's failure",
      json(200, task({ taskId: undefined, task_id: "tk-other", status: "fail" })),
      { kind: "pending", says: /another task/ },
    ],
    [
      "another id that is no task's",
      json(200, task({ taskId: undefined, id: 7, status: "handling" })),
      { kind: "pending", says: /still handling/ },
    ],
    ["404, not visible yet", json(404, { code: 404, message: "task not found", data: null }), { kind: "pending" }],
    [
      "400",
      json(400, { code: 400, message: "bad", data: null, error_code: "INVALID_REQUEST" }),
      { kind: "usage", code: "INVALID_REQUEST" },
    ],
    ["401", json(401, refused("unauthorized")), { kind: "account", says: guidance.key, code: "unauthorized" }],
    ["402", json(402, { code: 402, message: "balance too low" }), { kind: "account", says: guidance.billing }],
    ["403", json(403, refused("permission_denied")), { kind: "account", says: guidance.key }],
    ["403 without a body", bytes(403, ""), { kind: "account", says: guidance.key }],
    ["410", bytes(410, "gone"), { kind: "usage" }],
    ["413", bytes(413, ""), { kind: "usage" }],
    ["415", json(415, { code: 415, message: "not JSON" }), { kind: "usage" }],
    ["422", json(422, { code: 422, message: "no" }), { kind: "usage" }],
    ["429", json(429, refused("rate_limit_exceeded")), { kind: "pending" }],
    ["429 for longer than there is time", json(429, {}, { "retry-after": "3600" }), { kind: "pending" }],
    ["429 until a far date", json(429, {}, { "retry-after": "Wed, 01 Jan 2200 00:00:00 GMT" }), { kind: "pending" }],
    ["500", bytes(500, "<h1>oops</h1>"), { kind: "pending" }],
    ["502", bytes(502, ""), { kind: "pending" }],
    ["503", json(503, { code: 503, message: "busy" }, { "retry-after": "1" }), { kind: "pending" }],
    ["504", bytes(504, ""), { kind: "pending" }],
    ["an embedded 403", json(200, refused("permission_denied")), { kind: "account", says: guidance.key, code: "permission_denied" }],
    ["an embedded 401 by number", json(200, { code: 401, message: "no such key", data: null }), { kind: "account", says: guidance.key }],
    [
      "an embedded 402",
      json(200, { code: 402, message: "no", data: null, error_code: "INSUFFICIENT_BALANCE" }),
      { kind: "account", says: guidance.billing },
    ],
    ["an embedded 429", json(200, refused("rate_limit_exceeded")), { kind: "pending" }],
    ["an embedded error that nobody knows", json(200, refused("moon_phase")), { kind: "usage", code: "moon_phase" }],
  ])("%s", async (_, detail, expected) => void (await failsWith({ detail }, expected)));
});

describe.concurrent("a task ends in failure with", () => {
  it.each<[string, Reply, Expected]>([
    [
      "a code and a message",
      failed({ code: "TASK_FAILED", message: "model exploded" }),
      { kind: "task_failed", says: /model exploded/, code: "TASK_FAILED" },
    ],
    ["nothing more", json(200, task({ status: "failed" })), { kind: "task_failed" }],
    ["content policy by code", failed({ code: "content_policy_violation", message: "no" }), { kind: "task_failed", says: guidance.policy }],
    [
      "content policy by word",
      failed({ code: "TASK_FAILED", message: "rejected by the safety system" }),
      { kind: "task_failed", says: guidance.policy },
    ],
    [
      "a reason in fail_reason",
      json(200, task({ status: "canceled", fail_reason: "the moon was full" })),
      { kind: "task_failed", says: /the moon was full/ },
    ],
    [
      "a reason in the output",
      json(200, task({ status: "error", output: { errorMessage: "no ink" } })),
      { kind: "task_failed", says: /no ink/ },
    ],
    ["a message of megabytes", failed({ code: "TASK_FAILED", message: "x".repeat(3_000_000) }), { kind: "task_failed" }],
    [
      "control characters",
      failed({ code: "A\u001b[31mB", message: "\u001b]0;owned\u0007 bad\nat line (x.ts:1:1)" }),
      { kind: "task_failed", says: /bad at line/ },
    ],
  ])("%s", async (_, detail, expected) => {
    const { document, stderr } = await failsWith({ detail }, expected);
    expect(JSON.parse(JSON.stringify(document.error.rawStatus)).data.taskId).toBe(taskId);
    expect(stderr).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});
