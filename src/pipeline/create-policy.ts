import { join } from "node:path";
import type { UpdateCheck } from "../api/index.ts";
import { askUpdatePolicy, contractVersion, updateRequired } from "../api/index.ts";
import type { Settings } from "../config.ts";
import { readRegular, replaceFile } from "../fs/index.ts";
import type { Io } from "../io.ts";
import type { Log } from "./session.ts";
import { transportFor } from "./session.ts";

const hour = 3_600_000;

interface Cached {
  manifestUrl: string;
  contractVersion: string;
  at: number;
  check: UpdateCheck;
}

/**
 * Decides whether a create is allowed (docs/design.md, rule 11): the answer is kept for 24 h, a failure for 1 h.
 * Rejects with `update_required` below the minimum version; warns once below the latest.
 */
export async function allowCreate(
  settings: Settings,
  folder: string,
  { signal }: Pick<Io, "signal">,
  { warn }: Pick<Log, "warn">,
): Promise<void> {
  if (settings.skipUpdateCheck) return;
  const file = join(folder, "update-policy.json");
  const cached = readCached(file, settings.manifestUrl);
  const check = cached ?? (await ask(settings, signal));
  if (!cached) await keep(file, { manifestUrl: settings.manifestUrl, contractVersion, at: Date.now(), check });
  if (check.status === "required") {
    warn(check.message);
    throw updateRequired(check);
  }
  if (check.status === "available") warn(`${check.message} (it can be run later)`);
}

async function ask(settings: Settings, signal: AbortSignal): Promise<UpdateCheck> {
  const transport = await transportFor(settings);
  try {
    return await askUpdatePolicy({ manifestUrl: settings.manifestUrl, fetch: transport.fetch, signal });
  } finally {
    await transport.close();
  }
}

function readCached(file: string, manifestUrl: string): UpdateCheck | undefined {
  try {
    const cached: Cached = JSON.parse(readRegular(file) ?? "");
    const age = Date.now() - cached.at;
    const fresh = age >= 0 && age < (cached.check.status === "skipped" ? hour : 24 * hour);
    return fresh && cached.manifestUrl === manifestUrl && cached.contractVersion === contractVersion ? cached.check : undefined;
  } catch {
    return undefined;
  }
}

/** Caches the answer. A failure to do so is no reason to stop. */
async function keep(file: string, cached: Cached): Promise<void> {
  try {
    await replaceFile(file, JSON.stringify(cached));
  } catch {
    // The next run asks again.
  }
}
