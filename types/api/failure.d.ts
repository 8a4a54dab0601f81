import { ErrorKind } from "../errors.js";
import { HiapiError } from "../errors.js";
/** What an answer that is an error means: contract section 4, small print of design section 6. Pure. */
export interface Failure {
    kind: ErrorKind;
    /** The status of the HTTP answer itself: 200 for an embedded error. */
    httpStatus: number;
    /** The status that the answer amounts to, once its body was read. */
    status: number;
    code?: string;
    message: string;
    hint?: string;
    requestId?: string;
}
/**
 * The error in an answer, looked for in `body.error`, then `body.code`, then the HTTP status; undefined when there is none.
 * @param httpStatus status of the HTTP answer
 * @param body the parsed JSON, or the text when it was not JSON
 */
export declare function readFailure(httpStatus: number, body: unknown): Failure | undefined;
/** Kind and hint: by code, by fragment of the code, by whole words of the message, by status, in this order. */
export declare function meaning(status: number, code: string | undefined, message: string): {
    kind: ErrorKind;
    hint?: string;
};
/** The failure as the error that ends a command. `what` names the call, such as `create`. */
export declare function failureError(failure: Failure, what: string): HiapiError;
/** An error body in a few words: `CODE: message`, or the text of what is not JSON without its markup. */
export declare function summarizeErrorBody(body: unknown): string;
/** One line for an HTTP error: the status, what the body says, and the guidance of contract section 4 with its link. */
export declare function buildHttpErrorMessage(status: number, body: unknown): string;
