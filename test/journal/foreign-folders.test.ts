import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { accountMark } from "../../src/journal/index.ts";
import { canary, openWorkspace } from "../kill/workspace.ts";
import { runProgram } from "../support/program.ts";
import type { Exited } from "../support/standin-spawn.ts";
import { runScript } from "../support/standin-spawn.ts";

/** Folders that a journal must not be kept in, or cannot be now (docs/design.md, rule 4): as a user whom modes hold, which root is not. */

const isRoot = process.getuid?.() === 0;
const user = isRoot ? 65534 : (process.getuid?.() ?? 0);

/** A working directory of that user, whose home cannot be written. */
async function openUserWorkspace() {
  const workspace = await openWorkspace();
  const home = join(workspace.cwd, "home");
  mkdirSync(home);
  const give = (path: string) => {
    if (isRoot) chownSync(path, user, user);
  };
  give(workspace.cwd);
  give(home);
  chmodSync(home, 0o500);
  const state = join(workspace.cwd, ".state");
  const run = (argv: readonly string[], env: Record<string, string> = {}): Promise<Exited> =>
    runScript(argv, { cwd: workspace.cwd, uid: user, env: { ...workspace.env, HOME: home, ...env } });
  return { ...workspace, state, give, run, sent: () => workspace.sandbox.requests().length };
}

type Plant = (folder: string, url: string) => void;

describe.skipIf(process.platform === "win32")("a state folder that is there", () => {
  it("and cannot be written now: nothing is sent, while tasks and resume read it", async () => {
    const { cwd, state, run, sent } = await openUserWorkspace();
    expect((await run(["a fox", "--no-wait"])).code).toBe(0);
    const before = sent();
    writeFileSync(join(state, "bodies", "left.json"), "");
    for (const name of ["requests", "bodies", "."]) chmodSync(join(state, name), 0o500);
    for (const argv of [["a fox"], ["an owl"], ["an owl", "-n", "2"], ["tasks", "prune"]]) {
      const { code, document } = await run(argv);
      expect({ code, kind: document.error.kind }, argv.join(" ")).toEqual({ code: 6, kind: "output" });
      expect(document.error.message, argv.join(" ")).toContain(state);
    }
    expect(sent()).toBe(before);
    expect(existsSync(join(cwd, ".hiapi-img"))).toBe(false);
    const tasks = await run(["tasks"]);
    expect({ code: tasks.code, tasks: tasks.document.tasks }).toMatchObject({ code: 0, tasks: [{ state: "running" }] });
    expect(tasks.stderr.trim().split("\n")).toEqual([expect.stringContaining(`${state} cannot be written now`)]);
    const resumed = await run(["resume"]);
    expect({ code: resumed.code, ok: resumed.document.ok }).toEqual({ code: 0, ok: true });
    expect(readdirSync(join(cwd, "outputs"))).toHaveLength(1);
    chmodSync(state, 0o700);
    const { code, document } = await run(["an owl"]);
    expect({ code, message: document.error.message }).toEqual({
      code: 6,
      message: expect.stringContaining(`${state} cannot be written now`),
    });
    for (const name of ["requests", "bodies"]) chmodSync(join(state, name), 0o700);
  }, 60_000);

  it.skipIf(!isRoot).each(["requests", "."])("and cannot be read, with %j closed, is named", async (name) => {
    const { state, run } = await openUserWorkspace();
    await run(["a fox", "--no-wait"]);
    chmodSync(join(state, name), 0);
    for (const argv of [["tasks"], ["resume"], ["an owl"]]) {
      const { code, document } = await run(argv);
      expect({ code, message: document.error?.message }, argv.join(" ")).toEqual({ code: 6, message: expect.stringContaining(state) });
    }
    chmodSync(join(state, name), 0o700);
  });

  it("and empty, and cannot be written: tasks lists nothing, and nothing is sent", async () => {
    const { state, give, run, sent } = await openUserWorkspace();
    mkdirSync(state, { mode: 0o500 });
    give(state);
    expect((await run(["tasks"])).document).toEqual({ ok: true, tasks: [] });
    expect((await run(["a fox"])).code).toBe(6);
    expect(sent()).toBe(0);
  });

  it.skipIf(!isRoot)("and belongs to another user is refused, whatever its mode (only root can make one)", async () => {
    const { state, run, sent } = await openUserWorkspace();
    mkdirSync(state);
    chmodSync(state, 0o777);
    for (const argv of [["a fox"], ["tasks"], ["resume"]]) {
      const { code, document } = await run(argv);
      expect({ code, message: document.error.message }).toEqual({
        code: 6,
        message: expect.stringContaining(`${state} belongs to another user`),
      });
    }
    expect(readdirSync(state)).toEqual([]);
    expect(sent()).toBe(0);
  });

  it.each([
    ["is a link", (state: string) => symlinkSync(join(state, "../elsewhere"), state)],
    ["is a link to nothing", (state: string) => symlinkSync("nowhere", state)],
    ["is not a folder", (state: string) => writeFileSync(state, "")],
    ["is not a folder but a pipe", (state: string) => execFileSync("mkfifo", [state])],
    ["holds a link for its requests", (state: string) => plant(state, (name) => name === "requests")],
    ["holds a link for its bodies", (state: string) => plant(state, (name) => name === "bodies")],
  ])("but %s is refused", async (_, make) => {
    const { cwd, env, sandbox } = await openWorkspace();
    const state = join(cwd, ".state");
    mkdirSync(join(cwd, "elsewhere"));
    make(state);
    for (const argv of [["a fox"], ["tasks"], ["resume"]]) {
      const { code, document } = await runProgram(argv, { cwd, env });
      expect({ code, message: document.error.message }).toEqual({ code: 6, message: expect.stringContaining(state) });
    }
    expect(readdirSync(join(cwd, "elsewhere"))).toEqual([]);
    expect(sandbox.requests()).toEqual([]);
  });

  it("is reached through links above it", async () => {
    const { cwd, run } = await openWorkspace();
    mkdirSync(join(cwd, "real"));
    symlinkSync("real", join(cwd, "link"));
    expect((await run(["a fox", "--no-wait"], { env: { HIAPI_STATE_DIR: join(cwd, "link/state/") } })).code).toBe(0);
    expect(existsSync(join(cwd, "real/state/requests"))).toBe(true);
  });
});

