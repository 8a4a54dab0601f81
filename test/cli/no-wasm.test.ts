import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/program.ts";
import { canary } from "../support/standin.ts";
import { runScript } from "../support/standin-spawn.ts";

/** Where WebAssembly cannot run, undici cannot read an answer. */

it.each([
  ["--jitless", { NODE_OPTIONS: "--jitless" }, undefined],
  ["little virtual memory", {}, "ulimit -v 2097152"],
])("%s: one document that names it, and nothing is begun", async (_, more, limit) => {
  for (const argv of [["a", "lighthouse"], ["a", "lighthouse", "--sandbox"], ["resume"], ["check", "--live"], ["a", "fox", "--estimate"]]) {
    const cwd = temporaryFolder();
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: "http://127.0.0.1:1", HIAPI_SITE_URL: "http://127.0.0.1:1", ...more };
    const { code, document, stderr } = await runScript(argv, { cwd, env, ...(limit ? { limit } : {}) });
    expect({ argv, code, kind: document.error.kind }).toEqual({ argv, code: 1, kind: "unexpected" });
    expect(document.error.message).toMatch(/WebAssembly/);
    expect(document.error.hint).toMatch(/--jitless.*ulimit -v/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(cwd, ".state/requests"))).toBe(false);
  }
});
