/** The main script. It checks the Node version before it loads anything else, and uses no syntax that Node 14 cannot parse. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const version = "0.1.0";
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;
const script = startedScript();

/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
export const parseArgs = script === undefined && isSupported ? await (await import("./cli/start.ts")).loadParseArgs() : undefined;

if (script !== undefined) await run(script);

/** What the program throws here is a part of it that cannot be loaded: all else it prints itself. */
async function run(script: string): Promise<void> {
  const { node } = process.versions;
  if (!isSupported) return refuse("usage", `Node ${node} is too old: hiapi-img needs Node 18 or newer`, "install Node 18 or newer");
  try {
    const { start } = await import("./cli/start.ts");
    await start({ argv: process.argv.slice(2), version, script });
  } catch (error) {
    refuse("unexpected", `a file of the program is missing or cut off: ${error}`, "install it again, or copy its whole folder");
  }
}

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

function refuse(kind: "usage" | "unexpected", message: string, way: string): void {
  const error = { kind, message, hint: `${way}, then run the same command again`, retryable: false };
  process.stderr.write(`error: ${message}\n`);
  process.stdout.write(`${JSON.stringify({ ok: false, error }, null, 2)}\n`);
  process.exitCode = kind === "usage" ? 2 : 1;
}
