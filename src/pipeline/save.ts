import { createdAtOf, elideData, extractTaskId, getTaskStatus } from "../api/answer.ts";
import type { ImageOutput } from "../api/answer-images.ts";
import { readImageOutputs } from "../api/answer-images.ts";
import { lookAtTask } from "../api/client.ts";
import type { Answer } from "../api/exchange.ts";
import { guidance, HiapiError } from "../errors.ts";
import { downloadLink } from "../images/download.ts";
import { modelFileSlug, pictureStem } from "../images/file-names.ts";
import type { Saved, SavedFile } from "../images/save.ts";
import { dataUriBytes, saveImage, sweepParts } from "../images/save.ts";
import type { Kept, Ready } from "../journal/entry.ts";
import { fieldsOf, textOf } from "../json.ts";
import { sleep } from "../sleep.ts";
import type { Shared } from "./run-scope.ts";
import type { Awaited } from "./wait.ts";
import { waitAtTerminal } from "./wait.ts";

/** An image of a result: on disk, or as the answer gave it. */
export type ResultOutput =
  | (SavedFile & { url?: string; expiresAt?: string })
  | { kind: "url"; url: string; expiresAt?: string }
  | { kind: "data-uri"; mimeType: string; value: string };

/** Told of each step of saving before it counts; the journal's side of design rule 4. */
export interface SavingLog {
  /** The final names, before the first byte. */
  ready(step: Omit<Ready, "type" | "at">): Promise<void>;
  saved(file: Kept): Promise<void>;
}

export interface TaskAtHand extends Awaited {
  outputDir: string;
  save: boolean;
  /** File name stem instead of the model's. */
  stem?: string | undefined;
  log?: SavingLog | undefined;
  shared?: Pick<Shared, "gate" | "inTurn" | "sweep"> | undefined;
}

export interface Finished {
  model: string | undefined;
  status: string;
  outputs: ResultOutput[];
  rawStatus: unknown;
  isSandbox: boolean;
}

/** How long an output link may lag behind its task's success (contract section 3). */
const linkLagMs = 2000;

/** Waits for a task and saves its images. Every failure carries the task id, and the last answer where there is one. */
export async function finishTask(task: TaskAtHand): Promise<Finished> {
  let answer: Answer | undefined;
  try {
    const ended = await waitAtTerminal(task);
    const { durationMs } = ended;
    answer = ended.answer;
    const isSandbox = task.session.isSandbox || answer.isSandbox;
    // For the rest of this run only, if it was a sandbox: its history says nothing of HiAPI, and is not read.
    if (durationMs !== undefined) task.pace.learn(durationMs);
    const model = textOf(fieldsOf(fieldsOf(answer.body).data), "model");
    const inTurn = task.shared?.inTurn ?? runNow;
    const outputs = task.save
      ? await inTurn(() => saveOutputs(task, ended.answer, { isSandbox, model, durationMs }))
      : plainOutputs(ended.answer);
    return { model, status: getTaskStatus(answer.body) || "success", outputs, rawStatus: elideData(answer.body), isSandbox };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    throw error.with({ taskId: task.taskId, ...(answer ? { rawStatus: elideData(answer.body) } : {}) });
  }
}

function runNow<Result>(save: () => Promise<Result>): Promise<Result> {
  return save();
}

function imagesOf(answer: Answer): ImageOutput[] {
  const outputs = readImageOutputs(answer.body);
  if (outputs.length > 0) return outputs;
  throw new HiapiError("output", "the task succeeded, but its answer holds no image", { hint: guidance.noImage });
}

function plainOutputs(answer: Answer): ResultOutput[] {
  return imagesOf(answer).map((output) => {
    if (output.kind === "data-uri") return output;
    return { kind: "url", url: output.value, ...(output.expiresAt ? { expiresAt: output.expiresAt } : {}) };
  });
}

async function saveOutputs(
  task: TaskAtHand,
  answer: Answer,
  { isSandbox, model, durationMs }: { isSandbox: boolean; model: string | undefined; durationMs: number | undefined },
): Promise<ResultOutput[]> {
  const images = imagesOf(answer);
  const named = task.stem ?? modelFileSlug(model ?? "gpt-image-2");
  const taskId = extractTaskId(answer.body) || task.taskId;
  const createdAt = createdAtOf(answer.body) ?? Date.now();
  const stem = pictureStem({ stem: isSandbox ? `sandbox-${named}` : named, createdAt, taskId });
  const status = getTaskStatus(answer.body) || "success";
  const duration = durationMs === undefined ? {} : { durationMs };
  const rawStatus = elideData(answer.body);
  await task.log?.ready({ dir: task.outputDir, stem, count: images.length, status, isSandbox, ...duration, rawStatus });
  await (task.shared?.sweep ?? sweepParts)(task.outputDir);
  const outputs: ResultOutput[] = [];
  for (const [position, image] of images.entries()) {
    const index = position + 1;
    const { file, sha256, origin } = await saveOne(task, image, { stem, index });
    const { kind: _, ...facts } = file;
    await task.log?.saved({ index, sha256, ...facts, ...origin });
    outputs.push({ ...file, ...origin });
  }
  return outputs;
}

/** Where a saved picture came from: its link, for as long as that lives. */
type SavedFrom = Saved & { origin: { url?: string; expiresAt?: string } };

/** Saves one image; a link that fails is asked for again once, fresh, after the time a CDN may lag behind. */
async function saveOne(task: TaskAtHand, image: ImageOutput, { stem, index }: { stem: string; index: number }): Promise<SavedFrom> {
  if (image.kind === "data-uri") {
    return { ...(await saveImage({ dir: task.outputDir, stem, index, bytes: dataUriBytes(image.value) })), origin: {} };
  }
  try {
    return await saveLink(task, image, { stem, index });
  } catch (error) {
    if (!(error instanceof HiapiError) || !mayHeal(error)) throw error;
    task.words.say(`${error.message}; asking for a fresh link`);
    await sleep(linkLagMs, task.session.signal);
    return saveLink(task, (await freshImage(task, index)) ?? image, { stem, index });
  }
}

/** A link that was refused, broke off or brought something else may do better fresh; a full disk or a forbidden address will not. */
function mayHeal({ kind, facts }: HiapiError): boolean {
  return kind === "output" && facts.hint === undefined && !isDiskCode(facts.code);
}

function isDiskCode(code: string | undefined): boolean {
  return code !== undefined && /^E(?:NOSPC|DQUOT|FBIG|ACCES|PERM|ROFS|NOTDIR|EXIST|NAMETOOLONG|ISDIR|LOOP)$/.test(code);
}

async function freshImage({ session, taskId }: TaskAtHand, index: number): Promise<Extract<ImageOutput, { kind: "url" }> | undefined> {
  const outcome = await lookAtTask(session.api, { taskId, timeoutMs: 30_000, signal: session.signal });
  const image = outcome.type === "task" ? readImageOutputs(outcome.answer.body)[index - 1] : undefined;
  return image?.kind === "url" ? image : undefined;
}

async function saveLink(
  { session, outputDir }: TaskAtHand,
  image: Extract<ImageOutput, { kind: "url" }>,
  { stem, index }: { stem: string; index: number },
): Promise<SavedFrom> {
  const bytes = downloadLink(image.value, { fetch: session.fetchLink, signal: session.signal });
  const saved = await saveImage({ dir: outputDir, stem, index, bytes });
  return { ...saved, origin: { url: image.value, ...(image.expiresAt ? { expiresAt: image.expiresAt } : {}) } };
}
