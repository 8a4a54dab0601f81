import { execFile } from "node:child_process";
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { mainScript, temporaryFolder } from "../support/program.ts";

/** A copy of the scripts in which a file is missing or cut off: one document that names it, and no stack trace. */

const lib = join(dirname(mainScript), "lib");
const loaded = ["start", "command-line", "commands", "pipeline", "request", "rolldown-runtime"];

it.each(loaded.flatMap((name) => ["is missing", "is cut off"].map((state) => [name, state] as const)))("%s %s", async (name, state) => {
  const folder = temporaryFolder();
  cpSync(dirname(mainScript), folder, { recursive: true });
  const part = join(folder, "lib", `${name}.mjs`);
  if (state === "is missing") rmSync(part);
  else writeFileSync(part, "export const a = {");
  const env = { PATH: process.env.PATH, HIAPI_STATE_DIR: join(folder, "state") };
  const ran = promisify(execFile)(process.execPath, [join(folder, "hiapi-gpt-image-2.mjs"), "tasks"], { cwd: folder, env });
  const { code, stdout, stderr } = await ran.catch((error) => error);
  expect({ code, error: JSON.parse(stdout).error }).toMatchObject({
    code: 1,
    error: { kind: "unexpected", hint: expect.stringContaining("whole folder") },
  });
  expect(stderr).not.toMatch(/\n {4}at /);
  if (state === "is missing") expect(JSON.parse(stdout).error.message).toContain(name);
});

it.each(["is missing", "is empty", "is cut off"])("the main script %s: check-config says so", async (state) => {
  const folder = temporaryFolder();
  cpSync(dirname(mainScript), folder, { recursive: true });
  const main = join(folder, "hiapi-gpt-image-2.mjs");
  if (state === "is missing") rmSync(main);
  else writeFileSync(main, state === "is empty" ? "" : "export const a = {");
  const ran = promisify(execFile)(process.execPath, [join(folder, "check-config.mjs")], { cwd: folder });
  const { code, stdout, stderr } = await ran.catch((error) => error);
  expect({ code, error: JSON.parse(stdout).error }).toMatchObject({
    code: 1,
    error: { kind: "unexpected", message: expect.stringContaining("main script") },
  });
  expect(stderr).not.toMatch(/\n {4}at /);
});

it("the names above are those of files", () => {
  expect(readdirSync(lib)).toEqual(expect.arrayContaining(loaded.map((name) => `${name}.mjs`)));
});
