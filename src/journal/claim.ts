import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { HiapiError } from "../errors.ts";
import { linkNew, remove, syncFolder, writeNew } from "../fs/index.ts";
import type { Begun, Entry } from "./entry.ts";
import { isKeyExpired, isSettled, keyLifeMs, newEntry } from "./entry.ts";
import type { Places } from "./entry-files.ts";
import { archive, claimedBy, draft, lineOf, pathOf, promote, read, record } from "./entry-files.ts";
import type { Taken } from "./in-flight.ts";
import { createTaken } from "./in-flight.ts";

/**
 * How a request begins, once: a claim under a name made of the request is taken by one link, so that of two processes that
 * begin the same only one makes it, and the other joins (design rule 3).
 */

/** What a request is known by, and what it wants. */
export interface Asked {
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
  /** SHA-256 of the body that was wanted, where another is sent in its place (design rule 2: a model under its slash id). */
  wantedSha256?: string | undefined;
}

/** A request as the journal has it: begun now, or joined because it was begun before. */
export interface Found {
  entry: Entry;
  joined: boolean;
}

const claimsLifeMs = 1000;

/** What makes two requests the same: origin, account, body bytes (design rule 3). */
export function fingerprint({ origin, account, body }: Pick<Asked, "origin" | "account" | "body">): string {
  return createHash("sha256").update(`${origin}\0${account}\0`).update(body).digest("hex").slice(0, 32);
}

/** SHA-256 of a body, in hex: what stays of it in the journal. */
export function bodyHash(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** How a request may begin. */
export interface Beginning {
  /** Pay for another image although the same request is unfinished. */
  isNew: boolean;
  /** What this run works on already. It wants another image, not those once more; absent where a run begins one request only. */
  taken?: Taken | undefined;
  /** Up to which age a request whose task is known is joined, in milliseconds; 23 h unless told otherwise (design rule 3). */
  joinsForMs?: number | undefined;
}

interface Claiming extends Required<Beginning> {
  asked: Asked;
  print: string;
  id: string;
  taken: Taken;
  joinsForMs: number;
}

/** Joins the first entry that is the same request; where there is none, writes it down and takes the first free claim. */
export async function begin(
  places: Places,
  asked: Asked,
  { isNew, taken = createTaken(), joinsForMs = keyLifeMs }: Beginning,
): Promise<Found> {
  const claiming: Claiming = { asked, print: fingerprint(asked), id: randomBytes(12).toString("hex"), isNew, taken, joinsForMs };
  const { print, id } = claiming;
  // Claims are freed in any order: an unfinished request may stand behind one that is free by now.
  const row = taken.row(print) ?? taken.open(print, isNew ? [] : await claimsOf(places, print));
  taken.hold(print, id);
  for (let name = row.untried.shift(); name !== undefined; name = row.untried.shift()) {
    const found = await joinHolder(places, name, claiming);
    if (found) return found;
  }
  let found: Found | undefined;
  try {
    const body = writeBody(places, claiming);
    while (!found) {
      const begun = begunOf(asked, { bodyFile: `${id}.json`, claim: `${print}-${row.slot}.claim` });
      row.slot += 1;
      taken.hold(print, id);
      if (await take(places, { begun, id, body })) found = { entry: newEntry(id, begun), joined: false };
      // Held by an earlier request, or by another process since a moment ago.
      else found = await joinHolder(places, begun.claim, claiming);
    }
    return found;
  } finally {
    if (!found || found.joined) for (const path of [pathOf(places, id, draft), join(places.bodies, `${id}.json`)]) await remove(path);
  }
}

async function writeBody(places: Places, { asked, id }: Claiming): Promise<void> {
  await Promise.all([writeNew(join(places.bodies, `${id}.json`), asked.body), syncFolder(places.bodies)]);
}

async function joinHolder(
  places: Places,
  name: string,
  { asked, print, id, isNew, taken, joinsForMs }: Claiming,
): Promise<Found | undefined> {
  const holder = isNew ? undefined : await holderOf(places, name);
  if (!holder || !isSame(holder, asked, joinsForMs) || !taken.swap(print, id, holder.id)) return undefined;
  const entry = await joinEntry(places, holder);
  return entry && { entry, joined: true };
}

/** The claims of a request, by their number. The folder is read anew after a second, later if it is large: it takes a fiftieth of the time at most. */
async function claimsOf(places: Places, print: string): Promise<string[]> {
  const begun = performance.now();
  if (!places.claims || begun > places.claims.until) {
    const byPrint = groupClaims(await readdir(places.requests));
    const now = performance.now();
    places.claims = { until: now + Math.max(claimsLifeMs, 50 * (now - begun)), byPrint };
  }
  return places.claims.byPrint.get(print) ?? [];
}

/** Names of claims by the fingerprint they begin with, each in the order of its numbers. */
function groupClaims(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const numbered = names.filter((name) => name.endsWith(".claim")).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const name of numbered) {
    const print = name.slice(0, name.lastIndexOf("-"));
    groups.set(print, [...(groups.get(print) ?? []), name]);
  }
  return groups;
}

/** Writes the entry, then takes the claim; false when that is taken. Body and entry are whole and synced before: a claim never stands for something unwritten. */
async function take(places: Places, { begun, id, body }: { begun: Begun; id: string; body: Promise<void> }): Promise<boolean> {
  const draftPath = pathOf(places, id, draft);
  await Promise.all([body, writeNew(draftPath, `${lineOf(places, begun)}\n`)]);
  const isOurs = await linkNew(draftPath, join(places.requests, begun.claim));
  if (!isOurs) {
    await remove(draftPath);
    return false;
  }
  promote(places, id);
  await syncFolder(places.requests);
  return true;
}

/** The entry that holds a claim; undefined when the claim is free, or nothing stands behind it. */
async function holderOf(places: Places, claim: string): Promise<Entry | undefined> {
  const id = claimedBy(places, claim);
  if (id === undefined) return undefined;
  promote(places, id);
  const entry = await read(places, id);
  if (!entry || !isSettled(entry)) return entry;
  await archive(places, entry);
  return undefined;
}

/** Takes part in an entry; undefined when it was settled meanwhile. Throws when it is too old to be asked again. */
async function joinEntry(places: Places, holder: Entry): Promise<Entry | undefined> {
  if (holder.state === "unknown" && isKeyExpired(holder, Date.now())) throw expiredKey(holder);
  await record(places, holder, { type: "joined", at: Date.now() });
  const entry = await read(places, holder.id);
  return entry && !isSettled(entry) ? entry : undefined;
}

function begunOf(
  { key, origin, account, body, cwd, outputDir, save, stem, request, wantedSha256 }: Asked,
  { bodyFile, claim }: { bodyFile: string; claim: string },
): Begun {
  return {
    type: "begun",
    at: Date.now(),
    key,
    origin,
    account,
    bodySha256: bodyHash(body),
    bodyFile,
    claim,
    cwd,
    outputDir,
    save,
    stem,
    request,
    ...(wantedSha256 === undefined ? {} : { wantedSha256 }),
  };
}

/** Whether an unsettled entry of the same fingerprint is the same request: not when the user named another key, nor when it runs and is past joining. */
function isSame(entry: Entry, { key, isKeyGiven }: Asked, joinsForMs: number): boolean {
  if (isSettled(entry) || entry.isHanded || (isKeyGiven && entry.begun.key !== key)) return false;
  return entry.state === "unknown" || Date.now() - entry.begun.at < joinsForMs;
}

/** Past 23 h nobody can tell any more, by asking again, whether a create arrived (design rule 3). */
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
