import type { Env } from "./config.js";
import type { Estimate } from "./pricing.js";
import type { Fetch } from "./http.js";
import type { GenerateOptions } from "./commands/prepare.js";
import type { HiapiError } from "./errors.js";
import type { ImageDocument } from "./commands/generate.js";
import type { Payload } from "./request.js";
import type { PlainOutput } from "./answer.js";
import type { SavedFile } from "./output.js";
import type { UpdateCheck } from "./update.js";
import type { buildHttpErrorMessage } from "./failure.js";
import type { buildImagePayload } from "./request.js";
import type { compareVersions } from "./update.js";
import type { describePayload } from "./request.js";
import type { extractImageOutputs } from "./answer.js";
import type { extractTaskFailureSummary } from "./answer.js";
import type { extractTaskId } from "./answer.js";
import type { getTaskStatus } from "./answer.js";
import type { modelFileSlug } from "./names.js";
import type { normalizeAspectRatio } from "./request.js";
import type { normalizeBackground } from "./request.js";
import type { normalizeIdempotencyKey } from "./request.js";
import type { normalizeInputUrls } from "./request.js";
import type { normalizeModel } from "./request.js";
import type { normalizeResolution } from "./request.js";
import type { normalizeStorage } from "./request.js";
import type { summarizeErrorBody } from "./failure.js";
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
/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
export declare function resolveConfig(env?: Env): Config;
/** One POST /v1/tasks; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export declare function createImageTask(payload: Payload, { idempotencyKey, ...call }?: CallOptions & {
    idempotencyKey?: string;
}): Promise<unknown>;
/** One GET /v1/tasks/{id}; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export declare function getImageTask(taskId: string, call?: CallOptions): Promise<unknown>;
/** Looks until the task ends. Throws its failure, or `pending` after `timeoutMs` (600,000) with the task id in `facts`. */
export declare function waitForImage(taskId: string, { pollIntervalMs, timeoutMs, ...call }?: CallOptions & {
    pollIntervalMs?: number;
    timeoutMs?: number;
}): Promise<{
    response: unknown;
    outputs: PlainOutput[];
}>;
/** Does what the command `generate` does and returns what it prints; words for people are left out. */
export declare function generateImage(options: GenerateOptions & {
    fetchImpl?: Fetch;
}, config?: Config & {
    fetchImpl?: Fetch;
}): Promise<ImageDocument | Record<string, unknown>>;
/**
 * Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded comes back as
 * `{kind: "url", url}`, so that nothing is lost; a data URI that is no image throws.
 */
export declare function saveImageOutputs(outputs: readonly PlainOutput[], { outputDir, now, fetchImpl }?: {
    outputDir?: string;
    now?: Date | number;
    fetchImpl?: Fetch;
}): Promise<(SavedFile | {
    kind: "url";
    url: string;
})[]>;
/** Asks for the update policy (contract section 8). Never throws: anything wrong is `skipped`. */
export declare function checkSkillUpdate({ currentVersion, skillId, manifestUrl, fetchImpl, timeoutMs, env }?: UpdateOptions): Promise<UpdateCheck>;
/** The same, said: a warning on stderr when an update is available; throws when one is required. */
export declare function warnOrRequireSkillUpdate({ warn, ...options }?: UpdateOptions & {
    warn?(line: string): void;
}): Promise<UpdateCheck>;
export interface UpdateOptions {
    currentVersion?: string;
    skillId?: string;
    manifestUrl?: string;
    fetchImpl?: Fetch;
    timeoutMs?: number;
    env?: Env;
}
/** The published price of a payload; `estimatedUsd` is null when pricing does not list the model. Throws when pricing cannot be asked. */
export declare function fetchPricingEstimate(payload: Payload, { fetchImpl }?: {
    fetchImpl?: Fetch;
}): Promise<Estimate | (Omit<Estimate, "estimatedUsd"> & {
    estimatedUsd: null;
})>;
