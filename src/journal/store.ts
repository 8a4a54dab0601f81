import { readdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { codeOf } from "../fs/index.ts";
import type { Remains } from "./entry.ts";
import { unusable } from "./own-folder.ts";

/** An entry that cannot be read, and what its file still tells. */
export interface DamagedRecord extends Remains {
  id: string;
  path: string;
  reason: string;
}

/** Where a journal's files are. */
export interface Store {
  folder: string;
  requests: string;
  bodies: string;
  /** Whether it cannot be written now: then nothing is tidied up. */
  isReadOnly: boolean;
  /** Takes secrets out of a text before it is written. */
  scrub(text: string): string;
  /** Takes a line for people, and drops it when it was given before. */
  warn(line: string): void;
  /** The records that were found damaged, by their entry's id. */
  damaged: Map<string, DamagedRecord>;
}

export const entrySuffix = ".jsonl";
/** An entry that is not claimed yet. */
export const draftSuffix = ".draft";
export const claimSuffix = ".claim";
/** An entry that a process is archiving. */
export const archivingSuffix = ".leaving";

export function pathOf({ requests }: Pick<Store, "requests">, id: string, suffix = entrySuffix): string {
  return join(requests, `${id}${suffix}`);
}

/** The file of the body that was written with an entry. */
export function bodyPath({ bodies }: Store, id: string): string {
  return join(bodies, `${id}.json`);
}

/** The names in a folder of the journal; none where it does not exist, because it could not be made. Throws `output` where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw unusable(`the state folder cannot be read now (${messageOf(error)})`, error);
  }
}
