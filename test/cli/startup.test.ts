import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

/** What a start loads decides how long it takes. No clock is read here: on a busy machine that would fail. */

const script = join(projectRoot, "scripts/hiapi-gpt-image-2.mjs");

function run(node: string[], args: string[], more: Record<string, string> = {}) {
  const cwd = temporaryFolder();
  const env = { PATH: process.env.PATH, HOME: cwd, HIAPI_SKIP_UPDATE_CHECK: "1", ...more };
  return spawnSync(process.execPath, [...node, ...args], { cwd, env, encoding: "utf8", timeout: 60_000 });
}

/** The files of ours that a run loads, without the main script, sorted by name. */
function filesOf(args: string[]): string[] {
  const hooks = `import { writeSync } from "node:fs";
    export async function load(url, context, next) { writeSync(2, "loads " + url + "\\n"); return next(url, context); }`;
  const preload = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hooks))});`;
  const { stderr } = run(["--import", dataUrl(preload)], [script, ...args]);
  return [...stderr.matchAll(/^loads file:.*\/scripts\/lib\/(.+)\.mjs$/gm)].map(([, name = ""]) => name).sort();
}

/** The builtins that a run loads beyond what Node itself does. */
function builtinsOf(args: string[]): string[] {
  const preload = `const before = new Set(process.moduleLoadList);
    process.on("exit", () => { for (const name of process.moduleLoadList) if (!before.has(name)) process._rawDebug("loads " + name); });`;
  const { stderr } = run(["--import", dataUrl(preload)], [script, ...args]);
  return [...stderr.matchAll(/^loads NativeModule (.+)$/gm)].map(([, name = ""]) => name).sort();
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

const reading = ["command-line", "rolldown-runtime", "start"];

describe("a start loads what it needs and no more", () => {
  it.each<[string[], string[]]>([
    [["--version"], ["start"]],
    [["--help"], reading],
    [["resume", "-h"], reading],
    [["models"], [...reading, "request"]],
    [
      ["A fox", "--dry-run"],
      [...reading, "request"],
    ],
    [
      ["A fox", "--resolution", "9K"],
      [...reading, "request"],
    ],
    [
      ["A fox", "--wat"],
      [...reading, "request"],
    ],
  ])("%j", (args, files) => {
    expect(filesOf(args)).toEqual(files.sort());
  });

  it.each<[string[], string[]]>([
    [["--version"], ["child_process", "crypto", "fs/promises", "http", "https", "tls", "zlib"]],
    [["--help"], ["http", "https", "tls", "zlib"]],
    [
      ["A fox", "--resolution", "9K"],
      ["http", "https", "tls", "zlib"],
    ],
    [
      ["A fox", "--dry-run"],
      ["http", "https", "tls", "worker_threads", "zlib"],
    ],
  ])("%j loads none of %j", (args, heavy) => {
    expect(builtinsOf(args).filter((name) => heavy.includes(name))).toEqual([]);
  });

  it("the sandbox takes http, and the list above would show it", () => {
    expect(builtinsOf(["A fox", "--sandbox", "--no-wait"])).toContain("http");
  });

  it("a version or a help text touches no disk", () => {
    for (const args of [["--version"], ["--help"]]) {
      const home = temporaryFolder();
      expect(run([], [script, ...args], { HOME: home }).status).toBe(0);
      expect(readdirSync(home)).toEqual([]);
    }
  });
});

it("prints one overview of the help, for --help alone, among other options and after a word that is no command", () => {
  const overview = run([], [script, "--help"]).stdout;
  expect(overview).toContain("hiapi-img");
  for (const args of [["-h"], ["A fox", "--quiet", "--help"], ["constructor", "--help"]])
    expect(run([], [script, ...args]).stdout).toBe(overview);
});

describe("stdout", () => {
  const bash = (line: string, args: string[]) => {
    const { stdout } = spawnSync("bash", ["-c", line, process.execPath, script, ...args], { maxBuffer: 1 << 24 });
    return stdout.toString();
  };

  it("is not cut off where it is longer than a pipe holds and its reader is slow", () => {
    const args = ["'".repeat(20_000), "--dry-run"];
    const text = bash(`"$0" "$@" > "$HOME/out" 2>/dev/null; cat "$HOME/out"`, args);
    expect(text.length).toBeGreaterThan(65_536);
    expect(bash(`"$0" "$@" 2>/dev/null | { sleep 0.5; cat; }`, args).length).toBe(text.length);
  });

  it.each([[["--version"]], [["--help"]], [["models"]]])("%j to a reader that went away exits 141", (args) => {
    expect(bash(`{ sleep 0.3; exec "$0" "$@"; } | true; echo "\${PIPESTATUS[0]}"`, args).trim()).toBe("141");
  });
});
