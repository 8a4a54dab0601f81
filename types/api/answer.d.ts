/** Reads what HiAPI answers: leniently, because shapes have changed over time (contract sections 2 to 4). Pure, never throws. */
/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none. */
export declare function extractTaskId(answer: unknown): string;
/** The task's status in lower case; `""` when absent. */
export declare function getTaskStatus(answer: unknown): string;
/** The reason of a failed task as `CODE: message`, from every place one was seen. */
export declare function extractTaskFailureSummary(answer: unknown): string;
