import { fieldsOf, get, textOf } from "./api.mjs";
import { parseUrl } from "./url.mjs";
import { HiapiError, links, oneLine, shown, usageError } from "./errors.mjs";
import { buildImagePayload, imageType, normalizeIdempotencyKey, safeStem, stemProblem, withoutImageExtension } from "./generate.mjs";
import { defaultModel, findVariant, limits, slashId } from "./catalogue.mjs";
import { promptSources } from "./problems.mjs";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { readFile, stat } from "node:fs/promises";

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

// src/pricing.ts
/** The name under which pricing lists a payload: `model`, or `model@route`. */
function pricingModelOf(payload) {
	return payload.route ? `${payload.model}@${payload.route}` : payload.model;
}
/** Whether an answer has the shape of a price list at all. */
function isPriceList(body) {
	return Array.isArray(fieldsOf(body).data);
}
/** The price of a payload by a pricing answer; undefined when pricing does not list the model. Pure. */
function estimateOf(payload, body) {
	const rows = fieldsOf(body).data;
	const name = pricingModelOf(payload);
	const row = Array.isArray(rows) ? rows.map(fieldsOf).find((candidate) => candidate.model_name === name) : void 0;
	if (!row) return void 0;
	const usd = (Array.isArray(row.policies) ? row.policies.map(fieldsOf) : []).find((candidate) => holds(fieldsOf(candidate.rule), payload.input))?.usd_value ?? row.base_usd_value;
	if (typeof usd !== "number" || !Number.isFinite(usd) || usd < 0) return void 0;
	const unit = textOf(fieldsOf(row.base_display_unit), "en") ?? "per image";
	return {
		pricingModel: name,
		estimatedUsd: usd,
		billingBasis: oneLine(unit, 80),
		pricingPage: links.pricing,
		note: "a snapshot of the published price, not a promise; failed requests and discounts are not considered"
	};
}
/** A rule holds when every one of its fields does: `match` equals the input's value, `with: true` wants the field present. */
function holds(rule, input) {
	return Object.entries(rule).every(([field, wanted]) => {
		const { match, with: present, ...unknown } = fieldsOf(wanted);
		if (Object.keys(unknown).length > 0 || match === void 0 && present === void 0) return false;
		if (match !== void 0 && input[field] !== match) return false;
		return present === void 0 || input[field] !== void 0 === present;
	});
}

// src/commands/quote.ts
/** Asks for the published price of a payload, without a key and without creating anything (contract section 7). */
async function quotePrice(api, payload, signal) {
	try {
		const answer = await get(api, "/api/pricing", {
			from: "site",
			signal
		});
		if (answer.status !== 200 || !isPriceList(answer.body)) throw new HiapiError("unavailable", `/api/pricing: HTTP ${answer.status} without a price list`, { status: answer.status });
		const estimate = estimateOf(payload, answer.body);
		return estimate ? { estimate } : {
			estimate: null,
			reason: `current pricing does not list ${pricingModelOf(payload)}`
		};
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		const failed = new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
			...error.facts,
			hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing"
		});
		return {
			estimate: null,
			reason: failed.message,
			error: failed
		};
	}
}

export { prepareRequest, pricingModelOf, quotePrice, refuseLargeBody };
