import type { HelpTopic } from "./help.ts";
import { helpText } from "./help.ts";
import { commands } from "./options.ts";

/** Each page of the help, for windows of 80 columns and for pipes. The build puts the texts in the place of this file (`tools/bundle-plugins.ts`). */
export const helpTexts: Readonly<Record<string, string>> = Object.fromEntries(
  ["overview" as HelpTopic, ...topicsOf(commands)].map((topic) => [topic, helpText(topic)]),
);

function topicsOf<Name extends string>(table: Record<Name, unknown>): Name[] {
  return Object.keys(table).filter((name): name is Name => name in table);
}
