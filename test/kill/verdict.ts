import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CountingSandbox } from "./counting-sandbox.ts";
import type { WorkFolder } from "./work-folder.ts";
import { filesIn, leftovers, tornLines } from "./work-folder.ts";

/** The sandbox's account held against the disk. */

export interface Verdict {
  lost: number;
  repeated: number;
  /** Everything else that is wrong, a line each; lost images and repeated creates are explained here too. */
  faults: string[];
}

/** A prompt, and how many tasks for it are right. */
export interface Wanted {
  prompt: string;
  creates: number;
}

/** Judges a folder in which everything is said to be finished: each image that the server made is there once, and nothing else is. */
export async function judge(
  work: WorkFolder,
  wanted: readonly Wanted[],
  { sandbox, mayTear }: { sandbox: CountingSandbox; mayTear: number },
): Promise<Verdict> {
  const verdict: Verdict = { lost: 0, repeated: 0, faults: [] };
  const folder = join(work.cwd, "outputs");
  const files = filesIn(folder).filter((name) => !name.startsWith("."));
  const explained = new Set<string>();
  const made = tasksByPrompt(sandbox, work);
  for (const { prompt, creates } of wanted) {
    const tasks = made.get(prompt) ?? [];
    if (tasks.length > creates) {
      verdict.repeated += tasks.length - creates;
      verdict.faults.push(`created ${tasks.length} times instead of ${creates}: ${prompt}`);
    }
    if (tasks.length < creates) verdict.faults.push(`created ${tasks.length} times instead of ${creates}: ${prompt}`);
    for (const task of tasks) {
      const digest = await served(sandbox, task);
      const its = files.filter((name) => name.includes(task.slice(-8)));
      for (const name of its) explained.add(name);
      const whole = its.filter((name) => sha256(readFileSync(join(folder, name))) === digest);
      if (whole.length === 0) {
        verdict.lost += 1;
        verdict.faults.push(`no image of ${task}: ${prompt}`);
      } else if (its.length > 1) verdict.faults.push(`saved more than once: ${its.join(", ")}`);
    }
  }
  const stray = [...files.filter((name) => !explained.has(name)), ...leftovers(work)];
  if (stray.length > 0) verdict.faults.push(`left behind: ${stray.join(", ")}`);
  if (tornLines(work) > mayTear) verdict.faults.push(`${tornLines(work)} torn lines in the history`);
  return verdict;
}

/** The tasks that the server made for a folder, by their prompt. */
function tasksByPrompt(sandbox: CountingSandbox, { mark }: WorkFolder): Map<string, string[]> {
  const made = new Map<string, string[]>();
  for (const { call, replay, taskId, body } of sandbox.requestsOf(mark)) {
    if (call !== "create" || replay || taskId === undefined) continue;
    const { prompt } = (body as { input: { prompt: string } }).input;
    made.set(prompt, [...(made.get(prompt) ?? []), taskId]);
  }
  return made;
}

async function served({ url }: CountingSandbox, task: string): Promise<string> {
  const answer = await fetch(`${url}/files/${task}-1.png`);
  if (answer.status !== 200) throw new Error(`the sandbox answers ${answer.status} for the image of ${task}`);
  return sha256(new Uint8Array(await answer.arrayBuffer()));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
