import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { Schedule } from "./poll-schedule.ts";
import { isDuration, planPolls, quantile } from "./poll-schedule.ts";

/**
 * How long tasks take, by API address, model, route and resolution: read from the journal's history, and learned from the tasks that end
 * in this process. One is shared by all tasks of a process.
 */
export interface DurationHistory {
  /** Reads the journal's history, once. A history that cannot be read is an empty one. */
  read(): Promise<void>;
  /** The durations of tasks like this one. */
  of(origin: string, request: unknown): TaskDurations;
}

export interface TaskDurations {
  /** Follows what is learned meanwhile, so a task that is waited for may be polled at other times than first planned. */
  schedule: Schedule;
  /** For people: "usually 31–44 s at 2K"; undefined while fewer than 5 durations are known. */
  usual(): string | undefined;
  /** Adds the duration of a task like this one, in milliseconds. */
  learn(durationMs: number): void;
}

interface Durations {
  /** The latest, oldest first. */
  pastMs: number[];
  schedule: Schedule | undefined;
}

const mostKept = 100;
const leastForUsual = 5;

/** @param lines the lines of the journal's history, oldest first; absent where no journal is kept */
export function createDurationHistory(lines?: () => AsyncIterable<Fields>): DurationHistory {
  const byKind = new Map<string, Durations>();
  const durationsOf = (origin: string, request: unknown) => {
    const kind = kindOf(origin, request);
    const durations = byKind.get(kind) ?? { pastMs: [], schedule: undefined };
    byKind.set(kind, durations);
    return durations;
  };
  const readAll = async () => {
    for await (const { origin, request, durationMs } of lines?.() ?? [])
      if (typeof origin === "string" && typeof durationMs === "number") add(durationsOf(origin, request), durationMs);
  };
  let reading: Promise<void> | undefined;
  return {
    read: () => {
      reading ??= readAll().catch(() => undefined);
      return reading;
    },
    of: (origin, request) => {
      const durations = durationsOf(origin, request);
      return {
        schedule: (elapsedMs) => {
          durations.schedule ??= planPolls(durations);
          return durations.schedule(elapsedMs);
        },
        usual: () => usualText(durations.pastMs, resolutionOf(request)),
        learn: (durationMs) => add(durations, durationMs),
      };
    },
  };
}

function kindOf(origin: string, request: unknown): string {
  const fields = fieldsOf(request);
  return JSON.stringify([origin, textOf(fields, "model"), textOf(fields, "route"), resolutionOf(request)]);
}

function resolutionOf(request: unknown): string | undefined {
  return textOf(fieldsOf(fieldsOf(request).input), "resolution");
}

function add(durations: Durations, durationMs: number): void {
  if (!isDuration(durationMs)) return;
  durations.pastMs.push(durationMs);
  if (durations.pastMs.length > mostKept) durations.pastMs.shift();
  durations.schedule = undefined;
}

/** The middle half of the durations. */
function usualText(pastMs: readonly number[], resolution: string | undefined): string | undefined {
  if (pastMs.length < leastForUsual) return undefined;
  const ascending = [...pastMs].sort((one, other) => one - other);
  const [from, to] = [0.25, 0.75].map((share) => Math.max(1, Math.round(quantile(ascending, share) / 1000)));
  return `usually ${from === to ? from : `${from}–${to}`} s${resolution === undefined ? "" : ` at ${resolution}`}`;
}
