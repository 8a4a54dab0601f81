import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** A working directory with a journal of its own, and what can be seen there from outside the program. */

export interface WorkFolder {
  cwd: string;
  state: string;
  env: Record<string, string>;
  /** The end of its API key, by which the sandbox's account tells its requests apart. */
  mark: string;
}

let count = 0;

export function openWorkFolder(base: string, origin: string): WorkFolder {
  count += 1;
  const mark = count.toString(36).padStart(4, "0");
  const cwd = join(base, `work-${mark}`);
  mkdirSync(cwd);
  const state = join(cwd, ".state");
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: cwd,
    HIAPI_STATE_DIR: state,
    HIAPI_BASE_URL: origin,
    HIAPI_API_KEY: `sk-kill-matrix-${mark}`,
    HIAPI_SKIP_UPDATE_CHECK: "1",
  };
  return { cwd, state, env, mark };
}

// biome-ignore lint/suspicious/noExplicitAny: lines of JSON are read as they are
type Line = any;

/** Lines of JSON; torn ones are counted. */
function readLines(path: string): { lines: Line[]; torn: number } {
  const texts = existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
    : [];
  const lines = texts.flatMap((text) => {
    try {
      return [JSON.parse(text)];
    } catch {
      return [];
    }
  });
  return { lines, torn: texts.length - lines.length };
}

export function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

const history = ({ state }: WorkFolder) => readLines(join(state, "history.jsonl"));
const entryFiles = ({ state }: WorkFolder) => filesIn(join(state, "requests")).filter((name) => /\.(?:jsonl|leaving)$/.test(name));

/** What the journal holds of a prompt: by this it is judged whether a repeated command may rightly pay again. */
export interface Standing {
  /** How many requests were settled: durably, since it is read from the files. */
  settled: number;
  /** Whether one is begun and not settled. */
  open: boolean;
}

export function standingOf(work: WorkFolder, prompt: string): Standing {
  const keysOf = (lines: Line[]) => lines.filter((line) => line?.request?.input?.prompt === prompt).map(({ key }) => key);
  const settled = new Set(keysOf(history(work).lines));
  let open = false;
  for (const name of entryFiles(work)) {
    const { lines } = readLines(join(work.state, "requests", name));
    const [key] = keysOf(lines);
    if (lines.some(({ type }) => type === "settled")) settled.add(key);
    else open ||= key !== undefined;
  }
  settled.delete(undefined);
  return { settled: settled.size, open };
}

/** Torn lines in what the journal keeps for good; of those, a run that died in mid-line may leave one. */
export function tornLines(work: WorkFolder): number {
  return history(work).torn;
}

/** What should not be there once all is settled. Folders that are open are none of it. */
export function leftovers(work: WorkFolder): string[] {
  const hidden = filesIn(join(work.cwd, "outputs")).filter((name) => name.startsWith("."));
  const journal = ["requests", "bodies"].flatMap((name) => filesIn(join(work.state, name)));
  return [...hidden, ...journal];
}

/** Makes what a crash left in the journal two hours old: younger, it might belong to a process that lives. */
export function age({ state }: WorkFolder): void {
  const then = Date.now() / 1000 - 7200;
  for (const folder of ["requests", "bodies"])
    for (const name of filesIn(join(state, folder))) if (!name.endsWith(".jsonl")) utimesSync(join(state, folder, name), then, then);
}
