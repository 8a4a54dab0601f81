import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Io } from "../io.ts";
import { resolvePath } from "../io.ts";
import { skillName } from "./skill.ts";

type User = Pick<Io, "env" | "home">;

/**
 * The folders in which agents look for skills, from the table of the npm package `skills` 1.5.18 (vercel-labs/skills). It also tells which
 * variables move a home (`CLAUDE_CONFIG_DIR`, `CODEX_HOME`, `XDG_CONFIG_HOME`) and the former names of OpenClaw.
 */
const skillFolders = {
  claude: { project: ".claude/skills", user: ({ env, home }) => join(env.CLAUDE_CONFIG_DIR?.trim() || join(home, ".claude"), "skills") },
  codex: { project: ".agents/skills", user: ({ env, home }) => join(env.CODEX_HOME?.trim() || join(home, ".codex"), "skills") },
  opencode: {
    project: ".agents/skills",
    user: ({ env, home }) => join(env.XDG_CONFIG_HOME?.trim() || join(home, ".config"), "opencode", "skills"),
  },
  cursor: { project: ".agents/skills", user: ({ home }) => join(home, ".cursor", "skills") },
  openclaw: {
    project: "skills",
    user: ({ home }) => {
      const name = [".openclaw", ".clawdbot", ".moltbot"].find((folder) => existsSync(join(home, folder))) ?? ".openclaw";
      return join(home, name, "skills");
    },
  },
  agents: { project: ".agents/skills", user: ({ home }) => join(home, ".agents", "skills") },
} as const satisfies Record<string, { project: string; user(user: User): string }>;

type Agent = keyof typeof skillFolders;
export const agentNames: readonly Agent[] = ["claude", "codex", "opencode", "cursor", "openclaw", "agents"];

/** Where to install: the flags of agents, and folders of skills. */
export type Choice = { [Name in Agent]?: boolean } & { targets?: readonly string[] };

/** A folder of skills, the agents that read it, and the folder of this skill in it. */
export interface Place {
  agents: Agent[];
  scope: "user" | "project" | "target";
  folder: string;
  path: string;
}

/** The places that were chosen, each once: several agents may share one. */
export function placesOf({ targets = [], ...flags }: Choice, scope: "user" | "project", io: User & Pick<Io, "cwd">): Place[] {
  const places = new Map<string, Place>();
  for (const agent of agentNames.filter((name) => flags[name])) {
    const { project, user } = skillFolders[agent];
    const folder = resolve(io.cwd, scope === "project" ? project : user(io));
    const place = places.get(folder) ?? { agents: [], scope, folder, path: join(folder, skillName) };
    places.set(folder, { ...place, agents: [...place.agents, agent] });
  }
  for (const target of targets) {
    const folder = resolvePath(target, io);
    if (!places.has(folder)) places.set(folder, { agents: [], scope: "target", folder, path: join(folder, skillName) });
  }
  return [...places.values()];
}
