/** When to look next: milliseconds since the task was accepted → the next look's time on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;
/**
 * Looks where the task is likely to end (design rule 5): by expectation no more of them than one every 3 s would be, with the least mean
 * delay between ready and noticed. Where the past is too varied to tell, the looks are one every 3 s.
 *
 * `pastMs`: how long such tasks took until they were noticed, in milliseconds, oldest first; the latest count most, the last hundred count
 * at all, and what is no duration, or more than an hour, is left out. `priorMs`: a guess at the median, worth little as soon as some are known. The schedule may
 * be asked at any time, and never wants a look within a second of the time given.
 */
export declare function planLooks({ pastMs, priorMs }?: {
    pastMs?: readonly number[];
    priorMs?: number | undefined;
}): Schedule;
