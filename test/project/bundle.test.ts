import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildFiles, writeFiles } from "../../tools/build.ts";
import { differences, violations } from "../../tools/check-bundle.ts";
import { projectRoot } from "../../tools/project.ts";

const run = promisify(execFile);
let scratch: string;
let built: Map<string, string>;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "hiapi-bundle-")));
  built = await buildFiles(projectRoot);
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe("the comparison with what is committed", () => {
  let committed: string;

  beforeEach(async () => {
    committed = await mkdtemp(join(scratch, "committed-"));
    await writeFiles(built, committed);
  });

  it("passes when nothing changed", async () => {
    expect(await differences(built, committed)).toEqual([]);
  });

  it("fails on one changed byte", async () => {
    const file = join(committed, "scripts/lib/gpt-image-2.mjs");
    const bytes = await readFile(file);
    bytes[bytes.length - 2]! ^= 1;
    await writeFile(file, bytes);
    expect(await differences(built, committed)).toEqual(["scripts/lib/gpt-image-2.mjs: differs from what src builds to"]);
  });

  it("fails on a stray file, in scripts and in types", async () => {
    await writeFile(join(committed, "scripts/lib/left-over.mjs"), "");
    await mkdir(join(committed, "types/old"));
    await writeFile(join(committed, "types/old/left-over.d.ts"), "");
    expect(await differences(built, committed)).toEqual([
      "scripts/lib/left-over.mjs: stray, src does not build to it",
      "types/old/left-over.d.ts: stray, src does not build to it",
    ]);
  });

  it("fails on a missing file", async () => {
    await rm(join(committed, "scripts/THIRD-PARTY-LICENSES.txt"));
    expect(await differences(built, committed)).toEqual(["scripts/THIRD-PARTY-LICENSES.txt: missing"]);
  });

  it("exits 1 and names the file when run as npm run check:bundle does", async () => {
    await appendFile(join(committed, "scripts/check-config.mjs"), "\n");
    const check = run(process.execPath, ["--import", "tsx", "tools/check-bundle.ts", committed], { cwd: projectRoot });
    const stderr = expect.stringContaining("scripts/check-config.mjs: differs from what src builds to");
    await expect(check).rejects.toMatchObject({ code: 1, stderr });
  });
});

