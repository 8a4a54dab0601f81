import { createTask } from "../api/client.ts";
import type { ErrorFacts } from "../errors.ts";
import { HiapiError } from "../errors.ts";
import { isSameFile, sweepParts } from "../images/save.ts";
import type { Entry, EntryEvent, Kept, Ready } from "../journal/entry.ts";
import { isSettled } from "../journal/entry.ts";
import type { Journal } from "../journal/journal.ts";
import type { Payload } from "../request/payload.ts";
import { describePayload } from "../request/payload.ts";
import type { Pace } from "../task/duration-history.ts";
import { createUntilKnown } from "../task/task.ts";
import type { Shared } from "./run-scope.ts";
import type { ResultOutput } from "./save.ts";
import { finishTask } from "./save.ts";
import type { Session, Words } from "./session.ts";

/** What `generate` and `resume` print on success (design section 4). */
export interface ImageDocument {
  ok: true;
  model?: string;
  taskId: string;
  status: string;
  idempotencyKey?: string;
  aspectRatio?: string;
  resolution?: string;
  outputs: ResultOutput[];
  elapsedMs: number;
  rawStatus?: unknown;
  resumed?: true;
  joined?: true;
  sandbox?: true;
}

/** Where the images of a document were saved, in words. */
export function sayFiles({ outputs }: ImageDocument, { say }: Pick<Words, "say">): void {
  for (const output of outputs) if (output.kind === "file") say(`saved ${output.path}`);
}

export const defaultTimeoutMs = 600_000;

/** One request to bring home, new or begun before. Times on performance.now's scale. */
export interface Errand {
  payload: Payload;
  /** The exact bytes to send; undefined when they are gone, and then a create is impossible. */
  body: string | undefined;
  key: string;
  /** What the journal knows of it; undefined where no journal is kept. */
  entry: Entry | undefined;
  /** Whether it was begun before this run: then a create may have been accepted already. */
  isOld: boolean;
  begun: number;
  deadline: number;
  outputDir: string;
  save: boolean;
  wait: boolean;
  stem: string;
  pollIntervalMs?: number | undefined;
}

export interface PursueContext {
  session: Session;
  words: Words;
  journal: Journal | undefined;
  /** How long tasks take; one for all requests of a process. */
  pace: Pace;
  /** A command line that resumes an id; undefined where there is nothing to resume. */
  resumeLine(id: string): string | undefined;
  /** What several requests of one run share; absent where there is one. */
  shared?: Shared | undefined;
}

/**
 * Brings one request home: a task id by creating or by what the journal knows, then the image.
 * Every failure carries the key, the task id once there is one, and the line that resumes it.
 */
export async function pursue(errand: Errand, context: PursueContext): Promise<ImageDocument> {
  const { entry, key, payload, begun } = errand;
  const kept = await alreadyHome(errand, context.shared?.sweep ?? sweepParts);
  const shared = { idempotencyKey: key, ...describePayload(payload) };
  if (kept) {
    const { taskId, isSandbox, status, outputs, rawStatus } = kept;
    return { ok: true, ...ordered(shared, taskId), ...sandboxMark(isSandbox), status, outputs, elapsedMs: since(begun), rawStatus };
  }
  const creating = taskOf(errand, context);
  // The past is read while the create is on its way.
  const [{ taskId, isSandbox, isFresh, startedAt, heldMs }] = await Promise.all([creating, context.pace.recall()]);
  const facts: ErrorFacts = { taskId, idempotencyKey: key, ...lineFact(context.resumeLine(taskId)) };
  context.words.say(`task ${taskId}`);
  if (facts.resume) context.words.say(`to resume: ${facts.resume}`);
  const document = { ok: true as const, ...ordered(shared, taskId), ...sandboxMark(isSandbox) };
  if (!errand.wait) return { ...document, status: "created", outputs: [], elapsedMs: since(begun + heldMs) };
  try {
    const finished = await finishTask({
      ...errand,
      ...context,
      deadline: errand.deadline + heldMs,
      taskId,
      startedAt,
      isOwn: true,
      lookFirst: entry?.taskId !== undefined,
      isFresh,
      pace: context.pace.of(context.session.api.baseUrl, payload),
      label: labelOf(payload),
      log: savingLog(errand, context),
    });
    const { status, outputs, rawStatus } = finished;
    return { ...document, ...sandboxMark(isSandbox || finished.isSandbox), status, outputs, elapsedMs: since(begun + heldMs), rawStatus };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    if (error.kind !== "task_failed") throw error.with(facts);
    await end(errand, context, error);
    throw error.with({ taskId, idempotencyKey: key });
  }
}

/** Keys in the order of design section 4. */
function ordered({ model, idempotencyKey, ...rest }: { model?: string; idempotencyKey: string }, taskId: string) {
  return { ...(model === undefined ? {} : { model }), taskId, idempotencyKey, ...rest };
}

function sandboxMark(isSandbox: boolean): { sandbox?: true } {
  return isSandbox ? { sandbox: true } : {};
}

function labelOf(payload: Payload): string {
  const { model, aspectRatio, size, resolution } = describePayload(payload);
  return [model, aspectRatio ?? size, resolution].filter((word) => word !== undefined).join(" ");
}

