import { __commonJSMin, __toESM } from "./rolldown-runtime.mjs";
import { HiapiError, oneLine, toHiapiError, usageError } from "./errors.mjs";
import { readArguments } from "./arguments.mjs";
import { readSettings } from "./config.mjs";
import { errorFields } from "./failure-document.mjs";
import { quoteWord } from "./shell.mjs";
import { basename, sep } from "node:path";
import { constants } from "node:os";

// node_modules/picocolors/picocolors.js
var require_picocolors = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let p = process || {};
	let argv = p.argv || [];
	let env = p.env || {};
	let isColorSupported = !(!!env.NO_COLOR || argv.includes("--no-color")) && (!!env.FORCE_COLOR || argv.includes("--color") || p.platform === "win32" || (p.stdout || {}).isTTY && env.TERM !== "dumb" || !!env.CI);
	let formatter = (open, close, replace = open) => (input) => {
		let string = "" + input, index = string.indexOf(close, open.length);
		return ~index ? open + replaceClose(string, close, replace, index) + close : open + string + close;
	};
	let replaceClose = (string, close, replace, index) => {
		let result = "", cursor = 0;
		do {
			result += string.substring(cursor, index) + replace;
			cursor = index + close.length;
			index = string.indexOf(close, cursor);
		} while (~index);
		return result + string.substring(cursor);
	};
	let createColors = (enabled = isColorSupported) => {
		let f = enabled ? formatter : () => String;
		return {
			isColorSupported: enabled,
			reset: f("\x1B[0m", "\x1B[0m"),
			bold: f("\x1B[1m", "\x1B[22m", "\x1B[22m\x1B[1m"),
			dim: f("\x1B[2m", "\x1B[22m", "\x1B[22m\x1B[2m"),
			italic: f("\x1B[3m", "\x1B[23m"),
			underline: f("\x1B[4m", "\x1B[24m"),
			inverse: f("\x1B[7m", "\x1B[27m"),
			hidden: f("\x1B[8m", "\x1B[28m"),
			strikethrough: f("\x1B[9m", "\x1B[29m"),
			black: f("\x1B[30m", "\x1B[39m"),
			red: f("\x1B[31m", "\x1B[39m"),
			green: f("\x1B[32m", "\x1B[39m"),
			yellow: f("\x1B[33m", "\x1B[39m"),
			blue: f("\x1B[34m", "\x1B[39m"),
			magenta: f("\x1B[35m", "\x1B[39m"),
			cyan: f("\x1B[36m", "\x1B[39m"),
			white: f("\x1B[37m", "\x1B[39m"),
			gray: f("\x1B[90m", "\x1B[39m"),
			bgBlack: f("\x1B[40m", "\x1B[49m"),
			bgRed: f("\x1B[41m", "\x1B[49m"),
			bgGreen: f("\x1B[42m", "\x1B[49m"),
			bgYellow: f("\x1B[43m", "\x1B[49m"),
			bgBlue: f("\x1B[44m", "\x1B[49m"),
			bgMagenta: f("\x1B[45m", "\x1B[49m"),
			bgCyan: f("\x1B[46m", "\x1B[49m"),
			bgWhite: f("\x1B[47m", "\x1B[49m"),
			blackBright: f("\x1B[90m", "\x1B[39m"),
			redBright: f("\x1B[91m", "\x1B[39m"),
			greenBright: f("\x1B[92m", "\x1B[39m"),
			yellowBright: f("\x1B[93m", "\x1B[39m"),
			blueBright: f("\x1B[94m", "\x1B[39m"),
			magentaBright: f("\x1B[95m", "\x1B[39m"),
			cyanBright: f("\x1B[96m", "\x1B[39m"),
			whiteBright: f("\x1B[97m", "\x1B[39m"),
			bgBlackBright: f("\x1B[100m", "\x1B[49m"),
			bgRedBright: f("\x1B[101m", "\x1B[49m"),
			bgGreenBright: f("\x1B[102m", "\x1B[49m"),
			bgYellowBright: f("\x1B[103m", "\x1B[49m"),
			bgBlueBright: f("\x1B[104m", "\x1B[49m"),
			bgMagentaBright: f("\x1B[105m", "\x1B[49m"),
			bgCyanBright: f("\x1B[106m", "\x1B[49m"),
			bgWhiteBright: f("\x1B[107m", "\x1B[49m")
		};
	};
	module.exports = createColors();
	module.exports.createColors = createColors;
}));

