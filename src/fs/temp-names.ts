import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** Marks in the names of unfinished files, by which those of crashed processes are found and removed, and no others. */

/** Tells machines that share a folder apart: only a process of this machine can be asked whether it lives. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A unique mark of this process for a file name. */
export function ownerMark(): string {
  return `${machine}-${process.pid}-${randomBytes(6).toString("hex")}`;
}

/** Whether a mark is that of a process of this machine that has ended. */
export function isAbandoned(mark: string): boolean {
  const [, host, owner] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/.exec(mark) ?? [];
  return host === machine && !isAlive(Number(owner));
}

function isAlive(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
