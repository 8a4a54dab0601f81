import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { galleryPage, pageStart } from "../../src/gallery/page.ts";
import type { Picture } from "../../src/gallery/pictures.ts";
import { findPictures } from "../../src/gallery/pictures.ts";
import { picturePrefix, readPictureName } from "../../src/images/file-names.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { heads, png } from "../fixtures/pictures.ts";
import { mainScript, runProgram, temporaryFolder } from "../support/program.ts";

/** `gallery`: the page of a folder's pictures, as a file. browser.test.ts opens it in a browser. */

const dataBlock = /<script type="application\/json" id="data">(.*?)<\/script>/s;
const dataOf = (html: string): { title: string; pictures: Picture[] } => JSON.parse(dataBlock.exec(html)![1]!);
const pageIn = (folder: string, name = "gallery.html") => dataOf(readFileSync(join(folder, name), "utf8"));

/** A folder with the pictures of these requests, each a command line. */
async function made(...requests: string[][]) {
  const sandbox = await startSandbox({ imageMs: 0, samePicture: true });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryFolder();
  const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
  const documents = [];
  for (const request of requests) documents.push((await runProgram([...request, "--poll-interval", "1"], { cwd, env })).document);
  return { cwd, documents, outputs: join(cwd, "outputs") };
}

/** A folder with such files and nothing in the journal. */
function folderWith(files: Record<string, Uint8Array | string>): { cwd: string; outputs: string } {
  const cwd = temporaryFolder();
  const outputs = join(cwd, "outputs");
  mkdirSync(outputs);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(outputs, name), bytes);
  return { cwd, outputs };
}

describe("what the page knows of a picture", () => {
  it("is what the journal keeps of it, newest first", async () => {
    const { cwd, documents, outputs } = await made(
      ["A lighthouse", "--aspect-ratio", "16:9"],
      ["An owl", "--model", "gpt-image-2/text-to-image", "--route", "ext", "--quality", "high", "--aspect-ratio", "3:4", "--name", "owl"],
    );
    const { code, document } = await runProgram(["gallery"], { cwd });
    const path = join(outputs, "gallery.html");
    expect({ code, document }).toEqual({
      code: 0,
      document: { ok: true, path, url: `file://${path}`, pictures: 2, unreadable: 0, known: 2 },
    });
    const [owl, lighthouse] = pageIn(outputs).pictures;
    const { path: saved, bytes, width, height } = documents[0].outputs[0];
    expect(lighthouse).toEqual({
      file: basename(saved),
      bytes,
      width,
      height,
      sandbox: true,
      at: expect.any(Number),
      prompt: "A lighthouse",
      model: "gpt-image-2",
      ratio: "16:9",
      resolution: "1K",
      taskId: documents[0].taskId,
    });
    expect(owl).toMatchObject({ prompt: "An owl", model: "gpt-image-2/text-to-image@ext", details: ["quality high"] });
  });

  it("is the same when the folder was moved, and leaves out what is gone", async () => {
    const { cwd, documents, outputs } = await made(["A fox"], ["A hare"]);
    const elsewhere = join(cwd, "else where #1");
    renameSync(outputs, elsewhere);
    unlinkSync(join(elsewhere, basename(documents[1].outputs[0].path)));
    const { document } = await runProgram(["gallery", "else where #1"], { cwd });
    expect(document).toMatchObject({ pictures: 1, known: 1 });
    expect(pageIn(elsewhere)).toMatchObject({ title: "else where #1", pictures: [{ prompt: "A fox" }] });
  });

  it("is that of an unfinished request too", async () => {
    const { cwd, outputs } = await made(["A fox"]);
    const history = join(cwd, ".state", "history.jsonl");
    const { key, origin, account, bodySha256, outputDir, stem, request, at, files, taskId } = JSON.parse(readFileSync(history, "utf8"));
    const begun = {
      type: "begun",
      at,
      key,
      origin,
      account,
      bodySha256,
      bodyFile: "x.json",
      claim: "x.claim",
      cwd,
      outputDir,
      stem,
      request,
    };
    const events = [begun, { type: "accepted", at, taskId }, { type: "saved", at, file: files[0] }];
    writeFileSync(join(cwd, ".state", "requests", `${"a".repeat(24)}.jsonl`), events.map((event) => JSON.stringify(event)).join("\n"));
    unlinkSync(history);
    await runProgram(["gallery"], { cwd });
    expect(pageIn(outputs).pictures).toMatchObject([{ prompt: "A fox", taskId }]);
  });

  it("comes from name and bytes where the journal knows nothing", async () => {
    const { cwd, outputs } = folderWith({
      "sandbox-gpt-image-2-20261121-104203-V7D9QR2K-1.png": png,
      "holiday.jpg": heads.jpeg,
      "old.webp": heads.webp,
      "moving.gif": heads.gif,
    });
    expect((await runProgram(["gallery"], { cwd })).document).toMatchObject({ pictures: 4, known: 0 });
    const named = pageIn(outputs).pictures.find(({ file }) => file.startsWith("sandbox"));
    expect(named).toEqual({
      file: "sandbox-gpt-image-2-20261121-104203-V7D9QR2K-1.png",
      bytes: png.length,
      width: 1,
      height: 1,
      sandbox: true,
      at: Date.UTC(2026, 10, 21, 10, 42, 3),
      model: "gpt-image-2",
      taskEnd: "V7D9QR2K",
    });
  });

  it("is no other request's, although a file has the name of one of its pictures", async () => {
    const { cwd, documents, outputs } = await made(["A fox"]);
    const other = join(cwd, "other");
    mkdirSync(other);
    writeFileSync(join(other, basename(documents[0].outputs[0].path)), png);
    await runProgram(["gallery", "other"], { cwd });
    expect(pageIn(other).pictures[0]).not.toHaveProperty("prompt");
    await runProgram(["gallery"], { cwd });
    expect(pageIn(outputs).pictures[0]).toHaveProperty("prompt", "A fox");
  });

  it("is shown without the journal, when that cannot be opened", async () => {
    const { cwd, outputs } = folderWith({ "a.png": png, ".hiapi-img": "in the way" });
    writeFileSync(join(cwd, ".hiapi-img"), "in the way");
    const ran = await runProgram(["gallery"], { cwd, env: { HIAPI_STATE_DIR: join(outputs, "a.png", "no") } });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining("without their prompts") });
    expect(pageIn(outputs).pictures).toHaveLength(1);
  });
});

