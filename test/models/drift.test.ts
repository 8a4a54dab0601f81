import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram } from "../support/program.ts";

/** `check --live` beside live schemas: the differences are reported, and the command succeeds. */

const key = { HIAPI_API_KEY: "sk-1234567890" };

it("finds no difference in the sandbox, whose schemas are made of the catalogue", async () => {
  const { url, close } = await startSandbox();
  onTestFinished(close);
  const { code, document } = await runProgram(["check", "--live"], { env: { ...key, HIAPI_BASE_URL: url, HIAPI_SITE_URL: url } });
  expect({ code, drift: document.drift }).toEqual({ code: 0, drift: [] });
  expect(document.live.schemas.every(({ compared }: { compared: boolean }) => compared)).toBe(true);
});

it("lists each difference with what is here and what is live", async () => {
  const properties = {
    model: { type: "string" },
    prompt: { type: "string" },
    resolution: { $ref: "#/$defs/sizes" },
    seed: { type: "integer" },
    input_urls: { type: "array", minItems: 1, maxItems: 8 },
  };
  const schema = { type: "object", properties, $defs: { sizes: { enum: ["1K", "8K"] } } };
  const server = createServer((request, response) => {
    if (request.method === "POST") response.statusCode = 400;
    const isOne = request.url?.endsWith("name=gpt-image-2-image-to-image");
    response.end(JSON.stringify({ data: isOne ? { input_schema: schema } : {} }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { ...key, HIAPI_BASE_URL: url, HIAPI_SITE_URL: url };
  const { code, document, stderr } = await runProgram(["check", "--live"], { env });
  const model = "gpt-image-2-image-to-image";
  expect({ code, drift: document.drift }).toEqual({
    code: 0,
    drift: [
      { model, field: "aspect_ratio", here: "a field", live: null },
      { model, field: "seed", here: null, live: "a field" },
      { model, field: "resolution", here: ["1K", "2K", "4K"], live: ["1K", "8K"] },
      { model, field: "input_urls maxItems", here: 5, live: 8 },
    ],
  });
  expect(stderr).toMatch(/input_urls maxItems is "5" here and "8" in HiAPI/);
  const argv = ["x", "--model", model, "--input-url", "https://example.com/a.png"];
  const { document: refused } = await runProgram(argv, { env });
  expect(refused.error).toMatchObject({ kind: "usage", status: 400, hint: expect.stringMatching(/differs.*8K is not in our catalogue/) });
});
