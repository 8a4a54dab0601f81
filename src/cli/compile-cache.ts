import { lstatSync, mkdirSync, statSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import type { Env } from "../config.ts";
import { stateFolder } from "../journal/state-folder.ts";

/** Of the process: its environment, its platform, the number of its user where users have one. */
interface Place {
  env: Env;
  platform: string;
  user: number | undefined;
}

/**
 * Lets Node keep what it compiles, so that the next start finds it: Node 22 and later have a cache for that. It lies in the state folder.
 * What stands in it is run, so it is used only where nobody else can write. Where it cannot be had, a start is slower, and that is all. A choice
 * that the user made with `NODE_COMPILE_CACHE` or `NODE_DISABLE_COMPILE_CACHE` stands: Node heeds it.
 */
export function keepCompiled({ env, platform, user }: Place): void {
  if (!("enableCompileCache" in module) || typeof module.enableCompileCache !== "function") return;
  try {
    const folder = join(stateFolder(env, { platform }), "compile-cache");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOnlyOf(user, folder)) module.enableCompileCache(folder);
  } catch {
    // A home that is missing or cannot be written.
  }
}

/** Whether the folder is one, no link to one, and nobody but the user can write there or put another in its place. */
function isOnlyOf(user: number | undefined, folder: string): boolean {
  if (user === undefined) return true;
  const own = lstatSync(folder);
  const above = statSync(dirname(folder));
  return own.isDirectory() && own.uid === user && (own.mode & 0o077) === 0 && above.uid === user && (above.mode & 0o022) === 0;
}
