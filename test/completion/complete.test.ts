import { describe, expect, it } from "vitest";
import { commands } from "../../src/args/options.ts";
import { completionText } from "../../src/completion/complete.ts";
import { attached, files, folder, lines } from "../fixtures/completions.ts";
import { rows } from "../fixtures/contract-table.ts";
import { runProgram } from "../support/program.ts";

/** What `__complete` answers; completion.test.ts has the shells that ask it. */

const breaks = " \t\n\"'><=;|&(:";
const answer = (...argv: string[]) => completionText(argv).split("\n").slice(0, -1);
const inBash = (line: string, wordBreaks = "") => answer("bash", line, wordBreaks);
const sorted = (list: readonly (string | undefined)[]) => [...list].sort();

/** What a shell offers for names of files and folders. */
const pathsFor: Record<string, readonly string[]> = { ":files": [...files, folder], ":folders": [folder] };

describe("the words of a line", () => {
  it.each(lines)("%s", (line, offered) => {
    const [first = "", ...others] = inBash(line);
    const typed = line.slice(line.lastIndexOf(" ") + 1);
    const found = pathsFor[first]?.filter((path) => path.startsWith(typed)) ?? [first, ...others];
    expect(sorted(found)).toEqual(sorted(offered));
  });

  it.each(attached)("%s becomes %s, and in bash what follows the last break", (line, offered) => {
    expect(inBash(line)).toEqual([offered]);
    const typed = line.slice(line.lastIndexOf(" ") + 1);
    const kept = Math.max(typed.lastIndexOf("="), typed.lastIndexOf(":")) + 1;
    expect(inBash(line, breaks)).toEqual([offered.slice(kept)]);
    expect(inBash(line, breaks.replace(":", ""))).toEqual([offered.slice(typed.lastIndexOf("=") + 1)]);
  });

  it("in quotes, where bash does not break", () => {
    expect(inBash('hiapi-img --aspect-ratio "21:', breaks)).toEqual(["21:9"]);
    expect(inBash('hiapi-img --aspect-ratio="21:', breaks)).toEqual(["21:9"]);
    expect(inBash("hiapi-img 'a fox --model x' --mo")).toEqual(["--model"]);
    expect(inBash("hiapi-img a\\ fox\\ --model\\ x --mo")).toEqual(["--model"]);
    expect(inBash("hiapi-img 'a fox --mo")).toEqual([]);
  });

  it.each(["a", "--prompt a", "-- --mo", "generate c", "resume t", "--no-save=x", "--nothing=x", "--count ", "--input-urls "])(
    "nothing for %s",
    (line) => {
      expect(inBash(`hiapi-img ${line}`)).toEqual([]);
    },
  );

  it("a file in one word with its option", () => {
    expect(inBash("hiapi-img --image=c")).toEqual([":files"]);
    expect(inBash("hiapi-img --output-dir=")).toEqual([":folders"]);
  });
});

it.each(Object.entries(commands))("offers every option of %s with its description", (name, { options }) => {
  const offered = answer("fish", name, "-");
  for (const { flags, description } of options)
    for (const flag of flags.match(/(?<![\w-])--?[a-z][a-z-]*/gi) ?? []) expect(offered).toContain(`${flag}\t${description}`);
});

it("offers for each model, route and resolution the ratios of the contract", () => {
  for (const { model, route, ratios, refused } of rows.filter((row) => row.ratios.length > 0))
    for (const [size, out] of Object.entries(refused)) {
      const words = ["--model", model, ...(route ? ["--route", route] : []), "--resolution", size, "--aspect-ratio", ""];
      const accepted = ratios.filter((ratio) => !(out as readonly string[]).includes(ratio));
      expect(sorted(answer("fish", ...words)), words.join(" ")).toEqual(sorted(accepted));
    }
});

it("escapes colons for zsh, which reads a description behind one", () => {
  expect(answer("zsh", "--aspect", "21:")).toEqual(["21\\:9"]);
  expect(answer("zsh", "gal")[0]).toMatch(/^gallery:\w/);
});

it.each([[[]], [["bash"]], [["fish"]], [["powershell", ""]], [["zsh", "--model", "nothing", "--aspect", ""]]])(
  "never fails: %j",
  (argv) => {
    expect(() => completionText(argv)).not.toThrow();
  },
);

it("is not in the help", async () => {
  expect((await runProgram(["--help"])).stdout).not.toContain("__complete");
});
