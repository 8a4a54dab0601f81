import { Command, Option } from "commander";
import { splitAtUrls } from "../url.ts";
import { addHelp, helpConfiguration, usualOptions } from "./help.ts";
import type { CommandName, OptionSpec } from "./options.ts";
import { commands } from "./options.ts";

export interface ProgramOptions {
  version: string;
  /** The width of the help. */
  columns: number;
  /** Takes the text of help and version. */
  write(text: string): void;
}

/** The program for commander. As each option takes time to make, only the selected command has its own. */
export function createProgram(selected: CommandName, { version, columns, write }: ProgramOptions) {
  const program = new Command("hiapi-img")
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => columns, getOutHasColors: () => false })
    .configureHelp(helpConfiguration(columns))
    .enablePositionalOptions()
    .helpCommand(false)
    .usage("[command] [options] [prompt...]")
    .description("Makes images with HiAPI's GPT Image 2 models, from words and from images.");
  for (const name of commandNames) program.command(name, { isDefault: name === "generate" }).summary(commands[name].summary);
  const command = program.commands.find((known) => known.name() === selected) ?? program;
  const { summary, words, options } = commands[selected];
  command
    .description(summary)
    .allowExcessArguments(true)
    .action(() => undefined);
  if (words !== "") command.argument(words);
  for (const row of options) if (!isCommanders(row)) command.addOption(optionFor(row));
  for (const one of [program, command]) one.helpOption("-h, --help", "this text").version(version, "-V, --version", "the version");
  addHelp(program, "program");
  addHelp(command, selected);
  program.configureHelp({ ...helpConfiguration(columns), visibleOptions: () => usualOptions.map(optionFor) });
  return { program, command };
}

/** Help and version are commander's own; the table has them for the documents. */
function isCommanders({ key }: OptionSpec): boolean {
  return key === "help" || key === "version";
}

function optionFor(row: OptionSpec): Option {
  // Commander derives the key from the flag. Ours is in the table, so that several flags can fill one list.
  const option = Object.assign(new Option(row.flags, row.description), { attributeName: () => row.key });
  if (row.values) option.choices([...row.values]);
  if (row.conflicts) option.conflicts([...row.conflicts]);
  // In the place of the check of the choices, which would end at the first wrong value: the schema reports all of them.
  if (option.required)
    option.argParser((value, before: string[] = []) => [...before, ...(row.kind === "split" ? splitAtUrls(value) : [value])]);
  return option;
}

export const commandNames = Object.keys(commands).filter(isCommandName);

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}
