import { randomBytes } from "node:crypto";
import { lstat, open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { HiapiError } from "../errors.ts";
import { linkNew } from "../fs/index.ts";
import { pageStart } from "./page.ts";

const most = 1000;

/** Where the page of a folder goes: `gallery.html` when it is free or a page of ours, else the next such name. */
export async function placeForPage(folder: string): Promise<{ path: string; isOwn: boolean }> {
  for (let number = 1; number <= most; number += 1) {
    const path = join(folder, number === 1 ? "gallery.html" : `gallery-${number}.html`);
    const owner = await ownerOf(path);
    if (owner !== "stranger") return { path, isOwn: owner === "us" };
  }
  throw new HiapiError("output", `no free name for a page in ${folder}: gallery.html to gallery-${most}.html are files of others`);
}

async function ownerOf(path: string): Promise<"nobody" | "us" | "stranger"> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return "nobody";
  if (!found.isFile()) return "stranger";
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(pageStart.length), 0, pageStart.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === pageStart ? "us" : "stranger";
  } finally {
    await file.close();
  }
}

/** Writes the page whole or not at all; a file of somebody else is never replaced. Returns its path. Throws `output`. */
export async function writePage(folder: string, html: string): Promise<string> {
  const draft = join(folder, `.gallery-${randomBytes(6).toString("hex")}.part`);
  try {
    const file = await open(draft, "wx");
    await file
      .writeFile(html)
      .then(() => file.sync())
      .finally(() => file.close());
    return await settle(draft, folder);
  } catch (error) {
    if (error instanceof HiapiError) throw error;
    throw new HiapiError("output", `the page cannot be written in ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
      hint: "the pictures are untouched: mend what the message names, then run the same command",
    });
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

async function settle(draft: string, folder: string): Promise<string> {
  for (;;) {
    const { path, isOwn } = await placeForPage(folder);
    if (isOwn) await rename(draft, path);
    // The name was free a moment ago: who takes it in between keeps it.
    else if (!(await linkNew(draft, path))) continue;
    return path;
  }
}
