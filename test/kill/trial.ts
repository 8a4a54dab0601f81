import type { CountingSandbox } from "./counting-sandbox.ts";
import type { Ended, Kill, Program } from "./program.ts";
import { runProgram } from "./program.ts";
import type { Verdict, Wanted } from "./verdict.ts";
import { judge } from "./verdict.ts";
import type { Standing, WorkFolder } from "./work-folder.ts";
import { age, openWorkFolder, standingOf } from "./work-folder.ts";

/** Commands that are killed, then what a person or an agent does next, then the verdict. */

export interface Victim {
  prompt: string;
  kill: Kill;
}

export interface Trial {
  /** Begun at once, in one working directory, on one journal. Those with the same prompt are one request. */
  victims: readonly Victim[];
  /** One `resume`, two of them at the same time, or the very same commands again. */
  recovery: "resume" | "two resumes" | "repeat";
  /** The first attempt to recover is killed as well. */
  killRecovery?: Kill;
}

export interface World {
  program: Program;
  sandbox: CountingSandbox;
  /** A folder for the stages. */
  base: string;
  /** By default 2K: pictures that come in parts, so that there is a first and a second part to write. */
  resolution?: "1K";
}

export interface Outcome extends Verdict {
  trial: Trial;
  kills: number;
}

/** Few of them, as the sandbox paints one picture a size. */
const ratios = ["16:9", "3:2", "4:3", "9:16"];
let asked = 0;

export function commandOf(prompt: string, world?: World): string[] {
  const shape = ratios[[...prompt].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % ratios.length] ?? "16:9";
  return [prompt, "--resolution", world?.resolution ?? "2K", "--aspect-ratio", shape, "--poll-interval", "1", "--quiet"];
}

/** A prompt that nobody has asked for yet. */
export function freshPrompt(): string {
  asked += 1;
  return `a lighthouse, the ${asked}th of its kind`;
}

const resume = ["resume", "--poll-interval", "1", "--quiet"];

export async function runTrial(trial: Trial, world: World): Promise<Outcome> {
  const work = openWorkFolder(world.base, world.sandbox.url);
  const run = (args: readonly string[], kill?: Kill) => runProgram(world.program, args, { ...work, kill });
  const faults: string[] = [];
  const killed = await Promise.all(trial.victims.map(({ prompt, kill }) => run(commandOf(prompt, world), kill)));
  for (const [index, { kill }] of trial.victims.entries()) faults.push(...missed(kill, killed[index]));
  if (trial.killRecovery) {
    const first = trial.recovery === "repeat" ? commandOf(trial.victims[0]?.prompt ?? "", world) : resume;
    const ended = await run(first, trial.killRecovery);
    faults.push(...missed(trial.killRecovery, ended));
    killed.push(ended);
  }
  const wanted = await recover(trial, { work, world, run, faults });
  await resumeAgain(work, { world, run, faults });
  const mayTear = [...trial.victims.map(({ kill }) => kill), trial.killRecovery].some(
    (kill) => kill && "at" in kill && kill.at.startsWith("half:"),
  );
  const verdict = await judge(work, wanted, { sandbox: world.sandbox, mayTear: mayTear ? killed.length : 0 });
  return { ...verdict, faults: [...faults, ...verdict.faults], trial, kills: killed.filter(({ code }) => code === null).length };
}

/** A point that was not reached was not tested; after a random time a run may have been over. */
function missed(kill: Kill, ended: Ended | undefined): string[] {
  if ("afterMs" in kill || ended?.code === null) return [];
  return [`${kill.at} was not reached: exit ${ended?.code}\n${ended?.stderr}`];
}

type Run = (args: readonly string[], kill?: Kill) => Promise<Ended>;

async function recover(
  { victims, recovery }: Trial,
  { work, world, run, faults }: { work: WorkFolder; world: World; run: Run; faults: string[] },
): Promise<Wanted[]> {
  const asked = [...new Set(victims.map(({ prompt }) => prompt))].map((prompt) => ({ prompt, standing: standingOf(work, prompt) }));
  if (recovery !== "repeat") {
    const resumes = await Promise.all(Array.from({ length: recovery === "resume" ? 1 : 2 }, () => run(resume)));
    for (const { code, stdout, stderr } of resumes) if (code !== 0) faults.push(`resume exits ${code}\n${stdout}\n${stderr}`);
    return asked.map(({ prompt, standing }) => ({ prompt, creates: creates(standing, 0) }));
  }
  return Promise.all(
    asked.map(async ({ prompt, standing }) => {
      const { code, stdout, stderr } = await run(commandOf(prompt, world));
      if (code !== 0) faults.push(`the same command exits ${code}\n${stdout}\n${stderr}`);
      if (code === 0 && standing.open && JSON.parse(stdout).joined !== true) faults.push("an open request is not joined");
      return { prompt, creates: creates(standing, 1) };
    }),
  );
}

/** How many tasks are right: one for each settled request, one for the open one or, where there is none, for the next command. */
function creates({ settled, open }: Standing, next: 0 | 1): number {
  return settled + (open ? 1 : next);
}

/** Everything is home: a resume finds nothing, asks nobody, and takes away what crashes left long ago. */
async function resumeAgain(work: WorkFolder, { world, run, faults }: { world: World; run: Run; faults: string[] }): Promise<void> {
  age(work);
  const before = world.sandbox.requestsOf(work.mark).length;
  const { code, stdout, stderr } = await run(resume);
  const results = code === 0 ? JSON.parse(stdout).results : undefined;
  if (code !== 0 || results?.length !== 0) faults.push(`a resume with nothing to do exits ${code}\n${stdout}\n${stderr}`);
  if (world.sandbox.requestsOf(work.mark).length !== before) faults.push("a resume with nothing to do asks the API");
}
