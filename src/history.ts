import { createReadStream } from "node:fs";
import { open, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { absent } from "./durable.ts";
import type { Fields } from "./fields.ts";
import { fieldsOf } from "./fields.ts";
import { readLines } from "./lines.ts";

/** The settled requests of a journal, a line each: see `historyLine` in entry.ts. Read as a stream: it may be long. */

const fileName = "history.jsonl";
/** Enough of the end of it to know how long tasks take. */
export const recentBytes = 512 * 1024;

/**
 * Each settled request, oldest first; torn lines are left out, and a request that a crash put away twice comes once.
 * With `lastBytes` only those at the end of the file.
 */
export async function* readHistory(folder: string, lastBytes = Number.POSITIVE_INFINITY): AsyncGenerator<Fields> {
  const seen = new Set<unknown>();
  const start = lastBytes === Number.POSITIVE_INFINITY ? 0 : Math.max(0, (await sizeOf(folder)) - lastBytes);
  for await (const { entry } of readHistoryLines(folder, start)) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    yield entry;
  }
}

async function sizeOf(folder: string): Promise<number> {
  return (await stat(join(folder, fileName)).catch(absent))?.size ?? 0;
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
    absent(error);
  }
}

/** One line again, by where it stands; empty when something else stands there by now. */
export async function readHistoryLine(folder: string, { offset, size }: Omit<HistoryLine, "entry">): Promise<Fields> {
  const file = await open(join(folder, fileName), "r").catch(absent);
  if (!file) return {};
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset);
    return parse(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
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
    absent(error);
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
