import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../tools/project.ts";

/** Copies of the skill for tests of `install`, and folders as text. */

export const skillName = "hiapi-gpt-image-2";
export const version: string = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).version;

/** The skill's folder as a person copies it, with a version of its own; answers its main script. */
export function copySkill(root: string, stated = version): string {
  for (const name of ["SKILL.md", "LICENSE", "scripts", "references", "agents"])
    cpSync(join(projectRoot, name), join(root, name), { recursive: true });
  restate(root, stated);
  return join(root, `scripts/${skillName}.mjs`);
}

/** Gives a copy another version. */
export function restate(root: string, stated: string): void {
  const path = join(root, "SKILL.md");
  writeFileSync(path, readFileSync(path, "utf8").replace(/^ {2}version: .*$/m, `  version: "${stated}"`));
}

export function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

/** The files below a folder, with `/`, sorted; links end in `@`. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !lstatSync(join(folder, path)).isDirectory())
    .map((path) => (lstatSync(join(folder, path)).isSymbolicLink() ? `${path}@` : path))
    .sort();
}

/** What an install holds, file for file. */
export const wholeSkill = filesIn(projectRoot).filter((path) => /^(?:SKILL\.md|LICENSE|(?:scripts|references|agents)\/.*)$/.test(path));

export function statedVersion(root: string): string {
  return /^ {2}version: "(.*)"$/m.exec(readFileSync(join(root, "SKILL.md"), "utf8"))?.[1] ?? "";
}
