import { describe, expect, it } from "vitest";
import type { RequestOptions } from "../../src/request/request-options.ts";
import { nameOf, optionsFor, rows } from "../fixtures/contract-table.ts";
import { build } from "../fixtures/verdict.ts";

const named = rows.map((row) => [nameOf(row), row] as const);
const picture = "https://example.com/a.png";
const urls = (count: number) => Array.from({ length: count }, (_, index) => `https://example.com/${index}.png?sig=a,b`);

describe("reference images", () => {
  it.each(named)("%s takes its own count of them, 0 to 17 tried, in its own field", (_, row) => {
    for (let count = 0; count <= 17; count += 1) {
      const { payload, error } = build({ ...optionsFor(row), inputUrls: urls(count) });
      const { field, min, max } = row.references ?? { field: "input_urls", min: 0, max: 0 };
      if (count < min || count > max) {
        const words = row.references ? `requires ${min}-${max} input image URLs` : "does not accept input_urls";
        expect(error?.message, `${count} references`).toContain(words);
        continue;
      }
      const sent = Object.keys(payload?.input ?? {}).filter((key) => /url|image/.test(key));
      expect(sent, `${count} references`).toEqual(count === 0 ? [] : [field]);
      expect(payload?.input[field], `${count} references`).toEqual(count === 0 ? undefined : urls(count));
    }
  });

  it.each(named)("%s takes a single image where the table says so", (_, row) => {
    const { payload, error } = build({ ...optionsFor(row), inputUrls: undefined, image: picture });
    if (!row.image) return expect(error?.message).toMatch(/does not accept image\b/);
    expect(payload?.input).toStrictEqual({ prompt: "A lighthouse at dusk", image: picture, aspect_ratio: "auto", resolution: "1K" });
  });

  it("refuses a single image beside a list", () => {
    const { problems } = build({ model: "gpt-image-2/image-to-image", prompt: "x", image: picture, inputUrls: [picture] });
    expect(problems.map((problem) => problem.field)).toEqual(["image"]);
  });

  it("takes data URIs of PNG, JPEG and WebP as they are, and no other text", () => {
    const model = "gpt-image-2/image-to-image";
    for (const type of ["png", "jpeg", "webp"]) {
      const image = `data:image/${type};base64,iVBORw0KGgo=`;
      expect(build({ model, prompt: "x", image }).payload?.input.image).toBe(image);
    }
    const wrong = [
      "data:image/gif;base64,R0lGODlh",
      "data:text/plain;base64,AAAA",
      "data:image/png,raw",
      "data:image/png;base64,",
      "ftp://example.com/a.png",
      "a.png",
      "http://",
      "https://exa mple.com/a",
      "",
    ];
    for (const image of wrong) expect(build({ model, prompt: "x", image }).problems, image).toMatchObject([{ field: "image" }]);
  });
});

describe("fields that only some rows have", () => {
  const fields: [string, keyof (typeof rows)[number], RequestOptions[]][] = [
    ["quality", "quality", [{ quality: "low" }, { quality: "medium" }, { quality: "high" }]],
    ["background", "background", [{ background: "auto" }, { background: "opaque" }, { background: "transparent" }]],
    ["size", "size", [{ size: "auto" }, { size: "512x512" }, { size: "1536x1024" }, { size: "10240x10240" }]],
  ];

  it.each(fields)("%s: sent where the table has it, refused by name elsewhere", (field, flag, changes) => {
    for (const row of rows) {
      for (const change of changes) {
        const { payload, problems } = build({ ...optionsFor(row), ...change });
        const where = `${nameOf(row)} ${JSON.stringify(change)}`;
        expect(payload?.input[field], where).toBe(row[flag] ? Object.values(change)[0] : undefined);
        expect(problems, where).toMatchObject(row[flag] ? [] : [{ field, given: Object.values(change)[0] }]);
      }
    }
  });

  const refused: [string, string, RequestOptions][] = [
    ["quality", "gpt-image-2/text-to-image@ext", { quality: "ultra" }],
    ["quality", "gpt-image-2/image-to-image@ext", { quality: "" }],
    ["background", "gpt-image-2/text-to-image", { background: "green" }],
    ["background", "gpt-image-2/image-to-image", { background: "" }],
    ["size", "gpt-image-2/text-to-image@beta", { size: "12x12" }],
    ["size", "gpt-image-2/text-to-image@beta", { size: "100000x100" }],
    ["size", "gpt-image-2/text-to-image@beta", { size: "1024" }],
    ["size", "gpt-image-2/text-to-image@beta", { size: "1024x1024\n" }],
    ["size", "gpt-image-2/text-to-image@beta", { size: "" }],
  ];

  it.each(refused)("%s of %s refuses %j", (field, name, change) => {
    const row = rows.find((candidate) => nameOf(candidate) === name);
    const { problems } = build({ ...optionsFor(row!), ...change });
    // A trailing line break may be trimmed like any other blank.
    if (change.size?.endsWith("\n")) return expect(problems).toEqual([]);
    expect(problems).toMatchObject([{ field, given: Object.values(change)[0] }]);
  });

  it.each(["2K", "4K"])("background is for 1K, not %s", (resolution) => {
    for (const row of rows.filter(({ background }) => background)) {
      const { problems } = build({ ...optionsFor(row), aspectRatio: "16:9", background: "transparent", resolution });
      expect(problems, nameOf(row)).toMatchObject([{ field: "background", given: "transparent" }]);
    }
  });

  it("nothing is sent that was not asked for, but the defaults", () => {
    const { payload } = build({ model: "gpt-image-2/text-to-image", prompt: "x" });
    expect(payload).toStrictEqual({ model: "gpt-image-2/text-to-image", input: { prompt: "x", aspect_ratio: "auto", resolution: "1K" } });
  });
});

describe("storage, callback and case, the same for every row", () => {
  it.each(named)("%s", (_, row) => {
    const options = optionsFor(row);
    const plain = build(options).payload;
    expect(plain && "storage" in plain).toBe(false);
    expect(build({ ...options, storage: "temp" }).payload).toStrictEqual(plain);
    expect(build({ ...options, storage: " TEMP " }).payload).toStrictEqual(plain);
    expect(build({ ...options, storage: "Persistent" }).payload).toMatchObject({ ...plain, storage: "persistent" });
    expect(build({ ...options, callbackUrl: "https://your.example/hook?a=1" }).payload).toStrictEqual({
      ...plain,
      callback: { url: "https://your.example/hook?a=1", when: "final" },
    });
  });

  const wrong: [string, RequestOptions | Record<string, unknown>][] = [
    ["storage", { storage: "" }],
    ["storage", { storage: null }],
    ["storage", { storage: "forever" }],
    ["callback_url", { callbackUrl: "http://your.example/hook" }],
    ["callback_url", { callbackUrl: "your.example/hook" }],
    ["callback_url", { callbackUrl: "" }],
    ["callback_url", { callbackUrl: null }],
    ["route", { route: null }],
    ["route", { route: "gamma" }],
  ];

  it.each(wrong)("%s refuses %j", (field, change) => {
    const { error, problems } = build({ model: "gpt-image-2/text-to-image", prompt: "x", ...change });
    expect(error?.kind).toBe("usage");
    expect(problems).toMatchObject([{ field }]);
  });

  it("resolution and background in any case, sent as the contract spells them", () => {
    const { payload } = build({ model: "gpt-image-2/text-to-image", prompt: "x", resolution: "1k", background: "OPAQUE" });
    expect(payload?.input).toMatchObject({ resolution: "1K", background: "opaque" });
  });
});