// src/present.ts
var import_picocolors = /* @__PURE__ */ __toESM(require_picocolors(), 1);
const scrubbed = "[HIAPI_API_KEY]";
function createPresenter({ stdout, stderr, quiet = false, color = true, secrets }) {
	const paint = import_picocolors.default.createColors(color && stderr.isTTY === true);
	const hidden = secrets.filter((secret) => secret.length >= 8).flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
	const scrub = (text) => hidden.reduce((clean, secret) => clean.replaceAll(secret, scrubbed), text);
	const line = (text) => stderr.write(`${scrub(text)}\n`);
	return {
		isTerminal: stdout.isTTY === true,
		document: (document) => writeWhole(stdout, `${scrub(JSON.stringify(document, null, 2))}\n`),
		plain: (text) => writeWhole(stdout, scrub(text.endsWith("\n") ? text : `${text}\n`)),
		say: (text) => void (quiet || line(text)),
		warn: (text) => void line(`${paint.yellow("warning:")} ${text}`),
		error: (text) => void line(`${paint.red("error:")} ${text}`),
		plainError: (text) => void line(`  ${text}`),
		waiting: (label) => quiet || stderr.isTTY !== true ? noSpinner() : spinner(() => scrub(label()), stderr, color)
	};
}
/** Resolves when the stream took the text; a reader that went away is the stream's error event, dealt with at the edge. */
function writeWhole(stream, text) {
	return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}
function noSpinner() {
	return Promise.resolve({ stop: () => void 0 });
}
async function spinner(label, stderr, color) {
	const { default: ora } = await import("./ora-entry.mjs");
	const text = () => oneLine(label(), Math.max(20, (stderr.columns ?? 80) - 4));
	const shown = ora({
		text: text(),
		stream: stderr,
		discardStdin: false,
		hideCursor: true,
		...color ? {} : { color: "white" }
	}).start();
	const tick = setInterval(() => {
		shown.text = text();
	}, 1e3);
	return { stop() {
		clearInterval(tick);
		shown.stop();
	} };
}

