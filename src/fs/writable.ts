import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

/** Whether files can be made in a folder; where it is missing, whether it can be made. */
export function isWritable(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isMissing && dirname(folder) !== folder && isWritable(dirname(folder));
  }
}
