import type { Env } from "./config.ts";

export interface Stream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** What a command is given of the world it runs in. `cli/process.ts` makes it; nothing else knows `process`. */
export interface Io {
  env: Env;
  cwd: string;
  platform: string;
  stdin: AsyncIterable<Uint8Array | string>;
  stdout: Stream;
  stderr: Stream;
  /** Aborts on Ctrl-C and its kin, with the error that says so as its reason. */
  signal: AbortSignal;
  /** The main script's file: the skill's folder is the one above its own. */
  script: string;
  /** The user's home folder. */
  home: string;
  /** How this program was called, as the start of a command line that runs as it stands. */
  door: string;
  version: string;
  nodeVersion: string;
}
