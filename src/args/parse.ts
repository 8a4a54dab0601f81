import type { Command } from "commander";
import { CommanderError, Option } from "commander";
import type { Problem } from "../errors.ts";
import { oneLine } from "../errors.ts";
import type { CommandName } from "./options.ts";
import { commands, laterCommands, longFlag } from "./options.ts";
import { commandNames, createProgram, isCommandName } from "./program.ts";
import { checkWords } from "./words.ts";

/** An argv as commander reads it, before values are checked. */
export interface Read {
  command: CommandName;
  /** Values as they were typed, one list for each key that was given. */
  options: Readonly<Record<string, readonly string[] | boolean>>;
  positionals: readonly string[];
  problems: readonly Problem[];
  /** Help or the version, where it was asked for. */
  text?: string;
}

/**
 * Reads an argv with commander. Never throws for what a user typed: what is wrong is in `problems`.
 * @param version what `--version` says
 * @param columns the width of the help
 */
export function readArguments(argv: readonly string[], { version = "", columns = 80 } = {}): Read {
  const [first = ""] = argv;
  const name = isCommandName(first) ? first : "generate";
  const refused = refusedWord(first);
  if (refused) return { command: name, options: {}, positionals: argv, problems: [refused] };
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const { program, command } = createProgram(name, { version, columns, write });
  const { words, problems } = checkWords(argv.slice(0, end), [...command.options, new Option("-h, --help")]);
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: name, options: {}, positionals: [], problems: [], text };
    problems.push(problemOf(error, name, command));
  }
  const positionals = [...command.args.filter((word) => !isFlag(word)), ...argv.slice(end + 1)];
  return { command: name, options: givenOptions(command), positionals, problems };
}

/** First words that are neither a command nor meant as a prompt. */
function refusedWord(word: string): Problem | undefined {
  const facts = { field: "command", given: word };
  const asPrompt = `to draw the word, say: generate ${word}`;
  if (word === "help" || word === "version")
    return { ...facts, accepted: `--${word}`, message: `${word} is no command: use --${word}; ${asPrompt}` };
  if (!laterCommands.some((name) => name === word)) return undefined;
  const message = `${word} is not a command of this version: use ${commandNames.join(", ")}; ${asPrompt}`;
  return { ...facts, accepted: commandNames, message };
}

function isFlag(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

/** What commander refused, which ends its reading. */
function problemOf({ code, message }: CommanderError, name: CommandName, command: Command): Problem {
  const words = oneLine(message.replace(/^error: /, ""), 300);
  const rows = commands[name].options;
  const isGiven = (key: string) => command.getOptionValueSource(key) === "cli";
  const row = rows.find(({ key, conflicts }) => conflicts && isGiven(key));
  if (code === "commander.conflictingOption" && row) {
    const other = rows.find(({ key }) => row.conflicts?.includes(key) && isGiven(key));
    return {
      field: longFlag(row).slice(2),
      given: other ? longFlag(other) : null,
      accepted: `${longFlag(row)} without it`,
      message: words,
    };
  }
  const [given = ""] = command.args.filter(isFlag);
  // Commander suggests long flags; what looks like a short one may be a word of the prompt.
  const advice = given.startsWith("--") ? "" : ": words that begin with - go behind --";
  return { field: "option", given, accepted: rows.map(longFlag), message: `${words}${advice}` };
}

/** Commander gives every `--no-…` a default of true; only what was typed counts as given. */
function givenOptions(command: Command): Read["options"] {
  const options: Record<string, string[] | boolean> = command.opts();
  return Object.fromEntries(Object.entries(options).filter(([key]) => command.getOptionValueSource(key) === "cli"));
}
