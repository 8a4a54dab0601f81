import fc from "fast-check";
import { expect, it } from "vitest";
import { readLines } from "../../src/fs/lines.ts";

async function linesOf(pieces: readonly Uint8Array[], maxBytes?: number) {
  const found = [];
  for await (const line of readLines(
    (async function* () {
      yield* pieces;
    })(),
    maxBytes,
  ))
    found.push(line);
  return found;
}

it("lines come whole however the bytes come in pieces, each with its place", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.integer({ min: 1, max: 9 })), async (texts, cuts) => {
      const lines = texts.map((text) => text.replace(/[\r\n]/g, ""));
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const pieces: Uint8Array[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const end = at + (cuts[turn % cuts.length] ?? bytes.length);
        pieces.push(bytes.subarray(at, end));
        at = end;
      }
      const found = await linesOf(pieces);
      expect(found.map(({ text }) => text)).toEqual(lines);
      for (const { offset, size, text } of found) expect(bytes.subarray(offset, offset + size).toString()).toBe(text);
    }),
  );
});

it("a line past the limit and one that is no UTF-8 are empty, and those after them come", async () => {
  const found = await linesOf([Buffer.from("aaaaaaaaaa"), Buffer.from("aaaa\nok\n"), Buffer.from([0xff, 0x0a]), Buffer.from("end")], 8);
  expect(found.map(({ text }) => text)).toEqual(["", "ok", "", "end"]);
});
