import { lstatSync } from "node:fs";
import { basename, join } from "node:path";
import { HiapiError, messageOf } from "../errors.ts";
import { codeOf, readRegular, removeNow } from "../fs/index.ts";
import type { Entry } from "./entry.ts";
import { foldEntry, readRemains } from "./entry.ts";
import type { DamagedRecord, Store } from "./store.ts";
import { bodyPath, claimSuffix, entrySuffix, namesIn, pathOf } from "./store.ts";

/** Reading entries, those included that a crash, a disk or another user made unreadable. Their requests may have been accepted. */

/** An entry as it is now; undefined when it was archived, and when it cannot be read: then it is among `store.damaged`. */
export function readEntry({ damaged, ...store }: Store, id: string): Entry | undefined {
  const path = pathOf(store, id);
  try {
    const text = readRegular(path);
    const entry = text === undefined ? undefined : foldEntry(id, text);
    if (entry || text === undefined) damaged.delete(id);
    else damaged.set(id, { id, path, reason: "its beginning is lost", ...readRemains(text) });
    return entry;
  } catch (error) {
    damaged.set(id, { id, path, reason: codeOf(error) || messageOf(error) });
    return undefined;
  }
}

/** What to say of a damaged record, with the way on. */
export function damagedNotice(record: DamagedRecord): string {
  return `${damagedMessage(record)}; ${wayOn(record)}`;
}

function damagedMessage({ path, reason }: DamagedRecord): string {
  return `the record of a request cannot be read: ${path} (${reason})`;
}

function wayOn({ path, key, taskId }: DamagedRecord): string {
  if (taskId !== undefined) return `it became the task ${taskId}: resume ${taskId} saves its image`;
  if (key !== undefined) return `the command that began it finishes it under its key ${key}, and pays for nothing twice`;
  return `whether it was accepted is unknown: make it readable; or find the task with tasks --remote, save it with resume <task id>, and delete ${path}`;
}

/** The failure of a request whose record is damaged: making another could pay twice. */
export function damagedError(record: DamagedRecord): HiapiError {
  const { key: idempotencyKey, taskId } = record;
  return new HiapiError("unknown_outcome", damagedMessage(record), { idempotencyKey, taskId, hint: `nothing was sent; ${wayOn(record)}` });
}

/** Removes a damaged entry, its body and its claim. */
export function forgetDamaged(store: Store, { id, path }: DamagedRecord): void {
  const claim = namesIn(store.requests).find((name) => name.endsWith(claimSuffix) && isSameInode(join(store.requests, name), path));
  for (const left of [bodyPath(store, id), ...(claim ? [join(store.requests, claim)] : []), path]) removeNow(left);
  store.damaged.delete(id);
}

/** The ids of all entries that are not archived. */
export function entryIds({ requests }: Store): string[] {
  return namesIn(requests).flatMap((name) => (name.endsWith(entrySuffix) ? basename(name, entrySuffix) : []));
}

/** Whether two names are links to one file. */
export function isSameInode(path: string, other: string): boolean {
  const [one, two] = [path, other].map((name) => lstatSync(name, { throwIfNoEntry: false, bigint: true }));
  return one !== undefined && two !== undefined && one.isFile() && one.ino === two.ino && one.dev === two.dev;
}
