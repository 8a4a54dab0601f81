import type { Input } from "../args/index.ts";
import { readSettings } from "../config.ts";
import { oneLine, usageError } from "../errors.ts";
import type { Journal } from "../journal/index.ts";
import { openUserJournal, resultLifeMs } from "../journal/index.ts";
import { withSession } from "../pipeline/index.ts";
import { formatTable } from "../terminal/index.ts";
import type { Context } from "./command.ts";
import type { RemoteRow, TaskRow } from "./task-rows.ts";
import { listRemote, listTasks, showTask } from "./task-rows.ts";

/** `tasks`: the list, one request in full, HiAPI's list beside it, or `prune`. */
export async function run({ options, positionals: [word] }: Input<"tasks">, context: Context): Promise<number> {
  const { io, reporter } = context;
  if (word !== undefined && options.remote) {
    const message = `tasks --remote lists everything: leave out ${word}`;
    throw usageError([{ field: "remote", given: word, accepted: "tasks --remote, or tasks <id>", message }]);
  }
  const journal = await openUserJournal(io, reporter.warn, { isOnlyRead: word !== "prune" });
  if (word === "prune") {
    await reporter.document({ ok: true, ...(await prune(journal, context)) });
    return 0;
  }
  const at = { now: Date.now(), cwd: io.cwd };
  if (word !== undefined) {
    await reporter.document({ ok: true, task: await showTask(journal, word, at) });
    return 0;
  }
  const tasks = await listTasks(journal, at);
  const known = new Set(tasks.flatMap(({ taskId }) => taskId ?? []));
  const remote = options.remote ? await fetchRemote(known, options, context) : undefined;
  const columns = io.stdout.columns || 80;
  if (reporter.isTerminal && !options.json) await reporter.text(remote ? remoteTable(remote, columns) : tasksTable(tasks, columns));
  else await reporter.document({ ok: true, tasks, remote });
  return 0;
}

/** Deletes the history, and requests that were never known to be accepted and whose result HiAPI does not keep any more. */
async function prune(journal: Journal, { reporter }: Context) {
  const isExpired = (begunAt: number) => Date.now() - begunAt > resultLifeMs;
  const expired = (await journal.unfinished()).filter(({ state, begun }) => state === "unknown" && isExpired(begun.at));
  for (const entry of expired) await journal.archive(entry);
  const pruned = await journal.forgetHistory();
  const kept = (await journal.unfinished()).length;
  reporter.info(`deleted ${pruned} requests; ${kept} unfinished ones stay`);
  return { pruned, kept };
}

async function fetchRemote(known: ReadonlySet<string>, { debug }: Input<"tasks">["options"], { io, reporter }: Context) {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  return withSession({ io, settings, reporter, debug }, (session) => listRemote(session, known));
}

/** Rows of the journal for people: one line each, within the terminal's width. */
function tasksTable(rows: readonly TaskRow[], columns: number): string {
  if (rows.length === 0) return "no requests are known here";
  const table = rows.map((row) => [
    row.taskId ?? row.idempotencyKey,
    ageOf(row.ageSeconds),
    row.state,
    nextOf(row),
    row.model,
    oneLine(row.prompt, columns),
  ]);
  return formatTable([["id", "age", "state", "next", "model", "prompt"], ...table], columns);
}

/** HiAPI's list for people; what the journal does not know is marked. */
function remoteTable(rows: readonly RemoteRow[], columns: number): string {
  if (rows.length === 0) return "HiAPI lists no tasks for this key";
  const table = rows.map((row) => [row.isKnown ? " " : "?", row.taskId, row.begunAt?.slice(0, 16) ?? "", row.status, row.model]);
  return `${formatTable([["", "id", "begun", "status", "model"], ...table], columns)}\n? = the journal does not know it; resume <id> saves its image`;
}

/** The first word of what comes next, or the newest file. */
function nextOf({ next, files }: TaskRow): string {
  return files.length > 0 && next.startsWith("–") ? `${files.length} saved` : (next.split(/[:(]/, 1)[0]?.trim() ?? "");
}

function ageOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
