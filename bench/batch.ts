import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Costed, Server } from "./processes.ts";
import { cost, inFolder, script } from "./processes.ts";
import { clientEnv } from "./saving.ts";

/** Runs of `batch`. */

export interface BatchOptions {
  node: string;
  concurrency: number;
  prompts: readonly string[];
}

/** A batch that must save every line; it has a folder and a journal of its own, which are gone afterwards. */
export function batch(server: Server, { node, concurrency, prompts }: BatchOptions): Promise<Costed> {
  return inFolder(async (cwd) => {
    await writeFile(join(cwd, "lines.jsonl"), prompts.map((prompt) => `${JSON.stringify({ prompt })}\n`).join(""));
    const args = [script, "batch", "lines.jsonl", "--concurrency", String(concurrency), "-o", "pictures", "--quiet"];
    const ran = await cost(args, { node, cwd, env: clientEnv(server), timeoutMs: 120_000 });
    const documents = ran.stdout.trim().split("\n").length;
    if (documents !== prompts.length + 1) throw new Error(`${prompts.length} lines were asked for, ${documents} documents came back`);
    return ran;
  });
}
