import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { HiapiError } from "../../src/errors.ts";
import type { Workspace } from "../kill/workspace.ts";
import { openWorkspace } from "../kill/workspace.ts";
import { runProgram } from "../support/program.ts";

/** `batch`: nothing is paid for twice, and no limit is passed, where tasks outlive their run or their answers are bad. */

const hour = 3_600_000;

async function batch(workspace: Workspace, prompts: readonly string[], ...argv: string[]) {
  writeFileSync(join(workspace.cwd, "in.jsonl"), prompts.map((prompt) => JSON.stringify({ prompt })).join("\n"));
  const { code, stdout } = await workspace.run(["batch", "in.jsonl", ...argv]);
  const { summary, ...last } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return { code, summary, last, creates: workspace.creates() };
}

/** Makes everything unfinished so much older. */
function age(workspace: Workspace, ms: number) {
  const folder = join(workspace.cwd, ".state/requests");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".jsonl"))) {
    const text = readFileSync(join(folder, name), "utf8");
    writeFileSync(
      join(folder, name),
      text.replace(/"at":(\d+)/g, (_, at) => `"at":${Number(at) - ms}`),
    );
  }
}

describe("one bill a line", () => {
  it("for tasks that were left running a day ago; after a week they are gone, and made anew", async () => {
    const workspace = await openWorkspace({ rules: "detail:unknown-status=dreaming*2" });
    const left = await batch(workspace, ["a cat", "a dog"], "--timeout", "1");
    expect(left).toMatchObject({ code: 8, summary: { pending: 2 }, creates: 2 });
    age(workspace, 30 * hour);
    expect(await batch(workspace, ["a cat", "a dog"])).toMatchObject({ code: 0, summary: { saved: 2 }, creates: 2 });
    const lost = await openWorkspace({ rules: "detail:unknown-status=dreaming*1" });
    await batch(lost, ["a cat"], "--timeout", "1");
    age(lost, 8 * 24 * hour);
    expect(await batch(lost, ["a cat"])).toMatchObject({ code: 0, creates: 2 });
  });

  it("for a model that HiAPI knows under its slash id only", async () => {
    const workspace = await openWorkspace({ rules: "create:embedded=model_not_found*1" });
    expect(await batch(workspace, ["a fox"])).toMatchObject({ code: 0, summary: { saved: 1 }, creates: 1 });
    expect(await batch(workspace, ["a fox"])).toMatchObject({ code: 0, summary: { skipped: 1 }, creates: 1 });
  });

  it("when the same command is given again while it still runs", async () => {
    const workspace = await openWorkspace({ imageMs: 200 });
    const prompts = Array.from({ length: 16 }, (_, index) => `cat ${index}`);
    const first = batch(workspace, prompts, "--concurrency", "4");
    await vi.waitFor(() => expect(workspace.outputs().length).toBeGreaterThan(3), { timeout: 20_000 });
    const again = await batch(workspace, prompts, "--concurrency", "1");
    expect([(await first).code, again.code]).toEqual([0, 0]);
    expect({ creates: workspace.creates(), files: workspace.outputs().length }).toEqual({ creates: 16, files: 16 });
  });
});

it("each line reports its own picture, and pays once, though the history is pruned and written beside it", async () => {
  const workspace = await openWorkspace({ imageMs: 150 });
  const lines = Array.from({ length: 8 }, (_, index) => JSON.stringify({ prompt: `cat ${index + 1}`, name: `cat-${index + 1}` }));
  const run = async (file: string, content: readonly string[]) => {
    writeFileSync(join(workspace.cwd, file), content.join("\n"));
    return workspace.run(["batch", file, "--concurrency", "4"]);
  };
  await run("some.jsonl", lines.slice(0, 4));
  const all = run("all.jsonl", lines);
  await vi.waitFor(() => expect(workspace.outputs().length).toBeGreaterThan(4), { timeout: 20_000 });
  await runProgram(["tasks", "prune"], workspace);
  await run("others.jsonl", ['{"prompt":"a dog"}', '{"prompt":"a hen"}']);
  const { code, stdout } = await all;
  const results = stdout
    .trim()
    .split("\n")
    .slice(0, -1)
    .map((text) => JSON.parse(text));
  expect({ code, results: results.length, creates: workspace.creates() }).toEqual({ code: 0, results: 8, creates: 10 });
  for (const { line, outputs } of results) expect(outputs[0].path).toContain(`cat-${line}-`);
});

describe("a limit holds", () => {
  const four = ["a cat", "a dog", "a hen", "a fox"];

  it("where tasks were accepted and their answers are refused", async () => {
    const workspace = await openWorkspace({ rules: "detail:status=403" });
    const { code, last, creates } = await batch(workspace, four, "--max-images", "2", "--concurrency", "1");
    expect({ code, stopped: last.stopped, creates }).toEqual({ code: 9, stopped: "max-images", creates: 2 });
  });

  it("and counts no create that was refused", async () => {
    const workspace = await openWorkspace({ rules: "create:embedded=content_policy_violation*2" });
    const { summary, creates } = await batch(workspace, four, "--max-images", "2", "--concurrency", "1");
    expect({ summary, creates }).toMatchObject({ summary: { saved: 2, failed: 2, notStarted: 0 }, creates: 2 });
  });
});

it("with --new the way on is resume: the same command would pay for all of it again", async () => {
  const workspace = await openWorkspace({ rules: "detail:unknown-status=dreaming*1" });
  const { code, last } = await batch(workspace, ["a cat"], "--new", "--timeout", "1");
  expect({ code, next: last.next }).toEqual({ code: 8, next: "hiapi-img resume" });
  expect((await workspace.run(["resume"])).document.results).toMatchObject([{ ok: true }]);
  expect({ creates: workspace.creates(), files: workspace.outputs().length }).toEqual({ creates: 1, files: 1 });
});

it("a preview ends when it is interrupted", async () => {
  const workspace = await openWorkspace();
  writeFileSync(join(workspace.cwd, "in.jsonl"), '{"prompt":"a cat"}\n');
  const signal = AbortSignal.abort(new HiapiError("interrupted", "interrupted by SIGINT"));
  const { code, document } = await runProgram(["batch", "in.jsonl", "--dry-run"], { cwd: workspace.cwd, env: workspace.env, signal });
  expect({ code, kind: document.error.kind }).toEqual({ code: 130, kind: "interrupted" });
});

it.each([["batch", "in.jsonl"], ["a cat"]])("a folder that takes no image is refused before anything is paid: %s", async (...argv) => {
  const workspace = await openWorkspace();
  writeFileSync(join(workspace.cwd, "in.jsonl"), '{"prompt":"a cat"}\n');
  writeFileSync(join(workspace.cwd, "taken"), "mine");
  const { code, stdout } = await workspace.run([...argv, "-o", "taken"]);
  const [problem] = JSON.parse(stdout).error.problems;
  expect({ code, field: problem.field, creates: workspace.creates() }).toEqual({ code: 2, field: "output-dir", creates: 0 });
});
