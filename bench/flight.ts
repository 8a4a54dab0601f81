import { batch } from "./batch.ts";
import type { Server } from "./processes.ts";
import { inFolder } from "./processes.ts";
import type { Bench, Findings } from "./results.ts";
import { atMost } from "./results.ts";
import { startStandIn } from "./saving.ts";

/** `batch` with all of its tasks in flight at once, a thousand and four thousand. The pictures are tiny: what is measured is waiting. */

const section = "flight";
const few = 1000;
const many = 4000;
/** How long each of the tasks takes, in milliseconds. */
const taskMs = 20_000;

interface Flight {
  size: number;
  peakBytes: number;
  cpuPerTaskMs: number;
}

export async function measureFlight({ node, say }: Bench): Promise<Findings> {
  return inFolder(async (folder) => {
    const api = await startStandIn(folder);
    try {
      const one = await run(api, { node, size: 1, afterMs: 0 });
      say(`flight: ${few} tasks at once`);
      const thousand = await run(api, { node, size: few, afterMs: taskMs });
      say(`flight: ${many} tasks at once`);
      const fourThousand = await run(api, { node, size: many, afterMs: taskMs });
      return { rows: rowsOf({ one, thousand, fourThousand }), notes: [] };
    } finally {
      await api.close();
    }
  });
}

async function run(api: Server, { node, size, afterMs }: { node: string; size: number; afterMs: number }): Promise<Flight> {
  const prompts = Array.from({ length: size }, (_, index) => `link png 1000 ${afterMs} ${index}`);
  const { cpuMs, peakBytes } = await batch(api, { node, concurrency: size, prompts });
  return { size, peakBytes, cpuPerTaskMs: cpuMs / size };
}

function rowsOf({ one, thousand, fourThousand }: Record<"one" | "thousand" | "fourThousand", Flight>) {
  const kbPerTask = ({ size, peakBytes }: Flight) => (peakBytes - one.peakBytes) / size / 1000;
  const name = `${many} in flight against ${few}`;
  const memory = { ours: kbPerTask(fourThousand), baseline: kbPerTask(thousand) };
  const cpu = { ours: fourThousand.cpuPerTaskMs, baseline: thousand.cpuPerTaskMs };
  return [
    atMost(1.25, { section, measure: `memory of a task, ${name}`, unit: "kB", ...memory }),
    atMost(1.25, { section, measure: `CPU of a task, ${name}`, unit: "ms", ...cpu }),
  ];
}
