import { SavedFile } from "../images/index.js";
/** An image of a result: on disk, or as the answer gave it. */
export type ResultOutput = (SavedFile & {
    url?: string;
    expiresAt?: string;
}) | {
    kind: "url";
    url: string;
    expiresAt?: string;
} | {
    kind: "data-uri";
    mimeType: string;
    value: string;
};
/** The document of one image: what `generate` and `resume` print on success. */
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
