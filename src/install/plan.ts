import { realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import { compareVersions } from "../api/index.ts";
import type { Problem } from "../errors.ts";
import { HiapiError } from "../errors.ts";
import { codeOf } from "../fs/index.ts";
import type { Place } from "./agents.ts";
import { repair, replaceFolder } from "./replace-folder.ts";
import { isPart, skillName } from "./skill.ts";
import type { SourceSkill } from "./skill-folder.ts";
import { firstDifference, lookAt } from "./skill-folder.ts";

/** What is to be done at a place, or was done: the line of the document. */
export interface Installation {
  agents: readonly string[];
  scope: Place["scope"];
  path: string;
  action: "installed" | "replaced" | "unchanged";
  version: string;
  previousVersion?: string;
  /** What an interrupted run had left: its change was undone or finished, or its stage was swept away. */
  repaired?: "undone" | "finished" | "swept";
  /** What the replaced folder held beside the skill, and the new one still holds. */
  kept?: string[];
}

interface Context {
  source: SourceSkill;
  force: boolean;
  cwd: string;
}

/** Mends what interrupted runs left, then says for each place what is to be done, or what is in the way. Installs nothing. */
export async function planInstall(places: readonly Place[], context: Context): Promise<{ plans: Installation[]; problems: Problem[] }> {
  const plans: Installation[] = [];
  const problems: Problem[] = [];
  for (const place of places) {
    const { agents, scope, path } = place;
    const refuse = (accepted: string, reason: string) => {
      const field = agents[0] ?? "target";
      problems.push({ field, given: path, accepted, message: `${path} ${reason}` });
    };
    const misplaced = await misplacement(place, context);
    if (misplaced) refuse("a folder of skills beside this one", misplaced);
    else await planOne({ place, context, refuse, add: (plan) => plans.push({ agents, scope, path, ...plan }) });
  }
  return { plans, problems };
}

interface Planning {
  place: Place;
  context: Context;
  refuse: (accepted: string, reason: string) => void;
  add: (plan: Omit<Installation, "agents" | "scope" | "path">) => void;
}

async function planOne({ place: { path }, context: { source, force }, refuse, add }: Planning): Promise<void> {
  const { version } = source;
  const mended = await repair(path, { isOurs: async (folder) => (await lookAt(folder)).state === "skill", isPart }).catch(asOutput(path));
  const found = await lookAt(path).catch(asOutput(path));
  const repaired = mended ? { repaired: mended } : {};
  if (found.state === "link")
    return refuse("a folder", "is a symbolic link, which is never replaced: remove it, or name another folder with --target");
  if (found.state === "foreign")
    return refuse(`nothing, or a folder of ${skillName}`, `${found.reason}: move it away, or name another folder with --target`);
  if (found.state === "absent") return add({ action: "installed", version, ...repaired });
  const previous = found.version;
  const difference = previous === version ? await firstDifference(path, source).catch(asOutput(path)) : undefined;
  if (previous === version && difference === undefined) return add({ action: "unchanged", version, ...repaired });
  if (force) return add({ action: "replaced", version, previousVersion: previous, ...repaired });
  const reason = difference
    ? `holds ${previous}, but its ${difference} is not that of this version`
    : `holds ${previous}, which is ${compareVersions(previous, version) < 0 ? "older" : "newer"} than this ${version}`;
  return refuse("--force", `${reason}: --force replaces it`);
}

/** Why nothing may be installed there, whatever stands there; undefined where it may. */
async function misplacement({ scope, folder, path }: Place, { source, cwd }: Context): Promise<string | undefined> {
  if (basename(folder) === skillName)
    return `would lie in a folder of the same name: --target takes the folder of skills, here ${dirname(folder)}`;
  if (
    await stat(folder).then(
      (stats) => !stats.isDirectory(),
      (error) => codeOf(error) === "ENOTDIR",
    )
  )
    return `cannot be made: ${folder} is no folder, or lies below a file`;
  const [target, root] = [await realPath(path), source.root];
  if (target === root || isBelow(root, target)) return "is the folder that this program runs from: name another one";
  if (["scripts", "references", "agents"].some((part) => isBelow(target, `${root}${sep}${part}`)))
    return "lies inside the skill that is to be copied: name another one";
  if (scope === "project" && !isBelow(target, await realPath(cwd)))
    return "leads out of this project through a link: name the folder itself with --target";
  return undefined;
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The real path of what may not be there yet: that of the nearest folder above it, and the rest. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : `${(await realPath(above)).replace(/[\\/]$/, "")}${sep}${basename(path)}`;
  }
}

/** Does what was planned, in turn. A disk that refuses one place stops none of the others; then it throws `output`, with what was done. */
export async function carryOut(plans: readonly Installation[], { files }: SourceSkill): Promise<Installation[]> {
  const done: Installation[] = [];
  const failures: HiapiError[] = [];
  for (const plan of plans) {
    try {
      const kept = plan.action === "unchanged" ? [] : await replaceFolder(plan.path, files, isPart).catch(asOutput(plan.path));
      done.push(kept.length > 0 ? { ...plan, kept } : plan);
    } catch (error) {
      if (!(error instanceof HiapiError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (!first) return done;
  throw new HiapiError("output", failures.map(({ message }) => message).join("; "), { ...first.facts, beside: { installed: done } });
}

/** For a catch: what the disk refuses becomes `output`. */
function asOutput(path: string): (error: unknown) => never {
  return (error) => {
    const code = codeOf(error);
    if (error instanceof HiapiError || !(error instanceof Error) || !/^E[A-Z]+$/.test(code)) throw error;
    throw new HiapiError("output", `cannot install in ${path}: ${error.message}`, { code, cause: error, hint: hintFor(code) });
  };
}

function hintFor(code: string): string {
  if (["ENOTEMPTY", "EEXIST"].includes(code))
    return "a file or another installation is in the way: look at the folder, then run the same command";
  if (["ENOSPC", "EDQUOT"].includes(code)) return "free some disk space, then run the same command";
  return "nothing is half installed: choose a folder that can be written, with --target, or mend this one and run the same command";
}
