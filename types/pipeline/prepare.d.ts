import { RequestOptions } from "../request/index.js";
/** What a user may ask of `generate` beside the request itself. Times in milliseconds. */
export interface GenerateOptions extends RequestOptions {
    promptFile?: string;
    outputDir?: string;
    name?: string;
    save?: boolean;
    wait?: boolean;
    timeoutMs?: number;
    pollIntervalMs?: number;
    dryRun?: boolean;
    estimate?: boolean;
    sandbox?: boolean;
    preview?: boolean;
    idempotencyKey?: string;
    /** Pay for another image although the same request is unfinished. */
    isNew?: boolean;
    /** How many images of the same request; 1 when absent. */
    count?: number;
}
