import * as z from "zod/mini";
import type { Problem } from "../errors.ts";
import { quote } from "../errors.ts";
import type { CommandName, OptionKind, OptionSpec, OptionsOf } from "./options.ts";
import { commands, longFlag } from "./options.ts";
import type { Read } from "./parse.ts";

/** What a command runs with. */
export interface Input<Name extends CommandName> {
  options: OptionsOf<Name>;
  positionals: string[];
  /** What is wrong so far. */
  problems: Problem[];
}

type Given = Pick<Read, "options" | "positionals">;

/** Checks all that was given at once. What is wrong is in `problems`, and left out of the options and positionals. */
export function checkInput<Name extends CommandName>(name: Name, { problems, options, positionals }: Read): Input<Name> {
  const schema = schemaOf(name);
  const result = z.safeParse(schema, { options, positionals });
  if (result.success) return { ...result.data, problems: [...problems] };
  const { issues } = result.error;
  const wrong = issues.map(({ path }) => path[1]);
  const right = {
    options: Object.fromEntries(Object.entries(options).filter(([key]) => !wrong.includes(key))),
    positionals: positionals.slice(0, mostWords(name)),
  };
  return { ...z.parse(schema, right), problems: [...problems, ...issues.map((issue) => problemOf(name, { options, positionals }, issue))] };
}

/** Options of `generate` that do not go together. */
export function pairProblems({ options, positionals }: Pick<Input<"generate">, "options" | "positionals">): Problem[] {
  const { count = 1, idempotencyKey, resumeTaskId } = options;
  const words = positionals.join(" ");
  const counted = {
    field: "count",
    given: count,
    accepted: "1 with an idempotency key",
    message: `--count ${count} cannot be combined with --idempotency-key, which names one image: leave one of them out`,
  };
  const resumed = {
    field: "resume-task-id",
    given: words,
    accepted: "no prompt",
    message: `--resume-task-id creates nothing: leave out the prompt ${quote(words)}`,
  };
  return [
    ...(count > 1 && idempotencyKey !== undefined ? [counted] : []),
    ...(resumeTaskId !== undefined && positionals.length > 0 ? [resumed] : []),
  ];
}

const once = z.pipe(
  z.array(z.string()).check(z.maxLength(1)),
  z.transform(([value = ""]: string[]) => value),
);

const simple: Partial<Record<OptionKind, z.ZodMiniType>> = {
  text: once,
  list: z.array(z.string()),
  split: z.array(z.string()),
  flag: z.boolean(),
  off: z.boolean(),
};

function numberSchema({ kind, range: [least, most] = [0, Number.MAX_SAFE_INTEGER] }: OptionSpec) {
  const pattern = kind === "number" ? /^\d+$/ : /^\d+(?:\.\d+)?$/;
  const parsed = z.transform((text: string) => (pattern.test(text.trim()) ? Number(text) : Number.NaN));
  const inRange = z.pipe(z.pipe(once, parsed), z.number().check(z.gte(least), z.lte(most)));
  return z.pipe(
    inRange,
    z.transform((value: number) => (kind === "seconds" ? value * 1000 : value)),
  );
}

function schemaOf<Name extends CommandName>(name: Name) {
  const shape = Object.fromEntries(commands[name].options.map((row) => [row.key, z.optional(simple[row.kind] ?? numberSchema(row))]));
  const input = z.object({ options: z.strictObject(shape), positionals: z.array(z.string()).check(z.maxLength(mostWords(name))) });
  // The shape is made of the table that the type is made of, which the compiler cannot follow through a loop.
  return z.pipe(input, z.custom<Omit<Input<Name>, "problems">>());
}

function mostWords(name: CommandName): number {
  const { words } = commands[name];
  if (words === "") return 0;
  return words.includes("...") ? Number.MAX_SAFE_INTEGER : 1;
}

function problemOf(name: CommandName, { options, positionals }: Given, { path: [, key], code }: z.core.$ZodIssue): Problem {
  const row = commands[name].options.find((known) => known.key === key);
  if (!row) return extraWords(name, positionals);
  const flag = longFlag(row);
  const field = flag.slice(2);
  const given = options[row.key];
  if (code === "too_big" && Array.isArray(given) && given.length > 1)
    return { field, given: given[1], accepted: "one value", message: `${flag} was given more than once: give it once` };
  const [value] = Array.isArray(given) ? given : [];
  const accepted = acceptedNumber(row);
  return { field, given: value, accepted, message: `${flag} ${quote(value)} is not accepted: give ${accepted}` };
}

function acceptedNumber({ kind, range: [least, most] = [0, 0] }: OptionSpec): string {
  if (kind === "amount") return "an amount of dollars, such as 2.50";
  return kind === "seconds" ? `${least} to ${most} seconds` : `a whole number from ${least} to ${most}`;
}

/** A prompt may begin with the name of a command that takes no prompt: the advice says how to draw it. */
function extraWords(name: CommandName, positionals: readonly string[]): Problem {
  const most = mostWords(name);
  const given = positionals.slice(most).join(" ");
  const message = `${name} does not take ${quote(given)}: to draw these words, use generate or --prompt`;
  return { field: "words", given, accepted: most === 0 ? "no words" : `${most} word`, message };
}
