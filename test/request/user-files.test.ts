import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readUserFile } from "../../src/fs/index.ts";

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hiapi-img-user-file-"));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe("a file that a user named", () => {
  it("is read whole", async () => {
    await writeFile(join(dir, "prompt.txt"), "A lighthouse");
    expect(await readUserFile(join(dir, "prompt.txt"), 100)).toEqual({ bytes: Buffer.from("A lighthouse") });
  });

  it("is refused when it is empty, too large, missing or a folder", async () => {
    await writeFile(join(dir, "empty"), "");
    await writeFile(join(dir, "large"), "x".repeat(101));
    expect(await readUserFile(join(dir, "empty"), 100)).toEqual({ refused: "it is empty" });
    expect(await readUserFile(join(dir, "large"), 100)).toEqual({ refused: expect.stringMatching(/at most/) });
    expect(await readUserFile(join(dir, "missing"), 100)).toEqual({ refused: "there is no such file" });
    expect(await readUserFile(dir, 100)).toEqual({ refused: expect.stringMatching(/folder/) });
  });

  it.runIf(existsSync("/dev/zero"))("is refused at once when reading it would never end", async () => {
    const pipe = join(dir, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const path of ["/dev/zero", pipe])
      expect(await readUserFile(path, 100), path).toEqual({ refused: expect.stringMatching(/device|pipe/) });
  });

  it.runIf(existsSync("/proc/self/environ"))("is refused when it is a view of a process", async () => {
    expect(await readUserFile("/proc/self/environ", 1e6)).toEqual({ refused: "it is empty" });
  });
});
