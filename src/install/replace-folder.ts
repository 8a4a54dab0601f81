import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { ignoreMissing, isAbandoned, ownerMark } from "../fs/index.ts";
import type { Skill } from "./skill.ts";
import { inspectFolder, isPart } from "./skill.ts";

/**
 * Replaces the folder of a skill. New files are written to a folder beside it, and the old folder has a fixed name until the new one is in
 * place: after a crash at any instruction `repair` restores the old folder or finishes the new one.
 */

const newFolder = (path: string, mark: string) => join(dirname(path), `.${basename(path)}.${mark}.new`);
const oldFolder = (path: string) => join(dirname(path), `.${basename(path)}.old`);

/**
 * Writes the files of the skill as the folder `path`. Returns what else the old folder held: pictures or notes of the user are moved to the
 * new one. Throws with the old folder in its place.
 */
export async function replaceFolder(path: string, files: Skill["files"]): Promise<string[]> {
  const written = newFolder(path, ownerMark());
  try {
    await writeFiles(written, files);
    const hadOld = await rename(path, oldFolder(path)).then(() => true, ignoreMissing);
    await rename(written, path).catch(async (error: unknown) => {
      if (hadOld) await rename(oldFolder(path), path);
      throw error;
    });
  } catch (error) {
    await rm(written, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return finish(path);
}

/** Repairs what an interrupted `replaceFolder` left. Returns what it did; undefined when there was nothing to repair. */
export async function repair(path: string): Promise<"undone" | "finished" | "swept" | undefined> {
  const swept = await removeAbandoned(path);
  if (await isInterrupted(path)) {
    if (!(await lstat(path).catch(ignoreMissing))) {
      await rename(oldFolder(path), path);
      return "undone";
    }
    if ((await inspectFolder(path)).state === "installed") {
      await finish(path);
      return "finished";
    }
  }
  return swept ? "swept" : undefined;
}

/** Whether an interrupted `replaceFolder` left the old folder. */
export function isInterrupted(path: string): Promise<boolean> {
  return isFolder(oldFolder(path));
}

/** Writes `SKILL.md` last: without it a folder is not a skill. */
async function writeFiles(folder: string, files: Skill["files"]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(folder, { mode: 0o755 });
  const order = (name: string) => (name === "SKILL.md" ? 1 : 0);
  for (const [name, bytes] of [...files].sort(([a], [b]) => order(a) - order(b))) {
    await mkdir(join(folder, dirname(name)), { recursive: true, mode: 0o755 });
    await writeFile(join(folder, name), bytes, { flag: "wx", mode: dirname(name) === "scripts" && name.endsWith(".mjs") ? 0o755 : 0o644 });
  }
}

/** Moves over what the new folder lacks, then removes the old one. An earlier run may have done any step of it. */
async function finish(path: string): Promise<string[]> {
  if (!(await isInterrupted(path))) return [];
  const kept = await moveOver(oldFolder(path), path);
  await rm(oldFolder(path), { recursive: true, force: true });
  return kept.sort();
}

/** Moves what `to` lacks from `from`, except parts of the old version; `below` is the path of both below the skill. */
async function moveOver(from: string, to: string, below = ""): Promise<string[]> {
  const kept: string[] = [];
  for (const name of await readdir(from).catch(() => [])) {
    const path = posix.join(below, name);
    const [source, target] = [join(from, name), join(to, name)];
    const exists = (await lstat(target).catch(ignoreMissing)) !== undefined;
    if (exists && (await isFolder(source)) && (await isFolder(target))) kept.push(...(await moveOver(source, target, path)));
    if (exists || isPart(path)) continue;
    await rename(source, target).catch(ignoreMissing);
    kept.push(path);
  }
  return kept;
}

/** Removes what processes that have ended were writing. */
async function removeAbandoned(path: string): Promise<boolean> {
  const [start, end] = [`.${basename(path)}.`, ".new"];
  const names = await readdir(dirname(path)).catch(() => []);
  const marks = names.filter((name) => name.startsWith(start) && name.endsWith(end)).map((name) => name.slice(start.length, -end.length));
  const abandoned = marks.filter(isAbandoned);
  for (const mark of abandoned) await rm(newFolder(path, mark), { recursive: true, force: true });
  return abandoned.length > 0;
}

/** False for a link: what it leads to is the user's. */
async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(ignoreMissing))?.isDirectory() === true;
}
