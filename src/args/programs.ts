import { resolve } from "node:path";
import { parseGenerateArguments } from "./parse.ts";

/** An argv as options: keys only for what was given, and `outputDir`. Throws a usage error that names everything wrong. */
export function parseArgs(argv: readonly string[]): Record<string, unknown> {
  const options = parseGenerateArguments(argv);
  return { ...options, outputDir: resolve(String(options.outputDir ?? "outputs")) };
}
