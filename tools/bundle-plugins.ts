/** What the build changes in modules: the syntax of the doors, what is cut out of the dependencies, what need not be done at each start. */
import { createRequire, isBuiltin } from "node:module";
import { basename, join, relative, sep } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { transform } from "rolldown/utils";

/** The entries must parse on a Node that is too old for the rest, or nobody could be told so. */
export function oldSyntaxForEntries(root: string): Plugin {
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

/** The help is made here and not at each start: in the place of the module stands what it exports. */
export function helpAsText(root: string): Plugin {
  const module = join(root, "src/args/help-texts.ts");
  return {
    name: "help-as-text",
    async load(id) {
      if (id !== module) return null;
      const build = await rolldown({ cwd: root, input: module });
      const { output } = await build.generate({ format: "es" });
      await build.close();
      const { helpTexts } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
      return { code: `export const helpTexts = ${JSON.stringify(helpTexts, null, 2)};\n`, moduleType: "js" };
    },
  };
}

const leftOut = (part: string) =>
  `const leftOut = new Proxy(() => { throw new Error(${JSON.stringify(`${part} is left out of this bundle (tools/bundle-plugins.ts)`)}); }, { get: () => leftOut });`;

/**
 * undici reaches parts that this program never uses: HTTP/2 (`allowH2` is off unless asked for) and the body of its `fetch` (needed only for
 * FormData, Blob and iterable bodies; ours are strings and Buffers). They are 300 KB of fetch, web streams and MIME parsing. In their place stands
 * a function that says so, should someone use them one day.
 */
export function leaveOutUnusedHttp(): Plugin {
  const unused = /[\\/]undici[\\/]lib[\\/](?:dispatcher[\\/]client-h2|web[\\/]fetch[\\/]body)\.js$/;
  return {
    name: "leave-out-unused-http",
    load(id) {
      return unused.test(id) ? { code: `${leftOut(`undici's ${basename(id)}`)}\nmodule.exports = leftOut;\n`, moduleType: "js" } : null;
    },
  };
}

/**
 * commander is CommonJS: a bundler puts its files into functions, and what stands in a function is compiled again at each start, 4 ms of it. At the
 * top of a module it comes from Node's compile cache. Left out are its help and its advice (ours are made from the tables) and commands that are
 * programs of their own, whose child processes take 5 ms to load.
 */
export function commanderAsModule(): Plugin {
  const unused = /^const (.+) = require\('(?:node:child_process|\.\/help\.js|\.\/suggestSimilar)'\);$/gm;
  return {
    name: "commander-as-module",
    transform(code, id) {
      if (!/\/node_modules\/commander\//.test(id.split(sep).join("/"))) return null;
      if (basename(id) === "esm.mjs") return 'export { Command } from "./lib/command.js";\nexport { Option } from "./lib/option.js";\n';
      const own = code
        .replaceAll(unused, "const $1 = leftOut;")
        .replaceAll(/^const (\w+) = require\('(.+)'\)\.\1;$/gm, "import { $1 } from '$2';")
        .replaceAll(/^const (\w+) = require\('(.+)'\);$/gm, "import * as $1 from '$2';")
        .replaceAll(/^const (\{.+\}) = require\('(.+)'\);$/gm, "import $1 from '$2';")
        .replaceAll(/^exports\.(\w+) = \1;.*$/gm, "export { $1 };");
      if (/^[^*/]*\b(?:require\(|exports\.)/m.test(own)) throw new Error(`${id}: not the CommonJS that is known here`);
      return { code: own.includes("leftOut") ? `${leftOut("a part of commander")}\n${own}` : own, map: null, moduleType: "js" };
    },
  };
}

/** Builtins that take 2 to 5 ms to load, and of which only functions are used: they are loaded when the first of these is called. */
const lateBuiltins = ["node:crypto", "node:fs/promises"];

/**
 * An `import` of a builtin reads each of its exports to make a module of them, and with the lazy ones loads what stands behind them: streams
 * for `node:fs`, WebCrypto for `node:crypto`, 5 ms each on Node 22. `require` reads none.
 */
export function requireBuiltins(): Plugin {
  const load = createRequire(import.meta.url);
  const required = (names: string, builtin: string) => {
    if (!lateBuiltins.includes(builtin)) return `const ${names.replace(/^\* as /, "").replaceAll(" as ", ": ")} = require("${builtin}");`;
    const functions = names
      .replace(/^\{|\}$/g, "")
      .split(",")
      .map((name) => name.trim().split(" as "));
    for (const [name = ""] of functions)
      if (typeof load(builtin)[name] !== "function") throw new Error(`${builtin}: ${name} is no function and cannot be late`);
    return functions.map(([name, own = name]) => `const ${own} = (...given) => require("${builtin}").${name}(...given);`).join("\n");
  };
  return {
    name: "require-builtins",
    renderChunk(code, { fileName }) {
      if (!fileName.startsWith("lib/")) return null;
      if (/^import \w+, .+ from "node:/m.test(code)) throw new Error(`${fileName}: a default and names of a builtin in one import`);
      const prefixed = code.replaceAll(/^(import .+ from )"(\w+)";$/gm, (line, start: string, name: string) =>
        isBuiltin(name) ? `${start}"node:${name}";` : line,
      );
      const lines = prefixed.replaceAll(/^import (.+) from "(node:(?!module").+)";$/gm, (_, names: string, builtin: string) =>
        required(names, builtin),
      );
      if (lines === code) return null;
      return `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${lines}`;
    },
  };
}
