import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The Nodes that `.ci/run` fetched, for tests that run under others than the one at hand. */
export const nodesFolder = process.env.HIAPI_TEST_NODES || join(homedir(), ".cache/hiapi-img-nodes");

export interface Node {
  version: string;
  path: string;
}

/** `node-<platform>-<version>/bin/node` for each Node unpacked there, oldest first. */
export function findNodes(): Node[] {
  const names = existsSync(nodesFolder) ? readdirSync(nodesFolder) : [];
  const found = names.map((name) => ({
    version: /^node-.*-(\d+\.\d+\.\d+)$/.exec(name)?.[1] ?? "",
    path: join(nodesFolder, name, "bin/node"),
  }));
  return found.filter(({ version, path }) => version !== "" && existsSync(path)).sort((a, b) => majorOf(a.version) - majorOf(b.version));
}

export function majorOf(version: string): number {
  return Number(version.split(".")[0]);
}
