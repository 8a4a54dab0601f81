import { randomBytes } from "node:crypto";
import { HiapiError } from "../errors.ts";
import { remove, syncFolder, writeNew } from "../fs/index.ts";
import { claimName, claimsOf, holderOf, promoteDraft, restoreEntry, takeClaim } from "./claim.ts";
import type { Begun, Entry } from "./entry.ts";
import { isComplete, isKeyExpired, keyLifeMs, newEntry } from "./entry.ts";
import { archive, eventLine, recordEvent } from "./entry-files.ts";
import { bodyHash, fingerprint } from "./fingerprint.ts";
import type { Claims, InFlight } from "./in-flight.ts";
import { claimsInFlight, createInFlight } from "./in-flight.ts";
import { damagedError, entryIds, readEntry } from "./read-entry.ts";
import type { Store } from "./store.ts";
import { bodyPath, draftSuffix, pathOf } from "./store.ts";

/** How a request begins: it joins the same unfinished one, or is written down and takes a claim (docs/design.md, rule 3). */

/** What identifies a request, and what it wants. */
export interface RequestRecord {
  key: string;
  /** Whether the user chose the key: then only a request under the same key is the same. */
  isKeyGiven: boolean;
  origin: string;
  account: string;
  body: string;
  cwd: string;
  outputDir: string;
  save: boolean;
  stem: string;
  request: unknown;
  /** SHA-256 of the body that was wanted, where another is sent in its place: a model under its slash id. */
  wantedSha256?: string | undefined;
}

export interface BeginOptions {
  /** Pay for another image although the same request is unfinished. */
  isNew: boolean;
  /** What this run works on already and therefore does not join; absent where a run begins one request only. */
  inFlight?: InFlight | undefined;
  /** Up to which age a request whose task is known is joined, in milliseconds; 23 h by default. */
  joinsForMs?: number | undefined;
}

/** A request as the journal has it: begun now, or joined because it was begun before. */
export interface BegunRequest {
  entry: Entry;
  joined: boolean;
}

interface Attempt extends Required<Pick<BeginOptions, "isNew">> {
  record: RequestRecord;
  print: string;
  /** The id of the entry that is written unless another is joined. */
  id: string;
  claims: Claims;
  joinsForMs: number;
}

/** Joins the first entry that is the same request; where there is none, writes the request down and takes the first free claim. */
export async function begin(store: Store, record: RequestRecord, options: BeginOptions): Promise<BegunRequest> {
  const attempt = await newAttempt(store, record, options);
  const { id, claims } = attempt;
  // Held from the start: another entry of this run that ends meanwhile would drop these claims.
  claims.held.add(id);
  let begun: BegunRequest | undefined;
  try {
    begun = (await joinExisting(store, attempt)) ?? (await claimOrJoin(store, attempt));
    return begun;
  } finally {
    if (!begun || begun.joined) {
      claims.held.delete(id);
      for (const path of [pathOf(store, id, draftSuffix), bodyPath(store, id)]) await remove(path);
    }
  }
}

/** Joins the first entry that is the same request; undefined where there is none. */
export async function joinBegun(store: Store, record: RequestRecord, options: BeginOptions): Promise<BegunRequest | undefined> {
  return joinExisting(store, await newAttempt(store, record, options));
}

async function newAttempt(
  store: Store,
  record: RequestRecord,
  { isNew, inFlight = createInFlight(), joinsForMs = keyLifeMs }: BeginOptions,
): Promise<Attempt> {
  const print = fingerprint(record);
  const existing = inFlight.has(print) ? [] : await claimsOf(store, print);
  const claims = claimsInFlight(inFlight, print, existing);
  return { record, print, id: randomBytes(12).toString("hex"), claims, isNew, joinsForMs };
}

async function joinExisting(store: Store, attempt: Attempt): Promise<BegunRequest | undefined> {
  const { untried } = attempt.claims;
  for (let claim = untried.shift(); claim !== undefined; claim = untried.shift()) {
    const joined = await joinHolder(store, claim, attempt);
    if (joined) return joined;
  }
  return undefined;
}

