import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Env } from "../config.ts";
import { skillName } from "./skill.ts";

/**
 * Where agents look for skills. Facts of the table in the npm package `skills` 1.5.18 (vercel-labs/skills), which also
 * says which variables move a home: `CLAUDE_CONFIG_DIR`, `CODEX_HOME`, `XDG_CONFIG_HOME`, and OpenClaw's former names.
 */
const agents = {
  claude: { project: ".claude/skills", user: ({ env, home }) => join(env.CLAUDE_CONFIG_DIR?.trim() || join(home, ".claude"), "skills") },
  codex: { project: ".agents/skills", user: ({ env, home }) => join(env.CODEX_HOME?.trim() || join(home, ".codex"), "skills") },
  opencode: {
    project: ".agents/skills",
    user: ({ env, home }) => join(env.XDG_CONFIG_HOME?.trim() || join(home, ".config"), "opencode", "skills"),
  },
  cursor: { project: ".agents/skills", user: ({ home }) => join(home, ".cursor", "skills") },
  openclaw: { project: "skills", user: ({ home }) => join(home, openclawFolder(home), "skills") },
  agents: { project: ".agents/skills", user: ({ home }) => join(home, ".agents", "skills") },
} as const satisfies Record<string, { project: string; user(world: World): string }>;

export type Agent = keyof typeof agents;

export const agentNames: readonly Agent[] = ["claude", "codex", "opencode", "cursor", "openclaw", "agents"];

/** What a place depends on. */
export interface World {
  env: Env;
  /** The user's home folder. */
  home: string;
  cwd: string;
}

/** A folder of skills, whose it is, and the skill's own folder in it. */
export interface Place {
  agents: Agent[];
  scope: "user" | "project" | "target";
  folder: string;
  path: string;
}

/** The places of agents and of folders that were named, each once: several agents may share one. */
export function placesOf(
  { chosen, scope, targets }: { chosen: readonly Agent[]; scope: "user" | "project"; targets: readonly string[] },
  world: World,
): Place[] {
  const places = new Map<string, Place>();
  const add = (folder: string, { agents: names, scope: of }: Pick<Place, "agents" | "scope">) => {
    const path = join(folder, skillName);
    const known = places.get(path);
    if (known) known.agents.push(...names);
    else places.set(path, { agents: names, scope: of, folder, path });
  };
  for (const agent of chosen) add(resolve(world.cwd, folderOf(agent, scope, world)), { agents: [agent], scope });
  for (const target of targets) add(resolve(world.cwd, target), { agents: [], scope: "target" });
  return [...places.values()];
}

function folderOf(agent: Agent, scope: "user" | "project", world: World): string {
  return scope === "project" ? agents[agent].project : agents[agent].user(world);
}

function openclawFolder(home: string): string {
  return [".openclaw", ".clawdbot", ".moltbot"].find((name) => existsSync(join(home, name))) ?? ".openclaw";
}
