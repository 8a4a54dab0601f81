import type { Problem } from "../errors.ts";
import { HiapiError, quote, usageError } from "../errors.ts";
import { outputPlace } from "../images/index.ts";
import type { Io } from "../io.ts";
import { bodyHash } from "../journal/index.ts";
import { isFields } from "../json.ts";
import type { OpenLiveModels } from "../pipeline/live-models.ts";
import type { GenerateOptions, Prepared, Preparing } from "../pipeline/prepare.ts";
import { prepareRequest } from "../pipeline/prepare.ts";
import type { Payload } from "../request/index.ts";
import { settingsOf } from "../request/index.ts";
import { optionsOf } from "./fields.ts";
import type { Findings } from "./findings.ts";
import { createFindings } from "./findings.ts";
import type { Source } from "./records.ts";
import { readRecords } from "./records.ts";

/** One image of a batch. */
export interface Item {
  line: number;
  /** Which image of its line, and of how many. */
  part: number;
  of: number;
  options: GenerateOptions;
  outputDir: string;
  bodySha256: string;
  /** Which of the equal images of the batch, counted from 1. */
  occurrence: number;
  /** The index of its kind in `kinds`. */
  kind: number;
}

/** Images that cost the same. The payload has nothing in it that no price depends on. */
export interface Kind {
  payload: Payload;
  images: number;
  /** The first line that asks for one. */
  line: number;
}

/** What a batch is going to do: every line checked. */
export interface Plan {
  lines: number;
  /** The images in the order of their lines. */
  items: readonly Item[];
  kinds: readonly Kind[];
  /** How many equal images are wanted, by `identityOf`. */
  wanted: ReadonlyMap<string, number>;
  notices: readonly string[];
}

export interface Planning {
  bytes: Uint8Array;
  /** The options of the command line, for every line that does not set them itself. */
  defaults: LineOptions;
  io: Preparing["io"] & Pick<Io, "signal">;
  /** The API key, which no line may hold. */
  secret: string;
  liveModels: OpenLiveModels;
}

type LineOptions = GenerateOptions & { count?: number };

interface Draft {
  items: Item[];
  kinds: Map<string, Kind & { index: number }>;
  wanted: Map<string, number>;
  /** The idempotency keys of the lines → the line. */
  keys: Map<string, number>;
  findings: Findings;
}

const mostLines = 100_000;

/** Reads and checks a whole batch before anything is sent. Throws one usage error with the first problems, their lines, and a count. */
export async function planBatch(planning: Planning): Promise<Plan> {
  const draft: Draft = { items: [], kinds: new Map(), wanted: new Map(), keys: new Map(), findings: createFindings() };
  let lines = 0;
  for (const source of readRecords(planning.bytes, mostLines)) {
    planning.io.signal.throwIfAborted();
    lines += 1;
    if (lines > mostLines) throw usageError([sizeProblem(`more than ${mostLines} lines`, `at most ${mostLines} lines: split the file`)]);
    await checkLine(source, planning, draft);
  }
  if (lines === 0) throw usageError([sizeProblem("no lines", "JSONL, or CSV with a header")]);
  draft.findings.throwIfRefused(lines);
  const { items, kinds, wanted, findings } = draft;
  return { lines, items, kinds: [...kinds.values()], wanted, notices: findings.notices() };
}

function sizeProblem(given: string, accepted: string): Problem {
  return { field: "file", given, accepted, message: `the batch has ${given}: give ${accepted}` };
}

async function checkLine(
  { line, record = {}, problem, notice }: Source,
  { defaults, io, secret, liveModels }: Planning,
  draft: Draft,
): Promise<void> {
  if (problem) return draft.findings.refuse(line, [problem]);
  if (notice) draft.findings.notice([notice]);
  const { options: own, problems } = optionsOf(record);
  const { count = 1, ...options }: LineOptions = { ...defaults, ...own, ...mergedSet(defaults.set, own.set) };
  const found = [
    ...problems,
    ...(await fileProblems(options, io)),
    ...keyProblems(options.idempotencyKey?.trim(), { count, line, keys: draft.keys }),
  ];
  try {
    const prepared = await prepareRequest(options, [], { io, problems: found, secret, liveModels });
    draft.findings.notice(prepared.notices);
    addItems({ line, of: count, options, outputDir: prepared.target.outputDir }, prepared, draft);
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind !== "usage") throw error;
    draft.findings.refuse(line, error.facts.problems ?? []);
  }
}

/** Each field of a line's `set` takes the place of the one that the command line sets. */
function mergedSet(given: LineOptions["set"], own: unknown): Pick<LineOptions, "set"> {
  if (given === undefined || !isFields(own)) return {};
  const { settings } = settingsOf(given);
  return { set: { ...Object.fromEntries(settings.map(({ name, value }) => [name, value])), ...own } };
}

function addItems(
  line: Pick<Item, "line" | "of" | "options" | "outputDir">,
  { body, payload }: Prepared,
  { items, kinds, wanted }: Draft,
): void {
  const bodySha256 = bodyHash(body);
  const identity = identityOf({ bodySha256, outputDir: line.outputDir });
  const before = wanted.get(identity) ?? 0;
  wanted.set(identity, before + line.of);
  const kind = kindOf(payload, line.line, kinds);
  kind.images += line.of;
  for (let part = 1; part <= line.of; part += 1) items.push({ ...line, part, bodySha256, occurrence: before + part, kind: kind.index });
}

/** The kind of a payload: no price depends on its prompt, or on which references it has. */
function kindOf(payload: Payload, line: number, kinds: Draft["kinds"]): Kind & { index: number } {
  const { prompt: _, ...input } = payload.input;
  const plain = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isReference(name) ? true : value]));
  const name = JSON.stringify([payload.model, payload.route, payload.storage, plain]);
  const kind = kinds.get(name) ?? { index: kinds.size, images: 0, line, payload: { ...payload, input: { ...plain, prompt: "" } } };
  kinds.set(name, kind);
  return kind;
}

function isReference(name: string): boolean {
  return ["input_urls", "image_urls", "image"].includes(name);
}

/** The lines of a batch share a folder, so that its pictures are found again by the request and the folder. */
async function fileProblems({ outputDir }: LineOptions, io: Planning["io"]): Promise<Problem[]> {
  if ((await outputPlace(outputDir, io)).fileName === undefined) return [];
  const message = `${quote(outputDir)} names a file, and a batch saves into folders: give a folder, and --name for the names of its files`;
  return [{ field: "output-dir", given: outputDir, accepted: "a folder", message }];
}

/** A key names one request: neither several images nor two lines. */
function keyProblems(key: string | undefined, { count, line, keys }: { count: number; line: number; keys: Draft["keys"] }): Problem[] {
  if (key === undefined) return [];
  const facts = { field: "idempotency-key", given: key };
  const before = keys.get(key);
  if (before === undefined) keys.set(key, line);
  const one = { ...facts, accepted: "one image", message: "an idempotency key names one image: leave out the count or the key" };
  const own = { ...facts, accepted: "a key of its own", message: `line ${before} has the same idempotency key: give each its own` };
  return [...(count > 1 ? [one] : []), ...(before === undefined ? [] : [own])];
}

/** Where an image comes from, as its line of results says it. */
export function placeOf({ line, part, of }: Item): { line: number; part?: number } {
  return { line, ...(of > 1 ? { part } : {}) };
}

/** What identifies an image from one run to the next. Equal images of a batch are told apart by their order. */
export function identityOf({ bodySha256, outputDir }: { bodySha256: string; outputDir: string }): string {
  return `${bodySha256}\0${outputDir}`;
}
