import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Reply } from "../support/standin.ts";
import {
  accepted,
  against,
  bytes,
  filesIn,
  folders,
  json,
  linked,
  picture,
  redirect,
  served,
  success,
  task,
  taskId,
} from "../support/standin.ts";
import { makePng, pictures } from "../support/standin-pictures.ts";

/** From the answer to the file: the bytes served are the bytes saved, under a name that was free (docs/design.md, rule 7). */

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });
const folder = folders();
const name = "gpt-image-2-20260427-092713-KMNPQRS".replace("KMNPQRS", taskId.slice(-8));
const uri = (type: string, body: Uint8Array) => `data:${type};base64,${Buffer.from(body).toString("base64")}`;

function expectSaved(told: Awaited<ReturnType<typeof against>>, { served: body, file }: { served: Uint8Array; file?: string }) {
  expect(told.document).toMatchObject({ ok: true, taskId });
  expect(told.code).toBe(0);
  const [output] = told.document.outputs;
  expect(isAbsolute(output.path)).toBe(true);
  expect(readFileSync(output.path).equals(body)).toBe(true);
  expect(output.bytes).toBe(body.length);
  if (file) expect(output.path).toBe(join(told.cwd, "outputs", file));
  expect(told.files.filter((entry) => entry.startsWith(".") || entry.endsWith(".part"))).toEqual([]);
  return output;
}

describe.concurrent("a picture", () => {
  it.each(pictures)(
    "of type $name is saved byte for byte, measured and named by its bytes",
    async ({ bytes: body, mimeType, extension }) => {
      for (const header of [mimeType, "application/octet-stream", "image/bmp"]) {
        const told = await against({ image: served(body, header) }, { cwd: folder() });
        const output = expectSaved(told, { served: body, file: `${name}-1.${extension}` });
        expect(output).toMatchObject({ kind: "file", mimeType, width: 48, height: 32, expiresAt: "2026-05-04T09:28:19Z" });
        expect(output.url).toMatch(/^http:.*\/picture\.png$/);
      }
    },
  );

  it.each<[string, unknown]>([
    ["url, as a data URI", { url: uri("image/png", picture) }],
    ["url, as a data URI in capitals", { url: uri("image/png", picture).replace("data:image/png;base64", "DATA:IMAGE/PNG;BASE64") }],
    ["url, as a data URI with parameters", { url: uri("image/png;charset=utf-8", picture) }],
    ["url, as a data URI that names another picture type", { url: uri("image/webp", picture) }],
    ["url, as a data URI in lines", { url: uri("image/png", picture).replace(/.{76}/g, "$&\r\n") }],
    ["image_url", { image_url: uri("image/png", picture) }],
    ["image_url, an object", { type: "image_url", image_url: { url: uri("image/png", picture) } }],
    ["b64_json", { b64_json: Buffer.from(picture).toString("base64") }],
    ["base64", { type: "image", base64: Buffer.from(picture).toString("base64"), mime_type: "image/png" }],
    ["data", { data: Buffer.from(picture).toString("base64"), mimeType: "image/png" }],
    ["data, a data URI", { data: uri("image/png", picture) }],
    ["content, with a Markdown image", { content: `Here you are: ![a lighthouse](${uri("image/png", picture)}) Enjoy.` }],
  ])("in %s is decoded and saved", async (_, entry) => {
    const told = await against({ detail: success([entry]) }, { cwd: folder() });
    expect(expectSaved(told, { served: picture, file: `${name}-1.png` })).toMatchObject({ mimeType: "image/png", width: 48, height: 32 });
    expect(told.stdout).not.toContain(Buffer.from(picture).toString("base64").slice(0, 80));
  });

  const chat = (content: unknown) => json(200, { id: "chatcmpl-1", choices: [{ message: { role: "assistant", content } }] });

  it.each<[string, Reply]>([
    ["a chat answer's Markdown", chat(`![image](${uri("image/png", picture)})`)],
    [
      "a chat answer's parts",
      chat([
        { type: "text", text: "done" },
        { type: "image_url", image_url: { url: uri("image/png", picture) } },
      ]),
    ],
    ["an object instead of a list", success({ url: uri("image/png", picture), type: "image" })],
    ["a list of plain links", json(200, ({ images }: { images: string }) => task({ status: "succeeded", output: [`${images}/a.png`] }))],
    [
      "an output behind a thumbnail",
      json(200, ({ images }: { images: string }) =>
        task({
          status: "completed",
          output: [
            { url: `${images}/t.png`, type: "thumbnail" },
            { url: `${images}/a.png`, type: "IMAGE" },
          ],
        }),
      ),
    ],
    [
      "a finished task beside a stray error",
      json(200, ({ images }: { images: string }) => ({
        error: { code: "late", message: "log lost" },
        data: { taskId, status: "success", output: [{ url: `${images}/a.png` }] },
      })),
    ],
  ])("in %s is saved", async (_, detail) => {
    expectSaved(await against({ detail }, { cwd: folder() }), { served: picture });
  });

  it("of megabytes in a data URI is saved whole", async () => {
    const large = makePng(2000, 1400);
    const told = await against({ detail: success([{ url: uri("image/png", large) }]) }, { cwd: folder() });
    expect(expectSaved(told, { served: large })).toMatchObject({ width: 2000, height: 1400 });
    expect(told.stdout.length).toBeLessThan(4000);
  });

  it.each<[string, Reply[], number]>([
    ["five redirects", [1, 2, 3, 4, 5].map((hop): Reply => redirect(`/hop-${hop}`, hop % 2 ? 302 : 307)), 6],
    ["a moment of lag", [bytes(404, "not yet")], 2],
    ["a refusal, by a fresh link", [bytes(403, "expired")], 2],
    [
      "a download that broke off",
      [
        (response) => {
          response.writeHead(200, { "content-length": "9999" }).write(picture, () => response.destroy());
        },
      ],
      2,
    ],
    ["an error page", [served(Buffer.from("<html>try later</html>"))], 2],
  ])("is saved after %s", async (_, before, requests) => {
    const told = await against({ detail: [linked("/first.png"), linked("/fresh.png")], image: [...before, served()] }, { cwd: folder() });
    expectSaved(told, { served: picture, file: `${name}-1.png` });
    expect(told.api.heard.filter(({ host }) => host === "images")).toHaveLength(requests);
    expect(told.api.creates()).toHaveLength(1);
  });
});

