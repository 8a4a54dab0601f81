import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { answerStyles, stubFetch } from "../fixtures/fetch-stub.ts";
import { paint } from "../fixtures/original-program.mjs";
import { png } from "../fixtures/pictures.ts";
import { temporaryFolder } from "../support/program.ts";

const doors = [
  ["src", () => import("../../src/library/index.ts")],
  ["the built library", () => import("../../scripts/lib/gpt-image-2.mjs")],
] as const;

const taskId = "tk-hiapi-01KVYABCDEFGHJKMNPQRSTVWXY";
const uri = `data:image/png;base64,${png.toString("base64")}`;
const created = { code: 200, message: "success", data: { taskId } };
const running = { code: 200, message: "success", data: { taskId, status: "Handling" } };
const done = { code: 200, message: "success", data: { taskId, status: "success", output: [{ url: uri, type: "image" }] } };

/** Every name that a program may import. */
const names = `normalizeModel normalizeAspectRatio normalizeResolution normalizeBackground normalizeStorage normalizeIdempotencyKey
  normalizeInputUrls modelFileSlug buildImagePayload describePayload resolveConfig createImageTask getImageTask waitForImage generateImage
  extractTaskId getTaskStatus extractImageOutputs extractTaskFailureSummary saveImageOutputs buildHttpErrorMessage summarizeErrorBody
  checkSkillUpdate warnOrRequireSkillUpdate compareVersions fetchPricingEstimate`.split(/\s+/);

describe.each(doors)("a program for the original library, on %s", (_, open) => {
  it("finds every name", async () => {
    const library: Record<string, unknown> = await open();
    expect(names.filter((name) => typeof library[name] !== "function")).toEqual([]);
  });

  it.each(Object.keys(answerStyles))("paints a picture with a fetch that answers %s", async (style) => {
    const outputDir = temporaryFolder();
    const { fetchImpl, calls } = stubFetch([created, running, running, done], { style });
    const result = await paint(await open(), { fetchImpl, outputDir });
    expect(result).toMatchObject({
      model: "gpt-image-2",
      aspectRatio: "16:9",
      resolution: "1K",
      slug: "gpt-image-2",
      taskId,
      before: "handling",
      status: "success",
    });
    expect(result.outputs).toStrictEqual([{ kind: "data-uri", mimeType: "image/png", value: uri }]);
    const path = join(outputDir, "gpt-image-2-20261121-104203-1.png");
    expect(result.saved).toStrictEqual([{ kind: "file", path, mimeType: "image/png", bytes: png.length, width: 1, height: 1 }]);
    expect(readFileSync(path)).toEqual(png);
    expect(calls).toHaveLength(4);
  });

  it("calls fetch with a string URL, a string body and plain headers", async () => {
    const { fetchImpl, calls } = stubFetch([created, running, done]);
    await paint(await open(), { fetchImpl, outputDir: temporaryFolder() });
    const [create, ...polls] = calls;
    expect(create).toMatchObject({ url: "https://api.hiapi.test/v1/tasks", init: { method: "POST" } });
    expect(create?.init.body).toBe(
      '{"model":"gpt-image-2","input":{"prompt":"A lighthouse at dusk","aspect_ratio":"16:9","resolution":"1K"}}',
    );
    expect(create?.init.headers).toMatchObject({
      Authorization: "Bearer sk-test-12345678",
      "Content-Type": "application/json",
      "Idempotency-Key": "order-7",
    });
    for (const poll of polls) expect(poll).toMatchObject({ url: `https://api.hiapi.test/v1/tasks/${taskId}` });
    for (const { init } of calls) {
      expect(Object.getPrototypeOf(init.headers)).toBe(Object.prototype);
      expect(Object.values(init.headers).every((value) => typeof value === "string")).toBe(true);
      expect(init.signal).toBeInstanceOf(AbortSignal);
    }
  });

  it("returns from generateImage what the command prints", async () => {
    const { generateImage } = await open();
    const outputDir = temporaryFolder();
    const { fetchImpl } = stubFetch([created, done]);
    const config = { apiKey: "sk-test-12345678", baseUrl: "https://api.hiapi.test", fetchImpl };
    const { outputs, rawStatus, ...document } = await generateImage(
      { prompt: "A fox", outputDir, idempotencyKey: "order-8", pollIntervalMs: 1 },
      config,
    );
    expect(document).toMatchObject({
      ok: true,
      model: "gpt-image-2",
      taskId,
      status: "success",
      idempotencyKey: "order-8",
      aspectRatio: "auto",
      resolution: "1K",
    });
    expect(outputs).toMatchObject([{ kind: "file", mimeType: "image/png", bytes: png.length }]);
    expect(JSON.stringify(rawStatus)).not.toContain(png.toString("base64"));
    expect(document).toHaveProperty("elapsedMs", expect.any(Number));
  });
});

describe("generateImage", () => {
  it("writes nothing on stdout and stderr of the program that calls it", async () => {
    const { generateImage } = await import("../../src/library/index.ts");
    const written = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
    const { fetchImpl } = stubFetch([created, done]);
    const config = { apiKey: "sk-test-12345678", baseUrl: "https://api.hiapi.test", fetchImpl };
    await generateImage({ model: "gpt-image-2-pro", prompt: "A fox", save: false, pollIntervalMs: 1 }, config);
    const calls = written.flatMap((spy) => spy.mock.calls);
    expect(calls).toEqual([]);
  });

  it("takes the key and the address from the environment", async () => {
    const { generateImage } = await import("../../src/library/index.ts");
    vi.stubEnv("HIAPI_API_KEY", "sk-from-the-environment");
    vi.stubEnv("HIAPI_BASE_URL", "https://elsewhere.test/");
    const { fetchImpl, calls } = stubFetch([created]);
    expect(await generateImage({ prompt: "A fox", wait: false, fetchImpl })).toMatchObject({ status: "created", outputs: [], taskId });
    expect(calls[0]).toMatchObject({
      url: "https://elsewhere.test/v1/tasks",
      init: { headers: { Authorization: "Bearer sk-from-the-environment" } },
    });
  });

  it("makes no call for a dry run, and throws for an invalid request", async () => {
    const { generateImage } = await import("../../src/library/index.ts");
    vi.stubEnv("HIAPI_API_KEY", undefined);
    const { fetchImpl, calls } = stubFetch([created]);
    const preview = await generateImage({ prompt: "A fox", dryRun: true, fetchImpl });
    expect(preview).toMatchObject({ ok: true, paidTaskCreated: false, payload: { model: "gpt-image-2" } });
    await expect(generateImage({ prompt: "A fox", resolution: "9K", fetchImpl })).rejects.toThrow('Unsupported resolution "9K"');
    await expect(generateImage({ prompt: "A fox", fetchImpl })).rejects.toThrow(
      "HIAPI_API_KEY is required. Get one at https://www.hiapi.ai/en/register",
    );
    expect(calls).toEqual([]);
  });
});
