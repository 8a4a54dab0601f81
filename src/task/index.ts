/**
 * The life of a task: created under one key until the outcome is known, polled until it ends or the deadline passes. The rate limiter is
 * shared by the tasks of a process, and so is the history of durations, which says when to poll. Every wait obeys its signal; nothing runs
 * on after a rejection.
 */
export { createUntilKnown, unknownOutcome } from "./create.ts";
export type { DurationHistory } from "./duration-history.ts";
export { createDurationHistory } from "./duration-history.ts";
export type { Schedule } from "./poll-schedule.ts";
export { planPolls, pollEvery } from "./poll-schedule.ts";
export type { RateLimiter } from "./rate-limiter.ts";
export { createRateLimiter } from "./rate-limiter.ts";
export { waitForEnd } from "./wait.ts";
