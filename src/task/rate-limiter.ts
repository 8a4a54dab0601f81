import { createThrottle, type Throttle } from "./throttle.ts";

/**
 * One gate for the calls of many tasks (contract section 4: POST and GET both count towards a limit, and no numbers are
 * published). A 429, or a 503 that says when, holds all of them for as long as it says; then they go at a pace that the
 * server let through before. Monotonic clock.
 */

export type GatedCall = "create" | "look";

/** How a call ended, as far as the gate is concerned. */
export interface Heard {
  type: string;
  error?: { facts: { status?: number } };
  retryAfterMs?: number;
}

export interface Waiting {
  signal: AbortSignal;
  /** When it is too late, on performance.now's scale. */
  deadline?: number;
  /** Goes before those that wait: for a call that was begun and refused. */
  isUrgent?: boolean;
}

export interface Gate {
  /** Makes a call once its turn has come; undefined when it did not come in time. Rejects when `signal` aborts, or as the call does. */
  pass<Outcome extends Heard>(call: GatedCall, waiting: Waiting, make: () => Promise<Outcome>): Promise<Outcome | undefined>;
  /** Milliseconds until calls go again; 0 while they do. */
  pausedMs(): number;
}

/** How many calls of a kind are on the wire at once: enough for any pace, and few that meet a first refusal together. */
const width: Record<GatedCall, number> = { create: 16, look: 128 };
/** The longest pause after a 429 that names none: 1 s, doubled with each that follows on the one before. */
const maxPauseMs = 15_000;
/** A pause that is at least this long is told of. */
const noticedMs = 10_000;
/** setTimeout takes a longer wait for none. */
const maxTimerMs = 2 ** 31 - 1;

export interface Limits {
  /** The most creates in a minute; undefined for as many as HiAPI lets through. */
  createsPerMinute?: number | undefined;
  /** Told of a pause that a person would notice, in milliseconds. */
  onPause?: (pauseMs: number) => void;
}

/** A gate that is open. */
export function createGate({ createsPerMinute, onPause = () => undefined }: Limits = {}): Gate {
  const throttles = { create: createThrottle(createsPerMinute), look: createThrottle() };
  let pausedUntil = 0;
  /** How many calls were made; and how many of them before the last pause. */
  let made = 0;
  let madeBefore = 0;
  let refusals = 0;
  const lanes = {
    create: createLane(width.create, throttles.create, () => pausedUntil),
    look: createLane(width.look, throttles.look, () => pausedUntil),
  };
  const hold = (now: number, pause: number) => {
    if (now + pause > pausedUntil && pause >= noticedMs) onPause(pause);
    pausedUntil = Math.max(pausedUntil, now + pause);
  };
  const hear = (call: GatedCall, number: number, { error, retryAfterMs }: Heard) => {
    const now = performance.now();
    const status = error?.facts.status;
    const isLimited = status === 429 || (status === 503 && retryAfterMs !== undefined);
    const isAnswered = error === undefined || (status !== undefined && !isLimited);
    if (isAnswered) throttles[call].passed(now);
    if (isAnswered && number > madeBefore) refusals = 0;
    if (!isLimited) return;
    // Calls that were on the wire together are refused together: that is one refusal.
    const isFirst = number > madeBefore;
    if (isFirst) refusals += 1;
    const pause = retryAfterMs ?? Math.min(maxPauseMs, 1000 * 2 ** (refusals - 1));
    if (isFirst) throttles[call].refused(now, pause);
    hold(now, pause);
    madeBefore = made;
  };
  return {
    async pass(call, waiting, make) {
      if (!(await lanes[call].enter(waiting))) return undefined;
      made += 1;
      const number = made;
      try {
        const outcome = await make();
        hear(call, number, outcome);
        return outcome;
      } finally {
        lanes[call].leave();
      }
    },
    pausedMs: () => Math.max(0, pausedUntil - performance.now()),
  };
}

interface Lane {
  enter(waiting: Waiting): Promise<boolean>;
  leave(): void;
}

/** One kind of call: so many at once, one after the other at its pace, none before `opensAt`. The work for one does not grow with those that wait. */
function createLane(most: number, throttle: Throttle, opensAt: () => number): Lane {
  const urgent = new Set<() => void>();
  const plain = new Set<() => void>();
  let onTheWire = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const pump = (): void => {
    clearTimeout(timer);
    timer = undefined;
    while (onTheWire < most && urgent.size + plain.size > 0) {
      const waitMs = Math.max(opensAt(), lastAt + throttle.intervalMs()) - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(pump, Math.min(maxTimerMs, Math.ceil(waitMs)));
        return;
      }
      onTheWire += 1;
      lastAt = performance.now();
      const [goAhead] = urgent.size > 0 ? urgent : plain;
      goAhead?.();
    }
  };
  return {
    async enter({ isUrgent = false, ...waiting }) {
      const came = standIn(isUrgent ? urgent : plain, waiting);
      if (timer === undefined) pump();
      try {
        return await came;
      } finally {
        // Nobody waits any more: nothing may tick on.
        if (urgent.size + plain.size === 0) clearTimeout(timer);
        if (urgent.size + plain.size === 0) timer = undefined;
      }
    },
    leave() {
      onTheWire -= 1;
      if (timer === undefined) pump();
    },
  };
}

/** Stands in a line: true when told to go ahead, false once it is too late; rejects when the signal aborts. */
function standIn(line: Set<() => void>, { signal, deadline }: Waiting): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = (answer: () => void) => () => {
      line.delete(goAhead);
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      answer();
    };
    const goAhead = end(() => resolve(true));
    const stop = end(() => reject(signal.reason));
    const left = deadline === undefined ? maxTimerMs : Math.min(maxTimerMs, Math.max(0, deadline - performance.now()));
    const late = setTimeout(
      end(() => resolve(false)),
      left,
    );
    line.add(goAhead);
    signal.addEventListener("abort", stop, { once: true });
  });
}
