import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { createShrinker, fitPixels, halfBlocks } from "../../src/terminal/half-blocks.ts";
import type { Terminal, Way } from "../../src/terminal/inline-image.ts";
import { drawPicture, wayOf } from "../../src/terminal/inline-image.ts";
import { readPngRows } from "../../src/terminal/png-rows.ts";
import { heads, png } from "../fixtures/pictures.ts";
import { encodePng } from "../support/png.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/** `--preview`: which terminal gets what, the PNG reader behind it, and that nothing of it ever fails a run. */

const esc = "\u001b";
const kittyPiece = new RegExp(`${esc}_G([^;]*);([^${esc}]*)${esc}\\\\`, "g");
const itermFile = new RegExp(`^${esc}\\]1337;File=inline=1;size=300070;width=40;preserveAspectRatio=1:([A-Za-z0-9+/=]+)\u0007\\n$`);
const tty = { tty: true, columns: 80 };

describe("which terminal gets what", () => {
  it.each<[Record<string, string>, Way]>([
    [{ TERM: "xterm-kitty" }, "kitty"],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
    [{ TERM: "xterm-ghostty", TERM_PROGRAM: "ghostty" }, "kitty"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "ghostty" }, "kitty"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, "iterm"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }, "iterm"],
    [{ TERM: "xterm-256color", LC_TERMINAL: "iTerm2" }, "iterm"],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1", TERM_PROGRAM: "vscode" }, "blocks"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, "blocks"],
    [{ TERM: "tmux-256color", TMUX: "/tmp/tmux-0/default,1,0", KITTY_WINDOW_ID: "1" }, "blocks"],
    [{ TERM: "screen-256color", TERM_PROGRAM: "iTerm.app" }, "blocks"],
    [{ TERM: "xterm-kitty", STY: "1.pts" }, "blocks"],
    [{ TERM: "dumb" }, "none"],
    [{ TERM: "dumb", KITTY_WINDOW_ID: "1" }, "none"],
    [{}, "blocks"],
  ])("%j: %s", (env, way) => {
    expect(wayOf(env, true)).toBe(way);
    expect(wayOf(env, false)).toBe(way === "blocks" ? "none" : way);
  });
});

/** Draws on a terminal that is kept. */
async function drawn(
  path: string,
  mimeType = "image/png",
  {
    env = {},
    color = true,
    columns = 80,
    rows = 24,
    isTTY = true,
  }: { env?: Terminal["env"]; color?: boolean; columns?: number; rows?: number; isTTY?: boolean } = {},
) {
  let text = "";
  const write = (piece: string, done?: () => void) => {
    text += piece;
    done?.();
    return true;
  };
  const reason = await drawPicture(
    { path, mimeType, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 9 },
    { env, color, stream: { write, isTTY, columns, rows } },
  );
  return { reason, text };
}

