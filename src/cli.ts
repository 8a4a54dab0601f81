import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The door: nothing of ours is loaded before the Node version is known to be one we promise. */

const version = "0.1.0";
const script = fileURLToPath(import.meta.url);
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;

/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
export const parseArgs = isSupported && !isMain() ? (await import("./programs.ts")).parseArgs : undefined;

if (isMain()) await start(process.argv.slice(2));

function isMain(): boolean {
  try {
    return process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(script);
  } catch {
    return false;
  }
}

/** Runs the program on an argv and leaves its exit code in `process.exitCode`. */
export async function start(argv: readonly string[]): Promise<void> {
  if (!isSupported) return refuseNode();
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${version}\n`);
    return;
  }
  const { runProcess } = await import("./process.ts");
  await runProcess({ argv, version, script });
}

function refuseNode(): void {
  const message = `Node ${process.versions.node} is too old: hiapi-img needs Node 18 or newer`;
  const error = { kind: "usage", message, hint: "install Node 18 or newer and run the same command again", retryable: false };
  process.stderr.write(`error: ${message}\n`);
  process.stdout.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  process.exitCode = 2;
}
