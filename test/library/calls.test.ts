import { describe, expect, it } from "vitest";
import * as library from "../../src/library/index.ts";
import { answerStyles, stubFetch } from "../fixtures/fetch-stub.ts";

/** What the calls of the library say of a failure: `HTTP <status>` and the guidance with its link. */

const config = { apiKey: "sk-canary-12345678", baseUrl: "https://api.hiapi.test" };
const payload = library.buildImagePayload({ prompt: "A fox" });
const taskId = "tk-hiapi-1";
const register = "https://www.hiapi.ai/en/register";
const billing = /https:\/\/www\.hiapi\.ai\/en\/dashboard.*https:\/\/www\.hiapi\.ai\/en\/pricing/;
const plain = (code: number, message: string, error_code?: string) => ({
  code,
  message,
  data: null,
  ...(error_code ? { error_code } : {}),
});
const embedded = (code: string, message: string) => ({ error: { code, message, type: "hiapi_error", request_id: "req-1" } });

const guidance: [string, number, unknown, RegExp | string][] = [
  ["a key that is refused", 401, plain(401, "invalid token"), /verify the HiAPI API key/],
  ["a model that is not allowed", 403, embedded("permission_denied", "no access to this model"), /verify the HiAPI API key/],
  ["no balance", 402, plain(402, "balance too low"), billing],
  ["credits by code", 400, plain(400, "sorry", "INSUFFICIENT_CREDITS"), billing],
  ["quota in words", 400, plain(400, "You have no quota left"), billing],
  ["payment in words", 400, plain(400, "payment required"), billing],
  ["too many requests", 429, plain(429, "slow down", "rate_limit_exceeded"), /wait and retry, or reduce concurrent image generations/],
  ["content policy", 400, plain(400, "refused", "content_policy_violation"), /revise the prompt/],
  ["safety in words", 400, plain(400, "rejected by our safety system"), /revise the prompt/],
];

describe("buildHttpErrorMessage", () => {
  it.each(guidance)("%s", (_, status, body, words) => {
    for (const form of [body, JSON.stringify(body)]) {
      expect(library.buildHttpErrorMessage(status, form)).toContain(`HTTP ${status}`);
      expect(library.buildHttpErrorMessage(status, form)).toMatch(words);
    }
  });

  it.each([
    ["HTML", 502, "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>", /HTTP 502: 502 Bad Gateway$/],
    ["nothing", 500, "", /^HTTP 500: \S/],
    ["null", 500, null, /^HTTP 500: \S/],
    ["cut JSON", 500, '{"code":500,"mess', /^HTTP 500: \S/],
    ["a long text", 500, "x".repeat(1_000_000), /^HTTP 500: x{10}/],
  ])("of %s", (_, status, body, words) => {
    const message = library.buildHttpErrorMessage(status, body);
    expect(message).toMatch(words);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/[\n<]/);
  });

  it("does not match a word of another meaning", () => {
    const message = library.buildHttpErrorMessage(400, plain(400, "input.policyholder is unknown, quotation marks are not allowed"));
    expect(message).not.toMatch(/revise the prompt|dashboard/);
  });

  it("summarizes a body in a few words", () => {
    expect(library.summarizeErrorBody(plain(400, "input.seed is unknown", "INVALID_REQUEST"))).toBe(
      "INVALID_REQUEST: input.seed is unknown",
    );
    expect(library.summarizeErrorBody(JSON.stringify(embedded("permission_denied", "no access")))).toBe("permission_denied: no access");
  });
});

describe("a refused call throws the same", () => {
  it.each(guidance)("%s", async (_, status, body, words) => {
    for (const style of Object.keys(answerStyles)) {
      const { fetchImpl, calls } = stubFetch([body], { status, style });
      const error = await library.createImageTask(payload, { config, fetchImpl }).catch((thrown: unknown) => thrown);
      expect(error, style).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(words);
      expect((error as Error).message).toContain(`HTTP ${status}`);
      expect((error as Error).message).not.toContain(config.apiKey);
      expect(calls).toHaveLength(1);
    }
  });

  it("keeps the whole link after a long message and a long code", async () => {
    const { fetchImpl } = stubFetch([plain(402, "no money ".repeat(100), `INSUFFICIENT_${"X".repeat(100)}`)], { status: 402 });
    await expect(library.createImageTask(payload, { config, fetchImpl })).rejects.toThrow(billing);
  });

  it("with HTTP 200 too", async () => {
    const { fetchImpl } = stubFetch([embedded("permission_denied", "no access")]);
    await expect(library.createImageTask(payload, { config, fetchImpl })).rejects.toThrow(/permission_denied.*verify the HiAPI API key/);
  });

  it("getImageTask: 404", async () => {
    const { fetchImpl } = stubFetch([plain(404, "no such task", "NOT_FOUND")], { status: 404 });
    await expect(library.getImageTask("tk/../1", { config, fetchImpl })).rejects.toThrow("HTTP 404");
  });

  it("getImageTask encodes the id in the path", async () => {
    const { fetchImpl, calls } = stubFetch([{ code: 200, data: { taskId, status: "queued" } }]);
    await library.getImageTask("a/b?c", { config, fetchImpl });
    expect(calls[0]?.url).toBe("https://api.hiapi.test/v1/tasks/a%2Fb%3Fc");
  });

  it("a network that fails names its reason", async () => {
    const fetchImpl = () =>
      Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) }));
    await expect(library.createImageTask(payload, { config, fetchImpl })).rejects.toThrow("ECONNREFUSED");
  });
});

