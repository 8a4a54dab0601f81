import { describe, expect, it } from "vitest";
import type { RequestOptions } from "../../src/request/request-options.ts";
import { models, nameOf, optionsFor, ratios, rows } from "../fixtures/contract-table.ts";
import { suggestionsOf } from "../fixtures/suggestions.ts";
import { build } from "../fixtures/verdict.ts";
import { runProgram } from "../support/program.ts";

const slash = "gpt-image-2/text-to-image";
const edit = "gpt-image-2-image-to-image";
const picture = "https://example.com/a.png";

interface Refusal {
  options: RequestOptions;
  field: string;
  /** Words that programs may look for in the message. */
  words: string;
  /** The value the user wrote. */
  given: unknown;
  /** What the message quotes, where that is not the value of the field itself. */
  quoted?: string;
  accepted?: readonly string[];
}

const refusals: Refusal[] = [
  { options: { model: "gpt-image-2-beta" }, field: "model", words: "Unsupported model", given: "gpt-image-2-beta", accepted: models },
  { options: { model: "gpt-image2" }, field: "model", words: "Unsupported model", given: "gpt-image2", accepted: models },
  { options: { model: "GPT-Image-2-Pro" }, field: "model", words: "Unsupported model", given: "GPT-Image-2-Pro", accepted: models },
  { options: { model: `${slash}@ext` }, field: "model", words: "Unsupported model", given: `${slash}@ext`, accepted: models },
  { options: { aspectRatio: "7:5" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "7:5", accepted: ratios },
  { options: { aspectRatio: "16x9" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "16x9", accepted: ratios },
  { options: { aspectRatio: "atuo" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "atuo", accepted: ratios },
  { options: { aspectRatio: "Wide" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "Wide", accepted: ratios },
  { options: { aspectRatio: "" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "", accepted: ratios },
  {
    options: { model: slash, aspectRatio: "6:5", resolution: "2K" },
    field: "aspect_ratio",
    words: "Unsupported aspect ratio",
    given: "6:5",
  },
  {
    options: { model: slash, aspectRatio: "10:11", resolution: "4K" },
    field: "aspect_ratio",
    words: "Unsupported aspect ratio",
    given: "10:11",
  },
  { options: { model: "gpt-image-2-pro", aspectRatio: "3:1" }, field: "aspect_ratio", words: "Unsupported aspect ratio", given: "3:1" },
  { options: { resolution: "9K" }, field: "resolution", words: "Unsupported resolution", given: "9K", accepted: ["1K", "2K", "4K"] },
  {
    options: { resolution: "8k", aspectRatio: "1:1" },
    field: "resolution",
    words: "Unsupported resolution",
    given: "8k",
    accepted: ["1K", "2K", "4K"],
  },
  { options: { resolution: "", aspectRatio: "16:9" }, field: "resolution", words: "Unsupported resolution", given: "" },
  {
    options: { model: "gpt-image-2-pro", resolution: "4K" },
    field: "resolution",
    words: "Unsupported resolution",
    given: "4K",
    accepted: ["1K", "2K"],
  },
  {
    options: { aspectRatio: "auto", resolution: "2K" },
    field: "aspect_ratio",
    words: 'aspect_ratio "auto" only supports resolution "1K"',
    given: "auto",
  },
  { options: { resolution: "4K" }, field: "aspect_ratio", words: 'aspect_ratio "auto" only supports resolution "1K"', given: "auto" },
  {
    options: { aspectRatio: "1:1", resolution: "4K" },
    field: "aspect_ratio",
    words: 'cannot be combined with resolution "4K"',
    given: "1:1",
  },
  {
    options: { model: slash, aspectRatio: "9:21", resolution: "2K" },
    field: "aspect_ratio",
    words: 'cannot be combined with resolution "2K"',
    given: "9:21",
  },
  {
    options: { model: slash, resolution: "2K", aspectRatio: "16:9", background: "auto" },
    field: "background",
    words: "background",
    given: "auto",
    quoted: "2K",
  },
  { options: { model: "gpt-image-2", quality: "high" }, field: "quality", words: "does not accept quality", given: "high" },
  { options: { model: "gpt-image-2", size: "512x512" }, field: "size", words: "does not accept size", given: "512x512" },
  { options: { model: "gpt-image-2", background: "opaque" }, field: "background", words: "does not accept background", given: "opaque" },
  { options: { inputUrls: [picture] }, field: "input_urls", words: "does not accept input_urls", given: 1 },
];

describe("each refusal names the value given, the values accepted and the nearest thing that would work", () => {
  it.each(refusals.map((refusal) => [JSON.stringify(refusal.options), refusal] as const))(
    "%s",
    (_, { options, field, words, given, quoted = given, accepted }) => {
      const request = { prompt: "x", ...options };
      const { error, problems } = build(request);
      expect(problems).toMatchObject([{ field, given }]);
      const [problem] = problems;
      expect(error?.message).toContain(words);
      expect(problem?.message).toContain(words);
      if (typeof quoted === "string") expect(problem?.message).toContain(`"${quoted}"`);
      if (accepted) expect([...(problem?.accepted ?? [])].sort()).toEqual([...accepted].sort());
      expect(problem?.accepted).not.toHaveLength(0);
      expect.soft(suggestionsOf(problem!), `suggests nothing: ${problem?.message}`).not.toHaveLength(0);
      for (const change of suggestionsOf(problem!))
        expect.soft(build({ ...request, ...change }).error?.message, `${problem?.message} → ${JSON.stringify(change)}`).toBeUndefined();
    },
  );

  const counts = rows.flatMap((row) => (row.references ? [[nameOf(row), row, row.references] as const] : []));
  it.each(counts)("%s says its own numbers of references", (_, row, { field, min, max }) => {
    for (const count of [0, max + 1]) {
      const { problems } = build({ ...optionsFor(row), inputUrls: Array(count).fill(picture) });
      expect(problems).toMatchObject([{ field, given: count }]);
      expect(problems[0]?.message).toContain(`requires ${min}-${max} input image URLs`);
      expect(problems[0]?.message).toContain(String(count));
    }
  });

  it("repeats nothing long or secret-looking of what was given", () => {
    const { problems } = build({ prompt: "x", model: edit, inputUrls: [`data:image/gif;base64,${"A".repeat(100_000)}`] });
    expect(JSON.stringify(problems).length).toBeLessThan(1000);
    const { error } = build({ prompt: "x", model: `m${"x".repeat(5000)}\n\u001b[31m` });
    expect(error?.message.length).toBeLessThanOrEqual(500);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character may come through
    expect(error?.message).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe("all that is wrong is said at once", () => {
  const many = {
    model: "gpt-image-2-pro",
    prompt: " ",
    aspectRatio: "7:5",
    resolution: "9K",
    storage: "x",
    callbackUrl: "http://a/",
    quality: "low",
    inputUrls: [picture],
  };

  it("by the library", () => {
    const fields = build(many).problems.map((problem) => problem.field);
    expect(fields.sort()).toEqual(["aspect_ratio", "callback_url", "input_urls", "prompt", "quality", "resolution", "storage"]);
  });

  it("and by the command line, with what is wrong in the flags themselves", async () => {
    const argv = [
      "--model=gpt-image-2-pro",
      "--aspect",
      "7:5",
      "--resolution=9K",
      "--storage",
      "x",
      "--timeout",
      "soon",
      "--wat",
      "--name",
      "a/b",
      "--idempotency-key",
      "a\nb",
    ];
    const { code, document, stderr } = await runProgram(argv);
    expect(code).toBe(2);
    const fields = document.error.problems.map((problem: { field: string }) => problem.field);
    expect(fields.sort()).toEqual(["aspect_ratio", "idempotency_key", "name", "option", "prompt", "resolution", "storage", "timeout"]);
    for (const problem of document.error.problems) expect(stderr).toContain(problem.message);
  });

  it.each([
    { aspectRatio: "10:11", resolution: "9K" },
    { model: slash, aspectRatio: "10:3", resolution: "9K" },
    { model: "gpt-image-2-pro", aspectRatio: "auto", resolution: "4K" },
    { model: slash, background: "auto", resolution: "2K" },
  ])("and what is suggested goes together: %j", (options) => {
    const request = { prompt: "x", ...options };
    const { problems } = build(request);
    expect(problems).toHaveLength(2);
    const changes = problems.map((problem) => suggestionsOf(problem)[0]);
    expect(build(Object.assign(request, ...changes)).error?.message, JSON.stringify(changes)).toBeUndefined();
  });

  it("with an unknown model too, as far as it can be told", () => {
    const fields = build({ model: "nope", prompt: "", aspectRatio: "7:5", resolution: "9K", storage: "x" }).problems.map(
      ({ field }) => field,
    );
    expect(fields.sort()).toEqual(["aspect_ratio", "model", "prompt", "resolution", "storage"]);
  });

  it("each problem holds field, given, accepted and message, and nothing more", async () => {
    const { document } = await runProgram(["--resolution", "9K", "--aspect", "7:5"]);
    for (const problem of document.error.problems) expect(Object.keys(problem).sort()).toEqual(["accepted", "field", "given", "message"]);
  });
});
