/** Timers that can all be ended at once, so that closing the sandbox leaves none. */
export interface Pauses {
  pause(ms: number): Promise<void>;
  endAll(): void;
}

export function createPauses(): Pauses {
  const ends = new Set<() => void>();
  return {
    pause(ms) {
      if (ms <= 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(end, ms);
        function end() {
          clearTimeout(timer);
          ends.delete(end);
          resolve();
        }
        ends.add(end);
      });
    },
    endAll() {
      for (const end of [...ends]) end();
    },
  };
}
