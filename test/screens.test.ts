import { describe, expect, it } from "vitest";
import { nameOf, resolutions, rows } from "./fixtures/contract-table.ts";
import type { Ran, RunOptions } from "./support/program.ts";
import { runProgram } from "./support/program.ts";

/**
 * What a person sees, kept as text in fixtures/screens. After a wanted change: `npx vitest run test/screens -u`, and
 * read the difference as somebody would who meets the program for the first time, in a window of 80 columns.
 */

const commands = ["generate", "resume", "models", "check", "install", "sandbox"];
const terminal = { tty: true, columns: 80 };
const escapeCharacter = "\u001b";

const screens: [name: string, argv: string[], options?: RunOptions][] = [
  ["help", ["--help"]],
  ...commands.slice(1).map((name): [string, string[]] => [`help-${name}`, [name, "--help"]]),
  ["models", ["models"], terminal],
  ["models-one", ["models", "gpt-image-2/image-to-image"], terminal],
  ["models-retired", ["models", "gpt-image-2-pro"], terminal],
  ["models-beta", ["models", "gpt-image-2/text-to-image@beta"], terminal],
  ["models-unknown", ["models", "gpt-imge-2"], terminal],
  ["no-arguments", [], terminal],
  ["no-key", ["A fox"], terminal],
  ["one-problem", ["A fox", "--resolution", "2K"], terminal],
  ["several-problems", ["A fox", "--wat", "--resolution", "9K", "--aspect", "7:5", "--storage", "s3"], terminal],
  ["no-color", ["A fox", "--resolution", "2K"], { ...terminal, env: { NO_COLOR: "1" } }],
  ["install-nowhere", ["install"], terminal],
  ["install-list-empty", ["install", "--list"], terminal],
  ["install-several-problems", ["install", "--target", "/dev/null", "--target", "x/hiapi-gpt-image-2"], terminal],
  ["later-command", ["listen"], terminal],
  ["dry-run", ["A fox", "--dry-run", "--idempotency-key", "order-7"], terminal],
  [
    "dry-run-notices",
    ["A fox", "--dry-run", "--idempotency-key", "order-7", "--model", "gpt-image-2-pro", "--storage", "persistent"],
    terminal,
  ],
  ["check-without-key", ["check"], terminal],
];

/** A screen as text: what was typed, stderr, stdout, the exit code; what differs from run to run is named. */
function screenOf(argv: readonly string[], { stdout, stderr, code, cwd }: Ran): string {
  const typed = argv.map((word) => (/^[\w.:@/=-]+$/.test(word) ? word : `"${word}"`)).join(" ");
  const text = `$ hiapi-img ${typed}\n${stderr}${stdout}[exit ${code}]\n`;
  return text.replaceAll(cwd, "/home/you").replaceAll(escapeCharacter, "␛").replaceAll(process.versions.node, "<node>");
}

const tooWide = (text: string) => text.split("\n").filter((line) => [...line].length > 80);

describe("screens", () => {
  it.each(screens)("%s", async (name, argv, options) => {
    await expect(screenOf(argv, await runProgram(argv, options))).toMatchFileSnapshot(`fixtures/screens/${name}.txt`);
  });
});

describe("80 columns", () => {
  it.each(["", ...commands])("hold the help of %j", async (command) => {
    const { stdout, code } = await runProgram([...(command ? [command] : []), "--help"]);
    expect(code).toBe(0);
    expect(tooWide(stdout)).toEqual([]);
  });

  it.each([[[]], [["gpt-image-2"]], [["gpt-image-2-image-to-image-pro"]], [["gpt-image-2/image-to-image"]]])(
    "hold the table of models %j",
    async (words) => {
      const { stdout } = await runProgram(["models", ...words], terminal);
      expect(tooWide(stdout)).toEqual([]);
    },
  );
});

describe("help", () => {
  it.each(commands)("of %s is the same with -h, and wins over what is wrong beside it", async (command) => {
    const { stdout } = await runProgram([command, "--help"]);
    expect(await runProgram([command, "-h"])).toMatchObject({ code: 0, stdout });
    expect(await runProgram([command, "--help", "--wat"])).toMatchObject({ code: 0, stdout });
  });

  it("names the few values that an option has", async () => {
    const stdout = (await runProgram(["--help"])).stdout.replace(/\s+/g, " ");
    for (const values of ["1K, 2K, 4K", "beta, ext", "low, medium, high", "auto, opaque, transparent", "temp, persistent"])
      expect.soft(stdout).toContain(values);
  });
});

