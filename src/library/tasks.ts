import type { Estimate, PlainOutput } from "../api/index.ts";
import { checkPrice, createTask, extractImageOutputs, pollTask, pricingModelOf, quotePrice } from "../api/index.ts";
import type { Fetch } from "../api/transport.ts";
import { keyIn, readSettings } from "../config.ts";
import { guidance, HiapiError, links, usageError } from "../errors.ts";
import type { ImageDocument, Session } from "../pipeline/index.ts";
import { createRunScope, doneOrThrow, runRequest, withSession } from "../pipeline/index.ts";
import type { GenerateOptions } from "../pipeline/prepare.ts";
import { prepareRequest, refuseLargeBody, requestOf, secretProblems } from "../pipeline/prepare.ts";
import type { Payload } from "../request/index.ts";
import { createDurationHistory, pollEvery, unknownOutcome, waitForEnd } from "../task/index.ts";
import type { CallOptions, Config } from "./client.ts";
import { checkTimes, guided, never, normalizeIdempotencyKey, ownIo, withCall } from "./client.ts";
import { liveModels } from "./models.ts";

const silent = { info: () => undefined, warn: () => undefined, spinner: () => Promise.resolve({ stop: () => undefined }) };

/** Creates a task by one POST and returns the answer's JSON. Throws with `HTTP <status>` and what to do next in the message. */
export async function createImageTask(
  payload: Payload,
  { idempotencyKey, ...call }: CallOptions & { idempotencyKey?: string } = {},
): Promise<unknown> {
  const key = normalizeIdempotencyKey(idempotencyKey);
  const body = JSON.stringify(payload);
  refuseLargeBody(body);
  return withCall(call, async ({ api, signal }) => {
    const secrets = secretProblems(payload.input, api.apiKey);
    if (secrets.length > 0) throw usageError(secrets);
    const outcome = await createTask(api, { body, idempotencyKey: key, timeoutMs: 60_000, signal });
    if (outcome.type === "accepted") return outcome.answer.body;
    // A 200 without a task id is returned as it came: `extractTaskId` gives "" for it.
    if (outcome.error.facts.status === 200 && outcome.error.kind === "unknown_outcome") return outcome.error.facts.rawStatus;
    const hint = `the task may exist: call again with the same payload and idempotencyKey "${key}", which makes no second one`;
    if (outcome.type === "ambiguous") throw guided(unknownOutcome(outcome.error).with({ idempotencyKey: key, hint }));
    throw guided(outcome.error.with({ idempotencyKey: key }));
  });
}

/** Polls a task once and returns the answer's JSON. Throws with `HTTP <status>` and what to do next in the message. */
export async function getImageTask(taskId: string, call: CallOptions = {}): Promise<unknown> {
  return withCall(call, async ({ api, signal }) => {
    const outcome = await pollTask(api, { taskId, timeoutMs: 30_000, signal });
    if (outcome.type === "task") return outcome.answer.body;
    throw guided(outcome.error.with({ taskId }));
  });
}

/** Polls every `pollIntervalMs` (3,000) until the task ends. Throws `usage` for an interval under 1 ms, its failure, or `pending` after `timeoutMs` (600,000). */
export async function waitForImage(
  taskId: string,
  { pollIntervalMs, timeoutMs = 600_000, ...call }: CallOptions & { pollIntervalMs?: number; timeoutMs?: number } = {},
): Promise<{ response: unknown; outputs: PlainOutput[] }> {
  checkTimes({ pollIntervalMs, timeoutMs });
  return withCall(call, async ({ api, signal }) => {
    const acceptedAt = performance.now();
    const task = { taskId, acceptedAt, isOwn: true, pollFirst: true };
    const polling = { schedule: pollEvery(pollIntervalMs), deadline: acceptedAt + timeoutMs };
    const { answer } = await waitForEnd({ api, signal }, task, polling).catch((error: unknown) => {
      throw error instanceof HiapiError ? guided(error.with({ taskId })) : error;
    });
    const outputs = extractImageOutputs(answer.body);
    if (outputs.length === 0)
      throw guided(new HiapiError("output", "the task succeeded, but its answer holds no image", { taskId, hint: guidance.noImage }));
    return { response: answer.body, outputs };
  });
}

type ImageOptions = GenerateOptions & { fetchImpl?: Fetch };
type ImageConfig = Config & { fetchImpl?: Fetch };

/** Does what the command `generate` does and returns what it prints; words for people are left out. */
export async function generateImage(
  options: ImageOptions & { dryRun?: false; estimate?: false },
  config?: ImageConfig,
): Promise<ImageDocument>;
export async function generateImage(options: ImageOptions, config?: ImageConfig): Promise<ImageDocument | Record<string, unknown>>;
export async function generateImage(options: ImageOptions, config?: ImageConfig): Promise<ImageDocument | Record<string, unknown>> {
  checkTimes(options);
  const fetchImpl = options.fetchImpl ?? config?.fetchImpl;
  const prepared = await prepareRequest(options, [], {
    io: ownIo,
    secret: config?.apiKey ?? keyIn(process.env),
    ...(options.sandbox ? {} : { liveModels: () => liveModels({ fetchImpl, refresh: options.refresh }) }),
  });
  const preview = {
    ok: true,
    paidTaskCreated: false,
    payload: prepared.payload,
    idempotencyKey: normalizeIdempotencyKey(options.idempotencyKey),
  };
  if (options.dryRun && !options.estimate) return preview;
  const task = async (session: Session) => {
    if (options.estimate) return { ...preview, ...(await quotePrice(session.api, prepared.payload, never)) };
    const { maxUsd } = options;
    if (maxUsd !== undefined) await checkPrice(session.api, prepared.payload, { maxUsd, signal: never });
    const request = requestOf(prepared, options, process.cwd());
    const context = {
      session,
      log: silent,
      journal: undefined,
      durations: createDurationHistory(),
      scope: createRunScope(),
      resumeLine: () => undefined,
    };
    return doneOrThrow(await runRequest(request, context)).document;
  };
  if (!options.sandbox) return withCall({ fetchImpl, ...(config ? { config } : {}) }, task, options.estimate !== true);
  return withSession({ io: { env: process.env, signal: never }, settings: readSettings(process.env), isSandbox: true }, task);
}

/**
 * The published price of a payload; `estimatedUsd` is null when the price list does not have it. Throws `unavailable` when the list cannot be
 * fetched.
 */
export async function fetchPricingEstimate(
  payload: Payload,
  { fetchImpl }: { fetchImpl?: Fetch } = {},
): Promise<Estimate | (Omit<Estimate, "estimatedUsd"> & { estimatedUsd: null })> {
  const quote = await withCall({ fetchImpl }, ({ api, signal }) => quotePrice(api, payload, signal), false);
  if (quote.estimate) return quote.estimate;
  if (quote.error) throw quote.error;
  const unknown = { pricingModel: pricingModelOf(payload), estimatedUsd: null, billingBasis: "", pricingPage: links.pricing };
  return { ...unknown, note: quote.reason };
}
