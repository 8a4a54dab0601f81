import { constants, existsSync } from "node:fs";
import { append, ignoreMissing, remove, renameNow } from "../fs/index.ts";
import { releaseClaim } from "./claim.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { appendHistory } from "./history.ts";
import { readEntry } from "./read-entry.ts";
import type { Store } from "./store.ts";
import { archivingSuffix, bodyPath, pathOf } from "./store.ts";

/** Appending to and archiving an entry's file. Its name is never used again. */

/** Appends an event to an entry, durably; does nothing when the entry was archived. */
export async function recordEvent(store: Store, { id }: Pick<Entry, "id">, event: EntryEvent): Promise<void> {
  // The history says in the next moment, for good, that a request is complete. Until then a lost line costs a document printed twice.
  const isSynced = event.type !== "settled";
  const flags = constants.O_WRONLY | constants.O_APPEND;
  await append(pathOf(store, id), eventLine(store, event), flags, { isSynced }).catch(ignoreMissing);
  // The body is the only way to the task until the task id can be read again.
  if (event.type === "accepted" && readEntry(store, id)?.taskId !== undefined) await remove(bodyPath(store, id));
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
  await appendHistory(store.folder, entry);
  const body = bodyPath(store, entry.id);
  if (existsSync(body)) await remove(body);
  releaseClaim(store, entry.begun.claim, entry.id);
  await remove(pathOf(store, entry.id, archivingSuffix));
}
