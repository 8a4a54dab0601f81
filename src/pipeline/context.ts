import { commandLine } from "../args/command-line.ts";
import type { Settings } from "../config.ts";
import type { Io } from "../io.ts";
import { readHistory, recentBytes } from "../journal/history.ts";
import { openLedger, openSandboxLedger } from "../journal/open.ts";
import { createPace } from "../task/duration-history.ts";
import type { Presenter } from "../terminal/reporter.ts";
import { allowCreate } from "./create-policy.ts";
import { openSandboxSession, openSession } from "./session.ts";
import type { GenerateContext } from "./submit.ts";

/** What images are made with, and where what happens is said. */
export interface Making {
  io: Io;
  presenter: Presenter;
  settings: Settings;
  isSandbox: boolean;
  debug: ((line: string) => void) | undefined;
}

/** Opens all that making images takes, works in it, and closes it whatever comes of the work. */
export async function inWorkshop<Result>(
  { io, presenter, settings, isSandbox, debug }: Making,
  work: (context: GenerateContext) => Promise<Result>,
): Promise<Result> {
  const session = isSandbox
    ? await openSandboxSession({ signal: io.signal, debug })
    : await openSession({ settings, env: io.env, signal: io.signal, debug });
  try {
    const ledger = isSandbox ? await openSandboxLedger() : await openLedger(io, presenter.warn);
    const allowed = isSandbox ? Promise.resolve() : allowCreate({ settings, io, warn: presenter.warn });
    // It is awaited right before the first byte; until then a refusal is nobody's unhandled rejection.
    allowed.catch(() => undefined);
    const resumeLine = (id: string) => (isSandbox ? undefined : commandLine(io.door, ["resume", id], io.platform));
    try {
      if (isSandbox) presenter.say("sandbox: a local HiAPI, nothing is billed, the picture is marked");
      const pace = createPace(() => readHistory(ledger.journal.folder, recentBytes));
      return await work({ cwd: io.cwd, session, words: presenter, journal: ledger.journal, pace, allowed, resumeLine });
    } finally {
      await ledger.close();
    }
  } finally {
    await session.close();
  }
}