describe.concurrent("a name that is taken", () => {
  const at = (prepare: (outputs: string) => void) => {
    const cwd = folder();
    mkdirSync(join(cwd, "outputs"));
    prepare(join(cwd, "outputs"));
    return against({}, { cwd });
  };

  it("by the same bytes is our own finished save", async () => {
    const told = await at((outputs) => writeFileSync(join(outputs, `${name}-1.png`), picture));
    expectSaved(told, { served: picture, file: `${name}-1.png` });
    expect(told.files).toHaveLength(1);
  });

  it("by other bytes is left alone, and the next free one taken", async () => {
    const told = await at((outputs) => {
      writeFileSync(join(outputs, `${name}-1.png`), "mine");
      writeFileSync(join(outputs, `${name}-1-2.png`), "mine too");
    });
    expectSaved(told, { served: picture, file: `${name}-1-3.png` });
    expect(readFileSync(join(told.cwd, "outputs", `${name}-1.png`), "utf8")).toBe("mine");
  });

  it.each([
    ["to a file of the same bytes", (outputs: string) => writeFileSync(join(outputs, "..", "target"), picture)],
    ["to nothing", () => undefined],
  ])("by a symlink %s is not followed", async (_, prepare) => {
    const told = await at((outputs) => {
      prepare(outputs);
      symlinkSync(join(outputs, "..", "target"), join(outputs, `${name}-1.png`));
    });
    expectSaved(told, { served: picture, file: `${name}-1-2.png` });
    expect(told.files).toHaveLength(2);
    expect(filesIn(told.cwd).includes("target")).toBe(prepare.length > 0);
  });

  it("by a folder is left alone", async () => {
    const told = await at((outputs) => mkdirSync(join(outputs, `${name}-1.png`)));
    expectSaved(told, { served: picture, file: `${name}-1-2.png` });
  });

  it("by the same picture saved twice at once stays one file", async () => {
    const cwd = folder();
    const both = await Promise.all([against({}, { cwd, argv: ["resume", taskId] }), against({}, { cwd, argv: ["resume", taskId] })]);
    expect(both.map(({ code, document }) => [code, document.outputs[0].path])).toEqual(
      both.map(() => [0, join(cwd, "outputs", `${name}-1.png`)]),
    );
    expect(filesIn(join(cwd, "outputs"))).toEqual([`${name}-1.png`]);
  });
});

