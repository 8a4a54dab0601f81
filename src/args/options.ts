import { allRatios, allResolutions, models, storages } from "../request/catalogue.ts";
import type { RequestOptions } from "../request/index.ts";

/**
 * The options of the command line as tables: key → option. The parser, the types of the commands, completion and the documents are made
 * from them.
 */

/** How an option is read, and what it gives. A `list` may be repeated, `split` is a list in one value, `off` sets its key to false. */
interface Values {
  text: string;
  list: string[];
  split: string[];
  /** Seconds on the command line, milliseconds in the options. */
  seconds: number;
  number: number;
  /** US dollars. */
  amount: number;
  flag: boolean;
  off: boolean;
}

export type OptionKind = keyof Values;

export interface TableOption<Kind extends OptionKind = OptionKind> {
  /** As commander writes them: `-o, --output-dir <dir>`. Of two long flags the last is the main one. */
  flags: string;
  kind: Kind;
  description: string;
  /** The accepted values, where they are few: for help and completion. */
  values?: readonly string[];
  /** The least and the most that a number may be, in the unit of the command line. */
  range?: readonly [number, number];
  /** Keys of options that may not stand beside it. */
  conflicts?: readonly string[];
}

/** An option and the key that it sets. */
export interface OptionSpec extends TableOption {
  key: string;
}

type OptionTable = Readonly<Record<string, TableOption | readonly TableOption[]>>;

export interface CommandSpec<Table extends OptionTable = OptionTable> {
  summary: string;
  /** The positionals in commander's syntax; empty for none. */
  words: string;
  table: Table;
  options: readonly OptionSpec[];
}

function option<Kind extends OptionKind>(kind: Kind) {
  return (flags: string, description: string, more: Pick<TableOption, "values" | "range" | "conflicts"> = {}): TableOption<Kind> => ({
    flags,
    kind,
    description,
    ...more,
  });
}

const text = option("text");
const list = option("list");
const split = option("split");
const seconds = option("seconds");
const number = option("number");
const amount = option("amount");
const flag = option("flag");
const off = option("off");

const outputDir = [
  text("-o, --output-dir <path>", "folder or image file (default: ./outputs)"),
  text("--out, --output <path>", "the same"),
];
const name = text("--name <prefix>", "begin file names with this");
const preview = flag("--preview", "show the image in the terminal");
const save = off("--no-save", "print links, save nothing");

const refresh = flag("--refresh", "ask HiAPI anew for a model's rules");

const waiting = {
  timeoutMs: seconds("--timeout <seconds>", "from the first attempt to the last poll (default: 600)", { range: [0.001, 604_800] }),
  pollIntervalMs: seconds("--poll-interval <seconds>", "poll at this fixed interval, at least 1", { range: [1, 604_800] }),
};

const common = {
  json: flag("--json", "JSON where a terminal would get a table"),
  quiet: flag("-q, --quiet", "only warnings and errors on stderr"),
  color: off("--no-color", "no colour"),
  debug: flag("--debug", "log each HTTP call on stderr"),
  help: flag("-h, --help", "this text"),
  version: flag("-V, --version", "the version"),
};

/** What is asked of HiAPI. */
const request = {
  prompt: text("-p, --prompt <text>", "what to draw; bare words do too"),
  model: text("--model <id>", "default: by the references, else gpt-image-2", { values: models }),
  route: text("--route <name>", "another route of a slash id", { values: ["beta", "ext"] }),
  aspectRatio: text("--aspect, --aspect-ratio <ratio>", "default: the model's own", { values: allRatios }),
  resolution: text("--resolution <size>", "default: 1K", { values: allResolutions }),
  quality: text("--quality <level>", "on route ext", { values: ["low", "medium", "high"] }),
  size: text("--size <WxH>", "on route beta: auto or pixels"),
  background: text("--background <kind>", "on slash ids, at 1K", { values: ["auto", "opaque", "transparent"] }),
  inputUrls: [
    list("--input-url <url|path>", "a reference image; repeat for more"),
    list("--input-image-url <url|path>", "the same"),
    split("--input-urls <urls>", "several, split before ,http:// and ,https://"),
  ],
  image: text("--image <url|path>", "the single reference of gpt-image-2/image-to-image"),
  set: list("--set <name=value>", "another field of the model; repeat for more"),
  storage: text("--storage <kind>", "persistent is billed", { values: storages }),
  callbackUrl: text("--callback-url <url>", "HiAPI calls this HTTPS URL when the task ends"),
} satisfies Record<keyof RequestOptions, TableOption | readonly TableOption[]>;

/** What a line of a batch may set for itself. */
const line = {
  ...request,
  promptFile: text("--prompt-file <path>", "read the prompt from a file, or - for stdin"),
  outputDir,
  name,
  idempotencyKey: text("--idempotency-key <key>", "default: one is made for each request"),
  count: number("-n, --count <number>", "so many variations, a task each", { range: [1, 100] }),
};

export const lineKeys: readonly string[] = Object.keys(line);

