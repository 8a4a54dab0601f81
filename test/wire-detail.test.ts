import { describe, expect, it, vi } from "vitest";
import type { Reply, Script } from "./support/standin.ts";
import { accepted, against, bytes, canary, envelope, folders, json, linked, picture, redirect, reset, running, served, success, task, taskId } from "./support/standin.ts";
import { makeJpeg } from "./support/standin-pictures.ts";

/** Bad answers behind a create that was accepted: each ends in its kind, with what is needed to go on, and leaves nothing in outputs/. */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const folder = folders();

const exits = { unexpected: 1, usage: 2, task_failed: 3, account: 4, output: 6, pending: 8 } as const;
type Kind = keyof typeof exits;

interface Expected {
  kind: Kind;
  /** A part of the hint or, for what has no row in the guidance table, of the message. */
  says?: RegExp;
  code?: string;
  timeout?: number;
}

const guidance = {
  key: /verify the HiAPI API key/,
  billing: /https:\/\/www\.hiapi\.ai\/en\/dashboard.*https:\/\/www\.hiapi\.ai\/en\/pricing/,
  rate: /wait and retry, or reduce concurrent image generations/,
  policy: /revise the prompt/,
  noImage: /expects data\.output\[\] to hold an image URL or data URI after success/,
};

async function failsWith(script: Script, { kind, says, code, timeout = 2 }: Expected) {
  const told = await against({ create: accepted, ...script }, { cwd: folder(), timeout });
  const { error } = told.document;
  expect({ kind: error.kind, code: told.code, message: error.message }).toEqual({ kind, code: exits[kind], message: expect.any(String) });
  expect(error.message.length).toBeLessThanOrEqual(500);
  if (says) expect(`${error.message} | ${error.hint}`).toMatch(says);
  if (code) expect(error.code).toBe(code);
  expect(told.document).toMatchObject({ ok: false, error: { taskId, retryable: false, hint: expect.stringMatching(/\S/) } });
  expect(error.idempotencyKey).toBe(told.api.creates()[0]?.headers["idempotency-key"]);
  expect(error.resume).toBe(`hiapi-img resume ${taskId}`);
  expect(told.stdout + told.stderr).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
  expect(told.stdout + told.stderr).not.toContain(canary);
  expect(told.files).toEqual([]);
  return told;
}

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
    ["an HTML page", bytes(200, "<html><body>Just a moment…</body></html>", { "content-type": "text/html" }), { kind: "unexpected", timeout: 4 }],
    ["an HTML page that claims to be JSON", bytes(200, "<html></html>", { "content-type": "application/json" }), { kind: "unexpected", timeout: 4 }],
    ["nothing at all", bytes(200, ""), { kind: "unexpected", timeout: 4 }],
    ["cut JSON", bytes(200, '{"code":200,"data":{"status":"succ'), { kind: "unexpected", timeout: 4 }],
    ["JSON null", bytes(200, "null"), { kind: "unexpected", timeout: 4 }],
    ["a JSON number", bytes(200, "42"), { kind: "unexpected", timeout: 4 }],
    ["a JSON list", bytes(200, "[]"), { kind: "unexpected", timeout: 4 }],
    ["null data", json(200, { code: 200, message: "success", data: null }), { kind: "unexpected", timeout: 4 }],
    ["data of a wrong type", json(200, envelope("soon")), { kind: "unexpected", timeout: 4 }],
    ["65 MiB of JSON", hugeJson(65), { kind: "unexpected", says: /64 MiB/, timeout: 8 }],
    ["a redirect", redirect("http://127.0.0.1:1/v1/tasks"), { kind: "unexpected" }],
    ["a status of a wrong type", json(200, task({ status: { now: "success" } })), { kind: "pending" }],
    ["a status that nobody knows", json(200, task({ status: "dreaming" })), { kind: "pending", says: /dreaming/ }],
    ["still running", running, { kind: "pending", says: /handling/ }],
    ["a connection reset", reset, { kind: "pending" }],
    ["404, not visible yet", json(404, { code: 404, message: "task not found", data: null }), { kind: "pending" }],
    ["400", json(400, { code: 400, message: "bad", data: null, error_code: "INVALID_REQUEST" }), { kind: "usage", code: "INVALID_REQUEST" }],
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
    ["an embedded 402", json(200, { code: 402, message: "no", data: null, error_code: "INSUFFICIENT_BALANCE" }), { kind: "account", says: guidance.billing }],
    ["an embedded 429", json(200, refused("rate_limit_exceeded")), { kind: "pending" }],
    ["an embedded error that nobody knows", json(200, refused("moon_phase")), { kind: "usage", code: "moon_phase" }],
  ])("%s", async (_, detail, expected) => void (await failsWith({ detail }, expected)));
});

