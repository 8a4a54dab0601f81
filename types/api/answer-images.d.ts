/** The same in the original library's keys, and no others. */
export type PlainOutput = {
    kind: "url";
    value: string;
} | {
    kind: "data-uri";
    mimeType: string;
    value: string;
};
/** The images of an answer, as the library hands them out: http(s) links and data URIs of images, just these keys. */
export declare function extractImageOutputs(answer: unknown): PlainOutput[];
