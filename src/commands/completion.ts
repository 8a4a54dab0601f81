import type { Input } from "../args/index.ts";
import { shells } from "../completion/complete.ts";
import { scripts } from "../completion/scripts.ts";
import type { Problem } from "../errors.ts";
import { quote, usageError } from "../errors.ts";
import { suggest } from "../request/index.ts";
import type { Context } from "./command.ts";

/** `completion`: the script that completes this program's command line in a shell. Throws `usage` for a shell without one. */
export async function run({ positionals: [name] }: Input<"completion">, { reporter }: Context): Promise<number> {
  const shell = shells.find((known) => known === name);
  if (!shell)
    throw usageError([unknownShell(name)], 'in ~/.bashrc: eval "$(hiapi-img completion bash)"; hiapi-img completion --help has the rest');
  await reporter.text(scripts[shell]);
  return 0;
}

function unknownShell(name: string | undefined): Problem {
  const suggestion = name === undefined ? undefined : suggest(name, shells);
  const fault = name === undefined ? "completion needs the name of a shell" : `there is no completion for ${quote(name)}`;
  const message = `${fault}: ${suggestion ? `did you mean ${suggestion}?` : `use ${shells.join(", ")}`}`;
  return { field: "shell", given: name ?? null, accepted: shells, message };
}
