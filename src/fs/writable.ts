import { accessSync, constants, lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./durable.ts";

/** Whether files can be created in a folder; where it does not exist, whether it can be created. */
export function isWritable(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    // A link that leads nowhere is neither a folder nor can one be created in its place.
    const isAbsent = codeOf(error) === "ENOENT" && !lstatSync(folder, { throwIfNoEntry: false });
    return isAbsent && dirname(folder) !== folder && isWritable(dirname(folder));
  }
}
