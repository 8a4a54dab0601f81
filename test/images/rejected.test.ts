import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../support/program.ts";
import { canary, filesIn, folders, picture, served, standIn, taskId } from "../support/standin.ts";
import { makeJpeg } from "../support/standin-pictures.ts";

/** Bytes that were paid for and are no whole image (docs/design.md, rule 7). */

const folder = folders();

it.concurrent.each<[string, Buffer]>([
  ["cut off", Buffer.from(picture.subarray(0, -12))],
  ["a JPEG without its end marker", makeJpeg(8, 8).subarray(0, -2)],
  ["of an unknown type", Buffer.from("II*\0 a TIFF")],
])("a picture that is %s is kept once, however often it is resumed, until a whole one came", async (_, spoiled) => {
  const cwd = folder();
  const outputs = join(cwd, "outputs");
  const half = served(spoiled);
  const api = await standIn({ image: [half, half, half, half, half, served()] });
  const options = { cwd, env: { HIAPI_API_KEY: canary, HIAPI_BASE_URL: api.api } };
  const codes: number[] = [];
  for (const argv of [
    ["x", "--poll-interval", "1"],
    ["resume", taskId],
    ["resume", taskId],
  ]) {
    const { code, document } = await runProgram(argv, options);
    codes.push(code);
    if (code === 0) break;
    const [file = "", ...more] = filesIn(outputs);
    expect({ file, more }).toEqual({ file: expect.stringMatching(/^gpt-image-2-.*-1\.rejected$/), more: [] });
    expect(document.error).toMatchObject({ kind: "output", retryable: true, message: expect.stringContaining(join(outputs, file)) });
    expect(readFileSync(join(outputs, file)).equals(spoiled)).toBe(true);
  }
  await api.close();
  expect(codes).toEqual([6, 6, 0]);
  expect(filesIn(outputs)).toEqual([expect.stringMatching(/-1\.png$/)]);
});
