import { batch } from "./batch.ts";
import { mean } from "./numbers.ts";
import type { Costed, Server } from "./processes.ts";
import { cost, inFolder, script, serve } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { atMost, below } from "./results.ts";
import { clientEnv } from "./saving.ts";

/** `batch`: a thousand images, a hundred at once, against the sandbox in a process of its own that has warmed up. */

const section = "scale";
const mb = 1_000_000;
const images = 1000;
const concurrency = 100;
const imageMs = 2000;
/** Processes of one image each, one after the other, for what a thousand of them would cost. */
const alone = 8;

export async function measureScale({ node, say }: Bench): Promise<Findings> {
  return inFolder(async (folder) => {
    const args = [script, "sandbox", "--image-ms", String(imageMs), "--same-picture", "--quiet"];
    const sandbox = await serve(args, { node: process.execPath, cwd: folder });
    try {
      say(`scale: ${concurrency} images to warm up`);
      await batch(sandbox, { node, concurrency, prompts: promptsOf("warm-up", concurrency) });
      say(`scale: ${images} images, ${concurrency} at once`);
      const many = await batch(sandbox, { node, concurrency, prompts: promptsOf("image", images) });
      say(`scale: ${alone} processes of one image each`);
      const single: Costed[] = [];
      for (const prompt of promptsOf("alone", alone)) single.push(await oneImage(sandbox, { node, prompt }));
      return { rows: rowsOf(many, single), notes: [] };
    } finally {
      await sandbox.close();
    }
  });
}

function rowsOf(many: Costed, single: readonly Costed[]) {
  const name = `${images} images, ${concurrency} at once`;
  const wall = { ours: many.wallMs / 1000, baseline: (images / concurrency) * (imageMs / 1000) };
  const peak = { ours: many.peakBytes / mb, baseline: mean(single.map(({ peakBytes }) => peakBytes)) / mb };
  const cpu = { ours: many.cpuMs / images, baseline: mean(single.map(({ cpuMs }) => cpuMs)) };
  return [
    atMost(1.15, { section, measure: `wall, ${name}`, unit: "s", ...wall }),
    below(200, { section, measure: `peak memory, ${name}`, unit: "MB", ...peak }),
    atMost(0.1, { section, measure: `CPU of an image, ${name}, against a process each`, unit: "ms", ...cpu }),
  ];
}

function promptsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}

function oneImage(server: Server, { node, prompt }: { node: string; prompt: string }): Promise<Costed> {
  return inFolder((cwd) => cost([script, prompt], { node, cwd, env: clientEnv(server) }));
}
