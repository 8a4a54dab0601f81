import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { copyFile, link, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HiapiError } from "../errors.ts";
import { codeOf, isAbandoned, noLinks, ownerMark, syncFolder } from "../fs/index.ts";
import { isBase64 } from "../request/index.ts";
import type { ByteSource } from "./completeness.ts";
import type { ImageFacts } from "./inspect.ts";
import { inspectImage } from "./inspect.ts";

/** A picture on disk, as the program prints it (design section 4). */
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
  /** The target folder; made when it is missing. */
  dir: string;
  /** The final name without extension and index, fixed before the first byte. */
  prefix: string;
  /** 1 for the first image of a task. */
  index: number;
  bytes: AsyncIterable<Uint8Array>;
}

const maxBytes = 512 * 1024 * 1024;

/**
 * Bytes → a file that is there whole or not at all: streamed to a hidden part file, checked, synced, then linked to a
 * name that was free (design rule 7). A file of the same bytes is taken as this very picture, saved before.
 * Throws `output`; leaves no part file behind.
 */
export async function saveImage({ dir, prefix, index, bytes }: SaveOptions): Promise<Saved> {
  const folder = resolve(dir);
  const part = join(folder, `.${prefix}-${index}.${ownerMark()}.part`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(part, "wx+");
    try {
      const { size, digest } = await write(handle, bytes);
      const facts = await checked(handle, size);
      await handle.sync();
      const path = await settle(part, { folder, base: `${prefix}-${index}`, extension: facts.extension, digest });
      const { width, height } = facts;
      const file: SavedFile = { kind: "file", path, mimeType: facts.mimeType, bytes: size, ...(width && height ? { width, height } : {}) };
      return { file, sha256: digest };
    } finally {
      await handle.close();
      await unlink(part).catch(() => undefined);
    }
  } catch (error) {
    throw outputError(error, folder);
  }
}

async function write(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; digest: string }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw new HiapiError("output", `the image is larger than ${maxBytes / 1024 / 1024} MiB`);
    hash.update(chunk);
    await writeAll(file, chunk);
  }
  return { size, digest: hash.digest("hex") };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

async function checked(file: FileHandle, size: number): Promise<ImageFacts> {
  const facts = await inspectImage(sourceOf(file, size));
  if (!facts)
    throw new HiapiError(
      "output",
      size === 0 ? "the image is empty" : "what came is no image: its bytes are no PNG, JPEG, WebP, GIF or AVIF",
    );
  if (!facts.whole) throw new HiapiError("output", `the image is cut off: ${size} bytes of ${facts.mimeType} without their end`);
  return facts;
}

/** Reads into one buffer again and again: a large picture is walked in many reads, and V8 is slow to free what they would leave. */
function sourceOf(file: FileHandle, size: number): ByteSource {
  let buffer = Buffer.alloc(0);
  return {
    size,
    async read(offset, length) {
      if (buffer.length < length) buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** Gives the part file the first free name of `base`, `base-2`, `base-3` …; a file with the same bytes is our own finished save. */
async function settle(
  part: string,
  { folder, base, extension, digest }: { folder: string; base: string; extension: string; digest: string },
): Promise<string> {
  for (let attempt = 1; attempt <= 10_000; attempt += 1) {
    const path = join(folder, `${attempt === 1 ? base : `${base}-${attempt}`}.${extension}`);
    if (await claim(part, path)) {
      await syncFolder(folder);
      return path;
    }
    if (await isSameFile(path, digest)) return path;
  }
  throw new HiapiError("output", `no free name for ${base}.${extension} in ${folder}`);
}

/** Links the part file to its name; false when the name is taken. Where links are not supported, an exclusive copy. */
async function claim(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!noLinks.includes(codeOf(error))) throw error;
  }
  return copyExclusively(part, path);
}

async function copyExclusively(part: string, path: string): Promise<boolean> {
  try {
    await copyFile(part, path, constants.COPYFILE_EXCL);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    await unlink(path).catch(() => undefined);
    throw error;
  }
  const copy = await open(path, "r+");
  await copy.sync().finally(() => copy.close());
  return true;
}

/** Whether a path is a plain file with these bytes; a symlink is not. */
export async function isSameFile(path: string, digest: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const hash = createHash("sha256");
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
  } finally {
    await file.close();
  }
  return hash.digest("hex") === digest;
}

/** Takes away the part files that crashed runs of this machine left in a folder; those of living processes stay. */
export async function sweepParts(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const [, mark = ""] = /^\..+\.([0-9a-f-]+)\.part$/.exec(name) ?? [];
    if (isAbandoned(mark)) await unlink(join(dir, name)).catch(() => undefined);
  }
}

/** The bytes of a data URI; each piece holds until the next is asked for. Throws `output` when it is broken. */
export async function* dataUriBytes(uri: string): AsyncGenerator<Uint8Array> {
  const comma = uri.indexOf(",");
  const isEncoded = /;base64$/i.test(uri.slice(0, Math.max(0, comma)).trim());
  const payload = uri.slice(comma + 1).replace(/\s+/g, "");
  if (comma === -1 || !isEncoded || (payload !== "" && !isBase64(payload)))
    throw new HiapiError("output", "the data URI of the image is broken: it is not base64");
  // Decoded in pieces of whole quartets into one buffer, so that a large image is never in memory a second time.
  const piece = 4 * 64 * 1024;
  const buffer = Buffer.alloc(3 * 64 * 1024);
  for (let start = 0; start < payload.length; start += piece)
    yield buffer.subarray(0, buffer.write(payload.slice(start, start + piece), "base64"));
}

const diskHints: Record<string, string> = {
  ENOSPC: "free some disk space, then run the resume command",
  EDQUOT: "the disk quota is used up: free some space, then run the resume command",
  EFBIG: "the file size limit is too small for the image: raise it, then run the resume command",
  EACCES: "choose a folder that can be written with --output-dir, then run the resume command with it",
  EPERM: "choose a folder that can be written with --output-dir, then run the resume command with it",
  EROFS: "the disk is read-only: choose another folder with --output-dir",
  ENOTDIR: "a part of the path is a file: choose another folder with --output-dir",
  EEXIST: "a file stands where the folder should be: choose another folder with --output-dir",
};

function outputError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (error instanceof HiapiError || code === "" || !/^E[A-Z]+$/.test(code)) return error;
  const hint = diskHints[code];
  return new HiapiError("output", `cannot save in ${folder}: ${error instanceof Error ? error.message : code}`, {
    code,
    cause: error,
    ...(hint ? { hint } : {}),
  });
}
