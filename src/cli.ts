/** The door: nothing of ours is loaded before the Node version is known to be one we promise. */

const version = "0.1.0";
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;
const script = await startedScript();

/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
export const parseArgs = isSupported && script === undefined ? (await import("./args/programs.ts")).parseArgs : undefined;

if (script !== undefined && !isSupported) refuseNode();
if (script !== undefined && isSupported) await (await import("./cli/start.ts")).start({ argv: process.argv.slice(2), version, script });

/** The path of this file when it was started: by its name, through a link, or by `check-config` beside it; undefined when it was imported. */
async function startedScript(): Promise<string | undefined> {
  const [, started] = process.argv;
  if (started === undefined) return undefined;
  const script = import.meta.filename ?? (await import("node:url")).fileURLToPath(import.meta.url);
  const doors = [script, script.replace(/[^\\/]+(\.\w+)$/, "check-config$1")];
  if (doors.includes(started)) return script;
  // Where it can be had without making a module of it: that takes 5 ms on Node 22.
  const { realpathSync } = process.getBuiltinModule?.("node:fs") ?? (await import("node:fs"));
  try {
    return doors.includes(realpathSync(started)) ? script : undefined;
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
