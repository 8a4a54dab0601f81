import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { accessSync, closeSync, constants, fdatasync, fsync, linkSync, openSync, renameSync, statSync, unlinkSync, writeFileSync } = require("node:fs");
const copyFile = (...given) => require("node:fs/promises").copyFile(...given);
const open = (...given) => require("node:fs/promises").open(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { basename, dirname, join } = require("node:path");
const { promisify } = require("node:util");
const { hostname } = require("node:os");
const { kill, pid } = require("node:process");

// src/errors.ts
/** What a failure is called and what the process exits with (design section 4). `interrupted` also ends as 129 or 143. */
const exitCodes = {
	unexpected: 1,
	usage: 2,
	task_failed: 3,
	account: 4,
	unavailable: 5,
	output: 6,
	unknown_outcome: 7,
	pending: 8,
	partial: 9,
	update_required: 10,
	interrupted: 130
};
/** The pages that guidance points at (contract section 4, seed). */
const links = {
	register: "https://www.hiapi.ai/en/register",
	dashboard: "https://www.hiapi.ai/en/dashboard",
	pricing: "https://www.hiapi.ai/en/pricing",
	docs: "https://docs.hiapi.ai"
};
/** The next step for each case of the guidance table (contract section 4). */
const guidance = {
	keyMissing: `create or copy a key from ${links.register} and export it: export HIAPI_API_KEY=<your key>`,
	keyRefused: `verify the HiAPI API key (${links.register}) and that its plan includes this model`,
	billing: `add credits or check billing at ${links.dashboard}, prices at ${links.pricing}`,
	rateLimit: "wait and retry, or reduce concurrent image generations",
	contentPolicy: "revise the prompt",
	noImage: "the skill expects data.output[] to hold an image URL or data URI after success"
};
const defaultHints = {
	unexpected: `report this with the message above; the API is described at ${links.docs}`,
	usage: "fix the request; --dry-run checks it without paying",
	task_failed: "change the prompt or the references, then generate again",
	account: guidance.keyRefused,
	unavailable: "nothing was charged; run the same command again later",
	output: "the image is paid for: mend what the message names, then run the resume command",
	unknown_outcome: "the task may exist and may be billed: run the resume command, which sends the same key and bytes again",
	pending: "the task goes on at HiAPI: run the resume command later",
	partial: "run the same command again: only the missing images are made",
	update_required: "show the printed update command to the person and run it only when they agree",
	interrupted: "run the resume command to fetch the image"
};
const maxMessageLength = 500;
/** The one error of this program: a kind that says what to do next, and the facts that help to do it. */
var HiapiError = class HiapiError extends Error {
	name = "HiapiError";
	kind;
	facts;
	constructor(kind, message, facts = {}) {
		super(oneLine(message, maxMessageLength), facts.cause === void 0 ? void 0 : { cause: facts.cause });
		this.kind = kind;
		this.facts = facts;
	}
	get exitCode() {
		return this.facts.exitCode ?? exitCodes[this.kind];
	}
	get hint() {
		return this.facts.hint ?? defaultHints[this.kind];
	}
	/** Whether the command in `resume`, or the same command where there is none, may succeed later with nothing changed. */
	get retryable() {
		if (this.kind === "output") return this.facts.fault === "server";
		return [
			"unavailable",
			"unknown_outcome",
			"pending",
			"partial"
		].includes(this.kind);
	}
	/** The same failure with more facts; facts it already has win. */
	with(more) {
		return new HiapiError(this.kind, this.message, {
			...more,
			...this.facts,
			cause: this.facts.cause ?? this
		});
	}
};
/** A usage error built from problems: one message that names each of them. */
function usageError(problems, hint) {
	const message = problems.map((problem) => problem.message).join("; ");
	return new HiapiError("usage", message, {
		problems,
		...hint === void 0 ? {} : { hint }
	});
}
/** Any thrown value as a HiapiError; what is not one becomes `unexpected`. */
function toHiapiError(thrown) {
	if (thrown instanceof HiapiError) return thrown;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return new HiapiError("unexpected", `unexpected: ${message}`, { cause: thrown });
}
/**
* Text as one printable line: control characters become spaces, the rest is cut at `max` characters.
* For words that come from outside (answers, the update manifest, file names).
*/
function oneLine(text, max) {
	const flat = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
	return flat.length <= max ? flat : `${flat.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
/** A value as it may stand in a message: quoted, one line, data URIs and long text cut short. */
function quote(given) {
	if (given === void 0) return "nothing";
	return `"${oneLine((typeof given === "string" ? given : JSON.stringify(given) ?? String(given)).replace(/^(data:[^,]{0,60}),.*$/s, "$1,…"), 80)}"`;
}

// src/request/catalogue.ts
/** The models of contract section 5 as constant data. Everything that validates, lists or paints reads it from here. */
const allRatios = [
	"auto",
	"1:1",
	"3:2",
	"2:3",
	"4:3",
	"3:4",
	"5:4",
	"4:5",
	"16:9",
	"9:16",
	"2:1",
	"1:2",
	"3:1",
	"1:3",
	"21:9",
	"9:21"
];
const proRatios = [
	"1:1",
	"2:3",
	"3:2",
	"3:4",
	"4:3",
	"4:5",
	"5:4",
	"9:16",
	"16:9",
	"21:9"
];
const allResolutions = [
	"1K",
	"2K",
	"4K"
];
const autoOnly1K = {
	"2K": ["auto"],
	"4K": ["auto", "1:1"]
};
const seed = "HiAPI's model page";
const dated = "HiAPI's model page of 2026-09-29";
const background = {
	values: [
		"auto",
		"opaque",
		"transparent"
	],
	resolutions: ["1K"]
};
const quality = {
	values: [
		"low",
		"medium",
		"high"
	],
	default: "low"
};
const inputUrls5 = {
	field: "input_urls",
	min: 1,
	max: 5,
	single: false
};
const variants = [
	{
		model: "gpt-image-2",
		kind: "text-to-image",
		source: seed,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: autoOnly1K
	},
	{
		model: "gpt-image-2-pro",
		kind: "text-to-image",
		source: seed,
		retiredFor: "gpt-image-2/text-to-image",
		ratios: proRatios,
		defaultRatio: "1:1",
		resolutions: ["1K", "2K"],
		refused: {}
	},
	{
		model: "gpt-image-2-image-to-image",
		kind: "image-to-image",
		source: seed,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: autoOnly1K,
		references: inputUrls5
	},
	{
		model: "gpt-image-2-image-to-image-pro",
		kind: "image-to-image",
		source: seed,
		retiredFor: "gpt-image-2/image-to-image",
		ratios: ["auto", ...proRatios],
		defaultRatio: "auto",
		resolutions: ["1K", "2K"],
		refused: {},
		references: inputUrls5
	},
	{
		model: "gpt-image-2/text-to-image",
		kind: "text-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {
			"2K": [
				"auto",
				"5:4",
				"4:5",
				"3:1",
				"1:3",
				"9:21"
			],
			"4K": [
				"auto",
				"1:1",
				"3:1",
				"1:3",
				"9:21"
			]
		},
		background
	},
	{
		model: "gpt-image-2/image-to-image",
		kind: "image-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {
			"2K": [
				"auto",
				"5:4",
				"4:5",
				"3:1",
				"1:3",
				"9:21"
			],
			"4K": [
				"auto",
				"3:1",
				"1:3",
				"9:21"
			]
		},
		references: {
			field: "input_urls",
			min: 1,
			max: 16,
			single: true
		},
		background
	},
	{
		model: "gpt-image-2/text-to-image",
		route: "beta",
		kind: "text-to-image",
		source: dated,
		ratios: [],
		resolutions: [],
		refused: {},
		size: {
			pattern: /^(?:auto|\d{3,5}x\d{3,5})$/,
			default: "auto"
		}
	},
	{
		model: "gpt-image-2/text-to-image",
		route: "ext",
		kind: "text-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "1:1",
		resolutions: allResolutions,
		refused: {},
		quality
	},
	{
		model: "gpt-image-2/image-to-image",
		route: "ext",
		kind: "image-to-image",
		source: dated,
		ratios: allRatios,
		defaultRatio: "auto",
		resolutions: allResolutions,
		refused: {},
		references: {
			field: "image_urls",
			min: 1,
			max: 6,
			single: false
		},
		quality
	}
];
const defaultModel = "gpt-image-2";
const storages = ["temp", "persistent"];
const models = [...new Set(variants.map((variant) => variant.model))];
/** Request limits: contract sections 2 and 5, design rule 1 and issue 2 line 3. */
const limits = {
	promptLength: 2e4,
	idempotencyKeyBytes: 255,
	referenceBytes: 20971520,
	referenceWarnBytes: 3145728,
	bodyBytes: 33554432
};
/** The slash id that serves what a bare or retired id asked for (contract section 5); undefined when it is one already. */
function slashId(model) {
	if (model.includes("/")) return void 0;
	return model.includes("image-to-image") ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image";
}
/** The row for a model on a route; undefined when the contract has none. */
function findVariant(model, route) {
	return variants.find((variant) => variant.model === model && variant.route === route);
}
/** The routes a model has beside its default one. */
function routesOf(model) {
	return variants.flatMap((variant) => variant.model === model && variant.route ? [variant.route] : []);
}
/** Whether a row refuses a ratio at a resolution. */
function isRefusedPair(variant, ratio, resolution) {
	return variant.refused[resolution]?.includes(ratio) ?? false;
}
/** The name of a row as pricing writes it: `model` or `model@route` (contract section 7). */
function variantName(variant) {
	return variant.route ? `${variant.model}@${variant.route}` : variant.model;
}
/** The names of the input fields a row takes, in the order they are sent. */
function inputFieldsOf(variant) {
	const { references, resolutions, ratios, size, quality, background } = variant;
	return [
		"prompt",
		...references ? [references.field, ...references.single ? ["image"] : []] : [],
		...ratios.length > 0 ? ["aspect_ratio"] : [],
		...resolutions.length > 0 ? ["resolution"] : [],
		...size ? ["size"] : [],
		...quality ? ["quality"] : [],
		...background ? ["background"] : []
	];
}

// src/url.ts
/** A text as a URL, or undefined. `URL.canParse` came with Node 18.17; we promise 18.0. */
function parseUrl(text, base) {
	if (typeof text !== "string") return void 0;
	try {
		return new URL(text, base);
	} catch {
		return;
	}
}

// node_modules/fastest-levenshtein/esm/mod.js
const peq = /* @__PURE__ */ new Uint32Array(65536);
const myers_32 = (a, b) => {
	const n = a.length;
	const m = b.length;
	const lst = 1 << n - 1;
	let pv = -1;
	let mv = 0;
	let sc = n;
	let i = n;
	while (i--) peq[a.charCodeAt(i)] |= 1 << i;
	for (i = 0; i < m; i++) {
		let eq = peq[b.charCodeAt(i)];
		const xv = eq | mv;
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
const myers_x = (b, a) => {
	const n = a.length;
	const m = b.length;
	const mhc = [];
	const phc = [];
	const hsize = Math.ceil(n / 32);
	const vsize = Math.ceil(m / 32);
	for (let i = 0; i < hsize; i++) {
		phc[i] = -1;
		mhc[i] = 0;
	}
	let j = 0;
	for (; j < vsize - 1; j++) {
		let mv = 0;
		let pv = -1;
		const start = j * 32;
		const vlen = Math.min(32, m) + start;
		for (let k = start; k < vlen; k++) peq[b.charCodeAt(k)] |= 1 << k;
		for (let i = 0; i < n; i++) {
			const eq = peq[a.charCodeAt(i)];
			const pb = phc[i / 32 | 0] >>> i & 1;
			const mb = mhc[i / 32 | 0] >>> i & 1;
			const xv = eq | mv;
			const xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
			let ph = mv | ~(xh | pv);
			let mh = pv & xh;
			if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
			if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
			ph = ph << 1 | pb;
			mh = mh << 1 | mb;
			pv = mh | ~(xv | ph);
			mv = ph & xv;
		}
		for (let k = start; k < vlen; k++) peq[b.charCodeAt(k)] = 0;
	}
	let mv = 0;
	let pv = -1;
	const start = j * 32;
	const vlen = Math.min(32, m - start) + start;
	for (let k = start; k < vlen; k++) peq[b.charCodeAt(k)] |= 1 << k;
	let score = m;
	for (let i = 0; i < n; i++) {
		const eq = peq[a.charCodeAt(i)];
		const pb = phc[i / 32 | 0] >>> i & 1;
		const mb = mhc[i / 32 | 0] >>> i & 1;
		const xv = eq | mv;
		const xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
		let ph = mv | ~(xh | pv);
		let mh = pv & xh;
		score += ph >>> m - 1 & 1;
		score -= mh >>> m - 1 & 1;
		if (ph >>> 31 ^ pb) phc[i / 32 | 0] ^= 1 << i;
		if (mh >>> 31 ^ mb) mhc[i / 32 | 0] ^= 1 << i;
		ph = ph << 1 | pb;
		mh = mh << 1 | mb;
		pv = mh | ~(xv | ph);
		mv = ph & xv;
	}
	for (let k = start; k < vlen; k++) peq[b.charCodeAt(k)] = 0;
	return score;
};
const distance = (a, b) => {
	if (a.length < b.length) {
		const tmp = b;
		b = a;
		a = tmp;
	}
	if (b.length === 0) return a.length;
	if (a.length <= 32) return myers_32(a, b);
	return myers_x(a, b);
};
const closest = (str, arr) => {
	let min_distance = 1e400;
	let min_index = 0;
	for (let i = 0; i < arr.length; i++) {
		const dist = distance(str, arr[i]);
		if (dist < min_distance) {
			min_distance = dist;
			min_index = i;
		}
	}
	return arr[min_index];
};

// src/request/suggest.ts
/** The word nearest to what was given, when it is near enough to be a slip of the hand, or the only one that begins alike. */
function suggest(given, accepted, tolerance = 2) {
	if (accepted.length === 0 || given.length > 80) return void 0;
	const word = given.toLowerCase();
	const best = closest(word, [...accepted]);
	const slips = distance(word, best.toLowerCase());
	if (slips <= tolerance) return best;
	const [only, ...more] = accepted.filter((other) => begins(word, other.toLowerCase()) || begins(other.toLowerCase(), word));
	if (only !== void 0 && more.length === 0) return only;
	return slips <= best.length / 4 ? best : void 0;
}
function begins(start, whole) {
	return start.replace(/^-+/, "").length >= 3 && whole.startsWith(start);
}
/** The accepted ratio whose shape is nearest to the one given; falls back to the nearest spelling. */
function suggestRatio(given, accepted) {
	const shape = (ratio) => {
		const [, width, height] = /^(\d{1,4})\s*[:x/]\s*(\d{1,4})$/.exec(ratio) ?? [];
		return width && height ? Math.log(Number(width) / Number(height)) : NaN;
	};
	const wanted = shape(given.trim());
	if (!Number.isFinite(wanted)) return suggest(given, accepted);
	const off = (ratio) => Math.abs(shape(ratio) - wanted);
	return accepted.filter((ratio) => Number.isFinite(shape(ratio))).sort((a, b) => off(a) - off(b))[0];
}

// src/request/problems.ts
/** What is wrong with a request, in words: each names the value given, the values accepted and the nearest thing that would work. */
function modelProblem(given) {
	const [base = "", route] = typeof given === "string" ? given.split("@") : [];
	const guess = `use --model ${suggest(base, models, 8) ?? "gpt-image-2"}`;
	const advice = findVariant(base, route) && route ? `use --model ${base} --route ${route}` : guess;
	return {
		field: "model",
		given,
		accepted: models,
		message: `Unsupported model ${quote(given)}: accepted are ${models.join(", ")}; ${advice}`
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
		message: `Unsupported route ${quote(given)} for ${model}: ${advice}`
	};
}
/** The nearest ratio that the resolution, where one is known, goes with; else the default. */
function ratioProblem(given, variant, resolution) {
	const accepted = variant?.ratios ?? allRatios;
	const size = allResolutions.find((known) => known === resolution);
	const fitting = variant && size ? accepted.filter((ratio) => !isRefusedPair(variant, ratio, size)) : accepted;
	const near = (typeof given === "string" ? suggestRatio(given, fitting) : void 0) ?? fitting[0];
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "aspect_ratio",
		given,
		accepted,
		message: `Unsupported aspect ratio ${quote(given)}${where}: accepted are ${accepted.join(", ")}; use --aspect-ratio ${near}`
	};
}
/** The ratio a resolution has to go with: the one given, or the one that is suggested in its place, or the default. */
function fitRatio(given, variant) {
	if (!variant || typeof given !== "string" || variant.ratios.includes(given)) return given ?? variant?.defaultRatio;
	return suggestRatio(given, variant.ratios) ?? variant.ratios[0];
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
		message: `Unsupported resolution ${quote(given)}${where}: accepted are ${accepted.join(", ")}; use --resolution ${fitting.at(-1) ?? "1K"}`
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
	const near = suggestRatio(ratio, accepted);
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
function unexpectedField(field, given, variant) {
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
			given: Array.isArray(given) ? given.length : quote(given),
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
		message: `${name} does not accept ${field} (given ${quote(given)}): leave ${flag} out${home}`
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
		message: `Unsupported size ${quote(given)}: use auto or <width>x<height> in pixels, such as 1536x1024`
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
	const near = typeof given === "string" ? suggest(given, accepted) : void 0;
	return {
		field,
		given,
		accepted,
		message: `Unsupported ${field} ${quote(given)}: use one of ${accepted.join(", ")}${near ? `; did you mean ${near}?` : ""}`
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
		given: quote(given),
		accepted,
		message: `${field} ${quote(given)} is not an image reference: use ${accepted}`
	};
}
/** A prompt that was given in more than one way. */
function promptSources(given) {
	const accepted = "one of: bare words, --prompt, --prompt-file";
	const message = `the prompt was given ${given.length} times (${given.map(quote).join(", ")}): use ${accepted}; quote a value that has spaces`;
	return {
		field: "prompt",
		given: given.map(quote),
		accepted,
		message
	};
}

// src/request/reference.ts
/** Whether a string is what the API takes as a reference: an http(s) URL or a base64 data URI of a PNG, JPEG or WebP. */
function isReference(text) {
	if (/^https?:\/\//i.test(text)) return !/\s/.test(text) && parseUrl(text) !== void 0;
	const head = /^data:image\/(?:png|jpeg|webp);base64,/i.exec(text)?.[0];
	return head !== void 0 && isBase64(text.slice(head.length));
}
/** A text of several references as a list: split only before `,http://` or `,https://`, as a comma may belong to a data URI or a signed link. */
function splitAtUrls(text) {
	return text.split(/,(?=\s*https?:\/\/)/i);
}
/** Whether all of a text is base64. Tested in pieces: one pattern over tens of megabytes exhausts the matcher's stack. */
function isBase64(text) {
	const piece = 65536;
	if (text.length === 0) return false;
	for (let start = 0; start < text.length; start += piece) if (!(start + piece >= text.length ? /^[A-Za-z0-9+/_-]*={0,2}$/ : /^[A-Za-z0-9+/_-]*$/).test(text.slice(start, start + piece))) return false;
	return true;
}

// src/fs/temp-names.ts
/** Marks in the names of unfinished files, by which those of crashed processes are found and removed, and no others. */
/** Tells machines that share a folder apart: only a process of this machine can be asked whether it lives. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** A unique mark of this process for a file name. */
function ownerMark() {
	return `${machine}-${pid}-${randomBytes(6).toString("hex")}`;
}
/** Whether a mark is that of a process of this machine that has ended. */
function isAbandoned(mark) {
	const [, host, owner] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/.exec(mark) ?? [];
	return host === machine && !isAlive(Number(owner));
}
function isAlive(owner) {
	try {
		kill(owner, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}

// src/fs/durable.ts
/** Writes after which a crash at any instruction leaves the whole file or none of it. */
const synced = promisify(fsync);
const dataSynced = promisify(fdatasync);
/**
* Appends a line. The line break before it keeps it apart from a line that a crash cut off.
* @param isSynced false only for lines whose loss does no harm
*/
async function append(path, line, flags, { isSynced = true } = {}) {
	const file = openSync(path, flags, 384);
	try {
		writeFileSync(file, `\n${line}\n`);
		if (isSynced) await dataSynced(file);
	} finally {
		closeSync(file);
	}
}
/** Makes a file with this text and syncs it; a crash may leave a part of it. Throws EEXIST when there is one. */
async function writeNew(path, text, mode = 384) {
	const file = openSync(path, "wx", mode);
	try {
		writeFileSync(file, text);
		await synced(file);
	} finally {
		closeSync(file);
	}
}
/** Makes or replaces a file, whole or not at all. */
async function replaceFile(path, text, mode) {
	await withDraft(path, {
		text,
		mode
	}, (draft) => renameSync(draft, path));
}
async function withDraft(path, { text, mode }, publish) {
	const draft = join(dirname(path), `.${basename(path)}.${ownerMark()}.part`);
	try {
		await writeNew(draft, text, mode);
		const result = await publish(draft);
		await syncFolder(dirname(path));
		return result;
	} finally {
		await unlink(draft).catch(() => void 0);
	}
}
/** What file systems answer that support no hard links, or not this one. */
const linksUnsupported = [
	"EPERM",
	"ENOTSUP",
	"EOPNOTSUPP",
	"ENOSYS",
	"EMLINK",
	"EXDEV"
];
/** Links a finished draft to its name; false when the name is taken. Where links are not supported, copies it exclusively. */
async function linkNew(draft, path) {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		if (!linksUnsupported.includes(codeOf(error))) throw error;
	}
	return copyNew(draft, path);
}
async function copyNew(draft, path) {
	try {
		await copyFile(draft, path, constants.COPYFILE_EXCL);
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		await unlink(path).catch(() => void 0);
		throw error;
	}
	const copy = await open(path, "r+");
	await copy.sync().finally(() => copy.close());
	return true;
}
const syncs = /* @__PURE__ */ new Map();
/** Makes the names in a folder durable, where the system can. Callers during a sync share the one after it. */
function syncFolder(folder) {
	const running = syncs.get(folder);
	if (!running) return startSync(folder);
	running.next ??= running.current.then(() => startSync(folder));
	return running.next;
}
function startSync(folder) {
	const current = syncOnce(folder).then(() => {
		if (syncs.get(folder)?.next === void 0) syncs.delete(folder);
	});
	syncs.set(folder, {
		current,
		next: void 0
	});
	return current;
}
async function syncOnce(folder) {
	try {
		const file = openSync(folder, "r");
		await synced(file).finally(() => closeSync(file));
	} catch {}
}
/** Renames a file synchronously; false when it does not exist. */
function renameNow(from, to) {
	try {
		renameSync(from, to);
		return true;
	} catch (error) {
		return ignoreMissing(error) ?? false;
	}
}
/** Removes a file synchronously, if it exists. */
function removeNow(path) {
	try {
		unlinkSync(path);
	} catch (error) {
		ignoreMissing(error);
	}
}
/** Removes a file, if it exists. Asynchronous, because a file system that is syncing blocks the caller. */
async function remove(path) {
	await unlink(path).catch(ignoreMissing);
}
/** The code of a system error, such as ENOENT; `""` for anything else. */
function codeOf(error) {
	return error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
}
/** For a catch: undefined where a file does not exist; rethrows any other failure. */
function ignoreMissing(error) {
	if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return void 0;
	throw error;
}

// src/fs/writable.ts
/** Whether files can be created in a folder; where it does not exist, whether it can be created. */
function isWritable(folder) {
	try {
		if (!statSync(folder).isDirectory()) return false;
		accessSync(folder, constants.W_OK | constants.X_OK);
		return true;
	} catch (error) {
		return codeOf(error) === "ENOENT" && dirname(folder) !== folder && isWritable(dirname(folder));
	}
}

// src/config.ts
const defaultBaseUrl = "https://api.hiapi.ai";
const defaultSiteUrl = "https://www.hiapi.ai";
const defaultManifestUrl = "https://raw.githubusercontent.com/HiAPIAI/hiapi-skills/main/skills.json";
/** The settings that the environment makes; what is wrong with it stands in `problems`. Never throws, never reads the key. */
function readSettings(env) {
	const problems = [];
	const baseUrl = urlSetting(env, "HIAPI_BASE_URL", defaultBaseUrl, problems);
	return {
		baseUrl,
		siteUrl: urlSetting(env, "HIAPI_SITE_URL", defaultSiteUrl, problems),
		manifestUrl: urlSetting(env, "HIAPI_SKILLS_MANIFEST_URL", defaultManifestUrl, problems),
		skipUpdateCheck: skipsUpdateCheck(env),
		proxy: proxySettings(env, problems),
		warnings: isPlainRemote(baseUrl) ? [`HIAPI_BASE_URL is plain http: the API key travels in clear text to ${baseUrl}`] : [],
		problems
	};
}
function skipsUpdateCheck(env) {
	return ["1", "true"].includes((env.HIAPI_SKIP_UPDATE_CHECK ?? "").trim().toLowerCase());
}
/**
* The key and the address of the API (contract section 1, design rule 9).
* Throws `account` when the key is missing or cannot be one, `usage` when the address cannot be used. Never echoes the key.
*/
function resolveConfig(env) {
	const problems = [];
	const baseUrl = urlSetting(env, "HIAPI_BASE_URL", defaultBaseUrl, problems);
	if (problems.length > 0) throw usageError(problems, "correct the environment variable or unset it");
	return {
		apiKey: readKey(env),
		baseUrl
	};
}
/** The API key, trimmed: 8 to 512 visible ASCII characters. Throws `account` without echoing it. */
function readKey(env) {
	const key = (env.HIAPI_API_KEY ?? "").trim();
	if (key === "") throw new HiapiError("account", `HIAPI_API_KEY is required. Get one at ${links.register}`, { hint: guidance.keyMissing });
	if (/^[\x21-\x7e]{8,512}$/.test(key)) return key;
	const fault = /^[\x21-\x7e]*$/.test(key) ? `has ${key.length} characters` : "holds spaces or characters that are not visible ASCII";
	throw new HiapiError("account", `HIAPI_API_KEY is no API key: it ${fault}; 8 to 512 visible ASCII characters are accepted`, { hint: guidance.keyMissing });
}
function urlSetting(env, name, fallback, problems) {
	const given = (env[name] ?? "").trim();
	if (given === "") return fallback;
	const url = parseUrl(given);
	const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
	if (url && isWeb && url.username === "" && url.password === "" && (name.endsWith("MANIFEST_URL") || url.search === "" && url.hash === "")) return (name.endsWith("MANIFEST_URL") ? url.href : `${url.origin}${url.pathname}`).replace(/\/+$/, "");
	const accepted = "an http(s) URL without credentials, query or fragment";
	const quoted = url && (url.username !== "" || url.password !== "") ? "(with credentials)" : quote(given);
	problems.push({
		field: name,
		given: quoted,
		accepted,
		message: `${name} ${quoted} cannot be used: give ${accepted}`
	});
	return fallback;
}
function proxySettings(env, problems) {
	const read = (name) => {
		const value = (env[name.toLowerCase()] ?? env[name] ?? "").trim();
		if (value === "") return void 0;
		const url = parseUrl(value.includes("://") ? value : `http://${value}`);
		if (url && ["http:", "https:"].includes(url.protocol)) return url.href;
		const accepted = "http://host:port or https://host:port";
		problems.push({
			field: name,
			given: "(not quote)",
			accepted,
			message: `${name} cannot be used: give ${accepted}, or unset it`
		});
	};
	return {
		httpProxy: read("HTTP_PROXY"),
		httpsProxy: read("HTTPS_PROXY"),
		noProxy: (env.no_proxy ?? env.NO_PROXY ?? "").trim()
	};
}
function isPlainRemote(baseUrl) {
	if (baseUrl.startsWith("https:")) return false;
	const url = new URL(baseUrl);
	return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname) && !url.hostname.endsWith(".localhost");
}

// src/args/command-line.ts
/**
* A word as a shell takes it whole: a POSIX shell, or on Windows both cmd and PowerShell. These two agree on double quotes, but not
* on `$`, a backtick, `%` and `!` within them: there a word with one of these is quoted as cmd takes it, and no line serves both.
*/
function quoteWord(word, platform = "linux") {
	if (platform === "win32") return /^[\w./:\\+-]+$/.test(word) && !word.endsWith("\\") ? word : doubleQuoted(word);
	return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : singleQuoted(word);
}
/** A command line from words. */
function commandLine(door, words, platform) {
	return [door, ...words.map((word) => quoteWord(word, platform))].join(" ");
}
/** The start of a line that calls the program again: through npx or the installed command when it was called so, else by its file. */
function doorOf({ script, called, platform, npmCommand }) {
	const isPackage = /[\\/]node_modules[\\/]/.test(script);
	if (isPackage && npmCommand === "exec") return "npx hiapi-img";
	const name = called.split(platform === "win32" ? /[\\/]/ : "/").at(-1) ?? "";
	if ((isPackage || name.startsWith("hiapi-")) && !/\.[mc]?[jt]s$/.test(name) && platform !== "win32") return quoteWord(called, platform);
	return `node ${platform === "win32" ? doubleQuoted(script) : singleQuoted(script)}`;
}
function singleQuoted(word) {
	return `'${word.replaceAll("'", "'\\''")}'`;
}
/** As the C runtime of Windows takes an argument apart: backslashes count double before a quote, and nowhere else. */
function doubleQuoted(word) {
	return `"${word.replace(/(\\*)("|$)/g, (_, slashes, quote) => `${slashes}${slashes}${quote}${quote}`)}"`;
}

// src/terminal/error-document.ts
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
	const handed = results.filter((result) => !(result instanceof HiapiError) && result.status === "created").length;
	const pending = count("pending", "interrupted");
	const unknown = count("unknown_outcome");
	const failed = errors.length - pending - unknown;
	const summary = {
		saved: results.length - errors.length - handed,
		failed,
		pending: pending + handed,
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

// src/args/options.ts
const saving = [
	{
		flags: "-o, --output-dir <dir>",
		key: "outputDir",
		kind: "text",
		description: "where images go (default: ./outputs)"
	},
	{
		flags: "--no-save",
		key: "save",
		kind: "off",
		description: "print links, save nothing"
	},
	{
		flags: "--timeout <seconds>",
		key: "timeoutMs",
		kind: "seconds",
		description: "first attempt to last look (default: 600)"
	},
	{
		flags: "--poll-interval <seconds>",
		key: "pollIntervalMs",
		kind: "seconds",
		description: "look at this fixed interval, at least 1"
	}
];
const preview = {
	flags: "--preview",
	key: "preview",
	kind: "flag",
	description: "show the image in the terminal"
};
const common = [
	{
		flags: "--json",
		key: "json",
		kind: "flag",
		description: "JSON where a terminal would get a table"
	},
	{
		flags: "-q, --quiet",
		key: "quiet",
		kind: "flag",
		description: "no words on stderr but warnings and errors"
	},
	{
		flags: "--no-color",
		key: "color",
		kind: "off",
		description: "no colour"
	},
	{
		flags: "--debug",
		key: "debug",
		kind: "flag",
		description: "say on stderr what is sent and answered"
	},
	{
		flags: "-h, --help",
		key: "help",
		kind: "flag",
		description: "this text"
	},
	{
		flags: "-V, --version",
		key: "version",
		kind: "flag",
		description: "the version"
	}
];
const generate = [
	{
		flags: "-p, --prompt <text>",
		key: "prompt",
		kind: "text",
		description: "what to draw; bare words do too"
	},
	{
		flags: "--prompt-file <path>",
		key: "promptFile",
		kind: "text",
		description: "read the prompt from a file, or - for stdin"
	},
	{
		flags: "--model <id>",
		key: "model",
		kind: "text",
		description: "default: by the references, else gpt-image-2",
		values: models
	},
	{
		flags: "--route <name>",
		key: "route",
		kind: "text",
		description: "another route of a slash id",
		values: ["beta", "ext"]
	},
	{
		flags: "--aspect-ratio, --aspect <ratio>",
		key: "aspectRatio",
		kind: "text",
		description: "default: the model's own",
		values: allRatios
	},
	{
		flags: "--resolution <size>",
		key: "resolution",
		kind: "text",
		description: "default: 1K",
		values: allResolutions
	},
	{
		flags: "--quality <level>",
		key: "quality",
		kind: "text",
		description: "on route ext",
		values: [
			"low",
			"medium",
			"high"
		]
	},
	{
		flags: "--size <WxH>",
		key: "size",
		kind: "text",
		description: "on route beta: auto or pixels"
	},
	{
		flags: "--background <kind>",
		key: "background",
		kind: "text",
		description: "on slash ids, at 1K",
		values: [
			"auto",
			"opaque",
			"transparent"
		]
	},
	{
		flags: "--input-url <url|path>",
		key: "inputUrls",
		kind: "list",
		description: "a reference image; repeat for more"
	},
	{
		flags: "--input-image-url <url|path>",
		key: "inputUrls",
		kind: "list",
		description: "the same"
	},
	{
		flags: "--input-urls <urls>",
		key: "inputUrls",
		kind: "split",
		description: "several, split before ,http:// and ,https://"
	},
	{
		flags: "--image <url|path>",
		key: "image",
		kind: "text",
		description: "the single reference of gpt-image-2/image-to-image"
	},
	...saving.slice(0, 1),
	{
		flags: "--name <stem>",
		key: "name",
		kind: "text",
		description: "begin file names with this"
	},
	{
		flags: "--storage <kind>",
		key: "storage",
		kind: "text",
		description: "persistent is billed",
		values: storages
	},
	{
		flags: "--callback-url <url>",
		key: "callbackUrl",
		kind: "text",
		description: "HiAPI tells this HTTPS URL when the task ends"
	},
	{
		flags: "--dry-run",
		key: "dryRun",
		kind: "flag",
		description: "check, print payload and key, send nothing"
	},
	{
		flags: "--estimate",
		key: "estimate",
		kind: "flag",
		description: "the same, with the published price"
	},
	{
		flags: "--idempotency-key <key>",
		key: "idempotencyKey",
		kind: "text",
		description: "else one is made for each request"
	},
	{
		flags: "--resume-task-id <id>",
		key: "resumeTaskId",
		kind: "text",
		description: "same as: resume <id>"
	},
	...saving.slice(1, 2),
	{
		flags: "--no-wait",
		key: "wait",
		kind: "off",
		description: "print the task id and leave"
	},
	...saving.slice(2),
	{
		flags: "-n, --count <number>",
		key: "count",
		kind: "number",
		range: [1, 100],
		description: "so many variations, a task each"
	},
	preview,
	{
		flags: "--new",
		key: "isNew",
		kind: "flag",
		description: "pay for another image although the same request is unfinished"
	},
	{
		flags: "--sandbox",
		key: "sandbox",
		kind: "flag",
		description: "a built-in local HiAPI: no key, nothing billed, marked pictures"
	}
];
const resume = [
	{
		flags: "--all",
		key: "all",
		kind: "flag",
		description: "every unfinished request, not only those begun here"
	},
	{
		flags: "--no-create",
		key: "create",
		kind: "off",
		description: "leave alone what may not have been accepted"
	},
	{
		flags: "--name <stem>",
		key: "name",
		kind: "text",
		description: "begin file names with this"
	}
];
/** The options that a line of a batch may have for itself: what makes one request. */
const lineKeys = [
	"prompt",
	"promptFile",
	"model",
	"route",
	"aspectRatio",
	"resolution",
	"quality",
	"size",
	"background",
	"inputUrls",
	"image",
	"outputDir",
	"name",
	"storage",
	"callbackUrl",
	"idempotencyKey",
	"count"
];
/** Options of `generate` that a batch does not take: they are a line's own, or leave nothing that a second run could find. */
const notForBatches = [
	"prompt",
	"promptFile",
	"idempotencyKey",
	"resumeTaskId",
	"save",
	"wait",
	"preview"
];
const batch = [
	{
		flags: "--concurrency <number>",
		key: "concurrency",
		kind: "number",
		range: [1, 2e4],
		description: "tasks at once (default: 4)"
	},
	{
		flags: "--rate <number>",
		key: "rate",
		kind: "number",
		range: [1, 1e5],
		description: "at most so many creates a minute"
	},
	{
		flags: "--max-images <number>",
		key: "maxImages",
		kind: "number",
		range: [1, 1e9],
		description: "begin no more than so many"
	},
	{
		flags: "--max-usd <amount>",
		key: "maxUsd",
		kind: "amount",
		range: [0, 1e9],
		description: "stop before this sum is passed"
	},
	{
		flags: "--fail-fast",
		key: "failFast",
		kind: "flag",
		description: "begin no more after a failure"
	},
	...generate.filter(({ key }) => !notForBatches.includes(key))
];
const sandbox = [
	{
		flags: "--port <number>",
		key: "port",
		kind: "number",
		description: "default: a free one"
	},
	{
		flags: "--image-ms <number>",
		key: "imageMs",
		kind: "number",
		description: "how long an image takes, in ms (default: 1500)"
	},
	{
		flags: "--same-picture",
		key: "samePicture",
		kind: "flag",
		description: "paint each size once"
	},
	{
		flags: "--faults <rules>",
		key: "faults",
		kind: "text",
		description: "call:fault[=value][*count][+after],…"
	}
];
const install = [
	{
		flags: "--claude",
		key: "claude",
		kind: "flag",
		description: "for Claude Code"
	},
	{
		flags: "--codex",
		key: "codex",
		kind: "flag",
		description: "for Codex"
	},
	{
		flags: "--opencode",
		key: "opencode",
		kind: "flag",
		description: "for OpenCode"
	},
	{
		flags: "--cursor",
		key: "cursor",
		kind: "flag",
		description: "for Cursor"
	},
	{
		flags: "--openclaw",
		key: "openclaw",
		kind: "flag",
		description: "for OpenClaw"
	},
	{
		flags: "--agents",
		key: "agents",
		kind: "flag",
		description: "for agents that share .agents/skills"
	},
	{
		flags: "--target <dir>",
		key: "targets",
		kind: "list",
		description: "into this folder of skills; repeat for more"
	},
	{
		flags: "--project",
		key: "project",
		kind: "flag",
		description: "in this project, not for this user"
	},
	{
		flags: "--force",
		key: "force",
		kind: "flag",
		description: "replace another version of this skill"
	},
	{
		flags: "--list",
		key: "list",
		kind: "flag",
		description: "where it is installed, and in which version"
	}
];
/** The commands and what each takes. */
const commands = {
	generate: {
		summary: "create, wait, save, print (the default)",
		words: "[prompt...]",
		options: [...generate, ...common]
	},
	resume: {
		summary: "finish what was begun: by task id or key, or all begun here",
		words: "[id...]",
		options: [
			...resume,
			...saving,
			preview,
			...common
		]
	},
	tasks: {
		summary: "what was asked, what came of it; prune forgets what is done",
		words: "[id|prune]",
		options: [{
			flags: "--remote",
			key: "remote",
			kind: "flag",
			description: "HiAPI's own list, and what of it is not known here"
		}, ...common]
	},
	batch: {
		summary: "many requests from JSONL or CSV; run again, it makes what is missing",
		words: "[file]",
		options: [...batch, ...common]
	},
	models: {
		summary: "the models, their ratios, resolutions and refused pairs",
		words: "[id]",
		options: common
	},
	check: {
		summary: "whether this machine is ready; --live asks HiAPI",
		options: [
			{
				flags: "--live",
				key: "live",
				kind: "flag",
				description: "ask the pricing endpoint with the key"
			},
			...saving.slice(0, 1),
			...common
		]
	},
	install: {
		summary: "copy the skill into an agent's folder",
		options: [...install, ...common]
	},
	sandbox: {
		summary: "the local HiAPI, as a server",
		options: [...sandbox, ...common]
	},
	gallery: {
		summary: "a page of the pictures in a folder, to look at and to show",
		words: "[dir]",
		options: common
	},
	completion: {
		summary: "a script that completes commands and options in a shell",
		words: "[bash|zsh|fish]",
		options: common
	}
};
/** Words that will be commands one day: as a first word they are refused, so that nobody pays for a picture of them. */
const laterCommands = ["listen", "mcp"];

export { HiapiError, allRatios, allResolutions, append, codeOf, commandLine, commands, defaultModel, doorOf, errorFields, exitCodes, fieldProblem, findVariant, guidance, ignoreMissing, inputFieldsOf, isAbandoned, isBase64, isReference, isRefusedPair, isWritable, laterCommands, limits, lineKeys, linkNew, links, modelProblem, models, oneLine, ownerMark, pairProblem, parseUrl, promptSources, quote, readKey, readSettings, referenceProblem, referencesProblem, remove, removeNow, renameNow, replaceFile, resolveConfig, routeProblem, routesOf, severalDocument, skipsUpdateCheck, slashId, splitAtUrls, storages, suggest, syncFolder, toHiapiError, unexpectedField, usageError, variantName, variants, writeNew };
