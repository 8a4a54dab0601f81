import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyIn } from "../config.ts";
import { HiapiError, messageOf } from "../errors.ts";
import type { Io } from "../io.ts";
import { inTime } from "../sleep.ts";
import type { Journal } from "./journal.ts";
import { openJournal } from "./journal.ts";
import { unusable } from "./own-folder.ts";
import type { Place } from "./state-folder.ts";
import { openFolders } from "./state-folder.ts";
import { withEarlier } from "./two-journals.ts";

type Warn = (line: string) => void;

interface OpenOptions {
  /** Where nothing new is begun, a folder that cannot be written now is read all the same, and that is said. */
  isOnlyRead?: boolean;
  /** How long the command may take, in milliseconds. */
  timeoutMs?: number | undefined;
}

/** How long a folder may take to answer. */
const mostOpeningMs = 15_000;

/** Opens the user's journal. Throws `output` when there is no folder for it: nothing may be paid for that could not be written down. */
export function openUserJournal(io: Place & Pick<Io, "signal">, warn: Warn, options: OpenOptions = {}): Promise<Journal> {
  const deadline = performance.now() + Math.min(options.timeoutMs ?? mostOpeningMs, mostOpeningMs);
  return inTime(openInFolder(io, warn, options), { signal: io.signal, deadline }).catch((error) => {
    throw unusable(`the journal cannot be opened: ${messageOf(error)}`, error);
  });
}

async function openInFolder(io: Place, warn: Warn, { isOnlyRead = false }: OpenOptions): Promise<Journal> {
  const key = keyIn(io.env);
  const scrub = (text: string) => (key.length >= 8 ? text.replaceAll(key, "[HIAPI_API_KEY]") : text);
  const { folder, earlier, unwritable } = await openFolders(io, warn);
  if (unwritable && !isOnlyRead) throw unwritable;
  if (unwritable) warn(`${unwritable.message}: it is read, and what this command finds out is not noted in it`);
  const journal = await openJournal(folder, { scrub, warn, isReadOnly: unwritable !== undefined });
  return earlier === undefined ? journal : withEarlier(journal, await openJournal(earlier, { scrub, warn }));
}

/** Opens a journal of the built-in sandbox, which is removed when it is closed. */
export async function openSandboxJournal(): Promise<Journal> {
  const folder = await mkdtemp(join(tmpdir(), "hiapi-img-sandbox-")).catch((error) => {
    throw new HiapiError("output", `no folder for the sandbox can be made: ${messageOf(error)}`, {
      cause: error,
      hint: "name a folder for temporary files that is there and can be written with TMPDIR, then run the same command",
    });
  });
  return { ...(await openJournal(folder)), close: () => rm(folder, { recursive: true, force: true }) };
}
