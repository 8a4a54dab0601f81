import type { CommandName, Input } from "../args/index.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";

/** What a command is given beside its options. */
export interface Context {
  /** The command line as it was typed. */
  argv: readonly string[];
  io: Io;
  reporter: Reporter;
}

/** A command: runs, prints its document and resolves to the exit code. Throws what is to be explained. */
export type Command<Name extends CommandName> = (input: Input<Name>, context: Context) => Promise<number>;
