import { sep } from "node:path";
import { formatTable } from "../terminal/index.ts";
import type { Place } from "./agents.ts";
import { isInterrupted } from "./replace-folder.ts";
import { lookAt } from "./skill-folder.ts";

/** One place where something stands: the skill, a link to it, an unfinished install, or what is not ours. */
export interface InstalledRow {
  agents: readonly string[];
  scope: Place["scope"];
  path: string;
  state: "installed" | "linked" | "interrupted" | "foreign";
  version?: string;
  reason?: string;
}

/** Where the skill stands among these places, and in which version. Changes nothing. */
export async function listInstalled(places: readonly Place[]): Promise<InstalledRow[]> {
  const rows: InstalledRow[] = [];
  for (const { agents, scope, path } of places) {
    const found = await lookAt(path);
    const row = { agents, scope, path };
    if (found.state === "skill") rows.push({ ...row, state: "installed", version: found.version });
    else if (found.state === "link") rows.push({ ...row, state: "linked", ...(found.version ? { version: found.version } : {}) });
    else if (found.state === "foreign") rows.push({ ...row, state: "foreign", reason: found.reason });
    else if (await isInterrupted(path)) rows.push({ ...row, state: "interrupted", reason: "run install again: it repairs this" });
  }
  return rows;
}

/** These rows for people. A path is never cut: where it does not fit, the terminal wraps it. */
export function installedTable(rows: readonly InstalledRow[], { cwd, home }: { cwd: string; home: string }): string {
  if (rows.length === 0) return "the skill is not installed here: install --claude, for example, does it";
  const short = (path: string) => relativeTo(cwd, "", path) ?? relativeTo(home, `~${sep}`, path) ?? path;
  const lines = rows.map((row) => [stateOf(row), row.agents.join(", ") || "–", short(row.path)]);
  return formatTable([["version", "agent", "path"], ...lines], Number.POSITIVE_INFINITY);
}

function stateOf({ state, version = "" }: InstalledRow): string {
  if (state === "installed") return version;
  if (state === "linked") return `${version} (link)`.trim();
  return state === "interrupted" ? "unfinished" : "not ours";
}

function relativeTo(folder: string, prefix: string, path: string): string | undefined {
  return path.startsWith(`${folder}${sep}`) ? `${prefix}${path.slice(folder.length + 1)}` : undefined;
}
