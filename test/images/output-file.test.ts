import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runProgram } from "../support/program.ts";
import type { Reply } from "../support/standin.ts";
import {
  accepted,
  against,
  bytes,
  canary,
  filesIn,
  folders,
  json,
  picture,
  served,
  standIn,
  success,
  task,
  taskId,
} from "../support/standin.ts";
import { makeJpeg, makePng } from "../support/standin-pictures.ts";

/** `-o hero.png`: the file itself (docs/design.md, rule 7). */

vi.setConfig({ maxConcurrency: 8 });
const folder = folders();
const jpeg = makeJpeg(8, 8);
const shown = (cwd: string) => filesIn(cwd).filter((name) => name !== ".state");

describe.concurrent("a file name", () => {
  it.each([
    [["-o", "hero.png"], picture, "hero.png"],
    [["--output", "pics/a hero.PNG"], picture, "pics/a hero.PNG"],
    [["--out=./hero.v2.png"], picture, "hero.v2.png"],
    [["--output-dir", "hero.jpeg"], jpeg, "hero.jpeg"],
    [["-o", "hero.jpg"], jpeg, "hero.jpg"],
    [["-o", "hero.png"], jpeg, "hero.jpg"],
    [["-o", "hero.webp"], picture, "hero.png"],
    [["-o", "hero.tiff"], picture, "hero.png"],
    [["-o", "hero.png/"], picture, /^hero\.png\/gpt-image-2-.*-1\.png$/],
    [["-o", ".png"], picture, /^\.png\/gpt-image-2-.*-1\.png$/],
    [["-o", "hero.txt"], picture, /^hero\.txt\/gpt-image-2-.*-1\.png$/],
  ])("%j", async (flags, image, file) => {
    const cwd = folder();
    const told = await against({ image: served(image) }, { cwd, argv: ["x", ...flags] });
    const [{ path }] = told.document.outputs;
    expect(path.slice(cwd.length + 1)).toEqual(typeof file === "string" ? file : expect.stringMatching(file));
    expect(readFileSync(path).equals(image)).toBe(true);
    const isOther = flags.at(-1)?.split(".").at(-1) !== path.split(".").at(-1) && typeof file === "string";
    expect(/so its file is hero/.test(told.stderr)).toBe(isOther);
    expect(shown(cwd)).toHaveLength(1);
  });

  it("that is taken gets a number, unless it has these bytes; a folder of that name is a folder", async () => {
    const run = async (prepare: (path: string, cwd: string) => void) => {
      const cwd = folder();
      prepare(join(cwd, "hero.png"), cwd);
      const { document } = await against({}, { cwd, argv: ["x", "-o", "hero.png"] });
      return document.outputs[0].path.slice(cwd.length + 1);
    };
    expect(await run((path) => writeFileSync(path, "another"))).toBe("hero-2.png");
    expect(await run((path) => writeFileSync(path, picture))).toBe("hero.png");
    expect(await run((path) => symlinkSync("nowhere.png", path))).toBe("hero-2.png");
    expect(await run((path, cwd) => [path, join(cwd, "hero-2.png")].forEach((name) => void writeFileSync(name, "x")))).toBe("hero-3.png");
    expect(await run((path) => mkdirSync(path))).toMatch(/^hero\.png\/gpt-image-2-.*-1\.png$/);
  });

  it("is numbered for several tasks and for several images, alike as they may be", async () => {
    let count = 0;
    const create: Reply = (response, ...rest) => {
      count += 1;
      return bytes(200, JSON.stringify({ data: { taskId: `tk-hiapi-${count}` } }))(response, ...rest);
    };
    const detail: Reply = (response, heard, origins) => {
      const id = heard.path.split("/").at(-1);
      json(200, task({ taskId: id, status: "success", output: [{ url: `${origins.images}/a.png` }] }))(response, heard, origins);
    };
    const several = await against({ create, detail }, { cwd: folder(), argv: ["x", "-o", "hero.png", "-n", "3"] });
    expect(shown(several.cwd)).toEqual(["hero-2.png", "hero-3.png", "hero.png"]);
    const both = ["a", "b"].map((text) => ({ b64_json: makePng(9, 9, [{ type: "tEXt", data: Buffer.from(text) }]).toString("base64") }));
    const one = await against({ detail: success(both) }, { cwd: folder(), argv: ["x", "-o", "hero.png"] });
    expect(one.document.outputs.map(({ path }: { path: string }) => path.slice(one.cwd.length + 1))).toEqual(["hero.png", "hero-2.png"]);
  });

  it("is kept by the sandbox too", async () => {
    const { cwd, document } = await runProgram(["x", "--sandbox", "-o", "hero.png"], { cwd: folder() });
    expect(document).toMatchObject({ sandbox: true, outputs: [{ path: join(cwd, "hero.png") }] });
  });

  it.each([
    [["resume", taskId], "hero.png"],
    [["resume"], "hero.png"],
    [["resume", taskId, "-o", "other.png"], "other.png"],
    [["resume", taskId, "-o", "pics"], "pics/hero.png"],
    [["x", "-o", "third.png"], "third.png"],
    [["resume", taskId, "--name", "my-cat"], /^my-cat-20260427-092713-\w{8}-1\.png$/],
  ])("of a request that was broken off is where %j saves it", async (argv, file) => {
    const cwd = folder();
    const gone = bytes(404, "gone");
    const api = await standIn({ create: accepted, image: [gone, gone, served()] });
    const options = { cwd, env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api } };
    expect((await runProgram(["x", "-o", "hero.png", "--poll-interval", "1"], options)).code).toBe(6);
    const { code, document } = await runProgram(argv, options);
    await api.close();
    const [{ path }] = (document.results?.[0] ?? document).outputs;
    expect(code).toBe(0);
    expect(path.slice(cwd.length + 1)).toEqual(typeof file === "string" ? file : expect.stringMatching(file));
    expect(api.creates()).toHaveLength(1);
  });

  it("that was settled is found again by resume", async () => {
    const cwd = folder();
    const api = await standIn({});
    const options = { cwd, env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api } };
    await runProgram(["x", "-o", "hero.png", "--poll-interval", "1"], options);
    const { document } = await runProgram(["resume", taskId], options);
    await api.close();
    expect(document.outputs[0].path).toBe(join(cwd, "hero.png"));
  });

  it.each([
    [["x", "-o", "hero.png", "--name", "cat"], /--name "cat" and --output-dir "hero\.png" both name the file/],
    [["x", "-o", `${"é".repeat(99)}.png`], /200 bytes/],
    [["x", "-o", "a\u0007b.png"], /control characters/],
    [["x", "-o", "gone/\u0000/b.png"], /cannot|no image can be saved/],
    [["x", "-o", "file.txt/hero.png"], /no image can be saved/],
    [["resume", taskId, "-o", "hero.png", "--name", "cat"], /both name the file/],
    [["batch", "lines.jsonl", "-o", "hero.png"], /"hero\.png" names a file, and a batch saves into folders/],
    [["batch", "own.jsonl"], /"hero\.png" names a file/],
  ])("%j is refused before anything is sent", async (argv, words) => {
    const cwd = folder();
    writeFileSync(join(cwd, "file.txt"), "x");
    writeFileSync(join(cwd, "lines.jsonl"), '{"prompt":"a cat"}\n');
    writeFileSync(join(cwd, "own.jsonl"), '{"prompt":"a cat","output":"hero.png"}\n');
    const api = await standIn({});
    const { code, document } = await runProgram(argv, { cwd, env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api } });
    await api.close();
    const { error } = document;
    expect({ code, kind: error.kind, heard: api.heard }).toEqual({ code: 2, kind: "usage", heard: [] });
    expect(error.problems.map(({ message }: { message: string }) => message).join("\n")).toMatch(words);
  });
});

it("an image that is no whole one is kept beside it", async () => {
  const cwd = folder();
  await against({ image: served(makePng(9, 9).subarray(0, -9)) }, { cwd, argv: ["x", "-o", "hero.png"] });
  expect(shown(cwd)).toEqual(["hero.rejected"]);
});
