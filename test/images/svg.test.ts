import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { inspectImage } from "../../src/images/inspect.ts";
import { against, folders, served } from "../support/standin.ts";

/** SVG as an output: text, known by its one root element. */

const folder = folders();
const facts = (text: string | Uint8Array) => {
  const bytes = Buffer.from(text);
  return inspectImage({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) });
};

const path = '<path d="M0 0"/>';
it.each([
  `<svg width="9" height="7px">${path}</svg>`,
  `<svg viewBox="0 0 9 7">${path}</svg>\n`,
  `\ufeff<?xml version="1.0"?>\n<!-- <svg> > -->\n<svg:svg width='9' height='7'><g a=">"><![CDATA[</svg>]]></g></svg:svg><!-- made -->`,
  `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [<!ENTITY a "<b>">]><svg width="9" height="7"/>`,
  `<!-- ${"long ".repeat(300)}--><svg width="9" height="7">${`<g>`.repeat(999)}${`</g>`.repeat(999)}</svg>`,
])("knows %s", async (text) => {
  expect(await facts(text)).toEqual({ mimeType: "image/svg+xml", extension: "svg", width: 9, height: 7, whole: true });
});

it.each([
  `<svg width="9" height="7">${path}</svg`,
  `<svg width="9" height="7"><g></svg>`,
  "<svg/><svg/>",
  "<svg></svg></svg>",
  "<svg></svg>and more",
  "<svg><!-- </svg>",
  '<svg a="></svg>',
  Buffer.from([..."<svg>"].map((letter) => letter.charCodeAt(0)).concat(0xff, ...Buffer.from("</svg>"))),
])("does not take %s for whole", async (text) => {
  expect(await facts(text)).toMatchObject({ extension: "svg", whole: false });
});

it.each(["<html><svg></svg></html>", "<!DOCTYPE html><svg/>", "svg", "<svgs/>"])("knows no SVG in %s", async (text) => {
  expect(await facts(text)).toBeUndefined();
});

it("takes no part of one for the whole, and reads any bytes", async () => {
  const whole = `<svg width="9" height="7"><g a="x>y"><!-- > --><path d='M0 0'/></g></svg>`;
  for (let length = 0; length < whole.length; length += 1) expect((await facts(whole.slice(0, length)))?.whole ?? false).toBe(false);
  const token = fc.constantFrom(
    "<svg",
    ">",
    "</svg>",
    "<",
    "/",
    '"',
    "'",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE",
    "[",
    "]",
    "x",
    "<?",
    "?>",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(token), async (tokens) => {
      await facts(`<svg ${tokens.join("")}`);
    }),
  );
});

it("is saved as .svg; one that is cut off is kept as .rejected", async () => {
  const text = Buffer.from(`<svg width="9" height="7">${path}</svg>`);
  const { document } = await against({ image: served(text, "image/svg+xml") }, { cwd: folder() });
  expect(document.outputs).toMatchObject([{ mimeType: "image/svg+xml", path: expect.stringMatching(/\.svg$/), width: 9, height: 7 }]);
  expect(readFileSync(document.outputs[0].path).equals(text)).toBe(true);
  const cut = await against({ image: served(text.subarray(0, -3), "image/svg+xml") }, { cwd: folder() });
  expect({ code: cut.code, kind: cut.document.error.kind, files: cut.files }).toMatchObject({
    code: 6,
    kind: "output",
    files: [expect.stringMatching(/\.rejected$/)],
  });
});