describe("colour", () => {
  const refused = ["A fox", "--resolution", "9K"];
  it.each<[string, string[], RunOptions, boolean]>([
    ["on a terminal", [], terminal, true],
    ["not in a pipe", [], {}, false],
    ["not with NO_COLOR", [], { ...terminal, env: { NO_COLOR: "1" } }, false],
    ["with an empty NO_COLOR, which is none", [], { ...terminal, env: { NO_COLOR: "" } }, true],
    ["not on a dumb terminal", [], { ...terminal, env: { TERM: "dumb" } }, false],
    ["not with --no-color", ["--no-color"], terminal, false],
  ])("%s", async (_, flags, options, colored) => {
    const { stdout, stderr } = await runProgram([...refused, ...flags], options);
    expect(stderr.includes(escapeCharacter)).toBe(colored);
    expect(stdout).not.toContain(escapeCharacter);
  });
});

describe("--quiet", () => {
  it("leaves warnings and errors, and nothing else", async () => {
    const quiet = await runProgram(["A fox", "--sandbox", "--poll-interval", "1", "-q"]);
    expect(quiet).toMatchObject({ code: 0, stderr: "" });
    const talking = await runProgram(["A fox", "--sandbox", "--poll-interval", "1"]);
    expect(talking.stderr).toMatch(/idempotency key \S+\ntask \S+/);
    expect((await runProgram(["A fox", "--dry-run", "--storage", "persistent", "-q"])).stderr).toMatch(/^warning: .*billed/);
    expect((await runProgram(["A fox", "--resolution", "9K", "-q"])).stderr).toMatch(/^error: .*9K/);
  });
});

describe("models", () => {
  it("is the contract's table as JSON in a pipe, and with --json on a terminal", async () => {
    const { document, stdout } = await runProgram(["models"]);
    expect((await runProgram(["models", "--json"], terminal)).stdout).toBe(stdout);
    expect(document.models.map(nameOfEntry)).toEqual(rows.map(nameOf));
    for (const [index, row] of rows.entries()) {
      const entry = document.models[index];
      const refusedPairs = resolutions.flatMap((resolution) =>
        (row.refused[resolution] ?? []).map((aspectRatio) => ({ aspectRatio, resolution })),
      );
      expect([...entry.aspectRatios].sort()).toEqual([...row.ratios].sort());
      expect(entry.defaultAspectRatio).toBe(row.defaultRatio);
      expect(entry.resolutions).toEqual(Object.keys(row.refused));
      expect(sorted(entry.refusedPairs)).toEqual(sorted(refusedPairs));
      expect(entry.references && { field: entry.references.field, min: entry.references.min, max: entry.references.max }).toEqual(
        row.references,
      );
      expect({ quality: "quality" in entry, background: "background" in entry, size: "size" in entry }).toEqual({
        quality: row.quality === true,
        background: row.background === true,
        size: row.size === true,
      });
    }
  });

  it("shows each refused pair as an x in the grid of its model", async () => {
    const { stdout } = await runProgram(["models"], terminal);
    const blocks = stdout.split("\n\n");
    for (const row of rows.filter(({ ratios }) => ratios.length > 0)) {
      const title = row.route ? `${row.model} --route ${row.route}` : row.model;
      const grid = blocks.find((block) => block.startsWith(`${title}\n`)) ?? "";
      const marks = [...grid.matchAll(/^ +[1-4]K .*$/gm)].flatMap(([line]) => line.match(/[x·]/g) ?? []);
      const refused = resolutions.flatMap((resolution) => row.refused[resolution] ?? []);
      const offered = Object.keys(row.refused).length * row.ratios.length;
      const shown = { marks: marks.length, refused: marks.filter((mark) => mark === "x").length };
      expect(shown, title).toEqual({ marks: offered, refused: refused.length });
    }
  });
});

function nameOfEntry({ id, route }: { id: string; route?: string }): string {
  return nameOf({ model: id, route });
}

function sorted(pairs: readonly { aspectRatio: string; resolution: string }[]): string[] {
  return pairs.map(({ aspectRatio, resolution }) => `${resolution} ${aspectRatio}`).sort();
}
