import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import type { HistoryLine } from "../journal/history.ts";
import { readHistoryLine, readHistoryLines, readLinesNow } from "../journal/history.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import { describePayload, storedPayload } from "../request/index.ts";
import { identityOf, numberOf } from "./identity.ts";
import type { NumberMap } from "./number-map.ts";
import { createNumberMap } from "./number-map.ts";
import type { Plan } from "./plan.ts";
import type { Item } from "./spool.ts";

/** What of a batch was made before: its request is in the history, and its file is where it was saved. */
export interface Done {
  /** The history's line for an image that need not be made; undefined when it is missing. */
  find(item: Item): Fields | undefined;
  /** The same, with what another process has put into history meanwhile. */
  findAnew(item: Item): Fields | undefined;
}

export const nothingDone: Done = { find: () => undefined, findAnew: () => undefined };

/**
 * Goes through the history and notes where the wanted images stand in it; what is kept of a million is a few numbers each.
 * @param origin only what came from this address counts: a sandbox's picture is no picture
 */
export async function findDone(folder: string, { wanted }: Pick<Plan, "wanted">, origin: string): Promise<Done> {
  const maps = { places: createNumberMap(), sizes: createNumberMap(), have: createNumberMap(), seen: createNumberMap() };
  let readTo = 0;
  const note = (line: HistoryLine) => {
    readTo = line.offset + line.size;
    const key = numberOf(`key\0${String(line.entry.key)}`);
    const made = maps.seen.get(key) ? undefined : madeBy(line.entry, { origin, wanted });
    if (!made) return;
    maps.seen.set(key, 1);
    const identity = identityOf(made);
    const occurrence = (maps.have.get(identity) ?? 0) + 1;
    maps.have.set(identity, occurrence);
    const place = identityOf(made, occurrence);
    maps.places.set(place, line.offset);
    maps.sizes.set(place, line.size);
  };
  const find = (item: Item) => {
    const place = identityOf(item, item.occurrence);
    const [offset, size] = [maps.places.get(place), maps.sizes.get(place)];
    if (offset === undefined || size === undefined) return undefined;
    const entry = readHistoryLine(folder, { offset, size });
    return madeBy(entry, { origin, wanted }) ? entry : undefined;
  };
  for await (const line of readHistoryLines(folder)) note(line);
  return {
    find,
    findAnew(item) {
      for (const line of readLinesNow(folder, readTo)) note(line);
      return find(item);
    },
  };
}

type Made = Pick<Item, "bodySha256" | "outputDir">;

/** What a settled request made, when that is wanted and each of its files is there. */
function madeBy(entry: Fields, { origin, wanted }: { origin: string; wanted: NumberMap }): Made | undefined {
  const bodySha256 = textOf(entry, "wantedSha256", "bodySha256");
  const files = Array.isArray(entry.files) ? entry.files.map(fieldsOf) : [];
  const first = textOf(files[0] ?? {}, "path");
  if (entry.origin !== origin || bodySha256 === undefined || first === undefined) return undefined;
  const made = { bodySha256, outputDir: dirname(first) };
  if (wanted.get(identityOf(made)) === undefined) return undefined;
  for (const file of files) {
    if (sizeOf(textOf(file, "path") ?? "") !== file.bytes) return undefined;
  }
  return made;
}

/** The size of a plain file; undefined when there is none. */
function sizeOf(path: string): number | undefined {
  try {
    const found = lstatSync(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** A settled request as its line of results, from what the history keeps of it. */
export function madeBefore(entry: Fields): Fields {
  const { model, ...described } = describePayload(storedPayload(entry.request));
  const files = Array.isArray(entry.files) ? entry.files.map(fieldsOf) : [];
  const outputs = files.map(({ index: _, sha256: __, ...file }) => ({ kind: "file", ...file }));
  const mark = entry.sandbox === true ? { sandbox: true } : {};
  return { model, taskId: entry.taskId, idempotencyKey: entry.key, ...described, ...mark, status: "success", outputs };
}
