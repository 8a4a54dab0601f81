/**
 * The journal: what was asked and what came of it, on disk. A request is written down before it is sent, and a crash at any point leaves
 * something that `resume` can finish. Several processes may use it at once. README.md describes the files.
 */
export { expiredKey } from "./begin.ts";
export type { Begun, Entry, EntryEvent } from "./entry.ts";
export { isComplete, isKeyExpired, keyLifeMs, resultLifeMs } from "./entry.ts";
export { accountMark, bodyHash } from "./fingerprint.ts";
export { historyReader, recentBytes } from "./history.ts";
export type { InFlight } from "./in-flight.ts";
export { createInFlight, releaseEntry } from "./in-flight.ts";
export type { Journal } from "./journal.ts";
export { openSandboxJournal, openUserJournal } from "./open.ts";
export { damagedError } from "./read-entry.ts";
export type { Place } from "./state-folder.ts";
export { findFolders, stateFolder } from "./state-folder.ts";
