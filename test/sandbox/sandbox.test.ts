import { createHash } from "node:crypto";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { variantName, variants } from "../../src/request/catalogue.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { ask, canary, order, sandboxed } from "./client.ts";

describe("the life of a task", () => {
  it("goes from queued to success by the clock, and shows its output only then", async () => {
    const { create, get, pass } = await sandboxed();
    const created = await create();
    expect(created).toMatchObject({ status: 200, json: { code: 200, message: "success" } });
    expect(created.headers["x-hiapi-sandbox"]).toBe("1");
    const id = created.json.data.taskId;
    expect(id).toMatch(/^tk-hiapi-[0-9A-HJKMNP-TV-Z]{26}$/);

    const seen: string[] = [];
    for (const ms of [0, 500, 400, 100]) {
      pass(ms);
      const { data } = (await get(`/v1/tasks/${id}`)).json;
      seen.push(data.status);
      expect("output" in data).toBe(data.status === "success");
      expect(data.completed).toBe(data.status === "success" ? 1_800_000_001 : 0);
    }
    expect(seen).toEqual(["queued", "handling", "archiving", "success"]);
  });

  it("answers a detail as documented", async () => {
    const { finished, get, sandbox } = await sandboxed();
    const id = await finished(order({}, { storage: "persistent" }));
    expect((await get(`/v1/tasks/${id}`)).json).toEqual({
      code: 200,
      message: "success",
      data: {
        taskId: id,
        model: "gpt-image-2",
        status: "success",
        created: 1_800_000_000,
        completed: 1_800_000_001,
        storage: "persistent",
        output: [{ url: `${sandbox.url}/files/${id}-1.png`, type: "image", expireAt: 1_800_000_001 + 7 * 86_400 }],
      },
    });
  });

  it.each([
    ["draw [fail]", "TASK_FAILED"],
    ["draw [policy] now", "content_policy_violation"],
  ])("%s ends in failure", async (prompt, code) => {
    const { finished, get } = await sandboxed();
    const { json } = await get(`/v1/tasks/${await finished(order({ prompt }))}`);
    expect(json).toMatchObject({ message: "success", data: { status: "fail", error: { code } } });
    expect(json.data).not.toHaveProperty("output");
  });

  it("belongs to its key alone", async () => {
    const { finished, get } = await sandboxed();
    const id = await finished();
    const other = { authorization: "Bearer sk-somebody-else" };
    expect((await get(`/v1/tasks/${id}`, other)).status).toBe(404);
    expect((await get("/v1/tasks", other)).json.data).toEqual({ page: 1, size: 10, total: 0, tasks: [] });
    expect((await get("/v1/tasks/tk-hiapi-none")).json).toMatchObject({ code: 404, data: null, error_code: "TASK_NOT_FOUND" });
  });

  it("lists newest first, in pages, without the input", async () => {
    const { create, get } = await sandboxed();
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push((await create()).json.data.taskId);
    expect([...ids].sort()).toEqual(ids);
    const first = (await get("/v1/tasks")).json.data;
    expect(first).toMatchObject({ page: 1, size: 10, total: 12 });
    expect(first.tasks.map((task: { taskId: string }) => task.taskId)).toEqual([...ids].reverse().slice(0, 10));
    const last = (await get("/v1/tasks?page=3&size=5")).json.data;
    expect(last.tasks.map((task: { taskId: string }) => task.taskId)).toEqual([ids[1], ids[0]]);
    expect(JSON.stringify(first)).not.toContain("lighthouse");
    expect((await get("/v1/tasks?page=9")).json.data.tasks).toEqual([]);
    for (const bad of ["page=0", "page=x", "size=0", "size=101", "size=1.5"]) expect((await get(`/v1/tasks?${bad}`)).status).toBe(400);
  });
});

describe("files", () => {
  it("are served without a key, whole and in parts", async () => {
    const { finished, get } = await sandboxed();
    const path = `/files/${await finished(order({ aspect_ratio: "1:1" }))}-1.png`;
    const whole = await get(path, {});
    expect(whole.headers).toMatchObject({
      "content-type": "image/png",
      "content-length": String(whole.body.length),
      "accept-ranges": "bytes",
    });
    expect(Date.parse(String(whole.headers["last-modified"]))).toBe(1_800_000_001_000);
    const etag = String(whole.headers.etag);

    const part = await get(path, { range: "bytes=100-199", "if-range": etag });
    expect(part.status).toBe(206);
    expect(part.headers["content-range"]).toBe(`bytes 100-199/${whole.body.length}`);
    expect(part.body.equals(whole.body.subarray(100, 200))).toBe(true);
    const tail = await get(path, { range: `bytes=${whole.body.length - 12}-` });
    expect(tail.body.toString("latin1")).toContain("IEND");
    expect((await get(path, { range: "bytes=-12" })).body.equals(tail.body)).toBe(true);
    expect((await get(path, { range: "bytes=0-5", "if-range": '"other"' })).status).toBe(200);
    expect(await get(path, { range: `bytes=${whole.body.length}-` })).toMatchObject({ status: 416 });
  });

  it("are not there before the end, and their links run out and are renewed", async () => {
    const { create, get, pass, sandbox } = await sandboxed();
    const id = (await create()).json.data.taskId;
    const path = `/files/${id}-1.png`;
    expect((await get(path, {})).status).toBe(404);
    pass(1000);
    expect((await get(path, {})).status).toBe(200);
    pass(7 * 24 * 60 * 60 * 1000);
    expect((await get(path, {})).status).toBe(403);
    const [{ url }] = (await get(`/v1/tasks/${id}`)).json.data.output;
    expect(url).not.toBe(sandbox.url + path);
    expect((await ask(url)).status).toBe(200);
    expect((await get(path, {})).status).toBe(403);
  });
});

