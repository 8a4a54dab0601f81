import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { buildImagePayload, describeModel, generateImage } from "../../src/library/index.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { closedPort } from "../support/standin-raw.ts";

/** Requests for models that the catalogue does not have, by an index and schemas of a stand-in on a real socket. */

const draft = "https://json-schema.org/draft/2020-12/schema";
const whole = (properties: object, more: object = {}) => ({
  $schema: draft,
  type: "object",
  properties: { model: { type: "string" }, prompt: { type: "string", minLength: 1, maxLength: 50 }, ...properties },
  required: ["model", "prompt"],
  additionalProperties: false,
  ...more,
});

interface Site {
  schemas: Record<string, unknown>;
  index?: unknown;
}

/** A stand-in for the site; `asked` are the paths that were asked for, in order. */
async function site(served: Site) {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    asked.push(`${request.method} ${request.url}${request.headers.authorization ? " with the key" : ""}`);
    const name = url.searchParams.get("name") ?? "";
    const models = Object.keys(served.schemas).map((id) => ({ id, title: id, category: "image", input: [] }));
    const index = served.index ?? { models: [...models, { id: "talker", category: "audio" }, { id: 7 }, null] };
    const body = url.pathname === "/docs/models.json" ? index : { data: { input_schema: served.schemas[name] } };
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, served, env: { HIAPI_SITE_URL: address, HIAPI_BASE_URL: address } };
}

const dry = (env: Record<string, string>, words: readonly string[], cwd?: string) =>
  runProgram([...words, "--dry-run"], { env, ...(cwd ? { cwd } : {}) });

describe("the payload is what the schema allows", () => {
  const props = {
    seed: { type: "integer", minimum: 0, default: 3 },
    steps: { enum: [1, 2, 4] },
    tags: { type: "array", items: { type: "string" } },
    note: { type: "string" },
    raw: { type: "boolean" },
    strength: { type: ["number", "null"] },
    size: { type: "string", enum: ["512x512", "1Kx1K"] },
    model: { type: "string", const: "Some-Model" },
  };
  it.each([
    [
      "typed by the schema",
      ["--set", "seed=7", "--set", "steps=4", "--set", 'tags=["a"]', "--set", "note=7", "--set", "raw=true"],
      { seed: 7, steps: 4, tags: ["a"], note: "7", raw: true },
    ],
    ["null and a fraction", ["--set", "strength=null"], { strength: null }],
    ["a value with =", ["--set", "note=a=b"], { note: "a=b" }],
    ["a word in another case", ["--size", "1kX1k"], { size: "1Kx1K" }],
    ["no default that was not asked for", [], {}],
  ])("%s", async (_, flags, fields) => {
    const { env } = await site({ schemas: { m1: whole(props) } });
    const { document } = await dry(env, ["A fox", "--model", "M1", ...flags]);
    expect(document.payload).toEqual({ model: "m1", input: { prompt: "A fox", ...fields } });
  });

  it("a default, or the only value, where the field is required", async () => {
    const schema = whole(
      { kind: { const: "photo" }, quality: { enum: ["basic", "high"], default: "high" } },
      { required: ["model", "prompt", "kind", "quality"] },
    );
    const { env } = await site({ schemas: { m1: schema } });
    const { document } = await dry(env, ["A fox", "--model", "m1"]);
    expect(document.payload.input).toEqual({ prompt: "A fox", kind: "photo", quality: "high" });
  });

  it.each([
    ["input_urls", { type: "array" }, ["--input-url", "https://x.test/a.png"], ["https://x.test/a.png"]],
    ["image_urls", { type: "array" }, ["--image", "https://x.test/a.png"], ["https://x.test/a.png"]],
    [
      "image_input",
      { $ref: "#/$defs/urls" },
      ["--input-url", "https://x.test/a.png", "--image", "https://x.test/b.png"],
      ["https://x.test/a.png", "https://x.test/b.png"],
    ],
    ["image", { type: "string" }, ["--image", "https://x.test/a.png"], "https://x.test/a.png"],
    ["image_url", { type: "string", format: "uri" }, ["--input-url", "https://x.test/a.png"], "https://x.test/a.png"],
  ])("references in %s", async (field, schema, flags, sent) => {
    const $defs = { urls: { type: "array", items: { type: "string" } } };
    const { env } = await site({ schemas: { m1: { ...whole({ [field]: schema }), $defs } } });
    const { document } = await dry(env, ["A fox", "--model", "m1", ...flags]);
    expect(document.payload.input).toEqual({ prompt: "A fox", [field]: sent });
  });

  it("without a prompt, for a model that takes none", async () => {
    const schema = { type: "object", properties: { image_url: { type: "string" } }, required: ["image_url"] };
    const { env } = await site({ schemas: { "lab/remover": schema } });
    const { document } = await dry(env, ["--model", "lab/remover", "--image", "https://x.test/a.png"]);
    expect(document.payload).toEqual({ model: "lab/remover", input: { image_url: "https://x.test/a.png" } });
    expect((await dry(env, ["A fox", "--model", "lab/remover", "--image", "https://x.test/a.png"])).document.error.message).toMatch(
      /--prompt/,
    );
  });
});

