import { readSettings } from "../config.ts";
import { usageError } from "../errors.ts";
import type { Presenter } from "../present.ts";
import type { Io } from "../session.ts";
import { openSession } from "../session.ts";
import { commandLine } from "../shell.ts";
import type { ResumeOptions } from "./resume.ts";
import { checkTaskId, resumeTask } from "./resume.ts";

/** `resume` from the command line; answers the exit code. */
export async function runResume(
  ids: readonly string[],
  options: Record<string, unknown> & ResumeOptions,
  { io, presenter }: { io: Io; presenter: Presenter },
): Promise<number> {
  const [id, ...more] = ids;
  const settings = readSettings(io.env);
  const missing = {
    field: "id",
    given: ids,
    accepted: "one task id",
    message: id === undefined ? "resume needs a task id" : "resume takes one task id at a time",
  };
  if (id === undefined || more.length > 0) throw usageError([missing, ...settings.problems]);
  checkTaskId(id);
  if (settings.problems.length > 0) throw usageError(settings.problems);
  for (const warning of settings.warnings) presenter.warn(warning);
  const debug = options.debug === true ? presenter.say : undefined;
  const session = await openSession({ settings, env: io.env, signal: io.signal, debug });
  try {
    const document = await resumeTask(id, options, {
      cwd: io.cwd,
      session,
      words: presenter,
      resumeLine: (known) => commandLine(io.door, ["resume", known], io.platform),
    });
    for (const output of document.outputs) if (output.kind === "file") presenter.say(`saved ${output.path}`);
    await presenter.document(document);
    return 0;
  } finally {
    await session.close();
  }
}