function file(bytes: Uint8Array, name = "a.png"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const kitty = { TERM: "xterm-kitty" };
const iterm = { TERM_PROGRAM: "iTerm.app" };

describe("the file itself", () => {
  const large = Buffer.concat([png, Buffer.alloc(300_000, "ab")]);

  it("goes to kitty whole, in pieces of at most 4096 characters, and asks for no answer", async () => {
    const { reason, text } = await drawn(file(large), "image/png", { env: kitty });
    expect(reason).toBe(undefined);
    const pieces = [...text.matchAll(kittyPiece)];
    expect(Buffer.concat(pieces.map(([, , data = ""]) => Buffer.from(data, "base64"))).equals(large)).toBe(true);
    expect(Math.max(...pieces.map(([, , data = ""]) => data.length))).toBeLessThanOrEqual(4096);
    expect(pieces[0]![1]).toBe("a=T,f=100,q=2,c=40,m=1");
    expect(pieces.slice(1, -1).every(([, control]) => control === "q=2,m=1")).toBe(true);
    expect(pieces.at(-1)![1]).toBe("q=2,m=0");
    expect(text.endsWith(`${esc}\\\n`)).toBe(true);
  });

  it.each(["image/png", "image/jpeg", "image/webp"])("goes to iTerm2 as %s", async (mimeType) => {
    const { reason, text } = await drawn(file(large), mimeType, { env: iterm });
    expect(reason).toBe(undefined);
    const [, data = ""] = itermFile.exec(text) ?? [];
    expect(Buffer.from(data, "base64").equals(large)).toBe(true);
  });

  it.each([[kitty], [{}]])("of another type is named where %j cannot show it", async (env) => {
    expect(await drawn(file(heads.jpeg), "image/jpeg", { env })).toEqual({
      reason: "image/jpeg needs a terminal such as iTerm2 or WezTerm",
      text: "",
    });
  });

  it("that ends too soon still ends the transmission", async () => {
    let text = "";
    const write = (piece: string, done?: () => void) => {
      text += piece;
      done?.();
    };
    const reason = await drawPicture(
      { path: file(png), mimeType: "image/png", bytes: 900 },
      { env: kitty, color: true, stream: { write, isTTY: true } },
    );
    expect({ reason, text }).toEqual({ reason: "the file was cut off meanwhile", text: `${esc}_Gq=2,m=0;${esc}\\\n` });
  });
});

describe("half blocks", () => {
  const stripes = (width: number, height: number) =>
    encodePng({ width, height, alpha: false, paintRow: (y, row) => row.fill(y % 2 === 0 ? 200 : 10) });

  it("put two pixels into a cell, in true colour or in 256", async () => {
    const path = file(await stripes(2, 2));
    expect((await drawn(path, "image/png", { env: { COLORTERM: "truecolor" } })).text).toBe(
      `${esc}[38;2;200;200;200;48;2;10;10;10m▀▀${esc}[0m\n`,
    );
    expect((await drawn(path)).text).toBe(`${esc}[38;5;251;48;5;232m▀▀${esc}[0m\n`);
  });

  it("leave the lower half of an odd last row alone", async () => {
    const { text } = await drawn(file(await stripes(1, 3)), "image/png", { env: { COLORTERM: "24bit" } });
    expect(text.split("\n")[1]).toBe(`${esc}[38;2;200;200;200;49m▀${esc}[0m`);
  });

  it.each([
    [40, 24],
    [80, 40],
    [200, 60],
    [1, 5],
  ])("fit into a window of %i columns and %i rows", async (columns, rows) => {
    const path = file(await stripes(300, 200));
    const { text } = await drawn(path, "image/png", { columns, rows });
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(Math.max(4, rows - 4));
    expect(Math.max(...lines.map((line) => [...line].filter((character) => character === "▀").length))).toBeLessThanOrEqual(columns);
  });

  it("keep the shape, within the room and never larger than the picture", () => {
    const length = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(length, length, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), (width, height, columns, rows) => {
        const fitted = fitPixels({ width, height }, { columns, rows });
        expect(fitted.width).toBeLessThanOrEqual(Math.min(width, columns));
        expect(fitted.height).toBeLessThanOrEqual(Math.min(height, rows * 2));
        if (fitted.width > 8 && fitted.height > 8) expect(fitted.width / fitted.height / (width / height)).toBeCloseTo(1, 0);
      }),
    );
  });

  it("hold the mean of each area, and a chequerboard behind what can be seen through", () => {
    const shrinker = createShrinker({ width: 4, height: 2 }, { width: 2, height: 1 });
    for (const y of [0, 1]) shrinker.row(Uint8Array.of(0, 0, 0, 255, 100, 100, 100, 255, 9, 9, 9, 0, 9, 9, 9, 0), y);
    expect([...shrinker.grid().rgb]).toEqual([50, 50, 50, 0x8c, 0x8c, 0x8c]);
  });

  it("name only xterm's colours, whatever the picture", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (rgb) => {
        const indexes = [...halfBlocks({ width: 4, height: 4, rgb }, "256").matchAll(/8;5;(\d+)/g)].map(([, index]) => Number(index));
        for (const index of indexes) expect(index >= 16 && index <= 255).toBe(true);
      }),
    );
  });
});

/** A PNG by hand: any colour type and depth, each line with the filter that is named for it. */
function handMade({
  width,
  height,
  depth,
  colorType,
  lines,
  filters,
  more = [],
  interlace = 0,
}: {
  width: number;
  height: number;
  depth: number;
  colorType: number;
  lines: Uint8Array[];
  filters: number[];
  more?: [string, Uint8Array][];
  interlace?: number;
}): Buffer {
  const bits = depth * { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colorType]!;
  const step = Math.max(1, bits >> 3);
  const filtered = lines.map((line, y) => {
    const filter = filters[y % filters.length]!;
    const at = (index: number, row = y) => (index < 0 || row < 0 ? 0 : lines[row]![index]!);
    const guess = (index: number) => {
      const [a, b, c] = [at(index - step), at(index, y - 1), at(index - step, y - 1)];
      const p = a + b - c;
      const nearest = [a, b, c]
        .map((value, order) => ({ value, order, off: Math.abs(p - value) }))
        .sort((one, two) => one.off - two.off || one.order - two.order)[0]!;
      return [0, a, b, (a + b) >> 1, nearest.value][filter]!;
    };
    return Buffer.from([filter, ...line.map((value, index) => value - guess(index))]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlace], 8);
  const data = deflateSync(Buffer.concat(filtered));
  const half = data.length >> 1;
  const chunks: [string, Uint8Array][] = [
    ["IHDR", header],
    ...more,
    ["IDAT", data.subarray(0, half)],
    ["IDAT", data.subarray(half)],
    ["IEND", Buffer.alloc(0)],
  ];
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    ...chunks.flatMap(([type, bytes]) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(bytes.length, 0);
      head.write(type, 4, "latin1");
      return [head, bytes, Buffer.alloc(4)];
    }),
  ]);
}

