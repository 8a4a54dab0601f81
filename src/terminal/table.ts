/** Rows in columns of equal width, the first row being the head. A line that is wider than the terminal is cut. */
export function formatTable(rows: readonly (readonly string[])[], columns: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => (line.length > columns ? `${line.slice(0, Math.max(20, columns - 1))}…` : line)).join("\n");
}
