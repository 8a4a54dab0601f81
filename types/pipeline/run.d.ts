import { ResultOutput } from "./save.js";
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
