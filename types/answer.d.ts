/** The same in the original library's keys, and no others. */
export type PlainOutput = {
    kind: "url";
    value: string;
} | {
    kind: "data-uri";
    mimeType: string;
    value: string;
};
/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none. */
export declare function extractTaskId(answer: unknown): string;
/** The task's status in lower case; `""` when absent. */
export declare function getTaskStatus(answer: unknown): string;
/** The reason of a failed task as `CODE: message`, from every place one was seen. */
export declare function extractTaskFailureSummary(answer: unknown): string;
/** The images of an answer, as the library hands them out: http(s) links and data URIs of images, just these keys. */
export declare function extractImageOutputs(answer: unknown): PlainOutput[];
