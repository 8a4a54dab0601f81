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
    // A link that leads nowhere is neither a folder nor can one be created in its place.
    const isAbsent = codeOf(error) === "ENOENT" && !(await lstat(folder).catch(ignoreMissing));
    return isAbsent && dirname(folder) !== folder && isWritable(dirname(folder));
  }
}
