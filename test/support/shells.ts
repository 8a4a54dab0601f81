import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { mainScript, temporaryFolder } from "./program.ts";

/** Interactive shells on a terminal of their own: what somebody sees who types a line and asks for all completions of it. */

export function hasProgram(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}

/** A PATH on which the program is, under both its names. */
function searchPath(): string {
  const folder = temporaryFolder();
  for (const name of ["hiapi-img", "hiapi-gpt-image-2"])
    writeFileSync(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${mainScript}' "$@"\n`, { mode: 0o755 });
  return `${folder}:${process.env.PATH}`;
}

const setups = {
  bash: (script: string) => `eval "$(cat '${script}')"
bind '"\\C-o": insert-completions'
bind -x '"\\C-g": printf "LINE<%s>\\n" "$READLINE_LINE"'
bind '"\\C-u": kill-whole-line'
`,
  zsh: (script: string) => `autoload -Uz compinit && compinit -u -D
source '${script}'
every() { _main_complete; compstate[insert]=all; compstate[list]= }
zle -C every complete-word every; bindkey '^O' every
dump() { print -r -- "LINE<$BUFFER>" }
zle -N dump; bindkey '^G' dump; bindkey '^U' kill-whole-line
`,
};
const calls = { bash: "bash --norc --noprofile -i", zsh: "zsh -f -i" };

/** Types each line, asks for all its completions at once, and answers the lines as they stand then. */
export async function typed(
  shell: keyof typeof setups,
  { script, lines, cwd }: { script: string; lines: readonly string[]; cwd: string },
): Promise<string[]> {
  const setup = `${script}.setup`;
  writeFileSync(setup, setups[shell](script));
  const child = spawn("script", ["-qfc", calls[shell], "/dev/null"], {
    cwd,
    env: { PATH: searchPath(), HOME: cwd, TERM: "xterm", LC_ALL: "C.UTF-8" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let seen = "";
  let onOutput: () => void = () => undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    seen += text;
    onOutput();
  });
  const until = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(seen);
      if (found) {
        seen = seen.slice(found.index + found[0].length);
        return found[1] ?? "";
      }
      await new Promise<void>((resolve) => {
        onOutput = resolve;
      });
    }
  };
  child.stdin.write(`. '${setup}'; echo "ready $((40 + 2))"\n`);
  await until(/ready 42/);
  const answers: string[] = [];
  for (const line of lines) {
    child.stdin.write(`${line}\x0f\x07`);
    answers.push(await until(/LINE<([^>]*)>/));
    child.stdin.write("\x15");
  }
  child.stdin.end("exit\n");
  await new Promise((resolve) => child.once("close", resolve));
  return answers;
}

/** What fish offers for a line. */
export function offeredByFish(lines: readonly string[], { script, cwd }: { script: string; cwd: string }): string[][] {
  const program = 'source $argv[1]; for line in $argv[2..-1]; echo "LINE"; complete -C $line; end';
  const { stdout } = spawnSync("fish", ["--no-config", "-c", program, "--", script, ...lines], {
    cwd,
    env: { PATH: searchPath(), HOME: cwd },
    encoding: "utf8",
  });
  return stdout
    .split("LINE\n")
    .slice(1)
    .map((block) => block.split("\n").flatMap((line) => line.split("\t", 1)[0] || []));
}
