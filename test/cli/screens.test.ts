import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands as commandTable } from "../../src/args/options.ts";
import { nameOf, resolutions, rows } from "../fixtures/contract-table.ts";
import { heads, png } from "../fixtures/pictures.ts";
import type { Ran, RunOptions } from "../support/program.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";

/**
 * What a person sees, kept as text in fixtures/screens. After a wanted change: `npx vitest run test/cli/screens -u`, and
 * read the difference as somebody would who meets the program for the first time, in a window of 80 columns.
 */

const commands = Object.keys(commandTable);
const terminal = { tty: true, columns: 80 };
const narrow = { tty: true, columns: 40 };
const escapeCharacter = "\u001b";

const screens: [name: string, argv: string[], options?: RunOptions][] = [
  ["help", ["--help"]],
  ...commands.map((name): [string, string[]] => [`help-${name}`, [name, "--help"]]),
  ["help-narrow", ["--help"], narrow],
  ["help-gallery-narrow", ["gallery", "--help"], narrow],
  ["models", ["models"], terminal],
  ["models-one", ["models", "gpt-image-2/image-to-image"], terminal],
  ["models-retired", ["models", "gpt-image-2-pro"], terminal],
  ["models-beta", ["models", "gpt-image-2/text-to-image@beta"], terminal],
  ["models-unknown", ["models", "gpt imge 2"], terminal],
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
  ["slip", ["modles", "--dry-run", "--idempotency-key", "order-7"], terminal],
  ["gallery-nothing", ["gallery"], terminal],
  ["gallery-no-folder", ["gallery", "pictues"], terminal],
  ["completion-unknown", ["completion", "zhs"], terminal],
  ["tasks-nothing", ["tasks"], terminal],
];

/** Runs that end in a picture: on a terminal without a spinner, in a pipe, on a terminal that only takes lines. */
const painted = ["A lighthouse", "--aspect-ratio", "1:1", "--sandbox", "--poll-interval", "1"];
const runs: [name: string, argv: string[], options?: RunOptions][] = [
  ["pipe", [...painted, "--preview"]],
  ["dumb", [...painted, "--preview"], { ...terminal, env: { TERM: "dumb" } }],
];

/** A screen as text: what was typed, stderr, stdout, the exit code; what differs from run to run is named. */
function screenOf(argv: readonly string[], { stdout, stderr, code, cwd }: Ran): string {
  const typed = argv.map((word) => (/^[\w.:@/=-]+$/.test(word) ? word : `"${word}"`)).join(" ");
  const text = `$ hiapi-img ${typed}\n${stderr}${stdout}[exit ${code}]\n`;
  return text.replaceAll(cwd, "/home/you").replaceAll(escapeCharacter, "␛").replaceAll(process.versions.node, "<node>");
}

/** What is new in each run, by its name; the last answer about the task is left out. */
function masked(text: string): string {
  return text
    .replace(/"rawStatus": \{[\s\S]*?\n {2}\}/, '"rawStatus": { … }')
    .replace(/tk-hiapi-\w+/g, "<task>")
    .replace(/hiapi-img-[0-9a-f-]{36}/g, "<key>")
    .replace(/\d{8}-\d{6}-\w{8}/g, "<time>-<end>")
    .replace(/"url": "[^"]*"/g, '"url": "<link>"')
    .replace(/"expiresAt": "[^"]*"/g, '"expiresAt": "<time>"')
    .replace(/"bytes": \d+/g, '"bytes": <n>')
    .replace(/"elapsedMs": \d+/g, '"elapsedMs": <ms>');
}

const tooWide = (text: string) => text.split("\n").filter((line) => [...line].length > 80);

describe("screens", () => {
  it.each(screens)("%s", async (name, argv, options) => {
    await expect(screenOf(argv, await runProgram(argv, options))).toMatchFileSnapshot(`../fixtures/screens/${name}.txt`);
  });
});

