import { describe, expect, it, vi } from "vitest";
import { buildImagePayload, fetchPricingEstimate } from "../../src/library/index.ts";
import { answerStyles, stubFetch } from "../fixtures/fetch-stub.ts";

/** The published price of a payload. All numbers are invented. */

const text = "gpt-image-2/text-to-image";
const edit = "gpt-image-2/image-to-image";
const unit = { en: "per image" };
const list = {
  data: [
    { model_name: "gpt-image-2", base_usd_value: 0.02, base_display_unit: unit },
    {
      model_name: text,
      base_usd_value: 0.03,
      base_display_unit: unit,
      policies: [
        { rule: { resolution: { match: "4K" }, aspect_ratio: { match: "21:9" } }, usd_value: 0.09 },
        { rule: { resolution: { match: "4K" } }, usd_value: 0.06 },
        { rule: { resolution: { match: "2K" } }, usd_value: 0.04 },
      ],
    },
    {
      model_name: `${text}@ext`,
      base_usd_value: 0.01,
      base_display_unit: unit,
      policies: [{ rule: { quality: { match: "high" } }, usd_value: 0.11 }],
    },
    {
      model_name: edit,
      base_usd_value: 0.04,
      base_display_unit: unit,
      policies: [
        { rule: { image: { with: true } }, usd_value: 0.055 },
        { rule: { input_urls: { with: true }, resolution: { match: "2K" } }, usd_value: 0.07 },
      ],
    },
    {
      model_name: `${edit}@ext`,
      base_usd_value: 0.05,
      base_display_unit: unit,
      policies: [{ rule: { image_urls: { with: true } }, usd_value: 0.08 }],
    },
  ],
};
const inputUrls = ["https://example.com/a.png"];

