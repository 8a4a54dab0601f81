/** The main script. It checks the Node version before it loads anything else, and uses no syntax that Node 14 cannot parse. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const version = "0.1.0";
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;
const script = startedScript();

const { start, loadParseArgs } = isSupported ? await import("./cli/start.ts") : {};

/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
export const parseArgs = script === undefined ? await loadParseArgs?.() : undefined;

if (script !== undefined && start) await start({ argv: process.argv.slice(2), version, script });
if (script !== undefined && !start) refuseNode();

/** The path of this file when it was started: by its name, through a link, or by `check-config` beside it; undefined when it was imported. */
function startedScript(): string | undefined {
  const file = fileURLToPath(import.meta.url);
  const scripts = [file, file.replace(/[^\\/]+(\.\w+)$/, "check-config$1")];
  const [, started = ""] = process.argv;
  if (scripts.includes(started)) return file;
  try {
    return scripts.includes(realpathSync(started)) ? file : undefined;
  } catch {
    return undefined;
  }
}

function refuseNode(): void {
  const message = `Node ${process.versions.node} is too old: hiapi-img needs Node 18 or newer`;
  const error = { kind: "usage", message, hint: "install Node 18 or newer and run the same command again", retryable: false };
  process.stderr.write(`error: ${message}\n`);
  process.stdout.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  process.exitCode = 2;
}
