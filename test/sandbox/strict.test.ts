import { describe, expect, it } from "vitest";
import { order, sandboxed } from "./client.ts";

const png = "data:image/png;base64,iVBORw0KGgo=";
const url = "https://example.com/a.png";

describe("bearer keys", () => {
  it.each([
    ["none", undefined],
    ["another scheme", "Basic abcdefgh"],
    ["too short", "Bearer 1234567"],
    ["too long", `Bearer ${"k".repeat(513)}`],
    ["a space", "Bearer sk-a b c d e f"],
    ["not ASCII", "Bearer sk-\u00e9\u00e9\u00e9\u00e9\u00e9"],
  ])("%s is refused everywhere", async (_, authorization) => {
    const { create, get } = await sandboxed();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answers = [
      await get("/v1/tasks", headers),
      await get("/v1/tasks/tk-x", headers),
      await create(order(), { authorization: authorization ?? [] }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(401);
      expect(json.error).toMatchObject({ code: "permission_denied", type: "hiapi_error" });
    }
  });

  it.each(["12345678", "k".repeat(512)])("of the right shape is an account (%#)", async (key) => {
    const { get } = await sandboxed();
    expect((await get("/v1/tasks", { authorization: `Bearer ${key}` })).status).toBe(200);
  });
});

describe("bodies", () => {
  it.each<[string, unknown, number, string, string]>([
    ["not JSON", "{", 400, "INVALID_REQUEST", "JSON"],
    ["not UTF-8", Buffer.from('{"a":"\xff"}', "latin1"), 400, "INVALID_REQUEST", "UTF-8"],
    ["empty", "", 400, "INVALID_REQUEST", "JSON"],
    ["a list", [], 400, "INVALID_REQUEST", "object"],
    ["null", "null", 400, "INVALID_REQUEST", "object"],
    ["unknown top-level key", order({}, { seed: 7 }), 400, "INVALID_REQUEST", "seed"],
    ["unknown input key", order({ seed: 7 }), 400, "INVALID_REQUEST", "seed"],
    ["callback inside input", order({ callback: { url } }), 400, "INVALID_REQUEST", "callback"],
    ["no model", { input: { prompt: "x" } }, 400, "INVALID_REQUEST", "model"],
    ["unknown model", { model: "gpt-image-2-beta", input: { prompt: "x" } }, 400, "model_not_found", "gpt-image-2-beta"],
    ["no input", { model: "gpt-image-2" }, 400, "INVALID_REQUEST", "input"],
    ["no prompt", { model: "gpt-image-2", input: {} }, 400, "INVALID_REQUEST", "prompt"],
    ["blank prompt", order({ prompt: " \n" }), 400, "INVALID_REQUEST", "prompt"],
    ["long prompt", order({ prompt: "x".repeat(20_001) }), 400, "INVALID_REQUEST", "20001"],
    ["http callback", order({}, { callback: { url: "http://example.com", when: "final" } }), 400, "INVALID_REQUEST", "https"],
    ["callback text", order({}, { callback: "https://example.com" }), 400, "INVALID_REQUEST", "callback"],
    ["callback when", order({}, { callback: { url, when: "always" } }), 400, "INVALID_REQUEST", "when"],
    ["callback key", order({}, { callback: { url, secret: "x" } }), 400, "INVALID_REQUEST", "secret"],
    ["storage", order({}, { storage: "forever" }), 400, "INVALID_REQUEST", "storage"],
    ["storage null", order({}, { storage: null }), 400, "INVALID_REQUEST", "storage"],
    ["route of another model", order({}, { route: "ext" }), 400, "INVALID_REQUEST", "route"],
    ["route null", order({}, { route: null }), 400, "INVALID_REQUEST", "route"],
    ["unknown route", { ...order(), model: "gpt-image-2/text-to-image", route: "fast" }, 400, "INVALID_REQUEST", "beta, ext"],
    ["references where none go", order({ input_urls: [url] }), 400, "INVALID_REQUEST", "input_urls"],
    ["no references", { ...order(), model: "gpt-image-2-image-to-image" }, 400, "INVALID_REQUEST", "1-5"],
    [
      "six references of five",
      { ...order({ input_urls: Array(6).fill(url) }), model: "gpt-image-2-image-to-image" },
      400,
      "INVALID_REQUEST",
      "1-5",
    ],
    [
      "a reference that is none",
      { ...order({ input_urls: ["file:///a.png"] }), model: "gpt-image-2-image-to-image" },
      400,
      "INVALID_REQUEST",
      "file:",
    ],
    [
      "image and input_urls",
      { ...order({ input_urls: [url], image: png }), model: "gpt-image-2/image-to-image" },
      400,
      "INVALID_REQUEST",
      "image",
    ],
    [
      "background at 2K",
      { ...order({ background: "transparent", resolution: "2K", aspect_ratio: "1:1" }), model: "gpt-image-2/text-to-image" },
      400,
      "INVALID_REQUEST",
      "background",
    ],
    ["size off beta", order({ size: "512x512" }), 400, "INVALID_REQUEST", "size"],
    ["resolution in small letters", order({ resolution: "1k" }), 400, "INVALID_REQUEST", "1k"],
  ])("%s is refused", async (_, body, status, code, words) => {
    const { create, account } = await sandboxed();
    const { json, ...answer } = await create(body);
    expect(answer.status).toBe(status);
    expect(json).toMatchObject({ code: status, data: null, error_code: code });
    expect(json.message).toContain(words);
    expect(await account()).toMatchObject({ creates: 0 });
  });

  it.each<[string, unknown]>([
    [
      "all top-level keys",
      { ...order(), model: "gpt-image-2/text-to-image", route: "ext", storage: "temp", callback: { url, when: "final" } },
    ],
    ["a single image", { ...order({ image: png }), model: "gpt-image-2/image-to-image" }],
    ["sixteen references", { ...order({ input_urls: Array(16).fill(url) }), model: "gpt-image-2/image-to-image" }],
    ["beta with a size", { ...order({ size: "1536x1024" }), model: "gpt-image-2/text-to-image", route: "beta" }],
  ])("%s is accepted", async (_, body) => {
    const { create } = await sandboxed();
    expect((await create(body)).status).toBe(200);
  });

  it("refuses what is not JSON by its type, and what is too large", async () => {
    const { create, account } = await sandboxed();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", []]) {
      expect((await create(order(), { "content-type": type })).status).toBe(415);
    }
    expect((await create(order(), { "content-type": "Application/JSON; charset=utf-8" })).status).toBe(200);
    expect((await create(Buffer.alloc(33 * 1024 * 1024 + 1, " "))).status).toBe(413);
    expect(await account()).toMatchObject({ creates: 1 });
  });

  it("knows no other routes", async () => {
    const { get, create } = await sandboxed();
    for (const path of ["/", "/v1", "/v1/tasks/a/b", "/v2/tasks", "//", "/files/x.png", "/%"]) {
      expect(await get(path)).toMatchObject({ status: 404, json: { code: 404, data: null } });
    }
    expect((await create(order(), { "x-a": "b" })).headers["x-hiapi-sandbox"]).toBe("1");
  });
});

