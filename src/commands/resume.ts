import { resolve } from "node:path";
import { HiapiError, usageError } from "../errors.ts";
import { describePayload } from "../request.ts";
import type { Session, Words } from "../session.ts";
import { finishTask } from "./finish.ts";
import type { ImageDocument } from "./generate.ts";
import { defaultTimeoutMs } from "./generate.ts";

export interface ResumeOptions {
  outputDir?: string;
  name?: string;
  save?: boolean;
  timeoutMs?: number;
  pollIntervalMs?: number;
}

/** What can be a task id: visible ASCII without the characters that only mistakes put there. Throws `usage`. */
export function checkTaskId(id: string): string {
  const trimmed = id.trim();
  if (/^[A-Za-z0-9][\w.:@-]{2,199}$/.test(trimmed)) return trimmed;
  throw usageError([
    {
      field: "id",
      given: id,
      accepted: "a task id such as tk-hiapi-…",
      message: `"${id.slice(0, 80)}" is no task id: give one such as tk-hiapi-…`,
    },
  ]);
}

/** Waits for a task that was made before and saves its images. Never creates anything. */
export async function resumeTask(
  id: string,
  options: ResumeOptions,
  { cwd, session, words, resumeLine }: { cwd: string; session: Session; words: Words; resumeLine(id: string): string | undefined },
): Promise<ImageDocument> {
  const begun = performance.now();
  const taskId = checkTaskId(id);
  try {
    const finished = await finishTask({
      session,
      words,
      taskId,
      startedAt: begun,
      deadline: begun + (options.timeoutMs ?? defaultTimeoutMs),
      isOwn: false,
      lookFirst: true,
      outputDir: resolve(cwd, options.outputDir ?? "outputs"),
      save: options.save ?? true,
      stem: options.name,
      pollIntervalMs: options.pollIntervalMs,
      label: "resuming",
    });
    const { model } = finished;
    return {
      ok: true,
      ...(model === undefined ? {} : describePayload({ model, input: {} })),
      taskId,
      status: finished.status,
      outputs: finished.outputs,
      elapsedMs: Math.round(performance.now() - begun),
      rawStatus: finished.rawStatus,
      resumed: true,
      ...(finished.isSandbox ? { sandbox: true } : {}),
    };
  } catch (error) {
    if (!(error instanceof HiapiError) || error.kind === "usage" || error.kind === "task_failed") throw error;
    const resume = resumeLine(taskId);
    throw error.with({ taskId, ...(resume === undefined ? {} : { resume }) });
  }
}