describe("the build", () => {
  it("gives the same bytes from another folder", async () => {
    const elsewhere = await mkdtemp(join(scratch, "checkout-"));
    for (const name of ["src", "package.json", "tsconfig.json", "tsconfig.types.json"]) {
      await cp(join(projectRoot, name), join(elsewhere, name), { recursive: true });
    }
    await symlink(join(projectRoot, "node_modules"), join(elsewhere, "node_modules"));
    expect(await buildFiles(elsewhere)).toEqual(built);
  });

  it("names no folder of the machine it ran on", () => {
    for (const [path, text] of built) expect(text.includes(projectRoot), path).toBe(false);
  });

  it("keeps HTTP, the spinner and the sandbox out of what a start loads, and the checks out of what a command loads at once", () => {
    const main = built.get("scripts/lib/process.mjs");
    expect(main).toMatch(/^import .*"\.\/core\.mjs";$/m);
    expect(main).not.toMatch(/^import .*\/(?:undici|ora|http|request|sandbox[\w-]*)\.mjs"/m);
    expect(built.get("scripts/lib/request.mjs")).not.toMatch(/^import .*\/(?:undici|ora|http|process|sandbox[\w-]*)\.mjs"/m);
    expect(built.get("scripts/lib/undici.mjs")).not.toContain("class FormData");
  });

  it("requires builtins, imports none but node:module", () => {
    for (const [path, text] of built)
      if (path.startsWith("scripts/lib/")) expect(text, path).not.toMatch(/^import .*"node:(?!module")|^import "node:|\bimport\("node:/m);
  });

  it("has no file that only passes on names of another", () => {
    for (const [path, text] of built)
      if (path.startsWith("scripts/lib/")) expect(text, path).not.toMatch(/^import \{ .+ \} from ".+";\n\nexport \{ (?!.* as ).+ \};\n$/);
  });

  it("carries the licence of each package in it", () => {
    const text = built.get("scripts/THIRD-PARTY-LICENSES.txt");
    for (const name of ["commander", "undici", "ora", "zod", "chalk"]) expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  it("stands its own check", () => {
    expect(violations(built)).toEqual([]);
  });
});

describe("the check of what may run from a bare copy", () => {
  const cases: [string, string, string, string?][] = [
    ["a package", "scripts/lib/a.mjs", 'import "zod";', 'scripts/lib/a.mjs: imports "zod", which a bare copy does not have'],
    [
      "a package, dynamically",
      "scripts/lib/a.mjs",
      'await import("ora");',
      'scripts/lib/a.mjs: imports "ora", which a bare copy does not have',
    ],
    [
      "a package, required",
      "scripts/lib/a.mjs",
      '__require("undici");',
      'scripts/lib/a.mjs: imports "undici", which a bare copy does not have',
    ],
    [
      "a package, re-exported",
      "scripts/lib/a.mjs",
      'export * from "zod";',
      'scripts/lib/a.mjs: imports "zod", which a bare copy does not have',
    ],
    ["a builtin without node:", "scripts/lib/a.mjs", 'import "fs";', 'scripts/lib/a.mjs: imports "fs", which a bare copy does not have'],
    [
      "a file that is not there",
      "scripts/lib/a.mjs",
      'import "../b.mjs";',
      'scripts/lib/a.mjs: imports "./b.mjs", which a bare copy does not have',
    ],
    ["a builtin", "scripts/lib/a.mjs", 'import "node:fs"; import "../a.mjs"; __require("node:net");'],
    [
      "a static import of a command",
      "scripts/hiapi-gpt-image-2.mjs",
      'import "node:fs"; export { a } from "../hiapi-gpt-image-2.mjs";',
      "scripts/hiapi-gpt-image-2.mjs: has a static import of ours, which loads before its check of the Node version",
    ],
    ["a dynamic import of a command", "scripts/check-config.mjs", 'import("node:fs");'],
    ["a file above 1 MiB", "scripts/lib/a.mjs", `"${"x".repeat(1 << 20)}"`, "scripts/lib/a.mjs: 1048578 bytes, at most 1048576"],
  ];

  it.each(cases)("%s", (_, path, text, problem) => {
    expect(violations(new Map([[path, text]]))).toEqual(problem === undefined ? [] : [problem]);
  });

  it("more than 3 MiB in all", () => {
    const file = `"${"x".repeat(900_000)}"`;
    const files = ["a", "b", "c", "d"].map((name): [string, string] => [`scripts/lib/${name}.mjs`, file]);
    expect(violations(new Map(files))).toEqual(["scripts: 3600008 bytes in all, at most 3145728"]);
  });
});

describe("the types of the package", () => {
  const source = `import { modelFileSlug } from "hiapi-img";
export const slug: string = modelFileSlug("a/b");
// @ts-expect-error: a text is not a number, unless the types did not resolve
export const wrong: number = modelFileSlug("a/b");
`;
  const resolutions = [
    ["nodenext", ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
    ["bundler", ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ] as const;

  it.each(resolutions)("resolve for a consumer with moduleResolution %s", async (_, module, moduleResolution) => {
    const consumer = await mkdtemp(join(scratch, "consumer-"));
    const installed = join(consumer, "node_modules/hiapi-img");
    await writeFiles(built, installed);
    await cp(join(projectRoot, "package.json"), join(installed, "package.json"));
    await writeFile(join(consumer, "package.json"), '{ "type": "module" }');
    await writeFile(join(consumer, "main.ts"), source);
    const typeRoots = [join(projectRoot, "node_modules/@types")];
    const options = { module, moduleResolution, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: ["node"], typeRoots };
    const program = ts.createProgram([join(consumer, "main.ts")], options);
    // Only these files: to check all of Node's own types takes seconds.
    const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(consumer.replaceAll("\\", "/")));
    const found = files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
    const problems = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(problems).toEqual([]);
  });
});
