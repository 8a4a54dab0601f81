import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SavedImage } from "../../src/journal/entry.ts";
import { forgetHistory, historyReader, readHistory } from "../../src/journal/history.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { begun } from "../kill/new-record.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `history.jsonl`: a line for each complete request. */

async function keysOf(folder: string): Promise<unknown[]> {
  const keys: unknown[] = [];
  for await (const { key } of readHistory(folder)) keys.push(key);
  return keys;
}

function written(text: string | Buffer): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "history.jsonl"), text);
  return folder;
}

const line = (key: string) => `\n${JSON.stringify({ key, taskId: `tk-${key}` })}\n`;

describe("what is read", () => {
  it.each<[string, string | Buffer, string[]]>([
    ["nothing", "", []],
    ["in order", line("a") + line("b"), ["a", "b"]],
    ["a request that a crash archived twice", line("a") + line("b") + line("a"), ["a", "b"]],
    ["a torn last line", `${line("a")}${line("b").slice(0, -4)}`, ["a"]],
    ["a line behind a torn one", `${line("a")}\n{"key":"b"${line("c")}`, ["a", "c"]],
    ["two lines glued", `${line("a")}{"key":"b"}{"key":"c"}${line("d")}`, ["a", "d"]],
    ["two whole lines glued", `{"id":"1","key":"a"}{"id":"2","key":"b"}${line("c")}`, ["a", "b", "c"]],
    ["a line behind NUL bytes", `${line("a")}${"\0".repeat(99)}{"key":"b"}${line("c")}`, ["a", "b", "c"]],
    ["binary garbage", Buffer.concat([Buffer.from(line("a")), Buffer.from([0, 255, 254, 10, 13, 0]), Buffer.from(line("b"))]), ["a", "b"]],
    ["JSON that is no request", `7\nnull\n[]\n"a"\n{}\n${line("a")}`, ["a"]],
    ["Windows line ends", line("a").replaceAll("\n", "\r\n"), ["a"]],
  ])("%s", async (_, text, keys) => {
    expect(await keysOf(written(text))).toEqual(keys);
  });

  it("no file at all is an empty history", async () => {
    expect(await keysOf(temporaryFolder())).toEqual([]);
    expect(await forgetHistory(temporaryFolder())).toBe(0);
  });

  it("whole lines are read whatever is between them", async () => {
    const piece = fc.string({ unit: "binary" }).filter((text) => !/[\n\r]/.test(text) && !text.trim().startsWith("{"));
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        writeFileSync(join(folder, "history.jsonl"), pieces.map((text, index) => `${text}${line(String(index))}`).join(""));
        expect(await keysOf(folder)).toEqual(pieces.map((_, index) => String(index)));
      }),
      { numRuns: 40 },
    );
  });
});

it("forgetting removes all, and the next request is kept again", async () => {
  const folder = written(line("a") + line("b"));
  expect(await forgetHistory(folder)).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
  appendFileSync(join(folder, "history.jsonl"), line("c"));
  expect(await keysOf(folder)).toEqual(["c"]);
});

describe("what was added since", () => {
  const readFrom = (folder: string) => {
    const added = historyReader(folder);
    return async () => {
      const keys: unknown[] = [];
      for await (const { key } of added()) keys.push(key);
      return keys;
    };
  };

  it("is read, behind the last request that was read before", async () => {
    const folder = written(line("a") + line("b"));
    const read = readFrom(folder);
    expect(await read()).toEqual(["a", "b"]);
    expect(await read()).toEqual(["b"]);
    appendFileSync(join(folder, "history.jsonl"), line("c"));
    expect(await read()).toEqual(["b", "c"]);
  });

  it.each([
    ["shorter", line("x")],
    ["as long", line("x") + line("y")],
    ["longer", line("x").repeat(2) + line("y").repeat(2) + line("z")],
    ["empty", ""],
  ])("is all of another history, which is %s", async (_, text) => {
    const folder = written(line("a") + line("b"));
    const read = readFrom(folder);
    await read();
    await forgetHistory(folder);
    expect(await read()).toEqual([]);
    writeFileSync(join(folder, "history.jsonl"), text);
    expect(await read()).toEqual(await readFrom(folder)());
    const anew = readFrom(folder);
    await anew();
    writeFileSync(join(folder, "history.jsonl"), line("q") + line("r"));
    expect(await anew()).toEqual(["q", "r"]);
  });
});

it("a complete request keeps its prompt, its settings, its files and how long it took", async () => {
  const journal = await openJournal(temporaryFolder());
  const entry = await begun(journal);
  const file: SavedImage = {
    index: 1,
    path: "/work/outputs/a.png",
    sha256: "00",
    bytes: 7,
    mimeType: "image/png",
    url: "https://cdn.test/a.png",
  };
  await journal.record(entry, { type: "accepted", at: 1000, taskId: "tk-1" });
  await journal.record(entry, {
    type: "ready",
    at: 31_000,
    dir: "/work/outputs",
    stem: "a",
    count: 1,
    status: "success",
    durationMs: 30_000,
    rawStatus: {},
  });
  await journal.record(entry, { type: "saved", at: 31_500, file });
  await journal.record(entry, { type: "settled", at: 32_000 });
  await journal.unfinished();
  const { value: line } = await readHistory(journal.folder).next();
  const { key, outputDir, request } = entry.begun;
  expect(line).toMatchObject({ key, taskId: "tk-1", state: "settled", outputDir, request, files: [file], durationMs: 30_000 });
});

it("a word like prune is refused, and forgets nothing", async () => {
  const { code, document } = await runProgram(["tasks", "prun"]);
  expect({ code, message: document.error.message }).toEqual({ code: 2, message: expect.stringContaining("did you mean prune?") });
});
