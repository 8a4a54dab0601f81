import { chmod, mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Env } from "./config.ts";

/** The folder in which the program remembers things: `HIAPI_STATE_DIR`, else by the platform's custom (design rule 4). */
export function stateFolder(env: Env, { platform, home = homedir() }: { platform: string; home?: string }): string {
  if (env.HIAPI_STATE_DIR?.trim()) return resolve(env.HIAPI_STATE_DIR.trim());
  if (platform === "win32") return join(env.LOCALAPPDATA?.trim() || join(home, "AppData", "Local"), "hiapi-img");
  return join(env.XDG_STATE_HOME?.trim() || join(home, ".local", "state"), "hiapi-img");
}

/** Makes the folder, for its owner only. Throws when it cannot be made; one that is not ours keeps its mode. */
export async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode } = await stat(folder);
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700).catch(() => undefined);
}
