import { readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Journal } from "../journal/index.ts";
import { forgetHistory, openUserJournal, resultLifeMs } from "../journal/index.ts";
import { openSession } from "../pipeline/index.ts";
import type { Reporter } from "../terminal/index.ts";
import { listRemote, listTasks, showTask } from "./task-rows.ts";
import { remoteTable, tasksTable } from "./tasks-table.ts";

interface Run {
  io: Io;
  reporter: Reporter;
}

/** `tasks` from the command line: the list, one request in full, HiAPI's list beside it, or `prune`. Answers the exit code. */
export async function runTasks(words: readonly string[], options: Record<string, unknown>, { io, reporter }: Run): Promise<number> {
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
  const journal = await openUserJournal(io, reporter.warn);
  const times = { now: Date.now(), cwd: io.cwd };
  if (isRemote) return showRemote(journal, options, { io, reporter });
  if (word === "prune") {
    const lost = (await journal.unfinished()).filter((entry) => entry.state === "unknown" && times.now - entry.begun.at > resultLifeMs);
    for (const entry of lost) await journal.archive(entry);
    const pruned = await forgetHistory(journal.folder);
    const kept = (await journal.unfinished()).length;
    reporter.info(`forgot ${pruned} requests; ${kept} unfinished ones stay`);
    await reporter.document({ ok: true, pruned, kept });
    return 0;
  }
  if (word !== undefined) {
    await reporter.document({ ok: true, task: await showTask(journal, word, times) });
    return 0;
  }
  const tasks = await listTasks(journal, times);
  if (reporter.isTerminal && options.json !== true) await reporter.text(tasksTable(tasks, io.stdout.columns || 80));
  else await reporter.document({ ok: true, tasks });
  return 0;
}

async function showRemote(journal: Journal, options: Record<string, unknown>, { io, reporter }: Run): Promise<number> {
  const settings = readSettings(io.env);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  const session = await openSession({
    settings,
    env: io.env,
    signal: io.signal,
    debug: options.debug === true ? reporter.info : undefined,
  });
  try {
    const tasks = await listTasks(journal, { now: Date.now(), cwd: io.cwd });
    const known = new Set(tasks.flatMap(({ taskId }) => taskId ?? []));
    const remote = await listRemote(session, known);
    if (reporter.isTerminal && options.json !== true) await reporter.text(remoteTable(remote, io.stdout.columns || 80));
    else await reporter.document({ ok: true, tasks, remote });
    return 0;
  } finally {
    await session.close();
  }
}
