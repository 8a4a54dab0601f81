import type { BigIntStats } from "node:fs";
import { chmod, lstat } from "node:fs/promises";
import { HiapiError, messageOf } from "../errors.ts";
import { codeOf } from "../fs/index.ts";

/** Folders of the journal's own: real folders of this user, never links (docs/design.md, rule 4). */

/** This user's id; undefined where the system has none. */
export type Uid = number | undefined;

/** Why what stands in a folder's place cannot be our own, in words; undefined when it can. */
export function faultOf(found: BigIntStats, uid: Uid): string | undefined {
  if (found.isSymbolicLink()) return "is a link";
  if (!found.isDirectory()) return "is not a folder";
  return uid === undefined || found.uid === BigInt(uid) ? undefined : `belongs to another user (uid ${found.uid})`;
}

/** What `lstat` answers where there is no folder that this user could know of. Any other failure is that of a folder that is there. */
const absent = ["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "ENAMETOOLONG"];

/** Whether a folder of our own is there; closes it to others. Throws `output` when what is there is not ours or does not answer. */
export async function isOwnFolder(folder: string, uid?: number): Promise<boolean> {
  try {
    const found = await lstat(folder, { bigint: true });
    const fault = faultOf(found, uid);
    if (fault) throw unusable(`the state folder ${folder} ${fault}`);
    // Where the mode cannot be changed, nothing else can be written either. Windows has no such mode.
    if (uid !== undefined && (found.mode & 0o077n) !== 0n) await chmod(folder, 0o700).catch(() => undefined);
    return true;
  } catch (error) {
    if (absent.includes(codeOf(error))) return false;
    throw unusable(`the state folder ${folder} cannot be used now (${messageOf(error)})`, error);
  }
}

/** The failure for want of a folder, unless one is known already. What cannot be written down may not be paid for. */
export function unusable(message: string, cause?: unknown): HiapiError {
  if (cause instanceof HiapiError) return cause;
  return new HiapiError("output", message, {
    cause,
    hint: "nothing was sent: mend this, or name another folder with HIAPI_STATE_DIR, then run the same command",
  });
}
