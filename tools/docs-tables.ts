/** The tables of the documents, made from what the program itself runs on. Each name is that of a marked block. */

import { readFailure } from "../src/api/failure.ts";
import { type CommandSpec, commands, type OptionSpec } from "../src/args/options.ts";
import { environment } from "../src/config.ts";
import { type ErrorKind, exitCodes, guidance } from "../src/errors.ts";
import { allRatios, defaultResolution, type Variant, variants } from "../src/request/catalogue.ts";
import { type FaultKind, faultKinds } from "../src/sandbox/faults/kinds.ts";
import { calls } from "../src/sandbox/request-log.ts";
import { askedAgain, cases, codes, ends, updateGuidance } from "./docs-words.ts";

/** Block name → its text, made anew. */
export const tables: Readonly<Record<string, () => string>> = {
  ratios: () => `${sentenceOf(allRatios)}.`,
  models: () => table(["Model", "References", "Ratios", "Resolutions", "Refused pairs", "Other fields"], variants.map(modelRow)),
  commands: () => table(["Command", "Does", "Words", "Options of its own"], Object.entries(commands).map(commandRow)),
  options: () => table(["Option", "Meaning"], commands.generate.options.map(optionRow)),
  "options-sandbox": () => table(["Option", "Meaning"], ownOptions(commands.sandbox).map(optionRow)),
  "exit-codes": () => table(["Exit", "kind", "When", "What to do"], exitRows()),
  environment: () =>
    table(
      ["Variable", "What it is for"],
      Object.entries(environment).map(([name, use]) => [code(name), use]),
    ),
  guidance: () => table(["Case", "What to do"], guidanceRows()),
  statuses: () => table(["HTTP status", "kind", "Asked again by the program"], askedAgain.map(statusRow)),
  codes: () => table(["Code in the answer", "kind"], codes.map(codeRow)),
  faults: () => table(["Fault", "Calls", "What the client meets"], faultKinds.map(faultRow)),
};

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => escaped(cell)).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A cell may hold neither a bare `|`, which ends it, nor a `<` outside of code, which would begin a tag. */
function escaped(cell: string): string {
  const parts = cell.replaceAll("|", "\\|").split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<"))).join("");
}

function code(text: string): string {
  return `\`${text}\``;
}

function sentenceOf(values: readonly string[]): string {
  return values.map(code).join(", ");
}

function modelRow(row: Variant): Row {
  const { model, route, ratios, defaultRatio, resolutions, references, retiredFor } = row;
  const name = code(model) + (route ? ` with \`--route ${route}\`` : "") + (retiredFor ? " (retired)" : "");
  const taken = references ? `${code(references.field)}, ${references.min} to ${references.max}` : "none";
  const known = ratios.length === allRatios.length ? `all ${ratios.length}` : ratios.join(", ");
  return [
    name,
    references?.single ? `${taken}; or one ${code("image")}` : taken,
    defaultRatio ? `${known}; default ${code(defaultRatio)}` : "–",
    resolutions.length > 0 ? `${resolutions.join(", ")}; default ${code(defaultResolution)}` : "–",
    refusedPairs(row),
    otherFields(row),
  ];
}

function refusedPairs({ resolutions, refused }: Variant): string {
  const parts = resolutions.flatMap((size) => (refused[size] ? [`${size}: ${refused[size].join(", ")}`] : []));
  return parts.join("; ") || "none";
}

function otherFields({ quality, background, size }: Variant): string {
  const fields = [
    quality && `${code("quality")} ${quality.values.join(", ")}; default ${code(quality.default)}`,
    background && `${code("background")} ${background.values.join(", ")}; at ${background.resolutions.join(", ")} only`,
    size && `${code("size")} auto or pixels such as 1024x1536; default ${code(size.default)}`,
  ];
  return fields.filter((field) => field !== undefined).join("; ") || "–";
}

const generateOptions: readonly OptionSpec[] = commands.generate.options;

function commandRow([name, spec]: [string, CommandSpec]): Row {
  const own = ownOptions(spec);
  const shared = name === "batch" ? own.filter((option) => generateOptions.includes(option)) : [];
  const listed = own.filter((option) => !shared.includes(option)).map(({ flags }) => code(flags));
  const more =
    shared.length > 0
      ? ["for every line those of `generate` but `-p`, `--prompt-file`, `--idempotency-key`, `--resume-task-id`, `--no-save`, `--no-wait`"]
      : [];
  return [
    code(name),
    spec.summary,
    spec.words ? code(spec.words) : "–",
    name === "generate" ? "see below" : [...listed, ...more].join(", ") || "–",
  ];
}

/** What a command takes beside the options that each one has. */
function ownOptions({ options }: CommandSpec): readonly OptionSpec[] {
  const everywhere = new Set(commands.models.options.map(({ flags }) => flags));
  return options.filter(({ flags }) => !everywhere.has(flags));
}

function optionRow({ flags, description, values }: OptionSpec): Row {
  const few = values && values.length <= 4 && !values.every((value) => description.includes(value));
  return [code(flags), few ? `${description} (${sentenceOf(values)})` : description];
}

function exitRows(): Row[] {
  const kinds = Object.keys(exitCodes).filter((kind): kind is ErrorKind => Object.hasOwn(exitCodes, kind));
  return [
    ["0", "–", "done", "use the files in `outputs`"],
    ...kinds.map((kind) => [
      kind === "interrupted" ? "129, 130, 143" : String(exitCodes[kind]),
      code(kind),
      ends[kind].when,
      ends[kind].next,
    ]),
    ["141", "–", "stdout was closed before the document was written", "run the same command: what it began or saved is not paid for again"],
  ];
}

function guidanceRows(): Row[] {
  const names = Object.keys(guidance).filter((name): name is keyof typeof guidance => Object.hasOwn(guidance, name));
  return [...names.map((name) => [cases[name], guidance[name]]), ...updateGuidance];
}

function statusRow([status, again]: readonly [number, string]): Row {
  return [String(status), code(readFailure(status, "")?.kind ?? ""), again];
}

function codeRow(name: string): Row {
  return [code(name), code(readFailure(200, { error: { code: name.replace("…", "x") } })?.kind ?? "")];
}

function faultRow({ name, value = "", optional, calls: hit, description, late }: FaultKind): Row {
  const given = optional ? `[=${value}]` : value && `=${value}`;
  const spared = calls.filter((call) => !hit.includes(call));
  const some = hit.map((call) => (late && call === "detail" ? `${call} of a task that has succeeded` : call)).join(", ");
  const names = spared.length === 0 ? "all" : `all but ${spared.join(", ")}`;
  return [code(`${name}${given}`), spared.length < 2 ? names : some, description];
}