/** When the task was accepted, as this process's clock would have it: an entry's age is known by the wall clock only. */
function startOf({ acceptedAt }: Entry): number {
  const age = acceptedAt === undefined ? 0 : Math.max(0, Date.now() - acceptedAt);
  return performance.now() - age;
}

type AlreadyHome = Pick<ImageDocument, "taskId" | "status" | "outputs" | "rawStatus"> & { isSandbox: boolean };

/** What a request's files make of it when all of them are where they were wanted, whole: then nothing is asked of anybody. */
async function alreadyHome({ entry, outputDir, save }: Errand, sweep: (dir: string) => Promise<void>): Promise<AlreadyHome | undefined> {
  if (entry?.ready) await sweep(entry.ready.dir);
  if (!entry?.ready || entry.state !== "saved" || !entry.taskId || !save || entry.ready.dir !== outputDir) return undefined;
  for (const file of entry.files) if (!(await isSameFile(file.path, file.sha256).catch(() => false))) return undefined;
  const outputs = entry.files.map(({ index: _, sha256: __, ...file }): ResultOutput => ({ kind: "file", ...file }));
  const { status, isSandbox = false, rawStatus } = entry.ready;
  return { taskId: entry.taskId, isSandbox, status, outputs, rawStatus };
}

interface Accepted {
  taskId: string;
  isSandbox: boolean;
  /** When it was accepted, on performance.now's scale. */
  startedAt: number;
  /** Whether it was accepted just now: not before, nor by an attempt whose answer was lost. */
  isFresh: boolean;
  /** How long the gate held it back. */
  heldMs: number;
}

async function taskOf(errand: Errand, context: PursueContext): Promise<Accepted> {
  const { entry, key, body, isOld, deadline } = errand;
  const { session, words, resumeLine, shared } = context;
  if (entry?.taskId) return { taskId: entry.taskId, isSandbox: session.isSandbox, startedAt: startOf(entry), isFresh: false, heldMs: 0 };
  words.say(`idempotency key ${key}`);
  const facts = { idempotencyKey: key, ...lineFact(resumeLine(key)) };
  if (body === undefined)
    throw new HiapiError("unknown_outcome", "the request's bytes are gone, so it cannot be asked again under its key", {
      ...facts,
      hint: "look for it with: tasks --remote; to pay for another image, repeat the command with --new",
    });
  let isFresh = !isOld;
  try {
    const { taskId, answer, heldMs } = await createUntilKnown({
      attempt: (timeoutMs) => createTask(session.api, { body, idempotencyKey: key, timeoutMs, signal: session.signal }),
      wasAmbiguous: isOld,
      deadline,
      signal: session.signal,
      gate: shared?.gate,
      onRetry: (error, waitMs) => {
        isFresh &&= error.facts.status === 429;
        words.say(`${error.message}; the same request again in ${(waitMs / 1000).toFixed(1)} s`);
      },
    });
    const startedAt = performance.now();
    await record(errand, context, { type: "accepted", at: Date.now(), taskId });
    return { taskId, isSandbox: session.isSandbox || answer.isSandbox, startedAt, isFresh, heldMs };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    if (["usage", "account", "unavailable", "task_failed"].includes(error.kind)) {
      await end(errand, context, error);
      throw error.with({ idempotencyKey: key });
    }
    throw error.with(facts);
  }
}

/** Writes down that a request was refused or has failed, and puts it away if that settles it: not while another process shares it. */
export async function end(errand: Pick<Errand, "entry">, context: PursueContext, error: HiapiError): Promise<void> {
  if (!context.journal || !errand.entry) return;
  await record(errand, context, { type: "ended", at: Date.now(), kind: error.kind, message: error.message });
  await archiveIfSettled(context.journal, errand.entry);
  context.shared?.taken.release(errand.entry.begun.claim, errand.entry.id);
}

/** Puts an entry away if what is written of it settles it. That this fails costs nothing: the next look at it does the same. */
export async function archiveIfSettled(journal: Journal, { id }: Entry): Promise<void> {
  const entry = await journal.read(id).catch(() => undefined);
  if (entry && isSettled(entry)) await journal.archive(entry).catch(() => undefined);
}

/** Writes an event of a request whose create was already sent: if the disk does not take it, the work goes on, and that is said. */
async function record({ entry }: Pick<Errand, "entry">, { journal, words }: PursueContext, event: EntryEvent): Promise<void> {
  if (!journal || !entry) return;
  try {
    await journal.record(entry, event);
  } catch (error) {
    words.warn(`the journal cannot be written (${error instanceof Error ? error.message : String(error)}): keep the task id`);
  }
}

function savingLog(errand: Errand, context: PursueContext) {
  return {
    ready: (step: Omit<Ready, "type" | "at">) => record(errand, context, { type: "ready", at: Date.now(), ...step }),
    saved: (file: Kept) => record(errand, context, { type: "saved", at: Date.now(), file }),
  };
}

function lineFact(resume: string | undefined): { resume?: string } {
  return resume === undefined ? {} : { resume };
}

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}
