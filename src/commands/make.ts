import type { Settings } from "../config.ts";
import type { Presenter } from "../present.ts";
import type { Io } from "../session.ts";
import { openSandboxSession, openSession } from "../session.ts";
import { commandLine } from "../shell.ts";
import { generateImageDocument } from "./generate.ts";
import { openLedger, openSandboxLedger } from "./ledger.ts";
import { allowCreate } from "./policy.ts";
import type { GenerateOptions, Prepared } from "./prepare.ts";

interface Making {
  io: Io;
  presenter: Presenter;
  settings: Settings;
  debug: ((line: string) => void) | undefined;
}

/** Makes the image of a prepared request and prints its document; answers the exit code. All that a preview does not need is loaded with this. */
export async function make(options: GenerateOptions, prepared: Prepared, { io, presenter, settings, debug }: Making): Promise<number> {
  const isSandbox = options.sandbox === true;
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
      const context = { cwd: io.cwd, session, words: presenter, journal: ledger.journal, allowed, resumeLine };
      const { document, settle } = await generateImageDocument(options, prepared, context);
      for (const output of document.outputs) if (output.kind === "file") presenter.say(`saved ${output.path}`);
      if (await presenter.document(document)) await settle();
      if (options.preview) await (await import("./show-pictures.ts")).showPictures(document.outputs, { io, presenter });
      return 0;
    } finally {
      await ledger.close();
    }
  } finally {
    await session.close();
  }
}
