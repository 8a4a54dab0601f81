import { Command, Option } from "commander";
import type { Problem } from "../errors.ts";
import { quote, usageError } from "../errors.ts";
import { promptSources, splitAtUrls, suggest } from "../request/index.ts";
import type { CommandName, CommandSpec, OptionSpec } from "./options.ts";
import { commands, laterCommands } from "./options.ts";

/** What the command line said: the command, its options under their keys (only those given), its bare words, and what is wrong. */
export interface Parsed {
  command: CommandName;
  options: Record<string, unknown>;
  words: string[];
  problems: Problem[];
}

/** Reads an argv. Never throws for what a user typed: everything wrong stands in `problems`, all of it at once. */
export function readArguments(argv: readonly string[]): Parsed {
  const [first = "", ...rest] = argv;
  const command = isCommand(first) ? first : "generate";
  const problems: Problem[] = [];
  const later = laterCommands.find((name) => name === first);
  const flag = ["help", "version"].find((name) => name === first);
  if (flag)
    problems.push({
      field: "command",
      given: flag,
      accepted: `--${flag}`,
      message: `${flag} is no command: use --${flag}; to draw the word, say: generate ${flag}`,
    });
  if (later)
    problems.push({
      field: "command",
      given: later,
      accepted: Object.keys(commands),
      message: `${later} is not a command of this version: use ${Object.keys(commands).join(", ")}; to draw the word, say: generate ${later}`,
    });
  const { clean, given } = screen(isCommand(first) ? rest : argv, commands[command].options, problems);
  const program = commandFor(commands[command], given, problems);
  program.parse(clean, { from: "user" });
  const words = program.args;
  problems.push(...strayWords(command, words));
  // Commander gives every --no-… a default of true; only what was typed counts as given.
  const options = Object.entries(program.opts()).filter(([key]) => program.getOptionValueSource(key) === "cli");
  return { command, options: Object.fromEntries(options), words, problems };
}

/** Options for programs: what the command line of `generate` says, without keys for what was not given. Throws what is wrong. */
export function parseGenerateArguments(argv: readonly string[]): Record<string, unknown> {
  const { command, options, words, problems } = readArguments(argv);
  if (command !== "generate")
    problems.push({
      field: "command",
      given: command,
      accepted: "options of generate",
      message: `${command} is a command: only the options of generate are read here`,
    });
  const prompt = words.length > 0 ? { prompt: words.join(" ") } : {};
  const sources = [options.prompt, options.promptFile, prompt.prompt].filter((source) => source !== undefined);
  const found = sources.length > 1 ? [...problems, promptSources(sources)] : problems;
  if (found.length > 0) throw usageError(found);
  return { ...options, ...prompt };
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}

/**
 * A commander program for one command, made from the table; of its options it knows those that were given, as each takes time to make.
 * It collects problems where commander would stop at the first.
 */
function commandFor(spec: CommandSpec, given: ReadonlySet<OptionSpec>, problems: Problem[]): Command {
  const program = new Command()
    .exitOverride()
    .helpOption(false)
    .allowExcessArguments(true)
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (spec.words) program.argument(spec.words);
  const lists = new Map<string, string[]>();
  for (const option of given) program.addOption(optionFor(option, lists, problems));
  return program;
}

function optionFor(spec: OptionSpec, lists: Map<string, string[]>, problems: Problem[]): Option {
  const flags = spec.flags.replace(/^(--\S+), --(\S+)/, "$1");
  // Commander derives the key from the flag; ours stands in the table, so that several flags may fill one list.
  const option = Object.assign(new Option(flags, spec.description), { attributeName: () => spec.key });
  if (spec.kind === "flag" || spec.kind === "off") return option;
  return option.argParser((value: string, before: unknown) => {
    if (spec.kind === "list" || spec.kind === "split") {
      const list = lists.get(spec.key) ?? [];
      lists.set(spec.key, list);
      list.push(...(spec.kind === "split" ? splitAtUrls(value) : [value]));
      return list;
    }
    if (before !== undefined)
      problems.push(problemOf(spec, value, "one value", `${longFlag(spec)} was given more than once: give it once`));
    return spec.kind === "text" ? value : numberOf(spec, value, problems);
  });
}

/** The least and the most a number may be, and the words for it. */
function rangeOf({ kind, key, range }: OptionSpec): { least: number; most: number; accepted: string } {
  if (range && kind === "amount") return { least: range[0], most: range[1], accepted: "an amount of dollars, such as 2.50" };
  if (range) return { least: range[0], most: range[1], accepted: `a whole number from ${range[0]} to ${range[1]}` };
  if (key === "pollIntervalMs") return { least: 1, most: 604_800, accepted: "1 to 604800 seconds" };
  if (kind === "seconds") return { least: 0.001, most: 604_800, accepted: "more than 0, at most 604800 seconds" };
  const most = key === "port" ? 65_535 : 86_400_000;
  return { least: 0, most, accepted: `a whole number from 0 to ${most}` };
}

