/** What the skill's folder is: its name, what belongs in it, and how one is told from another. Pure. */

export const skillName = "hiapi-gpt-image-2";

/** The parts that an agent needs; what of a folder is none of them (`.env`, `outputs`, tests, sources) is never copied. */
const part =
  /^(?:SKILL\.md|LICENSE|scripts\/(?:lib\/)?[\w-][\w.-]*\.mjs|scripts\/THIRD-PARTY-LICENSES\.txt|references\/[\w-]+\.md|agents\/[\w-]+\.yaml)$/;

/** Without these a folder is no skill that runs. */
export const neededParts = ["SKILL.md", `scripts/${skillName}.mjs`, "scripts/check-config.mjs", "scripts/THIRD-PARTY-LICENSES.txt"];

/** What a whole copy has beside them. */
export const wantedParts = ["LICENSE", "references/", "agents/"];

/** The folders that hold parts. */
export const partFolders = ["", "scripts", "scripts/lib", "references", "agents"];

/** Whether a path below a skill's folder, with `/`, is a part of the skill. */
export function isPart(path: string): boolean {
  return part.test(path);
}

/** The name and the version that the front matter of a `SKILL.md` states; "" for what it does not state. */
export function identityOf(document: string): { name: string; version: string } {
  const head = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(document.replace(/^\uFEFF/, ""))?.[1] ?? "";
  const [, metadata = ""] = /^metadata:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$))*)/m.exec(head) ?? [];
  return { name: scalar(/^name:(.*)$/m.exec(head)?.[1]), version: scalar(/^[ \t]+version:(.*)$/m.exec(metadata)?.[1]) };
}

function scalar(text = ""): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
