import { isBuiltin } from "node:module";
import { posix } from "node:path";
import ts from "typescript";

/** A name that another declaration file has to provide; `*` for all of its exports. */
export interface Wanted {
  path: string;
  name: string;
}

interface Imported {
  from: string;
  /** The name there; `*` for the namespace. */
  name: string;
}

/** One `.d.ts` that tsc wrote, of which only what is asked for is kept. */
export interface DeclarationFile {
  /** Keeps what is exported under `name` and what that needs here; returns what it needs of other files. */
  keep(name: string): Wanted[];
  /** The kept declarations, importing no more than they use. */
  text(): string;
}

/** @param path below `types/`, for messages and to resolve relative imports */
export function openDeclarationFile(path: string, source: string): DeclarationFile {
  const { statements } = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const imports = importsOf(statements);
  const kept = new Set<ts.Statement>();
  const used = new Map<string, Imported>();

  const keepStatement = (statement: ts.Statement): Wanted[] => {
    if (kept.has(statement)) return [];
    kept.add(statement);
    const { names, wanted } = mentions(statement, path);
    return [...wanted, ...[...names].flatMap(keepLocal)];
  };
  const keepLocal = (name: string): Wanted[] => {
    const imported = imports.get(name);
    if (!imported) return statements.filter((statement) => declares(statement, name)).flatMap(keepStatement);
    if (used.has(name)) return [];
    used.set(name, imported);
    return wantedFrom(path, imported);
  };
  return {
    keep(name) {
      const found = statements.filter((statement) => !ts.isImportDeclaration(statement) && (name === "*" || exportsName(statement, name)));
      if (found.length === 0) throw new Error(`types: ${path} does not declare ${name}`);
      return found.flatMap(keepStatement);
    },
    text() {
      const lines = [...used].map(([local, imported]) => importLine(local, imported));
      const body = statements.filter((statement) => kept.has(statement)).map((statement) => statement.getFullText().trim());
      return `${[...lines.sort(), ...body].join("\n").replace(/(["'])(\.[^"']*)\.ts\1/g, '"$2.js"')}\n`;
    },
  };
}

function importsOf(statements: readonly ts.Statement[]): Map<string, Imported> {
  const found = statements.filter(ts.isImportDeclaration).flatMap(importedBy);
  return new Map(found.map(({ local, ...imported }) => [local, imported]));
}

function importedBy({ moduleSpecifier, importClause }: ts.ImportDeclaration): (Imported & { local: string })[] {
  const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
  const { name, namedBindings } = importClause ?? {};
  const whole = name ? [{ local: name.text, from, name: "default" }] : [];
  if (!namedBindings) return whole;
  if (ts.isNamespaceImport(namedBindings)) return [...whole, { local: namedBindings.name.text, from, name: "*" }];
  return [
    ...whole,
    ...namedBindings.elements.map((element) => ({ local: element.name.text, from, name: (element.propertyName ?? element.name).text })),
  ];
}

function importLine(local: string, { from, name }: Imported): string {
  if (name === "*") return `import * as ${local} from "${from}";`;
  return `import { ${name === local ? local : `${name} as ${local}`} } from "${from}";`;
}

/** Where an import leads. Throws for packages, except Node's own modules. */
function wantedFrom(path: string, { from, name }: Imported): Wanted[] {
  if (from.startsWith(".")) return [{ path: posix.join(posix.dirname(path), from.replace(/\.ts$/, ".d.ts")), name }];
  if (isBuiltin(from)) return [];
  throw new Error(`types: ${path} needs ${name} of "${from}", which consumers do not have; give the export a type of its own`);
}

/** Every identifier in a statement (more than it refers to, never less), and what it names of other files by itself. */
function mentions(statement: ts.Statement, path: string): { names: Set<string>; wanted: Wanted[] } {
  const names = new Set<string>();
  const wanted: Wanted[] = [];
  const isReExport = ts.isExportDeclaration(statement) && statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier);
  if (isReExport && ts.isStringLiteral(statement.moduleSpecifier)) {
    for (const name of reExported(statement)) wanted.push(...wantedFrom(path, { from: statement.moduleSpecifier.text, name }));
    return { names, wanted };
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      const name = node.qualifier ? (node.qualifier.getText().split(".")[0] ?? "*") : "*";
      wanted.push(...wantedFrom(path, { from: node.argument.literal.text, name }));
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return { names, wanted };
}

function reExported({ exportClause }: ts.ExportDeclaration): string[] {
  if (!exportClause || !ts.isNamedExports(exportClause)) return ["*"];
  return exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.some((found) => found.name.getText() === name);
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement);
  if (isNamed || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement)) return statement.name?.text === name;
  return false;
}

function exportsName(statement: ts.Statement, name: string): boolean {
  if (!ts.isExportDeclaration(statement)) return declares(statement, name);
  const { exportClause } = statement;
  return !exportClause || (ts.isNamedExports(exportClause) && exportClause.elements.some((element) => element.name.text === name));
}
