import { allRatios, allResolutions, models, storages } from "../request/catalogue.ts";

/** The options of the command line as data: the parser, the help and the documents are made from this table. */

export interface OptionSpec {
  /** As commander writes them: `-o, --output-dir <dir>`. */
  flags: string;
  key: string;
  /** How the value is read. `list` may be repeated; a `flag` takes none, `off` sets its key to false. */
  kind: "text" | "list" | "split" | "seconds" | "number" | "amount" | "flag" | "off";
  /** The least and the most that a number may be. */
  range?: readonly [number, number];
  description: string;
  /** Words for the help: the values, where they are few. */
  values?: readonly string[];
}

const saving: readonly OptionSpec[] = [
  { flags: "-o, --output-dir <dir>", key: "outputDir", kind: "text", description: "where images go (default: ./outputs)" },
  { flags: "--no-save", key: "save", kind: "off", description: "print links, save nothing" },
  {
    flags: "--timeout <seconds>",
    key: "timeoutMs",
    kind: "seconds",
    description: "first attempt to last look (default: 600)",
  },
  { flags: "--poll-interval <seconds>", key: "pollIntervalMs", kind: "seconds", description: "look at this fixed interval, at least 1" },
];

const preview: OptionSpec = { flags: "--preview", key: "preview", kind: "flag", description: "show the image in the terminal" };

const common: readonly OptionSpec[] = [
  { flags: "--json", key: "json", kind: "flag", description: "JSON where a terminal would get a table" },
  { flags: "-q, --quiet", key: "quiet", kind: "flag", description: "no words on stderr but warnings and errors" },
  { flags: "--no-color", key: "color", kind: "off", description: "no colour" },
  { flags: "--debug", key: "debug", kind: "flag", description: "say on stderr what is sent and answered" },
  { flags: "-h, --help", key: "help", kind: "flag", description: "this text" },
  { flags: "-V, --version", key: "version", kind: "flag", description: "the version" },
];

const generate: readonly OptionSpec[] = [
  { flags: "-p, --prompt <text>", key: "prompt", kind: "text", description: "what to draw; bare words do too" },
  { flags: "--prompt-file <path>", key: "promptFile", kind: "text", description: "read the prompt from a file, or - for stdin" },
  { flags: "--model <id>", key: "model", kind: "text", description: "default: by the references, else gpt-image-2", values: models },
  { flags: "--route <name>", key: "route", kind: "text", description: "another route of a slash id", values: ["beta", "ext"] },
  {
    flags: "--aspect-ratio, --aspect <ratio>",
    key: "aspectRatio",
    kind: "text",
    description: "default: the model's own",
    values: allRatios,
  },
  { flags: "--resolution <size>", key: "resolution", kind: "text", description: "default: 1K", values: allResolutions },
  { flags: "--quality <level>", key: "quality", kind: "text", description: "on route ext", values: ["low", "medium", "high"] },
  { flags: "--size <WxH>", key: "size", kind: "text", description: "on route beta: auto or pixels" },
  {
    flags: "--background <kind>",
    key: "background",
    kind: "text",
    description: "on slash ids, at 1K",
    values: ["auto", "opaque", "transparent"],
  },
  { flags: "--input-url <url|path>", key: "inputUrls", kind: "list", description: "a reference image; repeat for more" },
  { flags: "--input-image-url <url|path>", key: "inputUrls", kind: "list", description: "the same" },
  { flags: "--input-urls <urls>", key: "inputUrls", kind: "split", description: "several, split before ,http:// and ,https://" },
  { flags: "--image <url|path>", key: "image", kind: "text", description: "the single reference of gpt-image-2/image-to-image" },
  ...saving.slice(0, 1),
  { flags: "--name <stem>", key: "name", kind: "text", description: "begin file names with this" },
  { flags: "--storage <kind>", key: "storage", kind: "text", description: "persistent is billed", values: storages },
  { flags: "--callback-url <url>", key: "callbackUrl", kind: "text", description: "HiAPI tells this HTTPS URL when the task ends" },
  { flags: "--dry-run", key: "dryRun", kind: "flag", description: "check, print payload and key, send nothing" },
  { flags: "--estimate", key: "estimate", kind: "flag", description: "the same, with the published price" },
  { flags: "--idempotency-key <key>", key: "idempotencyKey", kind: "text", description: "else one is made for each request" },
  { flags: "--resume-task-id <id>", key: "resumeTaskId", kind: "text", description: "same as: resume <id>" },
  ...saving.slice(1, 2),
  { flags: "--no-wait", key: "wait", kind: "off", description: "print the task id and leave" },
  ...saving.slice(2),
  { flags: "-n, --count <number>", key: "count", kind: "number", range: [1, 100], description: "so many variations, a task each" },
  preview,
  { flags: "--new", key: "isNew", kind: "flag", description: "pay for another image although the same request is unfinished" },
  { flags: "--sandbox", key: "sandbox", kind: "flag", description: "a built-in local HiAPI: no key, nothing billed, marked pictures" },
];

