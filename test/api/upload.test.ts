import type { Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createTask } from "../../src/api/index.ts";
import { createTransport } from "../../src/api/transport.ts";
import { runProgram } from "../support/program.ts";
import { canary, envelope, folders } from "../support/standin.ts";
import { rawServer } from "../support/standin-raw.ts";

/** Bodies over slow lines: progress counts and not time (docs/design.md, rule 8). */

const folder = folders();
const total = 12_000_000;
const body = "x".repeat(total);
const answer = JSON.stringify(envelope({ taskId: "tk-1" }));

/** Reads `bytesPerMs`, up to `most` bytes; once all came it answers. */
function slowReader({ bytesPerMs, most = Number.POSITIVE_INFINITY }: { bytesPerMs: number; most?: number }) {
  return (socket: Socket) => {
    let received = 0;
    socket.on("data", (chunk) => {
      received += chunk.length;
      socket.pause();
      if (received < most) setTimeout(() => socket.resume(), chunk.length / bytesPerMs);
      if (received > total) socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
    });
  };
}

async function create(reader: (socket: Socket) => void, limits: { timeoutMs: number; idleMs: number; deadline?: number }) {
  const server = await rawServer(reader);
  const { fetch, close } = createTransport({ baseUrl: server.origin });
  onTestFinished(() => Promise.all([close(), server.close()]).then(() => undefined));
  const api = { apiKey: canary, baseUrl: server.origin, siteUrl: server.origin, fetch };
  const sent: number[] = [];
  const onSend = (bytes: number) => void sent.push(bytes);
  const outcome = await createTask(api, { body, idempotencyKey: "k", onSend, signal: new AbortController().signal, ...limits });
  return { outcome, sent, connections: server.connections };
}

it("a body that moves is sent whole, once, and its answer awaited", async () => {
  const begun = performance.now();
  const { outcome, sent, connections } = await create(slowReader({ bytesPerMs: 6000 }), { timeoutMs: 300, idleMs: 1000 });
  expect(outcome).toMatchObject({ type: "accepted", taskId: "tk-1" });
  expect(performance.now() - begun).toBeGreaterThan(1000);
  expect(connections).toHaveLength(1);
  expect(connections[0]).toMatch(new RegExp(`content-length: ${total}\r\n`, "i"));
  expect(sent).toEqual([...sent].sort((one, other) => one - other));
  expect(sent.at(-1)).toBe(total);
});

it("a body that stalls is ambiguous", async () => {
  const { outcome, sent } = await create(slowReader({ bytesPerMs: 100_000, most: 1_000_000 }), { timeoutMs: 60_000, idleMs: 300 });
  expect(outcome).toMatchObject({ type: "ambiguous", error: { facts: { code: "TIMEOUT" } } });
  expect(outcome).toMatchObject({
    error: { message: expect.stringMatching(/^create at \S+: the upload stopped at [\d.]+ MB of 11\.4 MB/) },
  });
  expect(sent.at(-1)).toBeLessThan(total);
});

it("a body that is still being sent at the deadline is cut off there, after 2 s at least", async () => {
  const begun = performance.now();
  const { outcome } = await create(slowReader({ bytesPerMs: 1000 }), { timeoutMs: 60_000, idleMs: 60_000, deadline: begun + 500 });
  expect(outcome).toMatchObject({ type: "ambiguous", error: { message: expect.stringContaining("the upload stopped at") } });
  expect(performance.now() - begun).toBeLessThan(3500);
});

it("a body that begins to be sent at the deadline is sent and answered", async () => {
  const { outcome } = await create(slowReader({ bytesPerMs: 100_000 }), { timeoutMs: 2000, idleMs: 2000, deadline: performance.now() });
  expect(outcome).toMatchObject({ type: "accepted" });
});

it("an answer that does not come is not waited for longer than its limit", async () => {
  const server = await rawServer(() => undefined);
  const { fetch, close } = createTransport({ baseUrl: server.origin });
  const api = { apiKey: canary, baseUrl: server.origin, siteUrl: server.origin, fetch };
  const limits = { timeoutMs: 300, signal: new AbortController().signal };
  const outcome = await createTask(api, { body: "{}", idempotencyKey: "k", ...limits });
  await close();
  await server.close();
  expect(outcome).toMatchObject({ type: "ambiguous", error: { message: expect.stringContaining("no answer within") } });
});

it("a terminal shows how much is sent", async () => {
  const server = await rawServer(slowReader({ bytesPerMs: 10 }));
  const argv = ["a", "lighthouse", "--image", `data:image/png;base64,${"A".repeat(9_000_000)}`, "--timeout", "2"];
  const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: server.origin };
  const { stderr, document } = await runProgram(argv, { env, cwd: folder(), tty: true });
  await server.close();
  expect(stderr).toMatch(/sending [\d.]+ MB of 8\.6 MB/);
  expect(document.error.kind).toBe("unknown_outcome");
});
