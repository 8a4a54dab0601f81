import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createdAtOf, elideData, extractTaskFailureSummary, extractTaskId, getTaskStatus, phaseOf } from "../../src/api/answer.ts";
import { parseRetryAfter } from "../../src/api/exchange.ts";
import { buildHttpErrorMessage, failureError, readFailure, summarizeErrorBody } from "../../src/api/failure.ts";
import { modelFileSlug, picturePrefix, safePrefix } from "../../src/images/file-names.ts";
import { inspectImage } from "../../src/images/inspect.ts";
import { extractImageOutputs } from "../../src/library/index.ts";
import { makeAvif, makeGif, makeJpeg, makePng, makeWebp, pictures } from "../support/standin-pictures.ts";

/** Readers of what others wrote: they never throw, and never take half for whole. */

const inspect = (bytes: Uint8Array) =>
  inspectImage({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)) });

describe("inspectImage", () => {
  it.each(pictures)("knows a $name, its size and its end", async ({ bytes, mimeType, extension }) => {
    expect(await inspect(bytes)).toEqual({ mimeType, extension, width: 48, height: 32, whole: true });
  });

  it.each([
    ["PNG", makePng(9, 7)],
    ["PNG that carries another PNG, as content credentials do", makePng(9, 7, [{ type: "caBX", data: makePng(3, 3) }])],
    ["JPEG", makeJpeg(9, 7)],
    ["JPEG with a thumbnail", makeJpeg(9, 7, makeJpeg(2, 2))],
    ["WebP", makeWebp(9, 7)],
    ["GIF whose palette and data hold the byte of its trailer", makeGif(9, 7)],
    ["AVIF", makeAvif(9, 7)],
  ])("tells every truncation of a %s from the whole", async (_, bytes) => {
    expect(await inspect(bytes)).toMatchObject({ whole: true, width: 9, height: 7 });
    const taken: number[] = [];
    for (let length = 0; length < bytes.length; length += 1) {
      if ((await inspect(bytes.subarray(0, length)))?.whole) taken.push(bytes.length - length);
    }
    expect(taken, "bytes that were missing when it passed for whole").toEqual([]);
  });

  it("takes a picture with any bytes behind its end", async () => {
    for (const { name, bytes } of pictures)
      for (const tail of ["\0\0\0", "\n", "<!-- cached by a proxy -->", "\0".repeat(64), "\0\0\0\x08free"])
        expect(await inspect(Buffer.concat([bytes, Buffer.from(tail)])), `${name} ${tail}`).toMatchObject({ whole: true });
  });

  it.each(["avifmif1", "mif1avifmiaf", "msf1avis", "heicmif1avif", `mif1${"miaf".repeat(9)}avif`])(
    "knows an AVIF of brands %s",
    async (brands) => {
      expect(await inspect(makeAvif(9, 7, brands))).toEqual({
        mimeType: "image/avif",
        extension: "avif",
        width: 9,
        height: 7,
        whole: true,
      });
    },
  );

  it.each(["heicmif1", "mif1heic", "isommp42", "mif1"])("knows no AVIF of brands %s", async (brands) => {
    expect(await inspect(makeAvif(9, 7, brands))).toBeUndefined();
  });

  it("never throws, whatever the bytes", async () => {
    const heads = pictures.map(({ bytes }) => fc.nat({ max: bytes.length }).map((length) => Buffer.from(bytes.subarray(0, length))));
    const junk = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(...heads, fc.constant(Buffer.alloc(0))), junk, async (head, tail) => {
        const facts = await inspect(Buffer.concat([head, tail]));
        for (const side of [facts?.width, facts?.height]) expect(side === undefined || Number.isInteger(side)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws when bytes within a picture are others", async () => {
    for (const { bytes } of pictures) {
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, others) => {
          const spoiled = Buffer.from(bytes);
          spoiled.set(others.subarray(0, bytes.length - at), at);
          await inspect(spoiled);
        }),
        { numRuns: 300 },
      );
    }
  });
});

/** JSON with the words in it that the readers look for, so that they go deep. */
const words = [
  "data",
  "output",
  "error",
  "code",
  "message",
  "taskId",
  "id",
  "status",
  "url",
  "type",
  "content",
  "choices",
  "b64_json",
  "image_url",
  "created",
  "expireAt",
  "success",
  "fail",
  "__proto__",
  "toString",
  "valueOf",
  "length",
];
const leaf = fc.oneof(
  fc.constantFrom(...words),
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("data:image/png;base64,AAAA", "![a](data:,)", "https://x/y", "A".repeat(80)),
);
const answer = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie("value"), { maxKeys: 6 }),
    ),
  }))
  .value.map((value): unknown => JSON.parse(JSON.stringify(value) ?? "null"));