/** Writes the request down and takes the next claim that is free. One that is not may be held by the same request. */
async function claimOrJoin(store: Store, attempt: Attempt): Promise<BegunRequest> {
  const { record, print, id, claims } = attempt;
  const body = Promise.all([writeNew(bodyPath(store, id), record.body), syncFolder(store.bodies)]);
  while (true) {
    const begun = begunEvent(record, { id, claim: claimName(print, claims.nextNumber) });
    claims.nextNumber += 1;
    // Body and entry are whole and synced before the claim, which never stands for something unwritten.
    await Promise.all([body, writeNew(pathOf(store, id, draftSuffix), `${eventLine(store, begun)}\n`)]);
    if (await takeClaim(store, begun.claim, id)) {
      promoteDraft(store, id);
      await syncFolder(store.requests);
      return { entry: newEntry(id, begun), joined: false };
    }
    await remove(pathOf(store, id, draftSuffix));
    const joined = await joinHolder(store, begun.claim, attempt);
    if (joined) return joined;
  }
}

/** Joins the entry that holds a claim, if it is the same request and this run does not work on it already. */
async function joinHolder(store: Store, claim: string, attempt: Attempt): Promise<BegunRequest | undefined> {
  const { held } = attempt.claims;
  const holder = await holderEntry(store, claim, attempt);
  if (!holder || attempt.isNew || !isSame(holder, attempt) || held.has(holder.id)) return undefined;
  if (holder.state === "unknown" && isKeyExpired(holder, Date.now())) throw expiredKey(holder);
  held.add(holder.id);
  await recordEvent(store, holder, { type: "joined", at: Date.now() });
  const entry = readEntry(store, holder.id);
  if (entry && !isComplete(entry)) return { entry, joined: true };
  held.delete(holder.id);
  return undefined;
}

/** The entry that holds a claim; undefined when none does, or one that is complete. Throws `unknown_outcome` when it may be a damaged one. */
async function holderEntry(store: Store, claim: string, attempt: Attempt): Promise<Entry | undefined> {
  const id = holderOf(store, claim);
  if (id === undefined) {
    const [suspect] = entryIds(store).flatMap((other) => store.damaged.get(other) ?? []);
    if (suspect) throw damagedError(suspect);
    return undefined;
  }
  promoteDraft(store, id);
  await restoreEntry(store, claim);
  const entry = readEntry(store, id) ?? (await repair(store, { id, claim }, attempt));
  if (!entry || !isComplete(entry)) return entry;
  await archive(store, entry);
  return undefined;
}

/**
 * Writes the beginning of a damaged record anew: its claim says that it is the same request, so all of it is known but the key and the task id, of
 * which one is enough. Throws `unknown_outcome` where both are lost.
 */
async function repair(store: Store, place: { id: string; claim: string }, { record, isNew }: Attempt): Promise<Entry | undefined> {
  const damaged = store.damaged.get(place.id);
  if (!damaged) return undefined;
  const isOurs = damaged.taskId !== undefined && !isNew && !record.isKeyGiven;
  const key = damaged.key ?? (isOurs ? record.key : undefined);
  if (key === undefined) throw damagedError(damaged);
  await recordEvent(store, place, { ...begunEvent({ ...record, key }, place), at: damaged.at ?? 0 });
  return readEntry(store, place.id);
}

/** Whether an unfinished entry of the same fingerprint is the same request: not under another key that the user chose, nor past joining. */
function isSame(entry: Entry, { record: { key, isKeyGiven }, joinsForMs }: Attempt): boolean {
  if (entry.isDetached || (isKeyGiven && entry.begun.key !== key)) return false;
  return entry.state === "unknown" || Date.now() - entry.begun.at < joinsForMs;
}

function begunEvent(record: RequestRecord, { id, claim }: { id: string; claim: string }): Begun {
  const { key, origin, account, body, cwd, outputDir, save, stem, request, wantedSha256 } = record;
  return {
    type: "begun",
    at: Date.now(),
    key,
    origin,
    account,
    bodySha256: bodyHash(body),
    bodyFile: `${id}.json`,
    claim,
    cwd,
    outputDir,
    save,
    stem,
    request,
    ...(wantedSha256 === undefined ? {} : { wantedSha256 }),
  };
}

/** The failure of a request whose key HiAPI no longer knows: asking again cannot tell whether its create arrived. */
export function expiredKey({ begun }: Entry): HiapiError {
  return new HiapiError(
    "unknown_outcome",
    `this request was sent ${Math.round((Date.now() - begun.at) / 3_600_000)} h ago and its acceptance is still unknown; its key is no longer valid`,
    {
      idempotencyKey: begun.key,
      hint: "look for it with: tasks --remote; to pay for another image, ask for this one alone with --new",
    },
  );
}