const resume: readonly OptionSpec[] = [
  { flags: "--all", key: "all", kind: "flag", description: "every unfinished request, not only those begun here" },
  { flags: "--no-create", key: "create", kind: "off", description: "leave alone what may not have been accepted" },
  { flags: "--name <stem>", key: "name", kind: "text", description: "begin file names with this" },
];

/** The options that a line of a batch may have for itself: what makes one request. */
export const lineKeys: readonly string[] = [
  "prompt",
  "promptFile",
  "model",
  "route",
  "aspectRatio",
  "resolution",
  "quality",
  "size",
  "background",
  "inputUrls",
  "image",
  "outputDir",
  "name",
  "storage",
  "callbackUrl",
  "idempotencyKey",
  "count",
];

/** Options of `generate` that a batch does not take: they are a line's own, or leave nothing that a second run could find. */
const notForBatches = ["prompt", "promptFile", "idempotencyKey", "resumeTaskId", "save", "wait", "preview"];

const batch: readonly OptionSpec[] = [
  { flags: "--concurrency <number>", key: "concurrency", kind: "number", range: [1, 20_000], description: "tasks at once (default: 4)" },
  { flags: "--rate <number>", key: "rate", kind: "number", range: [1, 100_000], description: "at most so many creates a minute" },
  { flags: "--max-images <number>", key: "maxImages", kind: "number", range: [1, 1e9], description: "begin no more than so many" },
  { flags: "--max-usd <amount>", key: "maxUsd", kind: "amount", range: [0, 1e9], description: "stop before this sum is passed" },
  { flags: "--fail-fast", key: "failFast", kind: "flag", description: "begin no more after a failure" },
  ...generate.filter(({ key }) => !notForBatches.includes(key)),
];

const sandbox: readonly OptionSpec[] = [
  { flags: "--port <number>", key: "port", kind: "number", description: "default: a free one" },
  { flags: "--image-ms <number>", key: "imageMs", kind: "number", description: "how long an image takes, in ms (default: 1500)" },
  { flags: "--same-picture", key: "samePicture", kind: "flag", description: "paint each size once" },
  { flags: "--faults <rules>", key: "faults", kind: "text", description: "call:fault[=value][*count][+after],…" },
];

const install: readonly OptionSpec[] = [
  { flags: "--claude", key: "claude", kind: "flag", description: "for Claude Code" },
  { flags: "--codex", key: "codex", kind: "flag", description: "for Codex" },
  { flags: "--opencode", key: "opencode", kind: "flag", description: "for OpenCode" },
  { flags: "--cursor", key: "cursor", kind: "flag", description: "for Cursor" },
  { flags: "--openclaw", key: "openclaw", kind: "flag", description: "for OpenClaw" },
  { flags: "--agents", key: "agents", kind: "flag", description: "for agents that share .agents/skills" },
  { flags: "--target <dir>", key: "targets", kind: "list", description: "into this folder of skills; repeat for more" },
  { flags: "--project", key: "project", kind: "flag", description: "in this project, not for this user" },
  { flags: "--force", key: "force", kind: "flag", description: "replace another version of this skill" },
  { flags: "--list", key: "list", kind: "flag", description: "where it is installed, and in which version" },
];

export interface CommandSpec {
  summary: string;
  /** The words it takes: commander's argument syntax, or none. */
  words?: string;
  options: readonly OptionSpec[];
}

/** The commands and what each takes. */
export const commands = {
  generate: { summary: "create, wait, save, print (the default)", words: "[prompt...]", options: [...generate, ...common] },
  resume: {
    summary: "finish what was begun: by task id or key, or all begun here",
    words: "[id...]",
    options: [...resume, ...saving, preview, ...common],
  },
  tasks: {
    summary: "what was asked, what came of it; prune forgets what is done",
    words: "[id|prune]",
    options: [
      { flags: "--remote", key: "remote", kind: "flag", description: "HiAPI's own list, and what of it is not known here" },
      ...common,
    ],
  },
  batch: {
    summary: "many requests from JSONL or CSV; run again, it makes what is missing",
    words: "[file]",
    options: [...batch, ...common],
  },
  models: { summary: "the models, their ratios, resolutions and refused pairs", words: "[id]", options: common },
  check: {
    summary: "whether this machine is ready; --live asks HiAPI",
    options: [
      { flags: "--live", key: "live", kind: "flag", description: "ask the pricing endpoint with the key" },
      ...saving.slice(0, 1),
      ...common,
    ],
  },
  install: { summary: "copy the skill into an agent's folder", options: [...install, ...common] },
  sandbox: { summary: "the local HiAPI, as a server", options: [...sandbox, ...common] },
  gallery: { summary: "a page of the pictures in a folder, to look at and to show", words: "[dir]", options: common },
  completion: { summary: "a script that completes commands and options in a shell", words: "[bash|zsh|fish]", options: common },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;

/** Words that will be commands one day: as a first word they are refused, so that nobody pays for a picture of them. */
export const laterCommands = ["listen", "mcp"] as const;
