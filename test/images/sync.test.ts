import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { picture } from "../support/standin.ts";

/** What must be on the disk before an image counts as saved: its bytes before its name, its name before the caller is told. */

const folder = mkdtempSync(join(tmpdir(), "hiapi-img-sync-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const preload = pathToFileURL(join(import.meta.dirname, "sync-preload.mjs")).href;
const program = join(import.meta.dirname, "sync-save.mts");

function stepsOfSaving(outputs: string, env: Record<string, string> = {}): string[] {
  const file = join(folder, "picture.png");
  writeFileSync(file, picture);
  const words = ["--import", import.meta.resolve("tsx"), "--import", preload, program, file, join(folder, outputs)];
  const stdout = execFileSync(process.execPath, words, { encoding: "utf8", env: { PATH: process.env.PATH, ...env } });
  return stdout.trim().split("\n");
}

it("syncs the bytes, gives them their name, then syncs the folder", () => {
  expect(stepsOfSaving("outputs")).toEqual(["sync .picture-1.part", "link picture-1.png", "sync outputs", "saved"]);
});

it("syncs the copy as well, where links are not supported", () => {
  const steps = ["sync .picture-1.part", "copy picture-1.png", "sync picture-1.png", "sync copies", "saved"];
  expect(stepsOfSaving("copies", { NO_LINKS: "1" })).toEqual(steps);
});

it("syncs the folder when the image was there already", () => {
  expect(stepsOfSaving("outputs")).toEqual(["sync .picture-1.part", "sync outputs", "saved"]);
});
