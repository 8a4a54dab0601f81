import type { CommandSpec, OptionSpec } from "../args/index.ts";
import { commands } from "../args/index.ts";
import { variants } from "../request/catalogue.ts";

/** What can be completed, as data: the scripts for the shells are made from this, and this from the tables of the program. */

export const programs = ["hiapi-img", "hiapi-gpt-image-2"] as const;
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What stands in for a value: a column of the rows below, a file, a folder, given words; or nothing that could be known. */
export type Fill = "model" | "route" | "size" | "ratio" | "file" | "folder" | "nothing" | readonly string[];

export interface TakenOption {
  /** As they are typed, short ones first. */
  flags: string[];
  description: string;
  /** Absent for an option without a value. */
  fill?: Fill;
}

export interface TakenCommand {
  name: string;
  summary: string;
  options: TakenOption[];
  words: Fill;
}

const fills: Readonly<Record<string, Fill>> = {
  model: "model",
  route: "route",
  aspectRatio: "ratio",
  resolution: "size",
  outputDir: "folder",
  inputUrls: "file",
  image: "file",
  promptFile: "file",
  targets: "folder",
};

const words: Readonly<Record<string, Fill>> = { tasks: ["prune"], batch: "file", models: "model", gallery: "folder", completion: shells };

/** The commands with what each takes. */
export function takenCommands(): TakenCommand[] {
  return Object.entries(commands).map(([name, spec]: [string, CommandSpec]) => ({
    name,
    summary: spec.summary,
    options: spec.options.map(takenOption),
    words: words[name] ?? "nothing",
  }));
}

/** Every option of every command, each once. */
export function takenOptions(): TakenOption[] {
  const options = takenCommands().flatMap((command) => command.options);
  return [...new Map(options.map((option) => [option.flags.join(), option])).values()];
}

function takenOption({ flags, key, kind, description, values }: OptionSpec): TakenOption {
  const names = flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
  const takesNone = kind === "flag" || kind === "off";
  const fill = kind === "split" ? "nothing" : (fills[key] ?? values ?? "nothing");
  return { flags: [...names], description, ...(takesNone ? {} : { fill }) };
}

/**
 * What goes together, a line for each model, route and resolution: `kind model route resolution ratio…`, where kind is
 * `image` for models that take references, else `text`, and `-` stands for none.
 */
export function pairRows(): string[] {
  return variants.flatMap(({ kind, model, route = "-", ratios, resolutions, refused }) => {
    const start = [kind === "image-to-image" ? "image" : "text", model, route];
    if (resolutions.length === 0) return [[...start, "-"].join(" ")];
    return resolutions.map((size) => [...start, size, ...ratios.filter((ratio) => !refused[size]?.includes(ratio))].join(" "));
  });
}

/** The flags whose value decides what else goes: shell variable → flags, split where a `case` wants it. */
export const deciding = {
  model: ["--model"],
  route: ["--route"],
  size: ["--resolution"],
  ratio: ["--aspect-ratio", "--aspect"],
  reference: ["--input-url", "--input-image-url", "--input-urls", "--image"],
} as const;

/** A text as one word of a POSIX shell, and of fish. */
export function quoted(text: string, shell: Shell = "bash"): string {
  return shell === "fish" ? `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'` : `'${text.replaceAll("'", "'\\''")}'`;
}