function numberOf(spec: OptionSpec, value: string, problems: Problem[]): number | undefined {
  const { least, most, accepted } = rangeOf(spec);
  const pattern = spec.kind === "seconds" || spec.kind === "amount" ? /^\d+(?:\.\d+)?$/ : /^\d+$/;
  const number = pattern.test(value.trim()) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return spec.kind === "seconds" ? number * 1000 : number;
  problems.push(problemOf(spec, value, accepted, `${longFlag(spec)} ${quote(value)} is not accepted: give ${accepted}`));
  return undefined;
}

function problemOf(spec: OptionSpec, given: unknown, accepted: readonly string[] | string, message: string): Problem {
  return { field: longFlag(spec).slice(2), given, accepted, message };
}

function longFlag(spec: OptionSpec): string {
  return /--[a-z-]+/.exec(spec.flags)?.[0] ?? spec.flags;
}

/** Takes out what commander would stumble over, one problem each: unknown options, missing values, values for flags. */
function screen(argv: readonly string[], options: readonly OptionSpec[], problems: Problem[]) {
  const clean: string[] = [];
  const given = new Set<OptionSpec>();
  const queue = [...argv];
  for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
    if (token === "--") return { clean: [...clean, token, ...queue], given };
    const isWord = !token.startsWith("-") || token === "-";
    clean.push(...(isWord ? [token] : screenOption(canonical(token), queue, { options, given, problems })));
  }
  return { clean, given };
}

interface Screening {
  options: readonly OptionSpec[];
  /** The options that were found so far. */
  given: Set<OptionSpec>;
  problems: Problem[];
}

/** One option as tokens that commander takes, its value taken from the queue; nothing when it is wrong. */
function screenOption(token: string, queue: string[], { options, given, problems }: Screening): string[] {
  const known = (name: string) => options.find(({ flags }) => flags.split(/,? /).includes(name));
  const isLong = token.startsWith("--");
  const flag = isLong ? (token.split("=", 1)[0] ?? token) : token.slice(0, 2);
  const option = known(flag);
  const isAttached = token.length > flag.length;
  const refuse = (problem: Problem) => {
    problems.push(problem);
    return [];
  };
  if (!option) return refuse(unknownOption(token, options));
  const takesValue = option.flags.includes("<");
  if (!takesValue && isAttached && isLong) return refuse(uselessValue(flag, token));
  given.add(option);
  if (!takesValue) {
    // A cluster such as -qV is taken apart, so that each letter is held to the same rules.
    if (isAttached) queue.unshift(`-${token.slice(2)}`);
    return [flag];
  }
  if (isAttached) return isLong ? [token] : [flag, token.slice(2)];
  const [next] = queue;
  if (next === undefined || next.startsWith("--") || known(next)) return refuse(missingValue(longFlag(option), next));
  queue.shift();
  return [`${longFlag(option)}=${next}`];
}

function uselessValue(flag: string, token: string): Problem {
  const message = `${flag} takes no value, given ${quote(token)}: write ${flag} alone`;
  return { field: flag.slice(2), given: token, accepted: flag, message };
}

/** `--aspect` is `--aspect-ratio`. */
function canonical(token: string): string {
  return token.replace(/^--aspect(?==|$)/, "--aspect-ratio");
}

function missingValue(flag: string, next: string | undefined): Problem {
  const reason = next === undefined ? "nothing follows" : `${quote(next)} is an option`;
  return {
    field: flag.replace(/^-+/, ""),
    given: null,
    accepted: "a value",
    message: `${flag} needs a value, but ${reason}: write ${flag} <value>, or ${flag}=<value> when it begins with --`,
  };
}

function unknownOption(token: string, options: readonly OptionSpec[]): Problem {
  const flag = token.split("=", 1)[0] ?? token;
  const flags = options.flatMap((option) => [longFlag(option), ...(/^-\w\b/.exec(option.flags) ?? [])]);
  const near = flag.startsWith("--") ? suggest(flag, flags) : undefined;
  const advice = near ? `did you mean ${near}?` : "--help lists the options; words that begin with - go behind --";
  return { field: "option", given: flag, accepted: flags, message: `unknown option ${quote(flag)}: ${advice}` };
}

/** Words where a command takes none, or not so many. A prompt may begin with a command's name: then it is forced. */
function strayWords(command: CommandName, words: readonly string[]): Problem[] {
  const most = {
    generate: Number.POSITIVE_INFINITY,
    resume: Number.POSITIVE_INFINITY,
    batch: 1,
    tasks: 1,
    models: 1,
    check: 0,
    install: 0,
    sandbox: 0,
    gallery: 1,
    completion: 1,
  }[command];
  if (words.length <= most) return [];
  const stray = words.slice(most).join(" ");
  return [
    {
      field: "words",
      given: stray,
      accepted: most === 0 ? "no words" : `${most} word`,
      message: `${command} does not take ${quote(stray)}: to draw these words, use generate or --prompt`,
    },
  ];
}
