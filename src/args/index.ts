/**
 * The command line as data: the options of each command with their types, and command lines to run again. `parse.ts` reads an argv with
 * commander, and `input.ts` checks what was read with zod: each is loaded apart, as help needs no zod and most code neither of them.
 */
export { commandLine, invocationOf } from "./command-line.ts";
export type { Input } from "./input.ts";
export type { CommandName, CommandSpec, OptionSpec, OptionsOf, OptionsOfGenerate } from "./options.ts";
export { commands, lineKeys } from "./options.ts";
