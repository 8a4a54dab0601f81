import { exitCodes } from "./errors.ts";
import type { CommandName, CommandSpec, OptionSpec } from "./options.ts";
import { commands } from "./options.ts";

/** The help texts, made from the tables: examples first, 80 columns. */

const examples: Record<CommandName, readonly string[]> = {
  generate: [
    'hiapi-img "A lighthouse at dusk" --aspect-ratio 16:9',
    'hiapi-img "In watercolour" --input-url photo.png',
    'hiapi-img "A lighthouse" --sandbox        try it: no key, nothing billed',
  ],
  resume: ["hiapi-img resume tk-hiapi-01KVY…"],
  tasks: ["hiapi-img tasks", "hiapi-img tasks --remote"],
  models: ["hiapi-img models", "hiapi-img models gpt-image-2/image-to-image --json"],
  check: ["hiapi-img check", "hiapi-img check --live"],
  gallery: ["hiapi-img gallery", "hiapi-img gallery pictures"],
  completion: [
    'eval "$(hiapi-img completion bash)"         in ~/.bashrc',
    "source <(hiapi-img completion zsh)          in ~/.zshrc, after compinit",
    "hiapi-img completion fish | source          in ~/.config/fish/config.fish",
  ],
  sandbox: ["hiapi-img sandbox --port 8787", "hiapi-img sandbox --faults 'create:status=429/3*2'"],
};

/** The help of one command; `generate` also lists the commands and the exit codes. */
export function helpText(command: CommandName): string {
  const spec: CommandSpec = commands[command];
  const usage =
    command === "generate"
      ? "hiapi-img [command] [options] [prompt…]"
      : `hiapi-img ${command} [options]${spec.words ? ` ${spec.words}` : ""}`;
  const sections = [
    `${usage}\n${spec.summary}`,
    section("Examples", examples[command]),
    ...(command === "generate"
      ? [section("Commands", columns(Object.entries(commands).map(([name, { summary }]) => [name, summary])))]
      : []),
    section("Options", columns(spec.options.map((option) => [option.flags, explained(option)]))),
    ...(command === "generate" ? [section("Exit codes", exitLines())] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

const lineWidth = 78;

/** Two columns of at most 78 characters; where the first is too wide, the second goes below it. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(30, Math.max(...rows.map(([left]) => left.length)));
  const indent = " ".repeat(width + 2);
  return rows.flatMap(([left, right]) => {
    const lines = wrapped(right, lineWidth - width - 2);
    const [first = "", ...more] = lines;
    const head = left.length > width ? [left, `${indent}${first}`] : [`${left.padEnd(width)}  ${first}`];
    return [...head, ...more.map((line) => `${indent}${line}`)];
  });
}

function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

/** What an option does, with its values where they are few. */
function explained({ description, values = [] }: OptionSpec): string {
  return values.length > 0 && values.length <= 4 ? `${description} (${values.join(", ")})` : description;
}

function exitLines(): string[] {
  const names = Object.entries(exitCodes).map(([kind, code]) => (kind === "interrupted" ? `129, ${code}, 143 ${kind}` : `${code} ${kind}`));
  names.push("141 stdout was closed");
  const lines = ["0 done"];
  for (const name of names) {
    const last = lines.at(-1) ?? "";
    if (last.length + name.length > 70) lines.push(name);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines;
}
