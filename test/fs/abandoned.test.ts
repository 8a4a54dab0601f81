import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { isOlder, ownerMark, sweepParts } from "../../src/fs/index.ts";
import { temporaryFolder } from "../support/program.ts";

/** Which unfinished files are removed: never one that somebody may still be writing. */

const hour = 3_600_000;

function written(folder: string, name: string, ageMs: number): void {
  writeFileSync(join(folder, name), "half");
  const at = new Date(Date.now() - ageMs);
  utimesSync(join(folder, name), at, at);
}

it("a clock that is two hours ahead makes no file old", async () => {
  const folder = temporaryFolder();
  written(folder, "now", 0);
  written(folder, "old", 1.1 * hour);
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + 2 * hour);
  const ages = [await isOlder(join(folder, "now"), hour), await isOlder(join(folder, "old"), hour), await isOlder(join(folder, "gone"), 0)];
  vi.restoreAllMocks();
  expect(ages).toEqual([false, true, false]);
  expect(readdirSync(folder)).toEqual(["now", "old"]);
});

it("part files of living processes and of other machines stay, until those of others are an hour old", async () => {
  const folder = temporaryFolder();
  const ours = ownerMark();
  const ended = ours.replace(/-\d+-/, "-999999999-");
  const elsewhere = ours.replace(/^.{8}/, "00000000");
  for (const mark of [ours, elsewhere]) written(folder, `.new.${mark}.part`, 0);
  for (const mark of [ours, ended, elsewhere]) written(folder, `.old.${mark}.part`, 1.1 * hour);
  for (const name of [`.new.${ended}.part`, ".notes.part", `a.${ended}.part`]) written(folder, name, 0);
  await sweepParts(folder);
  expect(readdirSync(folder).sort()).toEqual(
    [`.new.${ours}.part`, `.new.${elsewhere}.part`, `.old.${ours}.part`, ".notes.part", `a.${ended}.part`].sort(),
  );
});
