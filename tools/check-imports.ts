/** Keeps imports running one way (design section 5). The tables below are the house plan: a new file gets its place here. */
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import ts from "typescript";
import { isStarted, projectRoot } from "./project.ts";

/**
 * From top to bottom. A file may import from the layers below its own, and from those beside it types only: rooms side by side do not call
 * one another. `a/*` stands for the files of a folder that have no place of their own; `together` says where they may import
 * one another.
 */
const layers: readonly (readonly string[])[] = [
  ["check-config"],
  ["cli", "library"],
  ["start"],
  ["process", "programs", "library/*"],
  ["main"],
  ["help-texts"],
  ["help", "compile-cache", "outputs"],
  ["commands/run-generate", "commands/run-batch"],
  ["batch/*"],
  ["commands/make"],
  ["commands/workshop"],
  ["commands/run-resume", "commands/run-tasks", "commands/run-install"],
  ["commands/tasks-table"],
  ["commands/*"],
  ["commands/generate"],
  ["commands/resume"],
  ["commands/pursue"],
  ["commands/prepare", "commands/finish", "commands/quote", "commands/policy", "commands/ledger", "commands/secrets"],
  ["commands/references", "commands/shared", "commands/wait"],
  ["session", "arguments"],
  ["sandbox/*"],
  ["gallery/*", "completion/*"],
  ["api", "task", "output", "present", "config", "update", "preview", "download", "state", "journal", "history", "agent-folders"],
  ["skill-folder", "replace-folder"],
  ["pricing", "normalize", "pace"],
  ["exchange", "state-folder", "colors"],
  ["gate"],
  ["http", "schedule", "request", "throttle"],
  ["address", "failure", "garbage", "names", "sleep", "owner"],
  ["claim", "placement"],
  ["taken"],
  ["entry-files", "stretches"],
  ["entry", "durable", "durations"],
  ["image", "normal-curve", "png-rows"],
  ["image-end"],
  ["lines"],
  ["answer"],
  ["answer-images"],
  ["rules", "fields"],
  ["problems"],
  ["options", "failure-document"],
  ["catalogue", "reference", "nearest", "shell", "skill", "aligned", "half-blocks"],
  ["url"],
  ["errors", "number-map", "writable"],
];

/** Folders that are one room: their files know one another. */
const together = ["sandbox", "library", "batch", "gallery", "completion"];

/** Rooms that see less than what lies below them. */
const narrow: Record<string, readonly string[]> = {
  "sandbox/*": ["catalogue", "nearest", "problems", "reference", "rules", "request", "url", "errors"],
};

/** Rooms that not everyone above may enter. */
const guarded: Record<string, readonly string[]> = {
  "sandbox/*": ["commands/*", "session"],
};

/** Who may load which package; one that is not named here is nobody's. */
const packages: Record<string, readonly string[]> = {
  commander: ["arguments"],
  "csv-parse": ["batch/*"],
  "fastest-levenshtein": ["nearest"],
  ora: ["present"],
  "p-limit": ["commands/run-resume", "commands/shared", "journal"],
  picocolors: ["colors"],
  undici: ["http"],
  zod: ["rules"],
};

/** Core: no Node modules and no clock. What it needs of them it is handed. */
const core = [
  "aligned",
  "answer",
  "answer-images",
  "catalogue",
  "durations",
  "entry",
  "errors",
  "failure",
  "failure-document",
  "fields",
  "half-blocks",
  "image",
  "image-end",
  "names",
  "nearest",
  "normal-curve",
  "normalize",
  "number-map",
  "options",
  "throttle",
  "pace",
  "placement",
  "pricing",
  "problems",
  "reference",
  "request",
  "rules",
  "schedule",
  "shell",
  "skill",
  "stretches",
  "url",
];
const clock = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bset(?:Timeout|Interval)\(/;

/** What is wrong with the imports of `sources` (path below `src/` → text), a line each. */
export function importProblems(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([path, text]) => problemsOf(path, text).map((problem) => `src/${path}: ${problem}`)).sort();
}

function problemsOf(path: string, text: string): string[] {
  const room = roomOf(path);
  if (layerOf(room) < 0) return ["has no layer; give it its place in tools/check-imports.ts"];
  const problems = importsOf(text).flatMap((found) => importProblem(path, found) ?? []);
  if (core.includes(room) && clock.test(text)) problems.push("is core and reads the clock; take the time as an argument");
  return problems;
}

interface Import {
  name: string;
  isType: boolean;
}

/** What a source imports, re-exports and loads with `import()`. */
function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  const add = (specifier: ts.Node | undefined, isType: boolean): void => {
    if (specifier && ts.isStringLiteral(specifier)) found.push({ name: specifier.text, isType });
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.ES2022));
  return found;
}

function importProblem(path: string, { name, isType }: Import): string | undefined {
  const from = roomOf(path);
  if (!name.startsWith(".")) return isType ? undefined : packageProblem(from, name);
  const target = posix.join(posix.dirname(path), name);
  const to = roomOf(target);
  if (from === to && together.includes(path.split("/")[0] ?? "")) return undefined;
  if (layerOf(to) < 0) return `imports ${target}, which has no layer in tools/check-imports.ts`;
  const isBeside = layerOf(to) === layerOf(from) && from !== to;
  if (isBeside && isType) return undefined;
  if (layerOf(to) <= layerOf(from)) return `imports ${target}, which is not below it`;
  if (narrow[from] && !narrow[from].includes(to)) return `imports ${target}; ${from} may see ${narrow[from].join(", ")}`;
  if (guarded[to] && !guarded[to].includes(from)) return `imports ${target}, which is for ${guarded[to].join(", ")}`;
  return undefined;
}

function packageProblem(from: string, name: string): string | undefined {
  if (isBuiltin(name)) return core.includes(from) ? `is core and imports ${name}` : undefined;
  const owner = name.split("/")[0] ?? name;
  if (packages[owner]?.includes(from)) return undefined;
  return `imports ${name}, which is for ${packages[owner]?.join(", ") ?? "nobody: name its room in tools/check-imports.ts"}`;
}

/** `request.ts` → `request`, `sandbox/server.ts` → `sandbox/*`, unless the plan has a place for that very file. */
function roomOf(path: string): string {
  const name = path.replace(/\.ts$/, "");
  return layerOf(name) < 0 && name.includes("/") ? `${name.split("/")[0]}/*` : name;
}

function layerOf(room: string): number {
  return layers.findIndex((layer) => layer.includes(room));
}

/** The sources below `folder`, declarations aside: path with `/` → text. */
export function readSources(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const sources = paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
  return new Map(sources.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

if (isStarted(import.meta.url)) {
  const problems = importProblems(readSources(join(projectRoot, "src")));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
