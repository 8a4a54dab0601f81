/** How long a call waits for its turn, and before whom. */
export interface Turn {
  signal: AbortSignal;
  /** When it is too late to be called, on performance.now's scale. */
  deadline?: number;
  /** Goes before the others: for a call that was begun and refused. */
  isUrgent?: boolean;
}

/** setTimeout takes a longer wait for none. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * A queue of calls of which `most` are made at once. The work for one call does not grow with the number that waits, and no timer runs
 * while none waits.
 * @param mayStartAt the earliest time for the next call, given when the last one was started
 */
export function createCallQueue(most: number, mayStartAt: (lastStartedAt: number) => number) {
  const urgent = new Set<() => void>();
  const others = new Set<() => void>();
  let running = 0;
  let lastStartedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const stopTimer = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const startNext = () => {
    stopTimer();
    while (running < most && urgent.size + others.size > 0) {
      const waitMs = mayStartAt(lastStartedAt) - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(startNext, Math.min(maxTimerMs, Math.ceil(waitMs)));
        return;
      }
      running += 1;
      lastStartedAt = performance.now();
      const [start] = urgent.size > 0 ? urgent : others;
      start?.();
    }
  };
  return {
    /** Resolves to true when the call may be made, to false at its deadline; rejects when its signal aborts. */
    async enter(turn: Turn): Promise<boolean> {
      const mayStart = waitIn(turn.isUrgent ? urgent : others, turn);
      if (!timer) startNext();
      try {
        return await mayStart;
      } finally {
        if (urgent.size + others.size === 0) stopTimer();
      }
    },
    /** To be called when a call has ended. */
    leave(): void {
      running -= 1;
      if (!timer) startNext();
    },
  };
}

function waitIn(waiting: Set<() => void>, { signal, deadline = Number.POSITIVE_INFINITY }: Turn): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = (settle: () => void) => () => {
      waiting.delete(start);
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      settle();
    };
    const start = end(() => resolve(true));
    const stop = end(() => reject(signal.reason));
    const giveUp = end(() => resolve(false));
    const late = setTimeout(giveUp, Math.min(maxTimerMs, Math.max(0, deadline - performance.now())));
    waiting.add(start);
    signal.addEventListener("abort", stop, { once: true });
  });
}