describe("refused, free and named", () => {
  const nested = whole(
    {
      resolution: { type: "string", enum: ["1K", "2K"] },
      background: { type: "string" },
      ratio: { $ref: "#/$defs/ratio" },
      n: { type: "integer", maximum: 4 },
      images: { type: "array", maxItems: 1 },
      code: { type: "string", pattern: "^[a-z\\-]+$" },
    },
    {
      $defs: { ratio: { enum: ["1:1", "3:2"] } },
      allOf: [
        {
          allOf: [
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            { if: { properties: { resolution: { const: "2K" } }, required: ["resolution"] }, then: { properties: { background: false } } },
          ],
        },
      ],
    },
  );
  it.each([
    ["an enum", ["--resolution", "3K"], ["resolution"]],
    ["a reference", ["--set", "ratio=9:9"], ["ratio"]],
    ["a condition in a nested allOf", ["--resolution", "2k", "--set", "background=auto"], ["background"]],
    ["a number too large", ["--set", "n=9"], ["n"]],
    ["a word for a number", ["--set", "n=many"], ["n"]],
    ["a number that JSON cannot hold", ["--set", "n=9007199254740993"], ["n"]],
    ["a pattern", ["--set", "code=A1"], ["code"]],
    ["a list too long", ["--set", "images=[1,2]"], ["images"]],
    [
      "fields that it does not have",
      ["--quality", "high", "--set", "model=x", "--set", "__proto__=1", "--aspect-ratio", "1:1"],
      ["aspect_ratio", "quality", "model", "__proto__"],
    ],
    ["references it does not take", ["--input-url", "https://x.test/a.png"], ["input_urls"]],
    ["a field twice", ["--resolution", "1K", "--set", "resolution=2K"], ["resolution"]],
    ["no pair", ["--set", "seed"], ["set"]],
    ["all of it at once", ["--set", "n=9", "--resolution", "3K", "--set", "x=1", "--storage", "y"], ["x", "resolution", "n", "storage"]],
  ])("%s", async (_, flags, fields) => {
    const { env } = await site({ schemas: { m1: nested } });
    const { code, document } = await runProgram(["A fox", "--model", "m1", ...flags], { env: { ...env, HIAPI_API_KEY: "sk-1234567890" } });
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document.error.problems.map((problem: { field: string }) => problem.field).sort()).toEqual([...fields].sort());
    for (const problem of document.error.problems)
      expect(problem).toMatchObject({ accepted: expect.anything(), message: expect.stringMatching(/\w/) });
  });

  it.each([
    ["a prompt too long", ["x".repeat(51)], "prompt"],
    ["no prompt", ["--set", "n=1"], "prompt"],
    ["an empty prompt", ["--prompt", " "], "prompt"],
  ])("%s", async (_, words, field) => {
    const { env } = await site({ schemas: { m1: nested } });
    const { code, document } = await dry(env, [...words, "--model", "m1"]);
    expect({ code, field: document.error.problems[0].field }).toEqual({ code: 2, field });
  });

  it("an id that is not listed, with the nearest; a model that makes no images", async () => {
    const { env } = await site({ schemas: { "z-image": whole({}), "qwen-image": whole({}) } });
    const typo = await dry(env, ["A fox", "--model", "z-imag"]);
    expect(typo).toMatchObject({
      code: 2,
      document: { error: { problems: [{ field: "model", accepted: expect.arrayContaining(["z-image"]) }] } },
    });
    const audio = await dry(env, ["A fox", "--model", "Talker"]);
    expect(audio).toMatchObject({ code: 2, document: { error: { message: expect.stringMatching(/talker.*audio/) } } });
  });
});

