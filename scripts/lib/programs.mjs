import { parseGenerateArguments } from "./start.mjs";
import { resolve } from "node:path";

// src/programs.ts
/** An argv as options: keys only for what was given, and `outputDir`. Throws a usage error that names everything wrong. */
function parseArgs(argv) {
	const options = parseGenerateArguments(argv);
	return {
		...options,
		outputDir: resolve(String(options.outputDir ?? "outputs"))
	};
}

export { parseArgs };
