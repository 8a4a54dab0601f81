import { mkdir, mkdtemp, readdir, readFile, rm, stat, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import pLimit from "p-limit";
import { keyIn } from "../config.ts";
import { HiapiError } from "../errors.ts";
import { ignoreMissing } from "../fs/index.ts";
import type { BeginOptions, BegunRequest, RequestRecord } from "./begin.ts";
import { begin } from "./begin.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { foldEntry, isComplete, isKeyExpired } from "./entry.ts";
import { archive, finishArchiving, readEntry, recordEvent } from "./entry-files.ts";
import type { Place } from "./state-folder.ts";
import { openStateFolder } from "./state-folder.ts";
import type { Store } from "./store.ts";
import { archivingSuffix, entrySuffix } from "./store.ts";

/** How many steps use the disk at once: thousands of tasks must not run out of file handles. */
const openFiles = 16;

export interface Journal {
  folder: string;
  /**
   * Writes a request down before it is sent, or finds the unfinished one that is the same. Throws `unknown_outcome` when that one is too old
   * to ask for again, and `output` when the disk takes nothing.
   */
  begin(record: RequestRecord, options: BeginOptions): Promise<BegunRequest>;
  /** Adds an event to an entry, durably; does nothing when another process archived the entry. */
  record(entry: Entry, event: EntryEvent): Promise<void>;
  /** The entry as it is now; undefined when it was archived. */
  read(id: string): Promise<Entry | undefined>;
  /**
   * Every unfinished request, oldest first; archives those that are complete.
   * @param isImpatient also finishes archiving what another process may be archiving right now. Its line then stands in the history twice
   */
  unfinished(options?: { isImpatient?: boolean }): Promise<Entry[]>;
  /** The exact bytes of a request's body; undefined when they were removed. */
  body(entry: Entry): Promise<string | undefined>;
  /** Moves a complete entry to the history. */
  archive(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/** Opens the user's journal. Throws `output` when there is no folder for it: nothing may be paid for that could not be written down. */
export async function openUserJournal(io: Place, warn: (line: string) => void): Promise<Journal> {
  const key = keyIn(io.env);
  const scrub = (text: string) => (key.length >= 8 ? text.replaceAll(key, "[HIAPI_API_KEY]") : text);
  return openJournal(await openStateFolder(io, warn), scrub);
}

/** Opens a journal of the built-in sandbox, which is removed when it is closed. */
export async function openSandboxJournal(): Promise<Journal> {
  const folder = await mkdtemp(join(tmpdir(), "hiapi-img-sandbox-")).catch(throwUnwritable);
  return { ...(await openJournal(folder)), close: () => rm(folder, { recursive: true, force: true }) };
}

/** Opens the journal in a private folder that exists. @param scrub takes secrets out of what is written */
export async function openJournal(folder: string, scrub: (text: string) => string = String): Promise<Journal> {
  const store: Store = { folder, requests: join(folder, "requests"), bodies: join(folder, "bodies"), scrub };
  for (const path of [store.requests, store.bodies]) await mkdir(path, { recursive: true, mode: 0o700 }).catch(throwUnwritable);
  const queue = pLimit(openFiles);
  return {
    folder,
    begin: (record, options) => queue(() => begin(store, record, options)).catch(throwUnwritable),
    record: (entry, event) => queue(() => recordEvent(store, entry, event)),
    read: (id) => queue(() => readEntry(store, id)),
    unfinished: ({ isImpatient = false } = {}) => unfinished(store, isImpatient),
    body: ({ begun }) => readFile(join(store.bodies, begun.bodyFile), "utf8").catch(ignoreMissing),
    archive: (entry) => queue(() => archive(store, entry)),
    close: () => Promise.resolve(),
  };
}

function throwUnwritable(error: unknown): never {
  if (error instanceof HiapiError || !(error instanceof Error)) throw error;
  throw new HiapiError("output", `the journal cannot be written: ${error.message}`, {
    cause: error,
    hint: "nothing was sent by this command: free some space or name another folder with HIAPI_STATE_DIR, then run the same command",
  });
}

async function unfinished(store: Store, isImpatient: boolean): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of await readdir(store.requests)) {
    if (!name.endsWith(entrySuffix)) continue;
    const entry = readEntry(store, basename(name, entrySuffix));
    if (entry && isComplete(entry)) await archive(store, entry);
    else if (entry) entries.push(entry);
  }
  await sweep(store, entries, isImpatient);
  return entries.sort((a, b) => a.begun.at - b.begun.at);
}

/** A body, draft or claim that no entry names belongs to nobody after this long. */
const abandonedMs = 3_600_000;
/** Archiving that a crash interrupted is finished by others after this long. */
const archivingMs = 60_000;

/** Removes what crashes left and no process can be working on any more, and finishes archiving. */
async function sweep(store: Store, entries: readonly Entry[], isImpatient: boolean): Promise<void> {
  const now = Date.now();
  const needed = new Set(entries.filter((entry) => !isKeyExpired(entry, now)).map(({ begun }) => begun.bodyFile));
  const claims = new Set(entries.map(({ begun }) => begun.claim));
  const left = [
    ...(await filesIn(store.requests)).filter(({ name }) => !name.endsWith(entrySuffix) && !claims.has(name)),
    ...(await filesIn(store.bodies)).filter(({ name }) => !needed.has(name)),
  ];
  for (const { name, path } of left) {
    const isArchiving = name.endsWith(archivingSuffix);
    const found = await stat(path).catch(ignoreMissing);
    const patience = isArchiving ? archivingMs : abandonedMs;
    if (!found || (now - found.mtimeMs < patience && !(isArchiving && isImpatient))) continue;
    const entry = isArchiving ? foldEntry(basename(name, archivingSuffix), await readFile(path, "utf8")) : undefined;
    if (entry) await finishArchiving(store, entry);
    else await unlink(path).catch(ignoreMissing);
  }
}

async function filesIn(folder: string): Promise<{ name: string; path: string }[]> {
  return (await readdir(folder)).map((name) => ({ name, path: join(folder, name) }));
}
