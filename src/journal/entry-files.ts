import { constants, existsSync } from "node:fs";
import { join } from "node:path";
import { append, ignoreMissing, remove, renameNow } from "../fs/index.ts";
import { releaseClaim } from "./claim.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { foldEntry } from "./entry.ts";
import { appendHistory } from "./history.ts";
import type { Store } from "./store.ts";
import { archivingSuffix, pathOf, readNow } from "./store.ts";

/** Reading, appending to and archiving an entry's file. Its name is never used again. */

/** An entry as it is now; undefined when it was archived. */
export function readEntry(store: Store, id: string): Entry | undefined {
  const text = readNow(pathOf(store, id));
  return text === undefined ? undefined : foldEntry(id, text);
}

/** Appends an event to an entry, durably; does nothing when the entry was archived. */
export async function recordEvent(store: Store, { id, begun }: Entry, event: EntryEvent): Promise<void> {
  // The history says in the next moment, for good, that a request is complete. Until then a lost line costs a document printed twice.
  const isSynced = event.type !== "settled";
  const flags = constants.O_WRONLY | constants.O_APPEND;
  await append(pathOf(store, id), eventLine(store, event), flags, { isSynced }).catch(ignoreMissing);
  if (event.type === "accepted") await remove(join(store.bodies, begun.bodyFile));
}

const foreignFields: readonly string[] = ["request", "message", "rawStatus"];

/** An event as a line. Secrets are removed from what users and servers wrote; paths, keys and ids stay as they are. */
export function eventLine({ scrub }: Store, event: EntryEvent): string {
  return JSON.stringify(event, (name, value) => (foreignFields.includes(name) ? mapTexts(value, scrub) : value));
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** Moves a complete entry to the history. Of several processes that try, the one whose rename succeeds does it. */
export async function archive(store: Store, entry: Entry): Promise<void> {
  if (renameNow(pathOf(store, entry.id), pathOf(store, entry.id, archivingSuffix))) await finishArchiving(store, entry);
}

/** What is left to do once an entry's file was renamed. */
export async function finishArchiving(store: Store, entry: Entry): Promise<void> {
  const { bodyFile, claim } = entry.begun;
  await appendHistory(store.folder, entry);
  const body = join(store.bodies, bodyFile);
  if (existsSync(body)) await remove(body);
  releaseClaim(store, claim, entry.id);
  await remove(pathOf(store, entry.id, archivingSuffix));
}
