import { basename, extname } from "node:path";
import type { Answer, ImageOutput } from "../api/index.ts";
import { createdAtOf, elideData, extractTaskId, getTaskStatus, pollTask, readImageOutputs, readOtherMedia } from "../api/index.ts";
import { guidance, HiapiError, oneLine } from "../errors.ts";
import { remove } from "../fs/index.ts";
import type { Saved } from "../images/index.ts";
import { dataUriBytes, downloadLink, isFileName, modelFileSlug, picturePrefix, saveImage } from "../images/index.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { Patience } from "../sleep.ts";
import { inTime, sleep } from "../sleep.ts";
import type { ResultOutput } from "./document.ts";
import { recordEvent } from "./record.ts";
import type { Run, Task } from "./request.ts";
import type { RunContext } from "./run-scope.ts";
import type { Ended } from "./wait.ts";

type Link = Extract<ImageOutput, { kind: "url" }>;

/** How long an output link may lag behind its task's success (docs/api-contract.md, section 3). */
const linkLagMs = 2000;
const freshLinkTimeoutMs = 30_000;

/**
 * Saves the images of a task that succeeded, each step in the journal before it counts; with `--no-save` only reads them.
 * Throws `output`; the last answer is among the facts.
 */
export async function saveImages(run: Run, task: Task, ended: Ended, context: RunContext): Promise<ResultOutput[]> {
  try {
    const images = imagesOf(ended.answer);
    if (!run.target.save) return images.map((image) => (image.kind === "data-uri" ? image : { kind: "url", ...originOf(image) }));
    return await context.scope.queueSave(() => saveAll(images, { run, task, ended, context }));
  } catch (error) {
    throw error instanceof HiapiError ? error.with({ rawStatus: elideData(ended.answer.body) }) : error;
  }
}

function imagesOf({ body }: Answer): ImageOutput[] {
  const images = readImageOutputs(body);
  if (images.length > 0) return images;
  const media = readOtherMedia(body).flatMap((output) => (output.kind === "url" ? `${oneLine(output.value, 2000)}${untilOf(output)}` : []));
  const others = media.length > 0 ? `, but video or audio, which is not saved: ${media.join(", ")}` : "";
  throw new HiapiError("output", `the task succeeded, but its answer holds no image${others}`, { hint: guidance.noImage, fault: "server" });
}

function untilOf({ expiresAt }: { expiresAt?: string }): string {
  return expiresAt === undefined ? "" : ` (until ${expiresAt})`;
}

interface Saving {
  run: Run;
  task: Task;
  ended: Ended;
  context: RunContext;
}

async function saveAll(images: readonly ImageOutput[], saving: Saving): Promise<ResultOutput[]> {
  const { run, ended, context } = saving;
  const { outputDir } = run.target;
  const stem = stemOf(saving);
  await recordEvent(run, context, {
    type: "ready",
    at: Date.now(),
    dir: outputDir,
    stem,
    count: images.length,
    status: getTaskStatus(ended.answer.body) || "success",
    isSandbox: isSandbox(saving),
    ...(ended.durationMs === undefined ? {} : { durationMs: ended.durationMs }),
    rawStatus: elideData(ended.answer.body),
  });
  const patience = { signal: context.session.signal, deadline: run.deadline + saving.task.heldMs };
  await inTime(context.scope.sweep(outputDir), patience);
  const outputs: ResultOutput[] = [];
  for (const [position, image] of images.entries()) {
    const index = position + 1;
    const name = isFileName(stem) ? { name: stem, number: index } : { name: `${stem}-${index}` };
    const { file, sha256, origin } = await saveOne(image, { dir: outputDir, index, patience, ...name }, saving);
    if (isFileName(stem) && extname(file.path) !== extname(stem))
      context.log.warn(`the image is ${file.mimeType}, so its file is ${basename(file.path)}`);
    const { kind: _, ...facts } = file;
    await recordEvent(run, context, { type: "saved", at: Date.now(), file: { index, sha256, ...facts, ...origin } });
    outputs.push({ ...file, ...origin });
  }
  return outputs;
}

function isSandbox({ task, ended }: Saving): boolean {
  return task.isSandbox || ended.answer.isSandbox;
}

/** The file name that the user gave; else prefix, the task's creation time and the end of its id (docs/design.md, rule 7). */
function stemOf(saving: Saving): string {
  const { run, task, ended } = saving;
  const { body } = ended.answer;
  if (run.target.prefix !== undefined && isFileName(run.target.prefix)) return run.target.prefix;
  const prefix = run.target.prefix ?? modelFileSlug(textOf(fieldsOf(fieldsOf(body).data), "model") ?? "gpt-image-2");
  return picturePrefix({
    prefix: isSandbox(saving) ? `sandbox-${prefix}` : prefix,
    createdAt: createdAtOf(body) ?? Date.now(),
    taskId: extractTaskId(body) || task.taskId,
  });
}

interface File {
  dir: string;
  name: string;
  number?: number;
  index: number;
  patience: Patience;
}

/** Where a saved image came from: its link, for as long as that lives. */
type SavedFrom = Saved & { origin: { url?: string; expiresAt?: string } };

/** Saves one image. A link that fails is tried once more, fresh from HiAPI, after the time that a CDN may lag behind. */
async function saveOne(image: ImageOutput, file: File, { task, context }: Saving): Promise<SavedFrom> {
  if (image.kind === "data-uri") return { ...(await saveImage({ ...file, bytes: dataUriBytes(image.value) })), origin: {} };
  try {
    return await saveLink(image, file, context);
  } catch (error) {
    // A full disk or a forbidden address fails again, whatever the link.
    if (!(error instanceof HiapiError) || error.facts.fault !== "server") throw error;
    context.log.info(`${error.message}; asking for a fresh link`);
    await sleep(linkLagMs, context.session.signal);
    const saved = await saveLink((await freshLink(task, file.index, context)) ?? image, file, context);
    if (error.facts.rejected) await remove(error.facts.rejected).catch(() => undefined);
    return saved;
  }
}

async function saveLink(link: Link, file: File, { session }: RunContext): Promise<SavedFrom> {
  const bytes = downloadLink(link.value, { fetch: session.fetchLink, signal: session.signal });
  return { ...(await saveImage({ ...file, bytes })), origin: originOf(link) };
}

function originOf({ value, expiresAt }: Link): { url: string; expiresAt?: string } {
  return { url: value, ...(expiresAt ? { expiresAt } : {}) };
}

async function freshLink({ taskId }: Task, index: number, { session }: RunContext): Promise<Link | undefined> {
  const outcome = await pollTask(session.api, { taskId, timeoutMs: freshLinkTimeoutMs, signal: session.signal });
  const image = outcome.type === "task" ? readImageOutputs(outcome.answer.body)[index - 1] : undefined;
  return image?.kind === "url" ? image : undefined;
}
