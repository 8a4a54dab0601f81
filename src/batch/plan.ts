import { resolve } from "node:path";
import type { Problem } from "../errors.ts";
import { HiapiError, usageError } from "../errors.ts";
import { bodyHash } from "../journal/claim.ts";
import type { GenerateOptions, Prepared } from "../pipeline/prepare.ts";
import { prepareRequest } from "../pipeline/prepare.ts";
import type { Payload } from "../request/index.ts";
import { optionsOf } from "./fields.ts";
import { identityOf, numberOf } from "./identity.ts";
import type { NumberMap } from "./number-map.ts";
import { createNumberMap } from "./number-map.ts";
import { readRecords } from "./records.ts";
import type { Item } from "./spool.ts";
import { openSpool } from "./spool.ts";

/** What a batch is going to do: every line checked, and kept in a file of its own until its turn comes. */

/** Images that cost the same: a payload without what no price depends on. */
export interface Kind {
  payload: Payload;
  images: number;
  /** The first line that asks for one. */
  line: number;
}

export interface Plan {
  lines: number;
  images: number;
  kinds: readonly Kind[];
  /** How many images are wanted of a payload in a folder: `identityOf` → count. */
  wanted: NumberMap;
  notices: readonly string[];
  /** The images in the order of their lines, read from disk as they are asked for. */
  items(): AsyncGenerator<Item>;
  close(): Promise<void>;
}

export interface Planning {
  bytes: AsyncIterable<Uint8Array | string>;
  /** What the command line says for every line that says nothing itself. */
  defaults: GenerateOptions & { count?: number };
  cwd: string;
  signal: AbortSignal;
  /** The API key, which no line may hold. */
  secret: string;
}

const shownProblems = 100;

/** Reads and checks a whole batch before anything is sent. Throws one usage error with the first problems, their lines, and a count. */
export async function planBatch(planning: Planning): Promise<Plan> {
  const spool = await openSpool();
  const checked = createChecked();
  try {
    for await (const { line, record = {}, problem } of readRecords(planning.bytes)) {
      planning.signal.throwIfAborted();
      checked.lines += 1;
      const items = problem ? refuse(checked, line, [problem]) : await checkLine(line, record, { planning, checked });
      for (const item of items) await spool.add(item);
    }
    if (checked.lines === 0) throw usageError([emptyProblem()]);
    if (checked.count > 0) throw problemsError(checked);
    await spool.flush();
  } catch (error) {
    await spool.close();
    throw error;
  }
  const { lines, images, kinds, wanted, notices } = checked;
  return { lines, images, kinds: [...kinds.values()], wanted, notices: noticeLines(notices), items: spool.items, close: spool.close };
}

interface Checked {
  lines: number;
  images: number;
  /** Lines with problems, problems in all, and the first of them. */
  refused: number;
  count: number;
  problems: Problem[];
  kinds: Map<string, Kind & { index: number }>;
  wanted: NumberMap;
  /** Idempotency keys that lines gave → the line. */
  keys: NumberMap;
  notices: Map<string, number>;
}

function createChecked(): Checked {
  const maps = { kinds: new Map(), wanted: createNumberMap(), keys: createNumberMap(), notices: new Map() };
  return { lines: 0, images: 0, refused: 0, count: 0, problems: [], ...maps };
}

function refuse(checked: Checked, line: number, problems: readonly Problem[]): Item[] {
  checked.refused += 1;
  checked.count += problems.length;
  const room = shownProblems - checked.problems.length;
  checked.problems.push(
    ...problems.slice(0, Math.max(0, room)).map((problem) => ({ ...problem, line, message: `line ${line}: ${problem.message}` })),
  );
  return [];
}

