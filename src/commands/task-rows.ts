import { failureError, get, readFailure } from "../api/index.ts";
import { HiapiError, oneLine, usageError } from "../errors.ts";
import type { Entry, Journal } from "../journal/index.ts";
import { isKeyExpired } from "../journal/index.ts";
import type { Fields } from "../json.ts";
import { fieldsOf, textOf } from "../json.ts";
import type { Session } from "../pipeline/index.ts";
import { isTaskId, suggest } from "../request/index.ts";

/** One request as `tasks` shows it. */
export interface TaskRow {
  idempotencyKey: string;
  taskId: string | null;
  /** ISO 8601, UTC. */
  begunAt: string;
  ageSeconds: number;
  state: string;
  model: string;
  prompt: string;
  files: string[];
  outputDir: string;
  origin: string;
  /** What to do with it next, in words. */
  next: string;
}

const unfinishedNext: Record<string, string> = {
  unknown: "resume: asks again under the same key",
  running: "resume: waits and saves",
  ready: "resume: saves",
  saved: "resume: prints",
};

/** What the journal knows, newest first: the unfinished requests and the settled ones. */
export async function listTasks(journal: Journal, { now, cwd }: { now: number; cwd: string }): Promise<TaskRow[]> {
  const rows = (await journal.unfinished()).map((entry) => unfinishedRow(entry, { now, cwd }));
  const known = new Set(rows.map(({ idempotencyKey }) => idempotencyKey));
  for await (const line of journal.history()) if (!known.has(String(line.key))) rows.push(settledRow(line, now));
  return rows.sort((a, b) => b.begunAt.localeCompare(a.begunAt));
}

function unfinishedRow(entry: Entry, { now, cwd }: { now: number; cwd: string }): TaskRow {
  const { key, at, request, outputDir, origin } = entry.begun;
  const isExpired = entry.state === "unknown" && isKeyExpired(entry, now);
  const where = entry.begun.cwd === cwd ? "" : " (begun elsewhere: name it, or --all)";
  return {
    ...described(request),
    idempotencyKey: key,
    taskId: entry.taskId ?? null,
    ...timesOf(at, now),
    state: isExpired ? "expired" : entry.state,
    files: entry.files.map(({ path }) => path),
    outputDir,
    origin,
    next: isExpired ? "tasks --remote shows whether it exists; --new makes another" : `${unfinishedNext[entry.state] ?? "resume"}${where}`,
  };
}

function settledRow(line: Fields, now: number): TaskRow {
  const files = Array.isArray(line.files) ? line.files.flatMap((file) => textOf(fieldsOf(file), "path") ?? []) : [];
  const ended = fieldsOf(line.ended);
  return {
    ...described(line.request),
    idempotencyKey: String(line.key),
    taskId: isTaskId(line.taskId) ? line.taskId : null,
    ...timesOf(typeof line.at === "number" ? line.at : 0, now),
    state: line.state === "ended" ? (textOf(ended, "kind") ?? "ended") : "done",
    files,
    outputDir: textOf(line, "outputDir") ?? "",
    origin: textOf(line, "origin") ?? "",
    next: textOf(ended, "message") ? `– (${oneLine(textOf(ended, "message") ?? "", 120)})` : "–",
  };
}

function described(request: unknown): { model: string; prompt: string } {
  const payload = fieldsOf(request);
  const route = textOf(payload, "route");
  return {
    model: `${textOf(payload, "model") ?? "?"}${route ? `@${route}` : ""}`,
    prompt: textOf(fieldsOf(payload.input), "prompt") ?? "",
  };
}

function timesOf(at: number, now: number): { begunAt: string; ageSeconds: number } {
  const isTime = at > 0 && at < 8.64e15;
  return { begunAt: new Date(isTime ? at : 0).toISOString(), ageSeconds: Math.max(0, Math.round((now - at) / 1000)) };
}

/** One request in full, by its task id or key: its row, and everything that is written of it. Throws `usage` when there is none. */
export async function showTask(journal: Journal, id: string, times: { now: number; cwd: string }): Promise<TaskRow & { record: unknown }> {
  const entry = (await journal.unfinished()).find(({ begun, taskId }) => begun.key === id || taskId === id);
  if (entry) return { ...unfinishedRow(entry, times), record: entry };
  for await (const line of journal.history()) {
    if (line.key === id || line.taskId === id) return { ...settledRow(line, times.now), record: line };
  }
  const near = suggest(id, ["prune"]);
  const message = `the journal knows no request "${oneLine(id, 80)}"${near ? `; did you mean ${near}?` : ""}`;
  throw usageError(
    [{ field: "id", given: id, accepted: "a task id or key of: hiapi-img tasks", message }],
    "hiapi-img tasks lists what this machine knows; tasks --remote asks HiAPI",
  );
}

/** A task of HiAPI's own list beside what the journal knows of it. */
export interface RemoteRow {
  taskId: string;
  status: string;
  model: string;
  begunAt: string | null;
  isKnown: boolean;
}

/** The newest hundred tasks of HiAPI's list; `isKnown` says whether the journal has them. */
export async function listRemote({ api, signal }: Session, known: ReadonlySet<string>): Promise<RemoteRow[]> {
  const answer = await get(api, "/v1/tasks?page=1&size=100", { signal });
  const failure = readFailure(answer.status, answer.body);
  if (failure) throw failureError(failure, "list", answer.address);
  const tasks = fieldsOf(fieldsOf(answer.body).data).tasks;
  if (!Array.isArray(tasks))
    throw new HiapiError("unexpected", `list at ${answer.address}: HTTP ${answer.status} with an answer that cannot be read`, {
      status: answer.status,
    });
  return tasks.map(fieldsOf).map((task) => {
    const taskId = textOf(task, "taskId", "id", "task_id");
    const created = typeof task.created === "number" ? task.created * 1000 : 0;
    return {
      taskId: isTaskId(taskId) ? taskId : "",
      status: oneLine(textOf(task, "status") ?? "", 40),
      model: oneLine(textOf(task, "model") ?? "", 80),
      begunAt: created > 0 && created < 8.64e15 ? new Date(created).toISOString() : null,
      isKnown: known.has(taskId ?? ""),
    };
  });
}
