import { readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { resultLifeMs } from "../journal/entry.ts";
import { forgetHistory } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import { openLedger } from "../journal/open.ts";
import { openSession } from "../pipeline/session.ts";
import type { Presenter } from "../terminal/reporter.ts";
import { listRemote, listTasks, showTask } from "./task-rows.ts";
import { remoteTable, tasksTable } from "./tasks-table.ts";

interface Run {
  io: Io;
  presenter: Presenter;
}

/** `tasks` from the command line: the list, one request in full, HiAPI's list beside it, or `prune`. Answers the exit code. */
export async function runTasks(words: readonly string[], options: Record<string, unknown>, { io, presenter }: Run): Promise<number> {
  const [word] = words;
  const isRemote = options.remote === true;
  if (word !== undefined && isRemote) {
    throw usageError([
      {
        field: "remote",
        given: word,
        accepted: "tasks --remote, or tasks <id>",
        message: `tasks --remote lists everything: leave out ${word}`,
      },
    ]);
  }
  const { journal } = await openLedger(io, presenter.warn);
  const times = { now: Date.now(), cwd: io.cwd };
  if (isRemote) return showRemote(journal, options, { io, presenter });
  if (word === "prune") {
    const lost = (await journal.unfinished()).filter((entry) => entry.state === "unknown" && times.now - entry.begun.at > resultLifeMs);
    for (const entry of lost) await journal.archive(entry);
    const pruned = await forgetHistory(journal.folder);
    const kept = (await journal.unfinished()).length;
    presenter.say(`forgot ${pruned} requests; ${kept} unfinished ones stay`);
    await presenter.document({ ok: true, pruned, kept });
    return 0;
  }
  if (word !== undefined) {
    await presenter.document({ ok: true, task: await showTask(journal, word, times) });
    return 0;
  }
  const tasks = await listTasks(journal, times);
  if (presenter.isTerminal && options.json !== true) await presenter.plain(tasksTable(tasks, io.stdout.columns || 80));
  else await presenter.document({ ok: true, tasks });
  return 0;
}

async function showRemote(journal: Journal, options: Record<string, unknown>, { io, presenter }: Run): Promise<number> {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  const session = await openSession({
    settings,
    env: io.env,
    signal: io.signal,
    debug: options.debug === true ? presenter.say : undefined,
  });
  try {
    const tasks = await listTasks(journal, { now: Date.now(), cwd: io.cwd });
    const known = new Set(tasks.flatMap(({ taskId }) => taskId ?? []));
    const remote = await listRemote(session, known);
    if (presenter.isTerminal && options.json !== true) await presenter.plain(remoteTable(remote, io.stdout.columns || 80));
    else await presenter.document({ ok: true, tasks, remote });
    return 0;
  } finally {
    await session.close();
  }
}
