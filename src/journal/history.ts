import { constants, createReadStream, fstatSync } from "node:fs";
import { join } from "node:path";
import { HiapiError, messageOf } from "../errors.ts";
import { append, codeOf, openRegular, readLines, remove, renameNow } from "../fs/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf } from "../json.ts";
import type { Entry } from "./entry.ts";
import { linesOf } from "./entry.ts";

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
  for await (const { entry } of linesFrom(folder, -lastBytes)) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    yield entry;
  }
}

/**
 * A function that reads what was added to the history since it was called last, everything at first; the last request comes again each time.
 * Everything is read again when another history stands there, because it was pruned meanwhile.
 */
export function historyReader(folder: string): () => AsyncGenerator<Fields> {
  let last: { offset: number; key: unknown } | undefined;
  return async function* added(): AsyncGenerator<Fields> {
    let isSameFile = last === undefined;
    for await (const { entry, offset } of linesFrom(folder, last?.offset ?? 0)) {
      isSameFile ||= entry.key === last?.key;
      if (!isSameFile) break;
      last = { offset, key: entry.key };
      yield entry;
    }
    if (isSameFile) return;
    last = undefined;
    yield* added();
  };
}

/**
 * Each request from a byte of the file on, one that was archived twice included. Throws `output` when the file cannot be read.
 * @param from counted from the end of the file when it is negative
 */
async function* linesFrom(folder: string, from: number): AsyncGenerator<{ entry: Fields; offset: number }> {
  try {
    const fd = openRegular(join(folder, fileName));
    const start = from < 0 ? Math.max(0, fstatSync(fd).size + from) : from;
    for await (const { text, offset } of readLines(createReadStream("", { fd, start })))
      for (const entry of entriesIn(text)) if (entry.key !== undefined) yield { entry, offset: start + offset };
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return;
    throw new HiapiError("output", `the history of the journal cannot be read: ${messageOf(error)}`, {
      cause: error,
      hint: "it knows what was made before: make it readable, or move it away to begin without it",
    });
  }
}

function entriesIn(line: string): Fields[] {
  try {
    return [fieldsOf(JSON.parse(line))];
  } catch {
    const pieces = linesOf(line);
    return pieces.length > 1 ? pieces.flatMap(entriesIn) : [];
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
  // Renamed first, so that a process that appends now begins a new file and loses nothing.
  if (renameNow(join(folder, fileName), aside)) await remove(aside);
  return count;
}
