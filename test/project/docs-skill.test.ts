import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Node } from "yaml";
import { isAlias, isCollection, isScalar, parseDocument, visit } from "yaml";
import { links } from "../../src/errors.ts";
import { placesOf } from "../../src/install/agents.ts";
import { identityOf, isPart } from "../../src/install/skill.ts";
import { projectRoot } from "../../tools/project.ts";

/** What a skill folder holds when it is copied: a document of it may name nothing else. */
const copied = ["SKILL.md", "LICENSE", "scripts", "references", "agents"];

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const skill = read("SKILL.md");
const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(skill) ?? [];

/**
 * What a YAML parser makes of a text, which is block YAML of one document, with strings alone: no flow collections, tags, anchors or
 * aliases, and no scalar that YAML 1.2 or 1.1 reads as anything but a string. Installers with small readers of their own take
 * `key: value` lines only: each value stands on the line of its key.
 */
function blockYaml(text: string): Record<string, string | Record<string, string>> {
  for (const line of text.trimEnd().split("\n")) if (!/^(?: {2})?[\w-]+:(?: \S.*)?$/.test(line)) throw new Error(`not block YAML: ${line}`);
  for (const version of ["1.2", "1.1"] as const) {
    const document = parseDocument(text, { version, uniqueKeys: true, strict: true });
    const [wrong = document.warnings[0]] = document.errors;
    if (wrong) throw wrong;
    visit(document, { Node: (_, node) => refuse(node) });
  }
  return parseDocument(text).toJS();
}

function refuse(node: Node): void {
  const faults = [
    isAlias(node) && "an alias",
    "anchor" in node && node.anchor && "an anchor",
    !isAlias(node) && node.tag && `the tag ${node.tag}`,
    isCollection(node) && node.flow && "a flow collection",
    isScalar(node) && (typeof node.value !== "string" || node.value === "") && `no string: ${node.value}`,
  ];
  for (const fault of faults) if (fault) throw new Error(`holds ${fault}`);
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

  it("has a body under 200 lines, where 500 are allowed", () => {
    expect(body.split("\n").length).toBeLessThan(200);
  });

  it("declares the version of the package, and nothing under metadata but strings (environment.test.ts holds the variables)", () => {
    const metadata = typeof fields.metadata === "object" ? fields.metadata : {};
    expect(metadata.version).toBe(JSON.parse(read("package.json")).version);
    expect(Object.keys(metadata)).toEqual(["version", "required-env", "optional-env", "system-env", "bundled-env"]);
  });

  it("is named as the folder it is installed in", () => {
    const [place] = placesOf({ claude: true }, "project", { env: {}, home: "/", cwd: "/" });
    expect(basename(place?.path ?? "")).toBe(fields.name);
    expect(fields.name).toMatch(/^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(identityOf(skill)).toEqual({ name: fields.name, version: JSON.parse(read("package.json")).version });
  });

  it("names files that exist, and that install copies", () => {
    const words = [...skill.matchAll(/(?<![\w./…:-])((?:scripts|references|agents)\/[\w./-]*\w|LICENSE|SKILL\.md)/g)].map(
      ([, name = ""]) => name,
    );
    const links = [...skill.matchAll(/\]\((?!https?:)([^)\s#]+)/g)].map(([, name = ""]) => name);
    const names = [...new Set([...words, ...links])];
    expect(names.length).toBeGreaterThan(4);
    expect(names.filter((name) => !isPart(name) || !existsSync(join(projectRoot, name)))).toEqual([]);
  });

  it.each([
    ["a list in brackets", "name: [a]"],
    ["an anchor", "name: &a b"],
    ["a number", "version: 1.0"],
    ["a word that old readers take for a truth value", "license: yes"],
    ["a date", "version: 2026-01-01"],
    ["a colon that would begin a map", "description: Use when: asked"],
    ["a text that goes on in the next line", "description: a\n  b"],
    ["a key twice", "name: a\nname: b"],
    ["a tag", "name: !!str a"],
    ["a key without a value", "name:"],
  ])("and the test sees %s", (_, text) => {
    expect(() => blockYaml(`${text}\n`)).toThrow();
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
