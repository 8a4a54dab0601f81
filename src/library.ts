import { resolve } from "node:path";
import { extractImageOutputs, extractTaskFailureSummary, extractTaskId, getTaskStatus } from "./answer.ts";
import type { PlainOutput } from "./answer.ts";
import { createTask, lookAtTask } from "./api.ts";
import type { Api } from "./api.ts";
import { generateImageDocument, newKey } from "./commands/generate.ts";
import type { ImageDocument } from "./commands/generate.ts";
import { prepareRequest } from "./commands/prepare.ts";
import type { GenerateOptions } from "./commands/prepare.ts";
import { quotePrice } from "./commands/quote.ts";
import { readSettings, resolveConfig as resolveEnvironment, skipsUpdateCheck } from "./config.ts";
import type { Env } from "./config.ts";
import { openLink } from "./download.ts";
import { guidance, HiapiError } from "./errors.ts";
import { buildHttpErrorMessage, summarizeErrorBody } from "./failure.ts";
import type { Fetch } from "./http.ts";
import { modelFileSlug, pictureStem } from "./names.ts";
import { dataUriBytes, saveImage } from "./output.ts";
import type { SavedFile } from "./output.ts";
import { pricingModelOf } from "./pricing.ts";
import type { Estimate } from "./pricing.ts";
import {
  buildImagePayload, describePayload, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls,
  normalizeModel, normalizeResolution, normalizeStorage,
} from "./request.ts";
import type { Payload } from "./request.ts";
import { openSandboxSession, transportFor } from "./session.ts";
import type { Session } from "./session.ts";
import { fixedLooks } from "./schedule.ts";
import { waitForEnd } from "./task.ts";
import { askUpdatePolicy, compareVersions, updateRequired } from "./update.ts";
import type { UpdateCheck } from "./update.ts";

/** The library door (design section 2): the names and shapes of the original skill's library. It keeps no journal. */

export { buildHttpErrorMessage, buildImagePayload, compareVersions, describePayload, extractImageOutputs, extractTaskFailureSummary, extractTaskId, getTaskStatus, HiapiError, modelFileSlug, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, summarizeErrorBody };
export type { Estimate, Fetch, GenerateOptions, ImageDocument, Payload, PlainOutput, SavedFile, UpdateCheck };

/** Who asks, and where. */
export interface Config {
  apiKey: string;
  baseUrl: string;
}

/** How a call reaches the network: `fetchImpl` has the shape of `fetch`. */
export interface CallOptions {
  config?: Config;
  fetchImpl?: Fetch | undefined;
}

const silent = { say() {}, warn() {}, waiting: () => Promise.resolve({ stop() {} }) };
const never = new AbortController().signal;

/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
export function resolveConfig(env: Env = process.env): Config {
  return resolveEnvironment(env);
}

