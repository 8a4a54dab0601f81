import { createdAtOf, elideData, extractTaskId, getTaskStatus } from "../answer.ts";
import type { ImageOutput } from "../answer-images.ts";
import { readImageOutputs } from "../answer-images.ts";
import { lookAtTask } from "../api.ts";
import { openLink } from "../download.ts";
import { guidance, HiapiError } from "../errors.ts";
import type { Answer } from "../exchange.ts";
import { modelFileSlug, pictureStem } from "../names.ts";
import type { SavedFile } from "../output.ts";
import { dataUriBytes, saveImage } from "../output.ts";
import { defaultIntervalMs, fixedLooks } from "../schedule.ts";
import type { Session, Words } from "../session.ts";
import { sleep } from "../sleep.ts";
import { waitForEnd } from "../task.ts";

/** An image of a result: on disk, or as the answer gave it. */
export type ResultOutput =
  | (SavedFile & { url?: string; expiresAt?: string })
  | { kind: "url"; url: string; expiresAt?: string }
  | { kind: "data-uri"; mimeType: string; value: string };

/** What `generate` and `resume` share: how long to wait, where to save. */
export interface FinishOptions {
  outputDir: string;
  save: boolean;
  /** File name stem instead of the model's. */
  stem?: string | undefined;
  pollIntervalMs?: number | undefined;
}

export interface TaskAtHand extends FinishOptions {
  session: Session;
  words: Words;
  taskId: string;
  /** When it was accepted or resumed, and the deadline: on performance.now's scale. */
  startedAt: number;
  deadline: number;
  /** Whether this program made the task; then a 404 is only early. */
  isOwn: boolean;
  lookFirst: boolean;
  /** What is being made, in a few words, for the waiting line. */
  label: string;
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
    answer = await waitAtTerminal(task);
    const isSandbox = task.session.isSandbox || answer.isSandbox;
    const outputs = task.save ? await saveOutputs(task, answer, isSandbox) : plainOutputs(answer);
    const data = answer.body as { data?: { model?: unknown } };
    const model = typeof data.data?.model === "string" ? data.data.model : undefined;
    return { model, status: getTaskStatus(answer.body) || "success", outputs, rawStatus: elideData(answer.body), isSandbox };
  } catch (error) {
    if (!(error instanceof HiapiError)) throw error;
    throw error.with({ taskId: task.taskId, ...(answer ? { rawStatus: elideData(answer.body) } : {}) });
  }
}

async function waitAtTerminal(task: TaskAtHand): Promise<Answer> {
  const { session, words, taskId, startedAt, deadline, isOwn, lookFirst } = task;
  const begun = performance.now();
  let status = "";
  const label = () => `${task.label} · ${Math.round((performance.now() - begun) / 1000)} s${status ? ` · ${status}` : ""} · ${taskId}`;
  const spinner = await words.waiting(label);
  try {
    return await waitForEnd({
      look: (timeoutMs) => lookAtTask(session.api, { taskId, timeoutMs, signal: session.signal }),
      schedule: fixedLooks(task.pollIntervalMs ?? defaultIntervalMs),
      startedAt,
      deadline,
      isOwn,
      lookFirst,
      signal: session.signal,
      onStatus: (word) => {
        status = word;
      },
      onUnknownStatus: (word) =>
        words.warn(`HiAPI says the task is "${word}", a status this program does not know: it is taken as still running`),
      onBlip: (error) => words.say(`${error.message}; looking again`),
    });
  } finally {
    spinner.stop();
  }
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

async function saveOutputs(task: TaskAtHand, answer: Answer, isSandbox: boolean): Promise<ResultOutput[]> {
  const images = imagesOf(answer);
  const data = answer.body as { data?: { model?: unknown } };
  const model = typeof data.data?.model === "string" ? data.data.model : "gpt-image-2";
  const named = task.stem ?? modelFileSlug(model);
  const taskId = extractTaskId(answer.body) || task.taskId;
  const stem = pictureStem({ stem: isSandbox ? `sandbox-${named}` : named, createdAt: createdAtOf(answer.body) ?? Date.now(), taskId });
  const saved: ResultOutput[] = [];
  for (const [position, image] of images.entries()) saved.push(await saveOne(task, image, { stem, index: position + 1 }));
  return saved;
}

/** Saves one image; a link that fails is asked for again once, fresh, after the time a CDN may lag behind. */
async function saveOne(task: TaskAtHand, image: ImageOutput, { stem, index }: { stem: string; index: number }): Promise<ResultOutput> {
  const dir = task.outputDir;
  if (image.kind === "data-uri") return saveImage({ dir, stem, index, bytes: dataUriBytes(image.value) });
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
  return (
    kind === "output" &&
    (facts.code === undefined || !/^E(?:NOSPC|DQUOT|FBIG|ACCES|PERM|ROFS|NOTDIR|EXIST|NAMETOOLONG|ISDIR|LOOP)$/.test(facts.code)) &&
    facts.hint === undefined
  );
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
): Promise<ResultOutput> {
  const { bytes, expected } = await openLink(image.value, { fetch: session.fetchLink, signal: session.signal });
  const file = await saveImage({ dir: outputDir, stem, index, bytes, expected });
  return { ...file, url: image.value, ...(image.expiresAt ? { expiresAt: image.expiresAt } : {}) };
}
