import { existsSync } from "node:fs";
import { join } from "node:path";
import pLimit from "p-limit";
import { messageOf } from "../errors.ts";
import { makeFolder, readRegular } from "../fs/index.ts";
import type { Fields } from "../json.ts";
import type { BeginOptions, BegunRequest, RequestRecord } from "./begin.ts";
import { begin, joinBegun } from "./begin.ts";
import type { Entry, EntryEvent } from "./entry.ts";
import { archive, recordEvent } from "./entry-files.ts";
import { bodyHash } from "./fingerprint.ts";
import { forgetHistory, readHistory } from "./history.ts";
import { isOwnFolder, unusable } from "./own-folder.ts";
import { forgetDamaged, readEntry } from "./read-entry.ts";
import type { DamagedRecord, Store } from "./store.ts";
import { bodyPath, pathOf } from "./store.ts";
import { tolerate, unfinished } from "./unfinished.ts";

/** How many steps use the disk at once: thousands of tasks must not run out of file handles. */
const openFiles = 16;

export interface Journal {
  folder: string;
  /** Those that are read: it, and where it is another, the fallback of the caller's directory. */
  folders: readonly string[];
  /**
   * Writes a request down before it is sent, or finds the unfinished one that is the same. Throws `unknown_outcome` when that one is too old
   * to ask for again, and `output` when the disk takes nothing.
   */
  begin(record: RequestRecord, options: BeginOptions): Promise<BegunRequest>;
  /** Finds the unfinished request that is the same, as `begin` does; undefined where there is none. */
  join(record: RequestRecord, options: BeginOptions): Promise<BegunRequest | undefined>;
  /** Whether an entry is in this journal, complete or not, and not archived. */
  has(id: string): boolean;
  /** Adds an event to an entry, durably; does nothing when another process archived the entry. */
  record(entry: Entry, event: EntryEvent): Promise<void>;
  /** The entry as it is now; undefined when it was archived. */
  read(id: string): Promise<Entry | undefined>;
  /**
   * Every unfinished request, oldest first; archives those that are complete.
   * @param isImpatient also finishes archiving what another process may be archiving right now. Its line then stands in the history twice
   */
  unfinished(options?: { isImpatient?: boolean }): Promise<Entry[]>;
  /** The complete requests, as `readHistory`. A history that cannot be read is warned of, and ends. */
  history(lastBytes?: number): AsyncGenerator<Fields>;
  /** Removes the complete requests; resolves to their number. */
  forgetHistory(): Promise<number>;
  /** The entries that were found unreadable so far; `unfinished` finds them all, and warns of each. */
  damaged: ReadonlyMap<string, DamagedRecord>;
  /** Removes what is left of a damaged entry, once the user has its image. */
  forget(record: DamagedRecord): void;
  /** The exact bytes of a request's body; undefined when they were removed or are damaged. */
  body(entry: Entry): Promise<string | undefined>;
  /** Moves a complete entry to the history. */
  archive(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/** Opens the journal in a private folder that exists. */
export async function openJournal(
  folder: string,
  { scrub = String, warn = () => undefined, isReadOnly = false }: Partial<Pick<Store, "scrub" | "warn" | "isReadOnly">> = {},
): Promise<Journal> {
  const warned = new Set<string>();
  const warnOnce = (line: string) => {
    if (!warned.has(line)) warn(line);
    warned.add(line);
  };
  const [requests, bodies] = [join(folder, "requests"), join(folder, "bodies")];
  const store = { folder, requests, bodies, isReadOnly, scrub, warn: warnOnce, damaged: new Map() };
  // Where it cannot be made, the first write fails and says so; reading finds nothing.
  for (const path of [store.requests, store.bodies]) if (!(await isOwnFolder(path))) await makeFolder(path, 0o700).catch(() => undefined);
  const queue = pLimit(openFiles);
  const throwUnwritable = (error: unknown) => {
    throw unusable(`the state folder ${folder} cannot be written now (${messageOf(error)})`, error);
  };
  return {
    folder,
    folders: [folder],
    begin: (record, options) => queue(() => begin(store, record, options)).catch(throwUnwritable),
    join: (record, options) => queue(() => joinBegun(store, record, options)).catch(throwUnwritable),
    has: (id) => existsSync(pathOf(store, id)),
    record: (entry, event) => queue(() => recordEvent(store, entry, event)),
    read: (id) => queue(() => readEntry(store, id)),
    unfinished: ({ isImpatient = false } = {}) => unfinished(store, isImpatient),
    history: (lastBytes) => history(store, lastBytes),
    forgetHistory: () => forgetHistory(folder),
    damaged: store.damaged,
    forget: (record) => forgetDamaged(store, record),
    body: (entry) => queue(() => readBody(store, entry)),
    archive: (entry) => queue(() => archive(store, entry)),
    close: () => Promise.resolve(),
  };
}

async function* history({ folder, warn }: Store, lastBytes?: number): AsyncGenerator<Fields> {
  try {
    yield* readHistory(folder, lastBytes);
  } catch (error) {
    warn(messageOf(error));
  }
}

/** A request without references is its own body, where the file of that is gone. */
async function readBody(store: Store, { id, begun }: Entry): Promise<string | undefined> {
  const written = await tolerate(store, () => readRegular(bodyPath(store, id)));
  return [written, JSON.stringify(begun.request)].find((body) => body !== undefined && bodyHash(body) === begun.bodySha256);
}
