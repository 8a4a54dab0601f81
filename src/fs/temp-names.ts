import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Marks in the names of unfinished files, by which those of crashed processes are found and removed, and no others. */

/** Tells machines and containers that share a folder apart: only a process of the same one can be asked whether it lives. */
const machine = createHash("sha256").update(hostname()).update(processNamespace()).digest("hex").slice(0, 8);

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** A unique mark of this process for a file name. */
export function ownerMark(): string {
  return `${machine}-${process.pid}-${randomBytes(6).toString("hex")}`;
}

/** Whether a mark is that of a process that has ended; undefined where it is not one of this machine. */
export function isAbandoned(mark: string): boolean | undefined {
  const [, host, owner] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/.exec(mark) ?? [];
  return host === machine ? !isAlive(Number(owner)) : undefined;
}

function isAlive(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
