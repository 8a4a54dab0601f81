import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { ignoreMissing } from "./durable.ts";

/**
 * Opens a regular file of our own. A link at its end is not followed, and a pipe or device is never waited for. Throws the system's error, or
 * one that says that it is no file.
 */
export function openRegular(path: string, flags: number = constants.O_RDONLY): number {
  // Windows knows neither flag.
  const file = openSync(path, flags | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0), 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path} is not a regular file`);
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
