import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFileName, namePrefix, nameProblem, picturePrefix, safePrefix } from "../../src/images/file-names.ts";
import { runProgram } from "../support/program.ts";

/** The rules for file names, for systems that these tests do not run on; saving-readers.test.ts has the forbidden ones. */

const devices = [
  "CON",
  "PRN",
  "AUX",
  "NUL",
  "CONIN$",
  "CONOUT$",
  ...["COM", "LPT"].flatMap((port) => [..."0123456789¹²³"].map((end) => port + end)),
];
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(fc.constantFrom("con", "NUL", ".", " ", "…", "-", "a", "é", "🖼", "\t", ":", "com1"), { maxLength: 40 })
    .map((parts) => parts.join("")),
);

describe("a prefix", () => {
  it.each(devices)("is never the device %s, however it is written", (device) => {
    for (const name of [device, device.toLowerCase(), `${device} `, `${device}.png`, `${device}.tar.gz`, ` ${device} .x`]) {
      const base = safePrefix(name).split(".")[0]?.trimEnd().toUpperCase() ?? "";
      expect(devices, name).not.toContain(base);
    }
    expect(safePrefix(`${device}ERT`)).toBe(`${device}ERT`);
  });

  it("ends in no dot and no space, wherever it was cut", () => {
    for (let length = 50; length <= 90; length += 1)
      for (const end of [" ", ".", " .", "é ", "🖼."])
        expect(safePrefix(`${"é".repeat(length)}${end}tail ${"ü. ".repeat(40)}`)).not.toMatch(/[. ]$/);
  });

  it("stays as it is when it is made again, and is never empty", () => {
    fc.assert(
      fc.property(words, (text) => {
        const prefix = safePrefix(text);
        expect(prefix).not.toBe("");
        expect(safePrefix(prefix)).toBe(prefix);
      }),
      { numRuns: 3000 },
    );
  });

  it("leaves room for the rest of the longest name: in bytes for Linux, in UTF-16 units for Windows and macOS", () => {
    const mark = `01234567-4194304-${"0".repeat(12)}`;
    fc.assert(
      fc.property(words, (text) => {
        const name = `.${picturePrefix({ prefix: `sandbox-${safePrefix(text)}`, createdAt: 8.64e15 - 1, taskId: "V7D9QR2K" })}-16.${mark}.part`;
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name.length).toBeLessThanOrEqual(255);
      }),
      { numRuns: 1000 },
    );
  });
});

it("pictures of two tasks have names that differ in more than case", () => {
  const taskIds = fc.string({ unit: fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(words, taskIds, taskIds, (prefix, first, second) => {
      fc.pre(first !== second);
      const nameOf = (taskId: string) => picturePrefix({ prefix, createdAt: 0, taskId: `tk-hiapi-${taskId}` }).toLowerCase();
      expect(nameOf(first)).not.toBe(nameOf(second));
    }),
  );
});

describe("a file name", () => {
  it("is no prefix, and no prefix is one", () => {
    const dotted = fc
      .array(fc.constantFrom("a", ".png", ".JPEG", ".avif", " ", ".", "/"), { maxLength: 8 })
      .map((parts) => `a${parts.join("")}`);
    fc.assert(fc.property(fc.oneof(words, dotted), (text) => !isFileName(namePrefix(text).prefix)));
  });

  it.each(["hero.png", "a b.JPG", "..png.webp", "hero.HEIC", "hero.tif"])("%s is one", (name) => expect(isFileName(name)).toBe(true));

  it.each(["../hero.png", "/etc/hero.png", "..\\hero.png", "a\0.png", ".png", "png", "hero.png ", "hero.txt"])("%j is none", (name) =>
    expect(isFileName(name)).toBe(false),
  );
});

describe("--name", () => {
  it.each([
    ["harbour", "harbour", []],
    [" harbour ", "harbour", []],
    ["v1.2", "v1.2", []],
    ["harbour.png", "harbour", [/extension is left out/]],
    ["nul", "nul-image", [/"nul": file names begin with "nul-image", which every system takes/]],
    ["a:b?.jpg", "a-b-", [/extension/, /begin with "a-b-"/]],
    ["x".repeat(300), `${"x".repeat(79)}-`, [/begin with/]],
  ])("%j", (name, prefix, notices) => {
    expect(nameProblem(name)).toBeUndefined();
    const made = namePrefix(name);
    expect(made.prefix).toBe(prefix);
    expect(made.notices).toHaveLength(notices.length);
    for (const [index, words] of notices.entries()) expect(made.notices[index]).toMatch(words);
  });

  it("says on stderr what it changes, and resume says the same", async () => {
    const asked = await runProgram(["A fox", "--dry-run", "--name", "con.png"]);
    expect(asked.stderr.match(/^warning: --name /gm)).toHaveLength(2);
    const env = { HIAPI_API_KEY: "sandbox-key" };
    const resumed = await runProgram(["resume", "--name", "con"], { env });
    expect({ code: resumed.code, stderr: resumed.stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^warning: --name "con"/m),
    });
  });

  it.each(["a/b", "a\\b", "", " "])("%j is refused by resume as by generate", async (name) => {
    const env = { HIAPI_API_KEY: "sandbox-key" };
    for (const argv of [["A fox", "--dry-run"], ["resume"]]) {
      const { code, document } = await runProgram([...argv, `--name=${name}`], { env });
      expect({ code, fields: document.error.problems.map(({ field }: { field: string }) => field) }).toEqual({ code: 2, fields: ["name"] });
    }
  });
});
