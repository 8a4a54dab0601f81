/**
 * Keeps the generated tables of the documents up to date. `tsx tools/docs.ts` writes them; `--check [folder]` only reports what is stale or
 * names a file that does not exist, and exits 1. A table is between `<!-- generated: name -->` and `<!-- /generated -->`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { tables } from "./docs-tables.ts";
import { isStarted, projectRoot } from "./project.ts";

/** The documents of the project below `root`. */
export function documentsOf(root: string): string[] {
  const pages = ["references", "docs"].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  return [
    "SKILL.md",
    "README.md",
    "AGENTS.md",
    "CHANGELOG.md",
    "llms-install.md",
    "src/journal/README.md",
    ...pages.filter((path) => path.endsWith(".md")),
  ];
}

const block = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- \/generated -->/g;

/** A document with its tables generated again. Throws for an unknown table, and for marks that do not pair. */
export function regenerated(text: string): string {
  const result = text.replace(block, (_, name: string) => {
    const make = tables[name];
    if (!make) throw new Error(`no table is called ${name}: there are ${Object.keys(tables).join(", ")}`);
    return `<!-- generated: ${name} -->\n${make()}\n<!-- /generated -->`;
  });
  if (/<!-- (?:generated: |\/generated)/.test(result.replace(block, ""))) throw new Error("marks of generated blocks do not pair");
  return result;
}

/** What is wrong with the documents below `root`, a line each. */
export function documentProblems(root: string): string[] {
  const texts = documentsOf(root).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  const problems = texts.flatMap(({ path, text }) =>
    [...staleTables(text), ...missingFiles(root, path, text)].map((problem) => `${path}: ${problem}`),
  );
  const unused = Object.keys(tables).filter((name) => !texts.some(({ text }) => text.includes(`<!-- generated: ${name} -->`)));
  return [...problems, ...unused.map((name) => `tools/docs-tables.ts: no document has the table ${name}`)];
}

function staleTables(text: string): string[] {
  try {
    return regenerated(text) === text ? [] : ["stale, run `npx tsx tools/docs.ts`"];
  } catch (error) {
    return [String(error)];
  }
}

const link = /\]\((?![a-z]+:)([^)\s#]+)(?:#[^)]*)?\)/gi;
const mention = /(?<![\w./:-])(?:src|scripts|references|test|tools|bench|agents|types|docs|outputs)\/[\w./-]*\w(?![\w*…<])/g;

/** Files that a document names, in links and in its text, and that do not exist. Links are relative to the document, other paths also to `root`. */
export function missingFiles(root: string, path: string, text: string): string[] {
  const folder = join(root, dirname(path));
  const links = [...text.matchAll(link)].map(([, target = ""]) => target).filter((target) => !existsSync(resolve(folder, target)));
  const mentions = [...text.matchAll(mention)].map(([name]) => name);
  const missing = mentions.filter((name) => !existsSync(join(root, name)) && !existsSync(join(folder, name)));
  return [...new Set([...links, ...missing])].map((name) => `names ${name}, which does not exist`);
}

if (isStarted(import.meta.url)) {
  const [flag, root = projectRoot] = process.argv.slice(2);
  const documents = documentsOf(root);
  if (flag !== "--check")
    for (const path of documents) writeFileSync(join(root, path), regenerated(readFileSync(join(root, path), "utf8")));
  const problems = documentProblems(root);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.error(`documents: ${documents.length} are up to date`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
