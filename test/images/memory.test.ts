import { afterAll, beforeAll, expect, it } from "vitest";
import type { Server } from "../../bench/processes.ts";
import { peakOf, startStandIn } from "../../bench/saving.ts";
import { call, maxAnswerBytes } from "../../src/api/exchange.ts";
import type { FetchAnswer } from "../../src/api/transport.ts";
import { dataUriBytes } from "../../src/images/data-uri.ts";

/** Memory does not grow with an image. `npm run bench` measures the same at full size, on each Node. */

const mb = 1_000_000;
const node = process.execPath;
let api: Server;

beforeAll(async () => {
  api = await startStandIn(process.cwd());
});

afterAll(() => api.close());

const peak = (prompt: string) => peakOf(prompt, { node, api: api.url });

it.each(["png", "jpg"])("a %s of 200 MB from a link costs no more than 100 MB", async (kind) => {
  const [large, tiny] = await Promise.all([peak(`link ${kind} ${200 * mb}`), peak(`link ${kind} 1000`)]);
  expect(large - tiny).toBeLessThan(100 * mb);
});

it("a data URI of 30 MB in an answer costs no more than six times its size, and is not printed again", async () => {
  const [large, tiny] = await Promise.all([peak(`data-uri png ${30 * mb}`), peak("data-uri png 1000")]);
  expect(large - tiny).toBeLessThan(6 * 30 * mb);
});

it("decodes a data URI piece by piece into the same bytes", async () => {
  const bytes = Buffer.from(Array.from({ length: 500_001 }, (_, index) => (index * 7) % 251));
  const pieces: Buffer[] = [];
  for await (const piece of dataUriBytes(`data:image/png;base64,${bytes.toString("base64")}`)) pieces.push(Buffer.from(piece));
  expect(pieces.length).toBeGreaterThan(2);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
});

const text = `"${"ä€😀".repeat(9000)}"`;

it.each([
  ["no length", undefined],
  ["the right length", String(Buffer.byteLength(text))],
  ["a length that is too short", "10"],
  ["a length that is too long", String(maxAnswerBytes)],
  ["a length beyond all bounds", "99999999999999"],
  ["a length that is none", "many"],
])("reads an answer whole that says %s", async (_, length) => {
  async function* body() {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += 1001) yield bytes.subarray(start, start + 1001);
  }
  const answer: FetchAnswer = {
    status: 200,
    headers: { get: (name) => (name === "content-length" ? (length ?? null) : null) },
    body: body(),
  };
  const server = { apiKey: "sk-key", baseUrl: "http://127.0.0.1", siteUrl: "http://127.0.0.1", fetch: async () => answer };
  const read = await call(server, {
    name: "get",
    path: "/",
    method: "GET",
    headers: {},
    limits: { timeoutMs: 5000, signal: new AbortController().signal },
  });
  expect(read.body).toBe(JSON.parse(text));
});
