import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { parseGenerateArguments } from "./process.mjs";
const { resolve } = require("node:path");

// src/args/programs.ts
/** An argv as options: keys only for what was given, and `outputDir`. Throws a usage error that names everything wrong. */
function parseArgs(argv) {
	const options = parseGenerateArguments(argv);
	return {
		...options,
		outputDir: resolve(String(options.outputDir ?? "outputs"))
	};
}

export { parseArgs };
