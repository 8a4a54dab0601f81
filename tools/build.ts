/** Builds `src` into the committed `scripts/` and `types/`. Run by `npm run build`; `tools/check-bundle.ts` runs it elsewhere. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "./bundle.ts";
import { declarations } from "./declarations.ts";
import { licenseFile } from "./licenses.ts";
import { isStarted, projectRoot } from "./project.ts";

/** Folders that hold build output and nothing else. */
export const builtFolders = ["scripts", "types"] as const;

/**
 * Everything `src` under `root` builds to: path relative to the project, with `/` → text. Writes nothing. The same
 * source gives the same bytes on each run and in each folder.
 */
export async function buildFiles(root: string): Promise<Map<string, string>> {
  const { chunks, modules } = await bundle(root);
  const files = new Map<string, string>();
  for (const [path, code] of chunks) files.set(`scripts/${path}`, code);
  files.set("scripts/THIRD-PARTY-LICENSES.txt", await licenseFile(modules));
  for (const [path, code] of declarations(root)) files.set(`types/${path}`, code);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes built files below `target`, after emptying the folders that hold them. */
export async function writeFiles(files: ReadonlyMap<string, string>, target: string): Promise<void> {
  for (const folder of builtFolders) await rm(join(target, folder), { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(target, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
}

if (isStarted(import.meta.url)) {
  const files = await buildFiles(projectRoot);
  await writeFiles(files, projectRoot);
  for (const [path, text] of files) console.log(`${String(Buffer.byteLength(text)).padStart(8)}  ${path}`);
}
