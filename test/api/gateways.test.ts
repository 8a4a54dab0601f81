import { describe, expect, it } from "vitest";
import type { Api, CreateOutcome } from "../../src/api/index.ts";
import { createTask, failureError, meaning, pollTask, readFailure } from "../../src/api/index.ts";

/** Answers that do not come from HiAPI itself but from what stands before it: they leave open what became of a create. */

const never = new AbortController().signal;

function apiThat(status: number, body: string): Api {
  const fetch = async () => ({ status, text: async () => body });
  return { apiKey: "sk-canary-12345678", baseUrl: "https://api.test", siteUrl: "https://site.test", fetch };
}

function create(status: number, body = ""): Promise<CreateOutcome> {
  return createTask(apiThat(status, body), { body: "{}", idempotencyKey: "k", timeoutMs: 1000, signal: never });
}

const poll = (status: number, body = "") => pollTask(apiThat(status, body), { taskId: "tk-1", timeoutMs: 1000, signal: never });

const page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>quota safety billing</body></html>";
const unclear = [408, 424, 425, 444, 460, 499, 500, 501, 502, 504, 505, 507, 508, 509, 511, 520, 521, 522, 523, 524];
const more = [525, 526, 527, 529, 530, 540, 561, 598, 599];

describe("a gateway's status", () => {
  it.each([...unclear, ...more])("%i leaves a create unknown, and a poll is repeated", async (status) => {
    for (const body of ["", page, '{"code":1,"message":"your quota, credit and safety system"}', '{"error_code":"SERVICE_UNAVAILABLE"}']) {
      expect(await create(status, body)).toMatchObject({ type: "ambiguous", error: { kind: "unavailable" } });
      expect(await poll(status, body)).toMatchObject({ type: "transient" });
    }
  });

  it.each([408, 425, 444, 460, 499, 520, 522, 524])("%i by number in a 200 is no different", async (code) => {
    expect(await create(200, JSON.stringify({ code, message: "late", data: null }))).toMatchObject({ type: "ambiguous" });
  });

  it("503 and 429 are not accepted", async () => {
    for (const status of [503, 429]) expect(await create(status, page)).toMatchObject({ type: "not-accepted" });
  });

  it.each([400, 401, 402, 404, 405, 410, 413, 414, 415, 418, 422, 431, 451])("%i is a refusal", async (status) => {
    expect(await create(status)).toMatchObject({ type: "refused" });
  });
});

describe("a page instead of an answer", () => {
  const pages = [
    page,
    "<html><body>Attention Required! | Cloudflare. Verify the API key.</body></html>",
    "\n  <head><title>Access denied</title></head>",
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "\ufeff<!-- blocked by policy --><h1>Forbidden</h1>",
    "<center><h1>403 Forbidden</h1></center>",
    "error code: 1020",
  ];
  it.each(pages.flatMap((body) => [403, 503].map((status) => [status, body] as const)))(
    "%i %j is no word about the key",
    async (...given) => {
      const outcome = await create(...given);
      expect(outcome).toMatchObject({ type: "not-accepted", error: { kind: "unavailable", retryable: true } });
      const { message, hint } = "error" in outcome ? outcome.error : { message: "", hint: "" };
      expect(hint).toMatch(/gateway/);
      expect(`${message} ${hint}`).not.toMatch(/verify the HiAPI API key \(|billing at/);
      expect(await poll(...given)).toMatchObject({ type: "transient" });
    },
  );

  it.each(["", '{"code":403,"message":"no"}', '{"error":{"code":"permission_denied","message":"<b>no</b>"}}'])(
    "403 %j is about the key",
    (body) => {
      const failure = readFailure(403, body === "" ? "" : JSON.parse(body));
      expect(failure && failureError(failure, "create", "https://api.test")).toMatchObject({
        kind: "account",
        hint: expect.stringMatching(/verify the HiAPI/),
      });
    },
  );

  it("is not read for words", () => expect(meaning(520, undefined, "content policy, quota").kind).toBe("unavailable"));
});
