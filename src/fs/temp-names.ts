import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { kill, pid } from "node:process";
import { codeOf } from "./durable.ts";

/** Marks in the names of unfinished files: whose they are, so that those of crashed runs can be swept and no others. */

/** Tells this machine from others that share a folder: whether a process lives can only be asked of one's own. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A mark of this process that no one else makes, for a file name. */
export function ownerMark(): string {
  return `${machine}-${pid}-${randomBytes(6).toString("hex")}`;
}

/** Whether a mark is that of a process of this machine that is gone. Anything else is not for us to judge. */
export function isAbandoned(mark: string): boolean {
  const [, host, owner] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/.exec(mark) ?? [];
  return host === machine && !isAlive(Number(owner));
}

function isAlive(owner: number): boolean {
  try {
    kill(owner, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
