/** Waits `ms` milliseconds; rejects with the signal's reason as soon as it aborts, and leaves no timer behind. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener("abort", stop);
        resolve();
      },
      Math.max(0, ms),
    );
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** How long work that may never end is waited for: until the signal aborts, or until `deadline` (on performance.now's scale). */
export interface Patience {
  signal: AbortSignal;
  deadline?: number;
}

/** What work that can be stopped is given to stop, and what a call is given when it begins at the deadline. */
const graceMs = 1000;
const leastMs = 5000;

/** Waits for work that cannot be stopped, such as a file call on a dead mount. Rejects with the signal's reason, or with ETIMEDOUT. */
export function inTime<Result>(work: Promise<Result>, { signal, deadline }: Patience, grace = graceMs): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timedOut = () => reject(Object.assign(new Error("the file system does not answer"), { code: "ETIMEDOUT" }));
    let timer = deadline === undefined ? undefined : setTimeout(timedOut, Math.max(deadline - performance.now(), leastMs));
    const stop = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(signal.reason), grace);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    work.finally(settle).then(resolve, reject);
  });
}
