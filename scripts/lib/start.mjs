import { __commonJSMin, __toESM } from "./rolldown-runtime.mjs";
import { HiapiError, exitCodes, oneLine, readSettings, shown, toHiapiError, usageError } from "./sessions.mjs";
import { Command, Option } from "./commander.mjs";
import { allRatios, allResolutions, commands, defaultModel, findVariant, inputFieldsOf, isRefusedPair, laterCommands, limits, models, routesOf, slashId, storages, variantName } from "./core.mjs";
import { basename, sep } from "node:path";
import { constants } from "node:os";

// node_modules/fastest-levenshtein/mod.js
var require_fastest_levenshtein = /* @__PURE__ */ __commonJSMin(((exports) => {
	exports.__esModule = true;
	exports.distance = exports.closest = void 0;
	var peq = /* @__PURE__ */ new Uint32Array(65536);
	var myers_32 = function(a, b) {
		var n = a.length;
		var m = b.length;
		var lst = 1 << n - 1;
		var pv = -1;
		var mv = 0;
		var sc = n;
		var i = n;
		while (i--) peq[a.charCodeAt(i)] |= 1 << i;
		for (i = 0; i < m; i++) {
			var eq = peq[b.charCodeAt(i)];
			var xv = eq | mv;
			eq |= (eq & pv) + pv ^ pv;
			mv |= ~(eq | pv);
			pv &= eq;
			if (mv & lst) sc++;
			if (pv & lst) sc--;
			mv = mv << 1 | 1;
			pv = pv << 1 | ~(xv | mv);
			mv &= xv;
		}
		i = n;
		while (i--) peq[a.charCodeAt(i)] = 0;
		return sc;
	};
	var myers_x = function(b, a) {
		var n = a.length;
		var m = b.length;
		var mhc = [];
		var phc = [];
		var hsize = Math.ceil(n / 32);
		var vsize = Math.ceil(m / 32);
		for (var i = 0; i < hsize; i++) {
			phc[i] = -1;
			mhc[i] = 0;
		}
		var j = 0;
		for (; j < vsize - 1; j++) {
			var mv_1 = 0;
			var pv_1 = -1;
			var start_1 = j * 32;
			var vlen_1 = Math.min(32, m) + start_1;
			for (var k = start_1; k < vlen_1; k++) peq[b.charCodeAt(k)] |= 1 << k;
			for (var i = 0; i < n; i++) {
				var eq = peq[a.charCodeAt(i)];
				var pb = phc[i / 32 | 0] >>> i & 1;
				var mb = mhc[i / 32 | 0] >>> i & 1;
				var xv = eq | mv_1;
				var xh = ((eq | mb) & pv_1) + pv_1 ^ pv_1 | eq | mb;
				var ph = mv_1 | ~(xh | pv_1);
				var mh = pv_1 & xh;
				if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
				if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
				ph = ph << 1 | pb;
				mh = mh << 1 | mb;
				pv_1 = mh | ~(xv | ph);
				mv_1 = ph & xv;
			}
			for (var k = start_1; k < vlen_1; k++) peq[b.charCodeAt(k)] = 0;
		}
		var mv = 0;
		var pv = -1;
		var start = j * 32;
		var vlen = Math.min(32, m - start) + start;
		for (var k = start; k < vlen; k++) peq[b.charCodeAt(k)] |= 1 << k;
		var score = m;
		for (var i = 0; i < n; i++) {
			var eq = peq[a.charCodeAt(i)];
			var pb = phc[i / 32 | 0] >>> i & 1;
			var mb = mhc[i / 32 | 0] >>> i & 1;
			var xv = eq | mv;
			var xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
			var ph = mv | ~(xh | pv);
			var mh = pv & xh;
			score += ph >>> m - 1 & 1;
			score -= mh >>> m - 1 & 1;
			if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
			if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
			ph = ph << 1 | pb;
			mh = mh << 1 | mb;
			pv = mh | ~(xv | ph);
			mv = ph & xv;
		}
		for (var k = start; k < vlen; k++) peq[b.charCodeAt(k)] = 0;
		return score;
	};
	var distance = function(a, b) {
		if (a.length < b.length) {
			var tmp = b;
			b = a;
			a = tmp;
		}
		if (b.length === 0) return a.length;
		if (a.length <= 32) return myers_32(a, b);
		return myers_x(a, b);
	};
	exports.distance = distance;
	var closest = function(str, arr) {
		var min_distance = 1e400;
		var min_index = 0;
		for (var i = 0; i < arr.length; i++) {
			var dist = distance(str, arr[i]);
			if (dist < min_distance) {
				min_distance = dist;
				min_index = i;
			}
		}
		return arr[min_index];
	};
	exports.closest = closest;
}));

