import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { compareVersions } from "../api/index.ts";
import type { Problem } from "../errors.ts";
import { HiapiError, usageError } from "../errors.ts";
import { codeOf, diskError } from "../fs/index.ts";
import type { Io } from "../io.ts";
import type { Choice, Place } from "./agents.ts";
import { agentNames, placesOf } from "./agents.ts";
import { repair, replaceFolder } from "./replace-folder.ts";
import type { Skill } from "./skill.ts";
import { firstDifference, inspectFolder, readSkill, skillName } from "./skill.ts";

/** The skill copied into the folders of agents: planned for all of them before anything is written, so that all problems come together. */

/** What was done at a place, as the document has it. */
export interface Installation {
  agents: readonly string[];
  scope: Place["scope"];
  path: string;
  action: "installed" | "replaced" | "unchanged";
  version: string;
  previousVersion?: string;
  /** What an interrupted run had left: its change was undone or finished, or its unfinished copy removed. */
  repaired?: "undone" | "finished" | "swept";
  /** What the replaced folder held beside the skill, and the new one still holds. */
  kept?: string[];
}

export type InstallOptions = Choice & { project?: boolean; force?: boolean };

/**
 * Copies the skill that this program belongs to. `missing` names parts that its own copy lacks.
 * @throws HiapiError `usage` with all problems, and nothing installed; `output` where a disk refuses, with what was installed elsewhere
 */
export async function installSkill(
  options: InstallOptions,
  io: Io,
): Promise<{ version: string; installed: Installation[]; missing: string[] }> {
  const wrong = choiceProblems(options);
  if (wrong.length > 0) throw usageError(wrong, "hiapi-img install --help lists what it takes");
  const skill = await readSkill(io.script);
  const plans: Installation[] = [];
  const problems: Problem[] = [];
  for (const place of placesOf(options, options.project ? "project" : "user", io)) {
    const { agents, scope, path } = place;
    const result =
      (await misplacement(place, skill, io.cwd)) ?? (await planFor(path, skill, options.force === true).catch(rethrowFor(path)));
    if ("action" in result) plans.push({ agents, scope, path, ...result });
    else problems.push({ field: agents[0] ?? "target", given: path, accepted: result.accepted, message: `${path} ${result.reason}` });
  }
  if (problems.length > 0) throw usageError(problems, "nothing was installed: correct this, or leave out what cannot be done");
  return { version: skill.version, installed: await carryOut(plans, skill), missing: skill.missing };
}

function choiceProblems({ targets = [], project, ...flags }: InstallOptions): Problem[] {
  const hasAgent = agentNames.some((name) => flags[name]);
  const agentFlags = agentNames.map((name) => `--${name}`);
  const problems: Problem[] = [];
  if (!hasAgent && targets.length === 0) {
    const message = `install needs to know where: give ${agentFlags.join(", ")} or --target <dir>`;
    problems.push({ field: "target", given: null, accepted: [...agentFlags, "--target <dir>"], message });
  } else if (!hasAgent && project) {
    const message = "--project goes with the flag of an agent: --target names a folder by itself";
    problems.push({ field: "project", given: true, accepted: agentFlags, message });
  }
  if (targets.some((target) => target.trim() === ""))
    problems.push({ field: "target", given: "", accepted: "a folder", message: '--target "" names no folder: give the folder of skills' });
  return problems;
}

/** Why a place cannot be installed at. */
type Refusal = { accepted: string; reason: string };

/** Repairs what an interrupted run left, then decides what to do at a path. */
async function planFor(path: string, skill: Skill, force: boolean): Promise<Omit<Installation, "agents" | "scope" | "path"> | Refusal> {
  const { version } = skill;
  const done = await repair(path);
  const repaired = done ? { repaired: done } : {};
  const found = await inspectFolder(path);
  if (found.state === "linked")
    return { accepted: "a folder", reason: "is a symbolic link, which is never replaced: remove it, or name another folder with --target" };
  if (found.state === "foreign")
    return {
      accepted: `nothing, or a folder of ${skillName}`,
      reason: `${found.reason}: move it away, or name another folder with --target`,
    };
  if (found.state === "absent") return { action: "installed", version, ...repaired };
  const previousVersion = found.version;
  const difference = previousVersion === version ? await firstDifference(path, skill) : undefined;
  if (previousVersion === version && difference === undefined) return { action: "unchanged", version, ...repaired };
  if (force) return { action: "replaced", version, previousVersion, ...repaired };
  const reason = difference
    ? `holds ${previousVersion}, but its ${difference} is not that of this version`
    : `holds ${previousVersion}, which is ${compareVersions(previousVersion, version) < 0 ? "older" : "newer"} than this ${version}`;
  return { accepted: "--force", reason: `${reason}: --force replaces it` };
}

/** Why nothing may be installed at a place, whatever is there; undefined where it may. */
async function misplacement({ scope, folder, path }: Place, { root }: Skill, cwd: string): Promise<Refusal | undefined> {
  const refuse = (reason: string): Refusal => ({ accepted: "a folder of skills beside this one", reason });
  if (basename(folder) === skillName)
    return refuse(`would lie in a folder of the same name: --target takes the folder of skills, here ${dirname(folder)}`);
  const canHoldFolders = await stat(folder).then(
    (stats) => stats.isDirectory(),
    (error) => codeOf(error) !== "ENOTDIR",
  );
  if (!canHoldFolders) return refuse(`cannot be made: ${folder} is no folder, or lies below a file`);
  const target = await realPath(path);
  if (target === root || isBelow(root, target)) return refuse("is the folder that this program runs from: name another one");
  if (["scripts", "references", "agents"].some((part) => isBelow(target, join(root, part))))
    return refuse("lies inside the skill that is to be copied: name another one");
  if (scope === "project" && !isBelow(target, await realPath(cwd)))
    return refuse("leads out of this project through a link: name the folder itself with --target");
  return undefined;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The real path of what may not exist yet: that of the nearest folder above it, and the rest. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPath(above), basename(path));
  }
}

/** A disk that refuses one place does not stop the others. */
async function carryOut(plans: readonly Installation[], { files }: Skill): Promise<Installation[]> {
  const installed: Installation[] = [];
  const failures: HiapiError[] = [];
  for (const plan of plans) {
    try {
      const kept = plan.action === "unchanged" ? [] : await replaceFolder(plan.path, files).catch(rethrowFor(plan.path));
      installed.push(kept.length > 0 ? { ...plan, kept } : plan);
    } catch (error) {
      if (!(error instanceof HiapiError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (!first) return installed;
  throw new HiapiError("output", failures.map(({ message }) => message).join("; "), { ...first.facts, beside: { installed } });
}

/** For a catch: throws a system error as `output`. */
function rethrowFor(path: string): (error: unknown) => never {
  return (error) => {
    throw diskError(error, { failed: `cannot install in ${path}`, option: "--target", next: "run the same command" });
  };
}
