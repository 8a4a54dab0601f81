import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HiapiError, quote, usageError } from "../errors.ts";
import { galleryPage } from "../gallery/page.ts";
import { placeForPage, writePage } from "../gallery/page-file.ts";
import type { Found, Picture } from "../gallery/pictures.ts";
import { describePictures, findPictures } from "../gallery/pictures.ts";
import type { PictureRecord } from "../gallery/records.ts";
import { recordsOf } from "../gallery/records.ts";
import type { Io } from "../io.ts";
import { openLedger } from "../journal/open.ts";
import type { Reporter } from "../terminal/index.ts";

interface Run {
  io: Io;
  reporter: Reporter;
}

/** `gallery` from the command line: writes the page of a folder's pictures and prints where. Answers the exit code. */
export async function runGallery(dir: string | undefined, { io, reporter }: Run): Promise<number> {
  const folder = resolve(io.cwd, dir ?? "outputs");
  const { found, unreadable } = await picturesIn(folder, dir);
  if (unreadable > 0) reporter.warn(`left out, named like a picture but none: ${unreadable}`);
  const facts = { pictures: found.length, unreadable };
  // Nothing to show is no failure; but a page of before would show what is gone.
  if (found.length === 0 && !(await isPageThere(folder))) {
    reporter.info(`no pictures in ${folder}: no page was written`);
    await reporter.document({ ok: true, path: null, ...facts });
    return 0;
  }
  const pictures = describePictures(found, { folder, records: await recordsFor(found, { io, reporter }) });
  const known = pictures.filter(({ prompt }) => prompt !== undefined).length;
  const path = await writePage(folder, galleryPage({ title: basename(folder) || "Pictures", pictures, writtenAt: Date.now() }));
  if (basename(path) !== "gallery.html") reporter.warn("gallery.html is a file of somebody else and stays as it is");
  reporter.info(`${summary(pictures)}: ${path}`);
  await reporter.document({ ok: true, path, url: pathToFileURL(path).href, ...facts, known });
  return 0;
}

/** The pictures of a folder; none where the default folder is not there yet. Throws `usage` for a folder that was named and is none. */
async function picturesIn(folder: string, named: string | undefined): Promise<{ found: Found[]; unreadable: number }> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined && named === undefined) return { found: [], unreadable: 0 };
  if (!isFolder) {
    const message = `${quote(named ?? folder)} is ${isFolder === undefined ? "not there" : "no folder"}: name a folder with pictures, or none for ./outputs`;
    throw usageError([{ field: "dir", given: named ?? folder, accepted: "a folder", message }], "hiapi-img gallery --help");
  }
  return findPictures(folder).catch((error: unknown) => {
    throw new HiapiError("output", `cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
      hint: "make the folder readable, then run the same command",
    });
  });
}

async function isPageThere(folder: string): Promise<boolean> {
  return (await placeForPage(folder).catch(() => undefined))?.isOwn === true;
}

/** What the journal knows of these pictures; nothing where it cannot be opened: they are shown all the same. */
async function recordsFor(found: readonly Found[], { io, reporter }: Run): Promise<Map<string, PictureRecord[]>> {
  try {
    const { journal } = await openLedger(io, reporter.warn);
    return await recordsOf(journal, new Set(found.map(({ file }) => file)));
  } catch (error) {
    reporter.warn(`pictures are shown without their prompts: ${error instanceof Error ? error.message : String(error)}`);
    return new Map();
  }
}

function summary(pictures: readonly Picture[]): string {
  return pictures.length === 1 ? "a page of 1 picture" : `a page of ${pictures.length} pictures`;
}
