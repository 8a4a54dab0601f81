import { describe, expect, it } from "vitest";
import { elideData, extractImageOutputs, phaseOf, readImageOutputs } from "../../src/api/index.ts";

/** Which entries of an answer are its images, and how many of them. */

const link = (name: string) => `https://cdn.test/${name}.png`;
const entry = (type: unknown, name = String(type)) => ({ url: link(name), type });
const read = (output: unknown) => readImageOutputs({ data: { status: "success", output } }).map(({ value }) => value);
const base64 = "iVBORw0KGgo".repeat(10);

describe("an entry", () => {
  const images = [
    undefined,
    null,
    "",
    " ",
    7,
    "image",
    "IMAGE",
    " Image ",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/avif",
    "Image/GIF",
  ];
  it.each([...images, "image/x-unknown", "image/png; charset=binary", "image_url", "output_image"])("of type %j is an image", (type) => {
    expect(read([entry("mystery"), entry(type, "a"), entry("result")])).toEqual([link("a")]);
  });

  it.each(["picture", "png", "photo", "img", "images", "result", "file", "final", "application/octet-stream", "__proto__", "toString"])(
    "of the unknown type %j is taken where nothing else is left",
    (type) => {
      expect(read([entry(type, "a")])).toEqual([link("a")]);
      expect(read([entry("video"), entry(type, "a"), entry("thumbnail")])).toEqual([link("a")]);
      expect(read([entry(type), entry("image", "a"), entry(type, "c")])).toEqual([link("a")]);
      expect(read([{ type, content: [entry(type, "deep")] }])).toEqual([link("deep")]);
      expect(readImageOutputs({ data: { output: [entry(type)], images: [entry("image", "a")] } })).toEqual([
        { kind: "url", value: link("a") },
      ]);
    },
  );

  it.each(["video", "audio", "thumbnail", "first_frame", "last_frame", "VIDEO", "video/mp4", "audio/mpeg", "thumb", "thumbnail_small"])(
    "of type %j is never an image",
    (type) => {
      expect(read([entry(type)])).toEqual([]);
      expect(read([entry(type), entry("image", "a")])).toEqual([link("a")]);
    },
  );

  it("has the type of its MIME type", () => {
    expect(extractImageOutputs({ data: { output: [{ type: "image/webp", b64_json: base64 }] } })).toEqual([
      { kind: "data-uri", mimeType: "image/webp", value: `data:image/webp;base64,${base64}` },
    ]);
  });
});

describe("an answer with very many entries", () => {
  const many = (make: (index: number) => unknown) => Array.from({ length: 100_000 }, (_, index) => make(index));
  const markdown = many((index) => `![a](${link(String(index))})`).join(" ");

  it.each<[string, unknown, number]>([
    ["different images", many((index) => entry("image", String(index))), 16],
    ["the same image", many(() => entry("image", "a")), 1],
    ["unknown words", many((index) => entry(`word-${index}`)), 16],
    ["videos", many((index) => entry("video", String(index))), 0],
    ["videos before one image", [...many((index) => entry("video", String(index))), entry("image", "a")], 1],
    ["entries of no use", many((index) => [{}, null, index, "text", { url: "a.png" }][index % 5]), 0],
    ["entries in one entry", [{ content: many((index) => entry("image", String(index))) }], 16],
    ["base64", many((index) => ({ b64_json: `${base64}${String(index).padStart(8, "A")}` })), 16],
    ["one text of links", [{ content: markdown }], 16],
    ["one text of beginnings", [{ content: "![](".repeat(100_000) }, { content: `${"![".repeat(100_000)}](x)` }], 0],
  ])("%s: at most 16 images, in little more time than reading it takes", (_, output, count) => {
    const body = { data: { output } };
    const text = JSON.stringify(body);
    const startedAt = performance.now();
    const parsed: unknown = JSON.parse(text);
    expect(readImageOutputs(parsed)).toHaveLength(count);
    phaseOf(parsed);
    elideData(parsed);
    // A walk over pairs takes minutes here.
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it("keeps the first ones, in their order", () => {
    const names = Array.from({ length: 20 }, (_, index) => String(index));
    expect(read(names.flatMap((name) => [entry("image", name), entry("image", name)]))).toEqual(names.slice(0, 16).map(link));
  });
});
