import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, canary, order, sandboxed } from "./client.ts";

/** The sandbox against pages of other sites and against clients that send anything at all. */

/** Sends bytes on a connection of its own; the answer, or what there is of it when the connection ends. */
function raw(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    socket.setTimeout(300, () => socket.destroy());
    socket.on("data", (piece) => {
      heard += piece.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
  });
}

describe("Host", () => {
  it.each(["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8787", "127.9.8.7", "[::1]", "[::1]:80"])("%s is answered", async (host) => {
    const { sandbox } = await sandboxed();
    expect((await ask(`${sandbox.url}/api/pricing`, { headers: { host } })).status).toBe(200);
  });

  it.each([
    "evil.example",
    "evil.example:8787",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:127.0.0.1",
    "me@127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.1/evil",
    "10.0.0.1",
    "0.0.0.0",
    "[::]",
    "192.168.0.7",
  ])("%j is refused on every route, and nothing is recorded", async (host) => {
    const { sandbox, account } = await sandboxed();
    for (const path of ["/api/pricing", "/v1/tasks", "/__sandbox/requests", "/skills.json", "/none"])
      expect((await ask(sandbox.url + path, { headers: { host, authorization: `Bearer ${canary}` } })).status).toBe(403);
    expect((await ask(`${sandbox.url}/__sandbox/requests`, { method: "DELETE", headers: { host } })).status).toBe(403);
    expect((await account()).requests).toEqual([]);
  });

  it("is needed, and once", async () => {
    const { sandbox } = await sandboxed();
    expect(await raw(sandbox.port, "GET /api/pricing HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 403/);
    expect(await raw(sandbox.port, "GET /api/pricing HTTP/1.1\r\nHost:\r\n\r\n")).toMatch(/^HTTP\/1.1 403/);
    const twice = "GET /api/pricing HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n";
    expect(await raw(sandbox.port, twice)).toMatch(/^HTTP\/1.1 40[03]/);
  });
});

describe("what is recorded", () => {
  it("does not grow with the path or the body", async () => {
    const { sandbox, create, get, account } = await sandboxed();
    await get(`/v1/tasks?${"x".repeat(8000)}`);
    await create(order({ prompt: "a".repeat(19_000) }, { callback: "b".repeat(80_000) }));
    const { requests } = await account();
    expect(requests.map((record: object) => JSON.stringify(record).length < 2000)).toEqual([true, true]);
    expect(sandbox.requests()[1]).not.toHaveProperty("body");
  });

  it("is told although a body has thousands of levels", async () => {
    const { create, account } = await sandboxed();
    const levels = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect((await create(`{"model":"gpt-image-2","input":{"prompt":${levels}}}`)).status).toBe(400);
    expect((await create(levels)).status).toBe(400);
    expect((await account()).requests).toHaveLength(2);
  });
});

const head = `Host: localhost\r\nAuthorization: Bearer ${canary}\r\n`;
const json = "Content-Type: application/json\r\n";

it.each([
  ["nothing", ""],
  ["no HTTP", "\0\u0001\xff".repeat(1000)],
  ["TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\xfc\u0003\u0003"],
  ["CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["an upgrade", `GET / HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`],
  ["OPTIONS *", `OPTIONS * HTTP/1.1\r\n${head}\r\n`],
  ["an absolute address", `GET http://evil.example/v1/tasks HTTP/1.1\r\n${head}\r\n`],
  ["a path that is no URL", `GET //[:::/%zz?\xff# HTTP/1.1\r\n${head}\r\n`],
  ["an expectation", `POST /v1/tasks HTTP/1.1\r\n${head}${json}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`],
  ["a body that breaks off", `POST /v1/tasks HTTP/1.1\r\n${head}${json}Content-Length: 999\r\n\r\n{`],
  ["a chunk without size", `POST /v1/tasks HTTP/1.1\r\n${head}${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`],
  ["two lengths", `POST /v1/tasks HTTP/1.1\r\n${head}${json}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ["keys of prototypes", `POST /v1/tasks HTTP/1.1\r\n${head}${json}Content-Length: 33\r\n\r\n{"__proto__":{"constructor":null}}`],
  ["a head without end", `GET / HTTP/1.1\r\n${head}X: ${"x".repeat(100_000)}`],
  ["a broken range", `GET /files/__proto__-1.png HTTP/1.1\r\n${head}Range: bytes=-\r\n\r\n`],
  ["requests behind each other", `GET /v1/tasks?page=NaN HTTP/1.1\r\n${head}\r\n`.repeat(200)],
])("%s does not end it", async (_, bytes) => {
  const { sandbox, account } = await sandboxed();
  await raw(sandbox.port, Buffer.from(bytes, "latin1"));
  expect((await account()).dropped).toBe(0);
});

it("nor does anything else", async () => {
  const { sandbox, account } = await sandboxed();
  const method = fc.constantFrom("GET", "POST", "DELETE", "PUT", "BREW");
  const path = fc.oneof(
    fc.constantFrom("/v1/tasks", "/v1/tasks/tk", "/files/x-1.png", "/__sandbox/requests", "/api/models/content?name="),
    fc.webPath(),
    fc.string(),
  );
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.json().map((text) => `{"model":"gpt-image-2","input":${text}}`),
  );
  const call = fc.tuple(method, path, fc.string(), body).map(([verb, target, value, text]) => {
    const length = Buffer.byteLength(text);
    return `${verb} ${target} HTTP/1.1\r\n${head}${json}Idempotency-Key: ${value}\r\nContent-Length: ${length}\r\n\r\n${text}`;
  });
  const bytes = fc.oneof(
    call.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 400 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => void (await raw(sandbox.port, sent))),
    { numRuns: 150 },
  );
  expect((await account()).dropped).toBe(0);
});
