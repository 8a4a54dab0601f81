import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import { HiapiError } from "../errors.ts";
import { ignoreMissing } from "../fs/index.ts";

export const skillName = "hiapi-gpt-image-2";

/** Only these are copied: a folder may also hold `.env`, `outputs`, sources and tests. */
const part =
  /^(?:SKILL\.md|LICENSE|scripts\/(?:lib\/)?[\w-][\w.-]*\.mjs|scripts\/THIRD-PARTY-LICENSES\.txt|references\/[\w-]+\.md|agents\/[\w-]+\.yaml)$/;
const partFolders = ["", "scripts", "scripts/lib", "references", "agents"];
const requiredParts = ["SKILL.md", `scripts/${skillName}.mjs`, "scripts/check-config.mjs", "scripts/THIRD-PARTY-LICENSES.txt"];
const expectedParts = ["LICENSE", "references/", "agents/"];

/** Whether a path below the folder of a skill, with `/`, is a part of the skill. */
export function isPart(path: string): boolean {
  return part.test(path);
}

/** The skill that this program belongs to. */
export interface Skill {
  root: string;
  version: string;
  /** Path below the root, with `/` → its bytes. */
  files: ReadonlyMap<string, Buffer>;
  /** Parts that a whole copy has and this one lacks. */
  missing: string[];
}

/** Reads the skill that a script in `scripts` or `src` belongs to. Throws `output` where that copy cannot be installed from. */
export async function readSkill(script: string): Promise<Skill> {
  const root = join(await realpath(script), "..", "..");
  const incomplete = (reason: string) =>
    new HiapiError("output", `cannot install from ${root}: ${reason}`, {
      hint: "run install from the npm package or from a whole copy of the skill's folder",
    });
  const files = new Map<string, Buffer>();
  for (const path of await partsIn(root)) {
    if (!(await lstat(join(root, path))).isFile()) throw incomplete(`${path} is not a regular file`);
    files.set(path, await readFile(join(root, path)));
  }
  const lacking = requiredParts.filter((path) => !files.has(path));
  if (lacking.length > 0) throw incomplete(`${lacking.join(", ")} ${lacking.length > 1 ? "are" : "is"} not there`);
  const { name, version } = identityOf(String(files.get("SKILL.md")));
  if (name !== skillName || version === "") throw incomplete(`its SKILL.md is not that of ${skillName}`);
  const paths = [...files.keys()];
  return { root, version, files, missing: expectedParts.filter((expected) => !paths.some((path) => path.startsWith(expected))) };
}

/** The first part in which a folder differs from a fresh install of the skill; undefined when none does. */
export async function firstDifference(path: string, { files }: Skill): Promise<string | undefined> {
  const unknown = (await partsIn(path)).find((name) => !files.has(name));
  if (unknown !== undefined) return unknown;
  for (const [name, bytes] of files) {
    const isFile = (await lstat(join(path, name)).catch(ignoreMissing))?.isFile();
    if (!isFile || !bytes.equals(await readFile(join(path, name)))) return name;
  }
  return undefined;
}

/** The parts below a folder, with `/`. Links to folders are not followed. */
async function partsIn(root: string): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of partFolders) {
    const isFolder = (await lstat(join(root, folder)).catch(ignoreMissing))?.isDirectory();
    if (isFolder) paths.push(...(await readdir(join(root, folder))).map((name) => posix.join(folder, name)));
  }
  return paths.filter(isPart).sort();
}

/** What is at a path: this skill, a link, nothing or an empty folder, or anything else, which is never replaced. */
export type Found =
  | { state: "absent" }
  | { state: "installed"; version: string }
  | { state: "linked"; version?: string }
  | { state: "foreign"; reason: string };

/** Inspects a path. The version behind a link is for people: nothing is decided by what it leads to. */
export async function inspectFolder(path: string): Promise<Found> {
  const stats = await lstat(path).catch(ignoreMissing);
  if (!stats) return { state: "absent" };
  if (stats.isSymbolicLink()) {
    const { version } = await readIdentity(path);
    return { state: "linked", ...(version ? { version } : {}) };
  }
  if (!stats.isDirectory()) return { state: "foreign", reason: "is a file" };
  const names = await readdir(path);
  if (names.length === 0) return { state: "absent" };
  if (names.includes(".git")) return { state: "foreign", reason: "is a git checkout" };
  const hasDocument = (await lstat(join(path, "SKILL.md")).catch(ignoreMissing))?.isFile();
  if (!hasDocument) return { state: "foreign", reason: "is a folder without a SKILL.md of its own" };
  const { name, version } = await readIdentity(path);
  if (name !== skillName) return { state: "foreign", reason: `holds another skill, ${name || "one without a name"}` };
  if (!version) return { state: "foreign", reason: "holds a skill of this name that states no version, not one of ours" };
  const linked = await firstLink(path);
  if (linked) return { state: "foreign", reason: `has a link in place of ${linked}` };
  return { state: "installed", version };
}

/** The first part, or folder of parts, that is a link: what it leads to is neither compared nor replaced. */
async function firstLink(path: string): Promise<string | undefined> {
  for (const name of [...partFolders, ...(await partsIn(path))])
    if ((await lstat(join(path, name)).catch(ignoreMissing))?.isSymbolicLink()) return name;
  return undefined;
}

async function readIdentity(path: string): Promise<{ name: string; version: string }> {
  return identityOf(await readFile(join(path, "SKILL.md"), "utf8").catch(() => ""));
}

/** The name and the version in the front matter of a `SKILL.md`; `""` for what it does not state. */
export function identityOf(document: string): { name: string; version: string } {
  const head = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(document.replace(/^\uFEFF/, ""))?.[1] ?? "";
  const [, metadata = ""] = /^metadata:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$))*)/m.exec(head) ?? [];
  const scalar = (text = "") => text.trim().replace(/^(["'])(.*)\1$/, "$2");
  return { name: scalar(/^name:(.*)$/m.exec(head)?.[1]), version: scalar(/^[ \t]+version:(.*)$/m.exec(metadata)?.[1]) };
}
