import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { png } from "../fixtures/pictures.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** Which model a request without `--model` means (design section 3), and in which field its references go. */

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
