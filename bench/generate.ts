import { fileURLToPath } from "node:url";
import { median } from "./numbers.ts";
import { cost, inFolder, script } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { atMost } from "./results.ts";
import { clientEnv, startStandIn } from "./saving.ts";

/** CPU time of a whole `generate` of a picture of 2 MB that is ready at once, against a script with Node's own fetch. */

const plain = fileURLToPath(new URL("plain-fetch.mjs", import.meta.url));
const rounds = 7;

export async function measureGenerate({ node, say }: Bench): Promise<Findings> {
  return inFolder(async (folder) => {
    const api = await startStandIn(folder);
    const times: [number[], number[]] = [[], []];
    const cpuOf = (words: readonly string[]) => inFolder(async (cwd) => (await cost(words, { node, cwd, env: clientEnv(api) })).cpuMs);
    try {
      say(`generate: ${rounds + 1} rounds`);
      for (let round = 0; round <= rounds; round += 1) {
        const prompt = `link png 2000000 0 ${round}`;
        const ours = await cpuOf([script, prompt, "--poll-interval", "1"]);
        const baseline = await cpuOf([plain, prompt]);
        // The first round warms the disk's caches.
        if (round === 0) continue;
        times[0].push(ours);
        times[1].push(baseline);
      }
    } finally {
      await api.close();
    }
    const [ours, baseline] = [median(times[0]), median(times[1])];
    const measure = "CPU of one image, against a script with fetch";
    return { rows: [atMost(1.35, { section: "generate", measure, unit: "ms", ours, baseline })], notes: [] };
  });
}
