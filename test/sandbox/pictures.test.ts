import { crc32, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allRatios, allResolutions } from "../../src/request/catalogue.ts";
import { createPictureCache, drawPicture, pictureFor } from "../../src/sandbox/picture.ts";
import { pixelSize } from "../../src/sandbox/sizes.ts";

/** A PNG taken apart; throws when anything in it is wrong. */
function opened(bytes: Buffer) {
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(named));
    chunks.push({ type: named.toString("latin1", 0, 4), data: named.subarray(4) });
    at += length + 12;
  }
  expect(chunks[0]?.type).toBe("IHDR");
  expect(chunks.at(-1)).toMatchObject({ type: "IEND", data: Buffer.alloc(0) });
  const header = chunks[0]?.data ?? Buffer.alloc(13);
  const [width, height, colourType] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9]];
  const channels = colourType === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  expect(raw.length).toBe(height * (1 + width * channels));
  return { width, height, colourType, pixels: unfiltered(raw, width * channels, height, channels), channels };
}

function unfiltered(raw: Buffer, stride: number, height: number, channels: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    expect([1, 2]).toContain(filter);
    for (let x = 0; x < stride; x += 1) {
      const left = x < channels ? 0 : (out[y * stride + x - channels] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const before = filter === 1 ? left : up;
      out[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + before;
    }
  }
  return out;
}

describe("pixelSize", () => {
  it.each<[string, "1K" | "2K" | "4K", number, number]>([
    ["1:1", "1K", 1024, 1024],
    ["3:2", "1K", 1536, 1024],
    ["16:9", "1K", 1536, 864],
    ["2:1", "1K", 2048, 1024],
    ["1:1", "2K", 2048, 2048],
    ["16:9", "2K", 2048, 1152],
    ["16:9", "4K", 3840, 2160],
    ["9:16", "4K", 2160, 3840],
    ["auto", "1K", 1024, 1024],
  ])("%s at %s", (aspectRatio, resolution, width, height) => expect(pixelSize({ aspectRatio, resolution })).toEqual({ width, height }));

  it("has every ratio at every resolution: exact, in steps of 16, growing, at most 3840", () => {
    for (const aspectRatio of allRatios) {
      let smaller = 0;
      for (const resolution of allResolutions) {
        const { width, height } = pixelSize({ aspectRatio, resolution });
        const [wide = 1, high = 1] = aspectRatio === "auto" ? [] : aspectRatio.split(":").map(Number);
        expect([width % 16, height % 16, width * high - height * wide]).toEqual([0, 0, 0]);
        expect(Math.max(width, height)).toBeLessThanOrEqual(3840);
        expect(width * height).toBeGreaterThan(smaller);
        smaller = width * height;
      }
    }
  });

  it.each([
    ["1536x1024", 1536, 1024],
    ["100x99999", 96, 3840],
    ["010x500", 16, 496],
    ["auto", 1024, 1024],
  ])("of beta: %s", (size, width, height) => {
    expect(pixelSize({ size })).toEqual({ width, height });
  });
});

describe("pictures", () => {
  const draw = (input: Record<string, unknown>) => drawPicture(pictureFor({ prompt: "a lighthouse", ...input }));

  it.each(["coast, a lighthouse", "ein Berg am See", "!?", "日本"])("%s is a whole PNG of its size, without alpha", async (prompt) => {
    const { width, height, colourType, pixels } = opened(await draw({ prompt, aspect_ratio: "3:2" }));
    expect([width, height, colourType]).toEqual([1536, 1024, 2]);
    expect(new Set(pixels.subarray(0, 300_000)).size).toBeGreaterThan(20);
  });

  it("a transparent one is clear in its corners, solid in the middle, smooth between", async () => {
    const { width, height, colourType, pixels } = opened(await draw({ background: "transparent" }));
    const alpha = (x: number, y: number) => pixels[(y * width + x) * 4 + 3];
    expect(colourType).toBe(6);
    expect([alpha(0, 0), alpha(width - 1, 0), alpha(0, height - 1), alpha(width / 2, height / 2)]).toEqual([0, 0, 0, 255]);
    expect(pixels.some((value, index) => index % 4 === 3 && value > 0 && value < 255)).toBe(true);
  });

  it("is the same for the same prompt and another for another", async () => {
    const size = "256x256";
    const [one, same, other] = await Promise.all([draw({ size }), draw({ size }), draw({ size, prompt: "a tabby cat" })]);
    expect(one?.equals(same ?? Buffer.alloc(0))).toBe(true);
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
  });

  it("has white letters in its lower part", async () => {
    const { width, height, pixels } = opened(await draw({ aspect_ratio: "16:9" }));
    const lower = pixels.subarray(width * 3 * Math.floor(height * 0.7));
    let white = 0;
    for (let at = 0; at < lower.length; at += 3) if (Math.min(lower[at] ?? 0, lower[at + 1] ?? 0, lower[at + 2] ?? 0) > 240) white += 1;
    expect(white).toBeGreaterThan(width * height * 0.003);
  });

  it("can be drawn for any prompt at the oddest sizes", async () => {
    const sizes = fc.tuple(fc.integer({ min: 16, max: 400 }), fc.integer({ min: 16, max: 400 })).map(([wide, high]) => `${wide}x${high}`);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), sizes, fc.boolean(), async (prompt, size, clear) => {
        const { width, height } = opened(await draw({ prompt, size, ...(clear ? { background: "transparent" } : {}) }));
        expect({ width, height }).toEqual(pixelSize({ size }));
      }),
      { numRuns: 40 },
    );
  });

  it("come from the cache while it keeps them; with samePicture one serves a size", async () => {
    const one = pictureFor({ prompt: "one", size: "64x64" });
    const two = pictureFor({ prompt: "two", size: "64x64" });
    const usual = createPictureCache(false);
    expect(usual.bytes(one)).toBe(usual.bytes(one));
    expect(usual.bytes(two)).not.toBe(usual.bytes(one));
    const same = createPictureCache(true);
    expect(same.bytes(two)).toBe(same.bytes(one));
  });
});
