import { existsSync, lstatSync, readdirSync, rmdirSync } from "node:fs";
import { basename, join } from "node:path";
import { linkNew, readRegular, removeNow, renameNow } from "../fs/index.ts";
import type { Begun } from "./entry.ts";
import { foldEntry, isComplete } from "./entry.ts";
import { entryIds, isSameInode, readEntry } from "./read-entry.ts";
import type { Store } from "./store.ts";
import { archivingSuffix, claimSuffix, draftSuffix, entrySuffix, namesIn, pathOf } from "./store.ts";

/**
 * A claim is a hard link to an entry, under a name made of the request's fingerprint and a number. As `link` is atomic, one process of
 * several that begin the same request gets it.
 */

export function claimName(fingerprint: string, number: number): string {
  return `${fingerprint}-${number}${claimSuffix}`;
}

/** The claims of a fingerprint in the order of their numbers. They are released in any order, so the numbers may have gaps. */
export async function claimsOf(store: Store, fingerprint: string): Promise<string[]> {
  const { entries, claims: found } = listed(store);
  let claims = found;
  if (entries.length > claims.length) {
    await restoreClaims(store);
    claims = listed(store).claims;
  }
  const names = claims.filter((name) => name.startsWith(`${fingerprint}-`));
  return names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** The names of all entries and claims, by one reading of the folder. */
function listed({ requests }: Store) {
  const names = namesIn(requests);
  const ending = (suffix: string) => names.filter((name) => name.endsWith(suffix));
  return { entries: ending(entrySuffix), claims: ending(claimSuffix) };
}

/** An entry has a claim from before it has its name until it is archived. One that was lost, as in a copied folder, is linked again. */
async function restoreClaims(store: Store): Promise<void> {
  for (const id of entryIds(store)) {
    const claim = readEntry(store, id)?.begun.claim;
    if (claim !== undefined) await linkNew(pathOf(store, id), join(store.requests, claim)).catch(() => false);
  }
}

/** Links a finished draft to a claim; false when the claim is taken. */
export function takeClaim(store: Store, claim: string, id: string): Promise<boolean> {
  return linkNew(pathOf(store, id, draftSuffix), join(store.requests, claim));
}

/** The id of the entry that holds a claim; undefined when none is known to. A claim that cannot be read is still named by its entry, or is the same file. */
export function holderOf(store: Store, claim: string): string | undefined {
  const path = join(store.requests, claim);
  const begun = beginningOf(path);
  if (begun !== "unreadable") return begun && basename(begun.bodyFile, ".json");
  return entryIds(store).find((id) => readEntry(store, id)?.begun.claim === claim || isSameInode(path, pathOf(store, id)));
}

function beginningOf(path: string): Begun | "unreadable" | undefined {
  try {
    const text = readRegular(path);
    return text === undefined ? undefined : (foldEntry("", text.split("\n", 1).join())?.begun ?? "unreadable");
  } catch {
    return "unreadable";
  }
}

/** Removes an entry's claim. Synchronous, so that no other request of this process takes it between the two steps. */
export function releaseClaim(store: Store, claim: string, id: string): void {
  const begun = beginningOf(join(store.requests, claim));
  if (begun === "unreadable" || begun?.bodyFile === `${id}.json`) removeClaim(store, claim);
}

/** Removes what stands in a claim's place. A folder that is not empty stays: it holds nobody up. */
export function removeClaim({ requests }: Store, claim: string): void {
  const path = join(requests, claim);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) removeNow(path);
  else if (readdirSync(path).length === 0) rmdirSync(path);
}

/** Whether a claim is left from an entry that is archived. */
export function isReleased(store: Store, claim: string): boolean {
  const id = holderOf(store, claim);
  return id !== undefined && hasNoFile(store, id);
}

function hasNoFile(store: Store, id: string): boolean {
  // In the order in which an entry's file is renamed, so that it is not missed in between.
  return ![draftSuffix, entrySuffix, archivingSuffix].some((suffix) => existsSync(pathOf(store, id, suffix)));
}

/** Links an entry whose file was lost to its name again: its claim is the same file. That of an archived one says that it is complete. */
export async function restoreEntry(store: Store, claim: string): Promise<void> {
  const id = holderOf(store, claim);
  if (id === undefined || !hasNoFile(store, id)) return;
  const path = join(store.requests, claim);
  const entry = foldEntry(id, readRegular(path) ?? "");
  if (entry && !isComplete(entry)) await linkNew(path, pathOf(store, id));
}

/** The same for all claims, where there are more of them than entries. */
export async function restoreEntries(store: Store): Promise<void> {
  const { entries, claims } = listed(store);
  if (claims.length <= entries.length) return;
  for (const claim of claims) await restoreEntry(store, claim).catch(() => undefined);
}

/** Gives a claimed draft its name, also where its maker died before it could. */
export function promoteDraft(store: Store, id: string): void {
  renameNow(pathOf(store, id, draftSuffix), pathOf(store, id));
}