// src/main.ts
/**
* Runs the program: reads an argv, does what it says, prints one JSON document, and answers the exit code.
* Never throws; nothing it opened is left open.
*/
async function main(argv, io) {
	const parsed = readArguments(argv);
	const presenter = presenterFor(parsed, io);
	try {
		return await run(parsed, {
			argv,
			io,
			presenter
		});
	} catch (error) {
		return fail(error, presenter, parsed.options.debug === true);
	}
}
function presenterFor(parsed, io) {
	return createPresenter({
		stdout: io.stdout,
		stderr: io.stderr,
		quiet: parsed.options.quiet === true,
		color: parsed.options.color !== false && !io.env.NO_COLOR && io.env.TERM !== "dumb",
		secrets: [(io.env.HIAPI_API_KEY ?? "").trim()]
	});
}
async function run(parsed, context) {
	const { command, options, words, problems } = parsed;
	const { io, presenter } = context;
	if (options.version) return text(presenter, io.version);
	if (options.help) return text(presenter, (await import("./help.mjs")).helpText(command));
	if (command === "generate") return (await import("./commands-run-generate.mjs")).runGenerate(parsed, context);
	if (problems.length > 0) throw usageError(problems, `hiapi-img ${command} --help lists what it takes`);
	if (command === "resume") return (await import("./commands-run-resume.mjs")).runResume(words, options, context);
	if (command === "tasks") return (await import("./commands-run-tasks.mjs")).runTasks(words, options, context);
	if (command === "models") return runModels(words[0], options.json === true, presenter);
	if (command === "check") return runCheck(options, context);
	await (await import("./commands-sandbox.mjs")).runSandbox(options, {
		io,
		presenter
	});
	return 0;
}
async function text(presenter, words) {
	await presenter.plain(words);
	return 0;
}
async function runModels(id, json, presenter) {
	const { listModels, modelsDocument, modelsTable } = await import("./commands-models.mjs");
	const rows = listModels(id);
	if (presenter.isTerminal && !json) await presenter.plain(modelsTable(rows));
	else await presenter.document(modelsDocument(rows));
	return 0;
}
async function runCheck(options, { io, presenter }) {
	const { checkConfiguration } = await import("./commands-check.mjs");
	const settings = readSettings(io.env);
	const outputDir = typeof options.outputDir === "string" ? options.outputDir : "outputs";
	const { error, ...facts } = await checkConfiguration({
		settings,
		io,
		live: options.live === true,
		outputDir
	});
	for (const warning of settings.warnings) presenter.warn(warning);
	if (error) explain(error, presenter);
	await presenter.document(error ? {
		...facts,
		error: errorFields(error)
	} : facts);
	return error ? error.exitCode : 0;
}
async function fail(thrown, presenter, debug) {
	const error = toHiapiError(thrown);
	const document = {
		ok: false,
		error: errorFields(error),
		...error.facts.beside
	};
	if (presenter.isTerminal) await presenter.document(document);
	explain(error, presenter);
	if (debug && thrown instanceof Error) presenter.say(String(thrown.stack));
	if (!presenter.isTerminal) await presenter.document(document);
	return error.exitCode;
}
/** A failure in words: what, each problem on a line of its own, the next step, the line that resumes. */
function explain(error, presenter) {
	const { problems = [], taskId, idempotencyKey, resume, requestId } = error.facts;
	if (problems.length > 1) for (const problem of problems) presenter.error(problem.message);
	else presenter.error(problems[0]?.message ?? error.message);
	if (requestId) presenter.error(`request id ${requestId}`);
	presenter.plainError(`next: ${error.hint}`);
	if (taskId) presenter.plainError(`task ${taskId}`);
	else if (idempotencyKey) presenter.plainError(`idempotency key ${idempotencyKey}`);
	if (resume) presenter.plainError(`to resume: ${resume}`);
}

// src/process.ts
/** The edge between `process` and the program: signals, a closed stdout, the exit code. */
const stdoutClosed = 141;
const lingerMs = 300;
async function runProcess({ argv, version, script }) {
	const interrupt = new AbortController();
	for (const name of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(name, () => onSignal(name, interrupt));
	let closed = false;
	process.stdout.on("error", () => {
		closed = true;
	});
	process.stderr.on("error", () => void 0);
	const io = {
		env: process.env,
		cwd: process.cwd(),
		platform: process.platform,
		get stdin() {
			return process.stdin;
		},
		stdout: process.stdout,
		stderr: process.stderr,
		signal: interrupt.signal,
		door: doorOf(script),
		version,
		nodeVersion: process.versions.node
	};
	const exitCode = await main(argv, io);
	process.exitCode = closed ? stdoutClosed : exitCode;
	setTimeout(() => process.exit(), lingerMs).unref();
}
/** The first signal stops the work, which then says how to resume; the second does not wait. */
function onSignal(name, interrupt) {
	const exitCode = 128 + constants.signals[name];
	if (interrupt.signal.aborted) process.exit(exitCode);
	interrupt.abort(new HiapiError("interrupted", `interrupted by ${name}`, { exitCode }));
}
/** How to call this program again: through npx or the installed command when it was called so, else by its file. */
function doorOf(script) {
	const called = process.argv[1] ?? script;
	if (script.includes(`${sep}node_modules${sep}`)) return process.env.npm_command === "exec" ? "npx hiapi-img" : quoteWord(called, process.platform);
	if (basename(called).startsWith("hiapi-") && !called.endsWith(".mjs") && !called.endsWith(".ts")) return quoteWord(called, process.platform);
	return `node ${quoteAlways(script)}`;
}
/** Paths are quoted even where they need not be, so that a line looks the same on every machine. */
function quoteAlways(path) {
	return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}

export { runProcess };