async function rowsOf(bytes: Uint8Array): Promise<number[][]> {
  const rows: number[][] = [];
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  await readPngRows({ size: bytes.length, read }, { size: () => undefined, row: (rgba) => void rows.push([...rgba]) });
  return rows;
}

describe("the PNG reader", () => {
  it("reads each filter, in pictures with and without alpha, of 8 and of 16 bits", async () => {
    const form = fc.constantFrom<[number, number, number]>(
      [0, 8, 1],
      [2, 8, 3],
      [4, 8, 2],
      [6, 8, 4],
      [0, 16, 1],
      [2, 16, 3],
      [4, 16, 2],
      [6, 16, 4],
    );
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        form,
        size,
        size,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        async ([colorType, depth, channels], width, height, filters, values) => {
          const length = (width * channels * depth) / 8;
          const lines = Array.from({ length: height }, () => Uint8Array.from({ length }, () => values.next().value!));
          const expected = lines.map((line) =>
            Array.from({ length: width }, (_, x) => {
              const samples = Array.from({ length: channels }, (__, channel) => line[(x * channels + channel) * (depth / 8)]!);
              const color = channels < 3 ? [samples[0], samples[0], samples[0]] : samples.slice(0, 3);
              return [...color, channels % 2 === 0 ? samples.at(-1)! : 255];
            }).flat(),
          );
          expect(await rowsOf(handMade({ width, height, depth, colorType, lines, filters }))).toEqual(expected);
        },
      ),
    );
  });

  it.each([1, 2, 4])("reads gray of %i bits", async (depth) => {
    const [row] = await rowsOf(
      handMade({ width: 8 / depth, height: 1, depth, colorType: 0, filters: [0], lines: [Uint8Array.of(0b11_00_10_01)] }),
    );
    const most = 2 ** depth - 1;
    const values = Array.from({ length: 8 / depth }, (_, index) =>
      Math.floor((((0b11_00_10_01 >> (8 - depth * (index + 1))) & most) * 255) / most),
    );
    expect(row).toEqual(values.flatMap((value) => [value, value, value, 255]));
  });

  it("reads a palette, with what of it can be seen through; a colour that it lacks is black", async () => {
    const more: [string, Uint8Array][] = [
      ["PLTE", Uint8Array.of(1, 2, 3, 4, 5, 6)],
      ["tRNS", Uint8Array.of(128)],
    ];
    const [row] = await rowsOf(
      handMade({ width: 4, height: 1, depth: 2, colorType: 3, filters: [0], lines: [Uint8Array.of(0b00_01_10_11)], more }),
    );
    expect(row).toEqual([1, 2, 3, 128, 4, 5, 6, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
  });

  const small = { width: 2, height: 2, depth: 8, colorType: 0, filters: [0], lines: [Uint8Array.of(1, 2), Uint8Array.of(3, 4)] };
  it.each<[string, Buffer, RegExp]>([
    ["no PNG", Buffer.from(heads.html), /no PNG/],
    ["nothing", Buffer.alloc(0), /no PNG/],
    ["an interlaced one", handMade({ ...small, interlace: 1 }), /interlaced/],
    ["a depth that is none", handMade({ ...small, depth: 5 }), /header is broken/],
    ["no width", handMade({ ...small, width: 0 }), /header is broken/],
    ["a size beyond sense", handMade({ ...small, width: 2 ** 31, height: 2 ** 31 }), /too many/],
    ["fewer rows than it says", handMade({ ...small, height: 3 }), /ends before its last row/],
    ["a filter that is none", handMade({ ...small, filters: [0, 9] }), /rows are broken/],
    ["one cut off", handMade(small).subarray(0, 50), /cut off|unexpected end/],
  ])("says of %s what is wrong", async (_, bytes, message) => {
    await expect(rowsOf(bytes)).rejects.toThrow(message);
    const { reason, text } = await drawn(file(bytes));
    expect(reason).toMatch(message);
    expect(text).toBe("");
  });

  it("reads no more rows than the picture has, however much is packed behind them", async () => {
    const bomb = handMade({
      ...small,
      lines: [Uint8Array.of(1, 2), Uint8Array.of(3, 4), ...Array.from({ length: 4000 }, () => new Uint8Array(4000))].slice(0, 2),
    });
    const packed = deflateSync(Buffer.alloc(200_000_000));
    const at = bomb.indexOf("IDAT") - 4;
    const head = Buffer.alloc(8);
    head.writeUInt32BE(packed.length, 0);
    head.write("IDAT", 4, "latin1");
    const begun = performance.now();
    expect(await rowsOf(Buffer.concat([bomb.subarray(0, at), head, packed, Buffer.alloc(4)]))).toHaveLength(2);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it("never throws at the one who asked for a preview: any bytes, and any damage to a picture", async () => {
    const whole = await encodePng({ width: 20, height: 20, alpha: true, paintRow: (y, row) => row.fill(y * 9) });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
    const damaged = fc.tuple(damage, fc.nat(whole.length)).map(([changes, length]) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes.subarray(0, length);
    });
    const path = file(whole);
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array()), async (bytes) => {
        writeFileSync(path, bytes);
        const { reason, text } = await drawn(path);
        expect(reason === undefined ? text.includes("▀") : text === "").toBe(true);
      }),
      { numRuns: 300 },
    );
    expect((await drawn(join(temporaryFolder(), "gone.png"))).reason).toMatch(/ENOENT/);
  });
});

