import { resolve } from "node:path";
import { HiapiError, quote, usageError } from "../errors.ts";
import type { OutputPlace } from "../images/index.ts";
import { namePrefix } from "../images/index.ts";
import type { Begun, Entry, Journal } from "../journal/index.ts";
import { accountMark, damagedError, expiredKey, isKeyExpired } from "../journal/index.ts";
import { textOf } from "../json.ts";
import { isIdempotencyKey, isTaskId, storedPayload } from "../request/index.ts";
import type { CommandContext } from "./context.ts";
import { defaultTimeoutMs } from "./prepare.ts";
import { recordEvent } from "./record.ts";
import type { Run, Task } from "./request.ts";
import type { RunOutcome } from "./run.ts";
import { failed, resumeRun } from "./run.ts";
import type { Session } from "./session.ts";
import { startTask } from "./start-task.ts";

export interface ResumeOptions {
  /** Where the images go, in place of where the request wanted them. */
  place?: OutputPlace | undefined;
  name?: string;
  save?: boolean;
  create?: boolean;
  all?: boolean;
  timeoutMs?: number;
  pollIntervalMs?: number;
  preview?: boolean;
}

/** Finishes what was begun: by the task id or key of a journal's entry, else a task of somewhere else. Failures are outcomes. */
export function resumeRequest(
  id: string,
  { entry, ...resuming }: Resuming & { entry: Entry | undefined },
  context: CommandContext,
): Promise<RunOutcome> {
  return (entry ? resumeEntry(id, entry, resuming, context) : resumeDamaged(id, resuming, context)).catch(failed);
}

interface Resuming {
  options: ResumeOptions;
  cwd: string;
}

/** Finishes a request of the journal: sends the same key and bytes again if its acceptance is unknown, waits, saves. */
async function resumeEntry(id: string, listed: Entry, { options, cwd }: Resuming, context: CommandContext): Promise<RunOutcome> {
  const timing = timingOf(options);
  const { journal, session } = context;
  refuseForeign(id, listed.begun, session);
  // Recorded before the entry is read again: whoever else works on it knows from here on that it is not alone.
  await recordEvent({ entry: listed }, context, { type: "joined", at: Date.now() });
  const entry = await journal.read(listed.id);
  if (!entry) return resumeTask(listed.taskId ?? listed.begun.key, { options, cwd }, context);
  const { key, outputDir, save, stem, request } = entry.begun;
  if (entry.state === "unknown" && isKeyExpired(entry, Date.now())) throw expiredKey(entry);
  if (entry.state === "unknown" && options.create === false)
    throw new HiapiError("unknown_outcome", "whether HiAPI accepted this request is unknown, and --no-create leaves it so", {
      idempotencyKey: key,
    });
  const { body, ...known } = await withBody(entry, journal);
  const target = {
    outputDir: options.place?.outputDir ?? outputDir,
    save: options.save ?? save,
    prefix: prefixFor(options) ?? stem,
  };
  const run: Run = { payload: storedPayload(request), target, start: "resumed", key, ...known, ...timing };
  return resumeRun(startTask(run, body, context), context);
}

/** Finishes a request whose entry is damaged by its task id, and forgets it then. Any other id is that of a task, until HiAPI does not know it. */
async function resumeDamaged(id: string, resuming: Resuming, context: CommandContext): Promise<RunOutcome> {
  const { journal } = context;
  const records = [...journal.damaged.values()];
  const record = records.find(({ key, taskId }) => key === id || taskId === id);
  if (record && record.taskId === undefined) throw damagedError(record);
  const outcome = await resumeTask(record?.taskId ?? id, resuming, context);
  const [suspect] = records.filter(({ key }) => key === undefined);
  if (outcome.type === "failed" && outcome.error.kind === "usage" && suspect) throw damagedError(suspect);
  if (outcome.type !== "done" || !record) return outcome;
  return {
    ...outcome,
    complete: async () => {
      await outcome.complete();
      journal.forget(record);
    },
  };
}

