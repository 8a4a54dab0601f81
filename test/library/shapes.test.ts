import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as library from "../../src/library/index.ts";
import { models, rows } from "../fixtures/contract-table.ts";
import { png } from "../fixtures/pictures.ts";
import { attempt } from "../fixtures/verdict.ts";

/** The small exports of the library: value → value, or throws. */

const usage = expect.objectContaining({ kind: "usage" });
const url = "https://cdn.example/a.png?sig=1,2";
const uri = `data:image/png;base64,${png.toString("base64")}`;

/** As a plain JavaScript program calls them: with anything. */
const calls = new Map(Object.entries(library) as [string, (...values: unknown[]) => unknown][]);

describe("normalize…", () => {
  it.each(models)("normalizeModel(%j) is itself", (model) => expect(library.normalizeModel(model)).toBe(model));

  const values: [string, unknown[], unknown][] = [
    ["normalizeModel", [undefined], "gpt-image-2"],
    ["normalizeModel", [""], usage],
    ["normalizeModel", [null], usage],
    ["normalizeModel", ["gpt-image-2-beta"], usage],
    ["normalizeResolution", [undefined, "gpt-image-2"], "1K"],
    ["normalizeResolution", ["4k", "gpt-image-2"], "4K"],
    ["normalizeResolution", ["4K", "gpt-image-2-pro"], usage],
    ["normalizeResolution", ["", "gpt-image-2"], usage],
    ["normalizeResolution", [null, "gpt-image-2"], usage],
    ["normalizeResolution", ["2k"], "2K"],
    ["normalizeAspectRatio", ["9:21", "gpt-image-2"], "9:21"],
    ["normalizeAspectRatio", ["9:21", "gpt-image-2-pro"], usage],
    ["normalizeAspectRatio", ["auto", "gpt-image-2-pro"], usage],
    ["normalizeAspectRatio", ["", "gpt-image-2"], usage],
    ["normalizeAspectRatio", ["16:9"], "16:9"],
    ["normalizeAspectRatio", ["16:9", "nope"], usage],
    ["normalizeBackground", [undefined], undefined],
    ["normalizeBackground", ["Transparent"], "transparent"],
    ["normalizeBackground", [""], usage],
    ["normalizeBackground", [null], usage],
    ["normalizeBackground", ["green"], usage],
    ["normalizeStorage", [undefined], "temp"],
    ["normalizeStorage", ["TEMP"], "temp"],
    ["normalizeStorage", ["Persistent"], "persistent"],
    ["normalizeStorage", [""], usage],
    ["normalizeStorage", [null], usage],
    ["normalizeStorage", ["s3"], usage],
    ["normalizeInputUrls", [undefined], []],
    ["normalizeInputUrls", [[]], []],
    ["normalizeInputUrls", [url], [url]],
    ["normalizeInputUrls", [`${url},${url}`], [url, url]],
    ["normalizeInputUrls", [[`${url},${url}`, uri]], [`${url},${url}`, uri]],
    ["normalizeInputUrls", [uri], [uri]],
    ["normalizeInputUrls", [["a.png"]], usage],
    ["normalizeInputUrls", [[7]], usage],
    ["normalizeInputUrls", [null], usage],
    ["normalizeInputUrls", [""], usage],
    ["modelFileSlug", ["gpt-image-2/text-to-image@ext"], "gpt-image-2-text-to-image-ext"],
    ["modelFileSlug", ["gpt-image-2"], "gpt-image-2"],
  ];
  it.each(values)("%s(...%j)", (name, given, wanted) => {
    const call = calls.get(name) ?? (() => `there is no ${name}`);
    expect(attempt(call, ...given)).toEqual(wanted);
  });

  it("defaults a ratio to the model's own", () => {
    for (const row of rows.filter(({ route }) => !route)) expect(library.normalizeAspectRatio(undefined, row.model)).toBe(row.defaultRatio);
  });

  it("describes a payload", () => {
    const payload = library.buildImagePayload({
      model: "gpt-image-2/image-to-image",
      route: "ext",
      prompt: "x",
      inputUrls: [url],
      storage: "persistent",
    });
    expect(library.describePayload(payload)).toMatchObject({
      model: "gpt-image-2/image-to-image",
      aspectRatio: "auto",
      resolution: "1K",
      quality: "low",
    });
  });
});

