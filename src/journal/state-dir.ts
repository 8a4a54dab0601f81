import { randomBytes } from "node:crypto";
import { chmod, mkdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Env } from "../config.ts";
import { HiapiError } from "../errors.ts";
import { fallbackFolder, stateFolder } from "./state-folder.ts";

/**
 * Makes the folder, for its owner only. Throws when it cannot be made or written.
 * Returns what a person should know of it: that others can read it and it is not ours to close.
 */
export async function makePrivate(folder: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode } = await stat(folder);
  if ((mode & 0o077) === 0) return undefined;
  const closed = await chmod(folder, 0o700).then(
    () => true,
    () => false,
  );
  return closed ? undefined : `${folder} can be read by others and is not ours to close`;
}

/**
 * The first folder of two that can be used: the state folder, else `.hiapi-img` in the caller's directory, kept out of git.
 * Throws `output` when neither can: nothing may be paid for that could not be written down (design rule 4).
 */
export async function openStateFolder({
  env,
  platform,
  cwd,
  warn,
}: {
  env: Env;
  platform: string;
  cwd: string;
  warn(line: string): void;
}): Promise<string> {
  const wanted = stateFolder(env, { platform });
  const fallback = fallbackFolder(cwd);
  try {
    const notice = await makePrivate(wanted);
    await probe(wanted);
    if (notice) warn(notice);
    return wanted;
  } catch (refused) {
    const reason = refused instanceof Error ? refused.message : String(refused);
    try {
      await makePrivate(fallback);
      await writeFile(join(fallback, ".gitignore"), "*\n", { mode: 0o600 });
      warn(`${wanted} cannot be written (${reason}): the journal is kept in ${fallback}`);
      return fallback;
    } catch (error) {
      throw new HiapiError("output", `no folder for the journal: ${reason}; ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
        hint: "nothing was sent: name a folder that can be written with HIAPI_STATE_DIR, then run the same command",
      });
    }
  }
}

/** A folder may exist and still take nothing: the only proof is to write. */
async function probe(folder: string): Promise<void> {
  const path = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
  await writeFile(path, "", { mode: 0o600 });
  await unlink(path);
}
