import type { OptionsOf } from "../args/index.ts";
import type { Done, Plan, Quotes } from "../batch/index.ts";
import { findDone, nothingDone, quoteKinds } from "../batch/index.ts";
import type { Settings } from "../config.ts";
import { findFolders } from "../journal/state-folder.ts";
import { withSession } from "../pipeline/index.ts";
import type { Context } from "./command.ts";

/** A batch whose lines are all valid. */
export interface Batch extends Context {
  options: OptionsOf<"batch">;
  settings: Settings;
  plan: Plan;
}

/**
 * What earlier runs made of this batch. Nothing where all is made anew.
 * @param folders those of the journal; without them they are looked for, and none is made
 */
export async function findDoneBefore({ plan, options, settings, io }: Batch, folders?: readonly string[]): Promise<Done> {
  if (options.isNew || options.sandbox) return nothingDone;
  return findDone(folders ?? (await findFolders(io)), plan, settings.baseUrl);
}

/** The published prices, asked for without a key. Throws `unavailable` when they cannot be reached. */
export async function quoteBatch({ plan, options, settings, io }: Batch): Promise<Quotes> {
  const asked = { io, settings, isSandbox: options.sandbox, needsKey: false };
  return withSession(asked, ({ api, signal }) => quoteKinds(api, plan.kinds, signal));
}
