import { fileURLToPath } from "node:url";
import type { Server } from "./processes.ts";
import { cost, inFolder, script, serve } from "./processes.ts";

const standin = fileURLToPath(new URL("standin.ts", import.meta.url));

/** Starts the stand-in: with the Node of the bench, whatever Node is measured. */
export function startStandIn(cwd: string): Promise<Server> {
  return serve(["--import", import.meta.resolve("tsx"), standin], { node: process.execPath, cwd });
}

/** Peak memory, in bytes, of one `generate` that saves the picture of a prompt. */
export async function peakOf(prompt: string, { node, api }: { node: string; api: string }): Promise<number> {
  return inFolder(async (cwd) => {
    const env = { HIAPI_API_KEY: "sk-bench-key", HIAPI_BASE_URL: api };
    const { peakBytes, stdout } = await cost([script, "--poll-interval", "1", ...prompt.split(" ")], { node, cwd, env });
    const { outputs, rawStatus } = JSON.parse(stdout);
    if (outputs[0].kind !== "file" || JSON.stringify(rawStatus).length > 1000) throw new Error(stdout.slice(0, 1000));
    return peakBytes;
  });
}
