import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/batch/records.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** The files of a batch as spreadsheets, shells and other programs write them. */

/** A dry run of a batch: its lines with their prompts. */
async function dryRun(bytes: string | Buffer, ...argv: string[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "in"), bytes);
  const { code, stdout, stderr } = await runProgram(["batch", "in", "--dry-run", ...argv], { cwd });
  const documents = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const lines = documents.slice(0, -1).map(({ line, payload }) => [line, payload.input.prompt]);
  return { code, stderr, lines, documents, problems: documents[0].error?.problems };
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");
const jsonl = '{"prompt":"a cät"}\r\n{"prompt":"a dog"}\r\n';
const csv = "prompt,name\r\na cät,cat\r\na dog,dog\r\n";

describe("is read:", () => {
  it.each([
    ["JSONL in UTF-16", utf16(jsonl), [1, 2]],
    ["JSONL in UTF-16, big end first", utf16(jsonl).swap16(), [1, 2]],
    ["CSV in UTF-16", utf16(csv), [2, 3]],
    ["CSV in UTF-16, big end first", utf16(csv).swap16(), [2, 3]],
    ["JSONL with a mark of its bytes", `\uFEFF${jsonl}`, [1, 2]],
    ["JSONL whose lines end in CR", jsonl.replaceAll("\r\n", "\r"), [1, 2]],
    ["CSV whose lines end in CR", csv.replaceAll("\r\n", "\r"), [2, 3]],
    ["CSV with blank lines that end in CR", csv.replaceAll("\r\n", "\r\r"), [3, 5]],
    ["CSV with a sep= row", `sep=,\r\n${csv}`, [3, 4]],
    ["CSV with a quoted sep= row", `"sep=,"\n${csv}`, [3, 4]],
    ["CSV separated by semicolons, as its sep= row says", `\uFEFFsep=;\r\n${csv.replaceAll(",", ";")}`, [3, 4]],
    ["CSV separated by tabs, as its sep= row says", `sep=\t\r${csv.replaceAll(",", "\t")}`, [3, 4]],
    ["CSV with quoted fields", 'prompt,name\n"a cät","cat; dog"\na dog,dog', [2, 3]],
    ["CSV with empty cells at the end", csv.replaceAll("\r\n", ",,\r\n"), [2, 3]],
    [
      "null, as if it was not given",
      '{"prompt":"a cät","name":null,"resolution":null,"n":null}\n{"input-urls":null,"prompt":"a dog"}',
      [1, 2],
    ],
    ["one key in two objects", '{"prompt":"a cät"}\n{"prompt":"a dog","name":"\\"prompt\\":"}', [1, 2]],
  ])("%s", async (_, bytes, numbers) => {
    const { code, lines, problems } = await dryRun(bytes);
    expect({ code, problems, lines }).toEqual({
      code: 0,
      problems: undefined,
      lines: [
        [numbers[0], "a cät"],
        [numbers[1], "a dog"],
      ],
    });
  });

  it.each([",prompt\n0,a cat\n1,a dog", '"","prompt"\n"1","a cat"\n"2","a dog"', "Unnamed: 0,prompt\n0.0,a cat\n1.0,a dog"])(
    "a column of numbers without a name, which is left out with a notice: %j",
    async (text) => {
      const { code, lines, stderr } = await dryRun(text);
      expect({ code, prompts: lines.map(([, prompt]) => prompt) }).toEqual({ code: 0, prompts: ["a cat", "a dog"] });
      expect(stderr).toContain("the first column has no name: its numbers are left out (2 lines)");
    },
  );

  it("a command line's option where the line has null", async () => {
    const { documents } = await dryRun('{"prompt":"a","aspect-ratio":null}', "--aspect-ratio", "16:9");
    expect(documents[0].payload.input.aspect_ratio).toBe("16:9");
  });
});

