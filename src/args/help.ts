import type { Command, HelpConfiguration } from "commander";
import { exitCodes } from "../errors.ts";
import type { CommandName, OptionSpec } from "./options.ts";
import { commands, longFlag } from "./options.ts";

/** What commander's help does not know: examples, exit codes, and one column where the terminal is narrow. */

const examples: Record<CommandName | "program", readonly string[]> = {
  program: [
    'hiapi-img "A lighthouse at dusk" --aspect-ratio 16:9',
    'hiapi-img "In watercolour" --input-url photo.png',
    "hiapi-img resume                        finish what was begun here",
    'hiapi-img "A lighthouse" --sandbox      try it: no key, nothing billed',
  ],
  generate: [
    'hiapi-img "A lighthouse at dusk" --aspect-ratio 3:2 --resolution 2K',
    'hiapi-img "In watercolour" --input-url photo.png --preview',
    'hiapi-img "A lighthouse at dusk" --estimate',
    "hiapi-img generate models               the prompt is a command's name",
  ],
  resume: ["hiapi-img resume", "hiapi-img resume tk-hiapi-01KVY… -o pictures"],
  tasks: ["hiapi-img tasks", "hiapi-img tasks --remote", "hiapi-img tasks prune"],
  batch: [
    "hiapi-img batch prompts.jsonl --concurrency 8",
    "hiapi-img batch prompts.csv --estimate",
    "cat prompts.jsonl | hiapi-img batch - --max-usd 5",
  ],
  models: ["hiapi-img models", "hiapi-img models gpt-image-2/image-to-image --json"],
  check: ["hiapi-img check", "hiapi-img check --live"],
  install: ["npx hiapi-img install --claude", "npx hiapi-img install --codex --cursor --project", "npx hiapi-img install --list"],
  gallery: ["hiapi-img gallery", "hiapi-img gallery pictures"],
  completion: [
    'eval "$(hiapi-img completion bash)"     in ~/.bashrc',
    "source <(hiapi-img completion zsh)      in ~/.zshrc, after compinit",
    "hiapi-img completion fish | source      in ~/.config/fish/config.fish",
  ],
  sandbox: ["hiapi-img sandbox --port 8787", "hiapi-img sandbox --faults 'create:status=429/3*2'"],
};

const mostUsed = [
  "--prompt",
  "--model",
  "--aspect-ratio",
  "--resolution",
  "--input-url",
  "--output-dir",
  "--dry-run",
  "--estimate",
  "--preview",
];

/** Options of `generate` for the program's own help, with one long flag each and with their values where they are few. */
export const usualOptions: readonly OptionSpec[] = commands.generate.options
  .filter((row) => mostUsed.includes(longFlag(row)))
  .map(({ flags, values = [], ...row }) => ({
    ...row,
    flags: flags.replace(/^--\S+, (?=--)/, ""),
    ...(values.length > 0 && values.length <= 4 ? { values } : {}),
  }));

/** A space that no line is broken at. */
const noBreak = "~";

/** Below this width there is no room for two columns. */
const twoColumns = 60;

/** Commander's help at a width of so many columns. */
export function helpConfiguration(columns: number): HelpConfiguration {
  const shared: HelpConfiguration = { minWidthToWrap: 20, subcommandTerm: (command) => command.name() };
  if (columns >= twoColumns) return shared;
  return {
    ...shared,
    formatItem: (term, _width, description, helper) =>
      [
        `  ${term}`,
        ...helper
          .boxWrap(description, columns - 6)
          .split("\n")
          .map((line) => `      ${line}`),
      ].join("\n"),
  };
}

/** Adds the examples before the help of a command, and the exit codes behind the pages that need them. */
export function addHelp(command: Command, topic: CommandName | "program"): void {
  command.addHelpText("before", () => `Examples:\n${exampleLines(topic, widthOf(command))}\n`);
  if (topic === "program")
    command.addHelpText("after", () => `\n${wrapped("All options: hiapi-img generate --help, hiapi-img <command> --help", command)}`);
  if (topic === "program" || topic === "generate")
    command.addHelpText("after", () => `\nExit codes:\n${wrapped(exitCodeList(), command, "  ")}`);
}

/** Commands as they are typed, never wrapped. In a narrow terminal the remark on a command is on a line of its own. */
function exampleLines(topic: CommandName | "program", columns: number): string {
  const separator = columns < twoColumns ? "\n      " : undefined;
  return examples[topic].map((line) => `  ${separator ? line.replace(/ {2,}/, separator) : line}`).join("\n");
}

function exitCodeList(): string {
  const codes = Object.entries(exitCodes).map(([kind, code]) => (kind === "interrupted" ? `129, ${code}, 143 ${kind}` : `${code} ${kind}`));
  return ["0 done", ...codes, "141 stdout was closed"].map((code) => code.replaceAll(" ", noBreak)).join(", ");
}

function widthOf(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? 80;
}

function wrapped(text: string, command: Command, indent = ""): string {
  const lines = command.createHelp().boxWrap(text, widthOf(command) - indent.length);
  return lines.replaceAll(/^/gm, indent).replaceAll(noBreak, " ");
}
