import { spawnSync } from "node:child_process";
import { constants, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { helpTexts } from "../../src/args/help-texts.ts";
import { openOutput } from "../../src/cli/stdio.ts";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

/** What a start loads: builtins and files of ours are its time. No clock here: a busy machine is no failure. */

const script = join(projectRoot, "scripts/hiapi-gpt-image-2.mjs");

function run(node: string[], args: string[], more: Record<string, string> = {}) {
  const cwd = temporaryFolder();
  const env = { PATH: process.env.PATH, HOME: cwd, HIAPI_SKIP_UPDATE_CHECK: "1", ...more };
  return spawnSync(process.execPath, [...node, ...args], { cwd, env, encoding: "utf8", timeout: 60_000 });
}

/** The files of ours that a run loads, the door aside, in the order of their names. */
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

const reading = ["core", "process", "start"];

describe("a start loads what it needs and no more", () => {
  it.each<[string[], string[]]>([
    [["--version"], ["start"]],
    [["--help"], ["help-texts", "start"]],
    [
      ["resume", "-h"],
      ["help-texts", "start"],
    ],
    [["models"], ["commands-models", ...reading]],
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

  const dear = ["child_process", "crypto", "fs/promises", "http", "internal/fs/streams", "net", "stream", "tty", "zlib"];

  it.each<[string[], string[]]>([
    [["--version"], []],
    [["--help"], []],
    [["A fox", "--wat"], []],
    [["A fox", "--resolution", "9K"], []],
    [["A fox", "--dry-run"], []],
  ])("%j: dear builtins", (args, allowed) => {
    expect(builtinsOf(args).filter((name) => dear.includes(name) && !allowed.includes(name))).toEqual([]);
  });

  it("a journal takes crypto, and the list above would show it", () => {
    expect(builtinsOf(["A fox", "--sandbox", "--no-wait"])).toContain("crypto");
  });

  it("a version or a help text touches no disk", () => {
    for (const args of [["--version"], ["--help"]]) {
      const home = temporaryFolder();
      expect(run([], [script, ...args], { HOME: home }).status).toBe(0);
      expect(readdirSync(home)).toEqual([]);
    }
  });
});

describe("the help that was made by the build", () => {
  it.each(Object.entries(helpTexts).filter(([topic]) => topic !== "overview"))("%s", (command, words) => {
    expect(run([], [script, command, "--help"]).stdout).toBe(words);
  });

  it("is the same for --help alone, and among other options", () => {
    expect(run([], [script, "-h"]).stdout).toBe(helpTexts.overview);
    expect(run([], [script, "A fox", "--quiet", "--help"]).stdout).toBe(helpTexts.overview);
  });

  it("is for commands only", () => {
    expect(run([], [script, "constructor", "--help"]).stdout).toBe(helpTexts.overview);
  });
});

describe("output that goes to its descriptor", () => {
  it("waits in the background when the pipe is full and set not to wait", async () => {
    const path = join(temporaryFolder(), "pipe");
    spawnSync("mkfifo", [path]);
    const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const late = new PassThrough();
    const words = "äöü€".repeat(100_000);
    const stream = openOutput(
      pipe,
      () => late as unknown as NodeJS.WriteStream,
      () => undefined,
    );
    stream.write(words);
    stream.write("the end");
    late.end();
    const head = Buffer.alloc(1 << 20);
    const read = readSync(pipe, head);
    expect(Buffer.concat([head.subarray(0, read), await buffer(late)]).toString()).toBe(`${words}the end`);
  });

  it.each([[["--version"]], [["--help"]], [["models"]]])("%j to a reader that went away exits 141", (args) => {
    const late = `{ sleep 0.3; exec "$0" "$@"; } | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout } = spawnSync("bash", ["-c", late, process.execPath, script, ...args]);
    expect(stdout.toString().trim()).toBe("141");
  });
});
