import { spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { parseArgs } from "../../src/library/parse-args.ts";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

/** The original skill's script as programs meet it: `parseArgs`, an import that does nothing, a run through a symlink. */

const script = join(projectRoot, "scripts/hiapi-gpt-image-2.mjs");
const url = "https://example.com/a.png?x=1,2";

function run(args: string[], cwd = temporaryFolder()) {
  const env = { PATH: process.env.PATH, HOME: cwd, HIAPI_STATE_DIR: join(cwd, ".state"), HIAPI_SKIP_UPDATE_CHECK: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8", timeout: 20_000 });
  return { status, stdout, stderr };
}

describe("parseArgs gives keys only for what was given, outputDir aside", () => {
  it.each<[string[], Record<string, unknown>]>([
    [[], {}],
    [["--prompt", "A fox"], { prompt: "A fox" }],
    [["A", "--quiet", "fox"], { prompt: "A fox", quiet: true }],
    [
      ["--model", "gpt-image-2-pro", "--aspect-ratio=16:9", "--resolution", "2k"],
      { model: "gpt-image-2-pro", aspectRatio: "16:9", resolution: "2k" },
    ],
    [["--input-url", url, "--input-image-url", url], { inputUrls: [url, url] }],
    [["--input-urls", `${url},${url}`], { inputUrls: [url, url] }],
    [["--dry-run", "--estimate"], { dryRun: true, estimate: true }],
    [["--no-save", "--no-wait"], { save: false, wait: false }],
    [
      ["--storage", "persistent", "--background=auto", "--quality", "low", "--size=auto"],
      { storage: "persistent", background: "auto", quality: "low", size: "auto" },
    ],
    [["--callback-url", "https://a.test/", "--idempotency-key", "k"], { callbackUrl: "https://a.test/", idempotencyKey: "k" }],
    [["--resume-task-id", "tk-1", "--name", "fox"], { resumeTaskId: "tk-1", name: "fox" }],
    [["--resolution", "4K"], { resolution: "4K" }],
    [["--route", "default"], { route: "default" }],
    [["--aspect-ratio", "1:1", "--max-usd", "2"], { aspectRatio: "1:1", maxUsd: 2 }],
    [["--timeout", "5", "--poll-interval", "2"], { timeoutMs: 5000, pollIntervalMs: 2000 }],
  ])("%j", (argv, wanted) => {
    expect(parseArgs(argv)).toStrictEqual({ ...wanted, outputDir: resolve("outputs") });
  });

  it("outputDir is the one given", () => {
    expect(parseArgs(["-o", "/tmp/pics"])).toEqual({ outputDir: "/tmp/pics" });
  });

  it.each([
    [["--wat"]],
    [["--model"]],
    [["--timeout", "soon"]],
    [["a", "--model", "--dry-run"]],
    [["A fox", "-p", "A cat"]],
    [["A fox", "--prompt-file", "cat.txt"]],
    [["A fox", "—resolution", "2K"]],
    [["A fox", "--model", "gpt-image-3"]],
    [["A fox", "--route", "gamma"]],
    [["--aspect-ratio", "7:5"]],
    [["--resolution", "9K"]],
    [["--quality", "best"]],
    [["--size", "huge"]],
    [["--background", "blue"]],
    [["--storage", ""]],
    [["--callback-url", "http://a.test"]],
    [["--name", "a/b"]],
    [["--output-dir="]],
    [["--idempotency-key="]],
    [["-n", "0"]],
    [["-n", "2", "--idempotency-key", "k"]],
    [["--max-usd", "much"]],
    [["--resume-task-id", "tk-1", "A fox"]],
    [["--resume-task-id="]],
    [["--prompt", " "]],
    [["--prompt", "x".repeat(20_001)]],
    [["--prompt", "a\0b"]],
    [["models"]],
    [["listen", "x"]],
  ])("throws for %j", (argv) => {
    expect(() => parseArgs(argv)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("scripts/hiapi-gpt-image-2.mjs", () => {
  it("does nothing when it is only imported", () => {
    const program = `const { parseArgs } = await import(${JSON.stringify(pathToFileURL(script).href)});
      console.log(JSON.stringify(parseArgs(["--prompt", "A fox"])));`;
    const { status, stdout, stderr } = run(["--input-type=module", "--eval", program]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ prompt: "A fox" });
  });

  it.each(["hiapi-img", "hiapi-gpt-image-2", "any name.mjs"])("runs through a symlink called %s", (name) => {
    const folder = mkdtempSync(join(temporaryFolder(), "bin-"));
    symlinkSync(script, join(folder, name));
    const { status, stdout } = run([join(folder, name), "A fox", "--dry-run"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, paidTaskCreated: false });
  });

  it("the library next to it does nothing when imported, and finds its names", () => {
    const library = pathToFileURL(join(projectRoot, "scripts/lib/gpt-image-2.mjs")).href;
    const { status, stdout, stderr } = run(["--input-type=module", "--eval", `await import(${JSON.stringify(library)})`]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});