/** One POST /v1/tasks; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export async function createImageTask(payload: Payload, { idempotencyKey, ...call }: CallOptions & { idempotencyKey?: string } = {}): Promise<unknown> {
  const key = normalizeIdempotencyKey(idempotencyKey) ?? newKey();
  return withSession(call, async ({ api, signal }) => {
    const outcome = await createTask(api, { body: JSON.stringify(payload), idempotencyKey: key, timeoutMs: 60_000, signal });
    if (outcome.type === "accepted") return outcome.answer.body;
    // A 200 without an id is handed out as it came: `extractTaskId` says "" of it.
    if (outcome.error.facts.status === 200 && outcome.error.kind === "unknown_outcome") return outcome.error.facts.rawStatus;
    throw guided(outcome.error.with({ idempotencyKey: key }));
  });
}

/** One GET /v1/tasks/{id}; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export async function getImageTask(taskId: string, call: CallOptions = {}): Promise<unknown> {
  return withSession(call, async ({ api, signal }) => {
    const outcome = await lookAtTask(api, { taskId, timeoutMs: 30_000, signal });
    if (outcome.type === "task") return outcome.answer.body;
    throw guided(outcome.error.with({ taskId }));
  });
}

/** Looks until the task ends. Throws its failure, or `pending` after `timeoutMs` (600,000) with the task id in `facts`. */
export async function waitForImage(taskId: string, { pollIntervalMs, timeoutMs = 600_000, ...call }: CallOptions & { pollIntervalMs?: number; timeoutMs?: number } = {}): Promise<{ response: unknown; outputs: PlainOutput[] }> {
  return withSession(call, async ({ api, signal }) => {
    const startedAt = performance.now();
    const look = (ms: number) => lookAtTask(api, { taskId, timeoutMs: ms, signal });
    const steps = { look, schedule: fixedLooks(pollIntervalMs), startedAt, deadline: startedAt + timeoutMs, lookFirst: true, isOwn: true, signal };
    const answer = await waitForEnd(steps).catch((error: unknown) => {
      throw error instanceof HiapiError ? guided(error.with({ taskId })) : error;
    });
    const outputs = extractImageOutputs(answer.body);
    if (outputs.length === 0) throw guided(new HiapiError("output", "the task succeeded, but its answer holds no image", { taskId, hint: guidance.noImage }));
    return { response: answer.body, outputs };
  });
}

/** Does what the command `generate` does and returns what it prints; words for people are left out. */
export async function generateImage(options: GenerateOptions & { fetchImpl?: Fetch }, config?: Config & { fetchImpl?: Fetch }): Promise<ImageDocument | Record<string, unknown>> {
  const prepared = await prepareRequest(options, [], { cwd: process.cwd(), stdin: process.stdin });
  const preview = { ok: true, paidTaskCreated: false, payload: prepared.payload, idempotencyKey: normalizeIdempotencyKey(options.idempotencyKey) ?? newKey() };
  if (options.dryRun && !options.estimate) return preview;
  const fetchImpl = options.fetchImpl ?? config?.fetchImpl;
  const task = async (session: Session) => {
    if (options.estimate) return { ...preview, ...(await quotePrice(session.api, prepared.payload, never)) };
    return generateImageDocument(options, prepared, { cwd: process.cwd(), session, words: silent, allowed: Promise.resolve(), resumeLine: () => undefined });
  };
  if (!options.sandbox) return withSession({ fetchImpl, ...(config ? { config } : {}) }, task, options.estimate !== true);
  const session = await openSandboxSession({ signal: never });
  return task(session).finally(() => session.close());
}

/**
 * Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded comes back as
 * `{kind: "url", url}`, so that nothing is lost; a data URI that is no image throws.
 */
export async function saveImageOutputs(outputs: readonly PlainOutput[], { outputDir = "outputs", now = Date.now(), fetchImpl }: { outputDir?: string; now?: Date | number; fetchImpl?: Fetch } = {}): Promise<(SavedFile | { kind: "url"; url: string })[]> {
  const dir = resolve(outputDir);
  const stem = pictureStem({ stem: "gpt-image-2", createdAt: Number(now) });
  const { baseUrl } = readSettings(process.env);
  return withSession({ fetchImpl, config: { apiKey: "", baseUrl } }, async (session) => {
    const saved: (SavedFile | { kind: "url"; url: string })[] = [];
    for (const [position, output] of outputs.entries()) {
      const target = { dir, stem, index: position + 1 };
      if (output.kind === "data-uri") saved.push(await saveImage({ ...target, bytes: dataUriBytes(output.value) }));
      else saved.push(await saveLink(output.value, target, session));
    }
    return saved;
  });
}

async function saveLink(link: string, target: { dir: string; stem: string; index: number }, { fetchLink, signal }: Session): Promise<SavedFile | { kind: "url"; url: string }> {
  try {
    const { bytes, expected } = await openLink(link, { fetch: fetchLink, signal });
    const { url: _, ...file } = { url: link, ...(await saveImage({ ...target, bytes, expected })) };
    return { ...file };
  } catch (error) {
    // A disk that is full is the caller's to know; a link that fails is still the caller's to have.
    if (error instanceof HiapiError && !/^E(?:NOSPC|DQUOT|ACCES|PERM|ROFS|NOTDIR)$/.test(error.facts.code ?? "")) return { kind: "url", url: link };
    throw error;
  }
}

