import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { heads, png, writeSized } from "../fixtures/pictures.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { makeGif, makeJpeg, makePng, makeWebp } from "../support/standin-pictures.ts";

/** Local reference files. */

const megabyte = 1024 * 1024;
const inline = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString("base64")}`;

/** Runs a dry run in a folder with one file in it. */
async function dryRun(name: string, bytes: Uint8Array, { size, flags = ["--input-url", name] }: { size?: number; flags?: string[] } = {}) {
  const cwd = temporaryFolder();
  writeSized(cwd, name, bytes, size);
  return runProgram(["In watercolour", ...flags, "--dry-run"], { cwd });
}

describe("a local file is sent as a data URI", () => {
  const accepted = [
    ["photo.png", "png"],
    ["photo.jpg", "jpeg"],
    ["photo.webp", "webp"],
    ["really a jpeg.png", "jpeg"],
    ["really-a-webp.jpg", "webp"],
    ["no extension", "png"],
    ["Ünïcode 写真.png", "png"],
    ["a,http://b.png".replaceAll("/", "∕"), "png"],
  ] as const;

  it.each(accepted)("%s, typed by its bytes as %s", async (name, type) => {
    const { code, document, stderr } = await dryRun(name, heads[type]);
    expect(code, stderr).toBe(0);
    expect(document.payload).toMatchObject({ model: "gpt-image-2/image-to-image", input: { image: inline(type, heads[type]) } });
    expect(stderr).not.toMatch(/public URLs only/);
  });

  it("found from the caller's folder, by an absolute path, through a link and by a file: URL", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "in"));
    writeFileSync(join(cwd, "in/a.png"), png);
    symlinkSync("in/a.png", join(cwd, "link"));
    for (const path of ["in/a.png", "./in/../in/a.png", join(cwd, "in/a.png"), "link", pathToFileURL(join(cwd, "in/a.png")).href]) {
      const { code, document } = await runProgram(["x", "--input-url", path, "--dry-run"], { cwd });
      expect({ code, image: document.payload?.input.image }, path).toEqual({ code: 0, image: inline("png", png) });
    }
  });

  it("with a notice where HiAPI documents only public URLs", async () => {
    for (const flags of [
      ["--model", "gpt-image-2-image-to-image"],
      ["--input-url", "https://example.com/b.png"],
      ["--route", "ext"],
    ]) {
      const { code, document, stderr } = await dryRun("a.png", png, { flags: ["--input-url", "a.png", ...flags] });
      const { input_urls, image_urls } = document.payload.input;
      expect({ code, first: (input_urls ?? image_urls)[0] }, flags.join(" ")).toEqual({ code: 0, first: inline("png", png) });
      expect(stderr).toMatch(/data URI.*public URL/);
    }
  });
});

describe("a file that is no reference is refused, by name and with the reason", () => {
  const refused = (["gif", "avif", "bmp", "svg", "text", "html", "empty"] as const).map((kind) => [kind, heads[kind]] as const);

  it.each(refused)("%s bytes, named .png", async (_, bytes) => {
    const { code, document } = await dryRun("picture.png", bytes);
    expect(code).toBe(2);
    expect(document.error).toMatchObject({ kind: "usage", problems: [{ given: expect.stringContaining("picture.png") }] });
    expect(document.error.message).toMatch(/PNG, JPEG and WebP/);
  });

  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
  const sizeless = (bytes: Buffer, offset: number) => Buffer.from(bytes).fill(0, offset, offset + 2);

  it.each([
    ["half a PNG", half(makePng(48, 32)), /cut off/],
    ["half a JPEG", half(makeJpeg(48, 32)), /cut off/],
    ["half a WebP", half(makeWebp(48, 32)), /cut off/],
    ["a PNG without its last byte", png.subarray(0, -1), /cut off/],
    ["a JPEG without its end marker", heads.jpeg.subarray(0, -2), /cut off/],
    ["a PNG 0 wide", makePng(0, 5), /width and height/],
    ["a PNG 0 high", makePng(5, 0), /width and height/],
    ["a JPEG 0 high", sizeless(heads.jpeg, heads.jpeg.indexOf("\xff\xc0", "latin1") + 5), /width and height/],
    ["HEIC", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), /HEIC/],
    ["HEIC under its other brand", Buffer.from("\0\0\0\x18ftypmif1\0\0\0\0mif1hevc", "latin1"), /HEIC/],
    ["TIFF", Buffer.from("II*\0\x08\0\0\0", "latin1"), /TIFF/],
    ["TIFF of the other byte order", Buffer.from("MM\0*\0\0\0\x08", "latin1"), /TIFF/],
    ["SVG", heads.svg, /SVG/],
    ["SVG behind an XML declaration", Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- x -->\n<svg:svg width="5"/>'), /SVG/],
    ["SVG without content", Buffer.from("<!-- x -->\n<svg/>"), /SVG/],
    ["SVG in UTF-16", Buffer.from('\ufeff<svg xmlns="x"/>', "utf16le"), /SVG/],
    ["BMP", heads.bmp, /BMP/],
    ["GIF", makeGif(3, 3), /GIF/],
    ["AVIF", heads.avif, /AVIF/],
    ["HTML", heads.html, /no image/],
  ])("%s, as a file and as a data URI", async (name, bytes, words) => {
    for (const reference of name === "HTML" ? ["picture.png"] : ["picture.png", inline("png", bytes)]) {
      const { code, document } = await dryRun("picture.png", bytes, { flags: ["--image", reference] });
      expect(code, reference).toBe(2);
      expect(document.error.message).toMatch(words);
    }
  });

  it.each([
    ["missing.png", /no such file/],
    [".", /not a file/],
    ["", /empty/],
    ["~/photo.png", /no such file/],
    ["www.example.com/a.png", /no such file.*http/],
    ["ftp://example.com/a.png", /http/],
    ["//example.com/a.png", /http/],
    ["a\u0000b.png", /cannot be used|not a/],
    ["file://other-host/a.png", /./],
  ])("%j", async (path, words) => {
    for (const flag of ["--input-url", "--image"]) {
      const { code, document } = await runProgram(["x", `${flag}=${path}`, "--dry-run"]);
      expect({ code, kind: document.error?.kind }, flag).toEqual({ code: 2, kind: "usage" });
      expect(document.error.message).toMatch(words);
      expect(document.error.problems).toHaveLength(1);
    }
  });

  it("each of several, all at once", async () => {
    const argv = ["--input-url", "a.png", "--input-url", "b.png", "--input-url", "https://example.com/c.png", "x", "--resolution", "9K"];
    const { document } = await runProgram(argv);
    expect(document.error.problems).toHaveLength(3);
  });
});

describe("sizes: 20 MB each, a warning above 3 MB", () => {
  it.each([
    ["3 MB", 3 * megabyte, 0, false],
    ["a byte more than 3 MB", 3 * megabyte + 1, 0, true],
    ["20 MB", 20 * megabyte, 0, true],
    ["a byte more than 20 MB", 20 * megabyte + 1, 2, false],
    ["40 GB", 40 * 1024 * megabyte, 2, false],
  ])("%s", async (_, size, exit, warns) => {
    const { code, stderr, document } = await dryRun("a.png", png, { size });
    expect(code, stderr).toBe(exit);
    expect(/warning:.*above 3 MB/.test(stderr)).toBe(warns);
    if (exit === 2) expect(document.error.message).toMatch(/at most 20 MB/);
  });

  it("hold for a data URI too", async () => {
    const flags = (size: number) => ["--input-url", `data:image/png;base64,${"A".repeat((size * 4) / 3)}`];
    const warned = await dryRun("a.png", png, { flags: flags(6 * megabyte) });
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(/warning:.*above 3 MB/);
    const refused = await dryRun("a.png", png, { flags: flags(21 * megabyte) });
    expect(refused.document.error.message).toMatch(/at most 20 MB/);
  });

  it("two that together pass 32 MiB are told to be hosted", async () => {
    const flags = ["--input-url", "a.png", "--input-url", "a.png"];
    const { code, document } = await dryRun("a.png", png, { size: 13 * megabyte, flags });
    expect(code).toBe(2);
    expect(document.error.message).toMatch(/at most 32 M.*host the images/);
  });
});
