/** What the tables of the documents say beside the program's own data. The keys are the program's: a new kind asks for its words. */
import type { ErrorKind, guidance } from "../src/errors.ts";

/** How each kind of failure comes about, and the next step. */
export const ends: Readonly<Record<ErrorKind, { when: string; next: string }>> = {
  unexpected: { when: "a bug, or an answer that cannot be read", next: "report the message; do not repeat blindly" },
  usage: {
    when: "a wrong option, model, pair or reference; HTTP 400, 415, 422; a task id that does not exist",
    next: "correct what `error.problems` or `error.message` names; nothing was created",
  },
  task_failed: { when: "the task ended in failure, or the content policy refused it", next: "change the prompt or the references" },
  account: {
    when: "the key is missing or refused, or there is no credit: HTTP 401, 402, 403",
    next: "show the person `error.hint`; do not repeat",
  },
  unavailable: {
    when: "every attempt was refused before acceptance: no connection, HTTP 429, HTTP 503",
    next: "no task was made; run the same command later",
  },
  output: {
    when: "the image is paid for and not on disk: link, disk, or a success without an image; or the journal cannot be written, and nothing was sent",
    next: "mend what the message names, then run `error.resume`; where there is none, the same command",
  },
  unknown_outcome: {
    when: "the task may exist and may be billed: the connection broke while it was created",
    next: "run `error.resume`: same key, same bytes, never a second task; where there is none, do what `error.hint` says",
  },
  pending: { when: "the deadline passed and the task goes on", next: "run `error.resume`" },
  partial: {
    when: "several requests ended in different ways, or lines of a batch were not begun",
    next: "act on each `error`; again: only what is missing is made",
  },
  update_required: {
    when: "the contract with HiAPI has moved on",
    next: "show the person the command in the message; run it only when they agree",
  },
  interrupted: {
    when: "SIGHUP, SIGINT or SIGTERM",
    next: "run `error.resume`; where there is none, the same command",
  },
};

/** The case that each line of guidance is for. */
export const cases: Readonly<Record<keyof typeof guidance, string>> = {
  keyMissing: "`HIAPI_API_KEY` is missing",
  keyRefused: "HTTP 401 or 403",
  billing: "HTTP 402, or balance, credits, quota, payment",
  rateLimit: "HTTP 429",
  contentPolicy: "content policy or safety",
  noImage: "no image in the answer",
};

/** The cases whose command comes from the update policy. */
export const updateGuidance = [
  ["optional update, a warning on stderr", "tell the person that the printed command can be run later"],
  ["required update, exit 10", "tell the person that the printed command must be run before the skill is used again"],
] as const;

const no = "no";
const sameRequest = "yes; a create with the same key and bytes";

/** HTTP statuses, and whether the program asks again by itself. */
export const askedAgain: readonly (readonly [status: number, again: string])[] = [
  [400, no],
  [401, no],
  [402, no],
  [403, no],
  [404, "no; for 30 s yes, when the task is the program's own"],
  [408, sameRequest],
  [409, sameRequest],
  [413, no],
  [415, no],
  [422, no],
  [429, "yes, after `Retry-After`; a create with the same key and bytes"],
  [500, sameRequest],
  [502, sameRequest],
  [503, sameRequest],
  [504, sameRequest],
];

/** Codes of answers that a reader meets; `…` stands for any ending. */
export const codes: readonly string[] = [
  "INVALID_REQUEST",
  "MODEL_UNAVAILABLE",
  "model_not_found",
  "permission_denied",
  "insufficient_…",
  "quota_…",
  "content_policy_…",
  "rate_limit_exceeded",
  "IDEMPOTENCY_KEY_PROCESSING",
  "IDEMPOTENCY_KEY_MISMATCH",
];