/** Asks for the update policy (contract section 8). Never throws: anything wrong is `skipped`. */
export async function checkSkillUpdate({ currentVersion, skillId, manifestUrl, fetchImpl, timeoutMs, env = process.env }: UpdateOptions = {}): Promise<UpdateCheck> {
  if (skipsUpdateCheck(env)) return { status: "skipped", message: "HIAPI_SKIP_UPDATE_CHECK is set", latestVersion: "", minimumVersion: "", updateCommand: "" };
  const settings = readSettings(env);
  const transport = fetchImpl ? undefined : await transportFor(settings);
  const question = { currentVersion, skillId, timeoutMs };
  const asked = Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined));
  const fetch = fetchImpl ?? transport?.fetch;
  if (!fetch) throw new HiapiError("unexpected", "no transport");
  return askUpdatePolicy({ ...asked, manifestUrl: manifestUrl ?? settings.manifestUrl, fetch }).finally(() => transport?.close());
}

/** The same, said: a warning on stderr when an update is available; throws when one is required. */
export async function warnOrRequireSkillUpdate({ warn = (line: string) => void process.stderr.write(`${line}\n`), ...options }: UpdateOptions & { warn?(line: string): void } = {}): Promise<UpdateCheck> {
  const check = await checkSkillUpdate(options);
  if (check.status === "required") throw Object.assign(updateRequired(check), check);
  if (check.status === "available") warn(check.message);
  return check;
}

export interface UpdateOptions {
  currentVersion?: string;
  skillId?: string;
  manifestUrl?: string;
  fetchImpl?: Fetch;
  timeoutMs?: number;
  env?: Env;
}

/** The published price of a payload; `estimatedUsd` is null when pricing does not list the model. Throws when pricing cannot be asked. */
export async function fetchPricingEstimate(payload: Payload, { fetchImpl }: { fetchImpl?: Fetch } = {}): Promise<Estimate | (Omit<Estimate, "estimatedUsd"> & { estimatedUsd: null })> {
  const { baseUrl } = readSettings(process.env);
  return withSession({ fetchImpl, config: { apiKey: "", baseUrl } }, async ({ api, signal }) => {
    const quote = await quotePrice(api, payload, signal);
    if (quote.estimate) return quote.estimate;
    if (quote.error) throw quote.error;
    return { pricingModel: pricingModelOf(payload), estimatedUsd: null, billingBasis: "", pricingPage: "https://www.hiapi.ai/en/pricing", note: quote.reason };
  });
}

/** A session for one call, closed behind it. */
async function withSession<Result>({ config, fetchImpl }: CallOptions, use: (session: Session) => Promise<Result>, needsKey = true): Promise<Result> {
  const settings = readSettings(process.env);
  const { apiKey, baseUrl } = config ?? (needsKey ? resolveConfig() : { apiKey: "", baseUrl: settings.baseUrl });
  const transport = fetchImpl ? undefined : await transportFor({ proxy: settings.proxy, baseUrl });
  const fetch = fetchImpl ?? transport?.fetch;
  if (!fetch) throw new HiapiError("unexpected", "no transport");
  const api: Api = { apiKey, baseUrl: baseUrl.replace(/\/+$/, ""), siteUrl: settings.siteUrl, fetch, foreign: fetchImpl !== undefined };
  const session: Session = { api, fetchLink: transport?.fetchLink ?? fetch, isSandbox: false, signal: never, async close() {} };
  return use(session).finally(() => transport?.close());
}

/** The original's errors carry their guidance in the message. */
function guided(error: HiapiError): HiapiError {
  return error.message.includes(error.hint) ? error : new HiapiError(error.kind, `${error.message}. Next: ${error.hint}`, error.facts);
}
