import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ignoreMissing, readLines } from "../fs/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf } from "../json.ts";

/** The settled requests of a journal, a line each: see `historyLine` in entry.ts. Read as a stream: it may be long. */

const fileName = "history.jsonl";
/** Enough of the end of it to know how long tasks take. */
export const recentBytes = 512 * 1024;
const mostBytesNow = 8 * 1024 * 1024;
const newline = 0x0a;

/**
 * Each settled request, oldest first; torn lines are left out, and a request that a crash put away twice comes once.
 * With `lastBytes` only those at the end of the file.
 */
export async function* readHistory(folder: string, lastBytes = Number.POSITIVE_INFINITY): AsyncGenerator<Fields> {
  const seen = new Set<unknown>();
  const start = lastBytes === Number.POSITIVE_INFINITY ? 0 : Math.max(0, sizeOf(folder) - lastBytes);
  for await (const { entry } of readHistoryLines(folder, start)) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    yield entry;
  }
}

function sizeOf(folder: string): number {
  try {
    return statSync(join(folder, fileName)).size;
  } catch (error) {
    return ignoreMissing(error) ?? 0;
  }
}

/** A line of the history, and where in its file it stands. */
export interface HistoryLine {
  entry: Fields;
  offset: number;
  size: number;
}

/** Each whole line from a byte on, oldest first, one that stands there twice included: holds nothing of what it read. */
export async function* readHistoryLines(folder: string, start = 0): AsyncGenerator<HistoryLine> {
  try {
    for await (const { text, offset, size } of readLines(createReadStream(join(folder, fileName), { start }))) {
      const entry = parse(text);
      if (entry.key !== undefined) yield { entry, offset: start + offset, size };
    }
  } catch (error) {
    ignoreMissing(error);
  }
}

/** The whole lines from a byte on, read at once: for the few that came since the history was read. Of very many, the first. */
export function readLinesNow(folder: string, start: number): HistoryLine[] {
  const size = sizeOf(folder);
  if (size <= start) return [];
  const bytes = readNow(folder, { offset: start, size: Math.min(size - start, mostBytesNow) });
  const lines: HistoryLine[] = [];
  let from = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
    const entry = parse(bytes.toString("utf8", from, end));
    if (entry.key !== undefined) lines.push({ entry, offset: start + from, size: end - from });
    from = end + 1;
  }
  return lines;
}

/** One line again, by where it stands; empty when something else stands there by now. */
export function readHistoryLine(folder: string, place: Omit<HistoryLine, "entry">): Fields {
  return parse(readNow(folder, place).toString("utf8"));
}

function readNow(folder: string, { offset, size }: Omit<HistoryLine, "entry">): Buffer {
  try {
    const file = openSync(join(folder, fileName), "r");
    try {
      const bytes = Buffer.alloc(size);
      return bytes.subarray(0, readSync(file, bytes, 0, size, offset));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return ignoreMissing(error) ?? Buffer.alloc(0);
  }
}

/** Forgets every settled request; returns how many there were. */
export async function forgetHistory(folder: string): Promise<number> {
  let count = 0;
  for await (const _ of readHistory(folder)) count += 1;
  const aside = join(folder, `.${fileName}.pruned`);
  try {
    // Renamed first, so that a process that appends now begins a new file and loses nothing.
    await rename(join(folder, fileName), aside);
    await unlink(aside);
  } catch (error) {
    ignoreMissing(error);
  }
  return count;
}

function parse(line: string): Fields {
  if (line.trim() === "") return {};
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}
