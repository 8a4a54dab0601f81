import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import { isDuration, usualRange } from "./durations.ts";
import type { Schedule } from "./poll-schedule.ts";
import { planLooks } from "./poll-schedule.ts";

/**
 * How long tasks take, by address, model, route and resolution: from the journal's history, and from what this process sees end. One is
 * shared by all tasks of a process. Pure.
 */
export interface Pace {
  /** Reads the history, once; that it cannot be read is no failure. */
  recall(): Promise<void>;
  /** The pace of tasks like this one. */
  of(origin: string, request: unknown): TaskPace;
}

export interface TaskPace {
  /** When to look next. It always goes by the latest that is known, so it may change its mind while a task is waited for. */
  looks: Schedule;
  /** What is usual, for people: "usually 31–44 s at 2K"; undefined while little is known. */
  usual(): string | undefined;
  /** A task like this one was ready after so many milliseconds. */
  learn(durationMs: number): void;
}

interface Kind {
  pastMs: number[];
  /** How many were ever learned, and how many when the plan was made. */
  known: number;
  plannedFrom: number;
  plan: Schedule | undefined;
}

/** Medians to begin with: 10–30 s are claimed at 1K, 43–73 s were measured on the sister model (contract section 5); 4K is a guess. */
const priorsMs: Readonly<Record<string, number>> = { "1K": 25_000, "2K": 55_000, "4K": 75_000 };
/** More than the plan takes into account. */
const mostKept = 200;
/** A plan is made anew when a tenth more is known, or so many more: making one takes about a millisecond. */
const mostUnplanned = 20;

/** `history` gives the lines of the journal's history, oldest first. */
export function createPace(history?: () => AsyncIterable<Fields>): Pace {
  const kinds = new Map<string, Kind>();
  let recalled: Promise<void> | undefined;
  return {
    recall: () => {
      recalled ??= history ? recall(kinds, history).catch(() => undefined) : Promise.resolve();
      return recalled;
    },
    of: (origin, request) => {
      const kind = kindOf(kinds, origin, request);
      const resolution = resolutionOf(request);
      return {
        looks: (elapsedMs) => planOf(kind, priorsMs[resolution ?? "1K"])(elapsedMs),
        usual: () => usualWords(kind.pastMs, resolution),
        learn: (durationMs) => learn(kind, durationMs),
      };
    },
  };
}

/** What this process learned meanwhile is the latest. */
async function recall(kinds: Map<string, Kind>, history: () => AsyncIterable<Fields>): Promise<void> {
  const own = new Map([...kinds.values()].map((kind) => [kind, kind.pastMs.splice(0)]));
  try {
    for await (const { origin, request, durationMs } of history())
      if (typeof origin === "string" && typeof durationMs === "number") learn(kindOf(kinds, origin, request), durationMs);
  } finally {
    for (const [kind, pastMs] of own) for (const ms of pastMs) learn(kind, ms);
  }
}

function kindOf(kinds: Map<string, Kind>, origin: string, request: unknown): Kind {
  const fields = fieldsOf(request);
  const name = JSON.stringify([origin, textOf(fields, "model"), textOf(fields, "route"), resolutionOf(request)]);
  const kind = kinds.get(name) ?? { pastMs: [], known: 0, plannedFrom: 0, plan: undefined };
  kinds.set(name, kind);
  return kind;
}

function resolutionOf(request: unknown): string | undefined {
  return textOf(fieldsOf(fieldsOf(request).input), "resolution");
}

function learn(kind: Kind, durationMs: number): void {
  if (!isDuration(durationMs)) return;
  kind.pastMs.push(durationMs);
  kind.known += 1;
  if (kind.pastMs.length > 2 * mostKept) kind.pastMs.splice(0, kind.pastMs.length - mostKept);
}

function planOf(kind: Kind, priorMs: number | undefined): Schedule {
  const enough = Math.min(mostUnplanned, Math.max(1, kind.plannedFrom / 10));
  if (kind.plan && kind.known < kind.plannedFrom + enough) return kind.plan;
  kind.plannedFrom = kind.known;
  kind.plan = planLooks({ pastMs: kind.pastMs, priorMs });
  return kind.plan;
}

function usualWords(pastMs: readonly number[], resolution: string | undefined): string | undefined {
  const range = usualRange(pastMs);
  if (!range) return undefined;
  const [from, to] = [range.fromMs, range.toMs].map((ms) => Math.max(1, Math.round(ms / 1000)));
  return `usually ${from === to ? from : `${from}–${to}`} s${resolution === undefined ? "" : ` at ${resolution}`}`;
}
