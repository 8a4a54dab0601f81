import { randomBytes } from "node:crypto";
import { chmod, mkdir, stat, unlink, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { HiapiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { expandHome } from "../io.ts";

/** What the place of the state folder depends on. */
export type Place = Pick<Io, "env" | "platform" | "cwd" | "home">;

/**
 * The folder in which the program remembers things: `HIAPI_STATE_DIR`, else where the platform keeps state (docs/design.md, rule 4).
 * Throws `usage` where that is below the home folder and none is known.
 */
export function stateFolder(io: Place): string {
  const { env, platform, cwd } = io;
  const named = env.HIAPI_STATE_DIR?.trim();
  if (named) return resolve(cwd, expandHome(named, io));
  const [base, inHome] = platform === "win32" ? [env.LOCALAPPDATA, "AppData/Local"] : [env.XDG_STATE_HOME, ".local/state"];
  // A base that is not absolute is void, as the XDG specification has it.
  return join(base && isAbsolute(base) ? base : join(io.home, inHome), "hiapi-img");
}

/** The folder that is used when the state folder cannot be written: one in the caller's directory. */
export function fallbackFolder(cwd: string): string {
  return join(cwd, ".hiapi-img");
}

/**
 * Makes a folder for its owner only. Throws when it cannot be made.
 * Returns a warning when others can read it and its mode cannot be changed.
 */
export async function makePrivate(folder: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode } = await stat(folder);
  if ((mode & 0o077) === 0) return undefined;
  const refused = await chmod(folder, 0o700).catch(() => `${folder} can be read by others and is not ours to close`);
  return refused ?? undefined;
}

/** Makes the state folder, or the fallback, which git is told to ignore. Throws `output` when neither can be written. */
export async function openStateFolder(io: Place, warn: (line: string) => void): Promise<string> {
  const wanted = stateFolder(io);
  try {
    const notice = await makePrivate(wanted);
    await probe(wanted);
    if (notice) warn(notice);
    return wanted;
  } catch (error) {
    const reason = messageOf(error);
    const fallback = await openFallback(io.cwd, reason);
    warn(`${wanted} cannot be written (${reason}): the journal is kept in ${fallback}`);
    return fallback;
  }
}

async function openFallback(cwd: string, reason: string): Promise<string> {
  const folder = fallbackFolder(cwd);
  try {
    await makePrivate(folder);
    await writeFile(join(folder, ".gitignore"), "*\n", { mode: 0o600 });
    return folder;
  } catch (error) {
    throw new HiapiError("output", `no folder for the journal: ${reason}; ${messageOf(error)}`, {
      cause: error,
      hint: "nothing was sent: name a folder that can be written with HIAPI_STATE_DIR, then run the same command",
    });
  }
}

/** Writing is the only proof that a folder can be written. */
async function probe(folder: string): Promise<void> {
  const path = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
  await writeFile(path, "", { mode: 0o600 });
  await unlink(path);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
