import { commandLine } from "../args/index.ts";
import type { Io } from "../io.ts";
import { openSandboxJournal, openUserJournal, recentBytes } from "../journal/index.ts";
import { createDurationHistory } from "../task/index.ts";
import type { Reporter } from "../terminal/index.ts";
import { allowCreate } from "./create-policy.ts";
import type { RunContext } from "./run-scope.ts";
import { createRunScope } from "./run-scope.ts";
import type { SessionOptions } from "./session.ts";
import { withSession } from "./session.ts";

/** What a command runs requests with. */
export interface Invocation extends SessionOptions {
  io: Io;
  reporter: Reporter;
}

/** The context of a command, whose journal is always there. */
export type CommandContext = RunContext & { journal: NonNullable<RunContext["journal"]> };

/**
 * Opens session and journal, works with them, and closes them whatever comes of the work.
 * @param mayCreate whether the work creates tasks: then the update policy is asked for beside it
 * @param timeoutMs how long the command may take
 */
export async function withContext<Result>(
  invocation: Invocation,
  work: (context: CommandContext) => Promise<Result>,
  { mayCreate = true, timeoutMs }: { mayCreate?: boolean; timeoutMs?: number | undefined } = {},
): Promise<Result> {
  const { io, reporter, settings, isSandbox } = invocation;
  return withSession(invocation, async (session) => {
    const opening = { isOnlyRead: !mayCreate, timeoutMs };
    const journal = isSandbox ? await openSandboxJournal() : await openUserJournal(io, reporter.warn, opening);
    if (mayCreate && !isSandbox) session.permission = allowCreate(settings, journal.folder, io, reporter);
    // Awaited right before the first byte is sent; until then a refusal must not be an unhandled rejection.
    session.permission.catch(() => undefined);
    try {
      if (isSandbox) reporter.info("sandbox: a local HiAPI, nothing is billed, the picture is marked");
      return await work({
        session,
        log: reporter,
        journal,
        durations: createDurationHistory(() => journal.history(recentBytes)),
        scope: createRunScope(),
        // A key may begin like an option.
        resumeLine: (id) =>
          isSandbox ? undefined : commandLine(io.invocation, ["resume", ...(id.startsWith("-") ? ["--"] : []), id], io.platform),
      });
    } finally {
      await journal.close();
    }
  });
}