describe("createImageTask", () => {
  it("sends one key of its own for each call", async () => {
    const { fetchImpl, calls } = stubFetch([{ data: { taskId } }]);
    await library.createImageTask(payload, { config, fetchImpl });
    await library.createImageTask(payload, { config, fetchImpl });
    const keys = calls.map(({ init }) => init.headers["Idempotency-Key"]);
    expect(keys.every((key) => /^\S{8,255}$/.test(key ?? ""))).toBe(true);
    expect(new Set(keys).size).toBe(2);
  });

  it.each([500, 504, 524])("says after %i that the task may exist, and with which key to call again", async (status) => {
    const { fetchImpl } = stubFetch([plain(status, "oops")], { status });
    const message = expect.stringMatching(new RegExp(`may be billed.*HTTP ${status}.*idempotencyKey "mine"`));
    const create = library.createImageTask(payload, { config, fetchImpl, idempotencyKey: "mine" });
    await expect(create).rejects.toMatchObject({ kind: "unknown_outcome", message, facts: { idempotencyKey: "mine" } });
    await expect(create).rejects.not.toThrow("nothing was charged");
  });

  it("refuses an invalid key before any call", async () => {
    const { fetchImpl, calls } = stubFetch([{ data: { taskId } }]);
    for (const idempotencyKey of ["", "é".repeat(128), "a\nb"])
      await expect(library.createImageTask(payload, { config, fetchImpl, idempotencyKey })).rejects.toMatchObject({ kind: "usage" });
    expect(calls).toEqual([]);
  });

  it("returns a 200 without an id as it came", async () => {
    const answer = { code: 200, message: "success", data: {} };
    const { fetchImpl } = stubFetch([answer]);
    const given = await library.createImageTask(payload, { config, fetchImpl });
    expect(given).toEqual(answer);
    expect(library.extractTaskId(given)).toBe("");
  });
});

describe("waitForImage", () => {
  const wait = (values: unknown[], more = {}) => {
    const { fetchImpl, calls } = stubFetch(values);
    return { calls, result: library.waitForImage(taskId, { config, fetchImpl, pollIntervalMs: 1, timeoutMs: 2000, ...more }) };
  };
  const task = (fields: object) => ({ code: 200, message: "success", data: { taskId, ...fields } });

  it("treats an unknown status as still running", async () => {
    const { result, calls } = wait([
      task({ status: "warming" }),
      task({ status: "paused" }),
      task({ status: "complete", output: [{ url: "https://cdn/a" }] }),
    ]);
    expect((await result).outputs).toEqual([{ kind: "url", value: "https://cdn/a" }]);
    expect(calls).toHaveLength(3);
  });

  it.each<[string, object, RegExp]>([
    ["a failure", { status: "fail", error: { code: "TASK_FAILED", message: "it broke" } }, /TASK_FAILED: it broke/],
    ["content policy", { status: "failed", error: { code: "content_policy", message: "no" } }, /revise the prompt/],
    ["a success without an image", { status: "success", output: [] }, /data\.output\[\]/],
  ])("throws %s", async (_, fields, words) => {
    await expect(wait([task(fields)]).result).rejects.toThrow(words);
  });

  it.each([{ pollIntervalMs: 0 }, { pollIntervalMs: -1 }, { pollIntervalMs: Number.NaN }, { pollIntervalMs: 0.5 }, { timeoutMs: -1 }])(
    "refuses %j, and asks nothing",
    async (more) => {
      const { result, calls } = wait([task({ status: "handling" })], more);
      await expect(result).rejects.toMatchObject({ kind: "usage", facts: { problems: [{ field: Object.keys(more)[0] }] } });
      await expect(library.generateImage({ prompt: "x", ...more }, config)).rejects.toMatchObject({ kind: "usage" });
      expect(calls).toEqual([]);
    },
  );

  it.each(["s", "sk", "url", "task"])("leaves the answer as it came with the short key %j", async (apiKey) => {
    const answer = task({ status: "success", output: [{ url: "https://cdn/task/url/sk.png" }] });
    const { result } = wait([answer], { config: { ...config, apiKey } });
    expect((await result).response).toEqual(answer);
  });

  it("throws at the deadline, with the task id", async () => {
    const begun = performance.now();
    const { result } = wait([task({ status: "handling" })], { timeoutMs: 150, pollIntervalMs: 20 });
    await expect(result).rejects.toMatchObject({ kind: "pending", facts: { taskId } });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe("resolveConfig", () => {
  it("is just the key and the address", () => {
    expect(library.resolveConfig({ HIAPI_API_KEY: "sk-12345678" })).toStrictEqual({
      apiKey: "sk-12345678",
      baseUrl: "https://api.hiapi.ai",
    });
    const env = { HIAPI_API_KEY: "\tsk-12345678\n", HIAPI_BASE_URL: "http://127.0.0.1:8787/base//" };
    expect(library.resolveConfig(env)).toStrictEqual({ apiKey: "sk-12345678", baseUrl: "http://127.0.0.1:8787/base" });
  });

  it.each([undefined, "", "  "])("says where to get a key: %j", (key) => {
    expect(() => library.resolveConfig({ HIAPI_API_KEY: key })).toThrow(`HIAPI_API_KEY is required. Get one at ${register}`);
  });

  it.each(["short", "sk-with space", "sk-ünïcode-key", "x".repeat(513)])("refuses what can be no key without repeating it: %s", (key) => {
    expect(() => library.resolveConfig({ HIAPI_API_KEY: key })).toThrow(
      expect.objectContaining({ kind: "account", message: expect.not.stringContaining(key) }),
    );
  });

  it.each(["ftp://a", "not a url", "https://user:secret@a.test"])("refuses the address %s", (HIAPI_BASE_URL) => {
    expect(() => library.resolveConfig({ HIAPI_API_KEY: "sk-12345678", HIAPI_BASE_URL })).toThrow(
      expect.objectContaining({ kind: "usage", message: expect.not.stringContaining("secret") }),
    );
  });
});
