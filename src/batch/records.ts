import { type CastingContext, type CsvError, parse } from "csv-parse/sync";
import type { Problem } from "../errors.ts";
import { messageOf, oneLine, quote } from "../errors.ts";
import { isFields } from "../json.ts";

/** A batch file as records: JSONL with an object a line, or CSV whose first line names the fields. */

/** A record and the line on which it begins, or the problem of that line. */
export interface Source {
  line: number;
  record?: Readonly<Record<string, unknown>>;
  problem?: Problem;
  notice?: string;
}

/** Reads a batch. `{` begins JSONL, anything else the header of a CSV. No more than `most` rows of a CSV are kept. */
export function readRecords(bytes: Uint8Array, most: number): Iterable<Source> {
  const text = textOf(bytes);
  const start = text.trimStart();
  const [, separator] = /^"?[\w -]*"?([;\t|])/.exec(start) ?? [];
  if (text.includes("\0")) return refused("NUL", "UTF-8", "the file is not UTF-8 text: save it as UTF-8");
  if (start.startsWith("["))
    return refused(
      "[",
      "one JSON object a line",
      "this is a JSON array: write one object a line, without brackets and commas between them",
    );
  if (start.startsWith("{")) return jsonRecords(text);
  if (separator === undefined) return csvRecords(text, most);
  const name = { ";": "semicolons", "|": "bars" }[separator] ?? "tabs";
  return refused(start, "commas", `the cells are separated by ${name}: use commas, or name the separator in a first row, as sep=;`);
}

function refused(given: string, accepted: string, message: string): Source[] {
  return [{ line: 1, problem: problemOf(given, accepted, message) }];
}

/** UTF-8, or UTF-16 with a byte order mark. What is neither becomes U+FFFD, and is a problem of its line. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder(first === 0xfe && second === 0xff ? "utf-16be" : "utf-8").decode(bytes);
}

function* jsonRecords(text: string): Generator<Source> {
  let line = 0;
  for (const [, words = ""] of text.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g)) {
    line += 1;
    if (words.trim() !== "") yield { line, ...parseRecord(words) };
  }
}

function parseRecord(text: string): Pick<Source, "record" | "problem"> {
  const accepted = "a JSON object";
  if (text.includes("\uFFFD")) return { problem: notUtf8(text) };
  try {
    const record: unknown = JSON.parse(text);
    if (!isFields(record)) return { problem: problemOf(text, accepted, `${quote(text)} is not a JSON object`) };
    const key = repeatedKey(text);
    return key === undefined ? { record } : { problem: problemOf(key, "each key once", `the key ${key} is there twice: give it once`) };
  } catch (error) {
    return {
      problem: problemOf(text, accepted, `${quote(text)} is not JSON: ${oneLine(syntaxFault(error), 120)}`),
    };
  }
}

/** What Node says of JSON that it cannot read, without the piece of the line that newer ones quote: a secret could be cut in it. */
function syntaxFault(error: unknown): string {
  return messageOf(error).replace(/, (?:\.\.\.)?".*" is not valid JSON$/s, "");
}

/** A key that an object has twice, of which JSON.parse would keep the last. Objects inside it are not looked at: no field takes one. */
function repeatedKey(json: string): string | undefined {
  const keys = new Set<unknown>();
  let [depth, start, end] = [0, 0, 0];
  let isText = false;
  for (const { 0: token, index = 0 } of json.matchAll(/\\.|["{}:]/g)) {
    if (token === '"') {
      isText = !isText;
      if (isText) start = index;
      else end = index + 1;
    }
    if (isText) continue;
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (token !== ":" || depth > 1) continue;
    const key: unknown = JSON.parse(json.slice(start, end));
    if (keys.has(key)) return quote(key);
    keys.add(key);
  }
  return undefined;
}

/** CSV (RFC 4180). An empty cell sets nothing. A row that cannot be read is one problem, and the rows after it are read all the same. */
function csvRecords(text: string, most: number): Source[] {
  const sources: Source[] = [];
  let faultyLine = 0;
  let header: readonly string[] | undefined;
  let pairs = 0;
  const add = (source: Source) => sources.length <= most && sources.push(source);
  const [, delimiter] = /^"?sep=([^\w"\r\n])"?(?=[\r\n])/i.exec(text) ?? [];
  const options = {
    delimiter: delimiter ?? ",",
    from_line: delimiter === undefined ? 1 : 2,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    skip_records_with_error: true,
    // The types of csv-parse lack this option.
    on_skip: ({ lines, message }: CsvError) => {
      // A row may have several faults; the first is enough.
      if (faultyLine !== Number(lines)) add(faultAt(Number(lines), message));
      faultyLine = Number(lines);
    },
    // Rows are taken here and not returned, so that a file of empty rows does not fill the memory.
    on_record: (row: string[], { lines }: CastingContext) => {
      // `lines` is the line on which the row ends, and counts a CRLF inside a cell as two lines.
      const cells = row.join();
      pairs += cells.split("\r\n").length - 1;
      const line = lines - pairs - (cells.split(/\r\n|\r|\n/).length - 1);
      if (row.join("").trim() === "") return null;
      if (header) add({ line, ...cellsOf(row, header) });
      header ??= row;
      return null;
    },
  };
  parse(text, options);
  return sources;
}

function faultAt(line: number, message: string): Source {
  const advice = "a cell with quotes or line breaks is quoted, and its quotes doubled";
  return { line, problem: problemOf("", "CSV with a header", `the row cannot be read: ${oneLine(message, 160)}; ${advice}`) };
}

function cellsOf(cells: readonly string[], header: readonly string[]): Omit<Source, "line"> {
  if (cells.length !== header.length) {
    const what = `the row has ${cells.length} cells, the header ${header.length}`;
    return { problem: problemOf(cells.join(","), `${header.length} cells`, `${what}: quote a cell that holds a comma`) };
  }
  if (cells.some((cell) => cell.includes("\uFFFD"))) return { problem: notUtf8(cells.join(",")) };
  // A column may have any name, `__proto__` included.
  const record: Record<string, unknown> = Object.create(null);
  const hasIndex = /^(?:Unnamed: \d+)?$/.test(header[0]?.trim() ?? "") && /^[\d.]+$/.test(cells[0]?.trim() ?? "");
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? "";
    if (cell === "" || (hasIndex && index === 0)) continue;
    // A column may be repeated, for several references.
    record[name] = name in record ? [record[name], cell].flat() : cell;
  }
  return { record, ...(hasIndex ? { notice: "the first column has no name: its numbers are left out" } : {}) };
}

function notUtf8(given: string): Problem {
  return problemOf(given, "UTF-8", "the line is not UTF-8: save the file as UTF-8");
}

function problemOf(given: string, accepted: string, message: string): Problem {
  return { field: "line", given: oneLine(given, 80), accepted, message };
}
