import { oneLine } from "../errors.ts";

/** Rows in columns of equal width, the first row being the head. A line that is wider than the terminal is cut. */
export function formatTable(texts: readonly (readonly string[])[], columns: number): string {
  const rows = texts.map((row) => row.map((cell) => oneLine(cell, Number.POSITIVE_INFINITY)));
  const widths = (rows[0] ?? []).map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => (line.length > columns ? `${line.slice(0, Math.max(20, columns - 1))}…` : line)).join("\n");
}
