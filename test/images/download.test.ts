import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createTransport } from "../../src/api/transport.ts";
import { downloadLink } from "../../src/images/download.ts";

/** A download that breaks and continues where it broke. */

const whole = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7) % 251));
const headers = { "Content-Type": "image/png", "Accept-Ranges": "bytes", ETag: '"one"' };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Sends a part of what was promised, then breaks the connection. */
function breaksAfter(bytes: number, more: Record<string, string> = headers): Answer {
  return (request, response) => {
    response.writeHead(200, { ...more, "Content-Length": String(whole.length) });
    response.write(whole.subarray(0, bytes), () => setTimeout(() => request.socket.destroy(), 50));
  };
}

const goesOn: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(String(request.headers.range))?.[1]);
  response.writeHead(206, { ...headers, "Content-Range": `bytes ${start}-${whole.length - 1}/${whole.length}` }).end(whole.subarray(start));
};

const beginsAgain: Answer = (_, response) => {
  response.writeHead(200, { ...headers, ETag: '"two"' }).end(whole);
};

/** What a download brings from a server that answers in turn, and what it asked for. */
async function download(
  answers: readonly Answer[],
): Promise<{ bytes?: Buffer; error?: unknown; ranges: (string | undefined)[]; validators: unknown[] }> {
  const heard: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    heard.push(request);
    answers[Math.min(heard.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport({ baseUrl: url });
  onTestFinished(async () => {
    await transport.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const chunks: Uint8Array[] = [];
  const asked = () => ({
    ranges: heard.map((request) => request.headers.range),
    validators: heard.map((request) => request.headers["if-range"]),
  });
  try {
    for await (const chunk of downloadLink(`${url}/a.png`, { fetch: transport.fetchLink, signal: new AbortController().signal }))
      chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), ...asked() };
  } catch (error) {
    return { error, ...asked() };
  }
}

it("goes on where it broke, twice, and brings the same bytes", async () => {
  const breaksAgain: Answer = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(String(request.headers.range))?.[1]);
    response.writeHead(206, { ...headers, "Content-Range": `bytes ${start}-${whole.length - 1}/${whole.length}` });
    response.write(whole.subarray(start, start + 100_000), () => setTimeout(() => request.socket.destroy(), 50));
  };
  const { bytes, ranges, validators } = await download([breaksAfter(100_000), breaksAgain, goesOn]);
  expect(bytes?.equals(whole)).toBe(true);
  expect(ranges).toEqual([undefined, "bytes=100000-", "bytes=200000-"]);
  expect(validators).toEqual([undefined, '"one"', '"one"']);
});

it("never joins the halves of two files", async () => {
  const { bytes, error } = await download([breaksAfter(100_000), beginsAgain]);
  expect(bytes).toBeUndefined();
  expect(error).toMatchObject({ kind: "output" });
});

it.each([
  ["says nothing of ranges", { "Content-Type": "image/png", ETag: '"one"' }],
  ["has only a weak tag and no date", { ...headers, ETag: 'W/"one"' }],
])("asks for no range of a server that %s", async (_, more) => {
  const { error, ranges } = await download([breaksAfter(100_000, more), goesOn]);
  expect(error).toMatchObject({ kind: "output" });
  expect(ranges).toEqual([undefined]);
});

it("gives up on a server that breaks every time", async () => {
  const { error, ranges } = await download([breaksAfter(100_000), (request) => request.socket.destroy()]);
  expect(error).toMatchObject({ kind: "output" });
  expect(ranges).toHaveLength(6);
});