describe("--preview", () => {
  const request = ["A lighthouse", "--aspect-ratio", "16:9", "--sandbox", "--poll-interval", "1", "--preview"];

  it("draws on stderr once the document stands on stdout, which holds nothing else", async () => {
    const order: string[] = [];
    const ran = await runProgram(request, { ...tty, env: { COLORTERM: "truecolor" }, onStderr: (text) => void order.push(text) });
    expect(ran.document).toMatchObject({ ok: true, outputs: [{ kind: "file" }] });
    expect(ran.stdout).not.toContain(esc);
    expect(order.findIndex((text) => text.includes("▀"))).toBeGreaterThan(order.findIndex((text) => text.startsWith("saved ")));
    expect(
      Math.max(...ran.stderr.split("\n").map((line) => [...line].filter((character) => character === "▀").length)),
    ).toBeLessThanOrEqual(80);
  });

  it("sends the saved file to kitty", async () => {
    const { stderr, document } = await runProgram(request, { ...tty, env: kitty });
    const data = [...stderr.matchAll(kittyPiece)].map(([, , piece = ""]) => Buffer.from(piece, "base64"));
    expect(Buffer.concat(data).equals(readFileSync(document.outputs[0].path))).toBe(true);
  });

  it("is drawn with --quiet too, which takes away the words around it", async () => {
    const { stderr } = await runProgram([...request, "-q"], tty);
    expect(stderr).toContain("▀");
    expect(stderr).not.toMatch(/saved|task/);
  });

  it.each<[string, string[], Record<string, string>, boolean, string]>([
    ["in a pipe", [], {}, false, "stderr is no terminal"],
    ["on a dumb terminal", [], { TERM: "dumb" }, true, "this terminal shows no pictures, or no colour"],
    ["with NO_COLOR", [], { NO_COLOR: "1" }, true, "this terminal shows no pictures, or no colour"],
    ["with --no-color", ["--no-color"], {}, true, "this terminal shows no pictures, or no colour"],
    ["with --no-save", ["--no-save"], {}, true, "nothing was saved"],
    ["with --no-wait", ["--no-wait"], {}, true, "nothing was saved"],
  ])("is one line of words %s", async (_, flags, env, isTerminal, reason) => {
    const { code, stderr } = await runProgram([...request, ...flags], { tty: isTerminal, env });
    expect(code).toBe(0);
    expect(stderr.endsWith(`no preview: ${reason}\n`)).toBe(true);
    expect(stderr).not.toContain("▀");
  });

  it.each([[["resume", "--preview"]], [["resume", "TASK", "--preview"]], [["--resume-task-id", "TASK", "--preview"]]])(
    "draws what %j brings home",
    async (argv) => {
      const sandbox = await startSandbox({ imageMs: 0, samePicture: true });
      onTestFinished(() => sandbox.close());
      const cwd = temporaryFolder();
      const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: "sandbox-key" };
      const { taskId } = (await runProgram(["A fox", "--no-wait"], { cwd, env })).document;
      const { code, stderr } = await runProgram(
        argv.map((word) => word.replace("TASK", taskId)),
        { ...tty, cwd, env },
      );
      expect(code).toBe(0);
      expect(stderr).toContain("▀");
    },
  );

  it("leaves a dumb terminal plain text: no spinner, no colour, no picture", async () => {
    const { stderr } = await runProgram(request, { ...tty, env: { TERM: "dumb" } });
    expect(stderr).not.toContain(esc);
    expect(stderr).toMatch(/^task \S+$/m);
  });

  it("stays in the command that a dry run prints", async () => {
    expect((await runProgram(["A fox", "--dry-run", "--preview"])).document.next).toContain("--preview");
  });
});
