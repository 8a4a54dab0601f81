import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { makePng } from "../support/standin-pictures.ts";

/** A HiAPI that drops three calls in ten, answers 429 and 503 in bursts, and bills each distinct key. */
async function unreliable(): Promise<{ url: string; bill: Map<string, string> }> {
  const bill = new Map<string, string>();
  const random = randomFrom("a bad day");
  let burst = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (burst === 0 && random() < 0.1) burst = 3;
      if (burst > 0) burst -= 1;
      const dropsBefore = random() < 0.15;
      const dropsAfter = random() < 0.15;
      if (dropsBefore) return request.socket.destroy();
      if (burst > 0)
        return answer(response, burst % 2 === 0 ? 429 : 503, { code: 429, message: "busy", data: null }, { "Retry-After": "1" });
      const reply = () => serve(request, response, bill);
      if (!dropsAfter) return reply();
      if (request.method === "POST") book(request, bill);
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bill };
}

function book({ headers }: IncomingMessage, bill: Map<string, string>): string {
  const key = String(headers["idempotency-key"]);
  const taskId = bill.get(key) ?? `tk-hiapi-${createHash("sha256").update(key).digest("hex").slice(0, 26)}`;
  bill.set(key, taskId);
  return taskId;
}

function serve(request: IncomingMessage, response: ServerResponse, bill: Map<string, string>): void {
  const path = String(request.url);
  if (path.startsWith("/image/")) {
    response.writeHead(200, { "Content-Type": "image/png" }).end(makePng(32, 32));
    return;
  }
  if (request.method === "POST") {
    answer(response, 200, { code: 200, message: "success", data: { taskId: book(request, bill) } });
    return;
  }
  const taskId = path.split("/").at(-1);
  const url = `http://${request.headers.host}/image/${taskId}`;
  answer(response, 200, {
    code: 200,
    data: { taskId, model: "gpt-image-2", status: "success", created: 1_777_282_033, output: [{ url, type: "image" }] },
  });
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Numbers from 0 to 1 that a seed decides. */
function randomFrom(seed: string): () => number {
  let state = seed;
  return () => {
    state = createHash("sha256").update(state).digest("hex");
    return Number.parseInt(state.slice(0, 8), 16) / 0xffff_ffff;
  };
}

test("the same command until it succeeds: as many bills as requests, however bad the line", { timeout: 120_000 }, async () => {
  const { url, bill } = await unreliable();
  const cwd = temporaryFolder();
  const env = { HIAPI_BASE_URL: url, HIAPI_API_KEY: "sk-unreliable-line", HIAPI_STATE_DIR: join(cwd, "state") };
  const requests = Array.from({ length: 16 }, (_, index) => `a picture of the number ${index}`);
  const codes = await Promise.all(
    requests.map(async (prompt) => {
      for (let attempts = 1; attempts <= 12; attempts += 1) {
        const { code } = await runProgram([prompt, "--poll-interval", "1", "--timeout", "4"], { cwd, env });
        if (code === 0) return code;
        expect([1, 5, 6, 7, 8]).toContain(code);
      }
      return undefined;
    }),
  );
  expect(codes).toEqual(requests.map(() => 0));
  // A request that ended in exit 5 was never accepted: its key is not on the bill, and the next run has a new one.
  expect(bill.size).toBe(requests.length);
});
