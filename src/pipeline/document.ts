import type { Answer } from "../api/index.ts";
import { elideData, getTaskStatus } from "../api/index.ts";
import type { SavedFile } from "../images/index.ts";
import { fieldsOf, textOf } from "../json.ts";
import { describePayload } from "../request/index.ts";
import type { Run, Task } from "./request.ts";

/** An image of a result: on disk, or as the answer gave it. */
export type ResultOutput =
  | (SavedFile & { url?: string; expiresAt?: string })
  | { kind: "url"; url: string; expiresAt?: string }
  | { kind: "data-uri"; mimeType: string; value: string };

/** The document of one image: what `generate` and `resume` print on success. */
export interface ImageDocument {
  ok: true;
  model?: string;
  taskId: string;
  status: string;
  idempotencyKey?: string;
  aspectRatio?: string;
  resolution?: string;
  outputs: ResultOutput[];
  elapsedMs: number;
  rawStatus?: unknown;
  resumed?: true;
  joined?: true;
  replayed?: true;
  sandbox?: true;
}

/** What is known of a task's end, from its last answer or from the journal. */
export interface TaskResult {
  status: string;
  outputs: ResultOutput[];
  isSandbox: boolean;
  /** The model that the answer names; a task of another machine is known by it alone. */
  model?: string | undefined;
  rawStatus?: unknown;
}

/** The result of a task as its last answer tells it. */
export function resultOf(answer: Answer, outputs: ResultOutput[]): TaskResult {
  return {
    status: getTaskStatus(answer.body) || "success",
    outputs,
    isSandbox: answer.isSandbox,
    model: textOf(fieldsOf(fieldsOf(answer.body).data), "model"),
    rawStatus: elideData(answer.body),
  };
}

/** Builds the document of a run. The time that a rate limiter held the create back does not count as elapsed. */
export function imageDocument(run: Run, { taskId, isSandbox, isReplay, heldMs }: Task, result: TaskResult): ImageDocument {
  const { model, ...described } = describePayload(run.payload);
  const name = model || result.model;
  return {
    ok: true,
    ...(name ? { model: name } : {}),
    taskId,
    ...(run.key === undefined ? {} : { idempotencyKey: run.key }),
    ...described,
    ...(isSandbox || result.isSandbox ? { sandbox: true } : {}),
    status: result.status,
    outputs: result.outputs,
    elapsedMs: Math.round(performance.now() - run.startedAt - heldMs),
    ...(result.rawStatus === undefined ? {} : { rawStatus: result.rawStatus }),
    ...(run.start === "joined" ? { joined: true } : {}),
    ...(isReplay ? { replayed: true } : {}),
    ...(run.start === "resumed" || run.start === "foreign" ? { resumed: true } : {}),
  };
}