// src/nearest.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
/** The word nearest to what was given, when it is near enough to be a slip of the hand. */
function nearest(given, accepted, tolerance = 2) {
	if (accepted.length === 0 || given.length > 80) return void 0;
	const best = (0, import_fastest_levenshtein.closest)(given.toLowerCase(), [...accepted]);
	return (0, import_fastest_levenshtein.distance)(given.toLowerCase(), best.toLowerCase()) <= Math.max(tolerance, best.length / 4) ? best : void 0;
}
/** The accepted ratio whose shape is nearest to the one given; falls back to the nearest spelling. */
function nearestRatio(given, accepted) {
	const shape = (ratio) => {
		const [, width, height] = /^(\d{1,4})\s*[:x/]\s*(\d{1,4})$/.exec(ratio) ?? [];
		return width && height ? Math.log(Number(width) / Number(height)) : NaN;
	};
	const wanted = shape(given.trim());
	if (!Number.isFinite(wanted)) return nearest(given, accepted);
	const off = (ratio) => Math.abs(shape(ratio) - wanted);
	return accepted.filter((ratio) => Number.isFinite(shape(ratio))).sort((a, b) => off(a) - off(b))[0];
}

// src/problems.ts
/** What is wrong with a request, in words: each names the value given, the values accepted and the nearest thing that would work. */
function modelProblem(given) {
	const [base = "", route] = typeof given === "string" ? given.split("@") : [];
	const guess = `use --model ${nearest(base, models, 8) ?? "gpt-image-2"}`;
	const advice = findVariant(base, route) && route ? `use --model ${base} --route ${route}` : guess;
	return {
		field: "model",
		given,
		accepted: models,
		message: `Unsupported model ${shown(given)}: accepted are ${models.join(", ")}; ${advice}`
	};
}
function routeProblem(given, model) {
	const accepted = routesOf(model);
	const slash = slashId(model);
	const other = slash !== void 0 && findVariant(slash, String(given)) ? `, or use --model ${slash}` : "";
	const advice = accepted.length > 0 ? `use ${accepted.join(" or ")}, or leave the route out` : `it has none: leave --route out${other}`;
	return {
		field: "route",
		given,
		accepted,
		message: `Unsupported route ${shown(given)} for ${model}: ${advice}`
	};
}
/** The nearest ratio that the resolution, where one is known, goes with; else the default. */
function ratioProblem(given, variant, resolution) {
	const accepted = variant?.ratios ?? allRatios;
	const size = allResolutions.find((known) => known === resolution);
	const fitting = variant && size ? accepted.filter((ratio) => !isRefusedPair(variant, ratio, size)) : accepted;
	const near = (typeof given === "string" ? nearestRatio(given, fitting) : void 0) ?? fitting[0];
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "aspect_ratio",
		given,
		accepted,
		message: `Unsupported aspect ratio ${shown(given)}${where}: accepted are ${accepted.join(", ")}; use --aspect-ratio ${near}`
	};
}
/** The ratio a resolution has to go with: the one given, or the one that is suggested in its place, or the default. */
function fitRatio(given, variant) {
	if (!variant || typeof given !== "string" || variant.ratios.includes(given)) return given ?? variant?.defaultRatio;
	return nearestRatio(given, variant.ratios) ?? variant.ratios[0];
}
/** The largest resolution that the ratio, where one is known, goes with. */
function resolutionProblem(given, variant, ratio) {
	const accepted = variant?.resolutions ?? allResolutions;
	const fitting = variant ? accepted.filter((size) => typeof ratio === "string" && !isRefusedPair(variant, ratio, size)) : accepted;
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "resolution",
		given,
		accepted,
		message: `Unsupported resolution ${shown(given)}${where}: accepted are ${accepted.join(", ")}; use --resolution ${fitting.at(-1) ?? "1K"}`
	};
}
/** The rule that refuses a ratio at a resolution, with the nearest things that would work; undefined when the pair is fine. */
function pairProblem(variant, ratio, resolution) {
	if (!isRefusedPair(variant, ratio, resolution)) return void 0;
	const accepted = variant.ratios.filter((other) => !isRefusedPair(variant, other, resolution));
	if (ratio === "auto") return {
		field: "aspect_ratio",
		given: ratio,
		accepted,
		message: `aspect_ratio "auto" only supports resolution "1K", given "${resolution}" for ${variantName(variant)}: use --resolution 1K or pick a ratio (${accepted.join(", ")})`
	};
	const sizes = variant.resolutions.filter((other) => !isRefusedPair(variant, ratio, other));
	const near = nearestRatio(ratio, accepted);
	return {
		field: "aspect_ratio",
		given: ratio,
		accepted,
		message: `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}" for ${variantName(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio that goes with ${resolution} (${accepted.join(", ")}); the nearest is ${near}`
	};
}
function referencesProblem(given, variant) {
	const { field, min, max } = variant.references ?? {
		field: "input_urls",
		min: 1,
		max: 1
	};
	const count = Array.isArray(given) ? given.length : 0;
	const message = `${variantName(variant)} requires ${min}-${max} input image URLs, given ${count}: pass --input-url once per reference image`;
	return {
		field,
		given: count,
		accepted: `${min}-${max} images`,
		message
	};
}
/** A field that this row of the table does not have. */
function strangeField(field, given, variant) {
	const name = variantName(variant);
	const fields = inputFieldsOf(variant);
	if ([
		"input_urls",
		"image_urls",
		"image"
	].includes(field)) {
		const advice = variant.references ? `it takes ${variant.references.field}: pass --input-url` : "use --model gpt-image-2-image-to-image or gpt-image-2/image-to-image, or leave the image out";
		const words = field === "image" ? "image (--image)" : field;
		return {
			field,
			given: Array.isArray(given) ? given.length : shown(given),
			accepted: fields,
			message: `${name} does not accept ${words}: ${advice}`
		};
	}
	const homes = {
		quality: "a slash id with --route ext",
		size: "gpt-image-2/text-to-image with --route beta",
		background: "a slash id without a route"
	};
	const home = field in homes ? `; ${homes[field]} has it` : "";
	const flag = `--${field.replaceAll("_", "-")}`;
	return {
		field,
		given,
		accepted: fields,
		message: `${name} does not accept ${field} (given ${shown(given)}): leave ${flag} out${home}`
	};
}
/** A problem of one field, worded by the field; `variant` is undefined when the model itself is not known. */
function fieldProblem(field, given, variant, input = {}) {
	if (field === "prompt") return promptProblem(given);
	if (field === "aspect_ratio") return ratioProblem(given, variant, input.resolution);
	if (field === "resolution") return resolutionProblem(given, variant, fitRatio(input.aspect_ratio, variant));
	if (field === "size") return {
		field,
		given,
		accepted: "auto or <width>x<height>",
		message: `Unsupported size ${shown(given)}: use auto or <width>x<height> in pixels, such as 1536x1024`
	};
	const accepted = {
		quality: variant?.quality?.values,
		background: variant?.background?.values ?? [
			"auto",
			"opaque",
			"transparent"
		],
		storage: storages
	}[field] ?? [];
	const near = typeof given === "string" ? nearest(given, accepted) : void 0;
	return {
		field,
		given,
		accepted,
		message: `Unsupported ${field} ${shown(given)}: use one of ${accepted.join(", ")}${near ? `; did you mean ${near}?` : ""}`
	};
}
function promptProblem(given) {
	const accepted = `1 to ${limits.promptLength} characters`;
	if (typeof given === "string" && given.trim().length > limits.promptLength) {
		const length = given.trim().length;
		return {
			field: "prompt",
			given: `${length} characters`,
			accepted,
			message: `prompt has ${length} characters, at most ${limits.promptLength} are accepted: shorten it`
		};
	}
	return {
		field: "prompt",
		given,
		accepted,
		message: "a prompt is required: give it as words, with --prompt <text> or with --prompt-file <path>"
	};
}
function referenceProblem(field, given) {
	const accepted = "an http(s) URL, a base64 data URI of a PNG, JPEG or WebP, or the path of such a file";
	return {
		field,
		given: shown(given),
		accepted,
		message: `${field} ${shown(given)} is not an image reference: use ${accepted}`
	};
}
/** A prompt that was given in more than one way. */
function promptSources(given) {
	const accepted = "one of: bare words, --prompt, --prompt-file";
	const message = `the prompt was given ${given.length} times (${given.map(shown).join(", ")}): use ${accepted}; quote a value that has spaces`;
	return {
		field: "prompt",
		given: given.map(shown),
		accepted,
		message
	};
}

