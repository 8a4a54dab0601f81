import { createReadStream } from "node:fs";
import { rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { absent } from "./durable.ts";
import type { Fields } from "./fields.ts";
import { fieldsOf } from "./fields.ts";

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
  const path = join(folder, fileName);
  try {
    const start = lastBytes === Number.POSITIVE_INFINITY ? 0 : Math.max(0, (await stat(path)).size - lastBytes);
    const lines = createInterface({ input: createReadStream(path, { encoding: "utf8", start }), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const entry = parse(line);
      if (entry.key === undefined || seen.has(entry.key)) continue;
      seen.add(entry.key);
      yield entry;
    }
  } catch (error) {
    absent(error);
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
