import { __commonJSMin } from "./rolldown-runtime.mjs";
import { allRatios, allResolutions, findVariant, isRefusedPair, limits, models, routesOf, slashId, storages, variantName } from "./catalogue.mjs";
import { _enum, _maxLength, _minLength, _regex, _trim, array, optional, refine, strictObject, string } from "./zod.mjs";
import { oneLine } from "./errors.mjs";

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

// src/url.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
/** A text as a URL, or undefined. `URL.canParse` came with Node 18.17; we promise 18.0. */
function parseUrl(text) {
	if (typeof text !== "string") return void 0;
	try {
		return new URL(text);
	} catch {
		return;
	}
}

// src/rules.ts
/** The word nearest to what was given, when it is near enough to be a slip of the hand. */
function nearest(given, accepted) {
	if (accepted.length === 0 || given.length > 80) return void 0;
	const best = (0, import_fastest_levenshtein.closest)(given.toLowerCase(), [...accepted]);
	return (0, import_fastest_levenshtein.distance)(given.toLowerCase(), best.toLowerCase()) <= Math.max(2, best.length / 4) ? best : void 0;
}
/** A value as it may stand in a message: quoted, one line, data URIs and long text cut short. */
function shown(given) {
	if (given === void 0) return "nothing";
	const text = typeof given === "string" ? given : JSON.stringify(given) ?? String(given);
	return `"${oneLine(text.replace(/^(data:[^,]{0,60}),.*$/s, "$1,…"), 80)}"`;
}
function modelProblem(given) {
	const [base = "", route] = typeof given === "string" ? given.split("@") : [];
	const near = nearest(base, models);
	const advice = findVariant(base, route) ? `use --model ${base} --route ${route}` : near ? `did you mean ${near}?` : "hiapi-img models lists them";
	return {
		field: "model",
		given,
		accepted: models,
		message: `Unsupported model ${shown(given)}: use one of ${models.join(", ")}; ${advice}`
	};
}
function routeProblem(given, model) {
	const accepted = routesOf(model);
	const slash = slashId(model);
	const advice = accepted.length > 0 ? `use ${accepted.join(" or ")}, or leave the route out` : `it has none: leave the route out${slash ? `, or use --model ${slash} (${routesOf(slash).join(", ")})` : ""}`;
	return {
		field: "route",
		given,
		accepted,
		message: `Unsupported route ${shown(given)} for ${model}: ${advice}`
	};
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
function ratioProblem(given, variant) {
	const accepted = variant?.ratios ?? allRatios;
	const near = typeof given === "string" ? nearestRatio(given, accepted) : void 0;
	const where = variant ? ` for ${variantName(variant)}` : "";
	return {
		field: "aspect_ratio",
		given,
		accepted,
		message: `Unsupported aspect ratio ${shown(given)}${where}: use one of ${accepted.join(", ")}${near ? `; the nearest is ${near}` : ""}`
	};
}
function resolutionProblem(given, variant) {
	const accepted = variant?.resolutions ?? allResolutions;
	const where = variant ? ` for ${variantName(variant)}` : "";
	const nearby = accepted.at(-1);
	return {
		field: "resolution",
		given,
		accepted,
		message: `Unsupported resolution ${shown(given)}${where}: use one of ${accepted.join(", ")}${nearby ? `; ${nearby} is its largest` : ""}`
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
		message: `aspect_ratio "${ratio}" cannot be combined with resolution "${resolution}" for ${variantName(variant)} (${variant.source}): use --resolution ${sizes.at(-1)}, or a ratio accepted at ${resolution} (${accepted.join(", ")})${near ? `; the nearest is ${near}` : ""}`
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
	const fields = fieldsOf(variant);
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
/** The names of the input fields a row takes, in the order they are sent. */
function fieldsOf(variant) {
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
const promptSchema = string().check(_trim(), _minLength(1), _maxLength(limits.promptLength));
const referenceSchema = string().check(refine(isReference));
/** Whether a string is what the API takes as a reference: an http(s) URL or a base64 data URI of a PNG, JPEG or WebP. */
function isReference(text) {
	if (/^https?:\/\//i.test(text)) return !/\s/.test(text) && parseUrl(text) !== void 0;
	const head = /^data:image\/(?:png|jpeg|webp);base64,/i.exec(text)?.[0];
	return head !== void 0 && isBase64(text.slice(head.length));
}
/** Whether all of a text is base64. Tested in pieces: one pattern over tens of megabytes exhausts the matcher's stack. */
function isBase64(text) {
	const piece = 65536;
	if (text.length === 0 || text.length % 4 === 1) return false;
	for (let start = 0; start < text.length; start += piece) if (!(start + piece >= text.length ? /^[A-Za-z0-9+/_-]*={0,2}$/ : /^[A-Za-z0-9+/_-]*$/).test(text.slice(start, start + piece))) return false;
	return true;
}
/** The strict shape of `input` for one row of the catalogue (contract sections 2 and 5): unknown keys are refused. */
function inputSchema(variant) {
	const { references, size, quality, background } = variant;
	const urls = references && array(referenceSchema).check(_minLength(references.min), _maxLength(references.max));
	return strictObject({
		prompt: promptSchema,
		...references && urls ? { [references.field]: references.single ? optional(urls) : urls } : {},
		...references?.single ? { image: optional(referenceSchema) } : {},
		...variant.ratios.length > 0 ? { aspect_ratio: optional(_enum([...variant.ratios])) } : {},
		...variant.resolutions.length > 0 ? { resolution: optional(_enum([...variant.resolutions])) } : {},
		...size ? { size: optional(string().check(_regex(size.pattern))) } : {},
		...quality ? { quality: optional(_enum([...quality.values])) } : {},
		...background ? { background: optional(_enum([...background.values])) } : {}
	});
}
/** A problem of one field, worded by the field; `variant` is undefined when the model itself is not known. */
function fieldProblem(field, given, variant) {
	if (field === "prompt") return promptProblem(given);
	if (field === "aspect_ratio") return ratioProblem(given, variant);
	if (field === "resolution") return resolutionProblem(given, variant);
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
/** Everything wrong with an `input` object, all of it at once; empty when the contract accepts it. */
function checkInput(variant, input) {
	const result = inputSchema(variant).safeParse(input);
	const seen = /* @__PURE__ */ new Set();
	return [...(result.error?.issues ?? []).flatMap((issue) => {
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => strangeField(key, input[key], variant));
		const [field = "", index] = issue.path.map(String);
		if (seen.has(field)) return [];
		seen.add(field);
		const given = input[field];
		if (index !== void 0 && Array.isArray(given)) return [referenceProblem(field, given[Number(index)])];
		if (field === "image") return [referenceProblem(field, given)];
		return [field === variant.references?.field ? referencesProblem(given, variant) : fieldProblem(field, given, variant)];
	}), ...crossProblems(variant, input)];
}
function crossProblems(variant, input) {
	const problems = [];
	const resolution = variant.resolutions.find((known) => known === (input.resolution ?? "1K"));
	const ratio = input.aspect_ratio ?? variant.defaultRatio;
	const pair = resolution && typeof ratio === "string" ? pairProblem(variant, ratio, resolution) : void 0;
	if (pair) problems.push(pair);
	if (variant.background && input.background !== void 0 && resolution && !variant.background.resolutions.includes(resolution)) {
		const accepted = variant.background.resolutions;
		problems.push({
			field: "background",
			given: input.background,
			accepted,
			message: `background is accepted at resolution 1K only, given "${resolution}": use --resolution 1K or leave --background out`
		});
	}
	if (!variant.references?.single) return problems;
	const { field } = variant.references;
	if (input[field] === void 0 && input.image === void 0) problems.push(referencesProblem([], variant));
	if (input[field] !== void 0 && input.image !== void 0) problems.push({
		field: "image",
		given: shown(input.image),
		accepted: [field, "image"],
		message: `--image cannot be combined with --input-url: ${variantName(variant)} takes ${field} or a single image`
	});
	return problems;
}

export { checkInput, fieldProblem, fieldsOf, isBase64, isReference, modelProblem, nearest, parseUrl, promptSchema, referenceProblem, routeProblem, shown };
