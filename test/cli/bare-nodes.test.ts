import { spawn } from "node:child_process";
import { cp, mkdtemp, open, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { projectRoot } from "../../tools/project.ts";
import { findNodes, majorOf, nodesFolder } from "../support/nodes.ts";

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

const others = findNodes();
const current = { version: process.versions.node, path: process.execPath };
const supported = [current, ...others.filter(({ version }) => version !== current.version && majorOf(version) >= 18)];
const tooOld = others.filter(({ version }) => [14, 16].includes(majorOf(version)));
const promised = ["18.0.0", "18", "20", "22", "24", "26"];
const missing = promised.filter((wanted) => !supported.some(({ version }) => isWanted(version, wanted)));

console.log(`bare copy: run under Node ${[...supported, ...tooOld].map(({ version }) => version).join(", ")}`);
if (missing.length > 0) console.log(`bare copy: skipped Node ${missing.join(", ")}, not in ${nodesFolder} (.ci/run fetches them)`);

/** The newest 18 does not stand for 18.0.0, nor the other way round. */
function isWanted(version: string, wanted: string): boolean {
  return wanted.includes(".") ? version === wanted : version.startsWith(`${wanted}.`) && version !== "18.0.0";
}

let scratch: string;
let skill: string;
let command: string;
let check: string;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "hiapi-bare-")));
  skill = join(scratch, "a skill's folder");
  for (const name of ["SKILL.md", "LICENSE", "scripts", "references", "agents"])
    await cp(join(projectRoot, name), join(skill, name), { recursive: true });
  command = join(skill, "scripts/hiapi-gpt-image-2.mjs");
  check = join(skill, "scripts/check-config.mjs");
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Where {
  cwd?: string;
  variables?: Record<string, string>;
}

/** Runs in an empty folder elsewhere, with an environment that holds nothing of the machine's. */
async function runBare(node: string, args: string[], { cwd: given, variables }: Where = {}): Promise<Result & { cwd: string }> {
  const cwd = given ?? (await mkdtemp(join(scratch, "cwd-")));
  const env = {
    PATH: dirname(node),
    HOME: cwd,
    HIAPI_STATE_DIR: join(cwd, "state"),
    HIAPI_SKIP_UPDATE_CHECK: "1",
    TMPDIR: scratch,
    ...variables,
  };
  const child = spawn(node, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const result: Result = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    result.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    result.stderr += text;
  });
  result.code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { ...result, cwd };
}

async function pngSize(path: string): Promise<{ width: number; height: number }> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(24), 0, 24, 0).finally(() => file.close());
  expect(buffer.subarray(1, 4).toString("latin1")).toBe("PNG");
  return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
}

