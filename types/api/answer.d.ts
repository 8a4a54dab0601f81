/** Reads what HiAPI answers: leniently, because shapes have changed over time (contract sections 2 to 4). Pure, never throws. */
/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none. */
export declare function extractTaskId(answer: unknown): string;
/** The task's status in lower case; `""` when absent. */
export declare function getTaskStatus(answer: unknown): string;
/** What a status means; any word that is not known is still running (contract section 3, design rule 6). */
export declare function phaseOf(answer: unknown): "succeeded" | "failed" | "running" | "unknown";
/** The reason of a failed task as `CODE: message`, from every place one was seen. */
export declare function extractTaskFailureSummary(answer: unknown): string;
/** The code and message of a failed task; either may be missing. */
export declare function readTaskFailure(answer: unknown): {
    code?: string;
    message?: string;
};
/** The creation time of a task in milliseconds since 1970, when the answer says it. */
export declare function createdAtOf(answer: unknown): number | undefined;
/** How long a finished task took by the answer's own times (contract section 3: whole seconds), in milliseconds; undefined when it does not say. */
export declare function taskDurationMs(answer: unknown): number | undefined;
/** A copy of an answer in which image data is named and not repeated, deep nesting cut. For `rawStatus`. */
export declare function elideData(value: unknown, depth?: number): unknown;
