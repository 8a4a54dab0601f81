import { join } from "node:path";
import type { Journal } from "../journal/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { Picture } from "./pictures.ts";

/** A saved file in the journal, and what the page shows of its request. */
interface SavedFile {
  path: string;
  bytes: unknown;
  /** When it was asked for, in milliseconds since 1970. */
  at: number | undefined;
  request: Partial<Picture>;
}

/**
 * The same pictures with what the journal knows of their requests: a picture is known by its path, else, because folders are moved, by its
 * name and size.
 */
export async function describePictures(pictures: readonly Picture[], folder: string, journal: Journal): Promise<Picture[]> {
  const saved = await savedFiles(journal, new Set(pictures.map(({ file }) => file)));
  return pictures.map((picture) => {
    const namesakes = saved.get(picture.file) ?? [];
    const path = join(folder, picture.file);
    const found = namesakes.find((file) => file.path === path) ?? namesakes.find(({ bytes }) => bytes === picture.bytes);
    return found ? { ...picture, ...found.request, at: found.at ?? picture.at } : picture;
  });
}

/** The saved files that have one of these names, under that name. */
async function savedFiles(journal: Journal, names: ReadonlySet<string>): Promise<Map<string, SavedFile[]>> {
  const saved = new Map<string, SavedFile[]>();
  const add = (line: Fields) => {
    const about = { at: dateIn(line), request: describeRequest(line) };
    for (const file of Array.isArray(line.files) ? line.files.map(fieldsOf) : []) {
      const path = textOf(file, "path") ?? "";
      // A path of this system or of another.
      const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
      if (names.has(name)) saved.set(name, [...(saved.get(name) ?? []), { path, bytes: file.bytes, ...about }]);
    }
  };
  for await (const line of journal.history()) add(line);
  for (const { begun, taskId, files } of await journal.unfinished()) add({ at: begun.at, request: begun.request, taskId, files });
  return saved;
}

const maxDateMs = 8.64e15;

function dateIn({ at }: Fields): number | undefined {
  return typeof at === "number" && at !== 0 && Math.abs(at) < maxDateMs ? at : undefined;
}

function describeRequest(line: Fields): Partial<Picture> {
  const request = fieldsOf(line.request);
  const input = fieldsOf(request.input);
  const [model, route] = [textOf(request, "model"), textOf(request, "route")];
  const references = [input.input_urls ?? input.image_urls ?? input.image ?? []].flat().length;
  const details = ["size", "quality", "background"].flatMap((name) => textOf(input, name)?.replace(/^/, `${name} `) ?? []);
  if (references > 0) details.push(references === 1 ? "1 reference" : `${references} references`);
  return {
    prompt: textOf(input, "prompt"),
    model: model && route ? `${model}@${route}` : model,
    ratio: textOf(input, "aspect_ratio"),
    resolution: textOf(input, "resolution"),
    taskId: textOf(line, "taskId"),
    taskEnd: undefined,
    details: details.length > 0 ? details : undefined,
  };
}
