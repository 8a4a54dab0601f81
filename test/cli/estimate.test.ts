import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram } from "../support/program.ts";

/** `--estimate`: the dry run's document with a price, or with null and the reason. */

const payload = { model: "gpt-image-2", input: { prompt: "A fox", aspect_ratio: "auto", resolution: "1K" } };
const preview = {
  paidTaskCreated: false,
  payload,
  idempotencyKey: expect.stringMatching(/^\S{8,255}$/),
  next: expect.stringMatching(/A fox/),
};

/** A site that answers every request the same way, and the requests it got. */
async function site(status: number, body: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? "without a key"}`);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const row = { model_name: "gpt-image-2", base_usd_value: 0.03, base_display_unit: { en: "per image" } };
const run = (url: string, argv: string[] = []) =>
  runProgram(["A fox", "--estimate", ...argv], {
    env: { HIAPI_API_KEY: "sk-canary-12345678", HIAPI_SITE_URL: url, HIAPI_BASE_URL: "http://127.0.0.1:1" },
  });

describe("--estimate", () => {
  it("prints the published price; the site is asked once, without the key", async () => {
    const { url, asked } = await site(200, JSON.stringify({ data: [row] }));
    const { code, document } = await run(url);
    expect(code).toBe(0);
    expect(document).toStrictEqual({
      ok: true,
      ...preview,
      estimate: {
        pricingModel: "gpt-image-2",
        estimatedUsd: 0.03,
        billingBasis: "per image",
        pricingPage: "https://www.hiapi.ai/en/pricing",
        note: expect.any(String),
      },
    });
    expect(document.next).not.toMatch(/--estimate|--dry-run/);
    expect(asked).toEqual(["GET /api/pricing without a key"]);
  });

  it("goes with --dry-run, which then asks for the price as well", async () => {
    const { url, asked } = await site(200, JSON.stringify({ data: [row] }));
    const { document } = await run(url, ["--dry-run"]);
    expect(document).toMatchObject({ ok: true, estimate: { estimatedUsd: 0.03 } });
    expect(asked).toHaveLength(1);
  });

  it("says null and why when the model is not listed, exit 0", async () => {
    const { url } = await site(200, JSON.stringify({ data: [{ ...row, model_name: "gpt-image-2@ext" }] }));
    const { code, document } = await run(url);
    expect(code).toBe(0);
    expect(document).toStrictEqual({
      ok: true,
      ...preview,
      estimate: null,
      reason: expect.stringMatching(/current pricing does not list gpt-image-2/),
    });
  });

  it.each<[string, number, string]>([
    ["is busy", 503, '{"code":503,"message":"busy","data":null}'],
    ["is a page", 200, "<html><title>HiAPI</title></html>"],
    ["is empty", 200, ""],
    ["is cut off", 200, '{"data":[{"model_name":'],
    ["holds no list", 200, '{"data":null}'],
    ["moved", 302, ""],
    ["says no with HTTP 200", 200, '{"error":{"code":"permission_denied","message":"no"}}'],
  ])("pricing that %s: exit 5, null and why, the request still there", async (_, status, body) => {
    const { url } = await site(status, body);
    const { code, document } = await run(url);
    expect(code).toBe(5);
    expect(document).toMatchObject({
      ok: false,
      error: { kind: "unavailable", retryable: true },
      ...preview,
      estimate: null,
      reason: expect.stringMatching(/./),
    });
  });

  it("pricing that cannot be reached: the same", async () => {
    const { code, document } = await run("http://127.0.0.1:1");
    expect(code).toBe(5);
    expect(document).toMatchObject({
      ok: false,
      error: { kind: "unavailable" },
      ...preview,
      estimate: null,
      reason: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(document.error.idempotencyKey).toBe(document.idempotencyKey);
  });

  it("refuses a bad request before it asks for a price", async () => {
    const { url, asked } = await site(200, JSON.stringify({ data: [row] }));
    const { code } = await run(url, ["--resolution", "9K"]);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
  });

  it("creates nothing, needs no key, and prices every row of the sandbox", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_SITE_URL: sandbox.url };
    const { code, document } = await runProgram(["A fox", "--estimate", "--route", "ext"], { env });
    expect({ code, name: document.estimate.pricingModel }).toEqual({ code: 0, name: "gpt-image-2/text-to-image@ext" });
    expect(sandbox.requests().map(({ call }) => call)).toEqual(["pricing"]);
    const built = await runProgram(["A fox", "--estimate", "--sandbox"]);
    expect(built.document).toMatchObject({ ok: true, sandbox: true, estimate: { pricingModel: "gpt-image-2" } });
  });
});
