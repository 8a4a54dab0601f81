import { constants, createReadStream, statSync } from "node:fs";
import { rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { append, ignoreMissing, readLines } from "../fs/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf } from "../json.ts";
import type { Entry } from "./entry.ts";

/** The complete requests of a journal, a line each. The file is read as a stream, because it may be long. */

const fileName = "history.jsonl";
/** Enough of the end to know how long tasks take. */
export const recentBytes = 512 * 1024;

/**
 * Each complete request, oldest first; torn lines are left out, and a request that a crash archived twice comes once.
 * @param lastBytes how much of the end of the file is read; all of it by default
 */
export async function* readHistory(folder: string, lastBytes = Number.POSITIVE_INFINITY): AsyncGenerator<Fields> {
  const seen = new Set<unknown>();
  const size = statSync(join(folder, fileName), { throwIfNoEntry: false })?.size ?? 0;
  for await (const { entry } of readHistoryFrom(folder, Math.max(0, size - lastBytes))) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    yield entry;
  }
}

/** Each request from a byte of the file on, one that was archived twice included; `end` is where the next line begins. */
export async function* readHistoryFrom(folder: string, start: number): AsyncGenerator<{ entry: Fields; end: number }> {
  try {
    for await (const { text, offset, size } of readLines(createReadStream(join(folder, fileName), { start }))) {
      const entry = parseLine(text);
      if (entry.key !== undefined) yield { entry, end: start + offset + size };
    }
  } catch (error) {
    ignoreMissing(error);
  }
}

function parseLine(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

/** Appends a complete entry, durably. */
export async function appendHistory(folder: string, entry: Entry): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  await append(join(folder, fileName), JSON.stringify(historyLine(entry)), flags);
}

/** A complete entry as its line of the history. */
export function historyLine({ id, begun, state, taskId, ready, ended, files }: Entry): Fields {
  const { key, origin, account, bodySha256, wantedSha256, cwd, outputDir, stem, request, at } = begun;
  // How long the sandbox takes says nothing about HiAPI.
  const durationMs = ready?.isSandbox ? undefined : ready?.durationMs;
  return {
    id,
    at,
    state,
    key,
    origin,
    account,
    bodySha256,
    cwd,
    outputDir,
    stem,
    request,
    ...(wantedSha256 === undefined ? {} : { wantedSha256 }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(ready?.isSandbox ? { sandbox: true } : {}),
    ...(ended ? { ended: { kind: ended.kind, message: ended.message } } : {}),
    files,
  };
}

/** Removes the history; returns how many requests it held. */
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
