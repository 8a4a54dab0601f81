import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { readFailure } from "../../src/api/index.ts";
import { guidance } from "../../src/errors.ts";
import { documentProblems, documentsOf, missingFiles, regenerated } from "../../tools/docs.ts";
import { projectRoot } from "../../tools/project.ts";

const run = promisify(execFile);
const left = new Set(["node_modules", ".git", "coverage", "outputs"]);
const scratch: string[] = [];

afterAll(() => Promise.all(scratch.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A copy of the project without its large folders. */
async function copyOfProject(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "hiapi-docs-")));
  scratch.push(folder);
  await cp(projectRoot, folder, { recursive: true, filter: (path) => path === projectRoot || !left.has(basename(path)) });
  return folder;
}

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

it("finds nothing in the tree", () => {
  expect(documentProblems(projectRoot)).toEqual([]);
});

it("the kinds of codes and statuses in references/errors.md are those that the program decides on", async () => {
  const rows = (await readFile(join(projectRoot, "references/errors.md"), "utf8")).matchAll(/^\| (`\w+…?`|\d{3}) \| `(\w+)` \|/gm);
  const found = [...rows].map(([, name = "", kind]) => [name, kind]);
  expect(found.length).toBeGreaterThan(20);
  const answer = (code: string) => ({ error: { code: code.replaceAll("`", "").replace("…", "x") } });
  const decided = found.map(([name = ""]) => [
    name,
    (/^\d/.test(name) ? readFailure(Number(name), "") : readFailure(200, answer(name)))?.kind,
  ]);
  expect(decided).toEqual(found);
});

it("SKILL.md has each guidance that the program gives", async () => {
  const cells = (await readFile(join(projectRoot, "SKILL.md"), "utf8")).replaceAll("\\<", "<");
  for (const text of Object.values(guidance)) expect(cells).toContain(`| ${text} |`);
});

const texts = () =>
  Promise.all(documentsOf(projectRoot).map(async (path) => ({ path, text: await readFile(join(projectRoot, path), "utf8") })));

it("each table is in one document, that of exit codes in README.md and, for agents, in SKILL.md", async () => {
  const shown = (await texts()).flatMap(({ path, text }) =>
    [...text.matchAll(/<!-- generated: ([\w-]+) -->/g)].map(([, name]) => ({ name, path })),
  );
  const names = shown.map(({ name }) => name);
  expect([...new Set(names.filter((name, index) => names.indexOf(name) !== index))]).toEqual(["exit-codes"]);
  expect(
    shown
      .filter(({ name }) => name === "exit-codes")
      .map(({ path }) => path)
      .sort(),
  ).toEqual(["README.md", "SKILL.md"]);
});

it("links to headings lead to a heading", async () => {
  const headings = new Map(
    (await texts()).map(({ path, text }) => [path, [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => anchorOf(title))]),
  );
  const targets = (await texts()).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?![a-z]+:)([^)\s#]*)#([^)]+)\)/g)].map(([, file = "", anchor = ""]) => ({
      file: file === "" ? path : normalize(join(dirname(path), file)),
      anchor,
    })),
  );
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter(({ file, anchor }) => !headings.get(file)?.includes(anchor))).toEqual([]);
});

