import type { Entry } from "../journal/entry.ts";
import { readHistory } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";

/** What the journal keeps of the request behind a picture. */
export interface PictureRecord {
  /** Where the picture was saved, and how many bytes that were. */
  path: string;
  bytes: number | undefined;
  /** When it was asked for, in milliseconds since 1970. */
  at: number;
  prompt?: string;
  model?: string;
  ratio?: string;
  resolution?: string;
  /** Further fields of the request, in words. */
  details: string[];
  taskId?: string;
}

/** The records of the pictures that are called by one of `names`, under that name: a folder may have been moved since. */
export async function recordsOf(journal: Journal, names: ReadonlySet<string>): Promise<Map<string, PictureRecord[]>> {
  const records = new Map<string, PictureRecord[]>();
  const add = (request: Fields) => {
    for (const record of recordsIn(request)) {
      const name = lastPart(record.path);
      if (names.has(name)) records.set(name, [...(records.get(name) ?? []), record]);
    }
  };
  for await (const line of readHistory(journal.folder)) add(line);
  for (const entry of await journal.unfinished()) add(asLine(entry));
  return records;
}

/** An unfinished request in the shape of a line of history. */
function asLine({ begun, taskId, files }: Entry): Fields {
  return { at: begun.at, request: begun.request, taskId, files };
}

function recordsIn(line: Fields): PictureRecord[] {
  if (!Array.isArray(line.files)) return [];
  const about = described(line);
  return line.files.map(fieldsOf).flatMap((file) => {
    const path = textOf(file, "path");
    return path === undefined ? [] : [{ ...about, path, bytes: typeof file.bytes === "number" ? file.bytes : undefined }];
  });
}

function described(line: Fields): Omit<PictureRecord, "path" | "bytes"> {
  const request = fieldsOf(line.request);
  const input = fieldsOf(request.input);
  const route = textOf(request, "route");
  const model = textOf(request, "model");
  const references = [input.input_urls, input.image_urls, input.image].find((value) => value !== undefined);
  const count = Array.isArray(references) ? references.length : Number(references !== undefined);
  const extras = ["size", "quality", "background"].flatMap((name) => {
    const value = textOf(input, name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return {
    at: typeof line.at === "number" && Math.abs(line.at) < 8.64e15 ? line.at : 0,
    ...present("prompt", textOf(input, "prompt")),
    ...present("model", model && route ? `${model}@${route}` : model),
    ...present("ratio", textOf(input, "aspect_ratio")),
    ...present("resolution", textOf(input, "resolution")),
    ...present("taskId", textOf(line, "taskId")),
    details: [...extras, ...(count > 0 ? [count === 1 ? "1 reference" : `${count} references`] : [])],
  };
}

function present<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  const pair: { [K in Key]?: string } = {};
  if (value !== undefined) pair[key] = value;
  return pair;
}

/** The file's name in a path of this system or of another. */
function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
