import { Fetch } from "../api/transport.js";
import { PlainOutput } from "../api/index.js";
import { SavedFile } from "../images/index.js";
/**
 * Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded comes back as
 * `{kind: "url", url}`, so that nothing is lost; a data URI that is no image throws.
 */
export declare function saveImageOutputs(outputs: readonly PlainOutput[], { outputDir, now, fetchImpl }?: {
    outputDir?: string;
    now?: Date | number;
    fetchImpl?: Fetch;
}): Promise<((SavedFile & {
    url?: string;
}) | {
    kind: "url";
    url: string;
})[]>;
