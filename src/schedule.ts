/** When to look next: milliseconds since the task was accepted → the next look's time on the same scale. Pure. */
export type Schedule = (elapsedMs: number) => number;

export const defaultIntervalMs = 3000;

/** Looks at a fixed interval. */
export function fixedLooks(intervalMs: number = defaultIntervalMs): Schedule {
  return (elapsedMs) => elapsedMs + intervalMs;
}
