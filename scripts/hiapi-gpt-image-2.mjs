#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

// src/cli.ts
/** The door: nothing of ours is loaded before the Node version is known to be one we promise. */
const version = "0.1.0";
const script = fileURLToPath(import.meta.url);
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;
/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
const parseArgs = isSupported && !isMain() ? (await import("./lib/programs.mjs")).parseArgs : void 0;
if (isMain()) await start(process.argv.slice(2));
function isMain() {
	try {
		return process.argv[1] !== void 0 && realpathSync(process.argv[1]) === realpathSync(script);
	} catch (_unused) {
		return false;
	}
}
/** Runs the program on an argv and leaves its exit code in `process.exitCode`. */
async function start(argv) {
	if (!isSupported) return refuseNode();
	if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
		process.stdout.write(`${version}\n`);
		return;
	}
	const { runProcess } = await import("./lib/process.mjs");
	await runProcess({
		argv,
		version,
		script
	});
}
function refuseNode() {
	const message = `Node ${process.versions.node} is too old: hiapi-img needs Node 18 or newer`;
	const error = {
		kind: "usage",
		message,
		hint: "install Node 18 or newer and run the same command again",
		retryable: false
	};
	process.stderr.write(`error: ${message}\n`);
	process.stdout.write(`${JSON.stringify({
		ok: false,
		error
	}, null, 2)}\n`);
	process.exitCode = 2;
}

export { parseArgs, start };