describe("which files are pictures", () => {
  it("those whose bytes say so; links are not followed, folders not entered", async () => {
    const { cwd, outputs } = folderWith({
      "a.png": png,
      "b.PNG": heads.jpeg,
      "not.png": heads.html,
      "empty.png": "",
      ".hidden.png": png,
      "notes.txt": "x",
    });
    writeFileSync(join(cwd, "secret.png"), png);
    symlinkSync(join(cwd, "secret.png"), join(outputs, "link.png"));
    mkdirSync(join(outputs, "folder.png"));
    const { document, stderr } = await runProgram(["gallery"], { cwd });
    expect(document).toMatchObject({ pictures: 2, unreadable: 2 });
    expect(stderr).toContain("left out, named like a picture but none: 2");
    expect(
      pageIn(outputs)
        .pictures.map(({ file }) => file)
        .sort(),
    ).toEqual(["a.png", "b.PNG"]);
  });

  it("any bytes are read without a throw", async () => {
    const folder = temporaryFolder();
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(fc.constantFrom(...Object.values(heads)), fc.uint8Array({ maxLength: 80 }))
        .map(([head, rest]) => Buffer.concat([head, rest])),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        writeFileSync(join(folder, "a.png"), content);
        const { pictures, unreadable } = await findPictures(folder);
        expect(pictures.length + unreadable).toBe(1);
      }),
    );
  });
});

describe("the file", () => {
  it("is written anew where it is ours, and leaves nothing beside it", async () => {
    const { cwd, outputs } = folderWith({ "a.png": png });
    await runProgram(["gallery"], { cwd });
    writeFileSync(join(outputs, "b.png"), png);
    await runProgram(["gallery"], { cwd });
    expect(pageIn(outputs).pictures).toHaveLength(2);
    expect(readdirSync(outputs).sort()).toEqual(["a.png", "b.png", "gallery.html"]);
  });

  it.each<[string, (path: string, cwd: string) => void]>([
    ["a page of somebody else", (path) => writeFileSync(path, "<!doctype html><p>mine")],
    ["one that quotes ours", (path) => writeFileSync(path, `<!doctype html><pre>${pageStart}`)],
    ["an empty file", (path) => writeFileSync(path, "")],
    ["a folder", (path) => mkdirSync(path)],
    [
      "a link to a page of ours",
      (path, cwd) => {
        writeFileSync(join(cwd, "target.html"), pageStart);
        symlinkSync(join(cwd, "target.html"), path);
      },
    ],
    ["a link to nowhere", (path, cwd) => symlinkSync(join(cwd, "nowhere.html"), path)],
  ])("never replaces %s", async (_, put) => {
    const { cwd, outputs } = folderWith({ "a.png": png });
    put(join(outputs, "gallery.html"), cwd);
    const content = () => (existsSync(join(cwd, "target.html")) ? readFileSync(join(cwd, "target.html"), "utf8") : "");
    const before = content();
    for (const _ of [1, 2]) {
      const { code, document, stderr } = await runProgram(["gallery"], { cwd });
      expect({ code, path: document.path }).toEqual({ code: 0, path: join(outputs, "gallery-2.html") });
      expect(stderr).toContain("stays as it is");
    }
    expect(content()).toBe(before);
    expect(existsSync(join(cwd, "nowhere.html"))).toBe(false);
    expect(pageIn(outputs, "gallery-2.html").pictures).toHaveLength(1);
  });

  it.each<[string, string[]]>([
    ["the folder is empty", ["gallery", "."]],
    ["there is no outputs yet", ["gallery"]],
  ])("is not written when %s", async (_, argv) => {
    const ran = await runProgram(argv, { env: { HIAPI_STATE_DIR: temporaryFolder() } });
    expect(ran).toMatchObject({
      code: 0,
      document: { ok: true, path: null, pictures: 0 },
      stderr: expect.stringContaining("no page was written"),
    });
    expect(readdirSync(ran.cwd)).toEqual([]);
  });

  it("is emptied when the last picture is gone", async () => {
    const { cwd, outputs } = folderWith({ "a.png": png });
    await runProgram(["gallery"], { cwd });
    unlinkSync(join(outputs, "a.png"));
    expect((await runProgram(["gallery"], { cwd })).document).toMatchObject({ pictures: 0, path: join(outputs, "gallery.html") });
    expect(pageIn(outputs).pictures).toEqual([]);
  });

  it.each([
    ["nowhere", /"nowhere" is not there/],
    ["file", /"file" is no folder/],
  ])("a folder %s is refused", async (name, words) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "file"), "");
    const { code, document } = await runProgram(["gallery", name], { cwd });
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document.error.message).toMatch(words);
  });

  it("takes one folder and options of its own only", async () => {
    expect((await runProgram(["gallery", "a", "b"])).code).toBe(2);
    expect((await runProgram(["gallery", "--model", "gpt-image-2"])).code).toBe(2);
  });
});

