import { describe, expect, it, onTestFinished } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram } from "../support/program.ts";

/** How the update policy affects a create (docs/design.md, rule 11). */

async function sandbox(
  policy: SandboxOptions["policy"],
): Promise<{ server: Sandbox; run(...argv: string[]): ReturnType<typeof runProgram> }> {
  const server = await startSandbox({ imageMs: 10, samePicture: true, ...(policy ? { policy } : {}) });
  onTestFinished(() => server.close());
  const env = {
    HIAPI_API_KEY: "sk-test-12345678",
    HIAPI_BASE_URL: server.url,
    HIAPI_SITE_URL: server.url,
    HIAPI_SKILLS_MANIFEST_URL: `${server.url}/skills.json`,
    HIAPI_SKIP_UPDATE_CHECK: "",
  };
  return { server, run: (...argv) => runProgram(["A fox", ...argv], { env }) };
}

const creates = (server: Sandbox) => server.requests().filter(({ call }) => call === "create");

describe("below the minimum version", () => {
  const notice = "This one is too old.";

  it.each([
    ["a short command", "npx skills update", notice],
    ["a long command behind a long notice", `npx skills update ${"hiapi-gpt-image-2 ".repeat(15)}end`, `${"n".repeat(280)}.`],
  ])("stops before any create, exit 10, and prints all of %s", async (_, updateCommand, requiredNotice) => {
    const { server, run } = await sandbox({ minimumVersion: "9.0.0", latestVersion: "9.1.0", updateCommand, requiredNotice });
    const { code, document, stderr } = await run("--no-wait");
    expect({ code, kind: document.error.kind, retryable: document.error.retryable }).toEqual({
      code: 10,
      kind: "update_required",
      retryable: false,
    });
    expect(creates(server)).toEqual([]);
    for (const words of [requiredNotice, "0.5.0", "9.0.0", updateCommand]) expect(stderr).toContain(words);
    expect(JSON.stringify(document)).toContain(updateCommand);
    expect(document.error.hint).toContain("HIAPI_SKIP_UPDATE_CHECK=1");
  });

  it("does not concern a dry run, an estimate or the sandbox", async () => {
    const { server, run } = await sandbox({ minimumVersion: "9.0.0" });
    for (const flag of ["--dry-run", "--estimate", "--sandbox"]) expect((await run(flag, "--no-wait")).code, flag).toBe(0);
    expect(server.requests().filter(({ call }) => call === "policy")).toEqual([]);
  });
});

it("below the latest version: one notice on stderr with the command, and on it goes", async () => {
  const { server, run } = await sandbox({ latestVersion: "0.6.0", updateCommand: "npx skills update", notice: "A newer one is out." });
  const { code, stderr } = await run("--no-wait");
  expect(code).toBe(0);
  expect(stderr.match(/A newer one is out\..*Update: npx skills update/g)).toHaveLength(1);
  expect(creates(server)).toHaveLength(1);
});

it("current: not a word", async () => {
  const { run } = await sandbox({});
  const { code, stderr } = await run("--no-wait", "-q");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
