import { SavedFile } from "../images/save.js";
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