describe("runs", () => {
  it.each(runs)("%s", async (name, argv, options) => {
    await expect(masked(screenOf(argv, await runProgram(argv, options)))).toMatchFileSnapshot(`../fixtures/screens/run-${name}.txt`);
  });

  it("gallery", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "outputs"));
    for (const [name, bytes] of Object.entries({ "a.png": png, "b.png": png, "no.png": heads.html }))
      writeFileSync(join(cwd, "outputs", name), bytes);
    const ran = await runProgram(["gallery"], { ...terminal, cwd });
    await expect(masked(screenOf(["gallery"], ran))).toMatchFileSnapshot("../fixtures/screens/run-gallery.txt");
  });
});

describe("40 columns", () => {
  it.each(["", ...commands])("hold the help of %j, but for what is typed, which stays whole", async (command) => {
    const { stdout } = await runProgram([...(command ? [command] : []), "--help"], narrow);
    const lines = stdout
      .replace(/^Examples:(?:\n {2}.*)*/m, "")
      .replace(/^Usage:.*/m, "")
      .split("\n");
    expect(lines.filter((line) => [...line].length > 40 && line.trim().includes(" "))).toEqual([]);
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

  it.each(["", ...commands.filter((name) => !["generate", "batch"].includes(name))])(
    "of %j is short, and its examples come first",
    async (command) => {
      const { stdout } = await runProgram([...(command ? [command] : []), "--help"]);
      expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
      expect(/^\w[\w ]*:$/m.exec(stdout)?.[0]).toBe("Examples:");
    },
  );

  it("of the program and of generate ends with the exit codes; beside a prompt it is the program's", async () => {
    const short = (await runProgram(["--help"])).stdout;
    const long = (await runProgram(["generate", "--help"])).stdout;
    const codes = short.slice(short.indexOf("Exit codes:"));
    expect(codes).toMatch(/0 done[\s\S]*7 unknown_outcome[\s\S]*141 stdout was closed/);
    expect(long.endsWith(codes)).toBe(true);
    expect((await runProgram(["A fox", "--help"])).stdout).toBe(short);
  });

  it("names each option of a command on its page", async () => {
    for (const [name, { options }] of Object.entries(commandTable)) {
      const { stdout } = await runProgram([name, "--help"]);
      const words = stdout.replace(/\s+/g, " ");
      for (const { flags } of options) expect.soft(words).toContain(flags);
    }
  });

  it("names the few values that an option has", async () => {
    const stdout = (await runProgram(["generate", "--help"])).stdout.replace(/\s+/g, " ");
    for (const values of [
      ["1K", "2K", "4K"],
      ["beta", "ext"],
      ["low", "medium", "high"],
      ["auto", "opaque", "transparent"],
      ["temp", "persistent"],
    ])
      expect.soft(stdout).toContain(`choices: ${values.map((value) => JSON.stringify(value)).join(", ")}`);
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

describe("a slip of the hand", () => {
  it.each([
    ["modles", "models"],
    ["galery", "gallery"],
    ["resmue", "resume"],
  ])("%s is drawn, and the command %s is named", async (word, command) => {
    const { code, document, stderr } = await runProgram([word, "--dry-run"]);
    expect({ code, prompt: document.payload.input.prompt }).toEqual({ code: 0, prompt: word });
    expect(stderr).toBe(`warning: "${word}" is taken as the prompt; the command is called ${command}\n`);
  });

  it.each([[["generate", "modles"]], [["-p", "modles"]], [["modles", "on a stage"]], [["mask"]], [["lighthouse"]]])(
    "%j is just a prompt",
    async (argv) => {
      expect((await runProgram([...argv, "--dry-run"])).stderr).toBe("");
    },
  );
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

it("nothing that a terminal acts on comes from a prompt or a file name", async () => {
  const cwd = temporaryFolder();
  const nasty = "nul\u0007bell\u001b[31mred\u009b0m";
  await runProgram([nasty, "--timeout", "0.1"], { cwd, env: { HIAPI_BASE_URL: "http://127.0.0.1:9", HIAPI_API_KEY: "sk-screens-1234" } });
  const shown = [
    (await runProgram(["tasks"], { cwd, tty: true })).stdout,
    (await runProgram(["a fox", "--image", nasty, "--dry-run"], { cwd, tty: true, env: { NO_COLOR: "1" } })).stderr,
  ].join("");
  expect(shown).toContain("[31mred");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(shown).not.toMatch(/[\u0007\u001b\u009b]/);
});
