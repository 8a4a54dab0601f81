import { oneLine } from "../errors.ts";
import { formatTable } from "../terminal/index.ts";
import type { RemoteRow, TaskRow } from "./task-rows.ts";

/** Rows of the journal for people: one line each, within the terminal's width. */
export function tasksTable(rows: readonly TaskRow[], columns: number): string {
  if (rows.length === 0) return "no requests are known here";
  const table = rows.map((row) => [
    row.taskId ?? row.idempotencyKey,
    ageOf(row.ageSeconds),
    row.state,
    nextOf(row),
    row.model,
    oneLine(row.prompt, columns),
  ]);
  return formatTable([["id", "age", "state", "next", "model", "prompt"], ...table], columns);
}

/** HiAPI's list for people; what the journal does not know is marked. */
export function remoteTable(rows: readonly RemoteRow[], columns: number): string {
  if (rows.length === 0) return "HiAPI lists no tasks for this key";
  const table = rows.map((row) => [row.isKnown ? " " : "?", row.taskId, row.begunAt?.slice(0, 16) ?? "", row.status, row.model]);
  return `${formatTable([["", "id", "begun", "status", "model"], ...table], columns)}\n? = the journal does not know it; resume <id> saves its image`;
}

/** The first word of what comes next, or the newest file. */
function nextOf({ next, files }: TaskRow): string {
  return files.length > 0 && next.startsWith("–") ? `${files.length} saved` : (next.split(/[:(]/, 1)[0]?.trim() ?? "");
}

function ageOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