describe.concurrent("a folder that cannot take the picture", () => {
  it.each<[string, string, (cwd: string) => void]>([
    ["is a file", "outputs", (cwd) => writeFileSync(join(cwd, "outputs"), "x")],
    ["lies below a file", "file/below", (cwd) => writeFileSync(join(cwd, "file"), "x")],
    ["has a name too long", "x".repeat(300), () => undefined],
  ])("%s: it is refused before anything is sent", async (_, dir, prepare) => {
    const cwd = folder();
    prepare(cwd);
    const told = await against({}, { cwd, argv: ["x", "--output-dir", dir] });
    expect({ code: told.code, kind: told.document.error.kind, creates: told.api.creates() }).toEqual({
      code: 2,
      kind: "usage",
      creates: [],
    });
    expect(told.document.error.problems).toMatchObject([{ field: "output-dir", given: dir }]);
  });

  it("has become a symlink to nothing: nothing is lost, and what to do is said", async () => {
    const cwd = folder();
    const create: Reply = (...args) => {
      symlinkSync(join(cwd, "nowhere", "deep"), join(cwd, "outputs"));
      accepted(...args);
    };
    const told = await against({ create }, { cwd, argv: ["x"] });
    expect({ code: told.code, kind: told.document.error.kind }).toEqual({ code: 6, kind: "output" });
    expect(told.document.error).toMatchObject({
      taskId,
      resume: expect.stringContaining(`resume ${taskId}`),
      hint: expect.stringMatching(/\S/),
    });
    expect(told.stderr).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
  });

  it("vanishes while the picture comes", async () => {
    const cwd = folder();
    const image: Reply = (response) => {
      response.writeHead(200, { "content-length": String(picture.length) }).write(picture.subarray(0, 200), () => {
        setTimeout(() => {
          rmSync(join(cwd, "outputs"), { recursive: true, force: true });
          response.end(picture.subarray(200));
        }, 200);
      });
    };
    const told = await against({ image }, { cwd });
    // It may be made again, or be missed: either way the picture is whole or not there.
    if (told.code === 0) expectSaved(told, { served: picture });
    else expect({ code: told.code, kind: told.document.error.kind, files: told.files }).toEqual({ code: 6, kind: "output", files: [] });
  });
});

describe.concurrent("--name", () => {
  it.each([
    ["harbour", "harbour"],
    ["harbour.PNG", "harbour"],
    ["v1.2 final", "v1.2 final"],
    ["nul", "nul-image"],
    ["com1.jpeg", "com1-image"],
    ["what? a *star*: <1>", "what- a -star- -1"],
    ["..", "image"],
    ["\u200b.hidden. ", "\u200b.hidden"],
    ["é".repeat(200), "é".repeat(79)],
  ])("%j begins a file name that every system takes", async (given, stem) => {
    const told = await against({}, { cwd: folder(), argv: ["x", `--name=${given}`] });
    expect(told.code).toBe(0);
    expect(told.files).toHaveLength(1);
    expect(told.files[0]?.startsWith(stem)).toBe(true);
    expect(told.files[0]).toMatch(/-20260427-092713-\w{8}-1\.png$/);
    if (/\.(?:png|jpeg)$/i.test(given)) expect(told.stderr).toMatch(/extension/);
  });

  it.each(["a/b", "..\\up", "/abs", "", "  "])("%j is refused before anything is paid", async (given) => {
    const told = await against({}, { cwd: folder(), argv: ["x", `--name=${given}`] });
    expect({ code: told.code, kind: told.document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(told.document.error.problems[0].field).toBe("name");
    expect(told.api.heard).toEqual([]);
  });
});
