import type { Input } from "../args/index.ts";
import { installedTable, listInstalled } from "../install/list.ts";
import type { Installation } from "../install/plan.ts";
import { installSkill } from "../install/plan.ts";
import type { Context } from "./command.ts";

/** `install`: copies the skill into the folders of agents, or lists where it is. */
export async function run({ options }: Input<"install">, { io, reporter }: Context): Promise<number> {
  if (options.list) {
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
