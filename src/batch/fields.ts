import type { OptionSpec } from "../args/index.ts";
import { commands, lineKeys } from "../args/index.ts";
import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import { fieldsOf, isFields } from "../json.ts";
import { suggest } from "../request/index.ts";
import { splitAtUrls } from "../url.ts";

/** One line of a batch as options. Its fields are named as the options of `generate`; null is the same as not given. */

/** Field name → option: each long flag without its dashes, and `n`. */
const fields: ReadonlyMap<string, OptionSpec> = new Map(
  commands.generate.options
    .filter(({ key }) => lineKeys.includes(key))
    .flatMap((option) => [...option.flags.matchAll(/(?:^|[\s,])--?([a-z][a-z-]*)/g)].map(([, name = ""]) => [name, option] as const))
    .filter(([name]) => name.length > 1 || name === "n"),
);

export const fieldNames: readonly string[] = [...fields.keys()];

/** The options that a line's record sets, and its problems. Names may be written `aspect-ratio`, `aspect_ratio` or `aspectRatio`. */
export function optionsOf(record: Readonly<Record<string, unknown>>): { options: Record<string, unknown>; problems: Problem[] } {
  const options: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [given, value] of Object.entries(record)) {
    if (value !== null && readSet(given, value, options)) continue;
    const name = kebab(given);
    const option = fields.get(name);
    const problem = option ? value !== null && readField(option, { name, given, value, options }) : unknownField(given);
    if (problem) problems.push(problem);
  }
  return { options, problems };
}

/** `set.<name>`, or `set` as an object: fields of the model by their own names. False for everything else. */
function readSet(given: string, value: unknown, options: Record<string, unknown>): boolean {
  const [, name] = /^set\.(.+)$/.exec(given.trim()) ?? [];
  const fields = name === undefined ? value : { [name]: value };
  if ((name === undefined && given !== "set") || !isFields(fields)) return false;
  options.set = { ...fieldsOf(options.set), ...fields };
  return true;
}

interface Field {
  /** As the table of options has it, and as the line has it. */
  name: string;
  given: string;
  value: unknown;
  options: Record<string, unknown>;
}

/** Sets an option from a field, or returns the problem. */
function readField(option: OptionSpec, field: Field): Problem | undefined {
  const { name, given, value, options } = field;
  if (option.kind === "list" || option.kind === "split") return readList(option, field);
  if (option.key in options) return fieldProblem(given, value, "one value", "was given twice");
  if (option.kind === "number") return readCount(option, field);
  if (typeof value !== "string") return fieldProblem(given, value, "a text", `${quote(value)} is not a text`);
  if (name === "prompt-file" && value === "-") return fieldProblem(given, value, "a file", '"-" is not accepted: a line cannot read stdin');
  options[option.key] = value;
  return undefined;
}

function readList({ key, kind }: OptionSpec, { given, value, options }: Field): Problem | undefined {
  const split = (text: string) => (kind === "split" ? splitAtUrls(text) : [text]);
  const list: unknown[] = typeof value === "string" ? split(value) : [value].flat();
  if (!list.every((item) => typeof item === "string"))
    return fieldProblem(given, value, "a text or a list of texts", "is neither a text nor a list of texts");
  const before = options[key];
  options[key] = Array.isArray(before) ? [...before, ...list] : list;
  return undefined;
}

function readCount({ key, range: [least, most] = [1, 100] }: OptionSpec, { given, value, options }: Field): Problem | undefined {
  const count = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof count !== "number" || !Number.isInteger(count) || count < least || count > most)
    return fieldProblem(given, value, `a whole number from ${least} to ${most}`, `${quote(value)} is not accepted`);
  options[key] = count;
  return undefined;
}

function kebab(name: string): string {
  return name
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

function unknownField(given: string): Problem {
  const near = suggest(kebab(given), fieldNames);
  const advice = near ? `did you mean ${near}?` : `a line takes ${fieldNames.join(", ")}`;
  return { field: given, given, accepted: fieldNames, message: `unknown field ${quote(given)}: ${advice}` };
}

function fieldProblem(field: string, given: unknown, accepted: string, what: string): Problem {
  return { field, given, accepted, message: `${field} ${what}: give ${accepted}` };
}
