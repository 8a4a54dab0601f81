import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { runProgram } from "../support/program.ts";

test("a prompt becomes a file and one JSON document", async () => {
  const { code, document } = await runProgram([
    "--sandbox",
    "A",
    "lighthouse",
    "at",
    "dusk",
    "--aspect-ratio",
    "16:9",
    "--poll-interval",
    "1",
  ]);
  expect(code).toBe(0);
  expect(document).toMatchObject({ ok: true, model: "gpt-image-2", aspectRatio: "16:9", resolution: "1K", sandbox: true });
  expect(document.outputs[0]).toMatchObject({ kind: "file", mimeType: "image/png", width: 1536, height: 864 });
  expect(existsSync(document.outputs[0].path)).toBe(true);
});