describe("what is published", () => {
  it("prices every row of the catalogue, with or without a key", async () => {
    const { get } = await sandboxed();
    const { data } = (await get("/api/pricing", {})).json;
    expect(data.map((row: { model_name: string }) => row.model_name)).toEqual(expect.arrayContaining(variants.map(variantName)));
    expect(data[0]).toEqual({
      model_name: "gpt-image-2",
      base_usd_value: 0.03,
      base_display_unit: { en: "per image" },
      policies: [
        { rule: { resolution: { match: "2K" } }, usd_value: 0.06 },
        { rule: { resolution: { match: "4K" } }, usd_value: 0.12 },
      ],
    });
    expect((await get("/api/pricing")).status).toBe(200);
  });

  it("tells each model's schema", async () => {
    const { get } = await sandboxed();
    const { data } = (await get("/api/models/content?name=gpt-image-2%2Fimage-to-image%40ext", {})).json;
    expect(data.input_schema).toMatchObject({ type: "object", additionalProperties: false, required: ["prompt", "image_urls"] });
    expect(Object.keys(data.input_schema.properties)).toEqual(["prompt", "image_urls", "aspect_ratio", "resolution", "quality"]);
    expect(data.input_schema.properties.image_urls).toMatchObject({ type: "array", minItems: 1, maxItems: 6 });
    expect((await get("/api/models/content?name=gpt-image-3", {})).status).toBe(404);
  });

  it("tells the update policy, which can be set", async () => {
    const usual = await sandboxed();
    const [skill] = (await usual.get("/skills.json", {})).json.skills;
    expect(skill).toMatchObject({
      id: "hiapi-gpt-image-2",
      version: "0.5.0",
      updatePolicy: { latestVersion: "0.5.0", minimumVersion: "0.5.0" },
    });
    const strict = await sandboxed({ policy: { latestVersion: "1.0.0", minimumVersion: "0.9.0" } });
    expect((await strict.get("/skills.json", {})).json.skills[0].updatePolicy).toMatchObject({
      latestVersion: "1.0.0",
      minimumVersion: "0.9.0",
    });
  });
});

describe("the account", () => {
  it("keeps every request, with its digest and never with its key", async () => {
    const { create, get, account, sandbox } = await sandboxed();
    const body = JSON.stringify(order());
    const id = (await create(body, { "idempotency-key": "one" })).json.data.taskId;
    await create(body, { "idempotency-key": "one" });
    await get(`/v1/tasks/${id}`);
    await get("/nowhere");
    const kept = await account();
    expect(kept).toMatchObject({ creates: 1, replays: 1, totals: { create: 2, detail: 1, other: 1, image: 0 } });
    expect(kept.requests[0]).toEqual({
      at: 1_800_000_000_000,
      call: "create",
      method: "POST",
      path: "/v1/tasks",
      status: 200,
      idempotencyKey: "one",
      taskId: id,
      bodySha256: createHash("sha256").update(body).digest("hex"),
      body: JSON.parse(body),
      authorization: `…${canary.slice(-4)}`,
    });
    expect(kept.requests[1]).toMatchObject({ replay: true, taskId: id });
    expect(JSON.stringify(kept)).not.toContain(canary);
    expect(sandbox.requests()).toEqual(kept.requests);
    await ask(`${sandbox.url}/__sandbox/requests`, { method: "DELETE" });
    expect(await account()).toMatchObject({ creates: 0, replays: 0, requests: [], totals: { create: 0 } });
  });

  it("keeps no large body", async () => {
    const { create, sandbox } = await sandboxed();
    await create(JSON.stringify(order()).padEnd(64 * 1024, " "));
    expect(sandbox.requests()[0]).not.toHaveProperty("body");
    expect(sandbox.requests()[0]).toHaveProperty("bodySha256");
  });
});

it("closes with connections open, answers hanging and delays under way", async () => {
  const { sandbox, create } = await sandboxed({ rules: "create:hang*1,create:delay=60000", now: Date.now });
  const left = Promise.allSettled([create(), create()]);
  const idle = connect(sandbox.port, "127.0.0.1");
  idle.on("error", () => {});
  await new Promise((resolve) => idle.once("connect", resolve));
  while (sandbox.requests().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await sandbox.close();
  expect((await left).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(ask(sandbox.url)).rejects.toThrow("ECONNREFUSED");
});

it("rejects a port that is taken", async () => {
  const { sandbox } = await sandboxed();
  await expect(startSandbox({ port: sandbox.port })).rejects.toThrow("EADDRINUSE");
});