/** A journal as an attacker writes it: files that are links to those in `elsewhere`, beside the folder, and a request whose body lies there. */
function plant(folder: string, isLink: (name: string) => boolean = () => true) {
  mkdirSync(folder, { mode: 0o700 });
  for (const name of ["requests", "bodies"]) {
    if (isLink(name)) symlinkSync("../elsewhere", join(folder, name));
    else mkdirSync(join(folder, name));
  }
}

function plantRequest(folder: string, { bodyFile, claim }: { bodyFile: string; claim: string }, origin: string) {
  mkdirSync(folder);
  for (const name of ["requests", "bodies"]) mkdirSync(join(folder, name));
  const common = { key: "k-planted", origin, account: accountMark(canary), bodySha256: "0", cwd: dirname(folder), outputDir: "outputs" };
  const begun = { type: "begun", at: 1, ...common, bodyFile, claim, save: true, stem: "s", request: {} };
  const lines = [begun, { type: "accepted", at: 2, taskId: "tk-planted" }, { type: "settled", at: 3 }];
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  for (const name of ["planted.jsonl", "planted-too.leaving"]) writeFileSync(join(folder, "requests", name), text);
}

describe.skipIf(process.platform === "win32")("a .hiapi-img that came with a clone", () => {
  const paths = ["../../elsewhere/kept.json", "../../../elsewhere/kept.json", "../elsewhere"];
  it.each([
    ...paths.map((path): [string, Plant] => [
      `names the body ${path}`,
      (folder, url) => plantRequest(folder, { bodyFile: path, claim: "c-1.claim" }, url),
    ]),
    ["names a claim outside", (folder, url) => plantRequest(folder, { bodyFile: "planted.json", claim: "../../elsewhere/kept.json" }, url)],
    ["holds links for its folders", (folder) => plant(folder)],
    [
      "holds links for its files",
      (folder) => {
        mkdirSync(folder, { mode: 0o700 });
        for (const name of ["history.jsonl", ".gitignore", "made-here", "update-policy.json"])
          symlinkSync("../elsewhere/kept.json", join(folder, name));
      },
    ],
    ["is a link", (folder) => symlinkSync("elsewhere", folder)],
    [
      "carries the mark of another folder",
      (folder) => {
        mkdirSync(folder, { mode: 0o700 });
        writeFileSync(join(folder, "made-here"), "1:2\n");
      },
    ],
  ] satisfies [string, Plant][])("and %s: it is refused, and nothing outside is touched", async (_, make) => {
    const { cwd, env, sandbox } = await openWorkspace();
    const elsewhere = join(cwd, "elsewhere");
    const kept = join(elsewhere, "kept.json");
    mkdirSync(elsewhere, { mode: 0o755 });
    writeFileSync(kept, "kept", { mode: 0o644 });
    writeFileSync(join(cwd, "lines.jsonl"), '{"prompt":"a fox"}\n');
    make(join(cwd, ".hiapi-img"), sandbox.url);
    const seen = () => [kept, elsewhere].map((path) => [lstatSync(path).mode, readdirSync(elsewhere), readFileSync(kept, "utf8")]);
    const before = seen();
    // No state folder can be made where a file stands in the way.
    const homeless = { ...env, HIAPI_STATE_DIR: join(cwd, "lines.jsonl/state") };
    for (const argv of [["a fox"], ["tasks"], ["resume"], ["tasks", "prune"], ["batch", "lines.jsonl"]]) {
      const { code, document } = await runProgram(argv, { cwd, env: homeless });
      expect({ code, message: document.error.message }, argv.join(" ")).toEqual({
        code: 6,
        message: expect.stringContaining(".hiapi-img was not made by this program"),
      });
    }
    // Where there is a state folder, it is left alone.
    for (const argv of [["a fox", "--no-wait"], ["tasks"], ["batch", "lines.jsonl", "--dry-run"]]) {
      const { code, stderr } = await runProgram(argv, { cwd, env });
      expect(code, `${argv.join(" ")}: ${stderr}`).toBe(0);
    }
    expect(seen()).toEqual(before);
    expect(sandbox.requests().filter(({ call }) => call === "create")).toHaveLength(1);
  });
});
