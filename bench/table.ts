import { cpus, totalmem } from "node:os";
import type { Findings, Row } from "./results.ts";

/** What was found, for people and for programs. */

export interface Report extends Findings {
  node: string;
  platform: string;
  cpu: string;
  cores: number;
  memoryGb: number;
  date: string;
  tookMs: number;
}

/** The machine, the Node that was measured, and the findings. */
export function reportOf(findings: Findings, { nodeVersion, tookMs }: { nodeVersion: string; tookMs: number }): Report {
  const [first] = cpus();
  return {
    node: nodeVersion,
    platform: `${process.platform} ${process.arch}`,
    cpu: first?.model.trim() || "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    date: new Date().toISOString().slice(0, 10),
    tookMs: Math.round(tookMs),
    ...findings,
  };
}

const columns = ["measure", "ours", "baseline", "ratio", "target"] as const;

/** The table in Markdown, its columns aligned, with the machine above it and what was left out below it. */
export function tableOf({ rows, notes, ...machine }: Report): string {
  const { node, platform, cpu, cores, memoryGb, date } = machine;
  const cells = rows.map((row) => [
    row.measure,
    amount(row.ours, row.unit),
    amount(row.baseline, row.unit),
    `${row.ratio.toFixed(2)}×`,
    verdict(row),
  ]);
  const lines = [[...columns], ...cells];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]) => `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [
    `Node ${node}, ${platform}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${date}`,
    "",
    line(columns),
    rule,
    ...cells.map(line),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ].join("\n");
}

function verdict({ target, met }: Row): string {
  return met === false ? `${target}, missed` : target;
}

function amount(value: number, unit: Row["unit"]): string {
  const digits = value < 10 ? 2 : Number(value < 100);
  return `${value.toFixed(digits)} ${unit}`;
}

const opening = "<!-- bench -->";
const closing = "<!-- /bench -->";
/** Before which a document without a place for the figures gets one. */
const next = "\n## How it compares\n";

/** A document with the table in its place. Throws when it has none and none can be made. */
export function withTable(text: string, table: string): string {
  const block = `${opening}\n${table}\n${closing}`;
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (start !== -1 && end > start) return text.slice(0, start) + block + text.slice(end + closing.length);
  if (!text.includes(next)) throw new Error(`no place for the figures: put ${opening} and ${closing} where they belong`);
  const words =
    "What `npm run bench` measured; each figure stands against a baseline of the same run. The target is what the program is held to.";
  return text.replace(next, () => `\n## Figures\n\n${words}\n\n${block}\n${next}`);
}
