/** The JavaScript half of the build: rolldown, its chunks and their names. */
import { basename, relative, sep } from "node:path";
import { type OutputChunk, type PreRenderedChunk, rolldown } from "rolldown";
import { commanderAsModule, helpAsText, leaveOutUnusedHttp, oldSyntaxForEntries, requireBuiltins } from "./bundle-plugins.ts";

/** Built file below `scripts/`, without `.mjs` → source file. */
export const entries = {
  "hiapi-gpt-image-2": "src/cli.ts",
  "check-config": "src/check-config.ts",
  "lib/gpt-image-2": "src/library/index.ts",
} as const;

/** What loads together, since each file costs a start: chunk name → its modules. Heavy dependencies lie apart; the rest falls as it is shared. */
const chunkModules: Record<string, RegExp> = {
  start: /\/src\/(?:cli\/(?:compile-cache|stdio|start)|journal\/state-folder)\.ts$/,
  core: /\/src\/(?:config|errors|url|request\/(?:catalogue|suggest|problems|reference)|terminal\/error-document|args\/(?:options|command-line)|fs\/writable)\.ts$|\/node_modules\/fastest-levenshtein\//,
  process: /\/src\/(?:args\/parse|cli\/(?:main|process)|terminal\/reporter)\.ts$|\/node_modules\/commander\//,
  request:
    /\/src\/(?:json|images\/(?:inspect|completeness|file-names)|request\/(?:normalize|payload|schema)|pipeline\/(?:prepare|references|secrets)|commands\/generate)\.ts$|\/node_modules\/zod\//,
  sessions: /\/src\/pipeline\/session\.ts$/,
  undici: /\/node_modules\/undici\//,
  ora: /\/node_modules\/ora\//,
  "csv-parse": /\/node_modules\/csv-parse\//,
};

/** Bundles the sources under `root` in memory: chunk path below `scripts/` → code, and the absolute path of each module in it. */
export async function bundle(root: string): Promise<{ chunks: Map<string, string>; modules: string[] }> {
  const build = await rolldown({
    cwd: root,
    input: { ...entries },
    platform: "node",
    // A checkout whose node_modules is a link builds the same `//#region` comments as one where it is a folder.
    resolve: { symlinks: false, mainFields: ["module", "main"] },
    transform: { target: "node18.0" },
    plugins: [oldSyntaxForEntries(root), leaveOutUnusedHttp(), commanderAsModule(), helpAsText(root), requireBuiltins()],
    onLog(level, log, handle) {
      if (level === "warn") throw new Error(`rolldown: ${log.message}`);
      handle(level, log);
    },
  });
  const { output } = await build.generate({
    format: "es",
    entryFileNames: "[name].mjs",
    chunkFileNames: (chunk) => `lib/${chunkName(root, chunk)}.mjs`,
    minify: false,
    minifyInternalExports: false,
    codeSplitting: {
      groups: Object.entries(chunkModules).map(([name, pattern]) => ({
        name,
        test: (id: string) => pattern.test(id.split(sep).join("/")),
      })),
    },
  });
  await build.close();
  const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
  const modules = chunks.flatMap((chunk) => chunk.moduleIds).filter((id) => id.startsWith(root + sep));
  return { chunks: withoutStubs(new Map(chunks.map((chunk) => [chunk.fileName, finished(chunk)]))), modules: modules.sort() };
}

/** Commands need the line that tells a shell which interpreter to start. */
function finished({ code, fileName }: OutputChunk): string {
  const isCommand = !fileName.includes("/") && !code.startsWith("#!");
  return `${isCommand ? "#!/usr/bin/env node\n" : ""}${code.trimEnd()}\n`;
}

/** A module that is loaded by itself from a chunk that holds more gets a file that only passes on. Who loads that is sent on at once. */
function withoutStubs(chunks: ReadonlyMap<string, string>): Map<string, string> {
  const targets = new Map<string, string>();
  for (const [path, code] of chunks) {
    const [, taken = "", target, passedOn = ""] = /^import \{ (.+) \} from "\.\/(.+)";\n\nexport \{ (.+) \};\n$/.exec(code) ?? [];
    const isPlain = passedOn.split(", ").every((name) => taken.split(", ").includes(name));
    if (target && isPlain) targets.set(basename(path), target);
  }
  const redirected = (code: string) => code.replaceAll(/(?<=\bimport\("\.\/(?:lib\/)?)[^"/]+(?="\))/g, (name) => targets.get(name) ?? name);
  return new Map([...chunks].flatMap(([path, code]) => (targets.has(basename(path)) ? [] : [[path, redirected(code)]])));
}

/**
 * A chunk that is loaded by itself is named by the path of its module, so that two `index` or `sandbox` never collide; a
 * package's, which only passes on from the chunk of that package, by what it is.
 */
function chunkName(root: string, { name, facadeModuleId, isDynamicEntry }: PreRenderedChunk): string {
  if (facadeModuleId == null || !isDynamicEntry) return name;
  const path = relative(root, facadeModuleId).split(sep).join("/");
  return path.startsWith("src/") ? path.slice("src/".length).replace(/\.ts$/, "").replaceAll("/", "-") : `${name}-entry`;
}