describe.concurrent("a task ends in failure with", () => {
  it.each<[string, Reply, Expected]>([
    ["a code and a message", failed({ code: "TASK_FAILED", message: "model exploded" }), { kind: "task_failed", says: /model exploded/, code: "TASK_FAILED" }],
    ["nothing more", json(200, task({ status: "failed" })), { kind: "task_failed" }],
    ["content policy by code", failed({ code: "content_policy_violation", message: "no" }), { kind: "task_failed", says: guidance.policy }],
    ["content policy by word", failed({ code: "TASK_FAILED", message: "rejected by the safety system" }), { kind: "task_failed", says: guidance.policy }],
    ["a reason in fail_reason", json(200, task({ status: "canceled", fail_reason: "the moon was full" })), { kind: "task_failed", says: /the moon was full/ }],
    ["a reason in the output", json(200, task({ status: "error", output: { errorMessage: "no ink" } })), { kind: "task_failed", says: /no ink/ }],
    ["a message of megabytes", failed({ code: "TASK_FAILED", message: "x".repeat(3_000_000) }), { kind: "task_failed" }],
    ["control characters", failed({ code: "A\u001b[31mB", message: "\u001b]0;owned\u0007 bad\nat line (x.ts:1:1)" }), { kind: "task_failed", says: /bad at line/ }],
  ])("%s", async (_, detail, expected) => {
    const { document, stderr } = await failsWith({ detail }, expected);
    expect(JSON.parse(JSON.stringify(document.error.rawStatus)).data.taskId).toBe(taskId);
    expect(stderr).not.toMatch(/[\u0007\u001b]/);
  });
});

const dataUri = (type: string, body: string | Uint8Array) => `data:${type};base64,${Buffer.from(body).toString("base64")}`;
const good = dataUri("image/png", picture);
const middle = Math.floor(good.length / 2);

describe.concurrent("a success holds", () => {
  it.each<[string, unknown, Expected]>([
    ["no output", undefined, { kind: "output", says: guidance.noImage }],
    ["an empty output", [], { kind: "output", says: guidance.noImage }],
    ["output of a wrong type", 7, { kind: "output", says: guidance.noImage }],
    ["entries of wrong types", [null, 7, true, [], { url: 5 }, { url: { url: {} } }], { kind: "output", says: guidance.noImage }],
    ["only a thumbnail and a video", [{ url: "http://127.0.0.1:1/t.png", type: "thumbnail" }, { url: "http://127.0.0.1:1/v.mp4", type: "video" }], { kind: "output", says: guidance.noImage }],
    ["a file: link", [{ url: "file:///etc/passwd" }], { kind: "output" }],
    ["an ftp: link", [{ url: "ftp://127.0.0.1/a.png" }], { kind: "output" }],
    ["a javascript: link", [{ url: "javascript:alert(1)" }], { kind: "output" }],
    ["no link at all in url", [{ url: "picture.png" }], { kind: "output" }],
    ["a link with credentials", [{ url: "http://user:secret@127.0.0.1:1/a.png" }], { kind: "output", says: /credentials/ }],
    ["a link to the metadata service", [{ url: "http://169.254.169.254/latest/meta-data/" }], { kind: "output", says: /169\.254\.169\.254/ }],
    ["the metadata service in other clothes", [{ url: "http://[::ffff:a9fe:a9fe]/" }], { kind: "output", says: /link-local/ }],
    ["a link to a closed port", [{ url: "http://127.0.0.1:1/a.png" }], { kind: "output", says: /ECONNREFUSED/ }],
    ["a data URI of a text", [{ url: dataUri("text/html", "<html>no</html>".repeat(9)) }], { kind: "output", says: /no image/ }],
    ["a data URI that lies about its type", [{ url: dataUri("image/png", "<html>no</html>".repeat(9)) }], { kind: "output", says: /no image/ }],
    ["a data URI that is not base64", [{ url: `data:image/svg+xml,${"%3Csvg%3E".repeat(20)}` }], { kind: "output", says: /base64/ }],
    ["a data URI without data", [{ url: "data:image/png;base64," }], { kind: "output", says: /empty/ }],
    ["a data URI cut off", [{ url: good.slice(0, middle) }], { kind: "output", says: /cut off/ }],
    ["a data URI with foreign characters", [{ url: `${good.slice(0, middle)}!!!!${good.slice(middle + 4)}` }], { kind: "output", says: /base64/ }],
    ["bare base64 of no image", [{ b64_json: Buffer.from("not a picture ".repeat(20)).toString("base64") }], { kind: "output", says: /no image/ }],
  ])("%s", async (_, output, expected) => {
    await failsWith({ detail: success(output) }, expected);
  });

  it("an image too deep inside", async () => {
    const nested = `${'[{"content":'.repeat(50_000)}1${"}]".repeat(50_000)}`;
    await failsWith({ detail: bytes(200, `{"data":{"status":"success","output":${nested}}}`) }, { kind: "output", says: guidance.noImage });
  });
});

