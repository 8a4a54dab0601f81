import { constants, existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { append, ignoreMissing, remove, removeNow, renameNow } from "../fs/index.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { foldEntry, historyLine } from "./entry.ts";

/** The files of the journal's entries: one append-only file of JSON lines each, under a name that is never used again. */

export interface Places {
  folder: string;
  requests: string;
  bodies: string;
  scrub(text: string): string;
  /** The claims in `requests` by fingerprint, as they were lately. */
  claims?: { until: number; byPrint: Map<string, string[]> };
}

export const extension = ".jsonl";
/** An entry before its request is claimed, and one that a process is putting into history. */
export const draft = ".draft";
export const leaving = ".leaving";
const appending = constants.O_WRONLY | constants.O_APPEND;

export function pathOf({ requests }: Places, id: string, suffix = extension): string {
  return join(requests, `${id}${suffix}`);
}

/** A small file; undefined when it is not there. Read at once: with thousands in flight, a turn of the thread pool costs eight times the reading. */
function readNow(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return ignoreMissing(error);
  }
}

/** An entry as it stands; undefined when it was put away. */
export async function read(places: Places, id: string): Promise<Entry | undefined> {
  const text = readNow(pathOf(places, id));
  return text === undefined ? undefined : foldEntry(id, text);
}

/** Adds an event to an entry, durably; without effect when it was put away. */
export async function record(places: Places, { id, begun }: Entry, event: EntryEvent): Promise<void> {
  // That a request is settled, the history says for good in the next moment; until then a lost line costs a document printed twice.
  const isSynced = event.type !== "settled";
  await append(pathOf(places, id), lineOf(places, event), appending, { isSynced }).catch(ignoreMissing);
  if (event.type === "accepted") await remove(join(places.bodies, begun.bodyFile));
}

/** An event as a line, without secrets in what came from outside or from the user; paths, keys and ids stay as they are. */
export function lineOf({ scrub }: Places, event: EntryEvent): string {
  const words = new Set(["request", "message", "rawStatus"]);
  return JSON.stringify(event, (name, value) => (words.has(name) ? mapTexts(value, scrub) : value));
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** Puts a settled entry into history. Of several who try, the one whose rename succeeds does it. */
export async function archive(places: Places, entry: Entry): Promise<void> {
  const path = pathOf(places, entry.id, leaving);
  if (renameNow(pathOf(places, entry.id), path)) await putAway(places, entry, path);
}

/** The rest of putting an entry away, once its file was renamed. */
export async function putAway(places: Places, entry: Entry, path: string): Promise<void> {
  const { folder, requests, bodies } = places;
  const { bodyFile, claim } = entry.begun;
  await append(join(folder, "history.jsonl"), JSON.stringify(historyLine(entry)), appending | constants.O_CREAT);
  const body = join(bodies, bodyFile);
  if (existsSync(body)) await remove(body);
  // At once: between the look and the removal nobody else of this process may take it.
  if (claimedBy(places, claim) === entry.id) removeNow(join(requests, claim));
  await remove(path);
}

/** The id of the entry that holds a claim, which is a link to that entry's file; undefined when nobody does. */
export function claimedBy(places: Places, claim: string): string | undefined {
  const [first = ""] = readNow(join(places.requests, claim))?.split("\n", 1) ?? [];
  const begun = foldEntry(claim, first)?.begun;
  return begun && basename(begun.bodyFile, ".json");
}

/** Gives a claimed draft its name. Whoever meets a claim does this, should its maker have died in between. */
export function promote(places: Places, id: string): void {
  renameNow(pathOf(places, id, draft), pathOf(places, id));
}
