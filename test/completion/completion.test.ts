import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/args/options.ts";
import { shells, takenCommands } from "../../src/completion/table.ts";
import { rows } from "../fixtures/contract-table.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { hasProgram, offeredByFish, typed } from "../support/shells.ts";

/** `completion`: the scripts, in the shells they are for. A shell that is not here is skipped by its name. */

const here = shells.filter((shell) => hasProgram(shell));
const missing = shells.filter((shell) => !here.includes(shell));
if (missing.length > 0) console.log(`completion: skipped ${missing.join(", ")}, not here (.ci/run asks apt for them)`);
const hasTerminal = hasProgram("script") && process.platform === "linux";
const onTerminal = (["bash", "zsh"] as const).filter((shell) => hasTerminal && here.includes(shell));
describe.skipIf(missing.length === 0)("shells that are not here", () => {
  it.skip.each(missing)("%s", () => undefined);
});

const all = Object.keys(commands);
const models = [...new Set(rows.map(({ model }) => model))];
const withReferences = [...new Set(rows.filter(({ references }) => references).map(({ model }) => model))];
const at4K = ["3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "2:1", "1:2", "21:9"];
const files = ["a b.png", "c.png"];

/** A line, and what goes there; a folder is `my pics`. */
const lines: [line: string, offered: readonly string[]][] = [
  ["hiapi-img ", all],
  ["hiapi-gpt-image-2 gal", ["gallery"]],
  ["hiapi-img --mo", ["--model"]],
  ["hiapi-img 'a fox' --qual", ["--quality"]],
  ["hiapi-img sandbox --p", ["--port"]],
  ["hiapi-img tasks --rem", ["--remote"]],
  ["hiapi-img --model ", models],
  ["hiapi-img models gpt-image-2/", ["gpt-image-2/text-to-image", "gpt-image-2/image-to-image"]],
  ["hiapi-img --input-url x.png --model ", withReferences],
  [
    "hiapi-img --aspect-ratio 9:21 --resolution 4K --model ",
    ["gpt-image-2", "gpt-image-2-image-to-image", "gpt-image-2/text-to-image", "gpt-image-2/image-to-image"],
  ],
  ["hiapi-img --route ext --model ", ["gpt-image-2/text-to-image", "gpt-image-2/image-to-image"]],
  ["hiapi-img --model gpt-image-2/image-to-image --route ", ["ext"]],
  ["hiapi-img --model gpt-image-2/text-to-image --resolution 4K --aspect-ratio ", at4K],
  ["hiapi-img --model=gpt-image-2/text-to-image --resolution=4k --aspect-ratio ", at4K],
  ["hiapi-img 'a fox: red' --model \"gpt-image-2/text-to-image\" --resolution 4K --aspect-ratio ", at4K],
  ["hiapi-img generate --resolution 4K --aspect 16:", ["16:9"]],
  ["hiapi-img --aspect-ratio 1:1 --resolution ", ["1K", "2K"]],
  ["hiapi-img --route ext --quality ", ["low", "medium", "high"]],
  ["hiapi-img --storage p", ["persistent"]],
  ["hiapi-img tasks ", ["prune"]],
  ["hiapi-img completion ", ["bash", "zsh", "fish"]],
  ["hiapi-img -o ", ["my pics"]],
  ["hiapi-img gallery ", ["my pics"]],
  ["hiapi-img --input-url c", ["c.png"]],
  ["hiapi-img --image a", ["a b.png"]],
  ["hiapi-img --prompt-file ", [...files, "my pics"]],
];
/** What is typed together with its option: the reply begins with what stands there. */
const attached: [line: string, offered: string][] = [
  ["hiapi-img --aspect-ratio=21:", "--aspect-ratio=21:9"],
  ["hiapi-img --model=gpt-image-2/t", "--model=gpt-image-2/text-to-image"],
  ["hiapi-img --background=tr", "--background=transparent"],
];

async function scriptFor(shell: string): Promise<{ script: string; cwd: string }> {
  const cwd = temporaryFolder();
  const script = join(temporaryFolder(), `completion.${shell}`);
  const { code, stdout, stderr } = await runProgram(["completion", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  writeFileSync(script, stdout);
  mkdirSync(join(cwd, "my pics"));
  for (const file of files) writeFileSync(join(cwd, file), "");
  return { script, cwd };
}

/** The words of a line, a backslash before a space taken as the shell takes it; folders without their slash. */
const split = (text: string) =>
  text
    .trim()
    .split(/(?<!\\) +/)
    .map((word) => word.replaceAll("\\", "").replace(/\/$/, ""));
const sorted = (list: readonly string[]) => [...list].sort();

describe.each(onTerminal)("%s, on a terminal", (shell) => {
  it("offers what goes there", async () => {
    const place = await scriptFor(shell);
    const answers = await typed(shell, { ...place, lines: lines.map(([line]) => line) });
    for (const [index, [line, offered]] of lines.entries()) {
      const before = line.slice(0, line.lastIndexOf(" ") + 1);
      const answer = answers[index] ?? "";
      expect.soft(answer.startsWith(before), `${line} → ${answer}`).toBe(true);
      expect.soft(sorted(split(answer.slice(before.length))), line).toEqual(sorted(offered));
    }
  });

  it("completes a value that stands behind its option", async () => {
    const answers = await typed(shell, { ...(await scriptFor(shell)), lines: attached.map(([line]) => line) });
    expect(answers.map((answer) => answer.trim())).toEqual(attached.map(([, offered]) => `hiapi-img ${offered}`));
  });

  it("leaves a prompt alone", async () => {
    const prompts = ["hiapi-img a", "hiapi-img --prompt a", "hiapi-img -- --mo", "hiapi-img generate c"];
    const answers = await typed(shell, { ...(await scriptFor(shell)), lines: prompts });
    expect(answers.map((answer) => answer.trim())).toEqual(prompts);
  });
});

describe.runIf(here.includes("fish"))("fish", () => {
  it("offers what goes there", async () => {
    const place = await scriptFor("fish");
    const answers = offeredByFish(
      lines.map(([line]) => line),
      place,
    );
    for (const [index, [line, offered]] of lines.entries())
      expect.soft(sorted((answers[index] ?? []).map((word) => word.replace(/\/$/, ""))), line).toEqual(sorted(offered));
    expect(
      offeredByFish(
        attached.map(([line]) => line),
        place,
      ),
    ).toEqual(attached.map(([, offered]) => [offered]));
  });

  it("offers for each model, route and resolution the ratios of the contract", async () => {
    const cases = contractCases();
    const typedLines = cases.map(
      ({ model, route, size }) => `hiapi-img --model ${model}${route ? ` --route ${route}` : ""} --resolution ${size} --aspect-ratio `,
    );
    const answers = offeredByFish(typedLines, await scriptFor("fish"));
    for (const [index, { ratios }] of cases.entries()) expect(sorted(answers[index] ?? []), typedLines[index]).toEqual(sorted(ratios));
  });
});

describe.each(here.filter((shell) => shell !== "fish"))("%s", (shell) => {
  it("offers for each model, route and resolution the ratios of the contract", async () => {
    const { script } = await scriptFor(shell);
    const cases = contractCases();
    const program = [
      "compdef() { :; }; complete() { :; }",
      `. '${script}'`,
      ...cases.map(
        ({ model, route, size }) =>
          `model='${model}' route='${route ?? ""}' size=${size} ratio= reference=; _hiapi_img_column ratio | tr '\\n' ' '; echo`,
      ),
    ];
    const { stdout } = spawnSync(shell, [...(shell === "zsh" ? ["-f"] : ["--norc"]), "-c", program.join("\n")], { encoding: "utf8" });
    const answers = stdout.split("\n");
    for (const [index, { model, size, ratios }] of cases.entries())
      expect(sorted(split(answers[index] ?? "")), `${model} ${size}`).toEqual(sorted(ratios));
  });

  it("reads the script without a word", async () => {
    const { script } = await scriptFor(shell);
    expect(spawnSync(shell, ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});

/** Each row of the contract at each resolution, with the ratios it takes there. */
function contractCases() {
  return rows
    .filter(({ ratios }) => ratios.length > 0)
    .flatMap(({ model, route, ratios, refused }) =>
      Object.entries(refused).map(([size, out]) => ({
        model,
        route,
        size,
        ratios: ratios.filter((ratio) => !(out as readonly string[]).includes(ratio)),
      })),
    );
}

describe("completion", () => {
  it.each(shells)("of %s is plain text and knows each command and option", async (shell) => {
    const { stdout } = await runProgram(["completion", shell], { tty: true });
    for (const { name, options } of takenCommands()) {
      expect(stdout).toContain(name);
      for (const flag of options.flatMap(({ flags }) => flags))
        expect.soft(stdout, flag).toContain(shell === "fish" ? flag.replace(/^--/, "-l ").replace(/^-(\w)$/, "-s $1") : flag);
    }
  });

  it.each<[string[], RegExp]>([
    [["zhs"], /no completion for "zhs": did you mean zsh\?/],
    [["powershell"], /no completion for "powershell": use bash, zsh, fish/],
    [[], /needs the name of a shell: use bash, zsh, fish/],
  ])("%j is refused with what would do", async (argv, message) => {
    const { code, document } = await runProgram(["completion", ...argv]);
    expect({ code, kind: document.error.kind, accepted: document.error.problems[0].accepted }).toEqual({
      code: 2,
      kind: "usage",
      accepted: ["bash", "zsh", "fish"],
    });
    expect(document.error.message).toMatch(message);
  });
});
