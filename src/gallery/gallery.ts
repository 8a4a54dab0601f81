import { lstat, open, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { HiapiError, messageOf, quote, usageError } from "../errors.ts";
import { createFile, diskError, replaceFile } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { openUserJournal } from "../journal/index.ts";
import { galleryPage, pageStart } from "./page.ts";
import type { Picture } from "./pictures.ts";
import { findPictures } from "./pictures.ts";
import { describePictures } from "./records.ts";

/** The page of a folder's pictures, with what the journal knows of each. Changes nothing but the page, and never a file of another program. */

/**
 * Writes the page of a folder. Returns its path, undefined where there are no pictures and no page of an earlier run; and how many pictures
 * there are, files that only have the name of one, and pictures whose prompt is known.
 * @param named the folder as the user named it; absent for the default one, which may be missing
 * @throws HiapiError `usage` for a folder that does not exist, `output` where the disk refuses
 */
export async function writeGallery(
  folder: string,
  { named, io, warn }: { named: string | undefined; io: Io; warn: (line: string) => void },
) {
  const { pictures: found, unreadable } = await picturesIn(folder, named);
  // The page of an earlier run would show pictures that are gone; otherwise an empty folder needs no page.
  const isNeeded = found.length > 0 || (await freePath(folder).catch(() => undefined))?.isOurs;
  if (!isNeeded) return { path: undefined, pictures: 0, unreadable, known: 0 };
  const pictures = (await withRecords(found, folder, { io, warn })).sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1));
  const path = await writePage(folder, galleryPage({ title: basename(folder) || "Pictures", pictures, writtenAt: Date.now() }));
  return { path, pictures: pictures.length, unreadable, known: pictures.filter(({ prompt }) => prompt !== undefined).length };
}

async function picturesIn(folder: string, named: string | undefined): Promise<{ pictures: Picture[]; unreadable: number }> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats && named === undefined) return { pictures: [], unreadable: 0 };
  if (!stats?.isDirectory()) {
    const message = `${quote(named ?? folder)} is ${stats ? "no folder" : "not there"}: name a folder with pictures, or none for ./outputs`;
    throw usageError([{ field: "dir", given: named ?? folder, accepted: "a folder", message }], "hiapi-img gallery --help");
  }
  return findPictures(folder).catch((error: unknown) => {
    throw diskError(error, { failed: `cannot read ${folder}`, option: "gallery <dir>", next: "run the same command" });
  });
}

/** Without a journal the pictures are shown all the same. */
async function withRecords(
  pictures: Picture[],
  folder: string,
  { io, warn }: { io: Io; warn: (line: string) => void },
): Promise<Picture[]> {
  try {
    const journal = await openUserJournal(io, warn, { isOnlyRead: true });
    return await describePictures(pictures, folder, journal);
  } catch (error) {
    warn(`pictures are shown without their prompts: ${messageOf(error)}`);
    return pictures;
  }
}

/** Writes the page, whole or not at all, and returns its path. */
async function writePage(folder: string, html: string): Promise<string> {
  try {
    for (;;) {
      const { path, isOurs } = await freePath(folder);
      if (isOurs) await replaceFile(path, html, 0o666);
      // Another program may have taken the name since it was found free: it keeps it.
      else if (!(await createFile(path, html, 0o666))) continue;
      return path;
    }
  } catch (error) {
    const failed = `the page cannot be written in ${folder}`;
    throw diskError(error, { failed, option: "gallery <dir>", next: "run the same command: the pictures are untouched" });
  }
}

const maxNumber = 1000;

/** The first of `gallery.html`, `gallery-2.html` … that is free or was written by this program. */
async function freePath(folder: string): Promise<{ path: string; isOurs: boolean }> {
  for (let number = 1; number <= maxNumber; number += 1) {
    const path = join(folder, number === 1 ? "gallery.html" : `gallery-${number}.html`);
    const stats = await lstat(path).catch(() => undefined);
    if (!stats) return { path, isOurs: false };
    if (stats.isFile() && (await beginsAsPage(path))) return { path, isOurs: true };
  }
  throw new HiapiError("output", `gallery.html to gallery-${maxNumber}.html in ${folder} are files of other programs`);
}

async function beginsAsPage(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(pageStart.length), 0, pageStart.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === pageStart;
  } finally {
    await file.close();
  }
}
