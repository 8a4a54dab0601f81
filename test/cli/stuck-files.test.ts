import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { canary, folders, standIn, taskId } from "../support/standin.ts";
import { runScript } from "../support/standin-spawn.ts";

/** File calls that never return, as on a dead mount, and umasks that take rights from the owner. */

const folder = folders();

/** A module that lets a call of `node:fs/promises` for a path with "dead" in it hang in the kernel, on a pipe that nobody writes to. */
function hanging(call: string, cwd: string): string {
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  const path = join(cwd, "hang.mjs");
  writeFileSync(
    path,
    `import fs from "node:fs/promises"; import { syncBuiltinESMExports } from "node:module";
const { open, ${call === "open" ? "access" : call} } = fs;
fs.${call} = (path, ...rest) => (String(path).includes("dead") ? open(${JSON.stringify(join(cwd, "pipe"))}, "r") : ${call}(path, ...rest));
syncBuiltinESMExports();`,
  );
  return `--import=${pathToFileURL(path).href}`;
}

describe.skipIf(process.platform === "win32")("a file call that never returns", () => {
  it.concurrent.each(["mkdir", "open"])("does not hold up Ctrl-C, nor the deadline: %s of the output folder", async (call) => {
    for (const isInterrupted of [true, false]) {
      const cwd = folder();
      const api = await standIn({});
      const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api, NODE_OPTIONS: hanging(call, cwd) };
      let isSent = false;
      const ran = await runScript(["x", "-o", "dead", "--poll-interval", "1", "--timeout", isInterrupted ? "60" : "2"], {
        cwd,
        env,
        onStderr: (soFar, { kill }) => {
          if (!isInterrupted || isSent || !soFar.includes(taskId)) return;
          isSent = true;
          setTimeout(kill, 1500, "SIGINT");
        },
      });
      await api.close();
      const kind = isInterrupted ? "interrupted" : "output";
      expect(ran.document.error).toMatchObject({ kind, taskId, resume: expect.stringContaining(taskId) });
      expect(ran.code ?? ran.signal).toBe(isInterrupted ? "SIGINT" : "SIGTERM");
      expect(ran.elapsedMs).toBeLessThan(isInterrupted ? 5000 : 15_000);
    }
  });

  it.concurrent("before anything is sent does not hold up Ctrl-C", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "dead"));
    const api = await standIn({});
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api, NODE_OPTIONS: `${hanging("stat", cwd)}` };
    const run = runScript(["x", "-o", "dead", "--debug"], { cwd, env, limit: `(sleep 2; kill -INT $$) & true` });
    const ran = await run;
    await api.close();
    expect({ kind: ran.document.error.kind, signal: ran.signal, heard: api.heard }).toEqual({
      kind: "interrupted",
      signal: "SIGINT",
      heard: [],
    });
  });

  it.runIf(process.platform === "linux")("has no equal below /proc, where no folder can be made", async () => {
    const cwd = folder();
    const api = await standIn({});
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
    const ran = await runScript(["x", "-o", "/proc/pictures/of", "--poll-interval", "1"], { cwd, env });
    await api.close();
    expect([2, 6]).toContain(ran.code);
    expect(ran.document.error.hint).toMatch(/\S/);
  });
});

it.skipIf(process.platform === "win32").each(["0177", "0222", "0777", "022"])(
  "umask %s takes no rights from what is made",
  async (umask) => {
    const cwd = folder();
    const api = await standIn({});
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
    const ran = await runScript(["x", "-o", "a/b", "--poll-interval", "1"], { cwd, env, limit: `umask ${umask}` });
    await api.close();
    const modeOf = (...path: string[]) => (statSync(join(cwd, ...path)).mode & 0o777).toString(8);
    expect(ran.code, ran.stderr).toBe(0);
    const [image = ""] = readdirSync(join(cwd, "a/b"));
    const modes = [["a"], ["a/b"], ["a/b", image], [".state"], [".state/history.jsonl"]].map((path) => modeOf(...path));
    expect(modes).toEqual(["755", "755", "644", "700", "600"]);
  },
);
