import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ignoreMissing } from "../fs/index.ts";

/** Where a journal's files are. */
export interface Store {
  folder: string;
  requests: string;
  bodies: string;
  /** Takes secrets out of a text before it is written. */
  scrub(text: string): string;
}

export const entrySuffix = ".jsonl";
/** An entry that is not claimed yet. */
export const draftSuffix = ".draft";
/** An entry that a process is archiving. */
export const archivingSuffix = ".leaving";

export function pathOf({ requests }: Store, id: string, suffix = entrySuffix): string {
  return join(requests, `${id}${suffix}`);
}

/** The file of the body that was written with an entry. */
export function bodyPath({ bodies }: Store, id: string): string {
  return join(bodies, `${id}.json`);
}

/** A small file; undefined when it does not exist. Synchronous: through the thread pool it costs eight times as much. */
export function readNow(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return ignoreMissing(error);
  }
}
