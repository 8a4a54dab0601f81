/** What a failure is called and what the process exits with (design section 4). `interrupted` also ends as 129 or 143. */
export declare const exitCodes: {
    readonly unexpected: 1;
    readonly usage: 2;
    readonly task_failed: 3;
    readonly account: 4;
    readonly unavailable: 5;
    readonly output: 6;
    readonly unknown_outcome: 7;
    readonly pending: 8;
    readonly partial: 9;
    readonly update_required: 10;
    readonly interrupted: 130;
};
export type ErrorKind = keyof typeof exitCodes;
/** One thing wrong with a request: the field, what was given, what is accepted, and words for a person. */
export interface Problem {
    field: string;
    given: unknown;
    accepted: readonly string[] | string;
    message: string;
    /** The line of a batch. */
    line?: number;
}
/** Everything a failure may carry beside its message; absent keys do not apply. */
export interface ErrorFacts {
    /** HTTP status of the answer that decided it; 200 for an embedded error. */
    status?: number;
    code?: string;
    hint?: string;
    requestId?: string;
    problems?: readonly Problem[];
    taskId?: string;
    idempotencyKey?: string;
    /** What an `output` failure is due to: HiAPI's link or answer, which may be better later, or the local disk. */
    fault?: "server" | "disk";
    /** A command line that continues this one request. */
    resume?: string;
    /** The last task answer, data URIs elided. */
    rawStatus?: unknown;
    /** Overrides the kind's exit code: the signal exits. */
    exitCode?: number;
    /** Keys that stand beside `error` in the failure document, such as the payload of an estimate that found no price. */
    beside?: Readonly<Record<string, unknown>>;
    cause?: unknown;
}
/** The one error of this program: a kind that says what to do next, and the facts that help to do it. */
export declare class HiapiError extends Error {
    readonly name = "HiapiError";
    readonly kind: ErrorKind;
    readonly facts: ErrorFacts;
    constructor(kind: ErrorKind, message: string, facts?: ErrorFacts);
    get exitCode(): number;
    get hint(): string;
    /** Whether the command in `resume`, or the same command where there is none, may succeed later with nothing changed. */
    get retryable(): boolean;
    /** The same failure with more facts; facts it already has win. */
    with(more: ErrorFacts): HiapiError;
}
