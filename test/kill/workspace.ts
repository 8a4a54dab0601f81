import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Begun } from "../../src/journal/entry.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { parseFaults } from "../../src/sandbox/faults/parse.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { Ran } from "../support/program.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { filesIn } from "./work-folder.ts";

/** A sandbox, a working directory, a journal, and the program run on them in this process. */

export interface Workspace {
  cwd: string;
  sandbox: Sandbox;
  env: Record<string, string>;
  run(argv: readonly string[], more?: { env?: Record<string, string>; cwd?: string }): Promise<Ran>;
  /** `tasks`, which takes no option of polling. */
  tasks(): Promise<Ran>;
  journal(): Promise<Journal>;
  /** The only unfinished request there is. */
  only(): Promise<Begun>;
  outputs(): string[];
  creates(): number;
}

export const canary = "sk-canary-7d1e40c2b95f4a68";

/** Its images are ready at once, unless told otherwise; `rules` are the sandbox's faults. */
export async function openWorkspace({ rules = "", imageMs = 0 }: { rules?: string; imageMs?: number } = {}): Promise<Workspace> {
  const sandbox = await startSandbox({ imageMs, samePicture: true, faults: parseFaults(rules) });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryFolder();
  const state = join(cwd, ".state");
  const env = { HIAPI_BASE_URL: sandbox.url, HIAPI_API_KEY: canary, HIAPI_STATE_DIR: state };
  const journal = () => openJournal(state);
  return {
    cwd,
    sandbox,
    env,
    run: (argv, more) => runProgram([...argv, "--poll-interval", "1"], { cwd, ...more, env: { ...env, ...more?.env } }),
    tasks: () => runProgram(["tasks"], { cwd, env }),
    journal,
    only: async () => {
      const [entry, ...others] = await (await journal()).unfinished();
      if (!entry || others.length > 0) throw new Error(`${others.length + (entry ? 1 : 0)} unfinished requests`);
      return entry.begun;
    },
    outputs: () => filesIn(join(cwd, "outputs")),
    creates: () => sandbox.requests().filter(({ call, replay, taskId }) => call === "create" && taskId && !replay).length,
  };
}

/** A first create that is carried out and never answered; and one that is not carried out, though nobody can know. */
export const unanswered = "create:hang*1";
export const unheard = "create:status=409/3600*1";
/** A request whose outcome is unknown then: exit 7 after a second. */
export const doubtful = ["a lighthouse", "--timeout", "1"];

/** Every file below a folder that holds a text. */
export function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((found) => found.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => readFileSync(path).includes(text));
}
