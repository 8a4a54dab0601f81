import type { BigIntStats } from "node:fs";
import { existsSync } from "node:fs";
import { chmod, lstat, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { readRegular, writeNew } from "../fs/index.ts";
import type { Uid } from "./own-folder.ts";
import { faultOf } from "./own-folder.ts";

/**
 * The folder that is used where there is no state folder and none can be made: one in the caller's directory. A clone can bring such a folder
 * along, so it counts only with a mark that no clone carries: its own device and inode number (docs/design.md, rule 4).
 */

const markName = "made-here";

export function fallbackFolder(cwd: string): string {
  return join(cwd, ".hiapi-img");
}

/** Whether the fallback is there and was made by this program, for this user only. */
export async function isOurFallback(folder: string, uid: Uid): Promise<boolean> {
  try {
    const found = await lstat(folder, { bigint: true });
    const isPrivate = uid === undefined || (found.mode & 0o077n) === 0n;
    return isPrivate && faultOf(found, uid) === undefined && readRegular(join(folder, markName)) === markOf(found);
  } catch {
    return false;
  }
}

/** Makes the fallback unless it is there. Returns why there is none, in words. */
export async function makeFallback(folder: string, uid: Uid): Promise<string | undefined> {
  if (await isOurFallback(folder, uid)) return undefined;
  const failure = await makeMarked(folder).catch(messageOf);
  // Whoever made it meanwhile: what counts is the mark.
  if (await isOurFallback(folder, uid)) return undefined;
  return existsSync(folder) ? `${folder} was not made by this program here` : (failure ?? `${folder} cannot be made private`);
}

/** Made whole under another name, and git is told to ignore it. `rename` replaces nothing but an empty folder. */
async function makeMarked(folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}-`);
  try {
    await chmod(draft, 0o700);
    await writeNew(join(draft, ".gitignore"), "*\n");
    await writeNew(join(draft, markName), markOf(await lstat(draft, { bigint: true })));
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function markOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}\n`;
}
