import type { Stats } from "node:fs";
import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import { HiapiError } from "../errors.ts";
import { codeOf } from "../fs/index.ts";
import { identityOf, isPart, neededParts, partFolders, skillName, wantedParts } from "./skill.ts";

/** Folders on disk, seen as skills: the one that is copied, and what stands where it goes. */

/** What stands at a path: nothing, a copy of this skill, a link, or something that is not ours. */
export type Found =
  | { state: "absent" }
  | { state: "skill"; version: string }
  | { state: "link"; version: string }
  | { state: "foreign"; reason: string };

/** The skill that this program belongs to. */
export interface SourceSkill {
  root: string;
  version: string;
  /** Path below the root, with `/` → how it is copied. */
  files: ReadonlyMap<string, { bytes: Buffer; isExecutable: boolean }>;
  /** Parts that a whole copy has and this one has not. */
  missing: string[];
}

/** Reads the skill whose `scripts` (or `src`) hold this script. Throws `output` when the rest of it is not there. */
export async function readSourceSkill(script: string): Promise<SourceSkill> {
  const root = join(await realpath(script), "..", "..");
  const files: Map<string, { bytes: Buffer; isExecutable: boolean }> = new Map();
  for (const path of await partsIn(root)) {
    const stats = await lstat(join(root, path));
    if (!stats.isFile()) throw incomplete(root, `${path} is no plain file`);
    files.set(path, { bytes: await readFile(join(root, path)), isExecutable: (stats.mode & 0o111) !== 0 });
  }
  const lacking = neededParts.filter((path) => !files.has(path));
  if (lacking.length > 0) throw incomplete(root, `${lacking.join(", ")} ${lacking.length > 1 ? "are" : "is"} not there`);
  const { name, version } = identityOf(String(files.get("SKILL.md")?.bytes ?? ""));
  if (name !== skillName || version === "") throw incomplete(root, `its SKILL.md is not that of ${skillName}`);
  const has = (wanted: string) => [...files.keys()].some((path) => path === wanted || (wanted.endsWith("/") && path.startsWith(wanted)));
  return { root, version, files, missing: wantedParts.filter((wanted) => !has(wanted)) };
}

function incomplete(root: string, reason: string): HiapiError {
  return new HiapiError("output", `cannot install from ${root}: ${reason}`, {
    hint: "run install from the npm package or from a whole copy of the skill's folder",
  });
}

/** What stands at a path. A symlink is never followed to decide what may be replaced; its version is for people. */
export async function lookAt(path: string): Promise<Found> {
  const stats = await statsOf(path);
  if (stats === undefined) return { state: "absent" };
  if (stats.isSymbolicLink()) return { state: "link", version: (await identityAt(path)).version };
  if (!stats.isDirectory()) return { state: "foreign", reason: "is a file" };
  const names = await readdir(path);
  if (names.length === 0) return { state: "absent" };
  if (names.includes(".git")) return { state: "foreign", reason: "is a git checkout" };
  if (!(await statsOf(join(path, "SKILL.md")))?.isFile()) return { state: "foreign", reason: "is a folder without a SKILL.md of its own" };
  const { name, version } = await identityAt(path);
  if (name !== skillName) return { state: "foreign", reason: `holds another skill, ${name || "one without a name"}` };
  return version === ""
    ? { state: "foreign", reason: "holds a skill of this name that states no version, not one of ours" }
    : { state: "skill", version };
}

/** The first part in which a folder is not this skill, as it would be after a fresh install; undefined when it is the same. */
export async function firstDifference(path: string, { files }: SourceSkill): Promise<string | undefined> {
  const strange = (await partsIn(path)).find((part) => !files.has(part));
  if (strange !== undefined) return strange;
  for (const [part, { bytes }] of files) {
    const isFile = (await statsOf(join(path, part)))?.isFile() === true;
    if (!isFile || !bytes.equals(await readFile(join(path, part)))) return part;
  }
  return undefined;
}

async function partsIn(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of partFolders) {
    // A folder behind a link is not looked into: what is copied is what stands here.
    const isFolder = (await statsOf(join(root, folder)))?.isDirectory() === true;
    const names = isFolder ? await readdir(join(root, folder)) : [];
    found.push(...names.map((name) => posix.join(folder, name)).filter(isPart));
  }
  return found.sort();
}

async function identityAt(path: string): Promise<{ name: string; version: string }> {
  const text = await readFile(join(path, "SKILL.md"), "utf8").catch(() => "");
  return identityOf(text);
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw error;
  }
}
