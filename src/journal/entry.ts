import type { ImageFacts } from "../images/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";

/** One request in the journal: what was asked, and what came of it. Events → entry; pure. */

/** What is written when a request begins, before anything is sent (design rule 4). */
export interface Begun {
  type: "begun";
  /** Milliseconds since 1970. */
  at: number;
  key: string;
  origin: string;
  account: string;
  /** SHA-256 of the body's bytes, in hex; and the file that holds them until they are no longer needed. */
  bodySha256: string;
  bodyFile: string;
  /** The name under which the request was claimed. */
  claim: string;
  cwd: string;
  outputDir: string;
  save: boolean;
  stem: string;
  /** The payload with image data elided: what stays with a picture. */
  request: unknown;
  /** SHA-256 of the body that was wanted, where this one was sent in its place. */
  wantedSha256?: string;
}

/** A picture on disk, as the journal remembers it. */
export interface Kept {
  index: number;
  path: string;
  sha256: string;
  bytes: number;
  mimeType: ImageFacts["mimeType"];
  width?: number;
  height?: number;
  url?: string;
  expiresAt?: string;
}

/** What is written when a task was seen to have succeeded, before its pictures are fetched. */
export interface Ready {
  type: "ready";
  at: number;
  /** Where the pictures go: their folder, the start of their names, and how many they are. */
  dir: string;
  stem: string;
  count: number;
  status: string;
  isSandbox?: boolean;
  /** How long the task took, where the process that made it watched it from its acceptance on. */
  durationMs?: number;
  rawStatus: unknown;
}

export type EntryEvent =
  | Begun
  | { type: "accepted"; at: number; taskId: string }
  | { type: "ended"; at: number; kind: string; message: string; taskId?: string }
  | Ready
  | { type: "saved"; at: number; file: Kept }
  | { type: "joined"; at: number }
  | { type: "handed"; at: number }
  | { type: "settled"; at: number };

/** Where a request stands. `unknown`: it may have been accepted. `ended`: refused or failed, nothing more will come. */
export type EntryState = "unknown" | "running" | "ready" | "saved" | "settled" | "ended";

export interface Entry {
  /** The entry's file name without its extension; never used again for another. */
  id: string;
  begun: Begun;
  state: EntryState;
  taskId?: string;
  acceptedAt?: number;
  ready?: Ready;
  ended?: Extract<EntryEvent, { type: "ended" }>;
  /** Whether its task id was handed out by `--no-wait`: then a repeated command means another image, and `resume` still finishes this one. */
  isHanded: boolean;
  /** Whether a second process took it up: then the refusal that one of them met says nothing of what the other sent. */
  isShared: boolean;
  files: Kept[];
}

/** How long a key is known to HiAPI, less an hour: after this an unknown acceptance can no longer be asked again (design rule 3). */
export const keyLifeMs = 23 * 3_600_000;

/** How long HiAPI keeps results, as far as is known (contract section 2): a task that is older has nothing left to fetch. */
export const resultLifeMs = 7 * 24 * 3_600_000;

/** Whether an entry is older than its key; a clock that went back makes it young, never old. */
export function isKeyExpired({ begun }: Entry, now: number): boolean {
  return now - begun.at >= keyLifeMs;
}

/** Whether nothing more is owed to the user for an entry. */
export function isSettled({ state }: Entry): boolean {
  return state === "settled" || state === "ended";
}

/** The lines of an entry's file as an entry; undefined when its first event is missing. A torn line counts as not written. */
export function foldEntry(id: string, text: string): Entry | undefined {
  const events = text.split("\n").flatMap((line) => parseEvent(line));
  const begun = events.find((event): event is Begun => event.type === "begun");
  if (!begun) return undefined;
  const entry = newEntry(id, begun);
  for (const event of events) apply(entry, event);
  return entry;
}

/** An entry of which nothing is known but that it was begun. */
export function newEntry(id: string, begun: Begun): Entry {
  return { id, begun, state: "unknown", isHanded: false, isShared: false, files: [] };
}

function apply(entry: Entry, event: EntryEvent): void {
  if (event.type === "accepted") Object.assign(entry, { taskId: event.taskId, acceptedAt: event.at, state: later(entry.state, "running") });
  if (event.type === "ready") makeReady(entry, event);
  if (event.type === "saved") entry.files = [...entry.files.filter(({ path }) => path !== event.file.path), event.file];
  if (event.type === "joined") entry.isShared = true;
  const isFinal = event.type === "ended" && (event.kind === "task_failed" || (entry.state === "unknown" && !entry.isShared));
  if (isFinal) Object.assign(entry, { ended: event, state: "ended" });
  if (event.type === "handed") entry.isHanded = true;
  if (event.type === "settled") entry.state = "settled";
  const isWhole = entry.ready !== undefined && entry.files.length >= entry.ready.count && entry.ready.count > 0;
  if (isWhole) entry.state = later(entry.state, "saved");
}

/** What was saved in another folder than the one that is wanted now is no part of it. */
function makeReady(entry: Entry, event: Ready): void {
  if (entry.ready && entry.ready.dir !== event.dir) {
    entry.files = [];
    if (entry.state === "saved") entry.state = "ready";
  }
  Object.assign(entry, { ready: event, state: later(entry.state, "ready") });
}

const order: readonly EntryState[] = ["unknown", "running", "ready", "saved", "settled", "ended"];

function later(a: EntryState, b: EntryState): EntryState {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

const types = new Set(["begun", "accepted", "ended", "ready", "saved", "joined", "handed", "settled"]);

function parseEvent(line: string): EntryEvent[] {
  if (line.trim() === "") return [];
  try {
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? [event] : [];
  } catch {
    return [];
  }
}

function isEvent(value: unknown): value is EntryEvent {
  const fields = fieldsOf(value);
  if (typeof fields.type !== "string" || !types.has(fields.type) || typeof fields.at !== "number") return false;
  if (fields.type === "begun")
    return ["key", "origin", "account", "bodySha256", "bodyFile", "claim", "cwd", "outputDir", "stem"].every(
      (name) => typeof fields[name] === "string",
    );
  if (fields.type === "accepted") return textOf(fields, "taskId") !== undefined;
  if (fields.type === "saved") return textOf(fieldsOf(fields.file), "path") !== undefined;
  return fields.type !== "ready" || (typeof fields.count === "number" && typeof fields.stem === "string");
}

/** A settled entry as the one line that history keeps of it. */
export function historyLine({ id, begun, state, taskId, ready, ended, files }: Entry): Fields {
  const { key, origin, account, bodySha256, wantedSha256, cwd, outputDir, stem, request, at } = begun;
  // What a sandbox does says nothing of HiAPI (design rule 4).
  const durationMs = ready?.isSandbox ? undefined : ready?.durationMs;
  return {
    id,
    at,
    state,
    key,
    origin,
    account,
    bodySha256,
    cwd,
    outputDir,
    stem,
    request,
    ...(wantedSha256 === undefined ? {} : { wantedSha256 }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(ready?.isSandbox ? { sandbox: true } : {}),
    ...(ended ? { ended: { kind: ended.kind, message: ended.message } } : {}),
    files,
  };
}
