import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { megabytes, messageOf } from "../errors.ts";
import type { Io } from "../io.ts";
import { resolvePath } from "../io.ts";
import { codeOf } from "./durable.ts";

/** A file that a user named: its bytes, or why they are not read. */
export type UserFile = { bytes: Buffer } | { refused: string };

/**
 * Reads a regular file of 1 to `maxBytes` bytes. A device, a pipe or a folder is refused without being read: reading one may never end. So is
 * a file of no bytes, as those below `/proc` claim to be.
 */
export async function readUserFile(path: string, maxBytes: number): Promise<UserFile> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) return { refused: found.isDirectory() ? "it is a folder, not a file" : "it is not a file but a device or a pipe" };
    if (found.size === 0) return { refused: "it is empty" };
    if (found.size > maxBytes) return { refused: `it has ${megabytes(found.size)}, at most ${megabytes(maxBytes)} are accepted` };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0);
    return { bytes: buffer.subarray(0, bytesRead) };
  } catch (error) {
    return { refused: reasonOf(error) };
  } finally {
    await file?.close();
  }
}

/** The same for what a user may also pass on stdin, as `-`. */
export function readUserInput(path: string, io: Pick<Io, "cwd" | "home" | "stdin">, maxBytes: number): Promise<UserFile> {
  return path === "-" ? readStream(io.stdin, maxBytes) : readUserFile(resolvePath(path, io), maxBytes);
}

async function readStream(stream: AsyncIterable<Uint8Array | string>, maxBytes: number): Promise<UserFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) return { refused: `it has more than ${megabytes(maxBytes)}` };
    chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks) };
}

function reasonOf(error: unknown): string {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return "there is no such file";
  if (["EACCES", "EPERM"].includes(codeOf(error))) return "it may not be read";
  return messageOf(error);
}
