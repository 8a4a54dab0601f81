/** What the tables of the documents say in words. A new kind of failure does not compile without its words here. */
import type { ErrorKind } from "../src/errors.ts";

type End = readonly [when: string, next: string];

/** When each kind of failure occurs, and what to do then. */
export const ends: Readonly<Record<ErrorKind, End>> = {
  unexpected: ["a bug, or an answer that cannot be read", "report the message; do not repeat blindly"],
  usage: [
    "a wrong option, model, pair or reference; HTTP 400, 415, 422; a task id that does not exist",
    "correct what `error.problems` or `error.message` names; nothing was created",
  ],
  task_failed: ["the task ended in failure, or the content policy refused it", "change the prompt or the references"],
  account: ["the key is missing or refused, or there is no credit: HTTP 401, 402, 403", "show the person `error.hint`; do not repeat"],
  unavailable: [
    "every attempt was refused before acceptance: no connection, HTTP 429, HTTP 503",
    "no task was made; run the same command later",
  ],
  output: [
    "the image is paid for and not on disk: link, disk, or a success without an image; or the journal cannot be written, and nothing was sent",
    "mend what the message names, then run `error.resume`; where there is none, the same command",
  ],
  unknown_outcome: [
    "the task may exist and may be billed: the connection broke while it was created",
    "run `error.resume`: same key, same bytes, never a second task; where there is none, do what `error.hint` says",
  ],
  pending: ["the deadline passed and the task goes on", "run `error.resume`"],
  partial: [
    "several requests ended in different ways, or lines of a batch were not begun",
    "act on each `error`; again: only what is missing is made",
  ],
  update_required: ["the contract with HiAPI has moved on", "show the person the command in the message; run it only when they agree"],
  interrupted: ["SIGHUP, SIGINT or SIGTERM", "run `error.resume`; where there is none, the same command"],
};
