import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import module from "node:module";
const { fstatSync, lstatSync, mkdirSync, statSync, writeSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { devNull, homedir } = require("node:os");

// src/journal/state-folder.ts
/** The folder in which the program remembers things: `HIAPI_STATE_DIR`, else by the platform's custom (design rule 4). */
function stateFolder(env, { platform, home = homedir() }) {
	if (env.HIAPI_STATE_DIR?.trim()) return resolve(env.HIAPI_STATE_DIR.trim());
	if (platform === "win32") return join(env.LOCALAPPDATA?.trim() || join(home, "AppData", "Local"), "hiapi-img");
	return join(env.XDG_STATE_HOME?.trim() || join(home, ".local", "state"), "hiapi-img");
}
/** Where they are remembered when that folder cannot be written: in the caller's directory (design rule 4). */
function fallbackFolder(cwd) {
	return join(cwd, ".hiapi-img");
}

// src/cli/compile-cache.ts
/**
* Lets Node keep what it compiles, so that the next start finds it: Node 22 and later have a cache for that. It lies in the state folder.
* What stands in it is run, so it is used only where nobody else can write. Where it cannot be had, a start is slower, and that is all. A choice
* that the user made with `NODE_COMPILE_CACHE` or `NODE_DISABLE_COMPILE_CACHE` stands: Node heeds it.
*/
function keepCompiled({ env, platform, user }) {
	if (!("enableCompileCache" in module) || typeof module.enableCompileCache !== "function") return;
	try {
		const folder = join(stateFolder(env, { platform }), "compile-cache");
		mkdirSync(folder, {
			recursive: true,
			mode: 448
		});
		if (isOnlyOf(user, folder)) module.enableCompileCache(folder);
	} catch {}
}
/** Whether the folder is one, no link to one, and nobody but the user can write there or put another in its place. */
function isOnlyOf(user, folder) {
	if (user === void 0) return true;
	const own = lstatSync(folder);
	const above = statSync(dirname(folder));
	return own.isDirectory() && own.uid === user && (own.mode & 63) === 0 && above.uid === user && (above.mode & 18) === 0;
}

// src/cli/stdio.ts
/**
* stdout or stderr by its descriptor. To make `process.stdout` takes 5 ms, for sockets that a pipe or a file does not need: those are written to
* at once, as Node does it in the end. A terminal gets the stream of the process.
* @param open makes the stream of the process
* @param onError called when it cannot be written: its reader went away, a disk is full
*/
function openOutput(fd, open, onError) {
	const opened = () => open().on("error", onError);
	if (!isPipeOrFile(fd)) return opened();
	let stream;
	return { write(text, done) {
		if (stream) return void stream.write(text, done);
		let rest = Buffer.from(text);
		try {
			while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
			done?.();
		} catch (error) {
			if (isBusy(error)) {
				stream = opened();
				stream.write(rest, done);
				return;
			}
			onError();
			done?.(error instanceof Error ? error : new Error(String(error)));
		}
	} };
}
function isPipeOrFile(fd) {
	try {
		const kind = fstatSync(fd);
		return kind.isFIFO() || kind.isFile() || kind.isSocket() || kind.isCharacterDevice() && kind.rdev === statSync(devNull).rdev;
	} catch {
		return false;
	}
}
/** The reader is slow, and whoever shares the pipe has set it not to wait: then the stream of the process waits. */
function isBusy(error) {
	return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

// src/cli/start.ts
/** From the door into the program, by the shortest way to what was asked for: most of a start is loading what it does not need. */
const stdoutClosed = 141;
/** Runs the program on an argv and leaves its exit code in `process.exitCode`. */
async function start({ argv, version, script }) {
	let closed = false;
	const stdout = openOutput(1, () => process.stdout, () => {
		closed = true;
	});
	const text = stdout.isTTY === true && (stdout.columns ?? 80) < 80 ? void 0 : await textFor(argv, version);
	if (text !== void 0) stdout.write(text);
	else {
		const stderr = openOutput(2, () => process.stderr, () => void 0);
		keepCompiled({
			env: process.env,
			platform: process.platform,
			user: process.getuid?.()
		});
		const { runProcess } = await import("./process.mjs");
		process.exitCode = await runProcess({
			argv,
			version,
			script,
			stdout,
			stderr
		});
	}
	if (closed) process.exitCode = stdoutClosed;
}
/** The answer that is known without reading options: the version, or the help of a command. */
async function textFor(argv, version) {
	const [first = "", second] = argv;
	if (argv.length > 2) return void 0;
	if (argv.length === 1 && (first === "--version" || first === "-V")) return `${version}\n`;
	const command = second === void 0 ? "overview" : first;
	if (!["--help", "-h"].includes(second ?? first)) return void 0;
	const { helpTexts } = await import("./args-help-texts.mjs");
	return Object.entries(helpTexts).find(([name]) => name === command)?.[1];
}

export { fallbackFolder, start, stateFolder };
