import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./durable.ts";

/** Whether files can be created in a folder; where it does not exist, whether it can be created. */
export function isWritable(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    return codeOf(error) === "ENOENT" && dirname(folder) !== folder && isWritable(dirname(folder));
  }
}
