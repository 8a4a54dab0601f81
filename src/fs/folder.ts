import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./durable.ts";

/**
 * Makes a folder, and those above it that are missing, with this mode less the umask. Leaves folders alone that are there.
 * Not by `recursive` of `mkdir`, which never ends below `/proc`, where a folder is missing and none can be made.
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  if (await makeOne(path, mode)) return;
  await makeFolder(dirname(path), mode);
  if (!(await makeOne(path, mode))) await mkdir(path);
}

/** False when the folder above it is missing. */
async function makeOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) return false;
    if (codeOf(error) !== "EEXIST") throw error;
  }
  return true;
}
