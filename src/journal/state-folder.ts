import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { unlink, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { HiapiError, messageOf } from "../errors.ts";
import { makeFolder } from "../fs/index.ts";
import type { Io } from "../io.ts";
import { expandHome } from "../io.ts";
import { fallbackFolder, isOurFallback, makeFallback } from "./fallback-folder.ts";
import { isOwnFolder, unusable } from "./own-folder.ts";

/** What the place of the state folder depends on, and whose it must be. */
export type Place = Pick<Io, "env" | "platform" | "cwd" | "home" | "uid">;

/** The folders of a user's journal. */
interface Folders {
  /** The one that is written to. */
  folder: string;
  /** The fallback of the caller's directory, where it is read beside the state folder. */
  earlier: string | undefined;
  /** Why `folder` cannot be written now. */
  unwritable: HiapiError | undefined;
}

/**
 * The folder in which the program remembers things: `HIAPI_STATE_DIR`, else where the platform keeps state (docs/design.md, rule 4).
 * Throws `usage` where that is below the home folder and none is known.
 */
export function stateFolder(io: Omit<Place, "uid">): string {
  const { env, platform, cwd } = io;
  const named = env.HIAPI_STATE_DIR?.trim();
  if (named) return resolve(cwd, expandHome(named, io));
  const [base, inHome] = platform === "win32" ? [env.LOCALAPPDATA, "AppData/Local"] : [env.XDG_STATE_HOME, ".local/state"];
  // A base that is not absolute is void, as the XDG specification has it.
  return join(base && isAbsolute(base) ? base : join(io.home, inHome), "hiapi-img");
}

/**
 * Finds the state folder, or makes it. Only where there is none and none can be made, the fallback takes its place: a state folder that is
 * there and cannot be written now knows what was paid for. Throws `output` where one is not ours, or none can be made at all.
 */
export async function openFolders(io: Place, warn: (line: string) => void): Promise<Folders> {
  const fallback = fallbackFolder(io.cwd);
  const { usual, failure } = await findUsual(io, { isMade: true });
  if (usual !== undefined) {
    const earlier = await findFallback(io, usual);
    if (earlier === undefined && usual !== fallback && existsSync(fallback))
      warn(`${fallback} was not made by this program here: it is not read`);
    return { folder: usual, earlier, unwritable: await probe(usual) };
  }
  const refusal = await makeFallback(fallback, io.uid);
  if (refusal !== undefined) throw unusable(`no folder for the journal: ${failure}; ${refusal}`);
  warn(`there is no state folder and none can be made (${failure}): the journal is kept in ${fallback}`);
  return { folder: fallback, earlier: undefined, unwritable: await probe(fallback) };
}

/** The folders of the journal that are there, for what only reads them. Throws `output` where the state folder is not ours. */
export async function findFolders(io: Place): Promise<string[]> {
  const { usual } = await findUsual(io, { isMade: false });
  return [usual, await findFallback(io, usual)].flatMap((folder) => folder ?? []);
}

/** The fallback, where there is one of ours. */
async function findFallback({ cwd, uid }: Place, usual: string | undefined): Promise<string | undefined> {
  const fallback = fallbackFolder(cwd);
  return usual !== fallback && (await isOurFallback(fallback, uid)) ? fallback : undefined;
}

/** The state folder; or why there is none, which is never that it cannot be written or read now. */
async function findUsual(io: Place, { isMade }: { isMade: boolean }): Promise<{ usual?: string; failure?: string }> {
  try {
    const usual = stateFolder(io);
    if (await isOwnFolder(usual, io.uid)) return { usual };
    if (!isMade) return {};
    await makeFolder(usual, 0o700);
    return { usual };
  } catch (error) {
    if (error instanceof HiapiError && error.kind === "output") throw error;
    return { failure: messageOf(error) };
  }
}

/** Why a folder cannot be written now; undefined when it can. Writing is the only proof. */
async function probe(folder: string): Promise<HiapiError | undefined> {
  const path = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(path, "\n", { mode: 0o600 }).finally(() => unlink(path).catch(() => undefined));
    return undefined;
  } catch (error) {
    return unusable(`the state folder ${folder} cannot be written now (${messageOf(error)})`, error);
  }
}
