import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Input } from "../args/index.ts";
import { writeGallery } from "../gallery/gallery.ts";
import type { Context } from "./command.ts";

/** `gallery`: writes the page of a folder's pictures and prints where it is. */
export async function run({ positionals: [dir] }: Input<"gallery">, { io, reporter }: Context): Promise<number> {
  const folder = resolve(io.cwd, dir ?? "outputs");
  const { path, known, ...counts } = await writeGallery(folder, { named: dir, io, warn: reporter.warn });
  if (counts.unreadable > 0) reporter.warn(`left out, named like a picture but none: ${counts.unreadable}`);
  if (path === undefined) {
    reporter.info(`no pictures in ${folder}: no page was written`);
    await reporter.document({ ok: true, path: null, ...counts });
    return 0;
  }
  if (basename(path) !== "gallery.html") reporter.warn("gallery.html is a file of another program and stays as it is");
  reporter.info(`a page of ${counts.pictures === 1 ? "1 picture" : `${counts.pictures} pictures`}: ${path}`);
  await reporter.document({ ok: true, path, url: pathToFileURL(path).href, ...counts, known });
  return 0;
}
