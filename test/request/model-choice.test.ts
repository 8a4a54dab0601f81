import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildImagePayload } from "../../src/request/index.ts";
import { png } from "../fixtures/pictures.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** Which model a request without `--model` means, and in which field its references go. */

const link = "https://example.com/a.png";
const uri = `data:image/png;base64,${png.toString("base64")}`;
const text = "gpt-image-2/text-to-image";
const edit = "gpt-image-2/image-to-image";
const several = "gpt-image-2-image-to-image";

const cases: [string, string, Record<string, unknown>][] = [
  ["", "gpt-image-2", {}],
  [`--input-url ${link}`, several, { input_urls: [link] }],
  [`--input-image-url ${link}`, several, { input_urls: [link] }],
  [`--input-urls ${link},${link}`, several, { input_urls: [link, link] }],
  ["--input-url local.png", edit, { image: uri }],
  [`--input-url ${uri}`, edit, { image: uri }],
  ["--input-url local.png --input-url local.png", several, { input_urls: [uri, uri] }],
  [`--input-url ${link} --input-url local.png`, several, { input_urls: [link, uri] }],
  [`--image ${link}`, edit, { image: link }],
  ["--image local.png", edit, { image: uri }],
  [`--image ${uri}`, edit, { image: uri }],
  ["--route ext", text, {}],
  ["--route EXT", text, {}],
  ["--route beta", text, {}],
  ["--route default", "gpt-image-2", {}],
  ["--route=", "gpt-image-2", {}],
  ["--quality high", text, {}],
  [`--quality high --input-url ${link}`, edit, { image_urls: [link] }],
  ["--quality high --input-url local.png", edit, { image_urls: [uri] }],
  ["--size 1536x1024", text, {}],
  ["--background transparent", text, {}],
  [`--background transparent --input-url ${link}`, edit, { input_urls: [link] }],
  ["--background transparent --input-url local.png", edit, { image: uri }],
  [`--route ext --input-url ${link}`, edit, { image_urls: [link] }],
  ["--route ext --input-url local.png", edit, { image_urls: [uri] }],
  [`--model ${several} --input-url local.png`, several, { input_urls: [uri] }],
  [`--model ${edit} --input-url local.png`, edit, { input_urls: [uri] }],
  [`--model ${edit} --route ext --input-url local.png`, edit, { image_urls: [uri] }],
];

const refused: [string, RegExp][] = [
  [`--image ${link} --input-url ${link}`, /image/],
  [`--route ext --image ${link}`, /does not accept image/],
  [`--route beta --input-url ${link}`, /route/],
  [`--model gpt-image-2 --image ${link}`, /does not accept image/],
  [`--model gpt-image-2 --input-url ${link}`, /does not accept input_urls/],
  [`--model ${several} --image ${link}`, /does not accept image/],
  [`--model ${edit}`, /requires 1-16 input image URLs/],
  ["--route nope", /route/],
  ["--model gpt-image-2 --route ext", /route/],
];

async function dryRun(flags: string) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "local.png"), png);
  return runProgram(["Draw", ...flags.split(" ").filter((word) => word !== ""), "it", "--dry-run"], { cwd });
}

describe("a model that an option chooses", () => {
  it.each([
    ["--quality high", "ext", /--quality chooses gpt-image-2\/text-to-image with --route ext/],
    ["--size 1536x1024", "beta", /--size chooses gpt-image-2\/text-to-image with --route beta/],
    ["--background opaque", undefined, /--background chooses gpt-image-2\/text-to-image/],
  ])("%s is reported, with its route", async (flags, route, words) => {
    const { document, stderr } = await dryRun(flags);
    expect(document.payload.route).toBe(route);
    expect(stderr).toMatch(words);
  });

  it("is the same in the library", () => {
    expect(buildImagePayload({ prompt: "p", quality: "high" })).toMatchObject({ model: text, route: "ext", input: { quality: "high" } });
    expect(buildImagePayload({ prompt: "p", background: "transparent" })).toMatchObject({ model: text });
    expect(buildImagePayload({ prompt: "p", route: "default" }).model).toBe("gpt-image-2");
    expect(() => buildImagePayload({ prompt: "p", inputUrls: [link] })).toThrow(/does not accept input_urls/);
  });

  it("is named when a pair is refused", () => {
    expect(() => buildImagePayload({ prompt: "p", aspectRatio: "1:1", resolution: "4K" })).toThrow(
      /--model gpt-image-2\/text-to-image --route ext/,
    );
    expect(() => buildImagePayload({ model: text, prompt: "p", aspectRatio: "1:1", resolution: "4K" })).toThrow(/or use --route ext/);
  });
});

describe("the model that is meant", () => {
  it.each(cases)("%s → %s", async (flags, model, references) => {
    const { code, document, stderr } = await dryRun(flags);
    expect(code, stderr).toBe(0);
    const { input } = document.payload;
    const sent = Object.fromEntries(Object.entries(input).filter(([key]) => ["input_urls", "image_urls", "image"].includes(key)));
    expect({ model: document.payload.model, sent }).toEqual({ model, sent: references });
  });

  it.each(refused)("%s is refused", async (flags, words) => {
    const { code, document } = await dryRun(flags);
    expect({ code, kind: document.error?.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document.error.message).toMatch(words);
  });
});
