import { expect, it } from "vitest";
import type { Api } from "../../src/api/index.ts";
import { createTask, pollTask } from "../../src/api/index.ts";

/** Codes by their parts, wherever an answer names them and whatever joins their words (docs/api-contract.md, section 4). */

function apiThat(status: number, body: unknown): Api {
  const fetch = async () => ({ status, text: async () => (typeof body === "string" ? body : JSON.stringify(body)) });
  return { apiKey: "sk-canary-12345678", baseUrl: "https://api.test", siteUrl: "https://site.test", fetch };
}
const { signal } = new AbortController();
const create = (status: number, body: unknown) =>
  createTask(apiThat(status, body), { body: "{}", idempotencyKey: "k", timeoutMs: 1000, signal });
const poll = (status: number, body: unknown) => pollTask(apiThat(status, body), { taskId: "tk-1", timeoutMs: 1000, signal });

const content = ["task_failed", /revise the prompt/] as const;
const billing = ["account", /add credits/] as const;
const rate = ["unavailable", /reduce concurrent/] as const;
const codes: [string, readonly [string, RegExp]][] = [
  ["content_policy_violation", content],
  ["content-policy-violation", content],
  ["CONTENT_POLICY", content],
  ["ContentPolicyViolation", content],
  ["upstream.content_policy_violation", content],
  ["image_content_filter_blocked", content],
  ["moderation_blocked", content],
  ["insufficient_user_quota", billing],
  ["INSUFFICIENT_BALANCE", billing],
  ["insufficientQuota", billing],
  ["user-quota-exceeded", billing],
  ["rate_limit_exceeded", rate],
  ["TooManyRequests", rate],
];

it.each(codes)("%s is found as a code and inside a message", async (code, [kind, hint]) => {
  const bodies = [
    { error: { code, message: "no", type: "hiapi_error" } },
    { error: { message: "no", type: code } },
    { code: 400, message: "no", error_code: code },
    { code: 400, message: `upstream said ${code} (request id: 7)`, error_code: "INVALID_REQUEST" },
    { error: { code: "some_new_code", message: `[${code}]: no` } },
    { message: `error=${code}` },
    `refused: ${code}`,
  ];
  for (const body of bodies) {
    const { type, ...outcome } = await create(400, body);
    expect(type, JSON.stringify(body)).toBe(kind === "unavailable" ? "not-accepted" : "refused");
    expect(outcome, JSON.stringify(body)).toMatchObject({ error: { kind, hint: expect.stringMatching(hint) } });
  }
});

it.each([
  "unknown key: quota_type",
  "safety_tolerance is not a field of this model",
  "see https://hiapi.example/docs/content_policy_violation",
  "insufficient_permissions for this model",
])("%s names no such code", async (message) => {
  expect(await create(400, { message })).toMatchObject({ type: "refused", error: { kind: "usage" } });
});

it("a code that is exact is not overruled by the message", async () => {
  const body = { error_code: "IDEMPOTENCY_KEY_MISMATCH", message: "the body differs: insufficient_user_quota" };
  expect(await create(422, body)).toMatchObject({ type: "refused", error: { kind: "usage" } });
});

it.each([
  ["no reason", undefined],
  ["content_policy_violation: no", content[1]],
  ["insufficient_user_quota", billing[1]],
  ["the safety system refused", content[1]],
])("TASK_FAILED is the task's failure, with the hint of its message: %s", async (message, hint) => {
  for (const [status, code] of [200, 400, 500, 503].flatMap((one) => ["TASK_FAILED", "task-failed"].map((two) => [one, two] as const))) {
    const error = { kind: "task_failed", hint: expect.stringMatching(hint ?? /change the prompt/) };
    expect(await create(status, { error: { code, message } })).toMatchObject({ type: "refused", error });
    expect(await poll(status, { error: { code, message } })).toMatchObject({ type: "refused", error });
  }
});

it("a poll that names the reason of a failure is no transient error", async () => {
  expect(await poll(500, { error: { code: "content_policy_violation", message: "no" } })).toMatchObject({ type: "refused" });
  expect(await poll(500, { error: { code: "x", message: "no" } })).toMatchObject({ type: "transient" });
});
