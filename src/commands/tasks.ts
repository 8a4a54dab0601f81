import type { Input } from "../args/index.ts";
import { readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Journal } from "../journal/index.ts";
import { forgetHistory, openUserJournal, resultLifeMs } from "../journal/index.ts";
import { withSession } from "../pipeline/index.ts";
import type { Context } from "./command.ts";
import { listRemote, listTasks, showTask } from "./task-rows.ts";
import { remoteTable, tasksTable } from "./tasks-table.ts";

/** `tasks`: the list, one request in full, HiAPI's list beside it, or `prune`. */
export async function run({ options, positionals: [word] }: Input<"tasks">, context: Context): Promise<number> {
  const { io, reporter } = context;
  if (word !== undefined && options.remote) throw usageError([remoteProblem(word)]);
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
  else await reporter.document({ ok: true, tasks, ...(remote ? { remote } : {}) });
  return 0;
}

function remoteProblem(given: string) {
  const message = `tasks --remote lists everything: leave out ${given}`;
  return { field: "remote", given, accepted: "tasks --remote, or tasks <id>", message };
}

/** Deletes the history, and requests that were never known to be accepted and whose result HiAPI does not keep any more. */
async function prune(journal: Journal, { reporter }: Context) {
  const isExpired = (begunAt: number) => Date.now() - begunAt > resultLifeMs;
  const expired = (await journal.unfinished()).filter(({ state, begun }) => state === "unknown" && isExpired(begun.at));
  for (const entry of expired) await journal.archive(entry);
  const pruned = await forgetHistory(journal.folder);
  const kept = (await journal.unfinished()).length;
  reporter.info(`deleted ${pruned} requests; ${kept} unfinished ones stay`);
  return { pruned, kept };
}

async function fetchRemote(known: ReadonlySet<string>, { debug }: Input<"tasks">["options"], { io, reporter }: Context) {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  return withSession({ io, settings, debug: debug ? reporter.info : undefined }, (session) => listRemote(session, known));
}
