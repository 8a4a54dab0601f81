import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { environment, readSettings, resolveConfig, skipsUpdateCheck } from "../../src/config.ts";
import { projectRoot } from "../../tools/project.ts";
import { environmentReads } from "../support/environment.ts";

/** Every environment variable that the code reads is declared in the `metadata` of SKILL.md, and no other. */

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const { metadata } = parse(read("SKILL.md").split("---\n")[1] ?? "");
const declared = (key: string): string[] => metadata[key].split(" ");

function readsBelow(folder: string, extension: RegExp): { path: string; names: string[]; computed: string[] }[] {
  const paths = readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).filter((path) => extension.test(path));
  return paths.sort().map((path) => ({ path: path.replaceAll("\\", "/"), ...environmentReads(read(join(folder, path))) }));
}

/** The names that are computed: found by giving the readers an environment that records each access. */
function asked(): string[] {
  const names = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    { HIAPI_API_KEY: "a-key-of-a-test" },
    {
      get(target, name) {
        names.add(String(name));
        return target[String(name)];
      },
    },
  );
  readSettings(env);
  resolveConfig(env);
  skipsUpdateCheck(env);
  return [...names];
}

const sources = readsBelow("src", /\.ts$/);
const ours = new Set([...sources.flatMap(({ names }) => names), ...asked()]);

it("names are computed in src/config.ts only, whose readers are asked", () => {
  expect(sources.filter(({ computed }) => computed.length > 0).map(({ path }) => path)).toEqual(["config.ts"]);
});

it("what src reads is what SKILL.md declares: for users, and of the system", () => {
  const users = [...declared("required-env"), ...declared("optional-env")];
  expect(users.sort()).toEqual(Object.keys(environment).sort());
  expect([...ours].sort()).toEqual([...users, ...declared("system-env")].sort());
});

it("what the shipped scripts read beyond that, in bundled packages, is declared too", () => {
  // ajv calls the scope of a schema `env`, and knows nothing of its process.
  expect(read("scripts/lib/models.mjs")).not.toMatch(/process\.env|node:process|globalThis\.process/);
  const shipped = readsBelow("scripts", /(?<!models)\.mjs$/);
  const bundled = new Set(shipped.flatMap(({ names }) => names).filter((name) => !ours.has(name)));
  expect([...bundled].sort()).toEqual(declared("bundled-env").sort());
  // Commander can read an option's variable; none of ours has one.
  const computed = shipped.flatMap(({ path, computed: places }) => places.map((place) => `${path}: ${place}`));
  expect(computed.filter((place) => !/^lib\/command-line\.mjs: .*option\.envVar|: env\[name(?:\.toLowerCase\(\))?\]$/.test(place))).toEqual(
    [],
  );
});

it.each<[string, string, string[], number]>([
  ["a property", "io.env.A; process.env.B; env.C; environment.D", ["A", "B", "C"], 0],
  ["an index", 'env["A"]; env[`B`]; env[name]', ["A", "B"], 1],
  ["a pattern", "const { A, B: b } = io.env", ["A", "B"], 0],
  ["a question", '"A" in process.env; key in env', ["A"], 1],
  ["a list", '["A", "B"].some((key) => key in env$1)', ["A", "B"], 0],
])("the collector sees %s", (_, text, names, computed) => {
  const found = environmentReads(text);
  expect([found.names, found.computed.length]).toEqual([names, computed]);
});