async function checkLine(
  line: number,
  record: Readonly<Record<string, unknown>>,
  { planning, checked }: { planning: Planning; checked: Checked },
): Promise<Item[]> {
  const { options: own, problems } = optionsOf(record);
  const { count = 1, ...options }: GenerateOptions & { count?: number } = { ...planning.defaults, ...own };
  const found = [...problems, ...keyProblems(options, { count, line, keys: checked.keys })];
  try {
    const prepared = await prepareLine(options, planning.cwd, { problems: found, secret: planning.secret });
    for (const notice of prepared.notices) checked.notices.set(notice, (checked.notices.get(notice) ?? 0) + 1);
    return itemsOf({ line, count, options, prepared, cwd: planning.cwd, checked });
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind !== "usage") throw error;
    return refuse(checked, line, error.facts.problems ?? []);
  }
}

/** A line's options as a checked request. Throws a usage error with all that is wrong. */
export function prepareLine(
  options: GenerateOptions,
  cwd: string,
  checks: { problems?: readonly Problem[]; secret?: string } = {},
): Promise<Prepared> {
  return prepareRequest(options, [], { cwd, stdin: nothing(), ...checks });
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A line has no stdin.
}

function itemsOf({
  line,
  count,
  options,
  prepared,
  cwd,
  checked,
}: {
  line: number;
  count: number;
  options: GenerateOptions;
  prepared: Prepared;
  cwd: string;
  checked: Checked;
}): Item[] {
  const outputDir = resolve(cwd, options.outputDir ?? "outputs");
  const bodySha256 = bodyHash(prepared.body);
  const kind = kindOf(prepared.payload, { line, count, checked });
  const identity = identityOf({ bodySha256, outputDir });
  checked.images += count;
  return Array.from({ length: count }, (_, index) => {
    const occurrence = (checked.wanted.get(identity) ?? 0) + 1;
    checked.wanted.set(identity, occurrence);
    return { line, part: index + 1, of: count, options, outputDir, bodySha256, occurrence, kind };
  });
}

function kindOf(payload: Payload, { line, count, checked }: { line: number; count: number; checked: Checked }): number {
  const { prompt: _, ...input } = payload.input;
  const plain = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isReference(name) ? true : value]));
  const name = JSON.stringify([payload.model, payload.route, payload.storage, plain]);
  const known = checked.kinds.get(name);
  if (known) known.images += count;
  if (known) return known.index;
  const index = checked.kinds.size;
  checked.kinds.set(name, { index, images: count, line, payload: { ...payload, input: { ...plain, prompt: "" } } });
  return index;
}

function isReference(name: string): boolean {
  return ["input_urls", "image_urls", "image"].includes(name);
}

/** A key names one request: neither several images nor two lines. */
function keyProblems(
  { idempotencyKey }: GenerateOptions,
  { count, line, keys }: { count: number; line: number; keys: NumberMap },
): Problem[] {
  if (idempotencyKey === undefined) return [];
  const facts = { field: "idempotency-key", given: idempotencyKey };
  const number = numberOf(idempotencyKey.trim());
  const before = keys.get(number);
  keys.set(number, before ?? line);
  return [
    ...(count > 1
      ? [{ ...facts, accepted: "one image", message: "an idempotency key names one image: leave out the count or the key" }]
      : []),
    ...(before !== undefined
      ? [{ ...facts, accepted: "a key of its own", message: `line ${before} has the same idempotency key: give each its own` }]
      : []),
  ];
}

function problemsError({ refused, lines, count, problems }: Checked): HiapiError {
  const some = count > problems.length ? `; the first ${problems.length} are listed` : "";
  const first = problems[0]?.message ?? "";
  const message = `${refused} of ${lines} lines cannot be used, ${count} ${count === 1 ? "problem" : "problems"}${some}: ${first}`;
  return new HiapiError("usage", message, { problems, hint: "nothing was sent: mend these lines and run the same command again" });
}

function emptyProblem(): Problem {
  return {
    field: "file",
    given: "no line",
    accepted: "JSONL, or CSV with a header",
    message: "the batch has no lines: give JSONL, or CSV with a header",
  };
}

const shownNotices = 20;

function noticeLines(notices: ReadonlyMap<string, number>): string[] {
  const lines = [...notices].map(([notice, count]) => (count === 1 ? notice : `${notice} (${count} lines)`));
  return lines.length > shownNotices ? [...lines.slice(0, shownNotices), `and ${lines.length - shownNotices} more of the kind`] : lines;
}
