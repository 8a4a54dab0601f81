import type { Problem } from "../errors.ts";
import { usageError } from "../errors.ts";
import type { Agent, Place } from "../install/agents.ts";
import { agentNames, placesOf } from "../install/agents.ts";
import { installedTable, listInstalled } from "../install/list.ts";
import type { Installation } from "../install/plan.ts";
import { carryOut, planInstall } from "../install/plan.ts";
import { readSourceSkill } from "../install/skill-folder.ts";
import type { Io } from "../io.ts";
import type { Reporter } from "../terminal/index.ts";

interface Run {
  io: Io;
  reporter: Reporter;
}

interface Wish {
  chosen: Agent[];
  targets: string[];
  isProject: boolean;
}

/** `install` from the command line: the skill copied into the folders of agents, or the list of where it is. Answers the exit code. */
export async function runInstall(options: Record<string, unknown>, { io, reporter }: Run): Promise<number> {
  const wish: Wish = {
    chosen: agentNames.filter((agent) => options[agent] === true),
    targets: Array.isArray(options.targets) ? options.targets.map(String) : [],
    isProject: options.project === true,
  };
  const isList = options.list === true;
  const wrong = isList ? listProblems(options.force === true) : wishProblems(wish);
  if (wrong.length > 0) throw usageError(wrong, "hiapi-img install --help lists what it takes");
  if (isList) return showInstalled(placesToList(wish, io), options.json === true, { io, reporter });
  const source = await readSourceSkill(io.script);
  const places = placesOf({ ...wish, scope: wish.isProject ? "project" : "user" }, io);
  const { plans, problems } = await planInstall(places, { source, force: options.force === true, cwd: io.cwd });
  if (problems.length > 0) throw usageError(problems, "nothing was installed: correct this, or leave out what cannot be done");
  if (source.missing.length > 0) reporter.warn(`this copy of the skill is not whole: ${source.missing.join(", ")} cannot be copied along`);
  const installed = await carryOut(plans, source);
  for (const one of installed) reporter.info(sentenceOf(one));
  await reporter.document({ ok: true, version: source.version, installed });
  return 0;
}

function wishProblems({ chosen, targets, isProject }: Wish): Problem[] {
  const flags = [...agentNames.map((name) => `--${name}`), "--target <dir>"];
  const problems: Problem[] = [];
  if (chosen.length === 0 && targets.length === 0) {
    const message = `install needs to know where: give ${flags.slice(0, -1).join(", ")} or ${flags.at(-1)}`;
    problems.push({ field: "target", given: null, accepted: flags, message });
  } else if (isProject && chosen.length === 0) {
    const message = "--project goes with the flag of an agent: --target names a folder by itself";
    problems.push({ field: "project", given: true, accepted: flags.slice(0, -1), message });
  }
  if (targets.some((target) => target.trim() === ""))
    problems.push({ field: "target", given: "", accepted: "a folder", message: '--target "" names no folder: give the folder of skills' });
  return problems;
}

function listProblems(hasForce: boolean): Problem[] {
  if (!hasForce) return [];
  return [{ field: "force", given: true, accepted: "--list alone", message: "--list changes nothing: leave out --force" }];
}

/** All agents where none is named; both scopes unless one is. */
function placesToList({ chosen, targets, isProject }: Wish, io: Io): Place[] {
  const asked = chosen.length > 0 || targets.length > 0 ? chosen : agentNames;
  const project = placesOf({ chosen: asked, scope: "project", targets }, io);
  const user = isProject ? [] : placesOf({ chosen: asked, scope: "user", targets: [] }, io);
  return [...user, ...project];
}

async function showInstalled(places: readonly Place[], isJson: boolean, { io, reporter }: Run): Promise<number> {
  const rows = await listInstalled(places);
  if (reporter.isTerminal && !isJson) await reporter.text(installedTable(rows, io));
  else await reporter.document({ ok: true, version: io.version, installed: rows });
  return 0;
}

function sentenceOf({ action, version, previousVersion, path, repaired, kept }: Installation): string {
  const from = previousVersion && previousVersion !== version ? `, was ${previousVersion}` : "";
  const notes = [repaired && "an interrupted install was repaired", kept && `kept: ${kept.join(", ")}`].filter(
    (note) => note !== undefined,
  );
  return [`${action}: ${path} (${version}${from})`, ...notes].join("; ");
}