describe("fetchPricingEstimate", () => {
  it.each([
    ["the base price", { model: "gpt-image-2" }, "gpt-image-2", 0.02],
    ["the base price beside policies", { model: text }, text, 0.03],
    ["a matching resolution", { model: text, aspectRatio: "16:9", resolution: "2K" }, text, 0.04],
    ["the first policy of which every rule holds", { model: text, aspectRatio: "21:9", resolution: "4K" }, text, 0.09],
    ["the next where one rule does not hold", { model: text, aspectRatio: "16:9", resolution: "4K" }, text, 0.06],
    ["a route of its own", { model: text, route: "ext" }, `${text}@ext`, 0.01],
    ["a route with a quality", { model: text, route: "ext", quality: "high" }, `${text}@ext`, 0.11],
    ["a field that is present", { model: edit, image: inputUrls[0] }, edit, 0.055],
    ["a field that is present and one that matches", { model: edit, inputUrls, aspectRatio: "16:9", resolution: "2K" }, edit, 0.07],
    ["a field that is present alone", { model: edit, inputUrls }, edit, 0.04],
    ["references on a route", { model: edit, route: "ext", inputUrls }, `${edit}@ext`, 0.08],
  ])("%s", async (_, options, pricingModel, estimatedUsd) => {
    for (const style of Object.keys(answerStyles)) {
      const { fetchImpl } = stubFetch([list], { style });
      const estimate = await fetchPricingEstimate(buildImagePayload({ prompt: "x", ...options }), { fetchImpl });
      expect(estimate).toEqual({
        pricingModel,
        estimatedUsd,
        billingBasis: "per image",
        pricingPage: "https://www.hiapi.ai/en/pricing",
        note: expect.stringMatching(/snapshot/),
      });
    }
  });

  it("reports a model that is not listed, without a price", async () => {
    for (const options of [{ model: "gpt-image-2-pro" }, { model: text, route: "beta" }]) {
      const { fetchImpl } = stubFetch([list]);
      const estimate = await fetchPricingEstimate(buildImagePayload({ prompt: "x", ...options }), { fetchImpl });
      expect(Object.keys(estimate).sort()).toEqual(["billingBasis", "estimatedUsd", "note", "pricingModel", "pricingPage"]);
      expect(estimate).toMatchObject({ estimatedUsd: null, note: expect.stringMatching(/current pricing does not list gpt-image-2/) });
    }
  });

  it("asks the site, without a key, and creates nothing", async () => {
    vi.stubEnv("HIAPI_API_KEY", "sk-canary-12345678");
    const { fetchImpl, calls } = stubFetch([list]);
    const payload = buildImagePayload({ prompt: "x" });
    await fetchPricingEstimate(payload, { fetchImpl });
    vi.stubEnv("HIAPI_SITE_URL", "https://site.test/");
    await fetchPricingEstimate(payload, { fetchImpl });
    expect(calls.map(({ url }) => url)).toEqual(["https://www.hiapi.ai/api/pricing", "https://site.test/api/pricing"]);
    for (const { init } of calls) expect(init).toMatchObject({ method: "GET" });
    expect(JSON.stringify(calls)).not.toMatch(/canary|authorization/i);
  });

  it.each<[string, number, unknown]>([
    ["a refusal", 500, { code: 500, message: "busy", data: null }],
    ["an embedded error", 200, { error: { code: "permission_denied", message: "no" } }],
    ["no list", 200, { data: { rows: [] } }],
    ["null", 200, null],
  ])("throws for %s", async (_, status, body) => {
    const { fetchImpl } = stubFetch([body], { status });
    await expect(fetchPricingEstimate(buildImagePayload({ prompt: "x" }), { fetchImpl })).rejects.toMatchObject({ kind: "unavailable" });
  });

  it.each([
    { model_name: "gpt-image-2", base_usd_value: "free" },
    { model_name: "gpt-image-2", base_usd_value: "" },
    { model_name: "gpt-image-2", base_usd_value: "Infinity" },
    { model_name: "gpt-image-2", base_usd_value: "-1" },
    { model_name: `${text}@ext`, base_usd_value: 0.03 },
    { model_name: edit, base_usd_value: 0.03 },
    { model_name: "gpt-image-2", base_usd_value: Number.NaN },
    { model_name: "gpt-image-2", base_usd_value: -1 },
    { model_name: "gpt-image-2", base_usd_value: null, policies: 7 },
    { model_name: ["gpt-image-2"], base_usd_value: 1 },
    null,
  ])("invents no price from the row %j", async (row) => {
    const { fetchImpl } = stubFetch([{ data: [row] }]);
    expect(await fetchPricingEstimate(buildImagePayload({ prompt: "x" }), { fetchImpl })).toMatchObject({ estimatedUsd: null });
  });

  it("reads a number as text", async () => {
    const row = {
      model_name: "gpt-image-2",
      base_usd_value: "0.04",
      policies: [{ rule: { resolution: { match: "2K" } }, usd_value: " 0.05 " }],
    };
    const prices = [];
    for (const resolution of ["1K", "2K"]) {
      const { fetchImpl } = stubFetch([{ data: [row] }]);
      const payload = buildImagePayload({ prompt: "x", aspectRatio: "16:9", resolution });
      prices.push((await fetchPricingEstimate(payload, { fetchImpl })).estimatedUsd);
    }
    expect(prices).toEqual([0.04, 0.05]);
  });

  it.each([
    [{ model: "gpt-image-2" }, text],
    [{ model: "gpt-image-2-image-to-image", inputUrls }, edit],
    [{ model: "gpt-image-2-pro" }, undefined],
    [{ model: "gpt-image-2-image-to-image-pro", inputUrls }, undefined],
    [{ model: text, route: "ext" }, undefined],
  ])("where a bare id is not listed, takes the price of its slash id and says so: %j", async (options, slash) => {
    const data = [text, edit].map((model_name) => ({ model_name, base_usd_value: 0.03 }));
    const { fetchImpl } = stubFetch([{ data }]);
    const estimate = await fetchPricingEstimate(buildImagePayload({ prompt: "x", ...options }), { fetchImpl });
    if (slash === undefined) expect(estimate.estimatedUsd).toBeNull();
    else
      expect(estimate).toMatchObject({
        pricingModel: slash,
        estimatedUsd: 0.03,
        note: expect.stringContaining(`${options.model} is not listed, this is the price of ${slash}`),
      });
  });
});