describe("words from outside", () => {
  const page = (picture: Partial<Picture>, title = "outputs") =>
    galleryPage({ title, writtenAt: 0, pictures: [{ file: "a.png", bytes: 1, at: 0, ...picture }] });
  const nasty = ["</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>", "\u2028\u2029", "\ud800", '"\\', "&lt;", "$&$1"];

  it.each(nasty)("%j stays data", (prompt) => {
    const html = page({ prompt, file: `${prompt}.png` }, prompt);
    expect(dataOf(html)).toMatchObject({ title: prompt, pictures: [{ prompt }] });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<img/g)).toHaveLength(1);
    expect(/[\u2028\u2029]/.test(dataBlock.exec(html)![1]!)).toBe(false);
  });

  it("any text comes back whole, and adds no tag", () => {
    const plain = page({}).match(/</g)!.length;
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (prompt) => {
        const html = page({ prompt });
        expect(dataOf(html).pictures[0]!.prompt).toBe(prompt);
        expect(html.match(/</g)).toHaveLength(plain);
      }),
    );
  });

  it("the page's policy lets in its own script and style by their hash, pictures, and nothing else", () => {
    const html = page({});
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    const [, script = ""] = /<script type="module">(.*?)<\/script>/s.exec(html) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      "img-src 'self' file:",
      `style-src ${hashOf(style)}`,
      `script-src ${hashOf(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(/https?:|url\(|@import/.exec(html)).toBe(null);
  });

  it("the built program writes the same page", async () => {
    const { cwd, outputs } = folderWith({ "a.png": png });
    const page = () => readFileSync(join(outputs, "gallery.html"), "utf8").replace(/"writtenAt":\d+/, "");
    await runProgram(["gallery"], { cwd });
    const fromSource = page();
    execFileSync(process.execPath, [mainScript, "gallery"], { cwd, env: { HIAPI_STATE_DIR: join(cwd, ".state") }, stdio: "ignore" });
    expect(page()).toBe(fromSource);
  });

  it("no path of this machine stands on the page", async () => {
    const { cwd, outputs } = folderWith({ "a.png": png });
    await runProgram(["gallery"], { cwd });
    expect(readFileSync(join(outputs, "gallery.html"), "utf8")).not.toContain(cwd);
  });
});

describe("names of pictures are read back", () => {
  it("as they were made", () => {
    const stem = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z]$/).filter((text) => !text.startsWith("sandbox-"));
    const time = fc.integer({ min: 0, max: 4_102_444_800 }).map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(stem, time, fc.boolean(), fc.integer({ min: 1, max: 20 }), (text, createdAt, isSandbox, index) => {
        const name = picturePrefix({ prefix: isSandbox ? `sandbox-${text}` : text, createdAt, taskId: "tk-hiapi-01KVY0000V7D9QR2K" });
        for (const again of ["", "-2"])
          expect(readPictureName(`${name}-${index}${again}.png`)).toEqual({ prefix: text, createdAt, taskEnd: "V7D9QR2K", isSandbox });
      }),
    );
  });

  it("any other name is all prefix", () => {
    for (const stem of ["holiday", "a-20269999-999999-1", "20261121-104203-1", ""])
      expect(readPictureName(`${stem}.png`)).toMatchObject({ isSandbox: false });
    expect(readPictureName("holiday.png")).toEqual({ prefix: "holiday", isSandbox: false });
  });
});
