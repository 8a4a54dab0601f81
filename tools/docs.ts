/**
 * Keeps the documents true. `tsx tools/docs.ts` writes the marked blocks anew; `--check [folder]` changes nothing, names
 * what is stale and exits 1. A block stands between `<!-- generated: name -->` and `<!-- /generated -->`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { tables } from "./docs-tables.ts";
import { isStarted, projectRoot } from "./project.ts";

/** The documents that are kept true. */
export const documents: readonly string[] = [
  "SKILL.md",
  "README.md",
  "AGENTS.md",
  "CHANGELOG.md",
  "llms-install.md",
  "references/api.md",
  "references/output.md",
  "references/errors.md",
  ...readdirSync(join(projectRoot, "docs")).map((name) => `docs/${name}`),
  "src/journal/README.md",
];

const block = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- \/generated -->/g;

/** A document with its blocks made anew. Throws for a block that nobody makes, and for marks that do not pair. */
export function regenerated(text: string): string {
  const made = text.replace(block, (_, name: string) => {
    const make = tables[name];
    if (!make) throw new Error(`no table is called ${name}: there are ${Object.keys(tables).join(", ")}`);
    return `<!-- generated: ${name} -->\n${make()}\n<!-- /generated -->`;
  });
  const opened = made.match(/<!-- generated:/g)?.length ?? 0;
  const closed = made.match(/<!-- \/generated -->/g)?.length ?? 0;
  if (opened !== closed || opened !== (made.match(block)?.length ?? 0)) throw new Error("marks of generated blocks do not pair");
  return made;
}

/** What is wrong with the documents below `root`, a line each: stale blocks, files they name that are not there */
export function documentProblems(root: string): string[] {
  const problems: string[] = [];
  const shown = new Set<string>();
  for (const path of documents) {
    if (!existsSync(join(root, path))) {
      problems.push(`${path}: missing`);
      continue;
    }
    const text = readFileSync(join(root, path), "utf8");
    for (const [, name] of text.matchAll(block)) shown.add(name ?? "");
    problems.push(...[...staleness(text), ...missingFiles(root, path, text)].map((problem) => `${path}: ${problem}`));
  }
  const unseen = Object.keys(tables).filter((name) => !shown.has(name));
  problems.push(...unseen.map((name) => `tools/docs-tables.ts: no document shows the table ${name}`));
  return problems;
}

function staleness(text: string): string[] {
  try {
    return regenerated(text) === text ? [] : ["stale, run `npx tsx tools/docs.ts`"];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const folders = ["src", "scripts", "references", "test", "tools", "bench", "agents", "types", "docs", "outputs"];

/** Files that a document names, in links and in words, and that do not exist. A path is taken from the document or from the top. */
export function missingFiles(root: string, path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));
  const words = [...text.matchAll(new RegExp(String.raw`(?<![\w./:-])(?:${folders.join("|")})/[\w./-]*\w(?![\w*…<])`, "g"))].map(
    ([word]) => word,
  );
  const from = join(root, dirname(path));
  return [
    ...links.filter((link) => !existsSync(resolve(from, link))),
    ...new Set(words.filter((word) => !existsSync(join(root, word)) && !existsSync(join(from, word)))),
  ].map((name) => `names ${name}, which does not exist`);
}

function rewrite(root: string): void {
  for (const path of documents) {
    const before = readFileSync(join(root, path), "utf8");
    const after = regenerated(before);
    if (after === before) continue;
    writeFileSync(join(root, path), after);
    console.log(`${path}: written anew`);
  }
}

if (isStarted(import.meta.url)) {
  const [flag, folder] = process.argv.slice(2);
  const root = resolve(folder ?? projectRoot);
  if (flag !== "--check") rewrite(root);
  const problems = documentProblems(root);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.error(`documents: ${documents.length} are true to the code`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
