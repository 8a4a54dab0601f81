import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HiapiError } from "../../src/errors.ts";
import { faultKinds } from "../../src/sandbox/faults/kinds.ts";
import { parseFaults } from "../../src/sandbox/faults/parse.ts";
import { calls } from "../../src/sandbox/request-log.ts";
import { ask, order, sandboxed } from "./client.ts";

const small = { ...order({ size: "128x128" }), model: "gpt-image-2/text-to-image", route: "beta" };

describe("parseFaults", () => {
  it.each<[string, object[]]>([
    ["", []],
    ["create:reset", [{ call: "create", fault: "reset" }]],
    [
      "create:status=429/3*2, image:expired*1+1",
      [
        { call: "create", fault: "status", value: 429, retryAfter: 3, count: 2 },
        { call: "image", fault: "expired", count: 1, after: 1 },
      ],
    ],
    ["create:status=400/model_not_found", [{ call: "create", fault: "status", value: 400, code: "model_not_found" }]],
    ["any:status=429/1/rate_limit_exceeded", [{ call: "any", fault: "status", value: 429, retryAfter: 1, code: "rate_limit_exceeded" }]],
    ["detail:embedded=permission_denied/403+2", [{ call: "detail", fault: "embedded", value: "permission_denied", status: 403, after: 2 }]],
    ["detail:link=https://h/a?b=1,2&c=3*1", [{ call: "detail", fault: "link", value: "https://h/a?b=1,2&c=3", count: 1 }]],
    [
      "any:delay=250,detail:data-uri=text/html",
      [
        { call: "any", fault: "delay", value: 250 },
        { call: "detail", fault: "data-uri", value: "text/html" },
      ],
    ],
  ])("reads %j", (text, wanted) => expect(parseFaults(text)).toEqual(wanted));

  it("names every bad rule at once, and what is accepted", () => {
    const thrown = caught(() =>
      parseFaults("creat:reset,create:statsu=500,create:expired,create:status=9,image:hang=3,detail:link,create:reset"),
    );
    expect(thrown?.kind).toBe("usage");
    expect(thrown?.facts.problems?.map(({ given }) => given)).toEqual([
      "creat:reset",
      "create:statsu=500",
      "create:expired",
      "create:status=9",
      "image:hang=3",
      "detail:link",
    ]);
    expect(thrown?.facts.problems?.map(({ message }) => message).join("\n")).toMatch(
      /mean create\?[\s\S]*mean status\?[\s\S]*no-id[\s\S]*status=NNN[\s\S]*hang without a value[\s\S]*link=url/,
    );
  });

  it("throws nothing but usage errors", () => {
    fc.assert(fc.property(fc.string(), (text) => [undefined, "usage"].includes(caught(() => parseFaults(text))?.kind)));
  });

  it("accepts each kind on each of its calls, and has a line about it", () => {
    const value = {
      "NNN[/retry-after seconds][/code]": "500",
      "code[/NNN]": "x",
      ms: "1",
      bytes: "9",
      code: "x",
      word: "x",
      url: "https://x",
      type: "a/b",
      NNN: "500",
    };
    for (const { name, value: shape, calls: hit, description } of faultKinds) {
      const written = shape === undefined ? name : `${name}=${value[shape as keyof typeof value]}`;
      for (const call of [...hit, "any"]) expect(parseFaults(`${call}:${written}`)).toHaveLength(1);
      for (const call of calls.filter((other) => !hit.includes(other)))
        expect(() => parseFaults(`${call}:${written}`)).toThrow("Unsupported fault");
      expect(description).toMatch(/^\S.{10,120}[^.]$/);
    }
  });
});

function caught(run: () => unknown): HiapiError | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof HiapiError) return thrown;
    throw thrown;
  }
}

describe("counting", () => {
  it("lets calls pass, hits as often as it says, and takes the next rule when one is used up", async () => {
    const { create, get, account } = await sandboxed({ rules: "create:status=500*2+1,create:status=503*1" });
    const seen: number[] = [];
    for (let index = 0; index < 5; index += 1) seen.push((await create()).status);
    expect(seen).toEqual([503, 500, 500, 200, 200]);
    expect((await get("/v1/tasks")).status).toBe(200);
    const { requests, creates } = await account();
    expect(creates).toBe(2);
    expect(requests.slice(0, 4).map(({ fault }: { fault?: string }) => fault)).toEqual([
      "status=503",
      "status=500",
      "status=500",
      undefined,
    ]);
  });

  it("counts the shape of a result over finished looks alone", async () => {
    const { create, get, pass } = await sandboxed({ rules: "detail:no-output*1" });
    const id = (await create()).json.data.taskId;
    await get(`/v1/tasks/${id}`);
    pass(1000);
    expect((await get(`/v1/tasks/${id}`)).json.data).toMatchObject({ status: "success" });
    expect((await get(`/v1/tasks/${id}`)).json.data).toHaveProperty("output");
  });
});

