/** The JavaScript half of the build: rolldown, its chunks and what is cut out of the dependencies. */
import { basename, relative, sep } from "node:path";
import { type OutputChunk, type Plugin, type PreRenderedChunk, rolldown } from "rolldown";
import { transform } from "rolldown/utils";

/** Built file below `scripts/`, without `.mjs` → source file. */
export const entries = {
  "hiapi-gpt-image-2": "src/cli.ts",
  "check-config": "src/check-config.ts",
  "lib/gpt-image-2": "src/library.ts",
} as const;

/** Dependencies that load apart from our own code, each with what only it needs: chunk name → its modules. */
const vendorChunks: Record<string, RegExp> = {
  undici: /\/node_modules\/undici\//,
  commander: /\/node_modules\/commander\//,
  zod: /\/node_modules\/zod\//,
  ora: /\/node_modules\/ora\//,
  "csv-parse": /\/node_modules\/csv-parse\//,
};

/** Our own code in three steps, since each file costs a start: what every run needs, what a request needs, and the rest as it falls. */
const ownChunks: Record<string, RegExp> = {
  sessions: /\/src\/session\.ts$/,
  core: /\/src\/(?:catalogue|errors|options|url)\.ts$/,
  start:
    /\/src\/(?:arguments|config|failure-document|main|nearest|present|process|shell)\.ts$|\/node_modules\/(?:fastest-levenshtein|picocolors)\//,
  request:
    /\/src\/(?:fields|image|image-end|names|normalize|problems|reference|request|rules)\.ts$|\/src\/commands\/(?:prepare|references|run-generate)\.ts$/,
};

/** Bundles the sources under `root` in memory: chunk path below `scripts/` → code, and the absolute path of each module in it. */
export async function bundle(root: string): Promise<{ chunks: Map<string, string>; modules: string[] }> {
  const build = await rolldown({
    cwd: root,
    input: { ...entries },
    platform: "node",
    // A checkout whose node_modules is a link builds the same `//#region` comments as one where it is a folder.
    resolve: { symlinks: false },
    transform: { target: "node18.0" },
    plugins: [oldSyntaxForEntries(root), leaveOutUnusedHttp()],
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
      groups: Object.entries({ ...vendorChunks, ...ownChunks }).map(([name, pattern]) => ({
        name,
        test: (id: string) => pattern.test(id.split(sep).join("/")),
      })),
    },
  });
  await build.close();
  const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
  const modules = chunks.flatMap((chunk) => chunk.moduleIds).filter((id) => id.startsWith(root + sep));
  return { chunks: new Map(chunks.map((chunk) => [chunk.fileName, finished(chunk)])), modules: modules.sort() };
}

/** Commands need the line that tells a shell which interpreter to start. */
function finished({ code, fileName }: OutputChunk): string {
  const isCommand = !fileName.includes("/") && !code.startsWith("#!");
  return `${isCommand ? "#!/usr/bin/env node\n" : ""}${code.trimEnd()}\n`;
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

/** The entries must parse on a Node that is too old for the rest, or nobody could be told so. */
function oldSyntaxForEntries(root: string): Plugin {
  const guarded = ["src/cli.ts", "src/check-config.ts"];
  return {
    name: "old-syntax-for-entries",
    async transform(code, id) {
      if (!guarded.includes(relative(root, id).split(sep).join("/"))) return null;
      const result = await transform(basename(id), code, { lang: "ts", target: "es2018" });
      if (result.errors.length > 0) throw new Error(`${id}: ${result.errors.map((error) => error.message).join("; ")}`);
      return { code: result.code, map: null, moduleType: "js" };
    },
  };
}

/**
 * undici reaches parts that this program never uses: HTTP/2 (`allowH2` is off unless asked for) and the body of its `fetch`
 * (needed only for FormData, Blob and iterable bodies; ours are strings and Buffers). They are 300 KB of fetch, web
 * streams and MIME parsing. In their place stands a function that says so, should someone use them one day.
 */
function leaveOutUnusedHttp(): Plugin {
  const unused = /[\\/]undici[\\/]lib[\\/](?:dispatcher[\\/]client-h2|web[\\/]fetch[\\/]body)\.js$/;
  const stub = (part: string) =>
    `const leftOut = () => { throw new Error(${JSON.stringify(`undici's ${part} is left out of this bundle (tools/bundle.ts)`)}); };
module.exports = Object.assign(leftOut, { extractBody: leftOut });\n`;
  return {
    name: "leave-out-unused-http",
    load(id) {
      return unused.test(id) ? { code: stub(basename(id)), moduleType: "js" } : null;
    },
  };
}