describe.each(supported)("a bare copy under Node $version", ({ path: node }) => {
  it("prints its version", async () => {
    const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
    const { code, stdout, stderr } = await runBare(node, [command, "--version"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(version);
  });

  it("makes a picture in the sandbox, without a key", async () => {
    const args = [command, "--sandbox", "--prompt", "A lighthouse at dusk", "--aspect-ratio", "16:9"];
    const { code, stdout, stderr, cwd } = await runBare(node, args);
    expect(code, stderr).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      ok: true,
      sandbox: true,
      outputs: [{ kind: "file", mimeType: "image/png", width: 1536, height: 864 }],
    });
    const [{ path }] = document.outputs;
    expect(dirname(path)).toBe(join(cwd, "outputs"));
    expect(await pngSize(path)).toEqual({ width: 1536, height: 864 });
    expect(stderr).not.toMatch(/warning/i);
  });

  it("refuses a bad request with exit 2", async () => {
    const { code, stdout } = await runBare(node, [command, "--prompt", "A lighthouse", "--resolution", "9K"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { kind: "usage", problems: [{ field: "resolution", given: "9K" }] } });
  });

  it("misses the key in check-config with exit 4", async () => {
    const { code, stdout } = await runBare(node, [check]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
  });

  it("says that a task failed, with exit 3 and its id", async () => {
    const { code, stdout, stderr } = await runBare(node, [command, "--sandbox", "A fox [fail]"]);
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { kind: "task_failed", taskId: expect.stringMatching(/^tk-/) } });
    expect(stderr).toMatch(/^error: /m);
  });

  it("resumes what another run began", async () => {
    const sandbox = await startSandbox({ imageMs: 0, samePicture: true });
    onTestFinished(() => sandbox.close());
    const variables = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
    const begun = await runBare(node, [command, "A fox", "--no-wait"], { variables });
    expect(begun.code, begun.stderr).toBe(0);
    const { code, stdout, stderr } = await runBare(node, [command, "resume"], { variables, cwd: begun.cwd });
    expect(code, stderr).toBe(0);
    const { results } = JSON.parse(stdout);
    expect(results).toMatchObject([{ ok: true, resumed: true, outputs: [{ kind: "file", mimeType: "image/png" }] }]);
    expect(dirname(results[0].outputs[0].path)).toBe(join(begun.cwd, "outputs"));
    expect(sandbox.requests().filter(({ call }) => call === "create")).toHaveLength(1);
  });

  it("checks the configuration, and asks HiAPI with --live", async () => {
    const sandbox = await startSandbox({});
    onTestFinished(() => sandbox.close());
    const variables = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
    for (const args of [
      [command, "check"],
      [check, "--live"],
    ]) {
      const { code, stdout, stderr } = await runBare(node, args, { variables });
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    }
    expect(sandbox.requests().map(({ call }) => call)).toEqual(["pricing"]);
  });

  it("installs itself in another folder, and runs from there", async () => {
    const { code, stderr, cwd } = await runBare(node, [command, "install", "--claude", "--project"]);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/warning/i);
    const copy = join(cwd, ".claude/skills/hiapi-gpt-image-2/scripts/hiapi-gpt-image-2.mjs");
    expect(await runBare(node, [copy, "A fox", "--dry-run"])).toMatchObject({ code: 0 });
    expect(await runBare(node, [command, "install", "--claude", "--project"], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"unchanged"'),
    });
  });

  it("runs through a symbolic link", async () => {
    const link = join(await mkdtemp(join(scratch, "bin-")), "hiapi-img");
    await symlink(command, link);
    const { code, stdout } = await runBare(node, [link, "--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d+\.\d+\.\d+/);
  });

  it("serves programs that import the library, and does nothing more", async () => {
    const library = pathToFileURL(join(skill, "scripts/lib/gpt-image-2.mjs"));
    const program = `
      import { buildImagePayload, modelFileSlug } from ${JSON.stringify(library)};
      import { parseArgs } from ${JSON.stringify(pathToFileURL(command))};
      const payload = buildImagePayload({ model: "gpt-image-2", prompt: "A fox", aspectRatio: "16:9" });
      console.log(JSON.stringify({ payload, slug: modelFileSlug("a/b@c"), options: parseArgs(["--prompt", "A fox", "--resolution", "2K"]) }));`;
    const { code, stdout, stderr } = await runBare(node, ["--input-type=module", "--eval", program]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      payload: { model: "gpt-image-2", input: { prompt: "A fox", aspect_ratio: "16:9" } },
      slug: "a-b-c",
      options: { prompt: "A fox", resolution: "2K" },
    });
  });
});

describe.each(tooOld)("a bare copy under Node $version, which is too old", ({ path: node, version }) => {
  it.each(["hiapi-gpt-image-2.mjs", "check-config.mjs"])("%s says so in one line and exits 2", async (name) => {
    const { code, stdout, stderr } = await runBare(node, [join(skill, "scripts", name), "--version"]);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(version);
    expect(stderr).toMatch(/Node(?:\.js)? 18/);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });
});

describe.skipIf(missing.length === 0)("Nodes that are not here", () => {
  it.skip.each(missing)("Node %s", () => undefined);
});
