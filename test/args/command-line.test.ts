import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine, invocationOf, quoteWord } from "../../src/args/command-line.ts";
import { projectRoot } from "../../tools/project.ts";

/** Command lines that run as they are printed, without a shell of our own. */

const words = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom("\\", '"', "'", " ", "a", "$", "`", "%", "!", "&", "^", "\n", "*", "~", "-", "=", ",", "é") }),
  ),
  { minLength: 1, maxLength: 12 },
);

describe("on Linux and macOS", () => {
  it("a shell takes every word whole", () => {
    fc.assert(
      fc.property(words, (list) => {
        const line = commandLine("printf '%s\\0'", list, "darwin");
        // Bytes, since a shell hands on what is no UTF-8 as it came.
        const heard = execFileSync("sh", ["-c", line]).toString("latin1").split("\0").slice(0, -1);
        expect(heard).toEqual(list.map((word) => Buffer.from(word).toString("latin1")));
      }),
      { numRuns: 150 },
    );
  });

  it("words that need no quotes have none", () => {
    expect(commandLine("hiapi-img", ["resume", "tk-hiapi-01KVY"], "linux")).toBe("hiapi-img resume tk-hiapi-01KVY");
    expect(commandLine("hiapi-img", ["A fox", "--aspect-ratio=16:9"])).toBe("hiapi-img 'A fox' --aspect-ratio=16:9");
  });
});

/** The arguments of a command line, by the rules of Microsoft's C runtime, which Node's arguments on Windows come from. */
function windowsArguments(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; ) {
    const [slashes = ""] = /^\\*/.exec(line.slice(at)) ?? [];
    const next = line[at + slashes.length];
    if (slashes !== "" && next !== '"') word = (word ?? "") + slashes;
    else if (next === '"') {
      word = (word ?? "") + "\\".repeat(Math.floor(slashes.length / 2));
      if (slashes.length % 2 === 1) word += '"';
      else if (isQuoted && line[at + slashes.length + 1] === '"') {
        word += '"';
        at += 1;
      } else isQuoted = !isQuoted;
      at += 1;
    } else if (/[ \t]/.test(line[at] ?? "") && !isQuoted) {
      if (word !== undefined) found.push(word);
      word = undefined;
      at += 1;
    } else {
      word = (word ?? "") + line[at];
      at += 1;
    }
    at += slashes.length;
  }
  return word === undefined ? found : [...found, word];
}

describe("on Windows", () => {
  it("the C runtime takes every word whole", () => {
    fc.assert(
      fc.property(words, (list) => {
        expect(windowsArguments(commandLine("node", list, "win32"))).toEqual(["node", ...list]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["C:\\Users\\me\\out", "C:\\Users\\me\\out"],
    ["C:\\my pictures\\", '"C:\\my pictures\\\\"'],
    ["C:\\", '"C:\\\\"'],
    ['say "hi"', '"say ""hi"""'],
    ["", '""'],
    ["tk-hiapi-01KVY", "tk-hiapi-01KVY"],
    // What cmd or PowerShell would take apart outside of quotes.
    ["a,b", '"a,b"'],
    ["@here", '"@here"'],
    ["--aspect-ratio=16:9", '"--aspect-ratio=16:9"'],
    ["a&b|c>d", '"a&b|c>d"'],
    ["it's", '"it\'s"'],
  ])("%j is written %s", (word, line) => {
    expect(quoteWord(word, "win32")).toBe(line);
  });
});

describe("the start of a line that calls the program again", () => {
  it.each([
    [
      "a skill's script",
      "linux",
      "/s/scripts/hiapi-gpt-image-2.mjs",
      "/s/scripts/hiapi-gpt-image-2.mjs",
      undefined,
      "node '/s/scripts/hiapi-gpt-image-2.mjs'",
    ],
    ["a folder with a quote", "darwin", "/it's/a.mjs", "/it's/a.mjs", undefined, "node '/it'\\''s/a.mjs'"],
    [
      "an installed command",
      "linux",
      "/usr/lib/node_modules/hiapi-img/scripts/x.mjs",
      "/usr/bin/hiapi-img",
      undefined,
      "/usr/bin/hiapi-img",
    ],
    ["a link of one's own", "linux", "/s/x.mjs", "/home/a b/bin/hiapi-img", undefined, "'/home/a b/bin/hiapi-img'"],
    ["npx", "linux", "/p/node_modules/hiapi-img/scripts/x.mjs", "/p/node_modules/.bin/hiapi-img", "exec", "npx hiapi-img"],
    [
      "npx, on Windows",
      "win32",
      "C:\\p\\node_modules\\hiapi-img\\scripts\\x.mjs",
      "C:\\p\\node_modules\\hiapi-img\\scripts\\x.mjs",
      "exec",
      "npx hiapi-img",
    ],
    ["npx of a checkout", "linux", "/p/scripts/x.mjs", "/p/scripts/x.mjs", "exec", "node '/p/scripts/x.mjs'"],
    [
      "a package's script",
      "linux",
      "/p/node_modules/hiapi-img/x.mjs",
      "/p/node_modules/hiapi-img/x.mjs",
      undefined,
      "node '/p/node_modules/hiapi-img/x.mjs'",
    ],
    [
      "an installed command, on Windows",
      "win32",
      "C:\\Program Files\\node_modules\\hiapi-img\\x.mjs",
      "C:\\Program Files\\node_modules\\hiapi-img\\x.mjs",
      undefined,
      'node "C:\\Program Files\\node_modules\\hiapi-img\\x.mjs"',
    ],
    ["a skill's script, on Windows", "win32", "C:\\s\\scripts\\x.mjs", "C:\\s\\scripts\\x.mjs", undefined, 'node "C:\\s\\scripts\\x.mjs"'],
  ])("%s", (_, platform, script, called, npmCommand, door) => {
    expect(invocationOf({ script, called, platform, npmCommand })).toBe(door);
  });
});

describe("no shell", () => {
  const sources = (folder: string, extension: RegExp) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => extension.test(path))
      .map((path): [string, string] => [path, readFileSync(join(projectRoot, folder, path), "utf8")]);

  it("neither src nor what is shipped starts a process", () => {
    const starts = /child_process|\bexecFile|\bspawn(?:Sync)?\(/;
    expect(sources("src", /\.ts$/).flatMap(([path, text]) => (starts.test(text) ? [path] : []))).toEqual([]);
    // commander has the code for it; what it would start processes with is left out of the bundle.
    const loads = /(?:require\(|from |import\()"(?:node:)?child_process"/;
    expect(sources("scripts", /\.mjs$/).flatMap(([path, text]) => (loads.test(text) ? [path] : []))).toEqual([]);
  });

  it("npm's scripts are commands and && alone, which cmd reads as sh does", () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
    for (const line of Object.values<string>(scripts)) expect(line).toMatch(/^(?:[\w./:=-]+ ?|&& )+$/);
    const unixOnly = /\b(?:rm|cp|mv|mkdir|cat|export|test|sh|bash)\s/;
    expect(Object.values<string>(scripts).filter((line) => unixOnly.test(line))).toEqual([]);
  });

  it("paths are joined by node:path, not with slashes", () => {
    const glued = /`\$\{\w*(?:[fF]older|[dD]ir|cwd|home|root)\w*\}\/|(?:folder|[dD]ir|cwd|home|root) \+ "\//;
    expect(sources("src", /\.ts$/).flatMap(([path, text]) => (glued.test(text) && !path.startsWith("sandbox") ? [path] : []))).toEqual([]);
  });
});
