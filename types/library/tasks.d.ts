import { CallOptions } from "./client.js";
import { Config } from "./client.js";
import { Estimate } from "../api/index.js";
import { Fetch } from "../api/transport.js";
import { GenerateOptions } from "../pipeline/prepare.js";
import { ImageDocument } from "../pipeline/index.js";
import { Payload } from "../request/index.js";
import { PlainOutput } from "../api/index.js";
/** One POST /v1/tasks; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export declare function createImageTask(payload: Payload, { idempotencyKey, ...call }?: CallOptions & {
    idempotencyKey?: string;
}): Promise<unknown>;
/** One GET /v1/tasks/{id}; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
export declare function getImageTask(taskId: string, call?: CallOptions): Promise<unknown>;
/** Polls until the task ends. Throws its failure, or `pending` after `timeoutMs` (600,000) with the task id in `facts`. */
export declare function waitForImage(taskId: string, { pollIntervalMs, timeoutMs, ...call }?: CallOptions & {
    pollIntervalMs?: number;
    timeoutMs?: number;
}): Promise<{
    response: unknown;
    outputs: PlainOutput[];
}>;
type ImageOptions = GenerateOptions & {
    fetchImpl?: Fetch;
};
type ImageConfig = Config & {
    fetchImpl?: Fetch;
};
/** Does what the command `generate` does and returns what it prints; words for people are left out. */
export declare function generateImage(options: ImageOptions & {
    dryRun?: false;
    estimate?: false;
}, config?: ImageConfig): Promise<ImageDocument>;
export declare function generateImage(options: ImageOptions, config?: ImageConfig): Promise<ImageDocument | Record<string, unknown>>;
/** The published price of a payload; `estimatedUsd` is null when pricing does not list the model. Throws when pricing cannot be asked. */
export declare function fetchPricingEstimate(payload: Payload, { fetchImpl }?: {
    fetchImpl?: Fetch;
}): Promise<Estimate | (Omit<Estimate, "estimatedUsd"> & {
    estimatedUsd: null;
})>;
