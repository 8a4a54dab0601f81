import { closeSync, constants, fsync, linkSync, openSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { copyFile, open, unlink } from "node:fs/promises";
import { constants as system } from "node:os";
import { basename, dirname, join } from "node:path";
import { ownerMark } from "./temp-names.ts";

/** Writes after which a crash at any instruction leaves the whole file or none of it. */

// What does not wait for the disk is called synchronously: through the thread pool each step costs several times as much and queues behind
// the syncs of all other requests.
export function synced(file: number, sync: typeof fsync = fsync): Promise<void> {
  return new Promise((resolve, reject) => sync(file, (error) => (error ? reject(error) : resolve())));
}

/** Makes a file with this text and syncs it; a crash may leave a part of it. Throws EEXIST when there is one. */
export async function writeNew(path: string, text: string, mode = 0o600): Promise<void> {
  const file = openSync(path, "wx", mode);
  try {
    writeFileSync(file, text);
    await synced(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a file whole or not at all; false when the name is taken. */
export function createFile(path: string, text: string, mode?: number): Promise<boolean> {
  return withDraft(path, { text, mode }, (draft) => linkNew(draft, path));
}

/** Makes or replaces a file, whole or not at all. */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  await withDraft(path, { text, mode }, (draft) => renameSync(draft, path));
}

async function withDraft<Result>(
  path: string,
  { text, mode }: { text: string; mode: number | undefined },
  publish: (draft: string) => Result | Promise<Result>,
): Promise<Result> {
  const draft = join(dirname(path), `.${basename(path)}.${ownerMark()}.part`);
  try {
    await writeNew(draft, text, mode);
    const result = await publish(draft);
    await syncFolder(dirname(path));
    return result;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

/** What file systems answer that support no hard links, or not this one. */
const linksUnsupported: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"];

/** Links a finished draft to its name; false when the name is taken. Where links are not supported, copies it exclusively. */
export async function linkNew(draft: string, path: string): Promise<boolean> {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!linksUnsupported.includes(codeOf(error))) throw error;
  }
  return copyNew(draft, path);
}

async function copyNew(draft: string, path: string): Promise<boolean> {
  try {
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    await unlink(path).catch(() => undefined);
    throw error;
  }
  const copy = await open(path, "r+");
  await copy.sync().finally(() => copy.close());
  return true;
}

const syncs = new Map<string, { current: Promise<void>; next: Promise<void> | undefined }>();

/** Makes the names in a folder durable, where the system can. Callers during a sync share the one after it. */
export function syncFolder(folder: string): Promise<void> {
  const running = syncs.get(folder);
  if (!running) return startSync(folder);
  running.next ??= running.current.then(() => startSync(folder));
  return running.next;
}

function startSync(folder: string): Promise<void> {
  const current = syncOnce(folder).then(() => {
    if (syncs.get(folder)?.next === undefined) syncs.delete(folder);
  });
  syncs.set(folder, { current, next: undefined });
  return current;
}

async function syncOnce(folder: string): Promise<void> {
  try {
    const file = openSync(folder, "r");
    await synced(file).finally(() => closeSync(file));
  } catch {
    // Some systems cannot open folders, or not sync them.
  }
}

/** Renames a file synchronously; false when it does not exist. */
export function renameNow(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    return ignoreMissing(error) ?? false;
  }
}

/** Removes a file synchronously, if it exists. */
export function removeNow(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    ignoreMissing(error);
  }
}

/** Removes a file, if it exists. Asynchronous, because a file system that is syncing blocks the caller. */
export async function remove(path: string): Promise<void> {
  await unlink(path).catch(ignoreMissing);
}

/** Codes by the number that Node gives where it knows no code, as for EDQUOT and ESTALE. */
const codes = new Map<unknown, string>(Object.entries(system.errno).map(([code, number]) => [-number, code]));

/** The code of a system error, such as ENOENT; `""` for anything else. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const code = String(Reflect.get(error, "code") ?? "");
  return code.startsWith("Unknown system error") ? (codes.get(Reflect.get(error, "errno")) ?? code) : code;
}

/** For a catch: undefined where a file does not exist; rethrows any other failure. */
export function ignoreMissing(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
  throw error;
}
