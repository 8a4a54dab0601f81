import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { linkNew, removeNow, renameNow } from "../fs/index.ts";
import { foldEntry } from "./entry.ts";
import type { Store } from "./store.ts";
import { draftSuffix, pathOf, readNow } from "./store.ts";

/**
 * A claim is a hard link to an entry, under a name made of the request's fingerprint and a number. As `link` is atomic, one process of
 * several that begin the same request gets it.
 */

export function claimName(fingerprint: string, number: number): string {
  return `${fingerprint}-${number}.claim`;
}

/** The claims of a fingerprint in the order of their numbers. They are released in any order, so the numbers may have gaps. */
export async function claimsOf({ requests }: Store, fingerprint: string): Promise<string[]> {
  const names = (await readdir(requests)).filter((name) => name.startsWith(`${fingerprint}-`) && name.endsWith(".claim"));
  return names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Links a finished draft to a claim; false when the claim is taken. */
export function takeClaim(store: Store, claim: string, id: string): Promise<boolean> {
  return linkNew(pathOf(store, id, draftSuffix), join(store.requests, claim));
}

/** The id of the entry that holds a claim; undefined when none does. */
export function holderOf({ requests }: Store, claim: string): string | undefined {
  const [first = ""] = readNow(join(requests, claim))?.split("\n", 1) ?? [];
  const begun = foldEntry(claim, first)?.begun;
  return begun && basename(begun.bodyFile, ".json");
}

/** Removes an entry's claim. Synchronous, so that no other request of this process takes it between the two steps. */
export function releaseClaim(store: Store, claim: string, id: string): void {
  if (holderOf(store, claim) === id) removeNow(join(store.requests, claim));
}

/** Gives a claimed draft its name, also where its maker died before it could. */
export function promoteDraft(store: Store, id: string): void {
  renameNow(pathOf(store, id, draftSuffix), pathOf(store, id));
}
