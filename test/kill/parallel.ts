import { fork } from "node:child_process";
import { dirname, join } from "node:path";
import { projectRoot } from "../../tools/project.ts";
import type { Tally } from "./matrix.ts";
import { inGroups } from "./matrix.ts";
import { runProgram } from "./program.ts";
import type { World } from "./trial.ts";
import { commandOf, freshPrompt } from "./trial.ts";
import { judge } from "./verdict.ts";
import type { WorkFolder } from "./work-folder.ts";
import { age, openWorkFolder, standingOf } from "./work-folder.ts";

/** Many processes at once on one journal, each with many requests; some are killed with several under way. */

interface ParallelOptions {
  processes: number;
  requests: number;
  /** How many of the processes die, each after a few documents of its own. */
  killed: number;
}

export async function runParallel({ processes, requests, killed }: ParallelOptions, world: World, tally: Tally): Promise<void> {
  const folder = openWorkFolder(world.base, world.sandbox.url);
  const prompts = Array.from({ length: requests }, freshPrompt);
  const shares = inGroups(prompts, Math.ceil(requests / processes));
  const ended = await Promise.all(
    shares.map((share, index) => runWorker(share, { folder, world, dieAfter: index < killed ? 1 + index * 3 : undefined })),
  );
  tally.kills += ended.filter(({ code }) => code === null).length;
  for (const attempt of ["first", "second"]) {
    const { code, stdout } = await runProgram(world.program, ["resume", "--poll-interval", "1", "--quiet"], folder);
    if (code !== 0) tally.faults.push(`parallel: the ${attempt} resume exits ${code}\n${stdout}`);
    // The second one finds what the killed processes left grown old.
    age(folder);
  }
  const begun = prompts.filter((prompt) => standingOf(folder, prompt).settled > 0);
  await add(folder, begun, { world, tally, words: "after the resume" });
  const missing = prompts.filter((prompt) => !begun.includes(prompt));
  ended.push(await runWorker(missing, { folder, world }));
  await runProgram(world.program, ["resume"], folder);
  await add(folder, prompts, { world, tally, words: "in the end" });
  tally.faults.push(...ended.flatMap(({ failed }) => failed));
}

async function add(
  folder: WorkFolder,
  prompts: readonly string[],
  { world, tally, words }: { world: World; tally: Tally; words: string },
): Promise<void> {
  const wanted = prompts.map((prompt) => ({ prompt, creates: 1 }));
  const { lost, repeated, faults } = await judge(folder, wanted, { sandbox: world.sandbox, mayTear: 0 });
  tally.lost += lost;
  tally.repeated += repeated;
  tally.faults.push(...faults.map((fault) => `parallel, ${words}: ${fault}`));
}

interface WorkerEnd {
  code: number | null;
  failed: string[];
}

/** A process for a share of the prompts; `dieAfter` so many documents it is killed. */
function runWorker(
  share: readonly string[],
  { folder, world, dieAfter }: { folder: WorkFolder; world: World; dieAfter?: number | undefined },
): Promise<WorkerEnd> {
  const { script } = world.program;
  const args = [join(dirname(script), "lib/start.mjs"), script, JSON.stringify(share.map((prompt) => commandOf(prompt, world)))];
  return new Promise((resolve, reject) => {
    const worker = fork(join(projectRoot, "test/kill/parallel-worker.mjs"), args, { cwd: folder.cwd, env: folder.env, silent: true });
    const patience = setTimeout(() => worker.kill("SIGKILL"), 180_000);
    const failed: string[] = [];
    let documents = 0;
    let said = "";
    worker.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    worker.stdout?.resume();
    worker.on("message", ({ prompt, code }: { prompt: string; code: number }) => {
      documents += 1;
      if (code !== 0) failed.push(`parallel: exit ${code} for ${prompt}\n${said}`);
      if (documents === dieAfter) worker.kill("SIGKILL");
    });
    worker.on("error", reject);
    worker.on("close", (code) => {
      clearTimeout(patience);
      const isWhole = code === 0 && documents === share.length;
      if (!isWhole && dieAfter === undefined)
        failed.push(`parallel: a process exits ${code} after ${documents} of ${share.length} documents\n${said}`);
      resolve({ code, failed });
    });
  });
}
