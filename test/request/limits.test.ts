import { describe, expect, it } from "vitest";
import { HiapiError } from "../../src/errors.ts";
import { normalizeIdempotencyKey } from "../../src/library/index.ts";
import { prepareRequest } from "../../src/pipeline/prepare.ts";
import { attempt, build } from "../fixtures/verdict.ts";
import { runProgram } from "../support/program.ts";

const emoji = "🌊";

describe("the prompt: 1 to 20,000 UTF-16 units after trimming", () => {
  const accepted: [string, string, string][] = [
    ["one character", "x", "x"],
    ["20,000 letters", "a".repeat(20_000), "a".repeat(20_000)],
    ["20,000 letters in blanks", ` \n\t${"a".repeat(20_000)}\r\n `, "a".repeat(20_000)],
    ["10,000 emoji", emoji.repeat(10_000), emoji.repeat(10_000)],
    ["an emoji as the last two units", `${"a".repeat(19_998)}${emoji}`, `${"a".repeat(19_998)}${emoji}`],
    ["line breaks and tabs inside", "two\nlines\tof it", "two\nlines\tof it"],
  ];
  it.each(accepted)("takes %s", (_, prompt, sent) => {
    expect(build({ prompt }).payload?.input.prompt).toBe(sent);
  });

  const refused: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["an empty text", ""],
    ["blanks", " \n\t\u00a0\u3000 "],
    ["20,001 letters", "a".repeat(20_001)],
    ["an emoji over the edge", `${"a".repeat(19_999)}${emoji}`],
    ["10,000 emoji and a letter", `${emoji.repeat(10_000)}a`],
  ];
  it.each(refused)("refuses %s", (_, prompt) => {
    const { error, problems } = build({ prompt: prompt as string });
    expect(problems).toMatchObject([{ field: "prompt" }]);
    expect(error?.message.length).toBeLessThanOrEqual(500);
    if (typeof prompt === "string" && prompt.length > 20_000) expect(error?.message).toContain("20001");
  });

  it("is the same limit for --prompt-file and stdin", async () => {
    const fits = await runProgram(["--prompt-file", "-", "--dry-run"], { stdin: `${emoji.repeat(10_000)}\n` });
    expect(fits.document.payload.input.prompt).toBe(emoji.repeat(10_000));
    const over = await runProgram(["--prompt-file", "-", "--dry-run"], { stdin: `${emoji.repeat(10_000)}a` });
    expect(over.code).toBe(2);
  });

  it.each([1, 30_000, 120_000])("never cuts a prompt from stdin that is too long, first piece of %i bytes", async (first) => {
    async function* stdin() {
      yield Buffer.alloc(first, "a");
      yield Buffer.alloc(150_000, "b");
    }
    const error = await prepareRequest({ promptFile: "-" }, [], { io: { cwd: "/", home: "/", stdin: stdin() } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HiapiError);
    expect((error as HiapiError).message).toMatch(/at most 20,?000/);
  });
});

describe("the idempotency key: 1 to 255 UTF-8 bytes without control characters", () => {
  const accepted = [
    "k",
    "a".repeat(255),
    "é".repeat(127),
    `${"é".repeat(127)}a`,
    `${emoji.repeat(63)}abc`,
    "order 7/2 – zwei",
    "~!@#$%^&*()",
  ];
  it.each(accepted)("takes %j", (key) => {
    expect(normalizeIdempotencyKey(key)).toBe(key);
  });

  it("makes one where none is given, another each time", () => {
    const keys = [normalizeIdempotencyKey(), normalizeIdempotencyKey(undefined)];
    for (const key of keys) expect(normalizeIdempotencyKey(key)).toMatch(/^hiapi-img-[\da-f-]{36}$/);
    expect(new Set(keys).size).toBe(2);
  });

  const refused = [
    "",
    "   ",
    "a".repeat(256),
    "é".repeat(128),
    emoji.repeat(64),
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u0000b",
    "a\u007fb",
    "a\u0085b",
    null,
    7,
    {},
  ];
  it.each(refused)("refuses %j", (key) => {
    const error = attempt(normalizeIdempotencyKey, key);
    expect(error).toMatchObject({ kind: "usage", facts: { problems: [{ field: "idempotency_key", given: key }] } });
  });

  it("is refused by the command line in the same words", async () => {
    const { code, document } = await runProgram(["x", "--idempotency-key", "a".repeat(256), "--dry-run"]);
    expect({ code, kind: document.error.kind }).toEqual({ code: 2, kind: "usage" });
    expect(document.error.problems).toMatchObject([{ field: "idempotency_key" }]);
    expect(document.error).not.toHaveProperty("idempotencyKey");
  });
});

describe("the body: at most 32 MiB", () => {
  const limit = 32 * 1024 * 1024;
  const inline = (length: number) => `data:image/png;base64,${"A".repeat(length)}`;
  const prepare = (prompt: string, ...lengths: number[]) =>
    prepareRequest({ model: "gpt-image-2-image-to-image", prompt, inputUrls: lengths.map(inline) }, [], {
      io: { cwd: "/", home: "/", stdin: (async function* () {})() },
    });

  const big = 16_000_000;
  /** The length of a second reference that fills the body up to the limit, but for the rest of a division by four. */
  async function filling(prompt: string): Promise<{ length: number; left: number }> {
    const room = limit - Buffer.byteLength((await prepare(prompt, big, 4)).body);
    return { length: 4 + room - (room % 4), left: room % 4 };
  }

  it("is measured as it is sent, to the byte", async () => {
    const { length, left } = await filling("x");
    const { body } = await prepare("x".repeat(1 + left), big, length);
    expect(Buffer.byteLength(body)).toBe(limit);
    const over = prepare("x".repeat(2 + left), big, length);
    await expect(over).rejects.toMatchObject({ kind: "usage", message: expect.stringMatching(/host the images/) });
  });

  it("counts bytes, not characters", async () => {
    const { length } = await filling("a".repeat(20_000));
    await expect(prepare("a".repeat(20_000), big, length)).resolves.toHaveProperty("payload");
    await expect(prepare("語".repeat(20_000), big, length)).rejects.toMatchObject({ kind: "usage" });
  });
});
