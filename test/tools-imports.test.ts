import { join } from "node:path";
import { expect, it } from "vitest";
import { importProblems, readSources } from "../tools/check-imports.ts";
import { projectRoot } from "../tools/project.ts";

const cases: [string, string, string, string[]][] = [
  ["downwards", "commands/generate.ts", 'import { a } from "../api.ts"; import { z } from "../errors.ts";', []],
  ["upwards", "errors.ts", 'import { a } from "./catalogue.ts";', ["src/errors.ts: imports catalogue.ts, which is not below it"]],
  ["a type, side by side", "task.ts", 'import type { A } from "./api.ts"; import type { B } from "undici";', []],
  ["a type, upwards", "http.ts", 'import type { A } from "./api.ts";', ["src/http.ts: imports api.ts, which is not below it"]],
  ["side by side", "task.ts", 'const a = await import("./output.ts");', ["src/task.ts: imports output.ts, which is not below it"]],
  [
    "a command by another",
    "commands/a.ts",
    'export { b } from "./b.ts";',
    ["src/commands/a.ts: imports commands/b.ts, which is not below it"],
  ],
  ["inside the sandbox", "sandbox/server.ts", 'import { a } from "./tasks.ts";', []],
  [
    "out of the sandbox",
    "sandbox/server.ts",
    'import { a } from "../api.ts";',
    ["src/sandbox/server.ts: imports api.ts; sandbox/* may see catalogue, nearest, problems, reference, rules, request, url, errors"],
  ],
  ["the sandbox, from its command", "commands/sandbox.ts", 'import("../sandbox/server.ts");', []],
  [
    "the sandbox, from main",
    "main.ts",
    'import("./sandbox/server.ts");',
    ["src/main.ts: imports sandbox/server.ts, which is for commands/*, session"],
  ],
  ["Node in core", "image.ts", 'import { Buffer } from "node:buffer";', ["src/image.ts: is core and imports node:buffer"]],
  ["the clock in core", "schedule.ts", "Date.now();", ["src/schedule.ts: is core and reads the clock; take the time as an argument"]],
  ["ora outside of present", "task.ts", 'import("ora");', ["src/task.ts: imports ora, which is for present"]],
  ["undici outside of http", "api.ts", 'import "undici/lib/x.js";', ["src/api.ts: imports undici/lib/x.js, which is for http"]],
  ["a new package", "api.ts", 'import "got";', ["src/api.ts: imports got, which is for nobody: name its room in tools/check-imports.ts"]],
  ["a file without a place", "utils.ts", "", ["src/utils.ts: has no layer; give it its place in tools/check-imports.ts"]],
];

it.each(cases)("judges an import: %s", (_, path, text, problems) => {
  expect(importProblems(new Map([[path, text]]))).toEqual(problems);
});

it("finds nothing in src", () => {
  expect(importProblems(readSources(join(projectRoot, "src")))).toEqual([]);
});