const cut = picture.subarray(0, picture.length - 12);

describe.concurrent("the host of the pictures answers", () => {
  it.each<[string, Reply | Reply[], Expected]>([
    ["an error page as a PNG", served(Buffer.from("<html><body>not today</body></html>")), { kind: "output", says: /no image/ }],
    ["nothing", served(Buffer.alloc(0)), { kind: "output", says: /empty/ }],
    ["a PNG without its end, of honest length", served(cut), { kind: "output", says: /cut off/ }],
    ["a JPEG without its end", served(makeJpeg(8, 8).subarray(0, -2)), { kind: "output", says: /cut off/ }],
    ["fewer bytes than it promised", shortBody, { kind: "output", says: /broke off/ }],
    ["chunks without their end", endlessChunks, { kind: "output", says: /broke off/ }],
    ["fewer bytes promised than the picture has", bytes(200, picture.subarray(0, 60), { "content-length": "60" }), { kind: "output", says: /cut off/ }],
    ["a promise of 600 MB", promised("600000000"), { kind: "output", says: /larger than 512 MiB/ }],
    ["a connection reset", reset, { kind: "output" }],
    ["a redirect to the metadata service", redirect("http://169.254.169.254/"), { kind: "output", says: /169\.254\.169\.254/ }],
    ["a redirect to a file", redirect("file:///etc/passwd"), { kind: "output", says: /http\(s\)/ }],
    ["a redirect with credentials", redirect(({ images }) => images.replace("//", "//a:secret@")), { kind: "output", says: /credentials/ }],
    ["a redirect to nowhere", bytes(302, ""), { kind: "output", says: /302/ }],
    ["six redirects", redirect("/again"), { kind: "output", says: /redirects more than 5 times/ }],
    ["206", bytes(206, picture), { kind: "output", says: /206/ }],
    ["401", bytes(401, ""), { kind: "output", says: /401/ }],
    ["402", bytes(402, ""), { kind: "output", says: /402/ }],
    ["403", bytes(403, "<Error>expired</Error>"), { kind: "output", says: /403/ }],
    ["404", bytes(404, ""), { kind: "output", says: /404/ }],
    ["410", bytes(410, ""), { kind: "output", says: /410/ }],
    ["429", bytes(429, ""), { kind: "output", says: /429/ }],
    ["500", bytes(500, ""), { kind: "output", says: /500/ }],
    ["503", bytes(503, ""), { kind: "output", says: /503/ }],
  ])("%s", async (_, image, expected) => {
    const { document, api } = await failsWith({ image, detail: linked() }, expected);
    expect(document.error.rawStatus.data.status).toBe("success");
    expect(api.looks().length).toBeLessThanOrEqual(2);
  });
});

function shortBody(response: Parameters<Reply>[0]) {
  response.writeHead(200, { "content-length": String(picture.length), "content-type": "image/png" });
  response.write(picture.subarray(0, 100), () => response.destroy());
}

function endlessChunks(response: Parameters<Reply>[0]) {
  response.writeHead(200, { "content-type": "image/png" });
  response.write(picture, () => response.destroy());
}

function promised(length: string): Reply {
  return (response) => void response.writeHead(200, { "content-length": length, "content-type": "image/png" }).write(picture);
}
