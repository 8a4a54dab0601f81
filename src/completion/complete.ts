import type { CommandName, CommandSpec, OptionSpec } from "../args/index.ts";
import { commands } from "../args/index.ts";
import { variants } from "../request/catalogue.ts";

/**
 * Completion of command lines. The script of a shell runs the hidden command `__complete` and offers the lines that it prints. Pure: nothing
 * is read, sent or written while the user types.
 */

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What goes at the cursor: candidates, with a tab and a description behind some; or names of files or folders, which the shell finds. */
type Completion = readonly string[] | "files" | "folders";

/**
 * The output of `__complete`: a line for each candidate, or `:files` or `:folders`.
 * @param argv the shell, then the words after the program's name, of which the last is unfinished; from bash the line and COMP_WORDBREAKS
 */
export function completionText([shell, ...typed]: readonly string[]): string {
  const [typedLine = "", wordBreaks = ""] = typed;
  const words = shell === "bash" ? splitLine(typedLine).slice(1) : typed;
  const completion = complete(words.map((word) => word.replace(/\\(.)|["']/gs, "$1")));
  if (typeof completion === "string") return `:${completion}\n`;
  const start = shell === "bash" ? lastBreak(words.at(-1) ?? "", wordBreaks) : 0;
  const lines = completion.map((candidate) => {
    const [text = "", ...description] = candidate.split("\t");
    if (shell === "bash") return text.slice(start);
    return shell === "zsh" ? [text.replace(/[\\:]/g, "\\$&"), ...description].join(":") : candidate;
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** The words of a line as bash reads them, still with their quotes; the last one is empty after a space. */
function splitLine(line: string): string[] {
  const words = line.match(/(?:\\.?|"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s"'\\])+/gs) ?? [];
  return line.endsWith(words.at(-1) ?? " ") ? words : [...words, ""];
}

/** The length of what bash keeps of the last word: it replaces what follows the last break character outside quotes. */
function lastBreak(word: string, wordBreaks: string): number {
  const [unquoted = ""] = word.split(/["']/);
  return Math.max(0, ...[":", "="].filter((mark) => wordBreaks.includes(mark)).map((mark) => unquoted.lastIndexOf(mark) + 1));
}

function complete(words: readonly string[]): Completion {
  const current = words.at(-1) ?? "";
  const { name, given, pending, hasEnded } = readWords(words.slice(0, -1));
  const { options }: CommandSpec = commands[name];
  if (pending) return startingWith(current, valuesOf(pending, given));
  if (hasEnded) return [];
  const [, flag, value = ""] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (flag) {
    const option = optionOf(flag, options);
    const values = option ? startingWith(value, valuesOf(option, given)) : [];
    return typeof values === "string" ? values : values.map((candidate) => `${flag}=${candidate}`);
  }
  const flags = options.flatMap((option) => flagsOf(option).map((text) => `${text}\t${option.description}`));
  if (current.startsWith("-")) return startingWith(current, flags);
  const names = Object.entries(commands).map(([text, { summary }]) => `${text}\t${summary}`);
  if (words.length === 1) return startingWith(current, names);
  const positional = positionals[name]?.(given);
  return positional || current !== "" ? startingWith(current, positional ?? []) : flags;
}

function startingWith(start: string, completion: Completion): Completion {
  return typeof completion === "string" ? completion : completion.filter((candidate) => candidate.startsWith(start));
}

/** Option key → the value that was given for it. */
type Given = ReadonlyMap<string, string>;

/** What finished words say: the command, the values of options, the option that waits for its value, and whether `--` ended the options. */
function readWords(words: readonly string[]): { name: CommandName; given: Given; pending: OptionSpec | undefined; hasEnded: boolean } {
  const isName = (word: string | undefined): word is CommandName => word !== undefined && Object.hasOwn(commands, word);
  const name = isName(words[0]) ? words[0] : "generate";
  const given = new Map<string, string>();
  let pending: OptionSpec | undefined;
  for (const word of words) {
    if (pending) {
      given.set(pending.key, word);
      pending = undefined;
      continue;
    }
    if (word === "--") return { name, given, pending, hasEnded: true };
    const [, flag = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    const option = optionOf(flag, commands[name].options);
    if (option && value !== undefined) given.set(option.key, value);
    else pending = option;
  }
  return { name, given, pending, hasEnded: false };
}

/** The option with this flag, if it takes a value. */
function optionOf(flag: string, options: readonly OptionSpec[]): OptionSpec | undefined {
  return options.find((option) => option.kind !== "flag" && option.kind !== "off" && flagsOf(option).includes(flag));
}

function flagsOf({ flags }: OptionSpec): string[] {
  return flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
}

const positionals: { readonly [Name in CommandName]?: (given: Given) => Completion } = {
  tasks: () => ["prune"],
  batch: () => "files",
  models: (given) => matching("model", given),
  gallery: () => "folders",
  completion: () => shells,
};

function valuesOf({ key, kind, values = [] }: OptionSpec, given: Given): Completion {
  if (kind === "split") return [];
  if (["outputDir", "targets"].includes(key)) return "folders";
  if (["inputUrls", "image", "promptFile"].includes(key)) return "files";
  const field = fields.find((name) => name === key);
  return field ? matching(field, given) : values;
}

const fields = ["model", "route", "resolution", "aspectRatio"] as const;
type Field = (typeof fields)[number];

/** What goes together: a row for each model, route and resolution. A variant without resolutions has one row. */
const rows = variants.flatMap(({ kind, model, route = "", ratios, resolutions, refused }) => {
  const row = { takesReferences: kind === "image-to-image", model: [model], route: [route as string], resolution: [""], aspectRatio: [""] };
  const accepted = (resolution: keyof typeof refused) => ratios.filter((ratio) => !refused[resolution]?.includes(ratio));
  return resolutions.length === 0
    ? [row]
    : resolutions.map((resolution) => ({ ...row, resolution: [resolution], aspectRatio: accepted(resolution) }));
});

/** The values of a field in the rows that agree with what was given for the others. */
function matching(field: Field, given: Given): string[] {
  const hasReference = given.has("inputUrls") || given.has("image");
  const defaultModel = hasReference ? "gpt-image-2-image-to-image" : "gpt-image-2";
  const wanted: { [Name in Field]?: string | undefined } = {
    model: given.get("model") ?? (field === "model" || given.has("route") ? undefined : defaultModel),
    route: given.get("route") ?? (field === "model" || field === "route" ? undefined : ""),
    resolution: given.get("resolution")?.toUpperCase(),
    aspectRatio: given.get("aspectRatio"),
  };
  const agrees = (row: (typeof rows)[number], name: Field) =>
    name === field || wanted[name] === undefined || row[name].includes(wanted[name]);
  const found = rows.filter((row) => (row.takesReferences || !hasReference) && fields.every((name) => agrees(row, name)));
  return [...new Set(found.flatMap((row): string[] => row[field]))].filter(Boolean);
}
