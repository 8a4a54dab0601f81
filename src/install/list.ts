import { sep } from "node:path";
import type { Io } from "../io.ts";
import { formatTable } from "../terminal/index.ts";
import type { Choice, Place } from "./agents.ts";
import { agentNames, placesOf } from "./agents.ts";
import { isInterrupted } from "./replace-folder.ts";
import type { Found } from "./skill.ts";
import { inspectFolder } from "./skill.ts";

/** A place that is not empty: the skill, a link, an interrupted install, or something else. */
export type InstalledRow = Pick<Place, "agents" | "scope" | "path"> &
  (Exclude<Found, { state: "absent" }> | { state: "interrupted"; reason: string });

/** Where the skill is, and in which version. Without a choice: for all agents; without `project`: in both scopes. Changes nothing. */
export async function listInstalled({ project, ...choice }: Choice & { project?: boolean }, io: Io): Promise<InstalledRow[]> {
  const isChosen = choice.targets !== undefined || agentNames.some((name) => choice[name]);
  const wanted: Choice = isChosen ? choice : Object.fromEntries(agentNames.map((name) => [name, true]));
  const userPlaces = project ? [] : placesOf({ ...wanted, targets: [] }, "user", io);
  const rows: InstalledRow[] = [];
  for (const { agents, scope, path } of [...userPlaces, ...placesOf(wanted, "project", io)]) {
    const found = await inspectFolder(path);
    if (found.state !== "absent") rows.push({ agents, scope, path, ...found });
    else if (await isInterrupted(path))
      rows.push({ agents, scope, path, state: "interrupted", reason: "run install again: it repairs this" });
  }
  return rows;
}

/** The rows as a table. A path is never cut: the terminal wraps it. */
export function installedTable(rows: readonly InstalledRow[], { cwd, home }: Pick<Io, "cwd" | "home">): string {
  if (rows.length === 0) return "the skill is not installed here: install --claude, for example, does it";
  const lines = rows.map((row) => {
    const below = (folder: string) => row.path.startsWith(`${folder}${sep}`) && row.path.slice(folder.length + 1);
    const path = below(cwd) || (below(home) && `~${sep}${below(home)}`) || row.path;
    return [stateText(row), row.agents.join(", ") || "–", path];
  });
  return formatTable([["version", "agent", "path"], ...lines], Number.POSITIVE_INFINITY);
}

function stateText(row: InstalledRow): string {
  if (row.state === "installed") return row.version;
  if (row.state === "linked") return `${row.version ?? ""} (link)`.trim();
  return row.state === "interrupted" ? "unfinished" : "not ours";
}
