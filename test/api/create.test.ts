import { describe, expect, it, vi } from "vitest";
import type { Heard, Reply } from "../support/standin.ts";
import { accepted, against, bytes, canary, envelope, folders, json, redirect, reset, task, taskId } from "../support/standin.ts";

/** What became of a create (docs/design.md, rule 2): who is asked again, with what, and how it ends. */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const folder = folders();

const exits = { unexpected: 1, usage: 2, task_failed: 3, account: 4, unavailable: 5, unknown_outcome: 7 } as const;
type Kind = keyof typeof exits;

const refused = (code: string, message = "no") => ({ error: { code, message, type: "hiapi_error", request_id: "req-7" } });
const busy = json(429, refused("rate_limit_exceeded"));
const key = ({ headers }: Heard) => headers["idempotency-key"];

/** Every attempt carries the key and the bytes of the first. */
function expectSameRequest(creates: Heard[]) {
  const [first] = creates;
  for (const one of creates) {
    expect(key(one)).toBe(first && key(first));
    expect(one.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(one.headers).toMatchObject({ "content-type": "application/json", authorization: `Bearer ${canary}` });
    expect(one.headers["content-length"]).toBe(String(first?.body.length));
  }
}

describe.concurrent("a create succeeds after", () => {
  it.each<[string, Reply, number]>([
    ["429", busy, 500],
    ["429 with Retry-After in seconds", json(429, {}, { "retry-after": "1" }), 990],
    ["429 with Retry-After as a date", retryAt(2500), 1000],
    ["503", bytes(503, "<h1>busy</h1>"), 500],
    ["503 with Retry-After", json(503, {}, { "retry-after": "1" }), 990],
    ["408", bytes(408, ""), 500],
    ["500", json(500, { code: 500, message: "oops" }), 500],
    ["502", bytes(502, ""), 500],
    ["504", bytes(504, ""), 500],
    ["a reset behind the request", reset, 500],
    [
      "the key still in flight",
      json(409, { code: 409, message: "wait", error_code: "IDEMPOTENCY_KEY_PROCESSING" }, { "retry-after": "1" }),
      990,
    ],
    ["an embedded 429", json(200, refused("rate_limit_exceeded")), 500],
    ["an embedded 503", json(200, { code: 503, message: "busy", data: null }), 500],
    ["200 without a task id", json(200, envelope({})), 500],
    ["200 with a task id of a wrong type", json(200, envelope({ taskId: 7 })), 500],
    ["200 with null data", json(200, envelope(null)), 500],
    ["200 with HTML", bytes(200, "<html></html>"), 500],
    ["200 with nothing", bytes(200, ""), 500],
    ["200 with cut JSON", bytes(200, '{"code":200,"data":{"taskI'), 500],
  ])("%s", async (_, create, atLeast) => {
    const { code, document, api, stderr } = await against({ create: [create, accepted] }, { cwd: folder(), timeout: 8 });
    expect(document).toMatchObject({ ok: true, taskId, outputs: [{ kind: "file" }] });
    expect(code).toBe(0);
    const [first, second, ...more] = api.creates();
    expect(more).toEqual([]);
    expectSameRequest(api.creates());
    expect(document.idempotencyKey).toBe(first && key(first));
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(atLeast);
    expect(stderr).toContain(String(document.idempotencyKey));
  });
});

function retryAt(ms: number): Reply {
  // HTTP dates have whole seconds: what is left of them is between `ms` less one second and `ms`.
  return (response, ...rest) => json(429, {}, { "retry-after": new Date(Date.now() + ms).toUTCString() })(response, ...rest);
}

function late(ms: number, reply: Reply): Reply {
  return (...args) => void setTimeout(() => reply(...args), ms);
}

interface End {
  kind: Kind;
  says?: RegExp;
  code?: string;
  /** Creates that were heard, at least and at most. */
  calls: readonly [number, number];
}

const links = {
  billing: /https:\/\/www\.hiapi\.ai\/en\/dashboard.*https:\/\/www\.hiapi\.ai\/en\/pricing/,
  key: /verify the HiAPI API key/,
};
const once = [1, 1] as const;

describe.concurrent("a create ends after", () => {
  it.each<[string, Reply | Reply[], End]>([
    [
      "400",
      json(400, { code: 400, message: "unknown key: colour", data: null, error_code: "INVALID_REQUEST" }),
      { kind: "usage", says: /unknown key: colour/, code: "INVALID_REQUEST", calls: once },
    ],
    ["400 without a body", bytes(400, ""), { kind: "usage", calls: once }],
    ["400 in HTML", bytes(400, "<html><head><title>400</title></head><body>Bad</body></html>"), { kind: "usage", calls: once }],
    [
      "400 that mentions a policy and a quota",
      json(400, refused("INVALID_REQUEST", "see our retention policy about the quota field")),
      { kind: "usage", calls: once },
    ],
    [
      "content policy with 400",
      json(400, refused("content_policy_violation")),
      { kind: "task_failed", says: /revise the prompt/, calls: once },
    ],
    [
      "content policy with 500",
      json(500, refused("content_policy_violation")),
      { kind: "task_failed", says: /revise the prompt/, calls: once },
    ],
    ["401", json(401, refused("unauthorized")), { kind: "account", says: links.key, calls: once }],
    ["402", json(402, { code: 402, message: "balance too low", data: null }), { kind: "account", says: links.billing, calls: once }],
    ["403", json(403, refused("permission_denied")), { kind: "account", says: links.key, calls: once }],
    ["403 for want of credit", json(403, refused("insufficient_user_quota")), { kind: "account", says: links.billing, calls: once }],
    ["404", bytes(404, "<h1>nothing here</h1>"), { kind: "usage", calls: once }],
    ["410", bytes(410, ""), { kind: "usage", calls: once }],
    ["413", bytes(413, ""), { kind: "usage", calls: once }],
    ["415", json(415, { code: 415, message: "not JSON" }), { kind: "usage", calls: once }],
    [
      "422",
      json(422, { code: 422, message: "no", error_code: "IDEMPOTENCY_KEY_MISMATCH" }),
      { kind: "usage", code: "IDEMPOTENCY_KEY_MISMATCH", calls: once },
    ],
    ["a redirect, not followed", redirect("/v1/elsewhere", 307), { kind: "unexpected", calls: once }],
    [
      "an embedded 403",
      json(200, refused("permission_denied")),
      { kind: "account", says: links.key, code: "permission_denied", calls: once },
    ],
    ["an embedded 400", json(200, { code: 400, message: "no", data: null, error_code: "INVALID_REQUEST" }), { kind: "usage", calls: once }],
    ["an embedded error that nobody knows", json(200, refused("moon_phase")), { kind: "usage", code: "moon_phase", calls: once }],
    ["only 429", busy, { kind: "unavailable", says: /wait and retry, or reduce concurrent/, calls: [2, 8] }],
    ["only 429, to be asked again at once", json(429, {}, { "retry-after": "0" }), { kind: "unavailable", calls: [2, 8] }],
    [
      "only 429, until a date long gone",
      json(429, {}, { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }),
      { kind: "unavailable", calls: [2, 8] },
    ],
    ["429 for longer than there is time", json(429, {}, { "retry-after": "3600" }), { kind: "unavailable", calls: once }],
    ["503 until a far date", json(503, {}, { "retry-after": "Wed, 01 Jan 2200 00:00:00 GMT" }), { kind: "unavailable", calls: once }],
    ["only 503", bytes(503, ""), { kind: "unavailable", calls: [2, 8] }],
    ["only 503, slowly: the last attempt is not cut off", late(700, bytes(503, "")), { kind: "unavailable", calls: [2, 8] }],
    ["only resets", reset, { kind: "unknown_outcome", calls: [2, 8] }],
    ["only 500", bytes(500, ""), { kind: "unknown_outcome", calls: [2, 8] }],
    ["only 200 without a task id", json(200, envelope({})), { kind: "unknown_outcome", calls: [2, 8] }],
    ["a key in flight for longer than there is time", json(409, {}, { "retry-after": "3600" }), { kind: "unknown_outcome", calls: once }],
    ["502, then 402", [bytes(502, ""), json(402, { code: 402, message: "balance too low" })], { kind: "unknown_outcome", calls: [2, 2] }],
    ["a reset, then 400", [reset, json(400, refused("INVALID_REQUEST"))], { kind: "unknown_outcome", calls: [2, 2] }],
    ["a reset, then only 429", [reset, busy], { kind: "unknown_outcome", calls: [2, 8] }],
    [
      "429, then 402",
      [busy, json(402, { code: 402, message: "balance too low" })],
      { kind: "account", says: links.billing, calls: [2, 2] },
    ],
  ])("%s", async (_, create, { kind, says, code, calls: [atLeast, atMost] }) => {
    const told = await against({ create }, { cwd: folder(), timeout: 3 });
    const { error } = told.document;
    expect({ kind: error.kind, code: told.code, message: error.message }).toEqual({ kind, code: exits[kind], message: expect.any(String) });
    expect(`${error.message} | ${error.hint}`).toMatch(says ?? /\S/);
    if (code) expect(error.code).toBe(code);
    expect(error.retryable).toBe(["unavailable", "unknown_outcome"].includes(kind));
    expect(error).not.toHaveProperty("taskId");
    const creates = told.api.creates();
    expect(error.idempotencyKey).toBe(creates[0] && key(creates[0]));
    expectSameRequest(creates);
    expect(creates.length).toBeGreaterThanOrEqual(atLeast);
    expect(creates.length).toBeLessThanOrEqual(atMost);
    // What is settled (exit 2, 4, 5) has nothing to resume; what may be billed always has.
    if (kind === "unknown_outcome") expect(error.resume).toMatch(/^hiapi-img resume \S+/);
    if (["usage", "account", "unavailable"].includes(kind)) expect(error).not.toHaveProperty("resume");
    expect(told.files).toEqual([]);
    expect(told.stderr).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
  });
});

describe.concurrent("an answer that names a task is believed, under", () => {
  it.each<[string, Reply]>([
    ["data.taskId", accepted],
    ["data.id", json(200, envelope({ id: taskId }))],
    ["data.task_id", json(200, envelope({ task_id: taskId }))],
    ["taskId", json(200, { taskId })],
    ["id", json(200, { id: taskId })],
    ["task_id", json(200, { task_id: taskId })],
    ["201 and a code of 201", json(201, { code: 201, message: "created", data: { taskId } })],
    ["a code in words", json(200, { code: "success", message: "success", taskId })],
    ["a byte order mark", bytes(200, `\ufeff${JSON.stringify(envelope({ taskId }))}`)],
  ])("%s", async (_, create) => {
    const { document, code, api } = await against({ create }, { cwd: folder(), argv: ["a", "lighthouse", "--no-wait"] });
    expect(document).toMatchObject({ ok: true, taskId, status: "created", outputs: [] });
    expect(code).toBe(0);
    expect(api.creates()).toHaveLength(1);
  });
});

describe.concurrent("a task that the key had made before", () => {
  const replay = (value: string) => json(200, envelope({ taskId }), { "idempotent-replay": value });
  it.each<[string, Reply | Reply[], boolean]>([
    ["is said to be replayed", replay("true"), true],
    ["is said to be replayed, in any case", replay("True"), true],
    ["behind an attempt that was cut is said to be replayed", [reset, replay("true")], true],
    ["is none where the header says false", replay("false"), false],
    ["is none without the header", accepted, false],
  ])("%s", async (_, create, isReplay) => {
    for (const more of [[], ["--no-wait"]]) {
      const { document } = await against({ create }, { cwd: folder(), argv: ["a", "lighthouse", ...more], timeout: 6 });
      expect(document.ok).toBe(true);
      expect(document.replayed).toBe(isReplay || undefined);
    }
  });
});

describe.concurrent("a model that is refused as unknown", () => {
  const unknown = (code: string) => json(400, { code: 400, message: "no such model", data: null, error_code: code });

  it.each(["model_not_found", "MODEL_UNAVAILABLE"])("is asked once more under its slash id when it was the default: %s", async (code) => {
    const { document, api, stderr } = await against({ create: [unknown(code), accepted] }, { cwd: folder(), timeout: 4 });
    const [first, second, ...more] = api.creates();
    expect(more).toEqual([]);
    expect(JSON.parse(String(first?.body)).model).toBe("gpt-image-2");
    expect(JSON.parse(String(second?.body)).model).toBe("gpt-image-2/text-to-image");
    expect(first && key(first)).not.toBe(second && key(second));
    expect(document).toMatchObject({ ok: true, model: "gpt-image-2/text-to-image", idempotencyKey: second && key(second) });
    expect(stderr).toMatch(/gpt-image-2\/text-to-image/);
  });

  it("is not asked a third time", async () => {
    const { document, code, api } = await against({ create: unknown("model_not_found") }, { cwd: folder() });
    expect(api.creates()).toHaveLength(2);
    expect({ kind: document.error.kind, code }).toEqual({ kind: "usage", code: 2 });
  });

  it("is not replaced when it was asked for, but named in the hint", async () => {
    const argv = ["a", "lighthouse", "--model", "gpt-image-2"];
    const { document, code, api } = await against({ create: unknown("model_not_found") }, { cwd: folder(), argv });
    expect(api.creates()).toHaveLength(1);
    expect({ kind: document.error.kind, code }).toEqual({ kind: "usage", code: 2 });
    expect(document.error.hint).toContain("gpt-image-2/text-to-image");
  });

  it("is not replaced once an attempt was ambiguous", async () => {
    const { document, api } = await against({ create: [reset, unknown("model_not_found")] }, { cwd: folder() });
    expect(new Set(api.creates().map(key)).size).toBe(1);
    expect(document.error.kind).toBe("unknown_outcome");
  });
});

it("a look that asks for patience gets it", async () => {
  const patient = json(429, {}, { "retry-after": "2" });
  const { document, api } = await against({ detail: [patient, json(200, task({ status: "failed" }))] }, { cwd: folder(), timeout: 8 });
  expect(document.error.kind).toBe("task_failed");
  const [first, second] = api.looks();
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1990);
});