describe("the readers of answers", () => {
  it("never throw on any JSON, and keep to their types", () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 100, max: 999 }), (body, status) => {
        for (const text of [extractTaskId(body), getTaskStatus(body), extractTaskFailureSummary(body), phaseOf(body)])
          expect(typeof text).toBe("string");
        for (const output of extractImageOutputs(body)) expect(["url", "data-uri"]).toContain(output.kind);
        const at = createdAtOf(body);
        expect(at === undefined || Number.isFinite(at)).toBe(true);
        JSON.stringify(elideData(body));
        const failure = readFailure(status, body);
        if (failure) expect(failureError(failure, "poll", "https://api.test").message.length).toBeLessThanOrEqual(500);
        expect(typeof summarizeErrorBody(body)).toBe("string");
        expect(buildHttpErrorMessage(status, body)).toContain(`HTTP ${status}`);
      }),
      { numRuns: 3000 },
    );
  });

  it("elide all the data of a picture, wherever it stands", () => {
    const data = Buffer.alloc(600, 0x41).toString("base64");
    for (const text of [
      data,
      `data:image/png;base64,${data}`,
      `data:;base64,${data}`,
      `data:image/png;name=a.png;base64,${data}`,
      `see ![x](data:image/png;base64,${data}) and ![y](data:image/webp;base64,${data})`,
    ]) {
      expect(JSON.stringify(elideData({ deep: [{ b64_json: text }] })), text.slice(0, 40)).not.toContain(data.slice(0, 100));
    }
  });

  it("survive thousands of pictures in one text", () => {
    const many = "![a](data:image/png;base64,QUJD) ".repeat(20_000);
    expect(() => elideData({ content: many })).not.toThrow();
  });

  it("read Retry-After as seconds or a date, and nothing else", () => {
    const now = Date.UTC(2026, 10, 21);
    for (const [text, ms] of [
      ["5", 5000],
      [" 0 ", 0],
      ["Sat, 21 Nov 2026 00:00:07 GMT", 7000],
      ["Fri, 20 Nov 2026 00:00:00 GMT", 0],
    ] as const)
      expect(parseRetryAfter(text, now), text).toBe(ms);
    for (const text of ["", "soon", "-1", "1, 2", "5 s", "NaN", "0x10"]) expect(parseRetryAfter(text, now), text).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => (parseRetryAfter(text, now) ?? 0) >= 0));
  });
});

describe("file names", () => {
  const forbidden = /[<>:"/\\|?*]|\p{Cc}|[. ]$|^\.|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu;

  it.each([
    "CON",
    "nul.txt",
    "com1",
    "LPT9.tar.gz",
    "aux ",
    "COM¹",
    "a/b",
    "..",
    ".",
    "",
    " ",
    "...",
    "x.",
    "a:b",
    "line\nbreak",
    "é".repeat(300),
    "🖼️".repeat(90),
    "CONIN$",
    "con .png",
    "\u202egnp.exe",
  ])("makes %j safe", (text) => {
    const prefix = safePrefix(text);
    expect(prefix).not.toMatch(forbidden);
    expect(prefix).not.toBe("");
  });

  it("are safe on every system, whatever the words", () => {
    const pieces = fc.constantFrom("con", "nul", ".", " ", "/", "\\", "com1", ":", "…", "é", "🖼", "\ud83d", "\u0000", "-", "a");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
          fc.string({ unit: "binary", maxLength: 400 }),
        ),
        (text) => {
          const prefix = picturePrefix({ prefix: text, createdAt: 0, taskId: text });
          for (const name of [safePrefix(text), prefix]) expect(name).not.toMatch(forbidden);
          expect(Buffer.byteLength(`.${prefix}-1-10000.0123456789ab.part`)).toBeLessThanOrEqual(255);
          // A half of a pair would be another name on disk than in the document.
          if (!/\p{Surrogate}/u.test(text)) expect(prefix).not.toMatch(/\p{Surrogate}/u);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("keep the slug of a model", () => expect(modelFileSlug("gpt-image-2/text-to-image@ext")).toBe("gpt-image-2-text-to-image-ext"));
});
