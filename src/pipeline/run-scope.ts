import pLimit from "p-limit";
import { sweepParts } from "../images/save.ts";
import type { Taken } from "../journal/in-flight.ts";
import { createTaken } from "../journal/in-flight.ts";
import type { Gate, Limits } from "../task/rate-limiter.ts";
import { createGate } from "../task/rate-limiter.ts";
import type { Presenter } from "../terminal/reporter.ts";
import { noSpinner } from "../terminal/reporter.ts";
import type { Session, Words } from "./session.ts";

/** What the requests of one run share: their pace, what they work on, and the disk. */
export interface Shared {
  gate: Gate;
  /** The requests of the journal that this run works on. */
  taken: Taken;
  /** Saves one task's images when its turn comes: thousands at once would run out of file handles. */
  inTurn<Result>(save: () => Promise<Result>): Promise<Result>;
  /** Takes away what crashed runs left in a folder; once for each folder. */
  sweep(dir: string): Promise<void>;
}

const savingAtOnce = 16;

/** Nothing shared yet. */
export function createShared(limits: Limits = {}): Shared {
  const swept = new Map<string, Promise<void>>();
  return {
    gate: createGate(limits),
    taken: createTaken(),
    inTurn: pLimit(savingAtOnce),
    sweep(dir) {
      const sweeping = swept.get(dir) ?? sweepParts(dir);
      swept.set(dir, sweeping);
      return sweeping;
    },
  };
}

/**
 * A session for each of many tasks, with a signal of its own: listeners of thousands on one signal would cost each of them
 * a walk past all the others. `release` once a task is over.
 */
export function sessionsOf(session: Session): { open(): { session: Session; release(): void }; close(): void } {
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

/** Words about one of several, each line with its number; one waiting line stands for all. */
export function numbered({ say, warn }: Pick<Presenter, "say" | "warn">, prefix: string): Words {
  return {
    say: (line) => say(`${prefix}${line}`),
    warn: (line) => warn(`${prefix}${line}`),
    waiting: noSpinner,
  };
}
