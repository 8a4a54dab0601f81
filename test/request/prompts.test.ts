import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createImageTask, generateImage } from "../../src/library/index.ts";
import { buildImagePayload } from "../../src/request/index.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** What a prompt may not hold, whichever way it comes: the API key, and control characters. */

const key = "sk-prompt-4f1c9b7e2d8a";
// Where a message is cut at 80 characters, in the middle of the key.
const prompt = `${"a cat with a long name and ".repeat(3).slice(0, 68)}${key}`;

const sources: [string, string[], string?][] = [
  ["words", ["a", "cat", prompt]],
  ["--prompt", ["--prompt", prompt]],
  ["a prompt given twice", ["--prompt", prompt, "a", prompt]],
  ["a file", ["--prompt-file", "prompt.txt"]],
  ["stdin", ["--prompt-file", "-"]],
  ["a line of a batch", ["batch", "in.jsonl"]],
  ["a dry run", [prompt, "--dry-run"]],
  ["the sandbox", [prompt, "--sandbox"]],
  ["a URL", ["a cat", "--input-url", `https://example.com/${key}.png`]],
  ["a callback", ["a cat", "--callback-url", `https://example.com/${key}`]],
  ["a name", ["a cat", "--name", key]],
];

describe("the API key is refused, and not shown:", () => {
  it.each(sources)("%s", async (_, argv) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "prompt.txt"), prompt);
    writeFileSync(join(cwd, "in.jsonl"), JSON.stringify({ prompt }));
    const { code, stdout, stderr } = await runProgram(argv, { cwd, stdin: prompt, env: { HIAPI_API_KEY: key } });
    const { error } = JSON.parse(stdout);
    expect({ code, kind: error.kind, message: error.message }).toMatchObject({
      code: 2,
      kind: "usage",
      message: expect.stringMatching(/API key/),
    });
    expect(stdout + stderr).not.toContain(key.slice(0, 10));
  });

  it("the library", async () => {
    const config = { apiKey: key, baseUrl: "http://127.0.0.1:9" };
    const refused = { kind: "usage", message: "prompt holds the API key: take it out" };
    await expect(generateImage({ prompt }, config)).rejects.toMatchObject(refused);
    await expect(createImageTask(buildImagePayload({ prompt }), { config })).rejects.toMatchObject(refused);
  });
});

describe("control characters", () => {
  it.each([
    ["a\0b", "U+0000 (character 2)"],
    ["🐈\u001b[31m", "U+001B (character 2)"],
    ["a\tb\r\nc\u0007", "U+0007 (character 7)"],
    ["\u007f", "U+007F (character 1)"],
    ["a\u0085", "U+0085 (character 2)"],
    ["a\u009b31m", "U+009B (character 2)"],
  ])("%j", async (text, named) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "prompt.txt"), text);
    writeFileSync(join(cwd, "in.jsonl"), JSON.stringify({ prompt: text }));
    const message = expect.stringContaining(`the prompt has the control character ${named}`);
    expect(() => buildImagePayload({ prompt: text })).toThrow(expect.objectContaining({ message }));
    for (const argv of [[text], ["--prompt-file", "prompt.txt"], ["batch", "in.jsonl"]]) {
      const { code, document } = await runProgram([...argv, "--dry-run"], { cwd });
      expect({ code, message: document.error.message }).toEqual({ code: 2, message });
    }
  });

  it("are refused, and nothing else is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
        const isRefused = codes.some((code) => (code < 0x20 && ![9, 10, 13].includes(code)) || (code >= 0x7f && code <= 0x9f));
        const build = () => buildImagePayload({ prompt: `a${text}b` });
        if (isRefused) expect(build).toThrow("control character");
        else expect(build().input.prompt).toBe(`a${text}b`);
      }),
    );
  });
});
