import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shells } from "../../src/completion/complete.ts";
import { projectRoot } from "../../tools/project.ts";
import { attached, files, folder, lines } from "../fixtures/completions.ts";
import { mainScript, runProgram, temporaryFolder } from "../support/program.ts";
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

async function scriptFor(shell: string): Promise<{ script: string; cwd: string }> {
  const cwd = temporaryFolder();
  const script = join(temporaryFolder(), `completion.${shell}`);
  const { code, stdout, stderr } = await runProgram(["completion", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  writeFileSync(script, stdout);
  mkdirSync(join(cwd, folder));
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
});

describe.each(here.filter((shell) => shell !== "fish"))("%s", (shell) => {
  it("reads the script without a word", async () => {
    const { script } = await scriptFor(shell);
    expect(spawnSync(shell, ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("completion", () => {
  it.each(shells)("of %s is plain text, a dozen lines of code, which a terminal gets as it is", async (shell) => {
    const { stdout } = await runProgram(["completion", shell], { tty: true });
    expect(stdout).toMatch(new RegExp(`^(?:#compdef .*\n)?# hiapi-img: completion for ${shell}`));
    for (const name of ["hiapi-img", "hiapi-gpt-image-2"]) expect(stdout).toMatch(new RegExp(`^.*(?:complete|compdef).* ${name}\\b`, "m"));
  });

  it.each(shells)("of %s is in the built program as in its file", (shell) => {
    const built = execFileSync(process.execPath, [mainScript, "completion", shell], { encoding: "utf8" });
    expect(built).toBe(readFileSync(join(projectRoot, `src/completion/hiapi-img.${shell}`), "utf8"));
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
