/**
 * Proves that the committed `scripts/` and `types/` are what `src` builds to, and that what is built may run from a bare
 * copy. Usage: `tsx tools/check-bundle.ts [folder to look at instead of the project]`.
 */
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parseSync, Visitor } from "rolldown/utils";
import { buildFiles, builtFolders } from "./build.ts";
import { isStarted, projectRoot } from "./project.ts";

const fileLimit = 1024 * 1024;
const totalLimit = 3 * fileLimit;

/** Commands check the Node version before anything of ours loads, so that they may not import it statically. */
const unlinked = ["scripts/hiapi-gpt-image-2.mjs", "scripts/check-config.mjs"];

/** How the built folders below `committed` differ from `built`; a line each, none when they are the same. */
export async function differences(built: ReadonlyMap<string, string>, committed: string): Promise<string[]> {
  const found = new Set(await builtFiles(committed));
  const problems = [...found].filter((path) => !built.has(path)).map((path) => `${path}: stray, src does not build to it`);
  for (const [path, text] of built) {
    if (!found.has(path)) problems.push(`${path}: missing`);
    else if (!Buffer.from(text).equals(await readFile(join(committed, path)))) problems.push(`${path}: differs from what src builds to`);
  }
  return problems.sort();
}

async function builtFiles(root: string): Promise<string[]> {
  const paths: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const children = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const child of children) {
      const path = `${folder}/${child.name}`;
      if (child.isDirectory()) await walk(path);
      else paths.push(path);
    }
  };
  for (const folder of builtFolders) await walk(folder);
  return paths;
}

/** What keeps built files from running from a bare copy: size, imports of packages, static imports of the commands. */
export function violations(built: ReadonlyMap<string, string>): string[] {
  const scripts = [...built].filter(([path]) => path.endsWith(".mjs"));
  const total = scripts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  const problems = scripts.flatMap(([path, text]) => violationsOf(path, text, built));
  return total > totalLimit ? [...problems, `scripts: ${total} bytes in all, at most ${totalLimit}`] : problems;
}

function violationsOf(path: string, text: string, built: ReadonlyMap<string, string>): string[] {
  const imports = importsOf(text);
  const problems = imports.flatMap(({ name }) => {
    if (name.startsWith("node:") && isBuiltin(name)) return [];
    const target = join(dirname(path), name).replaceAll("\\", "/");
    if (name.startsWith(".") && built.has(target)) return [];
    return [`${path}: imports "${name}", which a bare copy does not have`];
  });
  if (unlinked.includes(path) && imports.some(({ isStatic, name }) => isStatic && name.startsWith(".")))
    problems.push(`${path}: has a static import of ours, which loads before its check of the Node version`);
  if (Buffer.byteLength(text) > fileLimit) problems.push(`${path}: ${Buffer.byteLength(text)} bytes, at most ${fileLimit}`);
  return problems;
}

interface Import {
  name: string;
  isStatic: boolean;
}

/** Every module that a script names: `import`, `export … from`, `import()` and what rolldown makes of `require()`. */
function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const add = (source: { value?: unknown } | null | undefined, isStatic: boolean): void => {
    if (typeof source?.value === "string") found.push({ name: source.value, isStatic });
  };
  const visitor = new Visitor({
    ImportDeclaration: ({ source }) => add(source, true),
    ExportNamedDeclaration: ({ source }) => add(source, true),
    ExportAllDeclaration: ({ source }) => add(source, true),
    ImportExpression: ({ source }) => add("value" in source ? source : null, false),
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === "Identifier" && /^(?:__)?require$/.test(callee.name);
      if (isRequire && first?.type === "Literal") add(first, false);
    },
  });
  visitor.visit(parseSync("script.mjs", text).program);
  return found;
}

if (isStarted(import.meta.url)) {
  const built = await buildFiles(projectRoot);
  const problems = [...(await differences(built, resolve(process.argv[2] ?? projectRoot))), ...violations(built)];
  for (const problem of problems) console.error(problem);
  console.error(problems.length === 0 ? `bundle: ${built.size} files are what src builds to` : "bundle: run `npm run build`");
  process.exitCode = problems.length === 0 ? 0 : 1;
}
