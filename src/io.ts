import { join, resolve } from "node:path";
import type { Env } from "./config.ts";

export interface Stream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** What a command knows of its process. `cli/process.ts` makes it; nothing else uses `process`. */
export interface Io {
  env: Env;
  cwd: string;
  platform: string;
  stdin: AsyncIterable<Uint8Array | string>;
  stdout: Stream;
  stderr: Stream;
  /** Aborts on SIGINT, SIGTERM and SIGHUP; its reason is the `interrupted` error. */
  signal: AbortSignal;
  /** The path of the main script, `scripts/…` in the skill's folder. */
  script: string;
  /** The user's home folder, an absolute path. Reading it throws `usage` where none is known. */
  readonly home: string;
  /** The user's number; undefined where the system has none. */
  uid: number | undefined;
  /** How the program was invoked: the start of a command line that can be run. */
  invocation: string;
  version: string;
  nodeVersion: string;
}

/** The path of a file or folder that a user named. */
export function resolvePath(path: string, io: Pick<Io, "cwd" | "home">): string {
  return resolve(io.cwd, expandHome(path, io));
}

/** A path that a user wrote, with `~/` at its beginning as the home folder: no shell expands it inside quotes, files or after `=`. */
export function expandHome(path: string, io: Pick<Io, "home">): string {
  return /^~(?:$|[\\/])/.test(path) ? join(io.home, path.slice(1)) : path;
}
