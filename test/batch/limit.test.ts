import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { makePng } from "../support/standin-pictures.ts";

/** A batch against a HiAPI that takes so many creates in a window, and may not say how many. */

interface Limited {
  url: string;
  /** Keys that were billed. */
  bill: Set<string>;
  refusals: number;
  /** Calls that came before the time that a Retry-After named. */
  early: number;
}

/** Bills each distinct key; past `limit` creates in `windowMs` it answers 429, and says when if it is one that says. */
async function limited({ limit, windowMs, saysWhen }: { limit: number; windowMs: number; saysWhen: boolean }): Promise<Limited> {
  const state: Limited = { url: "", bill: new Set(), refusals: 0, early: 0 };
  const accepted: number[] = [];
  let closedUntil = 0;
  const server = createServer((request, response) => {
    const now = performance.now();
    const say = (status: number, body: unknown, headers = {}) => {
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(JSON.stringify(body));
    };
    request.resume().on("end", () => {
      if (request.url?.startsWith("/image/")) return response.end(makePng(8, 8));
      // Calls that were on their way when the refusal was written are not early.
      if (now < closedUntil && now > closedUntil - 900) state.early += 1;
      if (request.method === "GET") {
        const id = request.url?.split("/").at(-1);
        const url = `http://${request.headers.host}/image/${id}`;
        return say(200, {
          code: 200,
          data: { taskId: id, model: "gpt-image-2", status: "success", created: 1, completed: 1, output: [{ url }] },
        });
      }
      const lately = accepted.filter((at) => at > now - windowMs);
      if (lately.length >= limit) {
        state.refusals += 1;
        if (saysWhen) closedUntil = now + 1000;
        return say(429, { error: { code: "rate_limit_exceeded", message: "slow down" } }, saysWhen ? { "Retry-After": "1" } : {});
      }
      accepted.push(now);
      const key = String(request.headers["idempotency-key"]);
      state.bill.add(key);
      return say(200, { code: 200, data: { taskId: `tk-hiapi-${createHash("sha256").update(key).digest("hex").slice(0, 26)}` } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

it.each([true, false])("one bill a line, no call before its time, few refusals (Retry-After: %s)", async (saysWhen) => {
  const hiapi = await limited({ limit: 10, windowMs: 2500, saysWhen });
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "in.csv"), `prompt\n${Array.from({ length: 14 }, (_, index) => `cat ${index}`).join("\n")}\n`);
  const env = { HIAPI_BASE_URL: hiapi.url, HIAPI_API_KEY: "sk-limited-4f1c9b7e2d8a" };
  const { code, stdout } = await runProgram(["batch", "in.csv", "--concurrency", "14", "--poll-interval", "1"], { cwd, env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "").summary).toMatchObject({ saved: 14, failed: 0 });
  expect(hiapi.bill.size).toBe(14);
  expect(hiapi.early).toBe(0);
  // Those of the first burst that are too many are refused together; after it the throttle adapts.
  expect(hiapi.refusals).toBeLessThan(14);
});
