import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Workspace } from "../kill/workspace.ts";
import { openWorkspace } from "../kill/workspace.ts";

/** `batch`, over a real socket: what it makes, what it makes again, what it refuses, where it stops. */

type Lines = readonly unknown[];

/** Runs a batch of records as JSONL; its results by line, and the summary. */
async function batch(workspace: Workspace, lines: Lines, ...argv: string[]) {
  return batchAt(workspace, workspace.sandbox.url, lines, argv);
}

/** The same, with prices from another site. */
async function batchAt(workspace: Workspace, site: string, lines: Lines, argv: readonly string[]) {
  writeFileSync(join(workspace.cwd, "in.jsonl"), lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return read(await workspace.run(["batch", "in.jsonl", ...argv], { env: { HIAPI_SITE_URL: site } }));
}

function read(ran: Awaited<ReturnType<Workspace["run"]>>) {
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into documents
  const documents: any[] = ran.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const results = documents.slice(0, -1).sort((a, b) => a.line - b.line || (a.part ?? 0) - (b.part ?? 0));
  const { code, stdout, stderr } = ran;
  return { code, stdout, stderr, results, last: documents.at(-1), summary: documents.at(-1)?.summary };
}

const three = [{ prompt: "a cat" }, { prompt: "a dog" }, { prompt: "a hen" }];

describe("a batch makes", () => {
  it("an image a line, and says so in a line each and one more", async () => {
    const workspace = await openWorkspace();
    const { code, results, last } = await batch(workspace, three);
    expect(code).toBe(0);
    expect(results.map(({ ok, line, outputs }) => [ok, line, existsSync(outputs[0].path)])).toEqual([
      [true, 1, true],
      [true, 2, true],
      [true, 3, true],
    ]);
    expect(last).toEqual({ ok: true, summary: { saved: 3, skipped: 0, failed: 0, pending: 0, unknown: 0, notStarted: 0 } });
    expect(workspace.creates()).toBe(3);
  });

  it("what its lines say over what the command line says, however their fields are written", async () => {
    const workspace = await openWorkspace();
    const lines = [
      { prompt: "a cat", aspect_ratio: "1:1" },
      { prompt: "a dog", aspectRatio: "3:2", outputDir: "dogs" },
      { prompt: "a hen", "output-dir": "hens", n: 2, name: "hen" },
      { prompt: "a cow", model: "gpt-image-2/text-to-image", background: "opaque" },
    ];
    const { code, results } = await batch(workspace, lines, "--aspect-ratio", "16:9");
    expect(code).toBe(0);
    expect(
      results.map(({ line, part, aspectRatio, outputs }) => [
        line,
        part,
        aspectRatio,
        dirname(outputs[0].path).slice(workspace.cwd.length),
      ]),
    ).toEqual([
      [1, undefined, "1:1", "/outputs"],
      [2, undefined, "3:2", "/dogs"],
      [3, 1, "16:9", "/hens"],
      [3, 2, "16:9", "/hens"],
      [4, undefined, "16:9", "/outputs"],
    ]);
    expect(readdirSync(join(workspace.cwd, "hens")).every((name) => name.startsWith("sandbox-hen-"))).toBe(true);
  });

  it("the lines of a CSV, with quotes, line breaks, empty cells and a mark of its bytes", async () => {
    const workspace = await openWorkspace();
    writeFileSync(join(workspace.cwd, "in.csv"), '\uFEFFprompt,aspect-ratio\r\n"a cat, and\r\na ""dog""",1:1\r\na hen,\r\n');
    const { code, results } = read(await workspace.run(["batch", "in.csv"]));
    expect({ code, ratios: results.map(({ line, aspectRatio }) => [line, aspectRatio]) }).toEqual({
      code: 0,
      ratios: [
        [2, "1:1"],
        [4, "auto"],
      ],
    });
    const prompts = workspace.sandbox
      .requests()
      .flatMap(({ body }) => (body ? [(body as { input: { prompt: string } }).input.prompt] : []));
    expect(prompts.sort()).toEqual(['a cat, and\r\na "dog"', "a hen"]);
  });

  it("the lines of a CSV with plain line ends, blank lines among them", async () => {
    const workspace = await openWorkspace();
    writeFileSync(join(workspace.cwd, "in.csv"), "prompt,input-urls\na cat,\n\na hen,");
    const { results } = read(await workspace.run(["batch", "in.csv", "--dry-run"]));
    expect(results.map(({ line }) => line)).toEqual([2, 4]);
  });

  it("two images of two lines that are the same", async () => {
    const workspace = await openWorkspace();
    const { results } = await batch(workspace, [{ prompt: "a cat" }, { prompt: "a cat" }, { prompt: "a cat", outputDir: "else" }]);
    expect(new Set(results.map(({ taskId }) => taskId)).size).toBe(3);
    expect(workspace.creates()).toBe(3);
  });
});

describe("run again, a batch makes", () => {
  it("nothing, and shows where everything is", async () => {
    const workspace = await openWorkspace();
    const first = await batch(workspace, [...three, { prompt: "a cat" }]);
    const { code, results, summary } = await batch(workspace, [...three, { prompt: "a cat" }]);
    expect({ code, creates: workspace.creates() }).toEqual({ code: 0, creates: 4 });
    expect(summary).toMatchObject({ saved: 0, skipped: 4 });
    expect(results.every(({ skipped }) => skipped)).toBe(true);
    const paths = (of: typeof first) => of.results.map(({ outputs }) => outputs[0].path).sort();
    expect(paths({ ...first, results })).toEqual(paths(first));
    expect(Object.keys(results[0])).toEqual([
      "ok",
      "line",
      "model",
      "taskId",
      "idempotencyKey",
      "aspectRatio",
      "resolution",
      "sandbox",
      "status",
      "outputs",
      "skipped",
    ]);
  });

  it("nothing, and describes each as when it was made", async () => {
    const workspace = await openWorkspace();
    const model = "gpt-image-2/text-to-image";
    const lines = [
      { prompt: "a fox", route: "beta", size: "1024x1024" },
      { prompt: "an owl", model, route: "ext", quality: "high" },
      { prompt: "a hare", model, background: "opaque", storage: "persistent" },
    ];
    const byLine = ({ results }: Awaited<ReturnType<typeof batch>>) => [...results].sort((one, other) => one.line - other.line);
    const first = byLine(await batch(workspace, lines));
    const again = byLine(await batch(workspace, lines));
    expect(first).toMatchObject([{ route: "beta", size: "1024x1024" }, { route: "ext", quality: "high" }, { background: "opaque" }]);
    expect(again).toEqual(
      first.map(({ elapsedMs: _, rawStatus: __, ...line }) => ({
        ...line,
        skipped: true,
        outputs: [expect.objectContaining({ path: line.outputs[0].path })],
      })),
    );
  });

  it("what has no file any more, what is new, and one more of what is there once", async () => {
    const workspace = await openWorkspace();
    const { results } = await batch(workspace, three);
    rmSync(results[1].outputs[0].path);
    const again = await batch(workspace, [...three, { prompt: "a cat" }, { prompt: "a cow" }]);
    expect(again.summary).toMatchObject({ saved: 3, skipped: 2 });
    expect(again.results.filter(({ skipped }) => !skipped).map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it("all of it with --new, and what another folder lacks", async () => {
    const workspace = await openWorkspace();
    await batch(workspace, three);
    expect((await batch(workspace, three, "--new")).summary).toMatchObject({ saved: 3, skipped: 0 });
    expect((await batch(workspace, three, "-o", "else")).summary).toMatchObject({ saved: 3, skipped: 0 });
    expect(workspace.creates()).toBe(9);
  });

  it("only what failed", async () => {
    const workspace = await openWorkspace({ rules: "detail:fail=TASK_FAILED*1" });
    const first = await batch(workspace, three);
    expect(first.code).toBe(3);
    expect(first.summary).toMatchObject({ saved: 2, failed: 1 });
    const again = await batch(workspace, three);
    expect({ code: again.code, ...again.summary }).toMatchObject({ code: 0, saved: 1, skipped: 2 });
    expect(workspace.creates()).toBe(4);
  });
});

describe("a batch refuses, and sends nothing:", () => {
  it("each line that is wrong, all at once, with its number", async () => {
    const workspace = await openWorkspace();
    const lines = [
      { prompt: "a cat" },
      { prompt: "a dog", resolution: "9K", aspectRatio: "7:5" },
      "{not json",
      "[1]",
      { promt: "a hen" },
      { prompt: 7 },
      { prompt: "a cow", count: 0 },
      { prompt: "x", idempotencyKey: "k" },
      { prompt: "y", idempotencyKey: "k" },
      { prompt: "z", "prompt-file": "-" },
    ];
    const { code, stdout } = await batch(workspace, lines);
    const { error } = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(error.problems.map(({ line, field }: { line: number; field: string }) => [line, field])).toEqual(
      [
        [2, "aspect_ratio"],
        [2, "resolution"],
        [3, "line"],
        [4, "line"],
        [5, "promt"],
        [5, "prompt"],
        [6, "prompt"],
        [6, "prompt"],
        [7, "count"],
        [9, "idempotency-key"],
        [10, "prompt-file"],
      ].filter(([line, field], index, all) => all.findIndex(([l, f]) => l === line && f === field) === index),
    );
    expect(error.message).toMatch(/^\d+ of 10 lines cannot be used, \d+ problems: line 2: /);
    expect(error.problems.find(({ field }: { field: string }) => field === "promt").message).toContain("did you mean prompt?");
    expect(workspace.sandbox.requests()).toEqual([]);
  });

  it("more problems than anybody reads: the first hundred, and how many there are", async () => {
    const workspace = await openWorkspace();
    const { stdout } = await batch(
      workspace,
      Array.from({ length: 250 }, () => ({ prompt: "a", resolution: "9K" })),
    );
    const { error } = JSON.parse(stdout);
    expect(error.problems).toHaveLength(100);
    expect(error.problems.at(-1).line).toBe(100);
    expect(error.message).toContain("250 of 250 lines cannot be used, 250 problems; the first 100 are listed");
  });

  it.each([
    ["nothing", "", "it is empty"],
    ["more than 100,000 lines", "{\n".repeat(100_001), "at most 100000 lines: split the file"],
    ["blank lines", "\n\n  \n", "the batch has no lines"],
    ["a JSON array", '[{"prompt":"a"}]', "write one object a line"],
    ["a CSV with semicolons", "prompt;size\na;b", "use commas"],
    ["a CSV row with another number of cells", "prompt,aspect-ratio\na,1:1,2\n", "the row has 3 cells, the header 2"],
    ["a CSV that breaks off in a quote", 'prompt\n"a cat', "line 2: the row cannot be read"],
    ["a CSV of another encoding", Buffer.from("prompt\ncaf\xe9\n", "latin1"), "not UTF-8"],
    ["JSONL of another encoding", Buffer.from('{"prompt":"caf\xe9"}\n', "latin1"), "not UTF-8"],
  ])("%s", async (_, text, words) => {
    const workspace = await openWorkspace();
    writeFileSync(join(workspace.cwd, "in"), text);
    const { code, stdout } = await workspace.run(["batch", "in"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.message).toContain(words);
    expect(workspace.sandbox.requests()).toEqual([]);
  });

  it("a CSV row with a stray quote, and what is wrong before and behind it", async () => {
    const workspace = await openWorkspace();
    writeFileSync(join(workspace.cwd, "in.csv"), 'prompt,aspect-ratio\na cat,9:99\na "q" b,16:9\na hen,8:88\n');
    const { code, document } = await workspace.run(["batch", "in.csv"]);
    const lines = document.error.problems.map(({ line, field }: { line: number; field: string }) => [line, field]);
    expect({ code, lines: lines.sort() }).toEqual({
      code: 2,
      lines: [
        [2, "aspect_ratio"],
        [3, "line"],
        [4, "aspect_ratio"],
      ],
    });
  });

  it("a file that is not there, no file, two files", async () => {
    const workspace = await openWorkspace();
    mkdirSync(join(workspace.cwd, "folder"));
    for (const words of [["none.jsonl"], [], ["a", "b"], ["folder"]]) {
      const { code, stdout } = await workspace.run(["batch", ...words]);
      expect({ code, kind: JSON.parse(stdout).error.kind }).toEqual({ code: 2, kind: "usage" });
    }
  });
});

describe("a batch stops", () => {
  it("before more images than it may make", async () => {
    const workspace = await openWorkspace();
    const { code, last } = await batch(workspace, three, "--max-images", "2");
    expect({ code, ...last.summary, stopped: last.stopped }).toMatchObject({ code: 9, saved: 2, notStarted: 1, stopped: "max-images" });
    expect(workspace.creates()).toBe(2);
    expect((await batch(workspace, three, "--max-images", "2")).code).toBe(0);
    expect(workspace.creates()).toBe(3);
  });

  it("before it spends more than it may, by the published prices", async () => {
    const workspace = await openWorkspace();
    const quoted = await batch(workspace, three, "--estimate");
    expect(quoted.last.estimate).toMatchObject({ images: 3, unpriced: 0 });
    const each = quoted.results[0].estimatedUsd;
    expect(quoted.last.estimate.totalUsd).toBeCloseTo(3 * each, 6);
    const { code, last } = await batch(workspace, three, "--max-usd", String(2.5 * each));
    expect({ code, ...last.summary, stopped: last.stopped }).toMatchObject({ code: 9, saved: 2, notStarted: 1, stopped: "max-usd" });
    expect(last.spentUsd).toBeCloseTo(2 * each, 6);
    expect(workspace.creates()).toBe(2);
  });

  it("before anything is sent where a line has no price", async () => {
    const workspace = await openWorkspace();
    const site = createServer((_, response) => response.end('{"data":[{"model_name":"gpt-image-2","base_usd_value":0.03}]}'));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => site.close(() => resolve())));
    const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const { code, stdout } = await batchAt(
      workspace,
      url,
      [{ prompt: "a" }, { prompt: "b", model: "gpt-image-2-pro" }],
      ["--max-usd", "5"],
    );
    const { error } = JSON.parse(stdout);
    expect({ code, line: error.problems[0].line, creates: workspace.creates() }).toEqual({ code: 2, line: 2, creates: 0 });
  });

  it("and before prices are known where they cannot be asked for", async () => {
    const workspace = await openWorkspace({ rules: "pricing:status=503" });
    const { code } = await batch(workspace, three, "--max-usd", "5");
    expect({ code, creates: workspace.creates() }).toEqual({ code: 5, creates: 0 });
  });

  it("after a failure with --fail-fast; without it, one failure stops nothing", async () => {
    const workspace = await openWorkspace({ rules: "create:status=402*1" });
    const fast = await batch(workspace, three, "--fail-fast", "--concurrency", "1");
    expect({ code: fast.code, ...fast.last.summary, stopped: fast.last.stopped }).toMatchObject({
      code: 4,
      failed: 1,
      notStarted: 2,
      stopped: "fail-fast",
    });
    const other = await openWorkspace({ rules: "create:status=402*1" });
    const slow = await batch(other, three, "--concurrency", "1");
    expect({ code: slow.code, ...slow.last.summary }).toMatchObject({ code: 4, saved: 2, failed: 1 });
  });

  it("with 9 where lines end in different ways", async () => {
    const workspace = await openWorkspace({ rules: "create:status=402*1,create:status=400*1+1" });
    const { code, last } = await batch(workspace, three, "--concurrency", "1");
    expect({ code, ...last.summary }).toMatchObject({ code: 9, saved: 1, failed: 2 });
    expect(last.next).toContain("batch in.jsonl");
  });

  it("a create that was refused is not spent", async () => {
    const workspace = await openWorkspace({ rules: "create:status=402*1" });
    const { last } = await batch(workspace, three, "--max-images", "2", "--concurrency", "1");
    expect(last.summary).toMatchObject({ saved: 2, failed: 1, notStarted: 0 });
  });
});

it("--dry-run prints each payload and the sum, and sends nothing", async () => {
  const workspace = await openWorkspace();
  await batch(workspace, [{ prompt: "a cat" }]);
  const before = workspace.sandbox.requests().length;
  const { code, results, last } = await batch(workspace, three, "--dry-run");
  expect({ code, lines: results.map(({ line }) => line), summary: last.summary }).toEqual({
    code: 0,
    lines: [2, 3],
    summary: { lines: 3, images: 2, skipped: 1 },
  });
  expect(results[0].payload.input.prompt).toBe("a dog");
  expect(workspace.sandbox.requests()).toHaveLength(before);
});

it("a file that changes after it was checked is not sent", async () => {
  const workspace = await openWorkspace({ imageMs: 500 });
  const prompt = join(workspace.cwd, "prompt.txt");
  writeFileSync(prompt, "a cat");
  writeFileSync(join(workspace.cwd, "in.jsonl"), '{"prompt":"first"}\n{"promptFile":"prompt.txt"}\n');
  const running = workspace.run(["batch", "in.jsonl", "--concurrency", "1"]);
  while (workspace.creates() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  writeFileSync(prompt, "a very expensive cat");
  const { code, results } = read(await running);
  expect({ code, message: results[1].error.message, creates: workspace.creates() }).toMatchObject({
    code: 2,
    message: expect.stringContaining("changed since the batch was checked"),
    creates: 1,
  });
});
