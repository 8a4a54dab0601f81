import { resolve } from "node:path";
import { HiapiError, shown, usageError } from "../errors.ts";
import { stemOf } from "../images/file-names.ts";
import { expiredKey } from "../journal/claim.ts";
import type { Begun, Entry } from "../journal/entry.ts";
import { isKeyExpired } from "../journal/entry.ts";
import { readHistory } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import { accountMark } from "../journal/journal.ts";
import { textOf } from "../json.ts";
import { describePayload, rememberedPayload } from "../request/payload.ts";
import type { ImageDocument, PursueContext } from "./run.ts";
import { defaultTimeoutMs, pursue } from "./run.ts";
import { finishTask } from "./save.ts";
import type { Session } from "./session.ts";

export interface ResumeOptions {
  outputDir?: string;
  name?: string;
  save?: boolean;
  create?: boolean;
  all?: boolean;
  timeoutMs?: number;
  pollIntervalMs?: number;
  preview?: boolean;
}

export interface ResumeContext extends PursueContext {
  cwd: string;
  journal: Journal;
}

/** Finishes a request that the journal knows: asks again under its key, waits, saves where it was wanted. */
export async function resumeEntry(listed: Entry, options: ResumeOptions, context: ResumeContext): Promise<ImageDocument> {
  const begun = performance.now();
  const { journal } = context;
  // Said before the entry is read again: whoever else works on it knows from here on that it is not alone.
  await journal.record(listed, { type: "joined", at: Date.now() }).catch((error: unknown) => {
    context.words.warn(`the journal cannot be written (${error instanceof Error ? error.message : String(error)})`);
  });
  const entry = await journal.read(listed.id);
  if (!entry) return resumeTask(listed.taskId ?? listed.begun.key, options, context);
  const { key, outputDir, save, stem, request } = entry.begun;
  if (entry.state === "unknown" && isKeyExpired(entry, Date.now())) throw expiredKey(entry);
  if (entry.state === "unknown" && options.create === false) {
    throw new HiapiError("unknown_outcome", "whether HiAPI accepted this request is unknown, and --no-create leaves it so", {
      idempotencyKey: key,
    });
  }
  const document = await pursue(
    {
      payload: rememberedPayload(request),
      ...(await withBody(entry, journal)),
      key,
      isOld: true,
      begun,
      deadline: begun + (options.timeoutMs ?? defaultTimeoutMs),
      outputDir: options.outputDir === undefined ? outputDir : resolve(context.cwd, options.outputDir),
      save: options.save ?? save,
      wait: true,
      stem: options.name === undefined ? stem : stemOf(options.name).stem,
      pollIntervalMs: options.pollIntervalMs,
    },
    context,
  );
  return { ...document, resumed: true };
}

/** The entry with its body; where the body is gone because the task id came meanwhile, the entry as it stands then. */
async function withBody(entry: Entry, journal: Journal): Promise<{ entry: Entry; body: string | undefined }> {
  if (entry.state !== "unknown") return { entry, body: undefined };
  const body = await journal.body(entry);
  return { entry: body === undefined ? ((await journal.read(entry.id)) ?? entry) : entry, body };
}

/** What can be a task id. Throws `usage` for what only a mistake can be. */
export function checkTaskId(id: string): string {
  const trimmed = id.trim();
  if (/^[A-Za-z0-9][\w.:@-]{2,199}$/.test(trimmed)) return trimmed;
  const accepted = "a task id such as tk-hiapi-…, or an idempotency key of this machine's journal";
  throw usageError([{ field: "id", given: id, accepted, message: `${shown(id)} is no id: give ${accepted}` }]);
}

/** Waits for a task that is not among the unfinished ones, and saves its images: one of another machine, or one settled before. Never creates anything. */
export async function resumeTask(id: string, options: ResumeOptions, context: ResumeContext): Promise<ImageDocument> {
  const begun = performance.now();
  const settled = await findSettled(context.journal, id);
  await context.pace.recall();
  if (settled) refuseStranger(id, settled, context.session);
  const taskId = settled?.taskId ?? checkTaskId(id);
  const { session, words, cwd, resumeLine } = context;
  try {
    const finished = await finishTask({
      session,
      words,
      taskId,
      startedAt: begun,
      deadline: begun + (options.timeoutMs ?? defaultTimeoutMs),
      isOwn: settled !== undefined,
      lookFirst: true,
      isFresh: false,
      pace: context.pace.of(session.api.baseUrl, settled?.request),
      outputDir: resolve(cwd, options.outputDir ?? settled?.outputDir ?? "outputs"),
      save: options.save ?? true,
      stem: options.name === undefined ? settled?.stem : stemOf(options.name).stem,
      pollIntervalMs: options.pollIntervalMs,
      label: "resuming",
    });
    const payload = settled ? rememberedPayload(settled.request) : { model: finished.model ?? "", input: {} };
    const { model, ...described } = describePayload(payload);
    return {
      ok: true,
      ...(model ? { model } : {}),
      taskId,
      ...described,
      status: finished.status,
      outputs: finished.outputs,
      elapsedMs: Math.round(performance.now() - begun),
      rawStatus: finished.rawStatus,
      resumed: true,
      ...(finished.isSandbox ? { sandbox: true } : {}),
    };
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "usage" || error.kind === "task_failed") throw error;
    const resume = resumeLine(taskId);
    throw error.with({ taskId, ...(resume === undefined ? {} : { resume }) });
  }
}

/** What a request is tied to: it is only ever sent to its own address under its own account (design rule 4). */
type Owned = Pick<Begun, "origin" | "account">;

/** Why a request is not this session's to send, in words; undefined when it is. */
export function strangeness({ origin, account }: Owned, { api }: Session): string | undefined {
  if (origin !== api.baseUrl) return `at ${origin}`;
  return account === accountMark(api.apiKey) ? undefined : "with another API key";
}

/** Throws `usage` when a request is not this session's to send. */
export function refuseStranger(id: string, owned: Owned, session: Session): void {
  const strange = strangeness(owned, session);
  if (strange === undefined) return;
  const message = `${id} was begun ${strange}: it is only ever sent there`;
  const problem = { field: "id", given: id, accepted: "requests of this address and key", message };
  throw usageError([problem], "set the HIAPI_BASE_URL and HIAPI_API_KEY it was begun with");
}

interface Settled extends Owned {
  taskId: string;
  outputDir: string;
  stem: string | undefined;
  request: unknown;
}

/** A settled request by its task id or key: where it was saved, and what was asked. */
async function findSettled({ folder }: Journal, id: string): Promise<Settled | undefined> {
  for await (const line of readHistory(folder)) {
    const taskId = textOf(line, "taskId");
    const outputDir = textOf(line, "outputDir");
    if (taskId && outputDir && (taskId === id || line.key === id)) {
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
