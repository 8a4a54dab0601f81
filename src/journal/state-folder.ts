import { homedir } from "node:os";
import { join, resolve } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** The folder in which the program remembers things: `HIAPI_STATE_DIR`, else by the platform's custom (design rule 4). */
export function stateFolder(env: Env, { platform, home = homedir() }: { platform: string; home?: string }): string {
  if (env.HIAPI_STATE_DIR?.trim()) return resolve(env.HIAPI_STATE_DIR.trim());
  if (platform === "win32") return join(env.LOCALAPPDATA?.trim() || join(home, "AppData", "Local"), "hiapi-img");
  return join(env.XDG_STATE_HOME?.trim() || join(home, ".local", "state"), "hiapi-img");
}

/** Where they are remembered when that folder cannot be written: in the caller's directory (design rule 4). */
export function fallbackFolder(cwd: string): string {
  return join(cwd, ".hiapi-img");
}
