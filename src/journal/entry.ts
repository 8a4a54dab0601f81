import type { ImageFacts } from "../images/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import { isTaskId } from "../request/index.ts";

/** One request in the journal, as the events of its file say it. Pure. */

/** What is written before anything of a request is sent. */
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
  /** The file name of its claim. */
  claim: string;
  cwd: string;
  outputDir: string;
  save: boolean;
  stem: string;
  /** The payload without image data. */
  request: unknown;
  /** SHA-256 of the body that was wanted, where this one was sent in its place. */
  wantedSha256?: string;
}

/** An image on disk, as the journal remembers it. */
export interface SavedImage {
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

/** What is written when a task has succeeded, before its images are fetched. */
export interface Ready {
  type: "ready";
  at: number;
  /** Where the images go: their folder, the start of their names, and how many there are. */
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
  | { type: "saved"; at: number; file: SavedImage }
  | { type: "joined"; at: number }
  | { type: "handed"; at: number }
  | { type: "settled"; at: number };

/** `unknown`: the request may have been accepted. `ended`: it was refused or failed, and nothing more will come. */
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
  /** Whether `--no-wait` printed its task id: then a repeated command means another image, and `resume` still finishes this one. */
  isDetached: boolean;
  /** Whether a second process joined it: then a refusal of one says nothing about what the other sent. */
  isShared: boolean;
  files: SavedImage[];
}

/** How long HiAPI knows a key, less an hour: after this, asking again could pay again. */
export const keyLifeMs = 23 * 3_600_000;

/** How long HiAPI keeps results, as far as is known (docs/api-contract.md, section 2). */
export const resultLifeMs = 7 * 24 * 3_600_000;

/** Whether an entry's key is no longer known. A clock that was set back makes an entry young, never old. */
export function isKeyExpired({ begun }: Entry, now: number): boolean {
  return now - begun.at >= keyLifeMs;
}

/** Whether nothing more is to be done for an entry. */
export function isComplete({ state }: Entry): boolean {
  return state === "settled" || state === "ended";
}

/** Reads an entry's file; undefined when the event that begins it is damaged. A damaged line costs what it does not say any more. */
export function foldEntry(id: string, text: string): Entry | undefined {
  const events = linesOf(text)
    .map((line): unknown => parseLine(line))
    .filter(isEvent);
  const begun = events.find((event): event is Begun => event.type === "begun");
  if (!begun) return undefined;
  const entry = newEntry(id, begun);
  for (const event of events) apply(entry, event);
  return entry;
}

/** What a file still tells of an entry whose beginning is damaged: the key and the task id may settle it all the same. */
export interface Remains {
  at?: number | undefined;
  key?: string | undefined;
  taskId?: string | undefined;
}

export function readRemains(text: string): Remains {
  const lines = linesOf(text).map(parseLine);
  return {
    at: lines.map(({ at }) => at).find((at) => typeof at === "number"),
    key: lines.map(({ key }) => key).find((key) => typeof key === "string"),
    taskId: lines.map(({ taskId }) => taskId).find(isTaskId),
  };
}

export function newEntry(id: string, begun: Begun): Entry {
  return { id, begun, state: "unknown", isDetached: false, isShared: false, files: [] };
}

function apply(entry: Entry, event: EntryEvent): void {
  if (event.type === "accepted") Object.assign(entry, { taskId: event.taskId, acceptedAt: event.at, state: later(entry.state, "running") });
  if (event.type === "ready") makeReady(entry, event);
  if (event.type === "saved") entry.files = [...entry.files.filter(({ path }) => path !== event.file.path), event.file];
  if (event.type === "joined") entry.isShared = true;
  const isFinal = event.type === "ended" && (event.kind === "task_failed" || (entry.state === "unknown" && !entry.isShared));
  if (isFinal) Object.assign(entry, { ended: event, state: "ended" });
  if (event.type === "handed") entry.isDetached = true;
  if (event.type === "settled") entry.state = "settled";
  const isWhole = entry.ready !== undefined && entry.files.length >= entry.ready.count && entry.ready.count > 0;
  if (isWhole) entry.state = later(entry.state, "saved");
}

/** Images that were saved in another folder than the one that is wanted now do not count. */
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

/** The lines of a text, also where NUL bytes stand between them or a line break is lost: `}{"` stands in no JSON that we write. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/[\n\0]+|(?<=\})(?=\{"(?:type|id)":")/);
}

function parseLine(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    const fields = wholeFields(line);
    // What else is lost can be learned again from HiAPI.
    return fields.type === "begun" || fields.type === "accepted" ? fields : {};
  }
}

/** The fields of an object that was cut off, up to the first that is not whole or not plain. */
function wholeFields(line: string): Fields {
  const field = /[{,]"(\w+)":(?:"((?:[^"\\]|\\.){0,4096})"|(\d{1,16}|true|false)(?=[,}]))/y;
  const fields: Record<string, unknown> = {};
  for (let found = field.exec(line); found; found = field.exec(line)) {
    const [, name = "", text, plain] = found;
    try {
      fields[name] = JSON.parse(plain ?? `"${text}"`);
    } catch {
      break;
    }
  }
  return fields;
}

const types = new Set(["begun", "accepted", "ended", "ready", "saved", "joined", "handed", "settled"]);
const begunTexts = ["key", "origin", "account", "bodySha256", "bodyFile", "claim", "cwd", "outputDir", "stem"];

function isEvent(value: unknown): value is EntryEvent {
  const fields = fieldsOf(value);
  if (typeof fields.type !== "string" || !types.has(fields.type) || typeof fields.at !== "number") return false;
  // A journal may have come with a clone: its names must not lead out of its folder.
  if (fields.type === "begun")
    return begunTexts.every((name) => typeof fields[name] === "string") && [fields.bodyFile, fields.claim].every(isPlainName);
  if (fields.type === "accepted") return isTaskId(fields.taskId);
  if (fields.type === "saved") return textOf(fieldsOf(fields.file), "path") !== undefined;
  return fields.type !== "ready" || (typeof fields.count === "number" && typeof fields.stem === "string");
}

function isPlainName(name: unknown): boolean {
  return typeof name === "string" && /^[\w-]+\.(?:json|claim)$/.test(name);
}
