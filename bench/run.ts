/**
 * `npm run bench`: what the built scripts cost, against baselines of the same run. A benchmark and no test: it exits 0 whatever
 * it finds, and 1 only when something could not be measured. `--node <path>` measures another Node, `--only <section>` one section
 * (it may be repeated), `--json <file>` writes the JSON there instead of to stdout, `--write` puts the table into docs/figures.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../tools/project.ts";
import { measureDetectionDelay } from "./detection-delay.ts";
import { measureFlight } from "./flight.ts";
import { measureGenerate } from "./generate.ts";
import { run } from "./processes.ts";
import type { Bench, Findings, SectionName } from "./results.ts";
import { sectionNames } from "./results.ts";
import { measureSaving } from "./saving.ts";
import { measureScale } from "./scale.ts";
import { measureStartup } from "./startup.ts";
import { reportOf, tableOf, withTable } from "./table.ts";

const sections: Record<SectionName, (bench: Bench) => Promise<Findings>> = {
  startup: measureStartup,
  generate: measureGenerate,
  "detection-delay": measureDetectionDelay,
  saving: measureSaving,
  scale: measureScale,
  flight: measureFlight,
};

async function measure(bench: Bench, names: readonly SectionName[]): Promise<Findings & { failed: boolean }> {
  const findings: Findings & { failed: boolean } = { rows: [], notes: [], failed: false };
  for (const name of names) {
    try {
      const { rows, notes } = await sections[name](bench);
      findings.rows.push(...rows);
      findings.notes.push(...notes);
    } catch (error) {
      findings.failed = true;
      findings.notes.push(`${name}: could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return findings;
}

const begun = performance.now();
const { values } = parseArgs({
  options: {
    node: { type: "string", default: process.execPath },
    only: { type: "string", multiple: true },
    json: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const unknown = values.only?.filter((name) => !sectionNames.some((known) => known === name)) ?? [];
if (unknown.length > 0) throw new Error(`no section ${unknown.join(", ")}: there are ${sectionNames.join(", ")}`);
const names = sectionNames.filter((name) => values.only?.includes(name) ?? true);

const nodeVersion = (await run(["--print", "process.versions.node"], { node: values.node, cwd: projectRoot })).stdout.trim();
const say = (words: string) => console.error(`${String(Math.round((performance.now() - begun) / 1000)).padStart(4)} s  ${words}`);
const { failed, ...findings } = await measure({ node: values.node, nodeVersion, say }, names);
const report = reportOf(findings, { nodeVersion, tookMs: performance.now() - begun });
const table = tableOf(report);
console.log(table);
const json = `${JSON.stringify(report, null, 2)}\n`;
if (values.json === undefined) console.log(`\n${json}`);
else await writeFile(values.json, json);
const page = join(projectRoot, "docs", "figures.md");
if (values.write) await writeFile(page, withTable(await readFile(page, "utf8"), table));
process.exitCode = failed ? 1 : 0;
