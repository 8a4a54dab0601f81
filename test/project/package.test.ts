import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { filesIn, skillName, version, write } from "../support/skill-folders.ts";

/** The npm package: what it contains, and that it works in an empty project without a registry. */

const run = promisify(execFile);
const base = realpathSync(mkdtempSync(join(tmpdir(), "hiapi-img-package-")));
const project = join(base, "project");
const installed = join(project, "node_modules/hiapi-img");
const env = {
  PATH: process.env.PATH,
  HOME: join(base, "home"),
  HIAPI_SKIP_UPDATE_CHECK: "1",
  npm_config_offline: "true",
  npm_config_update_notifier: "false",
  npm_config_cache: join(base, "cache"),
};
const left = new Set(["node_modules", ".git", "coverage"]);
let tarball: string;
let packed: string[];

beforeAll(async () => {
  const source = join(base, "source");
  cpSync(projectRoot, source, { recursive: true, filter: (path) => path === projectRoot || !left.has(basename(path)) });
  // Files that a working folder may contain and the package must not.
  for (const path of [
    ".env",
    "scripts/.env",
    "scripts/lib/notes.txt",
    "scripts/outputs/a.png",
    "outputs/a.png",
    "references/.DS_Store",
    "types/a.ts",
  ])
    write(join(source, path), "unrelated");
  for (const folder of [env.HOME, project]) mkdirSync(folder);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", base], { cwd: source, env });
  const [{ filename, files }] = JSON.parse(stdout);
  tarball = join(base, filename);
  packed = files.map(({ path }: { path: string }) => path).sort();
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: project, env });
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("npm pack", () => {
  it("holds the documents, the skill and the types, and nothing else", () => {
    const rule = /^(?:(?:package\.json|LICENSE|(?:README|CHANGELOG|SKILL|llms-install)\.md)$|scripts\/|types\/|references\/|agents\/)/;
    expect(packed).toEqual(filesIn(projectRoot).filter((path) => rule.test(path)));
    expect(packed.filter((path) => !/\.(?:md|mjs|d\.ts|yaml)$|^package\.json$|LICENSE/.test(path) || /test/.test(path))).toEqual([]);
  });

  it("is what publint has nothing to say about", async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages).toEqual([]);
  });

  it("brings no dependency and runs nothing when it is installed", () => {
    expect(filesIn(join(project, "node_modules")).filter((path) => !/^(?:hiapi-img\/|\.bin\/|\.package-lock\.json$)/.test(path))).toEqual(
      [],
    );
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(Object.keys(manifest).filter((key) => /^(?:optional|peer|bundled?)?[dD]ependencies$/.test(key))).toEqual([]);
    expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?(?:install|pack|prepare|publish)/.test(name))).toEqual([]);
    expect(manifest.engines).toEqual({ node: ">=18" });
  });
});

describe("installed in an empty project", () => {
  const npx = (...argv: string[]) => run("npx", ["--no-install", ...argv], { cwd: project, env });
  const node = (...argv: string[]) => run(process.execPath, argv, { cwd: project, env });

  it.each(["hiapi-img", "hiapi-gpt-image-2"])("npx %s prints its version and makes a picture", async (name) => {
    expect((await npx(name, "--version")).stdout.trim()).toBe(version);
    const { outputs } = JSON.parse((await npx(name, "A fox", "--sandbox", "--poll-interval", "1")).stdout);
    expect(dirname(outputs[0].path)).toBe(join(project, "outputs"));
  });

  it("npx hiapi-gpt-image-2-check and both scripts by their files", async () => {
    const script = join(installed, `scripts/${skillName}.mjs`);
    await expect(npx("hiapi-gpt-image-2-check")).rejects.toMatchObject({ code: 4 });
    await expect(node(join(installed, "scripts/check-config.mjs"))).rejects.toMatchObject({ code: 4 });
    expect(JSON.parse((await node(script, "A fox", "--dry-run")).stdout)).toMatchObject({ ok: true, paidTaskCreated: false });
  });

  it("npx hiapi-img install puts the skill where an agent looks, and it runs there", async () => {
    const document = JSON.parse((await npx("hiapi-img", "install", "--claude", "--codex")).stdout);
    expect(document.installed.map(({ path }: { path: string }) => path)).toEqual([
      join(env.HOME, ".claude/skills", skillName),
      join(env.HOME, ".codex/skills", skillName),
    ]);
    for (const { path } of document.installed)
      expect((await node(join(path, `scripts/${skillName}.mjs`), "--version")).stdout.trim()).toBe(version);
  });

  it("the library is imported by the package's name", async () => {
    const program = `import { buildImagePayload, generateImage } from "hiapi-img";
      const { payload } = { payload: buildImagePayload({ model: "gpt-image-2", prompt: "A fox" }) };
      const image = await generateImage({ prompt: "A fox", sandbox: true });
      console.log(JSON.stringify({ payload, path: image.outputs[0].path }));`;
    const { payload, path } = JSON.parse((await node("--input-type=module", "--eval", program)).stdout);
    expect(payload).toMatchObject({ model: "gpt-image-2", input: { prompt: "A fox" } });
    expect(dirname(path)).toBe(join(project, "outputs"));
  });

  it.each([
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("and has types for module %s, resolution %s", async (module, moduleResolution) => {
    const compilerOptions = {
      target: "es2022",
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      types: [],
    };
    const consumer = `import { buildImagePayload, extractTaskId, generateImage, normalizeModel } from "hiapi-img";
      const { model, input } = buildImagePayload({ prompt: "A fox", aspectRatio: "16:9" });
      const image = await generateImage({ prompt: "A fox" }, { apiKey: "key", baseUrl: "https://api.hiapi.ai" });
      export const words: string[] = [model, normalizeModel("gpt-image-2"), extractTaskId({}), image.status];
      // @ts-expect-error a number is no prompt
      export const wrong = buildImagePayload({ prompt: 5 });
      export { input };`;
    const folder = mkdtempSync(join(project, "consumer-"));
    writeFileSync(join(folder, "index.ts"), consumer);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", folder], { cwd: project, env }).catch((error) => error);
    expect(stdout).toBe("");
  });
});
