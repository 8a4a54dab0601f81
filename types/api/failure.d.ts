/** An error body in a few words: `CODE: message`, or the text of what is not JSON without its markup. */
export declare function summarizeErrorBody(body: unknown): string;
/** One line for an HTTP error: the status, what the body says, and the guidance of contract section 4 with its link. */
export declare function buildHttpErrorMessage(status: number, body: unknown): string;
