import type { Api } from "../api/index.ts";
import type { Io } from "../io.ts";
import type { LiveModels } from "../models/index.ts";
import type { SessionOptions } from "./session.ts";

/** Opens the live models when a request needs them, and once: most requests never do. */
export type OpenLiveModels = () => Promise<LiveModels>;

export interface LiveAsking extends SessionOptions {
  io: Io;
  refresh?: boolean | undefined;
}

/** The live models of a command. Those of a built-in sandbox are not kept: each has its own. */
export function liveModelsOf({ refresh = false, ...asked }: LiveAsking): OpenLiveModels {
  let opened: Promise<LiveModels> | undefined;
  const open = async () => {
    const { openCache, openLiveModels } = await import("../models/index.ts");
    const { withSession } = await import("./session.ts");
    const connect = <Result>(work: (session: { api: Api; signal: AbortSignal }) => Promise<Result>) =>
      withSession({ ...asked, needsKey: false }, work);
    const { siteUrl } = asked.settings;
    return openLiveModels({ connect, siteUrl, cache: asked.isSandbox ? undefined : openCache(asked.io), refresh });
  };
  return () => {
    opened ??= open();
    return opened;
  };
}