describe("faults of every call", () => {
  it("status, with Retry-After and a code", async () => {
    const { create, account } = await sandboxed({
      faults: [
        { call: "create", fault: "status", value: 429, retryAfter: 3, count: 1 },
        { call: "create", fault: "status", value: 400, code: "MODEL_UNAVAILABLE" },
      ],
    });
    expect(await create()).toMatchObject({
      status: 429,
      headers: { "retry-after": "3" },
      json: { code: 429, data: null, error_code: "rate_limit_exceeded" },
    });
    expect((await create()).json.error_code).toBe("MODEL_UNAVAILABLE");
    expect((await account()).creates).toBe(0);
  });

  it("embedded", async () => {
    const { create, get, account } = await sandboxed({ rules: "create:embedded=permission_denied,list:embedded=permission_denied/403" });
    expect(await create()).toMatchObject({ status: 200, json: { error: { code: "permission_denied", type: "hiapi_error" } } });
    expect((await get("/v1/tasks")).status).toBe(403);
    expect((await account()).creates).toBe(0);
  });

  it("delay goes on normally", async () => {
    const { create } = await sandboxed({ rules: "create:delay=80" });
    const start = performance.now();
    expect((await create()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(70);
  });

  it("reset does nothing; lost, hang and no-id make the task", async () => {
    const { create, account, sandbox } = await sandboxed({
      rules: "create:reset*1,create:lost*1,create:lost=500*1,create:no-id*1,create:hang*1",
    });
    await expect(create()).rejects.toThrow();
    expect((await account()).creates).toBe(0);
    expect((await account()).requests[0]).not.toHaveProperty("bodySha256");

    const key = { "idempotency-key": "k" };
    await expect(create(order(), key)).rejects.toThrow();
    expect(await create(order(), { "idempotency-key": "l" })).toMatchObject({ status: 500 });
    const silent = await create(order());
    expect(silent).toMatchObject({ status: 200, json: { message: "success", data: {} } });
    const hanging = create(order()).catch(() => "ended");
    while ((await account()).creates < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    const lost = (await account()).requests[1];
    expect(lost).toMatchObject({ status: 0, fault: "lost" });
    expect((await create(order(), key)).json.data.taskId).toBe(lost.taskId);
    await sandbox.close();
    expect(await hanging).toBe("ended");
  });

  it("cut and short break off after their headers", async () => {
    const { get, finished } = await sandboxed({ rules: "image:cut*1,image:short*1,pricing:cut*1,pricing:short*1" });
    const id = await finished(small);
    for (const path of [`/files/${id}-1.png`, "/api/pricing"]) {
      await expect(get(path)).rejects.toThrow();
      await expect(get(path)).rejects.toThrow();
      expect((await get(path)).status).toBe(200);
    }
  });

  it("cut sends half, short sends all and promises more", async () => {
    const { get, sandbox } = await sandboxed({ rules: "policy:cut*1,policy:short*1" });
    const halves = [await raw(sandbox.port, "/skills.json"), await raw(sandbox.port, "/skills.json")];
    const whole = (await get("/skills.json")).body.length;
    expect(halves.map(({ body }) => body.length)).toEqual([Math.floor(whole / 2), whole]);
    expect(halves.map(({ head }) => Number(/content-length: (\d+)/.exec(head)?.[1]))).toEqual([whole, whole + 1024]);
  });

  it.each<[string, (heard: Awaited<ReturnType<typeof ask>>) => void]>([
    ["redirect=http://127.0.0.1:9/", ({ status, headers }) => expect([status, headers.location]).toEqual([302, "http://127.0.0.1:9/"])],
    [
      "html",
      ({ status, headers, body }) =>
        expect([status, headers["content-type"], `${body}`.slice(0, 5)]).toEqual([200, "text/html; charset=utf-8", "<!doc"]),
    ],
    ["empty", ({ status, body }) => expect([status, body.length]).toEqual([200, 0])],
    [
      "bad-json",
      ({ status, headers, json, body }) =>
        expect([status, headers["content-type"], json, `${body}`[0]]).toEqual([200, "application/json; charset=utf-8", undefined, "{"]),
    ],
    ["null-data", ({ json }) => expect(json).toMatchObject({ code: 200, data: null })],
    ["wrong-types", ({ json }) => expect(json.data).toMatchObject({ taskId: 42, status: 7 })],
    ["huge=3000000", ({ body, json }) => expect([body.length, typeof json]).toEqual([3_000_000, "object"])],
  ])("%s on every call it can hit", async (rule, check) => {
    const possible = faultKinds.find((kind) => kind.name === rule.split("=")[0])?.calls ?? [];
    const { create, get, finished } = await sandboxed({
      rules: possible.map((call) => `${call}:${rule}${call === "create" ? "+1" : ""}`).join(","),
    });
    const id = await finished(small);
    const paths = {
      detail: `/v1/tasks/${id}`,
      image: `/files/${id}-1.png`,
      list: "/v1/tasks",
      pricing: "/api/pricing",
      schema: "/api/models/content?name=gpt-image-2",
      policy: "/skills.json",
    };
    for (const call of possible) check(call === "create" ? await create(small) : await get(paths[call]));
  });
});

describe("faults of a look", () => {
  async function look(rule: string) {
    const { finished, get, sandbox } = await sandboxed({ rules: `detail:${rule}` });
    const id = await finished(small);
    const { json } = await get(`/v1/tasks/${id}`);
    return { id, sandbox, get, data: json.data, link: `${sandbox.url}/files/${id}-1.png` };
  }

  it("fail, for one look or for good", async () => {
    const once = await look("fail=TASK_TIMEOUT*1");
    expect(once.data).toMatchObject({ status: "fail", error: { code: "TASK_TIMEOUT" } });
    expect((await once.get(`/v1/tasks/${once.id}`)).json.data.status).toBe("success");
    const { finished, get } = await sandboxed({ rules: "create:fail=STORAGE_UNAVAILABLE*1" });
    const id = await finished();
    for (const _ of [1, 2])
      expect((await get(`/v1/tasks/${id}`)).json.data).toMatchObject({ status: "fail", error: { code: "STORAGE_UNAVAILABLE" } });
  });

  it("unknown-status, no-output, thumbnail-first, link", async () => {
    expect((await look("unknown-status=polishing")).data).toMatchObject({ status: "polishing" });
    const bare = (await look("no-output")).data;
    expect([bare.status, "output" in bare]).toEqual(["success", false]);
    const { data, link } = await look("thumbnail-first");
    expect(data.output.map(({ type, url }: { type: string; url: string }) => [type, url])).toEqual([
      ["thumbnail", link],
      ["image", link],
    ]);
    expect((await look("link=http://169.254.169.254/x.png")).data.output[0].url).toBe("http://169.254.169.254/x.png");
  });

  it("data-uri, b64 and chat carry the picture", async () => {
    const { data, get, id } = await look("data-uri*1");
    const picture = (await get(`/files/${id}-1.png`)).body.toString("base64");
    expect(data.output[0].url).toBe(`data:image/png;base64,${picture}`);
    expect((await look("data-uri=text/html")).data.output[0].url).toBe(`data:text/html;base64,${picture}`);
    expect((await look("b64")).data.output[0]).toEqual({ b64_json: picture, type: "image" });
    const chat = await look("chat");
    expect(chat.data.choices[0].message.content).toContain(`![image](${chat.link})`);
    expect(chat.data).not.toHaveProperty("output");
  });

  it("404 for a moment", async () => {
    const { id, get, data } = await look("status=404*1");
    expect(data).toBe(null);
    expect((await get(`/v1/tasks/${id}`)).status).toBe(200);
  });
});

describe("faults of a picture", () => {
  async function picture(rule: string) {
    const { finished, get } = await sandboxed({ rules: `image:${rule}*1` });
    const id = await finished(small);
    const path = `/files/${id}-1.png`;
    return { heard: await get(path), again: await get(path), look: async () => (await get(`/v1/tasks/${id}`)).json.data.output[0].url };
  }

  it("expired: the old link is dead, the next look gives one that works", async () => {
    const { heard, again, look } = await picture("expired");
    expect([heard.status, again.status]).toEqual([403, 403]);
    expect((await ask(await look())).status).toBe(200);
  });

  it("html-as-png, truncated-picture and png-as-jpeg lie", async () => {
    const page = await picture("html-as-png");
    expect([page.heard.status, page.heard.headers["content-type"], `${page.heard.body}`.slice(0, 5)]).toEqual([200, "image/png", "<!doc"]);
    const { heard, again } = await picture("truncated-picture");
    expect(heard.body.length).toBeLessThan(again.body.length);
    expect(heard.headers["content-length"]).toBe(String(heard.body.length));
    expect(again.body.indexOf(heard.body)).toBe(0);
    const lie = await picture("png-as-jpeg");
    expect(lie.heard.headers["content-type"]).toBe("image/jpeg");
    expect(lie.heard.body.equals(lie.again.body)).toBe(true);
  });
});

function raw(port: number, path: string): Promise<{ head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
    let text = "";
    socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n");
      resolve({ head: head.toLowerCase(), body });
    });
  });
}