describe("is refused:", () => {
  it.each([
    ["a key twice", '{"prompt":"a"}\n{"prompt":"a cat","prompt":"a dog"}', 2, 'the key "prompt" is there twice'],
    ["a key twice with the same value", '{"prompt":"a","name":"b","name":"b"}', 1, 'the key "name" is there twice'],
    ["a key twice, once with an escape", '{"prompt":"a","pr\\u006fmpt":"b"}', 1, 'the key "prompt" is there twice'],
    ["a key twice in two spellings", '{"prompt":"a","aspect-ratio":"1:1","aspectRatio":"1:1"}', 1, "was given twice"],
    ["a field twice in a header", "prompt,prompt\na,b", 2, "is not a text"],
    ["null in a list", '{"prompt":"a","inputUrls":[null]}', 1, "is neither a text nor a list of texts"],
    ["semicolons", "prompt;name\na;b", 1, "separated by semicolons: use commas"],
    ["semicolons between quotes", '"prompt";"name"\n"a";"b"', 1, "separated by semicolons: use commas"],
    ["tabs", "prompt\tname\na\tb", 1, "separated by tabs: use commas"],
    ["UTF-16 without its mark", Buffer.from(csv, "utf16le"), 1, "save it as UTF-8"],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), 1, "save it as UTF-8"],
    ["a column without a name that has other words", ",prompt\nfirst,a cat", 2, 'unknown field ""'],
    ["a stray quote in a file whose lines end in CR", 'prompt\ra\rb "c" d\r', 3, "the row cannot be read"],
  ])("%s", async (_, bytes, line, words) => {
    const { code, problems } = await dryRun(bytes);
    expect({ code, ...problems[0] }).toMatchObject({ code: 2, line, message: expect.stringContaining(words) });
  });

  it.runIf(existsSync("/proc/self/environ"))("what is no regular file, at once", async () => {
    const cwd = temporaryFolder();
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    for (const path of ["pipe", "/dev/zero", "/proc/self/environ", "."]) {
      const { code, document } = await runProgram(["batch", path], { cwd, env: { HIAPI_API_KEY: "sk-files-4f1c9b7e2d8a" } });
      expect({ code, kind: document.error.kind, message: document.error.message }).toMatchObject({
        code: 2,
        kind: "usage",
        message: expect.stringContaining(`the batch "${path}" cannot be read: it is`),
      });
    }
  });
});

it("a line of many megabytes is read, however many escapes it has", () => {
  const [{ record } = {}] = readRecords(Buffer.from(JSON.stringify({ prompt: "x\n\\".repeat(2e6), image: "a{:}" })), 1);
  expect(record).toMatchObject({ prompt: expect.stringMatching(/^x/), image: "a{:}" });
});

it("a key that is there twice is found, and only that", () => {
  const text = fc.string({ unit: fc.constantFrom('"', "\\", ":", "{", "}", "a", " ", "\n") });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const json = `{${pairs.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`).join(",")}}`;
      const [source] = [...readRecords(Buffer.from(json), 1)];
      const isTwice = new Set(pairs.map(([key]) => key)).size < pairs.length;
      expect(source?.problem?.message.includes("is there twice") ?? false).toBe(isTwice);
    }),
  );
});

it("the rows of a CSV have their lines, whatever their cells and line ends are", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "\r\n", " ") }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell)), fc.constantFrom("\n", "\r\n", "\r"), (rows, end) => {
      let line = 2;
      const expected = rows.map(([prompt, name]) => {
        const source = { line, record: { prompt, name } };
        line += `${prompt},${name}`.split(/\r\n|\r|\n/).length;
        return source;
      });
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join());
      const bytes = Buffer.from(["prompt,name", ...quoted, ""].join(end));
      expect([...readRecords(bytes, 1000)].map(({ line, record }) => ({ line, record: { ...record } }))).toEqual(expected);
    }),
  );
});

it("a line that is not JSON is shown by its beginning only", () => {
  const [{ problem } = {}] = readRecords(Buffer.from(`{"prompt":"${"x".repeat(200)} secret" oops`), 1);
  expect(problem?.message).toMatch(/is not JSON: /);
  expect(problem?.message).not.toMatch(/secre|oops/);
});
