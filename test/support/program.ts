import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { Stream } from "../../src/io.ts";
import { projectRoot } from "../../tools/project.ts";

export const mainScript = join(projectRoot, "scripts/hiapi-gpt-image-2.mjs");

/** A folder of its own for one test, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hiapi-img-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
  stdin?: string;
  /** Whether stdout and stderr are terminals. */
  tty?: boolean;
  columns?: number;
  signal?: AbortSignal;
  /** The main script's file, where the program is to think that it stands elsewhere. */
  script?: string;
  home?: string;
  /** Told of every write to stderr as it happens. */
  onStderr?: (text: string) => void;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  cwd: string;
  /** The one JSON document on stdout; throws when stdout is anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into documents and fail loudly where a key is missing
  document: any;
}

/** Runs the program in this process, as `cli.ts` would, on streams that are kept. No key, no proxy, no update check unless given. */
export async function runProgram(
  argv: readonly string[],
  {
    env = {},
    cwd = temporaryFolder(),
    stdin = "",
    tty = false,
    columns = 80,
    signal,
    onStderr,
    script = mainScript,
    home = cwd,
  }: RunOptions = {},
): Promise<Ran> {
  const stdout = keeper(tty, columns);
  const stderr = keeper(tty, columns, onStderr);
  const code = await main(argv, {
    env: { HIAPI_STATE_DIR: join(cwd, ".state"), HIAPI_SKIP_UPDATE_CHECK: "1", ...env },
    cwd,
    platform: process.platform,
    stdin: (async function* () {
      yield stdin;
    })(),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: signal ?? new AbortController().signal,
    script,
    home,
    uid: process.getuid?.(),
    invocation: "hiapi-img",
    version: "0.0.0-test",
    nodeVersion: process.versions.node,
  });
  return {
    code,
    stdout: stdout.text(),
    stderr: stderr.text(),
    cwd,
    get document() {
      return JSON.parse(stdout.text());
    },
  };
}

function keeper(isTTY: boolean, columns: number, onWrite?: (text: string) => void): { stream: Stream; text(): string } {
  let kept = "";
  // What a terminal has beside, for the spinner.
  const terminal = { clearLine: () => true, cursorTo: () => true, moveCursor: () => true };
  const stream: Stream = {
    ...(isTTY ? terminal : {}),
    isTTY,
    columns,
    write(text, done) {
      kept += text;
      onWrite?.(text);
      done?.();
      return true;
    },
  };
  return { stream, text: () => kept };
}
