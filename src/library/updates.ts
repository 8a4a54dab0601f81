import type { UpdateCheck } from "../api/index.ts";
import { askUpdatePolicy, updateRequired } from "../api/index.ts";
import type { Fetch } from "../api/transport.ts";
import type { Env } from "../config.ts";
import { readSettings, skipsUpdateCheck } from "../config.ts";
import { openTransport } from "./client.ts";

export interface UpdateOptions {
  currentVersion?: string;
  skillId?: string;
  manifestUrl?: string;
  fetchImpl?: Fetch;
  timeoutMs?: number;
  env?: Env;
}

/** Asks for the update policy within `timeoutMs` (1,200). Does not throw for a policy that cannot be read: its status is `skipped`. */
export async function checkSkillUpdate(options: UpdateOptions = {}): Promise<UpdateCheck> {
  const { env = process.env, fetchImpl, manifestUrl, ...question } = options;
  if (skipsUpdateCheck(env))
    return { status: "skipped", message: "HIAPI_SKIP_UPDATE_CHECK is set", latestVersion: "", minimumVersion: "", updateCommand: "" };
  const settings = readSettings(env);
  const { fetch, close } = await openTransport(fetchImpl, settings);
  return askUpdatePolicy({ ...question, manifestUrl: manifestUrl ?? settings.manifestUrl, fetch }).finally(close);
}

/** Like `checkSkillUpdate`, but warns (on stderr unless `warn` is given) when an update is available, and throws when one is required. */
export async function warnOrRequireSkillUpdate({
  warn = (line: string) => void process.stderr.write(`${line}\n`),
  ...options
}: UpdateOptions & { warn?(line: string): void } = {}): Promise<UpdateCheck> {
  const check = await checkSkillUpdate(options);
  if (check.status === "required") throw Object.assign(updateRequired(check), check);
  if (check.status === "available") warn(check.message);
  return check;
}
