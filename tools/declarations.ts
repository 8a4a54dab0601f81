/** The types of the library door: what TypeScript declares for `src/library/index.ts`, and of the files it reaches only what it names. */
import { join, relative, sep } from "node:path";
import ts from "typescript";
import { type DeclarationFile, openDeclarationFile, type Wanted } from "./declaration-file.ts";

const entry = "library/index.d.ts";

/**
 * Path below `types/` → text. Throws when the sources do not compile, or when a declaration that the door needs comes from a
 * package: consumers install none of ours.
 */
export function declarations(root: string): Map<string, string> {
  const emitted = emit(root);
  const files = new Map<string, DeclarationFile>();
  const open = (path: string): DeclarationFile => {
    const source = emitted.get(path);
    if (source === undefined) throw new Error(`types: ${path} is imported and was not emitted`);
    const file = files.get(path) ?? openDeclarationFile(path, source);
    files.set(path, file);
    return file;
  };
  const pending: Wanted[] = [{ path: entry, name: "*" }];
  for (let wanted = pending.pop(); wanted !== undefined; wanted = pending.pop()) {
    pending.push(...open(wanted.path).keep(wanted.name));
  }
  return new Map([...files].map(([path, file]) => [path, file.text()]));
}

function emit(root: string): Map<string, string> {
  const { config, error } = ts.readConfigFile(join(root, "tsconfig.types.json"), ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(fileNames, options);
  const emitted = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (file, text) => {
    emitted.set(relative(join(root, "src"), file).split(sep).join("/"), text);
  });
  const problems = [...program.getOptionsDiagnostics(), ...diagnostics];
  if (problems.length > 0)
    throw new Error(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n"));
  return emitted;
}
