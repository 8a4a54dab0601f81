import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openJournal } from "../../src/journal/journal.ts";
import { projectRoot } from "../../tools/project.ts";
import { temporaryFolder } from "../support/program.ts";

/** Several processes that begin the same requests at the same time on one journal: each is made by one of them. */

const processes = 4;
const requests = 60;

it(`${processes} processes begin the same ${requests} requests: ${requests} entries`, { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const script = join(projectRoot, "test/kill/begin-worker.mts");
  const workers: ChildProcess[] = [];
  try {
    for (let index = 0; index < processes; index += 1)
      workers.push(fork(script, [folder, `p${index}`, String(requests)], { execArgv: ["--import", "tsx"], cwd: projectRoot }));
    await Promise.all(workers.map((worker) => once(worker, "message")));
    const made = workers.map(async (worker): Promise<number[]> => (await once(worker, "message"))[0]);
    const gone = workers.map((worker) => once(worker, "exit"));
    for (const worker of workers) worker.send("go");
    const shares = await Promise.all(made);
    await Promise.all(gone);
    expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: requests }, (_, index) => index));
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
  }
  const unfinished = await (await openJournal(folder)).unfinished();
  expect(unfinished).toHaveLength(requests);
  expect(new Set(unfinished.map(({ begun }) => begun.bodySha256)).size).toBe(requests);
});
