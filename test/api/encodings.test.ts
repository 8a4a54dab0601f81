import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { pollTask } from "../../src/api/index.ts";
import { createTransport } from "../../src/api/transport.ts";
import { runProgram } from "../support/program.ts";
import type { Reply } from "../support/standin.ts";
import { accepted, against, bytes, canary, envelope, folders, linked, picture, standIn, task, taskId } from "../support/standin.ts";

/** Answers that come compressed although every call asks for plain bytes (docs/design.md, rule 8). */

vi.setConfig({ maxConcurrency: 8, testTimeout: 30_000 });
const folder = folders();

type Pack = (plain: Uint8Array) => Uint8Array;
const twice: Pack = (plain) => gzipSync(deflateSync(plain));
const packs: [string, Pack][] = [
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  ["GZIP", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
  ["identity", (plain) => plain],
  ["deflate, identity, gzip", twice],
];
const packed = (encoding: string, pack: Pack, status: number, body: unknown, cut = 0): Reply => {
  const whole = pack(Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
  return bytes(status, whole.subarray(0, whole.length - cut), { "content-encoding": encoding });
};

describe.concurrent.each(packs)("%s", (encoding, pack) => {
  it("is decoded on create, poll, picture and refusal", async () => {
    const create = packed(encoding, pack, 200, envelope({ taskId }));
    const image = packed(encoding, pack, 200, Buffer.from(picture));
    const output = [{ b64_json: Buffer.from(picture).toString("base64"), type: "image" }];
    const detail = [packed(encoding, pack, 200, task({ status: "success", output }))];
    for (const script of [
      { create, image },
      { create, detail },
    ]) {
      const { document, api } = await against(script, { cwd: folder() });
      expect(document.outputs).toMatchObject([{ kind: "file", mimeType: "image/png" }]);
      const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
      expect(hash(readFileSync(document.outputs[0].path))).toBe(hash(picture));
      expect(api.creates()).toHaveLength(1);
      expect(api.heard.map(({ headers }) => headers["accept-encoding"])).toEqual(api.heard.map(() => "identity"));
      expect(api.heard.every(({ headers }) => /^hiapi-img\/\d/.test(headers["user-agent"] ?? ""))).toBe(true);
    }
    const refused = packed(encoding, pack, 402, { code: 402, message: "balance too low" });
    const { document } = await against({ create: refused }, { cwd: folder() });
    expect(document.error).toMatchObject({ kind: "account", message: expect.stringContaining("balance too low") });
  });

  it("is decoded on prices", async () => {
    const list = { data: [{ model_name: "gpt-image-2", base_usd_value: 0.03 }] };
    const { api, close } = await standIn({ detail: packed(encoding, pack, 200, list) });
    const { document } = await runProgram(["a", "lighthouse", "--estimate"], { env: { HIAPI_SITE_URL: api }, cwd: folder() });
    await close();
    expect(document).toMatchObject({ ok: true, estimate: { estimatedUsd: 0.03 } });
  });
});

const random = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251));
const broken: [string, (status: number, body: unknown) => Reply][] = [
  ["gzip that is cut off", (status, body) => packed("gzip", gzipSync, status, body, 9)],
  ["deflate that is cut off", (status, body) => packed("deflate", deflateSync, status, body, 9)],
  ["br that is cut off", (status, body) => packed("br", brotliCompressSync, status, body, 3)],
  ["gzip that is none", (status) => bytes(status, random, { "content-encoding": "gzip" })],
  ["an encoding that nobody knows", (status, body) => packed("lzma9", (plain) => plain, status, body)],
];

describe.concurrent.each(broken)("%s is a body that broke", (_, reply) => {
  it("on a create: sent again with the same key", async () => {
    const { document, api } = await against({ create: [reply(200, envelope({ taskId })), accepted] }, { cwd: folder(), timeout: 6 });
    expect(document.ok).toBe(true);
    expect(new Set(api.creates().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(api.creates()).toHaveLength(2);
  });

  it("on a poll: polled again; on a picture: asked for again", async () => {
    const detail = [reply(200, task({ status: "success" })), linked()];
    const { document } = await against(
      { detail, image: [reply(200, Buffer.from(picture)), bytes(200, picture)] },
      { cwd: folder(), timeout: 9 },
    );
    expect(document.outputs).toMatchObject([{ bytes: picture.length }]);
  });

  it("on a refusal: the status is enough", async () => {
    const { document } = await against({ create: reply(402, { code: 402, message: "no" }) }, { cwd: folder() });
    expect(document.error).toMatchObject({ kind: "account", status: 402 });
  });
});

it("an empty body is empty in any encoding", async () => {
  for (const encoding of ["gzip", "deflate", "br"]) {
    const { document } = await against({ create: bytes(401, "", { "content-encoding": encoding }) }, { cwd: folder() });
    expect(document.error).toMatchObject({ kind: "account", status: 401 });
  }
});

it("a bomb is refused at the limit, without its size in memory", async () => {
  const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024), { level: 1 });
  const { api, close } = await standIn({ detail: bytes(200, bomb, { "content-encoding": "gzip" }) });
  const transport = createTransport({ baseUrl: api });
  const before = process.memoryUsage().rss;
  const outcome = await pollTask(
    { apiKey: canary, baseUrl: api, siteUrl: api, fetch: transport.fetch },
    { taskId: "tk-1", timeoutMs: 20_000, signal: new AbortController().signal },
  );
  expect(outcome).toMatchObject({
    type: "unreadable",
    error: { kind: "unexpected", message: expect.stringContaining("larger than 64 MiB") },
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  await transport.close();
  await close();
});