describe("in doubt nothing is sent", () => {
  it.each([
    ["no object", "nothing"],
    ["no fields", { type: "object" }],
    ["fields that are none", { type: "object", properties: { prompt: 7 } }],
    ["a type that there is not", { type: "object", properties: { prompt: { type: "text" } } }],
    ["a reference that leads out", whole({ size: { $ref: "http://127.0.0.1:9/s.json" } })],
    ["a reference to nothing", whole({ size: { $ref: "#/$defs/none" } })],
    ["3 MB", whole({ size: { enum: Array.from({ length: 300_000 }, (_, index) => `v${index}x`) } })],
    ["a pattern that is none", whole({ size: { pattern: "(" } })],
    ["an asynchronous one", whole({}, { $async: true })],
  ])("a schema of %s", async (_, schema) => {
    const { asked, env } = await site({ schemas: { m1: schema } });
    const { code, document } = await runProgram(["A fox", "--model", "m1", "--size", "1"], {
      env: { ...env, HIAPI_API_KEY: "sk-1234567890" },
    });
    expect({ code, kind: document.error.kind }).toEqual({ code: 5, kind: "unavailable" });
    expect(document.error.message).toMatch(/nothing was sent/);
    expect(asked.every((line) => line.startsWith("GET") && !line.includes("key"))).toBe(true);
  });

  it("says what works where HiAPI cannot be reached", async () => {
    const address = `http://127.0.0.1:${await closedPort()}`;
    const { code, document } = await dry({ HIAPI_SITE_URL: address }, ["A fox", "--model", "z-image"]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 5, kind: "unavailable" });
    for (const id of ["gpt-image-2", "gpt-image-2/image-to-image"]) expect(document.error.message).toContain(id);
  });
});

describe("the cache", () => {
  it("asks once a day, and anew with --refresh", async () => {
    const { asked, served, env } = await site({ schemas: { m1: whole({ size: { enum: ["a"] } }) } });
    const cwd = temporaryFolder();
    const run = async (...more: string[]) => (await dry(env, ["A fox", "--model", "m1", "--size", "b", ...more], cwd)).code;
    expect([await run(), await run()]).toEqual([2, 2]);
    expect(asked).toHaveLength(2);
    served.schemas.m1 = whole({ size: { enum: ["b"] } });
    expect([await run(), await run("--refresh"), await run()]).toEqual([2, 0, 0]);
    expect(asked).toHaveLength(4);
  });

  it("asks anew for an id that a kept index does not list", async () => {
    const { served, env } = await site({ schemas: { m1: whole({}) } });
    const cwd = temporaryFolder();
    expect((await dry(env, ["A fox", "--model", "m1"], cwd)).code).toBe(0);
    served.schemas.m2 = whole({});
    expect((await dry(env, ["A fox", "--model", "m2"], cwd)).code).toBe(0);
  });

  it("is not needed: a state folder that cannot be made is no failure", async () => {
    const { env } = await site({ schemas: { m1: whole({}) } });
    expect((await dry({ ...env, HIAPI_STATE_DIR: "/proc/nowhere/state" }, ["A fox", "--model", "m1"])).code).toBe(0);
  });
});

