import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import pLimit from "p-limit";
import { ignoreMissing } from "../fs/index.ts";
import type { Asked, Beginning, Found } from "./claim.ts";
import { begin } from "./claim.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { foldEntry, isKeyExpired, isSettled } from "./entry.ts";
import type { Places } from "./entry-files.ts";
import { archive, extension, leaving, putAway, read, record } from "./entry-files.ts";

/**
 * What was asked and what came of it, on disk (design rules 3 and 4): one append-only file of JSON lines for each request
 * that is not settled, one line in `history.jsonl` for each that is. Several processes may write at once: a request's
 * file comes to be whole by one link, under a name made of the request, so that of two who begin the same only one makes it.
 */

/** A body or draft that is still unnamed after this long belongs to nobody. */
const abandonedMs = 3_600_000;
/** An entry that a crash left half put away is finished by others after this long. */
const leavingMs = 60_000;
/** How many steps are on the disk at once: thousands of tasks must not run out of file handles. */
const openFiles = 16;

export interface Journal {
  folder: string;
  /** Writes down a request before it is sent, or finds the unsettled one that is the same. Throws `unknown_outcome` when that one is too old to ask. */
  begin(asked: Asked, options: Beginning): Promise<Found>;
  /** Adds an event to an entry, durably; without effect when the entry was settled by another process. */
  record(entry: Entry, event: EntryEvent): Promise<void>;
  /** The entry as it stands now; undefined when it was settled and put away. */
  read(id: string): Promise<Entry | undefined>;
  /**
   * Every request that is not settled, oldest first; what is settled goes into history. @param isSure also what another process may be
   * putting there this moment: its line stands twice then, and is read once
   */
  unfinished(options?: { isSure?: boolean }): Promise<Entry[]>;
  /** The exact bytes of a request's body; undefined when they are gone. */
  body(entry: Entry): Promise<string | undefined>;
  /** Puts a settled entry into history. */
  archive(entry: Entry): Promise<void>;
}

/** The mark of an account: 16 hex digits that tell keys apart and give none away (design rule 4). */
export function accountMark(apiKey: string): string {
  return createHash("sha256").update(`hiapi-img\0${apiKey}`).digest("hex").slice(0, 16);
}

/** Opens the journal in a private folder that exists. `scrub` takes secrets out of what is written. */
export async function openJournal(folder: string, scrub: (text: string) => string = (text) => text): Promise<Journal> {
  const places: Places = { folder, requests: join(folder, "requests"), bodies: join(folder, "bodies"), scrub };
  for (const path of [places.requests, places.bodies]) await mkdir(path, { recursive: true, mode: 0o700 });
  const inTurn = pLimit(openFiles);
  return {
    folder,
    begin: (asked, options) => inTurn(() => begin(places, asked, options)),
    record: (entry, event) => inTurn(() => record(places, entry, event)),
    read: (id) => inTurn(() => read(places, id)),
    unfinished: ({ isSure = false } = {}) => unfinished(places, isSure ? 0 : leavingMs),
    body: ({ begun }) => readFile(join(places.bodies, begun.bodyFile), "utf8").catch(ignoreMissing),
    archive: (entry) => inTurn(() => archive(places, entry)),
  };
}

async function unfinished(places: Places, patienceMs: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of await readdir(places.requests)) {
    if (!name.endsWith(extension)) continue;
    const entry = await read(places, name.slice(0, -extension.length));
    if (entry && isSettled(entry)) await archive(places, entry);
    else if (entry) entries.push(entry);
  }
  await sweep(places, entries, patienceMs);
  return entries.sort((a, b) => a.begun.at - b.begun.at);
}

/** Takes away what crashes left and nobody can be working on any more: unneeded bodies, drafts, claims of nothing, entries half put away. */
async function sweep(places: Places, entries: readonly Entry[], patienceMs: number): Promise<void> {
  const { bodies, requests } = places;
  const now = Date.now();
  const needed = new Set(entries.filter((entry) => !isKeyExpired(entry, now)).map(({ begun }) => begun.bodyFile));
  const claims = new Set(entries.map(({ begun }) => begun.claim));
  const left = [
    ...(await readdir(requests)).filter((name) => !name.endsWith(extension) && !claims.has(name)).map((name) => join(requests, name)),
    ...(await readdir(bodies)).filter((name) => !needed.has(name)).map((name) => join(bodies, name)),
  ];
  for (const path of left) {
    const found = await stat(path).catch(ignoreMissing);
    const patience = path.endsWith(leaving) ? patienceMs : abandonedMs;
    if (!found || now - found.mtimeMs < patience) continue;
    const entry = path.endsWith(leaving) ? foldEntry(basename(path, leaving), await readFile(path, "utf8")) : undefined;
    if (entry) await putAway(places, entry, path);
    else await unlink(path).catch(ignoreMissing);
  }
}
