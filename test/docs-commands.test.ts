import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { readArguments } from "../src/arguments.ts";
import { parseFaults } from "../src/sandbox/faults.ts";
import { startSandbox } from "../src/sandbox/server.ts";
import { documents } from "../tools/docs.ts";
import { projectRoot } from "../tools/project.ts";
import { runProgram, temporaryFolder } from "./support/program.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code = ""]) => code);

/** The lines of a document that call the program, without variables before and pipes behind. */
function calls(path: string): string[] {
  const lines = blocks(read(path), "bash").flatMap((code) => code.split("\n"));
  return lines.flatMap((line) => /(?:^|\s)(?:hiapi-img|node scripts\/hiapi-gpt-image-2\.mjs)(\s[^|]*)/.exec(line)?.[1] ?? []);
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");
}

const shown = documents.flatMap((path) => calls(path).map((line): [string, string] => [path, line.trim()]));

it.each(shown)("%s shows a command that is understood: %s", (_, line) => {
  const { command, options, problems } = readArguments(words(line));
  expect(problems).toEqual([]);
  if (command === "sandbox" && options.faults) expect(parseFaults(String(options.faults))).not.toEqual([]);
});

describe("README.md", () => {
  const readme = read("README.md");

  it("begins with the two commands that do everything", () => {
    expect(blocks(readme, "bash").slice(0, 2)).toEqual([
      'node scripts/hiapi-gpt-image-2.mjs --sandbox --prompt "A lighthouse at dusk" --aspect-ratio 16:9\n',
      "npm ci && npm test\n",
    ]);
  });

  it("shows a picture under 400 KB", () => {
    expect(readme).toContain("](docs/lighthouse.png)");
    expect(statSync(join(projectRoot, "docs/lighthouse.png")).size).toBeLessThan(400 * 1024);
  });

  it("shows a program that runs beside the scripts", async () => {
    const [program = ""] = blocks(readme, "js");
    const cwd = temporaryFolder();
    cpSync(join(projectRoot, "scripts"), join(cwd, "scripts"), { recursive: true });
    writeFileSync(join(cwd, "example.mjs"), program);
    const env = { PATH: process.env.PATH, HOME: cwd };
    const { stdout } = await promisify(execFile)(process.execPath, ["example.mjs"], { cwd, env });
    expect(existsSync(stdout.trim())).toBe(true);
    expect(stdout).toMatch(/outputs.sandbox-gpt-image-2-.*\.png/);
  });

  it("names the Nodes that .ci/run fetches", () => {
    const [, list = ""] = /^for version in (.+); do$/m.exec(read(".ci/run")) ?? [];
    expect(readme.replace(/\s+/g, " ")).toContain(
      `on Node ${list
        .replace("18.0.0", "18.0")
        .split(" ")
        .join(", ")
        .replace(/, (\d+)$/, " and $1")}.`,
    );
  });
});

it("exit 7 is settled as the documents say: the same command with error.idempotencyKey, and no second task", async () => {
  const sandbox = await startSandbox({ imageMs: 0, faults: parseFaults("create:lost*1") });
  onTestFinished(() => sandbox.close());
  const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
  const command = ["--prompt", "A lighthouse at dusk", "--no-save"];
  const lost = await runProgram([...command, "--timeout", "0.2"], { env });
  expect(lost.code).toBe(7);
  const { idempotencyKey } = lost.document.error;
  const settled = await runProgram([...command, `--idempotency-key=${idempotencyKey}`, "--poll-interval", "1"], { env });
  expect(settled.document).toMatchObject({ ok: true, idempotencyKey, taskId: sandbox.requests()[0]?.taskId });
  expect(sandbox.requests().filter(({ call, replay }) => call === "create" && !replay)).toHaveLength(1);
});