describe("extract…", () => {
  it.each([
    [{ code: 200, data: { taskId: "tk-1" } }, "tk-1"],
    [{ data: { id: "tk-1" } }, "tk-1"],
    [{ data: { task_id: "tk-1" } }, "tk-1"],
    [{ taskId: "tk-1" }, "tk-1"],
    [{ id: "tk-1" }, "tk-1"],
    [{ task_id: "tk-1" }, "tk-1"],
    [{ data: {} }, ""],
    [{ data: { taskId: 7 } }, ""],
    [{ data: null }, ""],
    [null, ""],
    ["tk-1", ""],
  ])("extractTaskId(%j) → %j", (answer, id) => expect(library.extractTaskId(answer)).toBe(id));

  it("extractTaskId takes what could be typed, and nothing that could be a path, an option or a command", () => {
    const taken = ["_a:b.c-d", ":", "t".repeat(128)];
    const refused = ["../admin", "tk/1", "-rf", ".hidden", "tk 1", "tk-ü", "$(id)", "a;b", "t".repeat(129)];
    expect([...taken, ...refused].filter((id) => library.extractTaskId({ id }) === id)).toEqual(taken);
  });

  it.each([
    [{ data: { status: "SUCCESS" } }, "success"],
    [{ status: "Queued" }, "queued"],
    [{ data: {} }, ""],
    [undefined, ""],
  ])("getTaskStatus(%j) → %j", (answer, status) => expect(library.getTaskStatus(answer)).toBe(status));

  const bare = png.toString("base64");
  const one = { kind: "url", value: url };
  const inline = { kind: "data-uri", mimeType: "image/png", value: uri };
  const webp = { kind: "data-uri", mimeType: "image/webp", value: `data:image/webp;base64,${bare}` };
  it.each<[string, unknown, unknown[]]>([
    ["a link", { data: { output: [{ url, type: "image", expireAt: 1777886899 }] } }, [one]],
    ["a link without a type", { data: { output: [{ url }] } }, [one]],
    ["what is no image", { data: { output: ["thumbnail", "video", "first_frame"].map((type) => ({ url, type })) } }, []],
    [
      "a thumbnail before the image",
      {
        data: {
          output: [
            { url: "https://t/", type: "thumbnail" },
            { url, type: "image" },
          ],
        },
      },
      [one],
    ],
    ["image_url", { data: { output: [{ image_url: url }] } }, [one]],
    ["image_url.url", { data: { output: [{ image_url: { url } }] } }, [one]],
    ["a data URI as url", { data: { output: [{ url: uri }] } }, [inline]],
    ["b64_json", { data: { output: [{ b64_json: bare }] } }, [inline]],
    ["base64 with a type", { data: { output: [{ base64: bare, mime_type: "image/webp" }] } }, [webp]],
    ["data with a mimeType", { data: { output: [{ data: bare, mimeType: "image/webp" }] } }, [webp]],
    ["content", { data: { output: [{ content: uri }] } }, [inline]],
    ["data[] of an older API", { data: [{ url }] }, [one]],
    ["Markdown of a chat", { choices: [{ message: { content: `Here: ![a fox](${url}) and ![b](${uri})` } }] }, [one, inline]],
    ["short base64", { data: { output: [{ b64_json: "iVBORw0KGgo=" }] } }, []],
    ["no output", { data: { status: "success" } }, []],
    ["null", { data: { output: null } }, []],
  ])("extractImageOutputs of %s", (_, answer, outputs) => {
    const before = JSON.stringify(answer);
    expect(library.extractImageOutputs(answer)).toStrictEqual(outputs);
    expect(JSON.stringify(answer)).toBe(before);
  });

  it.each([
    [{ data: { status: "fail", error: { code: "TASK_FAILED", message: "it broke" } } }, "TASK_FAILED: it broke"],
    [{ message: "success", data: { fail_reason: "no such face" } }, "no such face"],
    [{ data: { output: { errorMessage: "too dark" } } }, "too dark"],
    [{ task_status_msg: "late" }, "late"],
  ])("extractTaskFailureSummary(%j) → %j", (answer, summary) => expect(library.extractTaskFailureSummary(answer)).toBe(summary));

  it("none of them throws, whatever the answer is", async () => {
    const readers = [
      library.extractTaskId,
      library.getTaskStatus,
      library.extractImageOutputs,
      library.extractTaskFailureSummary,
      library.summarizeErrorBody,
    ];
    await fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("data", "output", "choices", "error"), (value, key) => {
        for (const read of readers)
          for (const answer of [value, { [key]: value }, { data: { [key]: value } }]) expect(() => read(answer)).not.toThrow();
      }),
    );
  });
});
