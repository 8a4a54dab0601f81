import { usageError } from "../errors.ts";
import { installedTable, listInstalled } from "../install/list.ts";
import type { Installation, InstallOptions } from "../install/plan.ts";
import { installSkill } from "../install/plan.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";

/** `install`: copies the skill into the folders of agents, or lists where it is. Returns the exit code. */
export async function runInstall(
  options: InstallOptions & { list?: boolean; json?: boolean },
  { io, reporter }: { io: Io; reporter: Reporter },
): Promise<number> {
  if (options.list) {
    if (options.force)
      throw usageError([{ field: "force", given: true, accepted: "--list alone", message: "--list changes nothing: leave out --force" }]);
    const rows = await listInstalled(options, io);
    if (reporter.isTerminal && !options.json) await reporter.text(installedTable(rows, io));
    else await reporter.document({ ok: true, version: io.version, installed: rows });
    return 0;
  }
  const { missing, ...result } = await installSkill(options, io);
  if (missing.length > 0) reporter.warn(`this copy of the skill is not whole: ${missing.join(", ")} cannot be copied along`);
  for (const installation of result.installed) reporter.info(describe(installation));
  await reporter.document({ ok: true, ...result });
  return 0;
}

function describe({ action, version, previousVersion, path, repaired, kept }: Installation): string {
  const previous = previousVersion && previousVersion !== version ? `, was ${previousVersion}` : "";
  const notes = [repaired && "an interrupted install was repaired", kept && `kept: ${kept.join(", ")}`].filter(Boolean);
  return [`${action}: ${path} (${version}${previous})`, ...notes].join("; ");
}
