import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HiapiError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Journal } from "./journal.ts";
import { openJournal } from "./journal.ts";
import { openStateFolder } from "./state-dir.ts";

/** The journal of a command; `close` takes away the one of a built-in sandbox. */
export interface Ledger {
  journal: Journal;
  close(): Promise<void>;
}

/** Opens the user's journal. Throws `output` before anything is sent when there is nowhere to keep one. */
export async function openLedger(io: Pick<Io, "env" | "platform" | "cwd">, warn: (line: string) => void): Promise<Ledger> {
  const folder = await openStateFolder({ ...io, warn });
  return { journal: await journalIn(folder, secretScrub(io)), close: () => Promise.resolve() };
}

/** A journal of the built-in sandbox: it lives as long as the command (design rule 4). */
export async function openSandboxLedger(): Promise<Ledger> {
  const folder = await mkdtemp(join(tmpdir(), "hiapi-img-sandbox-")).catch((error: unknown) => {
    throw journalError(error);
  });
  return { journal: await journalIn(folder), close: () => rm(folder, { recursive: true, force: true }) };
}

function secretScrub({ env }: Pick<Io, "env">): (text: string) => string {
  const key = (env.HIAPI_API_KEY ?? "").trim();
  return (text) => (key.length >= 8 ? text.replaceAll(key, "[HIAPI_API_KEY]") : text);
}

async function journalIn(folder: string, scrub?: (text: string) => string): Promise<Journal> {
  try {
    return await openJournal(folder, scrub);
  } catch (error) {
    throw journalError(error);
  }
}

/** A disk that does not take the journal, before anything was sent. */
export function journalError(error: unknown): unknown {
  if (error instanceof HiapiError || !(error instanceof Error)) return error;
  return new HiapiError("output", `the journal cannot be written: ${error.message}`, {
    cause: error,
    hint: "nothing was sent by this command: free some space or name another folder with HIAPI_STATE_DIR, then run the same command",
  });
}
