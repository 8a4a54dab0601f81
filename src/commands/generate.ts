import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { createTask } from "../api.ts";
import { slashId } from "../catalogue.ts";
import type { ErrorFacts } from "../errors.ts";
import { HiapiError } from "../errors.ts";
import { normalizeIdempotencyKey } from "../normalize.ts";
import type { Payload } from "../request.ts";
import { buildImagePayload, describePayload } from "../request.ts";
import type { Session, Words } from "../session.ts";
import { createUntilKnown } from "../task.ts";
import type { ResultOutput } from "./finish.ts";
import { finishTask } from "./finish.ts";
import type { GenerateOptions, Prepared } from "./prepare.ts";

export const defaultTimeoutMs = 600_000;

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
  sandbox?: true;
}

export interface GenerateContext {
  cwd: string;
  session: Session;
  words: Words;
  /** Settles whether a create is allowed: throws `update_required`. Asked for beside other work, awaited before the first byte. */
  allowed: Promise<void>;
  /** A command line that resumes an id; undefined where there is nothing to resume. */
  resumeLine(id: string): string | undefined;
}

/** Makes the image of a prepared request: create, wait, save. Returns the document to print; throws with key and id in the facts. */
export async function generateImageDocument(
  options: GenerateOptions,
  prepared: Prepared,
  context: GenerateContext,
): Promise<ImageDocument> {
  const { session, words, resumeLine } = context;
  const begun = performance.now();
  const deadline = begun + (options.timeoutMs ?? defaultTimeoutMs);
  await context.allowed;
  const created = await createDefaulted(options, prepared, { ...context, deadline });
  const { taskId, idempotencyKey, payload, isSandbox } = created;
  const description = describePayload(payload);
  const facts: ErrorFacts = { taskId, idempotencyKey, ...lineFact(resumeLine(taskId)) };
  words.say(`task ${taskId}`);
  if (facts.resume) words.say(`to resume: ${facts.resume}`);
  const shared = { taskId, idempotencyKey, ...description, ...(isSandbox ? { sandbox: true as const } : {}) };
  if (options.wait === false) return { ok: true, ...shared, status: "created", outputs: [], elapsedMs: since(begun) };
  try {
    const finished = await finishTask({
      session,
      words,
      taskId,
      deadline,
      startedAt: performance.now(),
      isOwn: true,
      lookFirst: false,
      outputDir: resolve(context.cwd, options.outputDir ?? "outputs"),
      save: options.save ?? true,
      stem: prepared.stem ?? payload.model.replace(/[/@]/g, "-"),
      pollIntervalMs: options.pollIntervalMs,
      label: [description.model, description.aspectRatio ?? description.size, description.resolution].filter(Boolean).join(" "),
    });
    const sandbox = isSandbox || finished.isSandbox ? { sandbox: true as const } : {};
    return {
      ok: true,
      ...shared,
      ...sandbox,
      status: finished.status,
      outputs: finished.outputs,
      elapsedMs: since(begun),
      rawStatus: finished.rawStatus,
    };
  } catch (error) {
    throw error instanceof HiapiError ? error.with(facts) : error;
  }
}

interface Created {
  taskId: string;
  idempotencyKey: string;
  payload: Payload;
  isSandbox: boolean;
}

type CreateContext = Pick<GenerateContext, "session" | "words" | "resumeLine"> & { deadline: number };

/** A create; when a model that we chose is refused as unknown, one more under its slash id with a new key (design rule 2). */
async function createDefaulted(options: GenerateOptions, prepared: Prepared, context: CreateContext): Promise<Created> {
  const key = normalizeIdempotencyKey(options.idempotencyKey) ?? newKey();
  try {
    return await create({ payload: prepared.payload, body: prepared.body, key }, context);
  } catch (error) {
    const slash = slashId(prepared.payload.model);
    if (!(error instanceof HiapiError) || !isUnknownModel(error) || !slash) throw error;
    const instead = prepared.defaulted ? payloadUnder(slash, prepared.payload) : undefined;
    if (!instead)
      throw new HiapiError(error.kind, error.message, {
        ...error.facts,
        hint: `HiAPI does not know ${prepared.payload.model}: try --model ${slash}`,
      });
    context.words.warn(`HiAPI does not know ${prepared.payload.model}: asking once more as ${slash}, with a new key`);
    return create({ payload: instead, body: JSON.stringify(instead), key: newKey() }, context);
  }
}

/** A key of our own; made once for each logical request (design rule 1). */
export function newKey(): string {
  return `hiapi-img-${randomUUID()}`;
}

function isUnknownModel({ kind, facts }: HiapiError): boolean {
  return kind === "usage" && ["model_not_found", "model_unavailable"].includes(facts.code?.toLowerCase() ?? "");
}

/** The same request under a slash id; undefined when that id refuses what was asked for. */
function payloadUnder(model: string, { input, callback, storage }: Payload): Payload | undefined {
  const { prompt, aspect_ratio, resolution, input_urls } = input;
  try {
    return buildImagePayload({
      model,
      prompt: String(prompt),
      aspectRatio: String(aspect_ratio),
      resolution: String(resolution),
      storage,
      callbackUrl: callback?.url,
      ...(Array.isArray(input_urls) ? { inputUrls: input_urls.map(String) } : {}),
    });
  } catch {
    return undefined;
  }
}

async function create(
  { payload, body, key }: { payload: Payload; body: string; key: string },
  { session, words, deadline, resumeLine }: CreateContext,
): Promise<Created> {
  words.say(`idempotency key ${key}`);
  try {
    const { taskId, answer } = await createUntilKnown({
      attempt: (timeoutMs) => createTask(session.api, { body, idempotencyKey: key, timeoutMs, signal: session.signal }),
      deadline,
      signal: session.signal,
      onRetry: (error, waitMs) => words.say(`${error.message}; the same request again in ${(waitMs / 1000).toFixed(1)} s`),
    });
    return { taskId, idempotencyKey: key, payload, isSandbox: session.isSandbox || answer.isSandbox };
  } catch (error) {
    throw error instanceof HiapiError
      ? error.with({ idempotencyKey: key, ...(error.kind === "unknown_outcome" ? lineFact(resumeLine(key)) : {}) })
      : error;
  }
}

function lineFact(resume: string | undefined): { resume?: string } {
  return resume === undefined ? {} : { resume };
}

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}
