/** When to poll next: milliseconds since the task was accepted → the time of the next poll on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;
/** Polls at a fixed interval, 3 s unless given. */
export declare function pollEvery(everyMs?: number): Schedule;
/**
 * Polls most often where tasks like this one usually end, and about as often in all as every 3 s would (docs/design.md, rule 5). Every 3 s
 * if fewer than 5 durations are known, or if they are too varied. Never within a second of the time given.
 * @param pastMs how long such tasks took, in milliseconds, oldest first; the last 100 between 1 ms and an hour count
 * @param priorMs has no effect any more: it was the median to assume where no durations are known
 */
export declare function planPolls({ pastMs }?: {
    pastMs?: readonly number[];
    priorMs?: number | undefined;
}): Schedule;
