import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, readdir, readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { absent, append, linkNew, syncFolder, writeNew } from "./durable.ts";
import type { Begun, Entry, EntryEvent } from "./entry.ts";
import { foldEntry, historyLine, isKeyExpired, isSettled, newEntry } from "./entry.ts";
import { HiapiError } from "./errors.ts";

/**
 * What was asked and what came of it, on disk (design rules 3 and 4): one append-only file of JSON lines for each request
 * that is not settled, one line in `history.jsonl` for each that is. Several processes may write at once: a request's
 * file comes to be whole by one link, under a name made of the request, so that of two who begin the same only one makes it.
 */

/** A body or draft that is still unnamed after this long belongs to nobody. */
const abandonedMs = 3_600_000;

/** What a request is known by, and what it wants. */
export interface Asked {
  key: string;
  /** Whether the user chose the key: then only a request under the same key is the same. */
  isKeyGiven: boolean;
  origin: string;
  account: string;
  body: string;
  cwd: string;
  outputDir: string;
  save: boolean;
  stem: string;
  request: unknown;
}

/** A request as the journal has it: begun now, or joined because it was begun before. */
export interface Found {
  entry: Entry;
  joined: boolean;
}

export interface Journal {
  folder: string;
  /** Writes down a request before it is sent, or finds the unsettled one that is the same. Throws `unknown_outcome` when that one is too old to ask. */
  begin(asked: Asked, options: { isNew: boolean }): Promise<Found>;
  /** Adds an event to an entry, durably; without effect when the entry was settled by another process. */
  record(entry: Entry, event: EntryEvent): Promise<void>;
  /** The entry as it stands now; undefined when it was settled and put away. */
  read(id: string): Promise<Entry | undefined>;
  /** Every request that is not settled, oldest first. */
  unfinished(): Promise<Entry[]>;
  /** The exact bytes of a request's body; undefined when they are gone. */
  body(entry: Entry): Promise<string | undefined>;
  /** Puts a settled entry into history. */
  archive(entry: Entry): Promise<void>;
}

/** The mark of an account: 16 hex digits that tell keys apart and give none away (design rule 4). */
export function accountMark(apiKey: string): string {
  return createHash("sha256").update(`hiapi-img\0${apiKey}`).digest("hex").slice(0, 16);
}

/** What makes two requests the same: origin, account, body bytes (design rule 3). */
export function fingerprint({ origin, account, body }: Pick<Asked, "origin" | "account" | "body">): string {
  return createHash("sha256").update(`${origin}\0${account}\0`).update(body).digest("hex").slice(0, 32);
}

/** Opens the journal in a private folder that exists. `scrub` takes secrets out of what is written. */
export async function openJournal(folder: string, scrub: (text: string) => string = (text) => text): Promise<Journal> {
  const places: Places = { folder, requests: join(folder, "requests"), bodies: join(folder, "bodies"), scrub };
  for (const path of [places.requests, places.bodies]) await mkdir(path, { recursive: true, mode: 0o700 });
  return {
    folder,
    begin: (asked, { isNew }) => begin(places, asked, isNew),
    record: (entry, event) => record(places, entry, event),
    read: (id) => read(places, id),
    unfinished: () => unfinished(places),
    body: ({ begun }) => readFile(join(places.bodies, begun.bodyFile), "utf8").catch(absent),
    archive: (entry) => archive(places, entry),
  };
}

interface Places {
  folder: string;
  requests: string;
  bodies: string;
  scrub(text: string): string;
}

const extension = ".jsonl";
const appending = constants.O_WRONLY | constants.O_APPEND;

function pathOf({ requests }: Places, id: string): string {
  return join(requests, `${id}${extension}`);
}

async function read(places: Places, id: string): Promise<Entry | undefined> {
  const text = await readFile(pathOf(places, id), "utf8").catch(absent);
  return text === undefined ? undefined : foldEntry(id, text);
}

async function record(places: Places, { id, begun }: Entry, event: EntryEvent): Promise<void> {
  await append(pathOf(places, id), places.scrub(JSON.stringify(event)), appending).catch(absent);
  if (event.type === "accepted" || event.type === "ended") await unlink(join(places.bodies, begun.bodyFile)).catch(absent);
}

async function archive(places: Places, entry: Entry): Promise<void> {
  const line = places.scrub(JSON.stringify(historyLine(entry)));
  await append(join(places.folder, "history.jsonl"), line, appending | constants.O_CREAT);
  await unlink(join(places.bodies, entry.begun.bodyFile)).catch(absent);
  await unlink(pathOf(places, entry.id)).catch(absent);
}

