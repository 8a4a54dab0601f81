import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkInput } from "../../src/args/input.ts";
import { readArguments } from "../../src/args/parse.ts";
import { parseFaults } from "../../src/sandbox/faults/parse.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { documentsOf } from "../../tools/docs.ts";
import { projectRoot } from "../../tools/project.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code = ""]) => code);

/** The lines of a document that call the program, without variables before, and pipes and comments behind. */
function calls(path: string): string[] {
  const lines = blocks(read(path), "bash").flatMap((code) => code.split("\n"));
  return lines.flatMap(
    (line) => /(?:^|\s)(?:hiapi-img|node scripts\/hiapi-gpt-image-2\.mjs)(\s[^|]*)/.exec(line)?.[1]?.replace(/\s+# .*$/, "") ?? [],
  );
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");
}

const shown = documentsOf(projectRoot).flatMap((path) => calls(path).map((line): [string, string] => [path, line.trim()]));

it.each(shown)("%s shows a command that is accepted: %s", (_, line) => {
  const read = readArguments(words(line));
  const { options, problems } = checkInput(read.command, read);
  expect(problems).toEqual([]);
  if ("faults" in options && options.faults) expect(parseFaults(String(options.faults))).not.toEqual([]);
});

describe("README.md", () => {
  const readme = read("README.md");

  it("begins with the two commands that do everything", () => {
    expect(blocks(readme, "bash").slice(0, 2)).toEqual([
      'node scripts/hiapi-gpt-image-2.mjs --sandbox --prompt "A lighthouse at dusk" --aspect-ratio 16:9\n',
      "npm ci && npm test\n",
    ]);
  });
});

describe("the pages of docs/", () => {
  it("show a program that runs beside the scripts", async () => {
    const [program = ""] = blocks(read("docs/library.md"), "js");
    const cwd = temporaryFolder();
    cpSync(join(projectRoot, "scripts"), join(cwd, "scripts"), { recursive: true });
    writeFileSync(join(cwd, "example.mjs"), program);
    const env = { PATH: process.env.PATH, HOME: cwd };
    const { stdout } = await promisify(execFile)(process.execPath, ["example.mjs"], { cwd, env });
    expect(existsSync(stdout.trim())).toBe(true);
    expect(stdout).toMatch(/outputs.sandbox-gpt-image-2-.*\.png/);
  });

  it("name the Nodes that .ci/run fetches", () => {
    const [, list = ""] = /^for version in (.+); do$/m.exec(read(".ci/run")) ?? [];
    expect(read("docs/install.md").replace(/\s+/g, " ")).toContain(
      `on Node ${list
        .replace("18.0.0", "18.0")
        .split(" ")
        .join(", ")
        .replace(/, (\d+)$/, " and $1")}.`,
    );
  });
});

/** A sandbox, a working directory with its journal, and the program run there. */
async function place({ faults = "", imageMs = 0 }: { faults?: string; imageMs?: number }) {
  const sandbox = await startSandbox({ imageMs, samePicture: true, faults: parseFaults(faults) });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryFolder();
  const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
  const run = (argv: readonly string[]) => runProgram(argv, { cwd, env });
  return {
    sandbox,
    run,
    bills: () => sandbox.requests().filter(({ call, replay, taskId }) => call === "create" && taskId && !replay).length,
  };
}

it.each([
  ["error.resume", (resume: string) => words(resume).slice(1)],
  ["the same command", () => ["A lighthouse at dusk"]],
])("exit 7 ends as the documents say, by %s: one task, one bill", async (_, argvOf) => {
  const { sandbox, run, bills } = await place({ faults: "create:lost*1" });
  const lost = await run(["A lighthouse at dusk", "--timeout", "0.2"]);
  expect(lost.code).toBe(7);
  const { idempotencyKey, resume } = lost.document.error;
  const resumed = await run([...argvOf(resume), "--poll-interval", "1"]);
  expect(resumed.document).toMatchObject({ ok: true, idempotencyKey, taskId: sandbox.requests()[0]?.taskId });
  expect(bills()).toBe(1);
});

describe("references/output.md names each key", () => {
  const section = (title: string) =>
    read("references/output.md")
      .split(new RegExp(`^## ${title}$`, "m"))[1]
      ?.split(/^## /m)[0] ?? "";
  const unnamed = (keys: readonly string[], title: string) => keys.filter((key) => !new RegExp(`["\`]${key}["\`]`).test(section(title)));

  it("of tasks, of one task, of HiAPI's list and of prune", async () => {
    const { run } = await place({});
    const { taskId } = (await run(["A lighthouse at dusk", "--no-wait"])).document;
    const { tasks, remote } = (await run(["tasks", "--remote"])).document;
    const { task } = (await run(["tasks", taskId])).document;
    const pruned = (await run(["tasks", "prune"])).document;
    expect([tasks.length, remote.length]).toEqual([1, 1]);
    const keys = [tasks[0], remote[0], task, pruned].flatMap((found) => Object.keys(found));
    expect(unnamed(["remote", ...keys], "`tasks`")).toEqual([]);
  });

  it("of a request of unknown outcome, before and after 23 hours", async () => {
    const { run } = await place({ faults: "create:lost" });
    await run(["A lighthouse at dusk", "--timeout", "0.2"]);
    const stateOf = async () => (await run(["tasks"])).document.tasks[0].state;
    expect(await stateOf()).toBe("unknown");
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    vi.setSystemTime(Date.now() + 23 * 3_600_000 + 1000);
    expect(await stateOf()).toBe("expired");
    expect(unnamed(["unknown", "expired"], "`tasks`")).toEqual([]);
  });

  it("of several that are resumed, and of those that are left", async () => {
    const { sandbox, run } = await place({});
    await run(["A lighthouse at dusk", "--no-wait"]);
    const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "another-key", HIAPI_STATE_DIR: join((await run(["tasks"])).cwd, ".state") };
    const { code, document } = await runProgram(["resume", "--all"], { env });
    expect({ code, left: document.left.length }).toEqual({ code: 0, left: 1 });
    expect(
      unnamed(
        [document, document.summary, document.left[0]].flatMap((found) => Object.keys(found)),
        "`resume`",
      ),
    ).toEqual([]);
  });
});
