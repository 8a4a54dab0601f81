import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { codeOf, ignoreMissing, isAbandoned, ownerMark } from "../fs/index.ts";

/**
 * A folder put in the place of another, so that a crash at any instruction leaves the old one, the new one, or what `repair`
 * makes one of them. New files are staged beside; the old folder steps aside under one fixed name until the new one stands.
 */

export interface NewFile {
  bytes: Uint8Array;
  isExecutable: boolean;
}

/**
 * Writes `files` (path with `/` → file) as the folder `path`. What the old folder held beside them is moved over and
 * named in the answer, but for what `isPart` says was of the old version: pictures or notes are not ours to delete. Throws with the old folder back in its place.
 */
export async function replaceFolder(
  path: string,
  files: ReadonlyMap<string, NewFile>,
  isPart: (path: string) => boolean,
): Promise<string[]> {
  const stage = join(dirname(path), `.${basename(path)}.${ownerMark()}.new`);
  try {
    await writeStage(stage, files);
    const hadOld = await stepAside(path);
    await rename(stage, path).catch(async (error: unknown) => {
      if (hadOld) await rename(asideOf(path), path);
      throw error;
    });
  } catch (error) {
    await rm(stage, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return finish(path, isPart);
}

/**
 * Mends what an interrupted `replaceFolder` left beside `path`. `isOurs` is asked before anything is moved into a folder.
 * Returns what was done, undefined when there was nothing to mend.
 */
export async function repair(
  path: string,
  { isOurs, isPart }: { isOurs: (path: string) => Promise<boolean>; isPart: (path: string) => boolean },
): Promise<"undone" | "finished" | "swept" | undefined> {
  const swept = await sweepStages(path);
  if (await isPlainFolder(asideOf(path))) {
    if (!(await lstat(path).catch(ignoreMissing))) {
      await rename(asideOf(path), path);
      return "undone";
    }
    if (await isOurs(path)) {
      await finish(path, isPart);
      return "finished";
    }
  }
  return swept ? "swept" : undefined;
}

/** Whether an interrupted `replaceFolder` left the old folder aside. */
export function isInterrupted(path: string): Promise<boolean> {
  return isPlainFolder(asideOf(path));
}

function asideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.old`);
}

/** The file that makes a folder a skill comes last: a stage that was cut off is none. */
async function writeStage(stage: string, files: ReadonlyMap<string, NewFile>): Promise<void> {
  await mkdir(dirname(stage), { recursive: true, mode: 0o755 });
  await mkdir(stage, { mode: 0o755 });
  const last = (name: string) => (name === "SKILL.md" ? 1 : 0);
  for (const [name, { bytes, isExecutable }] of [...files].sort(([a], [b]) => last(a) - last(b))) {
    await mkdir(join(stage, dirname(name)), { recursive: true, mode: 0o755 });
    await writeFile(join(stage, name), bytes, { flag: "wx", mode: isExecutable ? 0o755 : 0o644 });
  }
}

/** Moves the old folder aside; false when there was none, or an empty one. */
async function stepAside(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(ignoreMissing);
  if (!stats) return false;
  if (stats.isDirectory() && (await readdir(path)).length === 0) {
    await rmdir(path);
    return false;
  }
  await rename(path, asideOf(path));
  return true;
}

/** Moves over what the new folder lacks, then removes the old one. Every step may have been done before. */
async function finish(path: string, isPart: (path: string) => boolean): Promise<string[]> {
  const aside = asideOf(path);
  // A link under that name is not what was moved aside: what it leads to is somebody's.
  if (!(await isPlainFolder(aside))) return [];
  const kept = await moveOver(aside, path, isPart);
  await rm(aside, { recursive: true, force: true });
  return kept.sort();
}

/** Moves what `to` lacks out of `from`, but for parts of an older version; into folders that both have. @param below the path of both below the top */
async function moveOver(from: string, to: string, isPart: (path: string) => boolean, below = ""): Promise<string[]> {
  const kept: string[] = [];
  for (const name of await readdir(from).catch(() => [])) {
    const path = posix.join(below, name);
    const [source, target] = [join(from, name), join(to, name)];
    const isThere = (await lstat(target).catch(ignoreMissing)) !== undefined;
    if (isThere && (await isPlainFolder(source)) && (await isPlainFolder(target)))
      kept.push(...(await moveOver(source, target, isPart, path)));
    if (isThere || isPart(path)) continue;
    await rename(source, target).catch(ignoreMissing);
    kept.push(path);
  }
  return kept;
}

async function sweepStages(path: string): Promise<boolean> {
  const [before, after] = [`.${basename(path)}.`, ".new"];
  const names = await readdir(dirname(path)).catch(() => []);
  const stages = names.filter((name) => name.startsWith(before) && name.endsWith(after));
  const left = stages.filter((name) => isAbandoned(name.slice(before.length, -after.length)));
  for (const name of left) await rm(join(dirname(path), name), { recursive: true, force: true });
  return left.length > 0;
}

async function isPlainFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return false;
    throw error;
  }
}
