import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { makePng } from "../support/standin-pictures.ts";

/** `~/` is the home folder wherever a path is given: within quotes, after `=` and in files no shell expands it. */

function homeAndHere() {
  const home = temporaryFolder();
  const cwd = temporaryFolder();
  writeFileSync(join(home, "prompt.txt"), "a cat from home");
  writeFileSync(join(home, "cat.png"), makePng(8, 8));
  return { home, cwd };
}

it.each<[string, string[]]>([
  ["-o", ["a cat", "-o", "~/pictures"]],
  ["--output-dir=", ["a cat", "--output-dir=~/pictures"]],
  ["a line of a batch", ["batch", "in.jsonl"]],
])("an image is saved there: %s", async (_, argv) => {
  const { home, cwd } = homeAndHere();
  writeFileSync(join(cwd, "in.jsonl"), JSON.stringify({ prompt: "a cat", "output-dir": "~/pictures" }));
  const { stdout } = await runProgram([...argv, "--sandbox"], { cwd, home });
  const [{ outputs }] = stdout.trim().startsWith("{\n")
    ? [JSON.parse(stdout)]
    : stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
  expect({ folder: dirname(outputs[0].path), beside: readdirSync(cwd) }).toEqual({ folder: join(home, "pictures"), beside: ["in.jsonl"] });
});

it("a prompt and references are read there", async () => {
  const { home, cwd } = homeAndHere();
  const argv = [
    "--prompt-file=~/prompt.txt",
    "--input-url=~/cat.png",
    "--input-urls",
    "~/cat.png",
    "--model",
    "gpt-image-2-image-to-image",
  ];
  const { document } = await runProgram([...argv, "--dry-run"], { cwd, home });
  const inline = expect.stringMatching(/^data:image\/png/);
  expect(document.payload.input).toMatchObject({ prompt: "a cat from home", input_urls: [inline, inline] });
  const { document: single } = await runProgram(["a cat", "--image", "~/cat.png", "--dry-run"], { cwd, home });
  expect(single.payload.input).toMatchObject({ image: inline });
});

it("a skill is installed there, and check looks there", async () => {
  const { home, cwd } = homeAndHere();
  mkdirSync(join(home, "skills"));
  const installed = await runProgram(["install", "--target", "~/skills"], { cwd, home });
  expect(installed.stdout).toContain(join(home, "skills"));
  const { document } = await runProgram(["check", "-o", "~/pictures"], { cwd, home, env: { HIAPI_API_KEY: "sk-home-4f1c9b7e2d8a" } });
  expect(JSON.stringify(document)).toContain(join(home, "pictures"));
  expect(readdirSync(cwd)).not.toContain("~");
});

it("~ within a path or of somebody else is a name like any other", async () => {
  const { home, cwd } = homeAndHere();
  const { document } = await runProgram(["a cat", "-o", "a/~/b", "--sandbox"], { cwd, home });
  expect(dirname(document.outputs[0].path)).toBe(join(cwd, "a/~/b"));
});
