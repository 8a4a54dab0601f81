import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { environment } from "../src/config.ts";
import { links } from "../src/errors.ts";
import { projectRoot } from "../tools/project.ts";

/** What a skill folder holds when it is copied: a document of it may name nothing else. */
const copied = ["SKILL.md", "LICENSE", "scripts", "references", "agents"];

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const skill = read("SKILL.md");
const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(skill) ?? [];

/** Block YAML as far as it is used here, two levels of `key: value`. Throws for anything else. */
function blockYaml(text: string): Record<string, string | Record<string, string>> {
  const fields: Record<string, string | Record<string, string>> = {};
  let inner: Record<string, string> | undefined;
  for (const line of text.trimEnd().split("\n")) {
    const [, indent, key, value] = /^( {2})?([\w-]+):(?: (\S.*))?$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`not block YAML: ${line}`);
    if (indent && inner) inner[key] = scalar(value);
    else if (value !== undefined) fields[key] = scalar(value);
    else fields[key] = inner = {};
  }
  return fields;
}

/** A plain scalar may not hold what YAML would read otherwise: a colon or a comment, or a number where a string is meant. */
function scalar(value: string | undefined): string {
  if (value === undefined) throw new Error("a key without a value");
  const quoted = /^"([^"\\]*)"$/.exec(value)?.[1];
  if (quoted !== undefined) return quoted;
  if (/^[[\]{}&*!|>'"%@`?-]|: | #|^(?:\d[\d.]*|true|false|null|~)$/.test(value)) throw new Error(`not a plain string: ${value}`);
  return value;
}

describe("SKILL.md, by the Agent Skills specification", () => {
  const fields = blockYaml(head);

  it("has the keys it may have, in block YAML", () => {
    const allowed = ["name", "description", "license", "compatibility", "metadata", "allowed-tools"];
    expect(Object.keys(fields).filter((key) => !allowed.includes(key))).toEqual([]);
    expect(fields).toMatchObject({ name: "hiapi-gpt-image-2", license: "MIT" });
  });

  it("says what and when, within bounds", () => {
    const description = String(fields.description);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).not.toMatch(/[<>]/);
    expect(description).toMatch(/^Makes and edits images/);
    expect(description).toMatch(/\bUse when\b/);
    expect(String(fields.compatibility).length).toBeLessThanOrEqual(500);
  });

  it("has a body under 200 lines", () => {
    expect(body.split("\n").length).toBeLessThan(200);
  });

  it("declares the version of the package and every environment variable that the code reads", () => {
    const metadata = typeof fields.metadata === "object" ? fields.metadata : {};
    expect(metadata.version).toBe(JSON.parse(read("package.json")).version);
    const declared = Object.values(metadata).join(" ").split(" ");
    expect([...Object.keys(environment), ...readVariables()].filter((name) => !declared.includes(name))).toEqual([]);
  });

  it("names only files that a copied skill folder holds", () => {
    const names = [...skill.matchAll(/(?<![\w./…:-])(src|test|tools|types|docs|scripts|references|agents)\//g)].map(([, folder]) => folder);
    expect(names.filter((folder) => !copied.includes(folder ?? ""))).toEqual([]);
    expect(names).toContain("references");
  });

  it.each(Object.entries(links))("gives the link for %s", (_, link) => {
    expect(body).toContain(link);
  });

  it.each([
    "Never invent an image result",
    "--sandbox",
    "Run it only when they agree",
    "scripts/check-config.mjs",
    '"joined": true',
    "--new",
    "mjs resume",
  ])("says: %s", (words) => {
    expect(body).toContain(words);
  });
});

it.each(["api.md", "output.md", "errors.md"])("links from references/%s stay within the skill folder", (name) => {
  const targets = [...read(`references/${name}`).matchAll(/\]\(([^)\s#]+)/g)].map(([, target = ""]) => target);
  const outside = targets.filter((target) => !/^https:/.test(target) && !/^(?:\w+\.md|\.\.\/(?:SKILL\.md|scripts\/.*))$/.test(target));
  expect(outside).toEqual([]);
});

it("agents/openai.yaml is block YAML with the words an interface shows", () => {
  const { interface: words } = blockYaml(read("agents/openai.yaml"));
  expect(Object.keys(words ?? {})).toEqual(["display_name", "short_description", "default_prompt"]);
  expect(JSON.stringify(words)).toContain("$hiapi-gpt-image-2");
});

/** Variables read by name in `src`. */
function readVariables(): string[] {
  const files = readdirSync(join(projectRoot, "src"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files.flatMap((path) => [...read(join("src", path)).matchAll(/\benv\.([A-Za-z_]\w*)/g)].map(([, name = ""]) => name));
}
