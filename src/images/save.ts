import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { lstat, mkdir, open, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HiapiError } from "../errors.ts";
import { byteSource, diskError, linkNew, ownerMark, syncFolder } from "../fs/index.ts";
import { downloadLimits } from "./download.ts";
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
  /** The file name without index and extension, fixed before the first byte. */
  prefix: string;
  /** 1 for the first image of a task. */
  index: number;
  bytes: AsyncIterable<Uint8Array>;
  /** Whether bytes that are no whole image are kept, as `.rejected`. */
  keepsRejected?: boolean;
}

/**
 * Saves an image whole or not at all: streams it to a hidden part file, checks and syncs that, then links it to a free name
 * (docs/design.md, rule 7). A file of that name with the same bytes is the result of an earlier save.
 * Throws `output`, with `fault` in its facts; leaves no part file behind.
 */
export async function saveImage({ dir, prefix, index, bytes, keepsRejected = true }: SaveOptions): Promise<Saved> {
  const folder = resolve(dir);
  const part = join(folder, `.${prefix}-${index}.${ownerMark()}.part`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(part, "wx+");
    try {
      const { size, sha256 } = await write(handle, bytes);
      if (size === 0) throw new HiapiError("output", "the image is empty", { fault: "server" });
      const facts = await inspectImage(byteSource(handle, size));
      if (!facts?.whole && !keepsRejected) throw rejection(facts, size);
      await handle.sync();
      const extension = facts?.whole ? facts.extension : "rejected";
      const path = await publish(part, { path: join(folder, `${prefix}-${index}`), extension, sha256 });
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

/** Links the part file to the first free name of `path`, `path-2`, `path-3` …, unless one of them holds these bytes. */
async function publish(
  part: string,
  { path: base, extension, sha256 }: { path: string; extension: string; sha256: string },
): Promise<string> {
  for (let attempt = 1; attempt <= 10_000; attempt += 1) {
    const path = `${attempt === 1 ? base : `${base}-${attempt}`}.${extension}`;
    if ((await linkNew(part, path)) || (await isSameFile(path, sha256))) return path;
  }
  throw new HiapiError("output", `no free name for ${base}.${extension}`, { fault: "disk" });
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