/** How requests are made. */
const running = {
  dryRun: flag("--dry-run", "check, print payload and key, send nothing"),
  estimate: flag("--estimate", "the same, with the published price"),
  maxUsd: amount("--max-usd <amount>", "spend no more, by the published prices", { range: [0, 1e9] }),
  isNew: flag("--new", "pay for another image although the same request is unfinished"),
  refresh,
  sandbox: flag("--sandbox", "a built-in local HiAPI: no key, nothing billed, marked pictures"),
};

const wait = off("--no-wait", "print the task id and exit");

/** Options of `generate` that make a new request: none of them goes with `--resume-task-id`. */
const creating = Object.keys({ ...line, ...running, wait }).filter((key) => !["outputDir", "name"].includes(key));

const generate = {
  ...line,
  resumeTaskId: text("--resume-task-id <id>", "same as: resume <id>", { conflicts: creating }),
  save,
  wait,
  ...waiting,
  preview,
  ...running,
  ...common,
};

const { prompt: _prompt, promptFile: _promptFile, idempotencyKey: _key, ...lineDefaults } = line;

function command<Table extends OptionTable>(summary: string, words: string, table: Table): CommandSpec<Table> {
  const options = Object.entries(table).flatMap(([key, specs]) => [specs].flat().map((spec) => ({ key, ...spec })));
  return { summary, words, table, options };
}

/** The commands and what each takes. */
export const commands = {
  generate: command("create, wait, save, print (the default)", "[prompt...]", generate),
  resume: command("finish what was begun: by task id or key, or all here", "[id...]", {
    all: flag("--all", "every unfinished request, not only those begun here"),
    create: off("--no-create", "skip requests that may not have been accepted"),
    outputDir,
    name,
    save,
    ...waiting,
    preview,
    ...common,
  }),
  tasks: command("the requests made here; prune deletes finished ones", "[id|prune]", {
    remote: flag("--remote", "HiAPI's own list, and which of it is not known here"),
    ...common,
  }),
  batch: command("many requests from JSONL or CSV; a rerun completes it", "[file]", {
    concurrency: number("--concurrency <number>", "tasks at once (default: 4)", { range: [1, 20_000] }),
    rate: number("--rate <number>", "at most so many creates a minute", { range: [1, 100_000] }),
    maxImages: number("--max-images <number>", "begin no more than so many", { range: [1, 1e9] }),
    failFast: flag("--fail-fast", "begin no more after a failure"),
    ...waiting,
    ...running,
    ...lineDefaults,
    ...common,
  }),
  models: command("the models, their ratios, resolutions, refused pairs", "[id]", {
    live: flag("--live", "every image model of HiAPI, by its index"),
    search: text("--search <word>", "of these, those with this word in id or title"),
    refresh,
    ...common,
  }),
  check: command("whether this machine is ready; --live asks HiAPI", "", {
    live: flag("--live", "ask the pricing endpoint with the key"),
    outputDir,
    ...common,
  }),
  install: command("copy the skill into an agent's folder", "", {
    claude: flag("--claude", "for Claude Code"),
    codex: flag("--codex", "for Codex"),
    opencode: flag("--opencode", "for OpenCode"),
    cursor: flag("--cursor", "for Cursor"),
    openclaw: flag("--openclaw", "for OpenClaw"),
    agents: flag("--agents", "for agents that share .agents/skills"),
    targets: list("--target <dir>", "into this folder of skills; repeat for more"),
    project: flag("--project", "in this project, not for this user"),
    force: flag("--force", "replace another version of this skill"),
    list: flag("--list", "where it is installed, and in which version", { conflicts: ["force"] }),
    ...common,
  }),
  sandbox: command("the local HiAPI, as a server", "", {
    port: number("--port <number>", "default: a free one", { range: [0, 65_535] }),
    imageMs: number("--image-ms <number>", "how long an image takes, in ms (default: 1500)", { range: [0, 86_400_000] }),
    samePicture: flag("--same-picture", "draw each size once"),
    faults: text("--faults <rules>", "call:fault[=value][*count][+after],…"),
    ...common,
  }),
  gallery: command("a page of the pictures in a folder", "[dir]", common),
  completion: command("a script for completion in bash, zsh or fish", "[bash|zsh|fish]", common),
};

export type CommandName = keyof typeof commands;

type ValueOf<Spec> = Spec extends TableOption<infer Kind> ? Values[Kind] : Spec extends readonly (infer One)[] ? ValueOf<One> : never;

type OptionsIn<Table> = { [Key in keyof Table]?: ValueOf<Table[Key]> };

/** The options of a command, as its table has them. */
export type OptionsOf<Name extends CommandName> = OptionsIn<(typeof commands)[Name]["table"]>;

/** The same as `OptionsOf<"generate">`: the published types take it, and need no other table. */
export type OptionsOfGenerate = OptionsIn<typeof generate>;

/** Words that will be commands one day: as a first word they are refused, so that nobody pays for a picture of them. */
export const laterCommands = ["listen", "mcp"] as const;

/** The main long flag of an option. */
export function longFlag({ flags }: TableOption): string {
  return /--[a-z-]+(?= |$)/.exec(flags)?.[0] ?? flags;
}
