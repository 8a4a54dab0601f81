import { cpus, totalmem } from "node:os";
import type { Findings } from "./results.ts";

/** The findings as a table for people and as JSON for programs. */

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

const columns = ["what", "figure", "target", "met"] as const;

/** The measures with a target as a table in Markdown, with the machine above it and what was left out below it. */
export function tableOf({ rows, notes, node, platform, cpu, cores, memoryGb, date }: Report): string {
  const cells = rows
    .filter(({ target }) => target !== "")
    .map(({ measure, figure, target, met }) => [measure, figure, target, met ? "yes" : "no"]);
  const widths = columns.map((column, index) => Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const line = (texts: readonly string[]) => `| ${texts.map((text, index) => text.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [
    `Node ${node}, ${platform}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${date}`,
    "",
    line(columns),
    line(widths.map((width) => "-".repeat(width))),
    ...cells.map(line),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ].join("\n");
}

const opening = "<!-- bench -->";
const closing = "<!-- /bench -->";

/** A document with the table between its marks. Throws when the marks are missing. */
export function withTable(text: string, table: string): string {
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (start === -1 || end < start) throw new Error(`no place for the figures: put ${opening} and ${closing} where they belong`);
  return `${text.slice(0, start)}${opening}\n${table}\n${text.slice(end)}`;
}
