import { pipeline } from "node:stream/promises";
import { type CsvError, parse } from "csv-parse";
import type { Problem } from "../errors.ts";
import { oneLine, quote } from "../errors.ts";
import type { Line } from "../fs/index.ts";
import { readLines } from "../fs/index.ts";

/** A batch file as records: JSONL with an object a line, or CSV whose first line names the fields. */

/** A record and the line on which it begins, or the problem of that line. */
export interface Source {
  line: number;
  record?: Readonly<Record<string, unknown>>;
  problem?: Problem;
}

/** A request body has at most 32 MiB, and a line holds hardly more. */
const maxLineBytes = 48 * 1024 * 1024;

/** Reads a batch. `{` begins JSONL, anything else the header of a CSV. */
export async function* readRecords(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<Source> {
  const { first, all } = await firstCharacter(bytes);
  if (first === "[") {
    yield {
      line: 1,
      problem: problemOf(
        "[",
        "one JSON object a line",
        "this is a JSON array: write one object a line, without brackets and commas between them",
      ),
    };
    return;
  }
  if (first !== "") yield* first === "{" ? jsonRecords(all) : csvRecords(all);
}

/** The first character that is not white space, and all the bytes. */
async function firstCharacter(bytes: AsyncIterable<Uint8Array | string>) {
  const begun: Buffer[] = [];
  const rest = bytes[Symbol.asyncIterator]();
  let first = "";
  while (first === "") {
    const { done, value } = await rest.next();
    if (done) break;
    const chunk = Buffer.from(value);
    begun.push(begun.length === 0 && chunk.subarray(0, 3).equals(Buffer.from("\uFEFF")) ? chunk.subarray(3) : chunk);
    first = begun[begun.length - 1]?.toString("latin1").trim().slice(0, 1) ?? "";
  }
  return { first, all: joined(begun, rest) };
}

async function* joined(begun: readonly Buffer[], rest: AsyncIterator<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  yield* begun;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* jsonRecords(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<Source> {
  for await (const line of readLines(bytes, { maxBytes: maxLineBytes })) {
    if (line.fault === undefined && line.text.trim() === "") continue;
    yield { line: line.number, ...parseRecord(line) };
  }
}

function parseRecord({ text, fault }: Line): Pick<Source, "record" | "problem"> {
  const accepted = "a JSON object";
  if (fault) return { problem: problemOf(fault, accepted, `the line is ${fault}`) };
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record === "object" && record !== null && !Array.isArray(record)) return { record: { ...record } };
    return { problem: problemOf(text, accepted, `${quote(text)} is not a JSON object`) };
  } catch (error) {
    return {
      problem: problemOf(text, accepted, `${quote(text)} is not JSON: ${oneLine(error instanceof Error ? error.message : "", 120)}`),
    };
  }
}

/** CSV (RFC 4180). An empty cell sets nothing. A row that cannot be read is one problem, and the rows after it are read all the same. */
async function* csvRecords(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<Source> {
  const faults: Source[] = [];
  let faultyLine = 0;
  const parser = parse({
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n"],
    max_record_size: maxLineBytes,
    info: true,
    skip_records_with_error: true,
  }).on("skip", ({ lines, message }: CsvError) => {
    // A row may have several faults; the first is enough.
    if (faultyLine !== Number(lines)) faults.push(faultAt(Number(lines), message));
    faultyLine = Number(lines);
  });
  const feeding = pipeline(bytes, parser);
  feeding.catch(() => undefined);
  let header: readonly string[] | undefined;
  let returns = 0;
  for await (const row of parser) {
    const { record, info }: { record: string[]; info: { lines: number } } = row;
    // `info.lines` is the line on which the row ends, and counts carriage returns inside cells as lines. The row begins where its line breaks are taken off.
    returns += record.join().split("\r").length - 1;
    const line = info.lines - returns - (record.join().split("\n").length - 1);
    yield* faults.splice(0);
    if (header && record.join("") !== "") yield { line, ...cellsOf(record, header) };
    if (!header && record.length === 1 && record[0]?.includes(";"))
      yield { line, problem: problemOf(record[0], "commas", "the cells are separated by semicolons: use commas") };
    header ??= record;
  }
  await feeding;
  yield* faults;
}

function faultAt(line: number, message: string): Source {
  return {
    line,
    problem: problemOf(
      "",
      "CSV with a header",
      `the row cannot be read: ${oneLine(message, 160)}; a cell with quotes or line breaks is quoted, and its quotes doubled`,
    ),
  };
}

function cellsOf(cells: readonly string[], header: readonly string[]): Pick<Source, "record" | "problem"> {
  if (cells.length !== header.length) {
    const what = `the row has ${cells.length} cells, the header ${header.length}`;
    return { problem: problemOf(cells.join(","), `${header.length} cells`, `${what}: quote a cell that holds a comma`) };
  }
  if (cells.some((cell) => cell.includes("\uFFFD")))
    return { problem: problemOf(cells.join(","), "UTF-8", "the row is not UTF-8: save the file as UTF-8") };
  // A column may have any name, `__proto__` included.
  const record: Record<string, unknown> = Object.create(null);
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? "";
    if (cell === "") continue;
    // A column may be repeated, for several references.
    record[name] = name in record ? [record[name], cell].flat() : cell;
  }
  return { record };
}

function problemOf(given: string, accepted: string, message: string): Problem {
  return { field: "line", given: oneLine(given, 80), accepted, message };
}
