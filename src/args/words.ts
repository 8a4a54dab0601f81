import type { Option } from "commander";
import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";

/**
 * Commander takes any next word as the value of an option. Here no option takes another one, and a value that begins with `--` needs
 * `--flag=value`: so a forgotten value is found. Reports all problems, and the words that are left for commander.
 */
export function checkWords(argv: readonly string[], options: readonly Option[]): { words: string[]; problems: Problem[] } {
  const words: string[] = [];
  const problems: Problem[] = [];
  const queue = [...argv];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const dashed = dashedOption(word, options);
    if (dashed) problems.push(dashProblem(word, dashed));
    if (dashed?.required && !word.includes("=")) queue.shift();
    if (dashed) continue;
    const checked = word.startsWith("--") && word.includes("=") ? checkAttached(word, options) : checkWord(word, queue[0], options);
    if (!Array.isArray(checked)) problems.push(checked);
    else words.push(...checked);
    if (Array.isArray(checked) && checked.length > 1) queue.shift();
  }
  return { words, problems };
}

/** `--flag=value`. The value of an unknown flag is left out, as commander then finds the flag that was meant. */
function checkAttached(word: string, options: readonly Option[]): string[] | Problem {
  const [flag = ""] = word.split("=", 1);
  const option = options.find(({ short, long }) => flag === short || flag === long);
  if (!option) return [flag];
  if (option.required) return [word];
  return {
    field: flag.slice(2),
    given: word,
    accepted: flag,
    message: `${flag} takes no value, given ${quote(word)}: write ${flag} alone`,
  };
}

/** Dashes, minus signs and hyphens: editors and chats make them of the hyphens that were typed. */
const dash = /[\p{Pd}\u00ad\u02d7\u2043\u207b\u208b\u2212\u2796]/gu;

/** The option that a word names after a dash that is no hyphen, or after blanks and invisible characters, as copied text brings them along. */
function dashedOption(word: string, options: readonly Option[]): Option | undefined {
  const [, hyphens = "", name = ""] = /^(-+)([^=]+)/.exec(word.replace(dash, "-").replace(/^[\s\p{Cf}]+/u, "")) ?? [];
  if (word.startsWith(hyphens)) return undefined;
  return options.find(({ short, long }) => [short, long].includes(name.length === 1 ? `-${name}` : `--${name.toLowerCase()}`));
}

function dashProblem(word: string, { short, long }: Option): Problem {
  const accepted = [long, short].flatMap((flag) => flag ?? []);
  const message = `${quote(word)} begins with a dash that is no hyphen: did you mean ${accepted.join(" or ")}? Words to draw go behind --`;
  return { field: "option", given: word, accepted, message };
}

/** A flag with its value, or a word by itself. */
function checkWord(word: string, next: string | undefined, options: readonly Option[]): string[] | Problem {
  const find = (flag: string) => options.find(({ short, long }) => flag === short || flag === long);
  // Of a cluster such as -qp only the last letter can take the next word.
  const switches = options.flatMap(({ required, short }) => (!required && short ? short.slice(1) : [])).join("");
  const option = find(word.replace(new RegExp(`^-[${switches}]+(?=\\w$)`), "-"));
  if (!option?.required) return [word];
  if (next !== undefined && !next.startsWith("--") && !find(next) && !dashedOption(next, options)) return [word, next];
  return missingValue(option, next);
}

function missingValue({ long, short }: Option, next: string | undefined): Problem {
  const flag = [short, long].filter(Boolean).join(", ");
  const reason = next === undefined ? "nothing follows" : `${quote(next)} is an option`;
  const message = `${flag} needs a value, but ${reason}: write ${long} <value>, or ${long}=<value> when it begins with --`;
  return { field: String(long).slice(2), given: null, accepted: "a value", message };
}
