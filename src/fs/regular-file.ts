import { closeSync, constants, fdatasync, fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { ignoreMissing, synced } from "./durable.ts";

/** Files of our own, which somebody may have replaced by a pipe, a folder or a link. */

/**
 * Opens a regular file of our own. A link at its end is not followed, and a pipe or device is never waited for. Throws the system's error, or
 * one that says that it is no file.
 */
export function openRegular(path: string, flags: number = constants.O_RDONLY): number {
  // Windows knows neither flag.
  const file = openSync(path, flags | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0), 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`not a regular file: ${path}`);
}

/**
 * The text of a small regular file; undefined when it does not exist. Throws when it cannot be read. Synchronous: through the thread pool it
 * costs eight times as much.
 */
export function readRegular(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openRegular(path);
    return readFileSync(file, "utf8");
  } catch (error) {
    return ignoreMissing(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * Appends a line. The line break before it keeps it apart from a line that a crash cut off.
 * @param isSynced false only for lines whose loss does no harm
 */
export async function append(path: string, line: string, flags: number, { isSynced = true } = {}): Promise<void> {
  const file = openRegular(path, flags);
  try {
    writeFileSync(file, `\n${line}\n`);
    if (isSynced) await synced(file, fdatasync);
  } finally {
    closeSync(file);
  }
}
