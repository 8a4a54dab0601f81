import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { byteSource } from "../fs/index.ts";
import { measureImage, modelOfPrefix, readPictureName } from "../images/index.ts";
import type { PictureRecord } from "./records.ts";

/** One picture of the folder as the page shows it; what is not known is absent. */
export interface Picture {
  file: string;
  bytes: number;
  /** Milliseconds since 1970: asked for, else named after, else written. */
  at: number;
  width?: number;
  height?: number;
  prompt?: string;
  model?: string;
  ratio?: string;
  resolution?: string;
  details?: string[];
  taskId?: string;
  /** The end of the task id, where only the file's name tells of it. */
  taskEnd?: string;
  sandbox?: true;
}

/** A picture by its bytes alone. */
export interface Found {
  file: string;
  bytes: number;
  writtenAt: number;
  width?: number;
  height?: number;
}

const extension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const atOnce = 32;

/** The pictures that lie in a folder, by their first bytes. Links are not followed; `unreadable` counts files that only have the name of a picture. */
export async function findPictures(folder: string): Promise<{ found: Found[]; unreadable: number }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && extension.test(entry.name) && !entry.name.startsWith("."))
    .map(({ name }) => name);
  const found: Found[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const some = await Promise.all(names.slice(start, start + atOnce).map((name) => look(folder, name).catch(() => undefined)));
    found.push(...some.filter((picture) => picture !== undefined));
  }
  return { found, unreadable: names.length - found.length };
}

async function look(folder: string, name: string): Promise<Found | undefined> {
  const handle = await open(join(folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, mtimeMs } = await handle.stat();
    const facts = await measureImage(byteSource(handle, size));
    if (!facts) return undefined;
    const { width, height } = facts;
    return { file: name, bytes: size, writtenAt: Math.round(mtimeMs), ...(width && height ? { width, height } : {}) };
  } finally {
    await handle.close();
  }
}

/** What is known of each picture, newest first: from the journal where it knows the picture, else from its name. */
export function describePictures(
  found: readonly Found[],
  { folder, records }: { folder: string; records: ReadonlyMap<string, readonly PictureRecord[]> },
): Picture[] {
  const pictures = found.map((picture) => describe(picture, recordFor(picture, folder, records.get(picture.file))));
  return pictures.sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1));
}

/** The record of this very path, else of a file of the same name and size: the folder was moved. */
function recordFor({ file, bytes }: Found, folder: string, records: readonly PictureRecord[] = []): PictureRecord | undefined {
  return records.find(({ path }) => path === join(folder, file)) ?? records.find((record) => record.bytes === bytes);
}

function describe({ writtenAt, ...facts }: Found, record: PictureRecord | undefined): Picture {
  const { prefix, createdAt, taskEnd, isSandbox } = readPictureName(facts.file);
  const marks = isSandbox ? { sandbox: true as const } : {};
  if (record) {
    const { path: _, bytes: __, at, details, ...known } = record;
    return { ...facts, ...marks, ...known, at: at || (createdAt ?? writtenAt), ...(details.length > 0 ? { details } : {}) };
  }
  const model = modelOfPrefix(prefix);
  return { ...facts, ...marks, at: createdAt ?? writtenAt, ...(model ? { model } : {}), ...(taskEnd ? { taskEnd } : {}) };
}