describe("catalogued ids ask nobody", () => {
  it.each([
    [["--model", "GPT-Image-2"], { model: "gpt-image-2" }],
    [["--model", "gpt-image-2/text-to-image@ext"], { model: "gpt-image-2/text-to-image", route: "ext" }],
    [
      ["--model", "gpt-image-2", "--set", "resolution=2K", "--set", "aspect_ratio=1:1"],
      { input: { prompt: "A fox", resolution: "2K", aspect_ratio: "1:1" } },
    ],
  ])("%j", async (flags, payload) => {
    const { asked, env } = await site({ schemas: {} });
    const { code, document } = await dry(env, ["A fox", ...flags]);
    expect({ code, payload: document.payload, asked }).toMatchObject({ code: 0, payload, asked: [] });
  });

  it("refuses a field that is not known", async () => {
    const { code, document } = await dry({}, ["A fox", "--set", "seed=7", "--set", "resolution=9K"]);
    expect({ code, fields: document.error.problems.map((problem: { field: string }) => problem.field) }).toEqual({
      code: 2,
      fields: ["seed", "resolution"],
    });
  });
});

describe("with the sandbox", () => {
  it("is resumed as every other task, and no text of it may hold the key", async () => {
    const { url, close } = await startSandbox({ imageMs: 10, samePicture: true });
    onTestFinished(close);
    const env = { HIAPI_BASE_URL: url, HIAPI_SITE_URL: url, HIAPI_API_KEY: "sk-1234567890" };
    const words = ["A fox", "--model", "sandbox-collage", "--set"];
    const begun = await runProgram([...words, 'tags=["a"]', "--no-wait"], { env });
    const resumed = await runProgram(["resume", begun.document.taskId], { env, cwd: begun.cwd });
    expect(resumed).toMatchObject({ code: 0, document: { model: "sandbox-collage", resumed: true, outputs: [{ kind: "file" }] } });
    const secret = await runProgram([...words, 'tags=["sk-1234567890"]'], { env });
    expect(secret).toMatchObject({ code: 2, document: { error: { problems: [{ field: "set", given: "(not shown)" }] } } });
  });

  it("in the process, by its own index", async () => {
    const { code, document } = await runProgram(["A fox", "--sandbox", "--model", "sandbox-sketch", "--set", "seed=7", "--estimate"]);
    expect({ code, document }).toMatchObject({ code: 0, document: { payload: { input: { seed: 7 } }, estimate: { estimatedUsd: 0.01 } } });
  });

  it.each([
    ["sandbox-sketch", ["--size", "512x512", "--set", "seed=7"]],
    ["Sandbox-Oil/text-to-image", ["--quality", "high"]],
    ["sandbox-collage", ["--input-url", "https://x.test/a.png"]],
    ["sandbox-print/image-to-image@pro", ["--input-url", "https://x.test/a.png", "--resolution", "2K", "--background", "auto"]],
  ])("%s makes a picture", async (model, flags) => {
    const { url, close } = await startSandbox({ imageMs: 10, samePicture: true });
    onTestFinished(close);
    const env = { HIAPI_BASE_URL: url, HIAPI_SITE_URL: url, HIAPI_API_KEY: "sk-1234567890" };
    const { code, document } = await runProgram(["A fox", "--model", model.toUpperCase(), ...flags], { env });
    expect({ code, model: document.model, outputs: document.outputs.length }).toEqual({ code: 0, model, outputs: 1 });
  });
});

describe("a batch", () => {
  it("checks each line by the schema of its model, which is asked for once", async () => {
    const { asked, env } = await site({ schemas: { m1: whole({ size: { enum: ["a", "b"] } }), m2: whole({}) } });
    const lines = [1, 2, 3].map((n) => JSON.stringify({ prompt: `Fox ${n}`, model: "m1", size: "a" }));
    const stdin = [...lines, JSON.stringify({ prompt: "Owl", model: "m2" })].join("\n");
    const { code, stdout } = await runProgram(["batch", "-", "--dry-run"], { env, stdin });
    expect({ code, lines: stdout.trim().split("\n").length, asked: asked.length }).toEqual({ code: 0, lines: 5, asked: 3 });
    const wrong = await runProgram(["batch", "-", "--dry-run", "--size", "c"], {
      env,
      stdin: JSON.stringify({ prompt: "x", model: "m1" }),
    });
    expect(wrong).toMatchObject({ code: 2, document: { error: { problems: [{ field: "size", line: 1 }] } } });
  });
});