/** The anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");
}

it("npm scripts that documents name exist", async () => {
  const { scripts } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const named = (await texts()).flatMap(({ text }) => [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name));
  expect(named.length).toBeGreaterThan(5);
  expect([...new Set(named)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

it("rules and sections that comments cite are on their page", async () => {
  const pages = {
    design: await readFile(join(projectRoot, "docs/design.md"), "utf8"),
    "api-contract": await readFile(join(projectRoot, "docs/api-contract.md"), "utf8"),
  };
  const files = ["src", "test"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).map((name) => join(projectRoot, folder, name)),
  );
  const cited = files
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [
      ...readFileSync(name, "utf8").matchAll(/docs\/(design|api-contract)\.md, (rule|section)s? (\d+)(?:(?: and | to )(\d+))?/g),
    ]);
  expect(cited.length).toBeGreaterThan(20);
  const missing = cited.flatMap(([citation, page = "", kind, ...numbers]) => {
    const text = page === "design" ? pages.design : pages["api-contract"];
    const has = (number = "1") => new RegExp(kind === "rule" ? `^${number}\\. \\*\\*` : `^## ${number}\\. `, "m").test(text);
    return numbers.every(has) ? [] : [citation];
  });
  expect(missing).toEqual([]);
});

it("README.md links each page of docs/ and stays under 12 KB, AGENTS.md under 8 KB", async () => {
  const readme = await readFile(join(projectRoot, "README.md"), "utf8");
  const pages = documentsOf(projectRoot).filter((path) => path.startsWith("docs/"));
  expect(pages.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
  expect(Buffer.byteLength(readme)).toBeLessThan(12 * 1024);
  expect(Buffer.byteLength(await readFile(join(projectRoot, "AGENTS.md")))).toBeLessThan(8 * 1024);
});

describe("a copy", () => {
  let copy: string;
  let known: string[];
  beforeEach(async () => {
    copy = await copyOfProject();
    known = documentProblems(copy);
  });
  /** Problems of the change: those of the tree itself have their own test. */
  const news = (problems: string[]) => problems.filter((problem) => !known.includes(problem));

  it("exits 1 and names each stale document when run as npm run check:docs does", async () => {
    await change(join(copy, "SKILL.md"), "| `gpt-image-2` | none | all 16;", "| `gpt-image-2` | none | all 15;");
    await change(join(copy, "references/api.md"), "| `NO_COLOR` |", "| `NO_COLOUR` |");
    const check = run(process.execPath, ["--import", "tsx", "tools/docs.ts", "--check", copy], { cwd: projectRoot });
    const { code, stderr } = await check.then(
      () => ({ code: 0, stderr: "" }),
      (error: { code: number; stderr: string }) => error,
    );
    expect(code).toBe(1);
    expect(news(stderr.trimEnd().split("\n"))).toEqual([
      "SKILL.md: stale, run `npx tsx tools/docs.ts`",
      "references/api.md: stale, run `npx tsx tools/docs.ts`",
    ]);
  });

  it("names a document that is gone, and whoever links to it", async () => {
    await rm(join(copy, "references/output.md"));
    const problems = news(documentProblems(copy));
    expect(problems).toContain("README.md: names references/output.md, which does not exist");
    expect(problems).toContain("SKILL.md: names references/output.md, which does not exist");
    expect(problems).toContain("references/errors.md: names output.md, which does not exist");
  });

  it("names a table that no document has", async () => {
    for (const path of documentsOf(copy)) {
      const text = await readFile(join(copy, path), "utf8");
      await writeFile(join(copy, path), text.replace(/<!-- generated: faults -->[\s\S]*?<!-- \/generated -->\n/, ""));
    }
    expect(news(documentProblems(copy))).toEqual(["tools/docs-tables.ts: no document has the table faults"]);
  });
});

it("generates a block again and leaves the text around it", () => {
  const text = "before\n<!-- generated: ratios -->\nold\n<!-- /generated -->\nafter\n";
  const made = regenerated(text);
  expect(made).toMatch(/^before\n<!-- generated: ratios -->\n`auto`, `1:1`, .*\n<!-- \/generated -->\nafter\n$/);
  expect(regenerated(made)).toBe(made);
});

it.each([
  ["a table that nobody makes", "<!-- generated: prices -->\n<!-- /generated -->", "no table is called prices"],
  ["a block without an end", "<!-- generated: ratios -->\n", "do not pair"],
  ["an end without a beginning", "<!-- /generated -->", "do not pair"],
])("refuses %s", (_, text, words) => {
  expect(() => regenerated(text)).toThrow(words);
});

it.each([
  ["a link", "[errors](no.md)", ["no.md"]],
  ["a link with an anchor", "[errors](errors.md#exit-codes)", []],
  ["a link from a folder", "[skill](../SKILL.md)", []],
  ["a link to a site", "[docs](https://docs.hiapi.ai/docs/no.md)", []],
  ["a path in words", "see `src/no.ts`.", ["src/no.ts"]],
  ["a path in a command", "node scripts/no.mjs --help", ["scripts/no.mjs"]],
  ["a path that is there", "see `src/cli.ts`, scripts/lib/gpt-image-2.mjs and test/", []],
  ["a path on another machine", "/skill/scripts/no.mjs", []],
])("looks for what a document names: %s", (_, text, missing) => {
  expect(missingFiles(projectRoot, "references/api.md", text)).toEqual(missing.map((name) => `names ${name}, which does not exist`));
});
