import { HiapiError } from "../errors.ts";
import { isFileName, isSameFile } from "../images/index.ts";
import type { Entry } from "../journal/index.ts";
import { expiredKey, isKeyExpired, keyLifeMs } from "../journal/index.ts";
import { inTime } from "../sleep.ts";
import { createUntilKnown } from "../task/index.ts";
import type { TaskResult } from "./document.ts";
import { endEntry, recordEvent } from "./record.ts";
import type { Run, Task } from "./request.ts";
import type { RunContext } from "./run-scope.ts";
import { showUpload } from "./upload.ts";

/** `accepted`: the task is known. `done`: its images were saved before and nothing is left to do. */
export type Submission = { type: "accepted"; run: Run; task: Task } | { type: "done"; run: Run; task: Task; result: TaskResult };

/**
 * Gets the task of a run: from the journal, or by a create under the run's key.
 * @param body the exact bytes to send; undefined when they are gone, and then a create is impossible
 */
export async function startTask(run: Run, body: string | undefined, context: RunContext): Promise<Submission> {
  const { entry, deadline } = run;
  const patience = { signal: context.session.signal, deadline };
  if (entry?.ready) await inTime(context.scope.sweep(entry.ready.dir), patience);
  const known = entry?.taskId === undefined ? undefined : knownTask(entry.taskId, entry, context);
  const saved = known && entry && (await inTime(savedBefore(run, entry), patience));
  if (known && saved) return { type: "done", run, task: known, result: saved };
  // The history is read while the create is on its way.
  const [task] = await Promise.all([known ?? create(run, body, context), context.durations.read()]);
  return { type: "accepted", run, task };
}

function knownTask(taskId: string, { acceptedAt }: Entry, { session }: RunContext): Task {
  // The age of an entry is known by the wall clock only.
  const ageMs = acceptedAt === undefined ? 0 : Math.max(0, Date.now() - acceptedAt);
  const at = performance.now() - ageMs;
  return { taskId, isSandbox: session.isSandbox, acceptedAt: at, heldMs: 0, isFresh: false, isOwn: true, pollFirst: true };
}

/** The result of an entry whose images are all where they are wanted, whole. */
async function savedBefore({ target }: Run, { state, ready, files }: Entry): Promise<TaskResult | undefined> {
  if (!ready || state !== "saved" || !target.save || ready.dir !== target.outputDir) return undefined;
  if (target.prefix !== undefined && isFileName(target.prefix) && target.prefix !== ready.stem) return undefined;
  for (const { path, sha256 } of files) if (!(await isSameFile(path, sha256).catch(() => false))) return undefined;
  const outputs = files.map(({ index: _, sha256: __, ...file }) => ({ kind: "file" as const, ...file }));
  return { status: ready.status, isSandbox: ready.isSandbox ?? false, outputs, rawStatus: ready.rawStatus };
}

async function create(run: Run, body: string | undefined, context: RunContext): Promise<Task> {
  const { session, log, scope } = context;
  const { key = "", entry } = run;
  log.info(`idempotency key ${key}`);
  const facts = { idempotencyKey: key, resume: context.resumeLine(key) };
  if (body === undefined)
    throw new HiapiError("unknown_outcome", "the request's bytes are gone, so it cannot be asked again under its key", {
      ...facts,
      hint: "look for it with: tasks --remote; to pay for another image, repeat the command with --new",
    });
  const isNew = run.start === "new";
  let isFresh = isNew;
  const { onSend, stop } = await showUpload(body, log);
  try {
    const connection = { api: session.api, signal: session.signal, limiter: scope.limiter };
    const keyExpiresAt = (entry?.begun.at ?? Date.now()) + keyLifeMs;
    const request = { body, idempotencyKey: key, wasAmbiguous: !isNew, deadline: run.deadline, keyExpiresAt, onSend };
    const { taskId, answer, heldMs } = await createUntilKnown(connection, request, (error, pauseMs) => {
      isFresh &&= error.facts.status === 429;
      log.info(`${error.message}; the same request again in ${(pauseMs / 1000).toFixed(1)} s`);
    });
    const acceptedAt = performance.now();
    await recordEvent(run, context, { type: "accepted", at: Date.now(), taskId });
    const marks = { isSandbox: session.isSandbox || answer.isSandbox, isReplay: answer.isReplay };
    return { taskId, ...marks, acceptedAt, heldMs, isFresh: isFresh && !answer.isReplay, isOwn: true, pollFirst: false };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    if (error.kind === "unknown_outcome" && entry && isKeyExpired(entry, Date.now())) throw expiredKey(entry);
    if (!["usage", "account", "unavailable", "task_failed"].includes(error.kind)) throw error.with(facts);
    await endEntry(run, context, error);
    throw error.with({ idempotencyKey: key });
  } finally {
    stop();
  }
}
