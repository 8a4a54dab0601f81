import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Fields } from "../fields.ts";
import { fieldsOf, textOf } from "../fields.ts";
import { readHistoryLine, readHistoryLines } from "../history.ts";
import type { NumberMap } from "../number-map.ts";
import { createNumberMap } from "../number-map.ts";
import { describePayload, rememberedPayload } from "../request.ts";
import { identityOf, numberOf } from "./identity.ts";
import type { Plan } from "./plan.ts";
import type { Item } from "./spool.ts";

/** What of a batch was made before: its request is in the history, and its file is where it was saved. */
export interface Done {
  /** The history's line for an image that need not be made; undefined when it is missing. */
  find(item: Item): Promise<Fields | undefined>;
}

export const nothingDone: Done = { find: () => Promise.resolve(undefined) };

/**
 * Goes through the history once and notes where the wanted images stand in it; what is kept of a million is a few numbers each.
 * @param origin only what came from this address counts: a sandbox's picture is no picture
 */
export async function findDone(folder: string, { wanted }: Pick<Plan, "wanted">, origin: string): Promise<Done> {
  const places = createNumberMap();
  const sizes = createNumberMap();
  const have = createNumberMap();
  const seen = createNumberMap();
  for await (const { entry, offset, size } of readHistoryLines(folder)) {
    const made = await madeBy(entry, { origin, wanted });
    const key = numberOf(`key\0${String(entry.key)}`);
    if (!made || seen.get(key)) continue;
    seen.set(key, 1);
    const identity = identityOf(made);
    const occurrence = (have.get(identity) ?? 0) + 1;
    have.set(identity, occurrence);
    const place = identityOf(made, occurrence);
    places.set(place, offset);
    sizes.set(place, size);
  }
  return {
    async find(item) {
      const place = identityOf(item, item.occurrence);
      const [offset, size] = [places.get(place), sizes.get(place)];
      if (offset === undefined || size === undefined) return undefined;
      const entry = await readHistoryLine(folder, { offset, size });
      return (await madeBy(entry, { origin, wanted })) === undefined ? undefined : entry;
    },
  };
}

/** What a settled request made, when that is wanted and each of its files is there. */
async function madeBy(
  entry: Fields,
  { origin, wanted }: { origin: string; wanted: NumberMap },
): Promise<{ bodySha256: string; outputDir: string } | undefined> {
  const bodySha256 = textOf(entry, "bodySha256");
  const files = Array.isArray(entry.files) ? entry.files.map(fieldsOf) : [];
  const first = textOf(files[0] ?? {}, "path");
  if (entry.origin !== origin || bodySha256 === undefined || first === undefined) return undefined;
  const made = { bodySha256, outputDir: dirname(first) };
  if (wanted.get(identityOf(made)) === undefined) return undefined;
  for (const file of files) {
    const found = await lstat(textOf(file, "path") ?? "").catch(() => undefined);
    if (!found?.isFile() || found.size !== file.bytes) return undefined;
  }
  return made;
}

/** A settled request as its line of results, from what the history keeps of it. */
export function madeBefore(entry: Fields): Fields {
  const { model, ...described } = describePayload(rememberedPayload(entry.request));
  const files = Array.isArray(entry.files) ? entry.files.map(fieldsOf) : [];
  const outputs = files.map(({ index: _, sha256: __, ...file }) => ({ kind: "file", ...file }));
  const mark = entry.sandbox === true ? { sandbox: true } : {};
  return { model, taskId: entry.taskId, idempotencyKey: entry.key, ...described, ...mark, status: "success", outputs };
}
