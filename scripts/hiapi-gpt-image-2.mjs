#!/usr/bin/env node
// src/cli.ts
/** The door: nothing of ours is loaded before the Node version is known to be one we promise. */
const version = "0.1.0";
const isSupported = Number(process.versions.node.split(".")[0]) >= 18;
const script = await startedScript();
/** Options for programs, as the original skill's script exported it; there only where this file is imported. */
const parseArgs = isSupported && script === void 0 ? (await import("./lib/args-programs.mjs")).parseArgs : void 0;
if (script !== void 0 && !isSupported) refuseNode();
if (script !== void 0 && isSupported) await (await import("./lib/start.mjs")).start({
	argv: process.argv.slice(2),
	version,
	script
});
/** The path of this file when it was started: by its name, through a link, or by `check-config` beside it; undefined when it was imported. */
async function startedScript() {
	var _import$meta$filename, _process$getBuiltinMo, _process$getBuiltinMo2, _process;
	const [, started] = process.argv;
	if (started === void 0) return void 0;
	const script = (_import$meta$filename = import.meta.filename) !== null && _import$meta$filename !== void 0 ? _import$meta$filename : (await import("node:url")).fileURLToPath(import.meta.url);
	const doors = [script, script.replace(/[^\\/]+(\.\w+)$/, "check-config$1")];
	if (doors.includes(started)) return script;
	const { realpathSync } = (_process$getBuiltinMo = (_process$getBuiltinMo2 = (_process = process).getBuiltinModule) === null || _process$getBuiltinMo2 === void 0 ? void 0 : _process$getBuiltinMo2.call(_process, "node:fs")) !== null && _process$getBuiltinMo !== void 0 ? _process$getBuiltinMo : await import("node:fs");
	try {
		return doors.includes(realpathSync(started)) ? script : void 0;
	} catch (_unused) {
		return;
	}
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

export { parseArgs };
