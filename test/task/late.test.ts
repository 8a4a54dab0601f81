import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTransport } from "../../src/api/transport.ts";
import { createUntilKnown, pollEvery, waitForEnd } from "../../src/task/index.ts";
import { canary, task } from "../support/standin.ts";

/** Attempts near a deadline and behind it (docs/design.md, rules 2 and 5). A process that sleeps is one whose clocks jump. */

let server: Server;
const asked: number[] = [];

/** A HiAPI that answers every call with a status and a body. */
async function hiapi(status: number, body: unknown) {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(performance.now());
    request.resume().on("end", () => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { fetch, close } = createTransport({ baseUrl });
  return { close, connection: { api: { apiKey: canary, baseUrl, siteUrl: baseUrl, fetch }, signal: new AbortController().signal } };
}

afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

const gaps = () => asked.slice(1).map((at, index) => at - (asked[index] ?? 0));

describe("a create", () => {
  const request = { body: "{}", idempotencyKey: "k", wasAmbiguous: false };
  const create = async (status: number, more: { deadline: number; keyExpiresAt?: number; wasAmbiguous?: boolean }, jumpMs = 0) => {
    const { connection, close } = await hiapi(status, {});
    const { now } = Date;
    const error = await createUntilKnown(connection, { ...request, ...more }, () => {
      vi.spyOn(Date, "now").mockImplementation(() => now() + jumpMs);
    }).catch((thrown) => thrown);
    await close();
    return error;
  };

  it("is tried at most once a second, near the deadline too", async () => {
    const error = await create(503, { deadline: performance.now() + 3500 });
    expect(error.kind).toBe("unavailable");
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const gap of gaps()) expect(gap).toBeGreaterThan(990);
  });

  it.each([
    [503, "unavailable"],
    [500, "unknown_outcome"],
  ])("after %i is not sent again when the machine slept past the deadline", async (status, kind) => {
    const error = await create(status, { deadline: performance.now() + 20_000 }, 3_600_000);
    expect({ kind: error.kind, message: error.message }).toEqual({
      kind,
      message: expect.stringMatching(`HTTP ${status}.*the deadline has passed`),
    });
    expect(asked).toHaveLength(1);
  });

  it("is not sent again under a key that HiAPI may have forgotten", async () => {
    const keyExpiresAt = Date.now() + 10_000;
    const error = await create(500, { deadline: Number.POSITIVE_INFINITY, keyExpiresAt }, 20_000);
    expect({ kind: error.kind, message: error.message }).toEqual({
      kind: "unknown_outcome",
      message: expect.stringContaining("the key is too old"),
    });
    expect(asked).toHaveLength(1);
  });

  it("that an earlier run began is not sent at all past its deadline or its key's", async () => {
    const past = { wasAmbiguous: true, deadline: performance.now() - 1 };
    expect(await create(200, past)).toMatchObject({ kind: "unknown_outcome" });
    expect(await create(200, { ...past, deadline: performance.now() + 5000, keyExpiresAt: Date.now() })).toMatchObject({
      kind: "unknown_outcome",
    });
    expect(asked).toEqual([]);
  });
});

it("polls do not crowd at the deadline: the last one is there", async () => {
  const { connection, close } = await hiapi(200, task({ taskId: "tk-1", status: "handling" }));
  const begun = performance.now();
  const pending = { taskId: "tk-1", acceptedAt: begun, isOwn: true, pollFirst: true };
  const error = await waitForEnd(connection, pending, { schedule: pollEvery(1100), deadline: begun + 2500 }).catch((thrown) => thrown);
  await close();
  expect(error.kind).toBe("pending");
  for (const gap of gaps()) expect(gap).toBeGreaterThan(990);
  expect((asked.at(-1) ?? 0) - begun).toBeGreaterThan(2400);
});
