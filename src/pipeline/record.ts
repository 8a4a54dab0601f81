import type { HiapiError } from "../errors.ts";
import { messageOf } from "../errors.ts";
import type { EntryEvent } from "../journal/index.ts";
import { isComplete, releaseEntry } from "../journal/index.ts";
import type { Run } from "./request.ts";
import type { RunContext } from "./run-scope.ts";

/** What a run writes into the journal. Once a create was sent, a disk that refuses an event stops nothing: it is warned of. */

type Context = Pick<RunContext, "journal" | "log" | "scope">;

/** Appends an event to the run's entry. Never rejects. */
export async function recordEvent({ entry }: Pick<Run, "entry">, { journal, log }: Context, event: EntryEvent): Promise<void> {
  if (!journal || !entry) return;
  try {
    await journal.record(entry, event);
  } catch (error) {
    log.warn(`the journal cannot be written (${messageOf(error)}): keep the task id`);
  }
}

/** Records that the create was refused or the task failed. The entry is archived unless another process shares the request. */
export async function endEntry(run: Pick<Run, "entry">, context: Context, { kind, message }: HiapiError): Promise<void> {
  await recordEvent(run, context, { type: "ended", at: Date.now(), kind, message });
  await archiveIfComplete(run, context);
}

/** Records that the document was delivered. With `--no-wait` only the task id was, and `resume` still finishes the request. */
export async function completeEntry(run: Run, context: Context, { isDetached }: { isDetached: boolean }): Promise<void> {
  const { journal } = context;
  if (!journal || !run.entry) return;
  // The image is saved and printed. If this cannot be written, the same command finds it so.
  await journal.record(run.entry, { type: isDetached ? "handed" : "settled", at: Date.now() }).catch(() => undefined);
  await archiveIfComplete(run, context);
}

async function archiveIfComplete({ entry }: Pick<Run, "entry">, { journal, scope }: Context): Promise<void> {
  if (!journal || !entry) return;
  const now = await journal.read(entry.id).catch(() => undefined);
  // Whoever reads a complete entry next archives it, so a failure here costs nothing.
  if (now && isComplete(now)) await journal.archive(now).catch(() => undefined);
  if (scope.inFlight) releaseEntry(scope.inFlight, entry);
}