/** The entry with its body. Where the body is gone because the task id came meanwhile, the entry as it stands then. */
async function withBody(entry: Entry, journal: Journal): Promise<{ entry: Entry; body: string | undefined }> {
  if (entry.state !== "unknown") return { entry, body: undefined };
  const body = await journal.body(entry);
  return { entry: body === undefined ? ((await journal.read(entry.id)) ?? entry) : entry, body };
}

function timingOf({ timeoutMs = defaultTimeoutMs, pollIntervalMs }: ResumeOptions) {
  const startedAt = performance.now();
  return { startedAt, deadline: startedAt + timeoutMs, pollIntervalMs };
}

function prefixFor({ name, place }: ResumeOptions): string | undefined {
  return name === undefined ? place?.fileName : namePrefix(name).prefix;
}

/** Throws `usage` for what is neither a task id nor, unless it `mustBeTaskId`, an idempotency key. */
export function checkId(id: string, { mustBeTaskId = false } = {}): void {
  if (isTaskId(id) || (!mustBeTaskId && isIdempotencyKey(id))) return;
  const accepted = "a task id such as tk-hiapi-…, or an idempotency key of this machine's journal";
  throw usageError([{ field: "id", given: id, accepted, message: `${quote(id)} is no id: give ${accepted}` }]);
}

/** Waits for a task that has no unfinished entry: one of another machine, or one completed before. Never creates anything. */
async function resumeTask(id: string, { options, cwd }: Resuming, context: CommandContext): Promise<RunOutcome> {
  const timing = timingOf(options);
  const finished = await findFinished(context.journal, id);
  if (finished) refuseForeign(id, finished, context.session);
  const taskId = finished?.taskId ?? id;
  if (!finished) checkId(id, { mustBeTaskId: true });
  await context.durations.read();
  const target = {
    outputDir: options.place?.outputDir ?? resolve(cwd, finished?.outputDir ?? "outputs"),
    save: options.save ?? true,
    prefix: prefixFor(options) ?? finished?.stem,
  };
  const payload = finished ? storedPayload(finished.request) : { model: "", input: {} };
  const run: Run = { payload, target, start: "foreign", key: undefined, entry: undefined, ...timing };
  const task: Task = {
    taskId,
    isSandbox: context.session.isSandbox,
    acceptedAt: timing.startedAt,
    heldMs: 0,
    isFresh: false,
    isOwn: finished !== undefined,
    pollFirst: true,
  };
  return resumeRun(Promise.resolve({ type: "accepted", run, task }), context);
}

/** A request is only ever sent to its own address under its own account (docs/design.md, rule 4). */
type Owned = Pick<Begun, "origin" | "account">;

/** Why a request is not this session's to send, in words; undefined when it is. */
export function foreignReason({ origin, account }: Owned, { api }: Session): string | undefined {
  if (origin !== api.baseUrl) return `at ${origin}`;
  return account === accountMark(api.apiKey) ? undefined : "with another API key";
}

/** Throws `usage` when a request is not this session's to send. */
function refuseForeign(id: string, owned: Owned, session: Session): void {
  const reason = foreignReason(owned, session);
  if (reason === undefined) return;
  const message = `${id} was begun ${reason}: it is only ever sent there`;
  const problem = { field: "id", given: id, accepted: "requests of this address and key", message };
  throw usageError([problem], "set the HIAPI_BASE_URL and HIAPI_API_KEY it was begun with");
}

interface Finished extends Owned {
  taskId: string;
  outputDir: string;
  stem: string | undefined;
  request: unknown;
}

/** A completed request by its task id or key: where it was saved, and what was asked. */
async function findFinished({ history }: Journal, id: string): Promise<Finished | undefined> {
  for await (const line of history()) {
    const { taskId } = line;
    const outputDir = textOf(line, "outputDir");
    if (isTaskId(taskId) && outputDir && (taskId === id || line.key === id)) {
      return {
        taskId,
        outputDir,
        stem: textOf(line, "stem"),
        request: line.request,
        origin: String(line.origin),
        account: String(line.account),
      };
    }
  }
  return undefined;
}
