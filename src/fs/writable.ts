import { constants } from "node:fs";
import { access, lstat, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, ignoreMissing } from "./durable.ts";

/** Whether files can be created in a folder; where it does not exist, whether it can be created. */
export async function isWritable(folder: string): Promise<boolean> {
  try {
    if (!(await stat(folder)).isDirectory()) return false;
    await access(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") return false;
    const found = await lstat(folder).catch(ignoreMissing);
    // A link that leads nowhere is neither a folder nor can one be created in its place. What is no link was made meanwhile, by another run.
    if (found) return !found.isSymbolicLink() && isWritable(folder);
    return dirname(folder) !== folder && isWritable(dirname(folder));
  }
}
