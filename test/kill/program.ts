import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../../tools/project.ts";

/** The built program in a folder of its own, run as a child process that is killed at a point or after a time. */

export interface Program {
  script: string;
}

/** When a run dies: at an effect, such as `before:entry-link`, or so many milliseconds after its start. */
export type Kill = { at: string } | { afterMs: number };

/** One effect of a run, in its order; some can be stopped in their middle. */
export interface Effect {
  name: string;
  canHalve: boolean;
}

export interface Ended {
  /** null when it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  effects: Effect[];
  ms: number;
}

export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  kill?: Kill | undefined;
  /** A file for the names of the effects; they are in the result then. */
  trace?: string;
}

/** A bare copy, so that a build beside us changes nothing in mid-run. */
export function copyProgram(folder: string): Program {
  cpSync(join(projectRoot, "scripts"), folder, { recursive: true });
  return { script: join(folder, "hiapi-gpt-image-2.mjs") };
}

/** A copy in which functions begin with a statement that breaks them. Throws when there is no such function, or more than one. */
export function brokenProgram(folder: string, statements: Record<string, string>): Program {
  const program = copyProgram(folder);
  for (const [name, statement] of Object.entries(statements)) {
    const head = new RegExp(`\\bfunction ${name}\\([^)]*\\) \\{`);
    const hits = readdirSync(join(folder, "lib")).filter((file) => head.test(readFileSync(join(folder, "lib", file), "utf8")));
    const [file, ...more] = hits.map((hit) => join(folder, "lib", hit));
    if (!file || more.length > 0) throw new Error(`the bundle holds ${hits.length} functions ${name}: cannot break it`);
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(head, (found) => `${found} ${statement}`),
    );
  }
  return program;
}

const preload = pathToFileURL(join(projectRoot, "test/kill/preload.mjs")).href;
/** No run takes this long: one that does is hung. */
const patienceMs = 90_000;
const atOnce = 8;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs the program to its end; at most eight of them live at once. Rejects when one hangs. */
export async function runProgram({ script }: Program, args: readonly string[], options: RunOptions): Promise<Ended> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await runChild([...preloadOf(options), script, ...args], options);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function preloadOf({ kill, trace }: RunOptions): string[] {
  return trace !== undefined || (kill && "at" in kill) ? ["--import", preload] : [];
}

function runChild(argv: readonly string[], { cwd, env, kill, trace }: RunOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const at = kill && "at" in kill ? { HIAPI_KILL_AT: kill.at } : {};
    const child = spawn(process.execPath, argv, { cwd, env: { ...env, ...at, ...(trace ? { HIAPI_KILL_TRACE: trace } : {}) } });
    const timers = [setTimeout(() => child.kill("SIGKILL"), patienceMs)];
    if (kill && "afterMs" in kill) timers.push(setTimeout(() => child.kill("SIGKILL"), kill.afterMs));
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString("utf8");
    }) as [() => string, () => string];
    child.on("error", reject);
    child.on("close", (code) => {
      for (const timer of timers) clearTimeout(timer);
      const ms = performance.now() - begun;
      if (ms >= patienceMs) reject(new Error(`hung: ${argv.slice(-4).join(" ")}\n${stderr()}`));
      else resolve({ code, stdout: stdout(), stderr: stderr(), effects: trace ? readTrace(trace) : [], ms });
    });
  });
}

function readTrace(path: string): Effect[] {
  const lines = existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
  return lines.map((line) => {
    const [name = "", half] = line.split(" ");
    return { name, canHalve: half !== undefined };
  });
}