describe("Idempotency-Key", () => {
  const body = JSON.stringify(order());

  it("answers the same task again, and says so", async () => {
    const { create, account } = await sandboxed();
    const first = await create(body, { "idempotency-key": "k" });
    const again = await create(body, { "idempotency-key": "k" });
    expect(first.headers).not.toHaveProperty("idempotent-replay");
    expect(again).toMatchObject({ status: 200, headers: { "idempotent-replay": "true" }, json: first.json });
    expect(await account()).toMatchObject({ creates: 1, replays: 1 });
  });

  it("compares raw bytes: spacing counts", async () => {
    const { create } = await sandboxed();
    await create(body, { "idempotency-key": "k" });
    expect(await create(`${body} `, { "idempotency-key": "k" })).toMatchObject({
      status: 422,
      json: { error_code: "IDEMPOTENCY_KEY_MISMATCH" },
    });
    expect((await create(`${body} `, { "idempotency-key": "K" })).status).toBe(200);
  });

  it("is in flight during the delay of its create", async () => {
    const { create, account, sandbox } = await sandboxed({ rules: "create:delay=400*1" });
    const first = create(body, { "idempotency-key": "k" });
    while (sandbox.requests()[0]?.idempotencyKey === undefined) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await create(body, { "idempotency-key": "k" })).toMatchObject({
      status: 409,
      headers: { "retry-after": "5" },
      json: { error_code: "IDEMPOTENCY_KEY_PROCESSING" },
    });
    const { json } = await first;
    expect((await create(body, { "idempotency-key": "k" })).json).toEqual(json);
    expect(await account()).toMatchObject({ creates: 1 });
  });

  it("belongs to its account, is forgotten after a day, and a refused create does not use it up", async () => {
    const { create, pass, account } = await sandboxed();
    expect((await create({}, { "idempotency-key": "k" })).status).toBe(400);
    expect((await create(body, { "idempotency-key": "k" })).status).toBe(200);
    expect((await create("{}", { "idempotency-key": "k", authorization: "Bearer sk-somebody-else" })).status).toBe(400);
    pass(24 * 60 * 60 * 1000);
    expect((await create(`${body} `, { "idempotency-key": "k" })).status).toBe(200);
    expect(await account()).toMatchObject({ creates: 2, replays: 0 });
  });

  const latin1 = (text: string) => Buffer.from(text).toString("latin1");
  it.each<[string, string | string[], number]>([
    ["255 bytes", "k".repeat(255), 200],
    ["256 bytes", "k".repeat(256), 400],
    ["empty", "", 400],
    ["UTF-8", latin1("Schlüssel 钥匙"), 200],
    ["256 bytes of UTF-8", latin1("é".repeat(128)), 400],
    ["not UTF-8", "\xff\xfe", 400],
    ["a tab", "a\tb", 400],
    ["a C1 control", latin1("a\u0085b"), 400],
    ["two of them", ["a", "b"], 400],
  ])("%s", async (_, key, status) => {
    const { create, sandbox } = await sandboxed();
    expect((await create(body, { "idempotency-key": key })).status).toBe(status);
    if (status === 200) expect(Buffer.from(sandbox.requests()[0]?.idempotencyKey ?? "").toString("latin1")).toBe(key);
  });
});
