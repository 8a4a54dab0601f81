import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { lstat, mkdir, open, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HiapiError } from "../errors.ts";
import { byteSource, diskError, linkNew, ownerMark, syncFolder } from "../fs/index.ts";
import { downloadLimits } from "./download.ts";
import { numberedFile } from "./file-names.ts";
import type { ImageFacts } from "./inspect.ts";
import { inspectImage } from "./inspect.ts";

/** An image on disk, as the program prints it. */
export interface SavedFile {
  kind: "file";
  path: string;
  mimeType: ImageFacts["mimeType"];
  bytes: number;
  width?: number;
  height?: number;
}

/** A file that was saved, with the SHA-256 of its bytes in hex. */
export interface Saved {
  file: SavedFile;
  sha256: string;
}

export interface SaveOptions {
  /** The target folder, created if it does not exist. */
  dir: string;
  /** The file name, fixed before the first byte; its extension may be left to the type. */
  name: string;
  /** From which number on a free name is looked for. */
  number?: number;
  bytes: AsyncIterable<Uint8Array>;
  /** Whether bytes that are no whole image are kept, as `.rejected`. */
  keepsRejected?: boolean;
}

/**
 * Saves an image whole or not at all: streams it to a hidden part file, checks and syncs that, then links it to a free name
 * (docs/design.md, rule 7). A file of that name with the same bytes is the result of an earlier save.
 * Throws `output`, with `fault` in its facts; leaves no part file behind.
 */
export async function saveImage({ dir, name, number = 1, bytes, keepsRejected = true }: SaveOptions): Promise<Saved> {
  const folder = resolve(dir);
  const part = join(folder, `.${name}.${ownerMark()}.part`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(part, "wx+");
    try {
      const { size, sha256 } = await write(handle, bytes);
      if (size === 0) throw new HiapiError("output", "the image is empty", { fault: "server" });
      const facts = await inspectImage(byteSource(handle, size));
      if (!facts?.whole && !keepsRejected) throw rejection(facts, size);
      await handle.sync();
      const type = facts?.whole ? facts.extension : "rejected";
      const path = await publish(part, { folder, name, number, type, sha256 });
      await syncFolder(folder);
      if (!facts?.whole) throw rejection(facts, size, path);
      const { mimeType, width, height } = facts;
      return { file: { kind: "file", path, mimeType, bytes: size, ...(width && height ? { width, height } : {}) }, sha256 };
    } finally {
      await handle.close();
      await unlink(part).catch(() => undefined);
    }
  } catch (error) {
    throw diskError(error, { failed: `cannot save in ${folder}`, option: "--output-dir", next: "run the resume command" });
  }
}

async function write(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > downloadLimits.bytes) throw new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
    hash.update(chunk);
    await writeAll(file, chunk);
  }
  return { size, sha256: hash.digest("hex") };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

function rejection(facts: ImageFacts | undefined, size: number, path?: string): HiapiError {
  const fault = facts
    ? `the image is cut off: ${size} bytes of ${facts.mimeType} without their end`
    : "what came is no image: its bytes are no PNG, JPEG, WebP, GIF or AVIF";
  if (path === undefined) return new HiapiError("output", fault, { fault: "server" });
  return new HiapiError("output", `${fault}; they are kept in ${path}`, { fault: "server", rejected: path });
}

/** Links the part file to the first name that is free, or that has these bytes already. Returns its path. */
async function publish(part: string, { folder, name, number, type, sha256 }: Publishing): Promise<string> {
  for (let next = number; next < number + 10_000; next += 1) {
    const path = join(folder, numberedFile(name, { number: next, type }));
    if ((await linkNew(part, path)) || (await isSameFile(path, sha256))) return path;
  }
  throw new HiapiError("output", `no free name for ${join(folder, name)}`, { fault: "disk" });
}

interface Publishing extends Required<Pick<SaveOptions, "name" | "number">> {
  folder: string;
  type: string;
  sha256: string;
}

/** Whether a path is a regular file, not a symlink, with these bytes. */
export async function isSameFile(path: string, sha256: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const hash = createHash("sha256");
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  } finally {
    await file.close();
  }
  return hash.digest("hex") === sha256;
}
