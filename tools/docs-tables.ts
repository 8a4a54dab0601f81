/** The tables of the documents, made from the data of the program. */
import { type CommandSpec, commands, type OptionSpec } from "../src/args/options.ts";
import { environment } from "../src/config.ts";
import { exitCodes } from "../src/errors.ts";
import { allRatios, defaultResolution, type Variant, variants } from "../src/request/catalogue.ts";
import { type FaultKind, faultKinds } from "../src/sandbox/faults/kinds.ts";
import { calls } from "../src/sandbox/request-log.ts";
import { ends } from "./docs-words.ts";

/** Name of a block → its text. */
export const tables: Readonly<Record<string, () => string>> = {
  ratios: () => `${codes(allRatios)}.`,
  models: () => table(["Model", "References", "Ratios", "Resolutions", "Refused pairs", "Other fields"], variants.map(modelRow)),
  commands: () => table(["Command", "Does", "Arguments", "Options that only it has"], Object.entries(commands).map(commandRow)),
  options: () => table(["Option", "Meaning"], commands.generate.options.map(optionRow)),
  "options-sandbox": () => table(["Option", "Meaning"], ownOptions(commands.sandbox).map(optionRow)),
  "exit-codes": () => table(["Exit", "kind", "When", "What to do"], exitRows()),
  environment: () =>
    table(
      ["Variable", "What it is for"],
      Object.entries(environment).map(([name, use]) => [code(name), use]),
    ),
  faults: () => table(["Fault", "Calls", "What the client meets"], faultKinds.map(faultRow)),
};

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => escaped(cell)).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Escapes `|`, which would end the cell, and `<` outside of code, which would begin a tag. */
function escaped(cell: string): string {
  const parts = cell.replaceAll("|", "\\|").split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<"))).join("");
}

function code(text: string): string {
  return `\`${text}\``;
}

function codes(values: readonly string[]): string {
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

function commandRow([name, spec]: [string, CommandSpec]): Row {
  const own = ownOptions(spec).map(({ flags }) => code(flags));
  return [code(name), spec.summary, spec.words ? code(spec.words) : "–", name === "generate" ? "see below" : own.join(", ") || "–"];
}

const generateFlags = new Set<string>(commands.generate.options.map(({ flags }) => flags));

function ownOptions({ options }: CommandSpec): readonly OptionSpec[] {
  return options.filter(({ flags }) => !generateFlags.has(flags));
}

function optionRow({ flags, description, values }: OptionSpec): Row {
  const few = values && values.length <= 4 && !values.every((value) => description.includes(value));
  return [code(flags), few ? `${description} (${codes(values)})` : description];
}

function exitRows(): Row[] {
  const kinds = Object.keys(ends).filter((kind): kind is keyof typeof ends => kind in ends);
  return [
    ["0", "–", "done", "use the files in `outputs`"],
    ...kinds.map((kind) => [kind === "interrupted" ? "129, 130, 143" : String(exitCodes[kind]), code(kind), ...ends[kind]]),
    ["141", "–", "stdout was closed before the document was written", "run the same command: what it began or saved is not paid for again"],
  ];
}

function faultRow({ name, value, optional, calls: hit, description, late }: FaultKind): Row {
  const shape = value === undefined ? "" : `=${value}`;
  const given = optional ? `[${shape}]` : shape;
  const names = hit.map((call) => (late && call === "detail" ? "detail of a task that has succeeded" : call));
  return [code(name + given), hit.length === calls.length ? "all" : names.join(", "), description];
}
