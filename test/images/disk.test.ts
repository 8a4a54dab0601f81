import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Reply } from "../support/standin.ts";
import { accepted, against, canary, filesIn, folders, linked, served, standIn, success, taskId } from "../support/standin.ts";
import { makePng } from "../support/standin-pictures.ts";
import { runScript } from "../support/standin-spawn.ts";

/** Disks that are full, read-only or limited: what was paid for stays within reach, and nothing half-written stays behind. */

const folder = folders();
const large = makePng(700, 500);

/** A small file system of its own, where this machine lets us make one: only root may, and not in every container. */
function smallDisk(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), "hiapi-img-disk-"));
  const mounted = process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", place]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync("umount", [place]);
    rmSync(place, { recursive: true, force: true });
  });
  return mounted ? place : undefined;
}

const disk = smallDisk();

describe.skipIf(disk === undefined)("on a disk of 128 KiB (skipped where mount is not allowed)", () => {
  const outputs = join(disk ?? "", "outputs");

  it.each([
    ["a link", { detail: linked(), image: served(large) }],
    ["a data URI", { detail: success([{ b64_json: large.toString("base64") }]) }],
  ])("a large picture from %s ends in exit 6, and leaves the disk as it was", async (_, script) => {
    expect(large.length).toBeGreaterThan(200 * 1024);
    const told = await against(script, { cwd: folder(), argv: ["x", "-o", outputs] });
    expect({ code: told.code, kind: told.document.error.kind, reason: told.document.error.code }).toEqual({
      code: 6,
      kind: "output",
      reason: "ENOSPC",
    });
    expect(told.document.error).toMatchObject({
      taskId,
      hint: expect.stringMatching(/disk space/),
      resume: expect.stringContaining(taskId),
    });
    expect(filesIn(outputs)).toEqual([]);
    expect(told.api.looks()).toHaveLength(1);
  });

  it("a small picture is saved", async () => {
    const told = await against({}, { cwd: folder(), argv: ["x", "-o", outputs] });
    expect(told.code).toBe(0);
    expect(filesIn(outputs)).toHaveLength(1);
  });

  it("that is read-only, nothing is sent", async () => {
    mkdirSync(outputs, { recursive: true });
    execFileSync("mount", ["-o", "remount,ro", disk ?? ""]);
    const told = await against({}, { cwd: folder(), argv: ["x", "-o", outputs] });
    execFileSync("mount", ["-o", "remount,rw", disk ?? ""]);
    expect({ code: told.code, creates: told.api.creates() }).toEqual({ code: 2, creates: [] });
    expect(told.document.error.message).toMatch(/--output-dir/);
  });

  it("that became read-only meanwhile, exit 6 says so", async () => {
    mkdirSync(outputs, { recursive: true });
    const before = readdirSync(outputs);
    const create: Reply = (...args) => {
      execFileSync("mount", ["-o", "remount,ro", disk ?? ""]);
      accepted(...args);
    };
    const told = await against({ create }, { cwd: folder(), argv: ["x", "-o", outputs] });
    execFileSync("mount", ["-o", "remount,rw", disk ?? ""]);
    expect({ code: told.code, kind: told.document.error.kind, reason: told.document.error.code }).toEqual({
      code: 6,
      kind: "output",
      reason: "EROFS",
    });
    expect(told.document.error.hint).toMatch(/--output-dir/);
    expect(readdirSync(outputs)).toEqual(before);
  });
});

it("nothing is sent where the output folder, or one above it, is a link that leads nowhere", async () => {
  for (const given of ["link", "link/below"]) {
    const cwd = folder();
    symlinkSync("nowhere", join(cwd, "link"));
    const told = await against({}, { cwd, argv: ["x", "-o", given] });
    expect({ code: told.code, creates: told.api.creates(), files: filesIn(cwd) }).toEqual({ code: 2, creates: [], files: ["link"] });
    expect(told.document.error.problems).toMatchObject([{ field: "output-dir", given }]);
  }
});

describe.skipIf(process.platform === "win32")("under a limit on file sizes (ulimit -f)", () => {
  it("ends in exit 6, without a part file and without a stack trace", async () => {
    const api = await standIn({ image: served(large) });
    const cwd = folder();
    const env = { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api };
    const ran = await runScript(["x", "--poll-interval", "1", "--timeout", "3"], { cwd, env, limit: "ulimit -f 64" });
    await api.close();
    expect({ code: ran.code, error: ran.document.error }).toMatchObject({ code: 6, error: { kind: "output", code: "EFBIG", taskId } });
    expect(filesIn(join(cwd, "outputs"))).toEqual([]);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });
});
