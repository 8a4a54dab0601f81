import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

const check = (...args: string[]) => spawnSync(process.execPath, ["tools/check-lock.mjs", ...args], { cwd: projectRoot, encoding: "utf8" });

it("package-lock.json has a hash for each package", () => {
  expect(check()).toMatchObject({ status: 0, stderr: "" });
});

it("the check names a package without one", () => {
  const lock = join(temporaryFolder(), "package-lock.json");
  const packages = { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-x" }, "node_modules/b": { version: "1.0.0" } };
  writeFileSync(lock, JSON.stringify({ packages }));
  expect(check(lock)).toMatchObject({ status: 1, stderr: "package-lock.json: node_modules/b has no integrity hash\n" });
});
