import { HiapiError, oneLine, parseUrl, readSettings, shown, usageError } from "./sessions.mjs";
import { allRatios, allResolutions, commands, defaultModel, findVariant, limits, models, slashId, storages, variantName, variants } from "./core.mjs";
import { commandLine, fieldProblem, modelProblem, pairProblem, promptSources, referenceProblem, referencesProblem, routeProblem, strangeField } from "./start.mjs";
import { _enum, _maxLength, _minLength, _regex, _trim, array, optional, refine, strictObject, string } from "./zod.mjs";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

// src/fields.ts
const noFields = {};
/** The value as a JSON object; an empty one when it is anything else. */
function fieldsOf(value) {
	return isFields(value) ? value : noFields;
}
function isFields(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** The first of the named fields that holds text. */
function textOf(fields, ...names) {
	for (const name of names) {
		const value = fields[name];
		if (typeof value === "string" && value.trim() !== "") return value.trim();
	}
}

// src/reference.ts
/** Whether a string is what the API takes as a reference: an http(s) URL or a base64 data URI of a PNG, JPEG or WebP. */
function isReference(text) {
	if (/^https?:\/\//i.test(text)) return !/\s/.test(text) && parseUrl(text) !== void 0;
	const head = /^data:image\/(?:png|jpeg|webp);base64,/i.exec(text)?.[0];
	return head !== void 0 && isBase64(text.slice(head.length));
}
/** Whether all of a text is base64. Tested in pieces: one pattern over tens of megabytes exhausts the matcher's stack. */
function isBase64(text) {
	const piece = 65536;
	if (text.length === 0) return false;
	for (let start = 0; start < text.length; start += piece) if (!(start + piece >= text.length ? /^[A-Za-z0-9+/_-]*={0,2}$/ : /^[A-Za-z0-9+/_-]*$/).test(text.slice(start, start + piece))) return false;
	return true;
}

// src/names.ts
/** File names of pictures: safe on every system, and such that two pictures never want the same one (design rule 7). Pure. */
const imageExtension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const maxStemLength = 80;
/** `/` and `@` of a model id become `-`. */
function modelFileSlug(model) {
	return model.replace(/[/@]/g, "-");
}
/** What is wrong with a `--name`, in words; undefined when it can be a file name stem. */
function stemProblem(name) {
	if (name.trim() === "") return "is empty";
	if (/[/\\]/.test(name)) return "holds a path separator: use --output-dir for the folder";
}
/** A `--name` without its image extension. */
function withoutImageExtension(name) {
	return name.replace(imageExtension, "");
}
/** A text as part of a file name on Linux, macOS and Windows: no control characters, no reserved characters, names or endings. */
function safeStem(text) {
	const short = shorten(oneLine(text, maxStemLength).replace(/[<>:"/\\|?*…]+/g, "-").replace(/^[.\s-]+|[.\s]+$/g, ""));
	if (short === "") return "image";
	return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i.test(short) ? `${short.replace(/\..*$/, "")}-image` : short;
}
/** File systems count bytes: 255 in all, of which the rest of the name takes under 60. */
function shorten(text) {
	let short = text;
	while (new TextEncoder().encode(short).length > 180) short = [...short].slice(0, -1).join("");
	return short;
}
/**
* The stem of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
* @param createdAt milliseconds since 1970
*/
function pictureStem({ stem, createdAt, taskId }) {
	const time = new Date(createdAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
	const end = taskId?.replace(/[^A-Za-z0-9]/g, "").slice(-8);
	return [
		safeStem(stem),
		time,
		...end ? [end] : []
	].join("-");
}

// src/image-end.ts
const most = 1e6;
/** PNG (ISO/IEC 15948): chunks up to and with IEND. */
async function pngEnds(source) {
	let offset = 8;
	for (let chunks = 0; chunks < most; chunks += 1) {
		const head = await source.read(offset, 8);
		if (head.length < 8) return false;
		offset += 12 + viewOf$1(head).getUint32(0);
		if (offset > source.size) return false;
		if (textAt(head, 4) === "IEND") return true;
	}
	return false;
}
/** JPEG (ITU-T T.81): segments, and the coded data behind each start of scan, up to the end-of-image marker. */
async function jpegEnds(source) {
	let offset = 2;
	for (let segments = 0; segments < most; segments += 1) {
		const head = await source.read(offset, 4);
		if (head.length < 2 || head[0] !== 255) return false;
		const marker = head[1];
		if (marker === 217) return true;
		if (marker === 255) offset += 1;
		else if (head.length < 4) return false;
		else offset += 2 + viewOf$1(head).getUint16(2);
		if (marker === 218) offset = await nextMarker(source, offset);
	}
	return false;
}
/** Where the next marker stands behind coded data, in which FF 00 is data and FF D0 to D7 are restarts. */
async function nextMarker(source, from) {
	for (let offset = from; offset < source.size;) {
		const block = await source.read(offset, 65536);
		for (let at = block.indexOf(255); at !== -1 && at + 1 < block.length; at = block.indexOf(255, at + 1)) {
			const next = block[at + 1] ?? 0;
			if (next !== 0 && next !== 255 && !(next >= 208 && next <= 215)) return offset + at;
		}
		offset += Math.max(1, block.length - 1);
		if (block.length < 2) break;
	}
	return source.size;
}
/** GIF89a: extensions and images up to the trailer. */
async function gifEnds(source) {
	const screen = await source.read(0, 13);
	if (screen.length < 13) return false;
	let offset = 13 + tableSize(screen[10] ?? 0);
	for (let blocks = 0; blocks < most; blocks += 1) {
		const [kind] = await source.read(offset, 1);
		if (kind === 59) return true;
		if (kind === 33) offset = await behindSubBlocks(source, offset + 2);
		else if (kind === 44) {
			const [flags] = await source.read(offset + 9, 1);
			offset = await behindSubBlocks(source, offset + 11 + tableSize(flags ?? 0));
		} else return false;
	}
	return false;
}
function tableSize(flags) {
	return (flags & 128) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
async function behindSubBlocks(source, from) {
	for (let offset = from;;) {
		const [length] = await source.read(offset, 1);
		if (length === void 0) return source.size;
		offset += 1 + length;
		if (length === 0) return offset;
	}
}
/** WebP: as many bytes as its RIFF header says. */
async function webpEnds(source) {
	const head = await source.read(0, 30);
	return head.length >= 30 && source.size >= viewOf$1(head).getUint32(4, true) + 8;
}
/** AVIF: top-level boxes (ISO/IEC 14496-12) that fill the file, the picture's description and data among them. */
async function avifEnds(source) {
	const seen = /* @__PURE__ */ new Set();
	const hasPicture = () => (seen.has("meta") || seen.has("moov")) && seen.has("mdat");
	let offset = 0;
	for (let boxes = 0; boxes < most && offset < source.size; boxes += 1) {
		const box = await source.read(offset, 16);
		if (box.length < 8) return false;
		seen.add(textAt(box, 4));
		const short = viewOf$1(box).getUint32(0);
		if (short === 0) return hasPicture();
		const length = short === 1 && box.length >= 16 ? Number(viewOf$1(box).getBigUint64(8)) : short;
		if (length < 8) return false;
		offset += length;
	}
	return hasPicture() && offset === source.size;
}
function viewOf$1(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function textAt(bytes, offset) {
	return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

// src/image.ts
const headLength = 65536;
const blockLength = 262144;
/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF or AVIF. */
async function inspectImage(source) {
	const blocks = inBlocks(source);
	const head = await blocks.read(0, headLength);
	const extension = imageType(head);
	const format = extension && formats[extension];
	if (!format) return void 0;
	const size = await format.size(head, blocks);
	return {
		mimeType: format.mimeType,
		extension,
		...size,
		whole: await format.ends(blocks)
	};
}
const formats = {
	png: {
		mimeType: "image/png",
		size: pngSize,
		ends: pngEnds
	},
	jpg: {
		mimeType: "image/jpeg",
		size: (_, source) => jpegSize(source),
		ends: jpegEnds
	},
	webp: {
		mimeType: "image/webp",
		size: webpSize,
		ends: webpEnds
	},
	gif: {
		mimeType: "image/gif",
		size: gifSize,
		ends: gifEnds
	},
	avif: {
		mimeType: "image/avif",
		size: avifSize,
		ends: avifEnds
	}
};
/** Reads a source in large blocks, of which the last is kept: walks read forward in small steps. */
function inBlocks(source) {
	let start = 0;
	let block = /* @__PURE__ */ new Uint8Array(0);
	return {
		size: source.size,
		async read(offset, length) {
			if (!(offset >= start && offset + length <= start + block.length)) {
				block = new Uint8Array(await source.read(offset, Math.max(length, blockLength)));
				start = offset;
			}
			return block.subarray(offset - start, offset - start + length);
		}
	};
}
/** The kind of picture that a file begins as, by its first 12 bytes or more. */
function imageType(head) {
	if (startsWith(head, 0, "PNG\r\n\n")) return "png";
	if (startsWith(head, 0, "ÿØÿ")) return "jpg";
	if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "webp";
	if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
	if (startsWith(head, 4, "ftyp") && (startsWith(head, 8, "avif") || startsWith(head, 8, "avis"))) return "avif";
}
function pngSize(head) {
	if (head.length < 24 || !startsWith(head, 12, "IHDR")) return {};
	return {
		width: viewOf(head).getUint32(16),
		height: viewOf(head).getUint32(20)
	};
}
function gifSize(head) {
	return head.length < 10 ? {} : {
		width: viewOf(head).getUint16(6, true),
		height: viewOf(head).getUint16(8, true)
	};
}
function webpSize(head) {
	if (head.length < 30) return {};
	const view = viewOf(head);
	if (startsWith(head, 12, "VP8X")) return {
		width: uint24(view, 24) + 1,
		height: uint24(view, 27) + 1
	};
	if (startsWith(head, 12, "VP8 ")) return {
		width: view.getUint16(26, true) & 16383,
		height: view.getUint16(28, true) & 16383
	};
	if (!startsWith(head, 12, "VP8L")) return {};
	const bits = view.getUint32(21, true);
	return {
		width: (bits & 16383) + 1,
		height: (bits >>> 14 & 16383) + 1
	};
}
/** Walks the segments up to the frame header, which metadata may put megabytes into the file. */
async function jpegSize(source) {
	let offset = 2;
	for (let segments = 0; segments < 1e3; segments += 1) {
		const view = viewOf(await source.read(offset, 9));
		if (view.byteLength < 9 || view.getUint8(0) !== 255) return {};
		const marker = view.getUint8(1);
		if (marker >= 192 && marker <= 207 && ![
			196,
			200,
			204
		].includes(marker)) return {
			width: view.getUint16(7),
			height: view.getUint16(5)
		};
		if (marker === 218) return {};
		offset += marker === 255 ? 1 : 2 + view.getUint16(2);
	}
	return {};
}
function avifSize(head) {
	const at = find(head, "ispe");
	return at === -1 || at + 16 > head.length ? {} : {
		width: viewOf(head).getUint32(at + 8),
		height: viewOf(head).getUint32(at + 12)
	};
}
function viewOf(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function uint24(view, offset) {
	return view.getUint16(offset, true) | view.getUint8(offset + 2) << 16;
}
function startsWith(bytes, offset, text) {
	if (bytes.length < offset + text.length) return false;
	for (let index = 0; index < text.length; index += 1) if (bytes[offset + index] !== text.charCodeAt(index)) return false;
	return true;
}
function find(bytes, text) {
	for (let offset = 0; offset + text.length <= bytes.length; offset += 1) if (startsWith(bytes, offset, text)) return offset;
	return -1;
}

// src/rules.ts
const promptSchema = string().check(_trim(), _minLength(1), refine((text) => text.length <= limits.promptLength));
const referenceSchema = string().check(refine(isReference));
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
		return [field === variant.references?.field ? referencesProblem(given, variant) : fieldProblem(field, given, variant, input)];
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

// src/request.ts
const caseFold = (value) => typeof value === "string" ? value.trim().toLowerCase() : value;
const trimmed = (value) => typeof value === "string" ? value.trim() : value;
const upper = (value) => typeof value === "string" ? value.trim().toUpperCase() : value;
/**
* Options → the body of a create, defaults filled in as the contract wants them sent. Pure.
* Throws one usage error that holds every problem found (contract sections 2 and 5).
*/
function buildImagePayload(options) {
	const problems = [];
	const model = options.model === void 0 ? defaultModel : trimmed(options.model);
	const route = options.route === void 0 ? void 0 : caseFold(options.route);
	const variant = typeof model === "string" ? findVariant(model, route) : void 0;
	const input = inputOf(options, variant);
	if (variant) problems.push(...checkInput(variant, input));
	if (!variant) problems.push(...checkWithoutVariant(model, route, input));
	const storage = options.storage === void 0 ? "temp" : caseFold(options.storage);
	if (!isOneOf(storages, storage)) problems.push(fieldProblem("storage", options.storage));
	const callbackUrl = trimmed(options.callbackUrl);
	if (callbackUrl !== void 0 && !isHttps(callbackUrl)) problems.push(callbackProblem(options.callbackUrl));
	if (problems.length > 0 || !variant) throw usageError(problems);
	return {
		model: variant.model,
		input: {
			...input,
			prompt: String(options.prompt).trim()
		},
		...typeof callbackUrl === "string" ? { callback: {
			url: callbackUrl,
			when: "final"
		} } : {},
		...storage === "persistent" ? { storage } : {},
		...variant.route ? { route: variant.route } : {}
	};
}
/** The `input` object before it is checked: what was given under the contract's names, then the defaults that are sent. */
function inputOf(options, variant) {
	const urls = options.inputUrls === void 0 ? [] : splitUrls(options.inputUrls);
	const field = variant?.references?.field ?? "input_urls";
	const wantsUrls = urls.length > 0 || variant?.references && !variant.references.single;
	const hasRatio = variant === void 0 || variant.ratios.length > 0;
	return dropUndefined({
		prompt: options.prompt,
		[field]: wantsUrls ? urls : void 0,
		image: trimmed(options.image),
		aspect_ratio: folded(options.aspectRatio, caseFold, allRatios) ?? (hasRatio ? variant?.defaultRatio : void 0),
		resolution: folded(options.resolution, upper, allResolutions) ?? (hasRatio ? "1K" : void 0),
		size: caseFold(options.size) ?? variant?.size?.default,
		quality: folded(options.quality, caseFold, variant?.quality?.values ?? []) ?? variant?.quality?.default,
		background: folded(options.background, caseFold, variant?.background?.values ?? [])
	});
}
/** A value in the case that the API takes; one that it does not take stays as it was typed, for the message. */
function folded(given, fold, accepted) {
	const value = fold(given);
	return isOneOf(accepted, value) ? value : given;
}
/** With a model or route that nobody knows, the rest is still held against what any model takes. */
function checkWithoutVariant(model, route, input) {
	const known = models.find((id) => id === model);
	const problems = [known ? routeProblem(route, known) : modelProblem(model)];
	if (!promptSchema.safeParse(input.prompt).success) problems.push(fieldProblem("prompt", input.prompt));
	for (const [field, list] of Object.entries({
		aspect_ratio: "ratios",
		resolution: "resolutions"
	})) {
		const given = input[field];
		if (given !== void 0 && !variants.some((row) => isOneOf(row[list], given))) problems.push(fieldProblem(field, given));
	}
	return problems;
}
/** What a payload will make, in the names that the program prints; keys that the payload lacks are left out. */
function describePayload(payload) {
	const { prompt: _, aspect_ratio, resolution, image, input_urls, image_urls, ...rest } = payload.input;
	const references = image === void 0 ? input_urls ?? image_urls : [image];
	return dropUndefined({
		model: payload.model,
		route: payload.route,
		aspectRatio: text(aspect_ratio),
		resolution: text(resolution),
		size: text(rest.size),
		quality: text(rest.quality),
		background: text(rest.background),
		references: Array.isArray(references) ? references.length : void 0,
		storage: payload.storage
	});
}
/** References as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function splitUrls(value) {
	return (typeof value === "string" ? value.split(/,(?=\s*https?:\/\/)/i) : listOf(value)).map((entry) => typeof entry === "string" ? entry.trim() : entry);
}
/** A value of any shape as a list, for the checks that follow to judge. */
function listOf(value) {
	return Array.isArray(value) ? value : [value];
}
function callbackProblem(given) {
	const accepted = "an https:// URL";
	return {
		field: "callback_url",
		given: shown(given),
		accepted,
		message: `Unsupported callback URL ${shown(given)}: use ${accepted}`
	};
}
function isHttps(value) {
	return parseUrl(value)?.protocol === "https:";
}
/** Whether a value is one of the words of a list. */
function isOneOf(list, value) {
	return list.some((item) => item === value);
}
function text(value) {
	return typeof value === "string" ? value : void 0;
}
/** The object without its undefined values: `exactOptionalPropertyTypes` and JSON both want absent keys absent. */
function dropUndefined(shape) {
	return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== void 0));
}

// src/normalize.ts
/** A model id as it is sent; undefined takes the default. Throws `Unsupported model`. */
function normalizeModel(value) {
	const model = value === void 0 ? defaultModel : trimmed(value);
	const known = models.find((id) => id === model);
	if (known === void 0) throw usageError([modelProblem(value)]);
	return known;
}
/** A ratio of the model's default route; undefined takes the model's default. Throws `Unsupported aspect ratio`. */
function normalizeAspectRatio(value, model) {
	const variant = rowOf(model);
	const ratio = value === void 0 ? variant?.defaultRatio : caseFold(value);
	if (!variant || !isOneOf(variant.ratios, ratio)) throw usageError([fieldProblem("aspect_ratio", value, variant)]);
	return ratio;
}
/** A resolution of the model's default route, any case; undefined means 1K. Throws `Unsupported resolution`. */
function normalizeResolution(value, model) {
	const variant = rowOf(model);
	const resolution = value === void 0 ? "1K" : upper(value);
	if (!variant || !isOneOf(variant.resolutions, resolution)) throw usageError([fieldProblem("resolution", value, variant)]);
	return resolution;
}
/** A background in lower case; an absent one stays absent. */
function normalizeBackground(value) {
	if (value === void 0) return void 0;
	const background = caseFold(value);
	if (!isOneOf([
		"auto",
		"opaque",
		"transparent"
	], background)) throw usageError([fieldProblem("background", value)]);
	return background;
}
/** A storage in lower case; undefined means `temp`. An empty string or null is refused. */
function normalizeStorage(value) {
	const storage = value === void 0 ? "temp" : caseFold(value);
	if (!isOneOf(storages, storage)) throw usageError([fieldProblem("storage", value)]);
	return storage;
}
/** An idempotency key as it is sent: 1 to 255 UTF-8 bytes, no control characters (contract section 2). */
function normalizeIdempotencyKey(value) {
	if (value === void 0) return void 0;
	const accepted = `1 to ${limits.idempotencyKeyBytes} UTF-8 bytes without control characters`;
	const key = trimmed(value);
	const bytes = typeof key === "string" ? new TextEncoder().encode(key).length : 0;
	if (typeof key === "string" && bytes > 0 && bytes <= limits.idempotencyKeyBytes && !/[\u0000-\u001f\u007f-\u009f]/.test(key)) return key;
	throw usageError([{
		field: "idempotency_key",
		given: value,
		accepted,
		message: `Unsupported idempotency key ${shown(value)}: use ${accepted}`
	}]);
}
/** Reference images as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function normalizeInputUrls(value) {
	if (value === void 0) return [];
	const urls = splitUrls(value);
	const problems = urls.filter((url) => typeof url !== "string" || !isReference(url)).map((url) => referenceProblem("input_urls", url));
	if (problems.length > 0) throw usageError(problems);
	return urls;
}
function rowOf(model) {
	return findVariant(normalizeModel(model));
}

// src/commands/references.ts
/** The references of a request as a list. */
function referenceList(value) {
	if (value === void 0) return [];
	return typeof value === "string" ? [value] : value;
}
/** The path a reference names; undefined for a file URL of another host. */
function localPath(text, cwd) {
	const url = /^file:/i.test(text) ? parseUrl(text) : void 0;
	if (!url) return resolve(cwd, text);
	try {
		return fileURLToPath(url);
	} catch {
		return;
	}
}
const referenceTypes = /* @__PURE__ */ new Map([
	["png", "image/png"],
	["jpg", "image/jpeg"],
	["webp", "image/webp"]
]);
/** A reference as the API takes it: URLs and data URIs as they are, a local file as a data URI. */
async function readReference(field, reference, { cwd, problems, notices }) {
	const text = reference.trim();
	if (/^(?:https?|data):/i.test(text)) {
		checkInline(field, text, {
			problems,
			notices
		});
		return text;
	}
	const path = localPath(text, cwd);
	const refuse = (reason) => {
		problems.push({
			field,
			given: shown(text),
			accepted: "an http(s) URL, or a PNG, JPEG or WebP file of at most 20 MB",
			message: `${field} ${shown(text)} cannot be used: ${reason}`
		});
		return text;
	};
	if (text === "" || path === void 0) return refuse(text === "" ? "it is empty" : "it names a file of another host");
	const found = await stat(path).catch(() => void 0);
	if (!found) return refuse(`there is no such file (${path}), and it is no http(s) URL`);
	if (!found.isFile()) return refuse("it is not a file");
	if (found.size > limits.referenceBytes) return refuse(`it has ${megabytes(found.size)}, at most 20 MB are accepted: make it smaller or host it and pass its URL`);
	const bytes = await readFile(path).catch((error) => error);
	if (bytes instanceof Error) return refuse(oneLine(bytes.message, 160));
	const type = imageType(bytes);
	const mimeType = referenceTypes.get(type);
	if (!mimeType) return refuse(`its bytes are ${type ?? "no image"}; PNG, JPEG and WebP are accepted`);
	noteSize(shown(text), bytes.length, notices);
	return `data:${mimeType};base64,${bytes.toString("base64")}`;
}
function checkInline(field, text, { problems, notices }) {
	if (!/^data:/i.test(text)) return;
	const bytes = Math.floor((text.length - text.indexOf(",") - 1) * 3 / 4);
	if (bytes > limits.referenceBytes) problems.push({
		field,
		given: shown(text),
		accepted: "at most 20 MB",
		message: `${field} ${shown(text)} has ${megabytes(bytes)}, at most 20 MB are accepted: host the image and pass its URL`
	});
	noteSize(shown(text), bytes, notices);
}
function noteSize(what, bytes, notices) {
	if (bytes > limits.referenceWarnBytes) notices.push(`${what} has ${megabytes(bytes)}: HiAPI advises to host images above 3 MB and pass their URL`);
}
/** A size for people. */
function megabytes(bytes) {
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// src/commands/prepare.ts
/**
* Options and words → a checked request. Reads the prompt and reference files; sends nothing.
* Throws one usage error with everything that is wrong, what `problems` already holds included.
*/
async function prepareRequest(options, words, { cwd, stdin, problems = [] }) {
	const found = [...problems];
	const notices = [];
	const prompt = await readPrompt(options, words, {
		cwd,
		stdin,
		problems: found
	});
	const inputUrls = await Promise.all(referenceList(options.inputUrls).map((reference) => readReference("input_urls", reference, {
		cwd,
		problems: found,
		notices
	})));
	const image = options.image === void 0 ? void 0 : await readReference("image", options.image, {
		cwd,
		problems: found,
		notices
	});
	const request = chooseModel({
		...options,
		prompt,
		inputUrls: inputUrls.length > 0 ? inputUrls : void 0,
		image
	});
	checkFolder(options.outputDir, found);
	checkName(options.name, {
		problems: found,
		notices
	});
	collect(found, () => normalizeIdempotencyKey(options.idempotencyKey));
	const payload = collect(found, () => buildImagePayload(request));
	if (!payload || found.length > 0) throw usageError(unique(found));
	const body = JSON.stringify(payload);
	refuseLargeBody(body);
	notices.push(...noticesOf(payload));
	const stem = options.name === void 0 ? void 0 : safeStem(withoutImageExtension(options.name));
	return {
		payload,
		body,
		defaulted: options.model === void 0 && slashId(payload.model) !== void 0,
		notices,
		stem
	};
}
/** The same complaint from two places is said once. */
function unique(problems) {
	return problems.filter((problem, index) => problems.findIndex((other) => other.message === problem.message) === index);
}
function collect(problems, attempt) {
	try {
		return attempt();
	} catch (error) {
		if (!(error instanceof HiapiError) || !error.facts.problems) throw error;
		const known = new Set(problems.map((problem) => problem.field));
		problems.push(...error.facts.problems.filter((problem) => !(known.has(problem.field) && [
			"input_urls",
			"image_urls",
			"image",
			"prompt"
		].includes(problem.field))));
		return;
	}
}
async function readPrompt(options, words, { cwd, stdin, problems }) {
	const given = [
		options.prompt,
		options.promptFile,
		words.length > 0 ? words.join(" ") : void 0
	].filter((source) => source !== void 0);
	if (given.length > 1) problems.push(promptSources(given));
	if (options.promptFile === void 0) return options.prompt ?? (words.length > 0 ? words.join(" ") : void 0);
	try {
		const bytes = options.promptFile === "-" ? await readAll(stdin) : await readFile(resolve(cwd, options.promptFile));
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		const reason = error instanceof TypeError ? "it is not UTF-8 text" : oneLine(error instanceof Error ? error.message : String(error), 120);
		problems.push({
			field: "prompt",
			given: options.promptFile,
			accepted: "a readable UTF-8 text file, or -",
			message: `--prompt-file ${shown(options.promptFile)} cannot be used: ${reason}`
		});
		return;
	}
}
/** No prompt that is accepted has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;
async function readAll(stream) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > maxPromptBytes) throw new RangeError(`it has more than ${maxPromptBytes} bytes`);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}
/** The model that a request without one means (design section 3, `--model`). A lone local or inline reference becomes `image`. */
function chooseModel(options) {
	if (options.model !== void 0) return options;
	const references = referenceList(options.inputUrls);
	const hasImages = references.length > 0 || options.image !== void 0;
	if (options.route !== void 0) return {
		...options,
		model: hasImages ? "gpt-image-2/image-to-image" : "gpt-image-2/text-to-image"
	};
	if (options.image !== void 0) return {
		...options,
		model: "gpt-image-2/image-to-image"
	};
	const [only] = references;
	if (references.length === 1 && /^data:/i.test(only ?? "")) return {
		...options,
		model: "gpt-image-2/image-to-image",
		inputUrls: void 0,
		image: only
	};
	return {
		...options,
		model: hasImages ? "gpt-image-2-image-to-image" : defaultModel
	};
}
function checkFolder(outputDir, problems) {
	if (outputDir === void 0 || outputDir.trim() !== "") return;
	problems.push({
		field: "output-dir",
		given: outputDir,
		accepted: "a folder",
		message: "--output-dir is empty: name a folder, or leave it out for ./outputs"
	});
}
function checkName(name, { problems, notices }) {
	if (name === void 0) return;
	const fault = stemProblem(name);
	if (fault) problems.push({
		field: "name",
		given: name,
		accepted: "a file name without folders",
		message: `--name ${shown(name)} ${fault}`
	});
	const stem = withoutImageExtension(name);
	if (!fault && stem !== name) notices.push(`--name ${shown(name)}: the extension is left out, the file's own bytes decide it`);
}
function noticesOf(payload) {
	const variant = findVariant(payload.model, payload.route);
	const urls = payload.input[variant?.references?.field ?? ""];
	const isInline = Array.isArray(urls) && urls.some((url) => String(url).startsWith("data:"));
	return [
		...variant?.retiredFor ? [`${payload.model} is listed as retired by HiAPI's own skill; it is sent as written, ${variant.retiredFor} takes its place`] : [],
		...isInline ? [`local files are sent as data URIs; for ${variant?.references?.field} HiAPI documents public URLs only`] : [],
		...payload.storage === "persistent" ? ["--storage persistent is billed by HiAPI: $0.05 per GB and month"] : []
	];
}
/** A body has at most 32 MiB (design rule 1). Throws `usage`. */
function refuseLargeBody(body) {
	const size = Buffer.byteLength(body);
	if (size <= limits.bodyBytes) return;
	const message = `the request has ${megabytes(size)}, at most 32 MB are accepted: host the images and pass their URLs`;
	throw usageError([{
		field: "input_urls",
		given: `${size} bytes`,
		accepted: `at most ${limits.bodyBytes} bytes`,
		message
	}]);
}
/** A key of our own; made once for each logical request (design rule 1). */
function newKey() {
	return `hiapi-img-${randomUUID()}`;
}

// src/commands/run-generate.ts
/** `generate` from the command line: checks everything, then does what was asked for; answers the exit code. */
async function runGenerate({ options: given, words, problems }, run) {
	const { io, presenter } = run;
	const options = given;
	if (options.resumeTaskId !== void 0) return resumeInstead(options.resumeTaskId, {
		given,
		words,
		problems
	}, run);
	const settings = readSettings(io.env);
	const prepared = await prepareRequest(options, words, {
		cwd: io.cwd,
		stdin: io.stdin,
		problems: [...problems, ...options.sandbox ? [] : [...settings.problems, ...keyProblems(options, io)]]
	});
	for (const notice of [...prepared.notices, ...options.sandbox ? [] : settings.warnings]) presenter.warn(notice);
	if (options.dryRun || options.estimate) return preview(options, prepared, {
		...run,
		settings
	});
	const { make } = await import("./commands-make.mjs");
	return make(options, prepared, {
		...run,
		settings,
		debug: given.debug === true ? presenter.say : void 0
	});
}
/** Names and keys are written to disk and shown: the API key may not hide in them (design rule 9). */
function keyProblems({ name, idempotencyKey }, { env }) {
	const secret = (env.HIAPI_API_KEY ?? "").trim();
	return Object.entries({
		name,
		"idempotency-key": idempotencyKey
	}).filter(([, value]) => secret.length >= 8 && value?.includes(secret)).map(([field]) => ({
		field,
		given: "(not shown)",
		accepted: "a value without the API key",
		message: `--${field} holds the API key: give another`
	}));
}
/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(options, prepared, { argv, io, presenter, settings }) {
	const idempotencyKey = options.idempotencyKey?.trim() ?? newKey();
	const flag = options.idempotencyKey === void 0 ? [`--idempotency-key=${idempotencyKey}`] : [];
	const next = commandLine(io.door, payingWords(argv, [...flag, ...promptFlag(options, prepared)]), io.platform);
	const document = {
		paidTaskCreated: false,
		payload: prepared.payload,
		idempotencyKey,
		next
	};
	if (!options.estimate) {
		await presenter.document({
			ok: true,
			...document
		});
		return 0;
	}
	const { openSandboxSession, openSession } = await import("./session.mjs");
	const { quotePrice } = await import("./commands-quote.mjs");
	const session = options.sandbox ? await openSandboxSession(io) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		needsKey: false
	});
	try {
		const { error, ...quote } = {
			error: void 0,
			...await quotePrice(session.api, prepared.payload, io.signal)
		};
		if (error) throw new HiapiError(error.kind, error.message, {
			...error.facts,
			idempotencyKey,
			beside: {
				...document,
				...quote
			}
		});
		await presenter.document({
			ok: true,
			...document,
			...quote,
			...options.sandbox ? { sandbox: true } : {}
		});
		return 0;
	} finally {
		await session.close();
	}
}
/** What was read from stdin cannot be read again: the command carries it. */
function promptFlag({ promptFile }, { payload }) {
	return promptFile === "-" ? [`--prompt=${String(payload.input.prompt)}`] : [];
}
function isStdin(argv, index) {
	const at = argv[index] === "-" ? index - 1 : index;
	return argv[at] === "--prompt-file" && argv[at + 1] === "-";
}
/** The words of a preview as the command that pays: words behind `--` belong to the prompt and stay. */
function payingWords(argv, more) {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	return [
		...argv.slice(0, end).filter((word, index) => ![
			"--dry-run",
			"--estimate",
			"--prompt-file=-"
		].includes(word) && !isStdin(argv, index)),
		...more,
		...argv.slice(end)
	];
}
/** `--resume-task-id <id>` is `resume <id>`: what only a new request could use is refused. */
async function resumeInstead(id, { given, words, problems }, run) {
	const { resumeTaskId: _, ...rest } = given;
	const shared = [
		"outputDir",
		"name",
		"save",
		"timeoutMs",
		"pollIntervalMs",
		"json",
		"quiet",
		"color",
		"debug"
	];
	const flagOf = (key) => commands.generate.options.find((option) => option.key === key)?.flags.match(/--[a-z-]+/)?.[0] ?? key;
	const strange = Object.keys(rest).filter((key) => !shared.includes(key)).map(flagOf);
	const refused = [...words.length > 0 ? [`the words "${words.join(" ").slice(0, 60)}"`] : [], ...strange].map((what) => ({
		field: "resume-task-id",
		given: what,
		accepted: "output-dir, name, no-save, timeout, poll-interval",
		message: `--resume-task-id creates nothing: leave out ${what}`
	}));
	if (problems.length + refused.length > 0) throw usageError([...problems, ...refused]);
	const { runResume } = await import("./commands-run-resume.mjs");
	return runResume([id], rest, run);
}

export { buildImagePayload, checkInput, describePayload, fieldsOf, inspectImage, isBase64, modelFileSlug, newKey, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, pictureStem, prepareRequest, refuseLargeBody, runGenerate, safeStem, textOf };
