import type { UpdateCheck } from "../api/index.ts";
import { askUpdatePolicy, updateRequired } from "../api/index.ts";
import type { Fetch } from "../api/transport.ts";
import type { Env } from "../config.ts";
import { readSettings, skipsUpdateCheck } from "../config.ts";
import { HiapiError } from "../errors.ts";
import { transportFor } from "../pipeline/index.ts";

/** Asks for the update policy (contract section 8). Never throws: anything wrong is `skipped`. */
export async function checkSkillUpdate({
  currentVersion,
  skillId,
  manifestUrl,
  fetchImpl,
  timeoutMs,
  env = process.env,
}: UpdateOptions = {}): Promise<UpdateCheck> {
  if (skipsUpdateCheck(env))
    return { status: "skipped", message: "HIAPI_SKIP_UPDATE_CHECK is set", latestVersion: "", minimumVersion: "", updateCommand: "" };
  const settings = readSettings(env);
  const transport = fetchImpl ? undefined : await transportFor(settings);
  const question = { currentVersion, skillId, timeoutMs };
  const asked = Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined));
  const fetch = fetchImpl ?? transport?.fetch;
  if (!fetch) throw new HiapiError("unexpected", "no transport");
  return askUpdatePolicy({ ...asked, manifestUrl: manifestUrl ?? settings.manifestUrl, fetch }).finally(() => transport?.close());
}

/** The same, said: a warning on stderr when an update is available; throws when one is required. */
export async function warnOrRequireSkillUpdate({
  warn = (line: string) => void process.stderr.write(`${line}\n`),
  ...options
}: UpdateOptions & { warn?(line: string): void } = {}): Promise<UpdateCheck> {
  const check = await checkSkillUpdate(options);
  if (check.status === "required") throw Object.assign(updateRequired(check), check);
  if (check.status === "available") warn(check.message);
  return check;
}

export interface UpdateOptions {
  currentVersion?: string;
  skillId?: string;
  manifestUrl?: string;
  fetchImpl?: Fetch;
  timeoutMs?: number;
  env?: Env;
}
