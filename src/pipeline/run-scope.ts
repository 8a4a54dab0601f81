import pLimit from "p-limit";
import { sweepParts } from "../fs/index.ts";
import type { InFlight, Journal } from "../journal/index.ts";
import type { DurationHistory, RateLimiter } from "../task/index.ts";
import type { Reporter } from "../terminal/index.ts";
import { noSpinner } from "../terminal/index.ts";
import type { Log, Session } from "./session.ts";

/** What the steps of a run need beside the request. */
export interface RunContext {
  session: Session;
  log: Log;
  /** Absent in the library, which keeps no journal. */
  journal: Journal | undefined;
  durations: DurationHistory;
  /** What the requests of one process share. */
  scope: RunScope;
  /** A command line that resumes an id; undefined where there is nothing to resume. */
  resumeLine(id: string): string | undefined;
}

/** What the requests of one process share. */
export interface RunScope {
  /** Absent for a single request, which waits by its own budget. */
  limiter?: RateLimiter;
  /** The entries that this process works on; absent for a single request. */
  inFlight?: InFlight;
  /** Saves one task's images in turn: thousands at once would run out of file handles. */
  queueSave<Result>(save: () => Promise<Result>): Promise<Result>;
  /** Removes what crashed runs left in a folder; once for each folder. */
  sweep(dir: string): Promise<void>;
}

const concurrentSaves = 16;

export function createRunScope(shared: Pick<RunScope, "limiter" | "inFlight"> = {}): RunScope {
  const swept = new Map<string, Promise<void>>();
  return {
    ...shared,
    queueSave: pLimit(concurrentSaves),
    sweep(dir) {
      const sweeping = swept.get(dir) ?? sweepParts(dir);
      swept.set(dir, sweeping);
      return sweeping;
    },
  };
}

/**
 * Sessions with a signal each. Adding and removing a listener walks all listeners of a signal, so thousands of tasks on one signal would cost
 * the square of their number. `release` a session once its task is over.
 */
export function splitSession(session: Session): { open(): { session: Session; release(): void }; close(): void } {
  const live = new Set<AbortController>();
  const { signal } = session;
  const stop = () => {
    for (const controller of live) controller.abort(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  return {
    open() {
      const controller = new AbortController();
      if (signal.aborted) controller.abort(signal.reason);
      live.add(controller);
      return { session: { ...session, signal: controller.signal }, release: () => live.delete(controller) };
    },
    close: () => signal.removeEventListener("abort", stop),
  };
}

/** The log of one of several requests: its lines begin with its number, and one progress line stands for all. */
export function prefixedLog({ info, warn }: Pick<Reporter, "info" | "warn">, prefix: string): Log {
  return {
    info: (line) => info(`${prefix}${line}`),
    warn: (line) => warn(`${prefix}${line}`),
    spinner: noSpinner,
  };
}
