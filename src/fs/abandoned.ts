import { lstat, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ignoreMissing, remove } from "./durable.ts";
import { isAbandoned, ownerMark } from "./temp-names.ts";

/** Files that a process may still be writing, or that a crash left. */

/** Nothing is written for as long as this. */
const draftLifeMs = 3_600_000;

/** Removes the part files in a folder whose process has ended, or is not known and wrote nothing for an hour. */
export async function sweepParts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, mark] = /^\..+\.([0-9a-f-]+)\.part$/.exec(name) ?? [];
    const path = join(folder, name);
    const isLeft = mark !== undefined && (isAbandoned(mark) ?? (await isOlder(path, draftLifeMs).catch(() => false)));
    if (isLeft) await remove(path).catch(() => undefined);
  }
}

/** Whether a file was written at least so many milliseconds ago, by the clock of its file system: another machine's may be hours off. */
export async function isOlder(path: string, ms: number): Promise<boolean> {
  const found = await lstat(path).catch(ignoreMissing);
  return found !== undefined && (await timeIn(dirname(path))) - found.mtimeMs >= ms;
}

/** Folder → the time of its file system when `performance.now` was 0. */
const origins = new Map<string, number>();

async function timeIn(folder: string): Promise<number> {
  const origin = origins.get(folder) ?? (await writtenNow(folder)) - performance.now();
  origins.set(folder, origin);
  return origin + performance.now();
}

/** When a file that is made now was written, as the file system has it. */
async function writtenNow(folder: string): Promise<number> {
  const path = join(folder, `.clock.${ownerMark()}.part`);
  const file = await open(path, "wx", 0o600);
  try {
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
    await remove(path);
  }
}
