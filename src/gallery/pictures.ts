import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { byteSource } from "../fs/index.ts";
import { measureImage, modelOfPrefix, readPictureName } from "../images/index.ts";

/** A picture of the folder as the page shows it. What is not known is undefined. */
export interface Picture {
  file: string;
  bytes: number;
  /** When it was asked for, in milliseconds since 1970; else the time in its name, else when the file was written. */
  at: number;
  width?: number | undefined;
  height?: number | undefined;
  prompt?: string | undefined;
  model?: string | undefined;
  ratio?: string | undefined;
  resolution?: string | undefined;
  /** Further fields of the request, as text. */
  details?: string[] | undefined;
  taskId?: string | undefined;
  /** The end of the task id, where only the name of the file tells it. */
  taskEnd?: string | undefined;
  sandbox?: true | undefined;
}

const extension = /\.(?:png|jpe?g|webp|gif|avif|svg)$/i;
const openAtOnce = 32;

/**
 * The pictures in a folder, as far as their names and first bytes describe them. Links are not followed. `unreadable` counts the files that
 * have the name of a picture and are none.
 */
export async function findPictures(folder: string): Promise<{ pictures: Picture[]; unreadable: number }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && extension.test(entry.name) && !entry.name.startsWith("."))
    .map(({ name }) => name);
  const pictures: Picture[] = [];
  for (let start = 0; start < names.length; start += openAtOnce) {
    const some = names.slice(start, start + openAtOnce).map((name) => readPicture(folder, name).catch(() => undefined));
    pictures.push(...(await Promise.all(some)).filter((picture) => picture !== undefined));
  }
  return { pictures, unreadable: names.length - pictures.length };
}

async function readPicture(folder: string, file: string): Promise<Picture | undefined> {
  const handle = await open(join(folder, file), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, mtimeMs } = await handle.stat();
    const image = await measureImage(byteSource(handle, size));
    if (!image) return undefined;
    const { prefix, createdAt = Math.round(mtimeMs), taskEnd, isSandbox } = readPictureName(file);
    const { width, height } = image;
    return { file, bytes: size, at: createdAt, width, height, model: modelOfPrefix(prefix), taskEnd, sandbox: isSandbox || undefined };
  } finally {
    await handle.close();
  }
}
