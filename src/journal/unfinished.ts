import { basename, join } from "node:path";
import { messageOf } from "../errors.ts";
import { isOlder, readRegular, remove } from "../fs/index.ts";
import { isReleased, removeClaim, restoreEntries } from "./claim.ts";
import type { Entry } from "./entry.ts";
import { foldEntry, isComplete, isKeyExpired } from "./entry.ts";
import { archive, finishArchiving } from "./entry-files.ts";
import { damagedNotice, entryIds, readEntry } from "./read-entry.ts";
import type { Store } from "./store.ts";
import { archivingSuffix, claimSuffix, entrySuffix, namesIn } from "./store.ts";

/** What `tasks`, `resume` and `batch` find in a journal, and what they tidy up on the way. */

/** Every unfinished request, oldest first; archives those that are complete. @param isImpatient also finishes the archiving of other processes */
export async function unfinished(store: Store, isImpatient: boolean): Promise<Entry[]> {
  const entries: Entry[] = [];
  if (!store.isReadOnly) await restoreEntries(store);
  for (const id of entryIds(store)) {
    const entry = readEntry(store, id);
    if (entry && !isComplete(entry)) entries.push(entry);
    else if (entry && !store.isReadOnly) await tolerate(store, () => archive(store, entry));
  }
  for (const record of store.damaged.values()) store.warn(damagedNotice(record));
  if (!store.isReadOnly) await sweep(store, entries, isImpatient);
  return entries.sort((a, b) => a.begun.at - b.begun.at);
}

/** Works on one file. A failure is warned of: it must not hold up what other requests need. */
export async function tolerate<Result>({ warn }: Store, work: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    warn(`a file of the journal is left as it is: ${messageOf(error)}`);
    return undefined;
  }
}

/** A body, draft or claim that no entry names belongs to nobody after this long. */
const abandonedMs = 3_600_000;
/** Archiving that a crash interrupted is finished by others after this long. */
const archivingMs = 60_000;

/** Removes what crashes left and no process can be working on any more, and finishes archiving. */
async function sweep(store: Store, entries: readonly Entry[], isImpatient: boolean): Promise<void> {
  const claims = new Set(entries.map(({ begun }) => begun.claim));
  for (const name of namesIn(store.requests))
    if (!name.endsWith(entrySuffix) && !claims.has(name)) await tolerate(store, () => sweepRequest(store, name, isImpatient));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const bodies = await tolerate(store, () => namesIn(store.bodies));
  for (const name of bodies ?? []) await tolerate(store, () => sweepBody(store, name, byId));
}

async function sweepRequest(store: Store, name: string, isImpatient: boolean): Promise<void> {
  const path = join(store.requests, name);
  const isArchiving = name.endsWith(archivingSuffix);
  const isClaim = !isArchiving && name.endsWith(claimSuffix);
  // It may be the claim of a damaged entry, whose request must not be sent anew.
  if (isClaim && store.damaged.size > 0) return;
  const isDue = (isArchiving && isImpatient) || (isClaim && isReleased(store, name));
  if (!isDue && !(await isOlder(path, isArchiving ? archivingMs : abandonedMs))) return;
  const entry = isArchiving ? foldEntry(basename(name, archivingSuffix), readRegular(path) ?? "") : undefined;
  if (entry) await finishArchiving(store, entry);
  else if (isClaim) removeClaim(store, name);
  else await remove(path);
}

async function sweepBody(store: Store, name: string, byId: ReadonlyMap<string, Entry>): Promise<void> {
  const id = basename(name, ".json");
  const path = join(store.bodies, name);
  const entry = byId.get(id);
  const isNeeded = store.damaged.has(id) || (entry?.taskId === undefined && entry && !isKeyExpired(entry, Date.now()));
  if (!isNeeded && (entry || (await isOlder(path, abandonedMs)))) await remove(path);
}