describe("models", () => {
  const schemas = {
    "z-image": whole({ size: { enum: ["a", "b"] } }, { required: ["model", "prompt", "size"] }),
    "q/edit@pro": whole(
      { image_urls: { type: "array", minItems: 1, items: { type: "string" } }, n: { type: "integer", minimum: 2 } },
      { required: ["prompt", "image_urls", "n"] },
    ),
  };

  it("--live lists the image models of the index, --search those with a word", async () => {
    const { env } = await site({ schemas });
    const ids = async (...flags: string[]) =>
      (await runProgram(["models", ...flags], { env })).document.models.map(({ id }: { id: string }) => id);
    expect(await ids("--live")).toEqual(["z-image", "q/edit@pro"]);
    expect(await ids("--search", "EDIT")).toEqual(["q/edit@pro"]);
    expect((await runProgram(["models", "--live"], { env, tty: true })).stdout).toMatch(/^model .*price\nz-image /);
  });

  it.each(Object.keys(schemas))("%s: its fields, and an example that runs as it stands", async (id) => {
    const { env } = await site({ schemas });
    const { code, document } = await runProgram(["models", id.toUpperCase()], { env });
    expect(code).toBe(0);
    const [model] = document.models;
    expect(model.fields).toContainEqual(expect.objectContaining({ name: "prompt", type: "string", required: true, default: null }));
    const words = [...model.example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare).slice(1);
    expect((await dry(env, words)).code).toBe(0);
    expect((await runProgram(["models", id], { env, tty: true })).stdout).toMatch(/field .*\nprompt +string/);
  });
});

describe("fields of a batch", () => {
  it.each([
    ["an object in JSONL", JSON.stringify({ prompt: "Fox", model: "m1", set: { seed: 7, tags: ["a"] } })],
    ["columns in CSV", 'prompt,model,set.seed,set.tags\nFox,m1,7,"[""a""]"'],
  ])("%s", async (_, stdin) => {
    const { env } = await site({ schemas: { m1: whole({ seed: { type: "integer" }, tags: { type: "array" }, n: { type: "integer" } }) } });
    const { code, stdout } = await runProgram(["batch", "-", "--dry-run", "--set", "n=1", "--set", "seed=8"], { env, stdin });
    expect({ code, first: JSON.parse(stdout.split("\n")[0] ?? "") }).toMatchObject({
      code: 0,
      first: { payload: { input: { prompt: "Fox", seed: 7, tags: ["a"], n: 1 } } },
    });
  });
});

describe("the library", () => {
  const schema = whole({ seed: { type: "integer" }, size: { enum: ["a", "b"], default: "a" } });

  it("describes a model, builds by its schema, and makes its image", async () => {
    const { env } = await site({ schemas: { m1: schema } });
    vi.stubEnv("HIAPI_SITE_URL", env.HIAPI_SITE_URL);
    vi.stubEnv("HIAPI_STATE_DIR", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const model = await describeModel("M1");
    expect(model).toMatchObject({ id: "m1", schema });
    expect(model.fields).toContainEqual({ name: "size", types: [], accepted: ["a", "b"], default: "a", required: false });
    const payload = { model: "m1", input: { prompt: "Fox", seed: 7 } };
    expect(await buildImagePayload({ model: "m1", prompt: "Fox", set: { seed: 7 } }, model.schema)).toEqual(payload);
    await expect(buildImagePayload({ model: "m1", prompt: "Fox", set: { seed: "x" } }, model.schema)).rejects.toMatchObject({
      kind: "usage",
    });
    const dryRun = await generateImage({ model: "m1", prompt: "Fox", set: { seed: 7 }, dryRun: true, save: false });
    expect(dryRun).toMatchObject({ payload });
  });
});
