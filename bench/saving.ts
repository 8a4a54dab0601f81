import { fileURLToPath } from "node:url";
import { median } from "./numbers.ts";
import type { Server } from "./processes.ts";
import { cost, inFolder, script, serve } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { within } from "./results.ts";

/** Peak memory while a large picture is saved, against a tiny one. */

const standin = fileURLToPath(new URL("standin.ts", import.meta.url));
const mb = 1_000_000;
const rounds = 2;

const pictures = [
  { measure: "peak memory, a PNG of 200 MB above a small one", prompt: `link png ${200 * mb}`, tiny: "link png 1000", margin: 100 },
  { measure: "peak memory, a JPEG of 200 MB above a small one", prompt: `link jpg ${200 * mb}`, tiny: "link jpg 1000", margin: 100 },
  {
    measure: "peak memory, a data URI of 30 MB above a small one",
    prompt: `data-uri png ${30 * mb}`,
    tiny: "data-uri png 1000",
    margin: 180,
  },
] as const;

export async function measureSaving({ node, say }: Bench): Promise<Findings> {
  return inFolder(async (folder) => {
    const api = await startStandIn(folder);
    try {
      const rows = [];
      for (const { measure, prompt, tiny, margin } of pictures) {
        say(`saving: ${prompt}, ${rounds} rounds`);
        const peaks: [number[], number[]] = [[], []];
        for (let round = 0; round < rounds; round += 1) {
          peaks[0].push((await peakOf(prompt, { node, api: api.url })) / mb);
          peaks[1].push((await peakOf(tiny, { node, api: api.url })) / mb);
        }
        // The worst of the large ones: a peak is a promise, not an average.
        rows.push(within(margin, { section: "saving", measure, unit: "MB", ours: Math.max(...peaks[0]), baseline: median(peaks[1]) }));
      }
      return { rows, notes: [] };
    } finally {
      await api.close();
    }
  });
}

/** Starts the stand-in with the Node that runs the bench, whatever Node is measured. */
export function startStandIn(cwd: string): Promise<Server> {
  return serve(["--import", import.meta.resolve("tsx"), standin], { node: process.execPath, cwd });
}

/** The environment of a client of a server. */
export function clientEnv({ url }: Pick<Server, "url">): Record<string, string> {
  return { HIAPI_API_KEY: "sk-bench-key", HIAPI_BASE_URL: url };
}

/** Peak memory, in bytes, of one `generate` that saves the picture of a prompt. Throws when it was not saved, or is in the document. */
export function peakOf(prompt: string, { node, api }: { node: string; api: string }): Promise<number> {
  return inFolder(async (cwd) => {
    const args = [script, prompt, "--poll-interval", "1"];
    const { peakBytes, stdout } = await cost(args, { node, cwd, env: clientEnv({ url: api }) });
    if (!stdout.includes('"kind": "file"') || stdout.length > 5000) throw new Error(`not saved: ${stdout.slice(0, 500)}`);
    return peakBytes;
  });
}
