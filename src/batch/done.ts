import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { historyReader } from "../journal/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import { describePayload, storedPayload } from "../request/index.ts";
import type { Item, Plan } from "./plan.ts";
import { identityOf } from "./plan.ts";

/** Which images of a batch were made before: their requests are in the history, and their files are where they were saved. */
export interface Done {
  /** The history's line for an image that was made; undefined when it is missing. */
  find(item: Item): Fields | undefined;
  /** The same, after reading what other processes added to the history meanwhile. */
  findAnew(item: Item): Promise<Fields | undefined>;
}

export const nothingDone: Done = { find: () => undefined, findAnew: () => Promise.resolve(undefined) };

/** Reads the history. @param origin only images of this address count: the sandbox's are none */
export async function findDone(folders: readonly string[], { wanted }: Pick<Plan, "wanted">, origin: string): Promise<Done> {
  const made = new Map<string, Fields[]>();
  const seen = new Set<unknown>();
  const readers = folders.map(historyReader);
  const madeIdentity = (entry: Fields) => {
    const identity = entry.origin === origin ? identityOfMade(entry) : undefined;
    return identity !== undefined && wanted.has(identity) && hasItsFiles(entry) ? identity : undefined;
  };
  const add = (entry: Fields) => {
    const identity = seen.has(entry.key) ? undefined : madeIdentity(entry);
    if (identity === undefined) return;
    seen.add(entry.key);
    const entries = made.get(identity) ?? [];
    made.set(identity, entries);
    entries.push(entry);
  };
  const readOn = async () => {
    for (const added of readers) for await (const entry of added()) add(entry);
  };
  const find = (item: Item) => {
    const entry = made.get(identityOf(item))?.[item.occurrence - 1];
    return entry && hasItsFiles(entry) ? entry : undefined;
  };
  let reading = readOn();
  await reading;
  return {
    find,
    async findAnew(item) {
      // One after the other, so that no line is noted twice.
      reading = reading.then(readOn);
      await reading;
      return find(item);
    },
  };
}

function identityOfMade(entry: Fields): string | undefined {
  const bodySha256 = textOf(entry, "wantedSha256", "bodySha256");
  const path = textOf(filesOf(entry)[0] ?? {}, "path");
  return bodySha256 === undefined || path === undefined ? undefined : identityOf({ bodySha256, outputDir: dirname(path) });
}

function filesOf({ files }: Fields): Fields[] {
  return Array.isArray(files) ? files.map(fieldsOf) : [];
}

function hasItsFiles(entry: Fields): boolean {
  return filesOf(entry).every(({ path, bytes }) => typeof path === "string" && sizeOf(path) === bytes);
}

/** The size of a regular file; undefined when there is none. */
function sizeOf(path: string): number | undefined {
  try {
    const found = lstatSync(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** The line of results for an image that was made before, from what the history keeps of it. */
export function documentOfMade(entry: Fields): Fields {
  const { model, ...described } = describePayload(storedPayload(entry.request));
  const outputs = filesOf(entry).map(({ index: _, sha256: __, ...file }) => ({ kind: "file", ...file }));
  const mark = entry.sandbox === true ? { sandbox: true } : {};
  return { model, taskId: entry.taskId, idempotencyKey: entry.key, ...described, ...mark, status: "success", outputs };
}