// src/shell.ts
/** A word as a POSIX shell takes it whole; on Windows, as cmd and PowerShell do. */
function quoteWord(word, platform = "linux") {
	if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) && !(platform === "win32" && word.includes("%"))) return word;
	return platform === "win32" ? `"${word.replaceAll("\"", "\"\"")}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
/** A command line from words. */
function commandLine(door, words, platform) {
	return [door, ...words.map((word) => quoteWord(word, platform))].join(" ");
}

// src/failure-document.ts
/** The `error` object of a failure document (design section 4): keys that do not apply are left out. Pure. */
function errorFields(error) {
	const { status, code, requestId, problems, taskId, idempotencyKey, resume, rawStatus } = error.facts;
	const fields = {
		kind: error.kind,
		status,
		code,
		message: error.message,
		hint: error.hint,
		retryable: error.retryable,
		requestId,
		problems: problems?.map((problem) => ({
			...problem,
			given: problem.given ?? null
		})),
		taskId,
		idempotencyKey,
		resume,
		rawStatus
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
/** The document of several tasks (design section 4) and the exit code that stands for all of them. */
function severalDocument(results) {
	const errors = results.filter((result) => result instanceof HiapiError);
	const count = (...kinds) => errors.filter(({ kind }) => kinds.includes(kind)).length;
	const pending = count("pending", "interrupted");
	const unknown = count("unknown_outcome");
	const summary = {
		saved: results.length - errors.length,
		failed: errors.length - pending - unknown,
		pending,
		unknown
	};
	const codes = new Set(errors.map(({ exitCode }) => exitCode));
	const [only] = codes;
	const exitCode = codes.size > 1 ? exitCodes.partial : only ?? 0;
	const documents = results.map((result) => result instanceof HiapiError ? {
		ok: false,
		error: errorFields(result)
	} : result);
	return {
		document: {
			ok: errors.length === 0,
			results: documents,
			summary
		},
		exitCode
	};
}

// src/arguments.ts
/** Reads an argv. Never throws for what a user typed: everything wrong stands in `problems`, all of it at once. */
function readArguments(argv) {
	const [first = "", ...rest] = argv;
	const command = isCommand(first) ? first : "generate";
	const problems = [];
	const later = laterCommands.find((name) => name === first);
	if (later) problems.push({
		field: "command",
		given: later,
		accepted: Object.keys(commands),
		message: `${later} is not a command of this version: use ${Object.keys(commands).join(", ")}; to draw the word, say: generate ${later}`
	});
	const program = commandFor(commands[command], problems);
	const clean = screen(isCommand(first) ? rest : argv, program, problems);
	program.parse(clean, { from: "user" });
	const words = program.args;
	problems.push(...strayWords(command, words));
	const given = Object.entries(program.opts()).filter(([key]) => program.getOptionValueSource(key) === "cli");
	return {
		command,
		options: Object.fromEntries(given),
		words,
		problems
	};
}
/** Options for programs: what the command line of `generate` says, without keys for what was not given. Throws what is wrong. */
function parseGenerateArguments(argv) {
	const { command, options, words, problems } = readArguments(argv);
	if (command !== "generate") problems.push({
		field: "command",
		given: command,
		accepted: "options of generate",
		message: `${command} is a command: only the options of generate are read here`
	});
	const prompt = words.length > 0 ? { prompt: words.join(" ") } : {};
	const sources = [
		options.prompt,
		options.promptFile,
		prompt.prompt
	].filter((source) => source !== void 0);
	const found = sources.length > 1 ? [...problems, promptSources(sources)] : problems;
	if (found.length > 0) throw usageError(found);
	return {
		...options,
		...prompt
	};
}
function isCommand(word) {
	return Object.hasOwn(commands, word);
}
/** A commander program for one command, made from the table. It collects problems where commander would stop at the first. */
function commandFor(spec, problems) {
	const program = new Command().exitOverride().helpOption(false).allowExcessArguments(true).configureOutput({
		writeErr: () => void 0,
		writeOut: () => void 0
	});
	if (spec.words) program.argument(spec.words);
	const lists = /* @__PURE__ */ new Map();
	for (const option of spec.options) program.addOption(optionFor(option, lists, problems));
	return program;
}
function optionFor(spec, lists, problems) {
	const flags = spec.flags.replace(/^(--\S+), --(\S+)/, "$1");
	const option = Object.assign(new Option(flags, spec.description), { attributeName: () => spec.key });
	if (spec.kind === "flag" || spec.kind === "off") return option;
	return option.argParser((value, before) => {
		if (spec.kind === "list" || spec.kind === "split") {
			const list = lists.get(spec.key) ?? [];
			lists.set(spec.key, list);
			list.push(...spec.kind === "split" ? value.split(/,(?=\s*https?:\/\/)/i) : [value]);
			return list;
		}
		if (before !== void 0) problems.push(problemOf(spec, value, "one value", `${longFlag(spec)} was given more than once: give it once`));
		return spec.kind === "text" ? value : numberOf(spec, value, problems);
	});
}
/** The least and the most a number may be, and the words for it. */
function rangeOf({ kind, key }) {
	if (key === "pollIntervalMs") return {
		least: 1,
		most: 604800,
		accepted: "1 to 604800 seconds"
	};
	if (kind === "seconds") return {
		least: .001,
		most: 604800,
		accepted: "more than 0, at most 604800 seconds"
	};
	const most = key === "port" ? 65535 : 864e5;
	return {
		least: 0,
		most,
		accepted: `a whole number from 0 to ${most}`
	};
}
function numberOf(spec, value, problems) {
	const { least, most, accepted } = rangeOf(spec);
	const number = (spec.kind === "seconds" ? /^\d+(?:\.\d+)?$/ : /^\d+$/).test(value.trim()) ? Number(value) : NaN;
	if (number >= least && number <= most) return spec.kind === "seconds" ? number * 1e3 : number;
	problems.push(problemOf(spec, value, accepted, `${longFlag(spec)} ${shown(value)} is not accepted: give ${accepted}`));
}
function problemOf(spec, given, accepted, message) {
	return {
		field: longFlag(spec).slice(2),
		given,
		accepted,
		message
	};
}
function longFlag(spec) {
	return /--[a-z-]+/.exec(spec.flags)?.[0] ?? spec.flags;
}
/** Takes out what commander would stumble over, one problem each: unknown options, missing values, values for flags. */
function screen(argv, program, problems) {
	const clean = [];
	const queue = [...argv];
	for (let token = queue.shift(); token !== void 0; token = queue.shift()) {
		if (token === "--") return [
			...clean,
			token,
			...queue
		];
		const isWord = !token.startsWith("-") || token === "-";
		clean.push(...isWord ? [token] : screenOption(canonical(token), queue, program, problems));
	}
	return clean;
}
/** One option as tokens that commander takes, its value taken from the queue; nothing when it is wrong. */
function screenOption(token, queue, program, problems) {
	const known = (name) => program.options.find((option) => option.short === name || option.long === name);
	const isLong = token.startsWith("--");
	const flag = isLong ? token.split("=", 1)[0] ?? token : token.slice(0, 2);
	const option = known(flag);
	const isAttached = token.length > flag.length;
	const refuse = (problem) => {
		problems.push(problem);
		return [];
	};
	if (!option) return refuse(unknownOption(token, program));
	if (!option.required && isAttached && isLong) return refuse(uselessValue(flag, token));
	if (!option.required) {
		if (isAttached) queue.unshift(`-${token.slice(2)}`);
		return [flag];
	}
	if (isAttached) return isLong ? [token] : [flag, token.slice(2)];
	const [next] = queue;
	if (next === void 0 || next.startsWith("--") || known(next)) return refuse(missingValue(option.long ?? flag, next));
	queue.shift();
	return [`${option.long}=${next}`];
}
function uselessValue(flag, token) {
	const message = `${flag} takes no value, given ${shown(token)}: write ${flag} alone`;
	return {
		field: flag.slice(2),
		given: token,
		accepted: flag,
		message
	};
}
/** `--aspect` is `--aspect-ratio`. */
function canonical(token) {
	return token.replace(/^--aspect(?==|$)/, "--aspect-ratio");
}
function missingValue(flag, next) {
	const reason = next === void 0 ? "nothing follows" : `${shown(next)} is an option`;
	return {
		field: flag.replace(/^-+/, ""),
		given: null,
		accepted: "a value",
		message: `${flag} needs a value, but ${reason}: write ${flag} <value>, or ${flag}=<value> when it begins with --`
	};
}
function unknownOption(token, program) {
	const flag = token.split("=", 1)[0] ?? token;
	const flags = program.options.flatMap((option) => [option.long, option.short]).filter((name) => name !== void 0 && name !== null);
	const near = flag.startsWith("--") ? nearest(flag, flags) : void 0;
	const advice = near ? `did you mean ${near}?` : "--help lists the options; words that begin with - go behind --";
	return {
		field: "option",
		given: flag,
		accepted: flags,
		message: `unknown option ${shown(flag)}: ${advice}`
	};
}
/** Words where a command takes none, or not so many. A prompt may begin with a command's name: then it is forced. */
function strayWords(command, words) {
	const most = {
		generate: Number.POSITIVE_INFINITY,
		resume: Number.POSITIVE_INFINITY,
		tasks: 1,
		models: 1,
		check: 0,
		sandbox: 0
	}[command];
	if (words.length <= most) return [];
	const stray = words.slice(most).join(" ");
	return [{
		field: "words",
		given: stray,
		accepted: most === 0 ? "no words" : `${most} word`,
		message: `${command} does not take ${shown(stray)}: to draw these words, use generate or --prompt`
	}];
}

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

export { commandLine, fieldProblem, modelProblem, nearest, pairProblem, parseGenerateArguments, promptSources, referenceProblem, referencesProblem, routeProblem, runProcess, severalDocument, strangeField };