/** Body, then entry, each whole and synced, then the name: in this order, so that a name never stands for something unwritten. */
async function begin(places: Places, asked: Asked, isNew: boolean): Promise<Found> {
  const name = randomBytes(12).toString("hex");
  const draft = join(places.requests, `.${name}.draft`);
  const begun = begunOf(asked, `${name}.json`);
  const bodyPath = join(places.bodies, begun.bodyFile);
  let found: Found | undefined;
  try {
    await writeNew(bodyPath, asked.body);
    await writeNew(draft, `${places.scrub(JSON.stringify(begun))}\n`);
    await syncFolder(places.bodies);
    found = await claim(places, draft, { asked, begun, isNew });
    return found;
  } finally {
    if (!found || found.joined) await unlink(bodyPath).catch(absent);
    await unlink(draft).catch(absent);
  }
}

/** Takes the first free slot of the request's name, or joins the first entry there that is the same request. */
async function claim(
  places: Places,
  draft: string,
  { asked, begun, isNew }: { asked: Asked; begun: Begun; isNew: boolean },
): Promise<Found> {
  const print = fingerprint(asked);
  for (let slot = 1, misses = 0; ; ) {
    const id = `${print}-${slot}`;
    if (await linkNew(draft, pathOf(places, id))) {
      await syncFolder(places.requests);
      return { entry: newEntry(id, begun), joined: false };
    }
    const entry = await read(places, id);
    if (entry && !isNew && isSame(entry, asked)) return { entry: joinable(entry), joined: true };
    if (entry && isSettled(entry)) await archive(places, entry);
    // Gone since: the name is free again. There but unreadable: nothing to join, the next name.
    else if (entry || misses >= 3) slot += 1;
    misses = entry ? 0 : misses + 1;
  }
}

async function unfinished(places: Places): Promise<Entry[]> {
  const names = (await readdir(places.requests)).filter((name) => name.endsWith(extension));
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = await read(places, name.slice(0, -extension.length));
    if (entry && isSettled(entry)) await archive(places, entry);
    else if (entry) entries.push(entry);
  }
  await sweep(places, entries);
  return entries.sort((a, b) => a.begun.at - b.begun.at);
}

/**
 * Takes away bodies that are not needed any more: those past their key, and those that a crash left before their request
 * had a name; and drafts of that kind.
 */
async function sweep({ bodies, requests }: Places, entries: readonly Entry[]): Promise<void> {
  const now = Date.now();
  const needed = new Set(entries.filter((entry) => !isKeyExpired(entry, now)).map(({ begun }) => begun.bodyFile));
  const unneeded = (await readdir(bodies)).filter((name) => !needed.has(name)).map((name) => join(bodies, name));
  const drafts = (await readdir(requests)).filter((name) => name.endsWith(".draft")).map((name) => join(requests, name));
  for (const path of [...unneeded, ...drafts]) {
    const found = await stat(path).catch(absent);
    if (found && now - found.mtimeMs > abandonedMs) await unlink(path).catch(absent);
  }
}

function begunOf({ key, origin, account, body, cwd, outputDir, save, stem, request }: Asked, bodyFile: string): Begun {
  const bodySha256 = createHash("sha256").update(body).digest("hex");
  return { type: "begun", at: Date.now(), key, origin, account, bodySha256, bodyFile, cwd, outputDir, save, stem, request };
}

/** Whether an unsettled entry of the same fingerprint is the same request: not when the user named another key, nor when it runs and is past joining. */
function isSame(entry: Entry, { key, isKeyGiven }: Asked): boolean {
  if (isSettled(entry) || entry.isHanded || (isKeyGiven && entry.begun.key !== key)) return false;
  return entry.state === "unknown" || !isKeyExpired(entry, Date.now());
}

function joinable(entry: Entry): Entry {
  if (entry.state !== "unknown" || !isKeyExpired(entry, Date.now())) return entry;
  throw expiredKey(entry);
}

/** Past 23 h nobody can tell any more, by asking again, whether a create arrived (design rule 3). */
export function expiredKey({ begun }: Entry): HiapiError {
  return new HiapiError(
    "unknown_outcome",
    `this request was sent ${Math.round((Date.now() - begun.at) / 3_600_000)} h ago and its acceptance is still unknown; its key is no longer valid`,
    {
      idempotencyKey: begun.key,
      hint: "look for it with: tasks --remote; to pay for another image, repeat the command with --new",
    },
  );
}
