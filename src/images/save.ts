import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { lstat, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HiapiError } from "../errors.ts";
import { byteSource, diskError, linkNew, makeFolder, ownerMark, remove, syncFolder } from "../fs/index.ts";
import type { Patience } from "../sleep.ts";
import { inTime } from "../sleep.ts";
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
  /** How long each file call is waited for. */
  patience: Patience;
}

/**
 * Saves an image whole or not at all: streams it to a hidden part file, checks and syncs that, then links it to a free name
 * (docs/design.md, rule 7). A file of that name with the same bytes is the result of an earlier save.
 * Throws `output`, with `fault` in its facts; leaves no part file behind.
 */
export async function saveImage(options: SaveOptions): Promise<Saved> {
  const { dir, name, patience } = options;
  const folder = resolve(dir);
  const part = join(folder, `.${name}.${ownerMark()}.part`);
  try {
    const file = await inTime(openPart(folder, part), patience);
    try {
      const written = await write(file, options);
      return await inTime(complete(file, { ...options, ...written, folder, part }), patience);
    } finally {
      await inTime(closePart(file, part), patience);
    }
  } catch (error) {
    throw diskError(error, { failed: `cannot save in ${folder}`, option: "--output-dir", next: "run the resume command" });
  }
}

async function openPart(folder: string, part: string): Promise<FileHandle> {
  await makeFolder(folder, 0o777);
  return open(part, "wx+");
}

async function closePart(file: FileHandle, part: string): Promise<void> {
  await file.close();
  await remove(part).catch(() => undefined);
}

interface Written {
  size: number;
  sha256: string;
}

async function write(file: FileHandle, { bytes, patience }: SaveOptions): Promise<Written> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > downloadLimits.bytes) throw new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
    hash.update(chunk);
    await inTime(writeAll(file, chunk), patience);
  }
  if (size === 0) throw new HiapiError("output", "the image is empty", { fault: "server" });
  return { size, sha256: hash.digest("hex") };
}

type Completing = SaveOptions & Written & { folder: string; part: string };

/** Checks and syncs a part file that is written, and publishes it. */
async function complete(file: FileHandle, completing: Completing): Promise<Saved> {
  const { size, sha256, folder, keepsRejected = true } = completing;
  const facts = await inspectImage(byteSource(file, size));
  if (!facts?.whole && !keepsRejected) throw rejection(facts, size);
  await file.sync();
  const path = await publish(completing, facts?.whole ? facts.extension : "rejected");
  await syncFolder(folder);
  if (!facts?.whole) throw rejection(facts, size, path);
  const { mimeType, width, height } = facts;
  return { file: { kind: "file", path, mimeType, bytes: size, ...(width && height ? { width, height } : {}) }, sha256 };
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
    : "what came is no image: its bytes are no PNG, JPEG, WebP, GIF, AVIF or SVG";
  if (path === undefined) return new HiapiError("output", fault, { fault: "server" });
  return new HiapiError("output", `${fault}; they are kept in ${path}`, { fault: "server", rejected: path });
}

/** Links the part file to the first name that is free, or that has these bytes already. Returns its path. */
async function publish({ part, folder, name, number = 1, sha256 }: Completing, type: string): Promise<string> {
  for (let next = number; next < number + 10_000; next += 1) {
    const path = join(folder, numberedFile(name, { number: next, type }));
    if ((await linkNew(part, path)) || (await isSameFile(path, sha256))) return path;
  }
  throw new HiapiError("output", `no free name for ${join(folder, name)}`, { fault: "disk" });
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
