import { closeSync, fdatasync, fsync, linkSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { promisify } from "node:util";

/** Writing so that a crash at any instruction leaves the whole or nothing. */

// What does not wait for the disk is done at once: handed to the thread pool each step costs several times the work, and waits behind
// the syncs of all others; a batch takes many.
const synced = promisify(fsync);
const dataSynced = promisify(fdatasync);

/** One line, whole or torn but never glued to another: it begins on a line of its own. Synced before it counts, unless nothing hangs on it. */
export async function append(path: string, line: string, flags: number, { isSynced = true } = {}): Promise<void> {
  const file = openSync(path, flags, 0o600);
  try {
    writeFileSync(file, `\n${line}\n`);
    if (isSynced) await dataSynced(file);
  } finally {
    closeSync(file);
  }
}

/** A new file with this text, synced. Throws EEXIST when there is one. */
export async function writeNew(path: string, text: string): Promise<void> {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
    await synced(file);
  } finally {
    closeSync(file);
  }
}

/** What a file system says that takes no hard links, or not this one. */
export const noLinks: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"];

/** Gives a finished draft its name; false when the name is taken. */
export async function linkNew(draft: string, path: string): Promise<boolean> {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!noLinks.includes(codeOf(error))) throw error;
  }
  // No links here: made exclusively and written at once; whoever meets it unwritten takes the next name.
  const text = readFileSync(draft, "utf8");
  try {
    await writeNew(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

const syncing = new Map<string, { now: Promise<void>; next: Promise<void> | undefined }>();

/** Makes names in a folder durable; some systems cannot, and then it is their best. Those who ask while one is under way share the one after it. */
export function syncFolder(folder: string): Promise<void> {
  const under = syncing.get(folder);
  if (!under) return beginSync(folder);
  under.next ??= under.now.then(() => beginSync(folder));
  return under.next;
}

function beginSync(folder: string): Promise<void> {
  const now = syncOnce(folder).then(() => {
    if (syncing.get(folder)?.next === undefined) syncing.delete(folder);
  });
  syncing.set(folder, { now, next: undefined });
  return now;
}

async function syncOnce(folder: string): Promise<void> {
  try {
    const file = openSync(folder, "r");
    await synced(file).finally(() => closeSync(file));
  } catch {
    // Folders cannot be opened there, or not synced.
  }
}

/** Gives a file another name; false when it is not there. */
export function renameNow(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    return ignoreMissing(error) ?? false;
  }
}

/** Removes a file at once, which may be gone already. */
export function removeNow(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    ignoreMissing(error);
  }
}

/** Removes a file that may be gone already. Not at once: a file system that is syncing lets it wait. */
export async function remove(path: string): Promise<void> {
  await unlink(path).catch(ignoreMissing);
}

/** The code of a system error, such as ENOENT; "" for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
}

/** For a catch: what is not there is undefined, any other failure goes on. */
export function ignoreMissing(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
  throw error;
}
