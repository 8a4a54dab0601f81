import { createHash } from "node:crypto";
import { join } from "node:path";
import { makeFolder, readRegular, replaceFile } from "../fs/index.ts";
import type { Place } from "../journal/index.ts";
import { findFolders, stateFolder } from "../journal/index.ts";
import { fieldsOf } from "../json.ts";

/** What HiAPI published, kept for a day. A cache that cannot be read or written is as good as none. */
export interface Cache {
  read(address: string): Promise<unknown>;
  write(address: string, body: unknown): Promise<void>;
}

const keptMs = 24 * 60 * 60 * 1000;

/** Files below `models` in the state folder, named by the hash of the address. */
export function openCache(io: Place): Cache {
  const pathOf = async (address: string, { isMade }: { isMade: boolean }) => {
    const found = (await findFolders(io))[0];
    if (found === undefined && !isMade) return undefined;
    const folder = join(found ?? stateFolder(io), "models");
    if (isMade) await makeFolder(folder, 0o700);
    return join(folder, `${createHash("sha256").update(address).digest("hex").slice(0, 32)}.json`);
  };
  return {
    async read(address) {
      try {
        const path = await pathOf(address, { isMade: false });
        const { at, address: kept, body } = fieldsOf(JSON.parse((path && readRegular(path)) ?? "null"));
        const ageMs = typeof at === "number" ? Date.now() - at : -1;
        return kept === address && ageMs >= 0 && ageMs < keptMs ? body : undefined;
      } catch {
        return undefined;
      }
    },
    async write(address, body) {
      const path = await pathOf(address, { isMade: true }).catch(() => undefined);
      if (path) await replaceFile(path, JSON.stringify({ at: Date.now(), address, body })).catch(() => undefined);
    },
  };
}
