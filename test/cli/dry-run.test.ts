import { spawn, spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { connect, Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { projectRoot } from "../../tools/project.ts";
import { png } from "../fixtures/pictures.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `--dry-run`: the document, never the network, no key, nothing written; `next` runs as it stands. */

async function sandbox() {
  const started = await startSandbox({ imageMs: 10, samePicture: true });
  onTestFinished(() => started.close());
  return started;
}

describe("the document", () => {
  it("is ok, paidTaskCreated, payload, idempotencyKey and next, and nothing more", async () => {
    const { code, document } = await runProgram(["A fox", "--dry-run"]);
    expect(code).toBe(0);
    expect(document).toStrictEqual({
      ok: true,
      paidTaskCreated: false,
      payload: { model: "gpt-image-2", input: { prompt: "A fox", aspect_ratio: "auto", resolution: "1K" } },
      idempotencyKey: expect.stringMatching(/^\S{8,255}$/),
      next: expect.any(String),
    });
    expect(document.next).toContain(document.idempotencyKey);
    expect(document.next).not.toContain("--dry-run");
  });

  it("keeps the key that was given, and makes a new one each time where none was", async () => {
    const given = await runProgram(["A fox", "--dry-run", "--idempotency-key", "order 7"]);
    expect(given.document).toMatchObject({ idempotencyKey: "order 7" });
    expect(given.document.next.match(/order 7/g)).toHaveLength(1);
    const keys = await Promise.all([1, 2].map(async () => (await runProgram(["A fox", "--dry-run"])).document.idempotencyKey));
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("refuses what a paid run would refuse", async () => {
    const { code, document } = await runProgram(["A fox", "--dry-run", "--resolution", "2K"]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document).not.toHaveProperty("payload");
  });

  it.each([
    ["a retired model", ["--model", "gpt-image-2-pro"], /retired/],
    ["storage that is billed", ["--storage", "persistent"], /\$0\.05 per GB and month/],
    ["an extension in a name", ["--name", "fox.png"], /extension/],
  ])("says beforehand: %s", async (_, flags, words) => {
    const { code, stderr } = await runProgram(["A fox", "--dry-run", ...flags]);
    expect(code).toBe(0);
    expect(stderr).toMatch(words);
  });
});

describe("a dry run touches nothing", () => {
  it("opens no socket, needs no key, asks for no policy, writes no file", async () => {
    const server = await sandbox();
    const opened = vi.spyOn(Socket.prototype, "connect");
    const urls = { HIAPI_BASE_URL: server.url, HIAPI_SITE_URL: server.url, HIAPI_SKILLS_MANIFEST_URL: `${server.url}/skills.json` };
    for (const flags of [[], ["--sandbox"], ["--input-url", `${server.url}/a.png`], ["--callback-url", "https://localhost/"]]) {
      const { code, cwd, stdout } = await runProgram(["A fox", "--dry-run", ...flags], { env: { ...urls, HIAPI_SKIP_UPDATE_CHECK: "" } });
      expect(code, stdout).toBe(0);
      expect(readdirSync(cwd)).toEqual([]);
    }
    expect(opened).not.toHaveBeenCalled();
    expect(server.requests()).toEqual([]);
    // The spy would have seen one.
    connect(server.port, "127.0.0.1").destroy();
    expect(opened).toHaveBeenCalled();
  });

  it.each(["short", "no key at all", "sk-ünïcode"])("is not interested in the key: %s", async (key) => {
    const { code, stdout, stderr } = await runProgram(["A fox", "--dry-run"], { env: { HIAPI_API_KEY: key } });
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).not.toContain(key);
  });
});

describe("next runs as it stands", () => {
  const script = join(projectRoot, "scripts/hiapi-gpt-image-2.mjs");
  const prompt = `It's a "fox" & $HOME \`x\` \\ %PATH% — 狐 !! *`;

  const argvs: [string, string[]][] = [
    ["a plain prompt", ["A fox", "--dry-run"]],
    ["every sort of quote", [prompt, "--dry-run"]],
    ["bare words", ["A", "fox", "--dry-run", "at", "dusk"]],
    ["a line break", ["--prompt", "two\nlines", "--dry-run"]],
    ["a prompt of dashes", ["--prompt=--dry-run", "--dry-run"]],
    ["words behind --", ["--dry-run", "--", "a", "sign", "that", "says", "--dry-run", "--estimate"]],
    ["a command's name", ["generate", "models", "--dry-run"]],
    [
      "references and fields",
      ["A fox", "--route", "ext", "--input-url", "my photo.png", "--quality=high", "--dry-run", "--storage", "persistent"],
    ],
    ["a key of its own", ["A fox", "--idempotency-key", "it's order 7", "--dry-run"]],
    ["a cluster", ["-qp", "A fox", "--dry-run"]],
    ["a prompt from stdin", ["--prompt-file", "-", "--dry-run"]],
  ];

  it.each(argvs)("%s", async (_, argv) => {
    const server = await sandbox();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "my photo.png"), png);
    const env = { PATH: process.env.PATH, HOME: cwd, HIAPI_STATE_DIR: join(cwd, ".state"), HIAPI_SKIP_UPDATE_CHECK: "1" };
    // Without waiting for the picture: what matters is what is sent.
    const quick = argv[0] === "generate" ? ["generate", "--no-wait", ...argv.slice(1)] : ["--no-wait", ...argv];
    const dry = spawnSync(process.execPath, [script, ...quick], { cwd, env, encoding: "utf8", input: "A fox from stdin" });
    expect(dry.status, dry.stdout).toBe(0);
    const { next, idempotencyKey, payload } = JSON.parse(dry.stdout);

    const paidEnv = { ...env, HIAPI_API_KEY: "sk-test-12345678", HIAPI_BASE_URL: server.url };
    const { stdout, status } = await runInBash(next, { cwd, env: paidEnv });
    const [create, ...more] = server.requests().filter(({ call }) => call === "create");
    expect(create, stdout).toMatchObject({ idempotencyKey, body: payload, status: 200 });
    expect(more).toEqual([]);
    expect({ status, ok: JSON.parse(stdout).ok }).toEqual({ status: 0, ok: true });
  });
});

/** Runs a line in bash, with nothing on stdin, while this process goes on serving. */
async function runInBash(
  line: string,
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ stdout: string; status: number | null }> {
  const child = spawn("bash", ["-c", line], { ...options, stdio: ["ignore", "pipe", "ignore"] });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  return { stdout, status };
}
