import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, codeOf, commandLine, commands, defaultModel, findVariant, guidance, isAbandoned, isBase64, isWritable, limits, linkNew, links, models, oneLine, ownerMark, parseUrl, promptSources, quote, readSettings, suggest, syncFolder, usageError } from "./core.mjs";
import { buildImagePayload, fieldsOf, normalizeIdempotencyKey, textOf } from "./process.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomUUID = (...given) => require("node:crypto").randomUUID(...given);
const { constants } = require("node:fs");
const lstat = (...given) => require("node:fs/promises").lstat(...given);
const mkdir = (...given) => require("node:fs/promises").mkdir(...given);
const open = (...given) => require("node:fs/promises").open(...given);
const readdir = (...given) => require("node:fs/promises").readdir(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { join, resolve } = require("node:path");
const { fileURLToPath } = require("node:url");

// src/api/answer-images.ts
/** The images of an answer, as the library hands them out: http(s) links and data URIs of images, just these keys. */
function extractImageOutputs(answer) {
	return readImageOutputs(answer).flatMap((output) => {
		if (output.kind === "url") return /^https?:\/\//i.test(output.value) ? [{
			kind: "url",
			value: output.value
		}] : [];
		return output.mimeType.startsWith("image/") ? [output] : [];
	});
}
/** The images of an answer with all that is known of them, whatever their links look like: the saver judges those. */
function readImageOutputs(answer) {
	const top = fieldsOf(answer);
	const data = fieldsOf(top.data);
	const places = [
		data.output,
		data.outputs,
		data.images,
		top.data,
		top.output,
		data.choices,
		top.choices
	];
	for (const place of places) {
		const found = listOf(place).flatMap((entry) => entryOutput(entry));
		if (found.length > 0) return found.filter((output, index) => found.findIndex((other) => other.value === output.value) === index);
	}
	return [];
}
function listOf(place) {
	if (place === void 0 || place === null) return [];
	return Array.isArray(place) ? place : [place];
}
/** Entries within entries are followed this far. */
const maxDepth = 8;
const imageTypes = /* @__PURE__ */ new Set([
	"image",
	"image_url",
	"output_image"
]);
/** One entry is one image at the most: the first of its fields that holds one. */
function entryOutput(entry, depth = 0) {
	if (depth > maxDepth) return [];
	if (typeof entry === "string") return imageText(entry, void 0, false);
	const fields = fieldsOf(entry);
	if (typeof fields.type === "string" && !imageTypes.has(fields.type.toLowerCase())) return [];
	const message = fieldsOf(fields.message);
	if (message.content !== void 0) return listOf(message.content).flatMap((part) => entryOutput(part, depth + 1));
	const mimeType = textOf(fields, "mime_type", "mimeType");
	const expiresAt = expiryOf(fields.expireAt ?? fields.expiresAt ?? fields.expire_at);
	for (const name of [
		"url",
		"image_url",
		"b64_json",
		"base64",
		"data",
		"content"
	]) {
		const value = fields[name];
		const text = textOf(fields, name) ?? textOf(fieldsOf(value), "url");
		const nested = name === "data" || name === "content" ? listOf(value) : [];
		const found = text ? imageText(text, mimeType, name.endsWith("url")) : nested.flatMap((part) => entryOutput(part, depth + 1));
		if (found.length > 0) return found.map((output) => output.kind === "url" && expiresAt ? {
			...output,
			expiresAt
		} : output);
	}
	return [];
}
/** An image in a text: a data URI, a link, bare base64 of more than 64 characters, or Markdown images. */
function imageText(text, mimeType, isLink) {
	if (/^data:/i.test(text)) return [{
		kind: "data-uri",
		mimeType: mimeTypeOf(text) ?? mimeType ?? "",
		value: text
	}];
	if (/^https?:\/\/\S+$/i.test(text) || isLink && /^[a-z][a-z0-9+.-]*:\S+$/i.test(text)) return [{
		kind: "url",
		value: text
	}];
	if (text.length > 64 && isBase64(text)) {
		const type = mimeType ?? base64Type(text);
		return [{
			kind: "data-uri",
			mimeType: type,
			value: `data:${type};base64,${text}`
		}];
	}
	return markdownTargets(text).flatMap((target) => imageText(target, void 0, false));
}
/** The targets of `![…](…)`, found by index: a pattern over megabytes of data URI would exhaust the matcher's stack. */
function markdownTargets(text) {
	const targets = [];
	let from = text.indexOf("![");
	while (from !== -1) {
		const open = text.indexOf("](", from);
		const close = open === -1 ? -1 : text.indexOf(")", open);
		if (close === -1) return targets;
		const [target = ""] = text.slice(open + 2, close).trim().split(/\s/, 1);
		targets.push(target.replace(/^<|>$/g, ""));
		from = text.indexOf("![", close);
	}
	return targets;
}
function mimeTypeOf(dataUri) {
	const head = dataUri.slice(5, 105).split(/[;,]/, 1)[0]?.trim().toLowerCase();
	return head === "" ? void 0 : head;
}
function base64Type(text) {
	return Object.entries({
		"/9j/": "image/jpeg",
		UklGR: "image/webp",
		R0lGOD: "image/gif"
	}).find(([start]) => text.startsWith(start))?.[1] ?? "image/png";
}
/** An expiry as ISO 8601 in UTC: Unix seconds (or milliseconds), a string of digits, or a date string. */
function expiryOf(value) {
	const isDate = typeof value === "string" && !/^\d+$/.test(value);
	const number = isDate ? Date.parse(value) : Number(typeof value === "number" || typeof value === "string" ? value : NaN);
	const ms = isDate || number > 1e11 ? number : number * 1e3;
	if (!Number.isFinite(ms) || ms <= 0 || ms > 864e13) return void 0;
	return new Date(ms).toISOString().replace(".000Z", "Z");
}

// src/api/answer.ts
/** Reads what HiAPI answers: leniently, because shapes have changed over time (contract sections 2 to 4). Pure, never throws. */
/** The task id of a create's answer, in every place it was ever seen; `""` when the answer names none. */
function extractTaskId(answer) {
	const top = fieldsOf(answer);
	const data = typeof top.data === "string" ? { taskId: top.data } : fieldsOf(top.data);
	const id = textOf(data, "taskId", "id", "task_id") ?? textOf(top, "taskId", "id", "task_id") ?? "";
	return id.length <= 200 && /^[\x21-\x7e]+$/.test(id) ? id : "";
}
/** The task's status in lower case; `""` when absent. */
function getTaskStatus(answer) {
	const top = fieldsOf(answer);
	const names = [
		"status",
		"task_status",
		"taskStatus"
	];
	return (textOf(fieldsOf(top.data), ...names) ?? textOf(top, ...names) ?? "").toLowerCase();
}
const succeeded = /* @__PURE__ */ new Set([
	"success",
	"succeeded",
	"completed",
	"complete"
]);
const failed = /* @__PURE__ */ new Set([
	"fail",
	"failed",
	"error",
	"cancelled",
	"canceled"
]);
const running = /* @__PURE__ */ new Set([
	"queued",
	"handling",
	"archiving",
	"pending",
	"processing",
	"running"
]);
/** What a status means; any word that is not known is still running (contract section 3, design rule 6). */
function phaseOf(answer) {
	const status = getTaskStatus(answer);
	if (succeeded.has(status)) return "succeeded";
	if (failed.has(status)) return "failed";
	if (running.has(status)) return "running";
	return status === "" && readImageOutputs(answer).length > 0 ? "succeeded" : "unknown";
}
/** The reason of a failed task as `CODE: message`, from every place one was seen. */
function extractTaskFailureSummary(answer) {
	const { code, message } = readTaskFailure(answer);
	return [code, message].filter((part) => part !== void 0).join(": ") || "no reason given";
}
/** The code and message of a failed task; either may be missing. */
function readTaskFailure(answer) {
	const top = fieldsOf(answer);
	const data = fieldsOf(top.data);
	const reasons = [
		"fail_reason",
		"failReason",
		"error_message",
		"errorMessage",
		"task_status_msg",
		"taskStatusMsg"
	];
	const places = [
		data,
		fieldsOf(data.output),
		top
	];
	const error = places.map((place) => fieldsOf(place.error)).find((candidate) => textOf(candidate, "code", "message")) ?? {};
	const plain = places.map((place) => textOf(place, "error") ?? textOf(place, ...reasons)).find((text) => text !== void 0);
	const code = textOf(error, "code") ?? places.map((place) => textOf(place, "error_code", "errorCode")).find((text) => text !== void 0);
	const message = textOf(error, "message") ?? plain;
	return {
		...code ? { code: oneLine(code, 80) } : {},
		...message ? { message: oneLine(message, 400) } : {}
	};
}
/** The creation time of a task in milliseconds since 1970, when the answer says it. */
function createdAtOf(answer) {
	const value = fieldsOf(fieldsOf(answer).data).created;
	const iso = expiryOf(value);
	return iso === void 0 ? void 0 : Date.parse(iso);
}
/** How long a finished task took by the answer's own times (contract section 3: whole seconds), in milliseconds; undefined when it does not say. */
function taskDurationMs(answer) {
	const { created, completed } = fieldsOf(fieldsOf(answer).data);
	const [from, to] = [created, completed].map((value) => expiryOf(value));
	return from === void 0 || to === void 0 || to <= from ? void 0 : Date.parse(to) - Date.parse(from);
}
/** A copy of an answer in which image data is named and not repeated, deep nesting cut. For `rawStatus`. */
function elideData(value, depth = 0) {
	if (typeof value === "string") return elideText(value);
	if (typeof value !== "object" || value === null) return value;
	if (depth > 32) return "…";
	if (Array.isArray(value)) return value.map((item) => elideData(item, depth + 1));
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, elideData(item, depth + 1)]));
}
function elideText(text) {
	if (text.length > 64 && isBase64(text)) return `…${text.length} characters of base64`;
	const heads = /data:[^,\s]{0,200};base64,/gi;
	let elided = "";
	let from = 0;
	for (let head = heads.exec(text); head; head = heads.exec(text)) {
		const start = head.index + head[0].length;
		const rest = text.slice(start).search(/[)\s"'<>]/);
		const end = rest === -1 ? text.length : start + rest;
		elided += `${text.slice(from, start)}…${end - start} characters`;
		from = end;
		heads.lastIndex = end;
	}
	return elided + text.slice(from);
}

// src/api/exchange.ts
/** Milliseconds for one attempt of each call, and bytes for one answer (design rule 8). */
const apiLimits = {
	createMs: 6e4,
	lookMs: 3e4,
	otherMs: 15e3,
	answerBytes: 67108864
};
/** Why a connection is let go once its answer was read. */
const over = "over";
/**
* Sends one request and reads its answer. Rejects when `signal` aborts, when `timeoutMs` pass, and on network errors.
* The key goes to the API only; with `site` the request goes to the site, without it.
*/
async function call(api, path, init, { timeoutMs, signal, site = false }) {
	const attempt = new AbortController();
	const stop = () => attempt.abort(signal.reason);
	signal.throwIfAborted();
	signal.addEventListener("abort", stop, { once: true });
	const timer = setTimeout(() => attempt.abort(new HiapiError("unavailable", `no answer within ${Math.round(timeoutMs / 1e3)} s`, { code: "TIMEOUT" })), timeoutMs);
	try {
		const headers = {
			Accept: "application/json",
			...site ? {} : { Authorization: `Bearer ${api.apiKey}` },
			...init.headers
		};
		return await readAnswer(await api.fetch(`${site ? api.siteUrl : api.baseUrl}${path}`, {
			...init,
			headers,
			signal: attempt.signal,
			redirect: "manual"
		}), api.apiKey);
	} catch (error) {
		throw attempt.signal.aborted ? attempt.signal.reason ?? error : error;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener("abort", stop);
		attempt.abort(over);
	}
}
/** Reads an answer. A key that the server repeats is taken out before anything is made of the text, or cut. */
async function readAnswer(answer, apiKey) {
	const text = await readText(answer).catch((error) => {
		if (answer.status >= 400) return "";
		throw error;
	});
	const { body, isJson } = parse(apiKey === "" ? text : text.replaceAll(apiKey, "[HIAPI_API_KEY]"));
	const retryAfterMs = parseRetryAfter(answer.headers?.get("retry-after") ?? void 0, Date.now());
	const serverTime = Date.parse(answer.headers?.get("date") ?? "");
	return {
		status: answer.status,
		body,
		isJson,
		isSandbox: answer.headers?.get("x-hiapi-sandbox") === "1",
		...retryAfterMs === void 0 ? {} : { retryAfterMs },
		...Number.isNaN(serverTime) ? {} : { serverTime }
	};
}
async function readText(answer) {
	const { body } = answer;
	if (body && Symbol.asyncIterator in body) return (await readBytes(body, answer)).toString("utf8");
	if (answer.text) return answer.text();
	return answer.json ? JSON.stringify(await answer.json()) : "";
}
/** The bytes of a body in one buffer, into which the chunks are copied as they come: an answer that holds an image is there once, not twice. */
async function readBytes(body, { status, headers }) {
	const promised = Number(headers?.get("content-length") ?? 0);
	let bytes = Buffer.allocUnsafeSlow(promised > 0 && promised <= apiLimits.answerBytes ? promised : 16384);
	let size = 0;
	for await (const chunk of body) {
		const end = size + chunk.length;
		if (end > apiLimits.answerBytes) throw new HiapiError("unexpected", `the answer is larger than ${apiLimits.answerBytes / 1024 / 1024} MiB`, { status });
		if (end > bytes.length) bytes = grown(bytes, size, Math.max(end, 2 * bytes.length));
		bytes.set(chunk, size);
		size = end;
	}
	return bytes.subarray(0, size);
}
/** A larger buffer that begins with what was read; the rest of it costs nothing until it is written. */
function grown(bytes, size, length) {
	const larger = Buffer.allocUnsafeSlow(length);
	larger.set(bytes.subarray(0, size));
	return larger;
}
function parse(text) {
	try {
		return {
			body: JSON.parse(text.replace(/^\uFEFF/, "")),
			isJson: true
		};
	} catch {
		return {
			body: text,
			isJson: false
		};
	}
}
/** A `Retry-After` header (RFC 9110 section 10.2.3: seconds or an HTTP date) in milliseconds from `now`; undefined when it says nothing. */
function parseRetryAfter(value, now) {
	if (value === void 0) return void 0;
	if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Math.min(Number(value) * 1e3, Number.MAX_SAFE_INTEGER);
	const date = /^[A-Za-z]/.test(value.trim()) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
/** A network failure as `unavailable`, with the code of its root; what is a HiapiError already keeps its kind. */
function networkError(thrown, what) {
	if (thrown instanceof HiapiError) return thrown.message.startsWith(what) ? thrown : new HiapiError(thrown.kind, `${what}: ${thrown.message}`, thrown.facts);
	const error = rootOf(thrown);
	const code = typeof error.code === "string" ? error.code : void 0;
	return new HiapiError("unavailable", `${what}: ${code ? `${code} ` : ""}${error.message || "connection failed"}`, {
		...code ? { code } : {},
		cause: thrown
	});
}
/** The error at the end of the chain of causes, where the code stands. */
function rootOf(thrown, depth = 0) {
	if (!(thrown instanceof Error)) return { message: String(thrown) };
	const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
	return inner instanceof Error && depth < 5 ? rootOf(inner, depth + 1) : thrown;
}

// src/api/failure.ts
/** Known codes and the HTTP status each amounts to. */
const codeStatus = {
	invalid_request: 400,
	invalid_request_error: 400,
	model_unavailable: 400,
	model_not_found: 400,
	permission_denied: 403,
	forbidden: 403,
	unauthorized: 401,
	invalid_api_key: 401,
	authentication_error: 401,
	not_found: 404,
	task_not_found: 404,
	idempotency_key_processing: 409,
	idempotency_key_mismatch: 422,
	unsupported_media_type: 415,
	rate_limit_exceeded: 429,
	too_many_requests: 429,
	internal_error: 500,
	internal_server_error: 500,
	server_error: 500,
	service_unavailable: 503
};
const words = {
	content: /\b(?:content|safety)[ _-]polic(?:y|ies)\b|\bsafety\b/i,
	rate: /\brate[ _-]?limit(?:s|ed)?\b|\btoo many requests\b/i,
	billing: /\b(?:balance|credits?|quota|payment|billing)\b/i
};
/**
* The error in an answer, looked for in `body.error`, then `body.code`, then the HTTP status; undefined when there is none.
* @param httpStatus status of the HTTP answer
* @param body the parsed JSON, or the text when it was not JSON
*/
function readFailure(httpStatus, body) {
	const top = fieldsOf(body);
	const error = typeof top.error === "string" ? { message: top.error } : fieldsOf(top.error);
	const code = [textOf(error, "code"), textOf(top, "error_code", "errorCode", "code")].find((text) => text !== void 0 && !/^\d+$/.test(text));
	const number = [
		error.code,
		error.status,
		top.code
	].map(numberOf).find((value) => value !== 0);
	const isOk = httpStatus >= 200 && httpStatus < 300;
	const isEmbedded = textOf(error, "code", "message", "type") !== void 0;
	if (isOk && !isEmbedded && !(number !== void 0 && (number < 200 || number >= 300)) && (code === void 0 || top.data || extractTaskId(body) !== "")) return void 0;
	const status = statusOfCode(code) ?? (isOk ? embeddedStatus(number) : httpStatus);
	const message = textOf(error, "message") ?? textOf(top, "message", "msg", "detail") ?? summaryOfText(body) ?? "no message";
	const requestId = textOf(error, "request_id", "requestId") ?? textOf(top, "request_id", "requestId");
	return {
		...meaning(status, code, message),
		httpStatus,
		status,
		message: oneLine(message, 300),
		...code === void 0 ? {} : { code: oneLine(code, 80) },
		...requestId === void 0 ? {} : { requestId: oneLine(requestId, 120) }
	};
}
/** A whole number, also one written as text; 0 for anything else. */
function numberOf(value) {
	const number = typeof value === "number" || typeof value === "string" ? Number(value) : 0;
	return Number.isInteger(number) ? number : 0;
}
/** The status that a number inside a 200 amounts to; 200 when it is none of HTTP's errors. */
function embeddedStatus(number) {
	return number !== void 0 && number >= 400 && number < 600 ? number : 200;
}
function statusOfCode(code) {
	if (code === void 0) return void 0;
	const lower = code.toLowerCase();
	if (Object.hasOwn(codeStatus, lower)) return codeStatus[lower];
	if (lower.includes("content_policy")) return 400;
	if (lower.includes("insufficient_") || lower.includes("quota_") || lower.endsWith("_quota")) return 402;
}
/** Kind and hint: by code, by fragment of the code, by whole words of the message, by status, in this order. */
function meaning(status, code, message) {
	if (code?.toLowerCase().includes("content_policy")) return {
		kind: "task_failed",
		hint: guidance.contentPolicy
	};
	const byCode = statusOfCode(code);
	if (byCode !== void 0) return meaningOfStatus(byCode);
	if (status < 500 && ![
		401,
		404,
		408,
		409
	].includes(status)) {
		if (words.content.test(message) && status !== 429) return {
			kind: "task_failed",
			hint: guidance.contentPolicy
		};
		if (words.rate.test(message)) return meaningOfStatus(429);
		if (words.billing.test(message)) return meaningOfStatus(402);
	}
	return meaningOfStatus(status);
}
function meaningOfStatus(status) {
	if (status === 401 || status === 403) return {
		kind: "account",
		hint: guidance.keyRefused
	};
	if (status === 402) return {
		kind: "account",
		hint: guidance.billing
	};
	if (status === 429) return {
		kind: "unavailable",
		hint: guidance.rateLimit
	};
	if (status === 408 || status >= 500) return { kind: "unavailable" };
	if (status === 409) return { kind: "unknown_outcome" };
	if (status >= 300 && status < 400) return { kind: "unexpected" };
	return { kind: "usage" };
}
/** The failure as the error that ends a command. `what` names the call, such as `create`. */
function failureError(failure, what) {
	const code = failure.code ? ` ${failure.code}` : "";
	return new HiapiError(failure.kind, `${what}: HTTP ${failure.httpStatus}${code}: ${failure.message}`, {
		status: failure.httpStatus,
		...failure.code === void 0 ? {} : { code: failure.code },
		...failure.hint === void 0 ? {} : { hint: failure.hint },
		...failure.requestId === void 0 ? {} : { requestId: failure.requestId }
	});
}
/** An error body in a few words: `CODE: message`, or the text of what is not JSON without its markup. */
function summarizeErrorBody(body) {
	const failure = readFailure(400, parsedBody(body));
	if (failure?.code && failure.message !== "no message") return `${failure.code}: ${failure.message}`;
	return failure?.message ?? "no message";
}
/** One line for an HTTP error: the status, what the body says, and the guidance of contract section 4 with its link. */
function buildHttpErrorMessage(status, body) {
	const failure = readFailure(status < 300 ? 400 : status, parsedBody(body));
	const hint = failure?.hint ? `. Next: ${failure.hint}` : "";
	return `HTTP ${status}: ${summarizeErrorBody(body)}${hint}`;
}
function parsedBody(body) {
	if (typeof body !== "string") return body;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
function summaryOfText(body) {
	if (typeof body !== "string") return void 0;
	const plain = /<title[^>]*>([^<]{1,300})<\/title>/i.exec(body.slice(0, 2e4))?.[1] ?? body.slice(0, 2e4).replace(/<(script|style)\b.*?<\/\1>/gis, " ").replace(/<[^>]{0,1000}>/g, " ");
	const line = oneLine(plain.replace(/\s+/g, " "), 200);
	return line === "" ? void 0 : line;
}

// src/api/client.ts
/** Errors that end an attempt before a byte has left, for transports that do not report sending. */
const beforeSending = /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|PROXY_FAILED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;
/**
* One attempt to create: POST /v1/tasks with its idempotency key (contract section 2). Does not throw on any answer or
* network failure; throws only when `signal` aborts.
* @param body the exact bytes, the same for every attempt
*/
async function createTask(api, { body, idempotencyKey, timeoutMs, signal }) {
	let sent = false;
	const headers = {
		"Content-Type": "application/json",
		"Idempotency-Key": Buffer.from(idempotencyKey).toString("latin1")
	};
	try {
		return createOutcome(await call(api, "/v1/tasks", {
			method: "POST",
			headers,
			body,
			onSend: () => sent = true
		}, {
			timeoutMs,
			signal
		}));
	} catch (error) {
		signal.throwIfAborted();
		const failed = networkError(error, "create");
		return {
			type: (api.foreign ? !beforeSending.test(failed.facts.code ?? "") : sent) ? "ambiguous" : "not-accepted",
			error: failed
		};
	}
}
function createOutcome(answer) {
	const failure = readFailure(answer.status, answer.body);
	const wait = answer.retryAfterMs === void 0 ? {} : { retryAfterMs: answer.retryAfterMs };
	if (failure) return {
		...createFailure(failure),
		error: failureError(failure, "create"),
		...wait
	};
	const taskId = extractTaskId(answer.body);
	if (taskId !== "") return {
		type: "accepted",
		taskId,
		answer
	};
	return {
		type: "ambiguous",
		error: new HiapiError("unknown_outcome", `create: HTTP ${answer.status} without a task id, so acceptance is unknown`, {
			status: answer.status,
			rawStatus: elideData(answer.body)
		}),
		...wait
	};
}
function createFailure({ status, httpStatus, kind }) {
	if (kind === "task_failed") return { type: "refused" };
	if (httpStatus === 503 || status === 503) return { type: "not-accepted" };
	if (httpStatus >= 500 || httpStatus === 408) return { type: "ambiguous" };
	if (status === 429) return { type: "not-accepted" };
	return { type: status >= 500 || status === 408 || status === 409 ? "ambiguous" : "refused" };
}
/** One look: GET /v1/tasks/{id} (contract section 3). Throws only when `signal` aborts. */
async function pollTask(api, { taskId, timeoutMs, signal }) {
	try {
		return lookOutcome(await call(api, `/v1/tasks/${encodeURIComponent(taskId)}`, {
			method: "GET",
			headers: {}
		}, {
			timeoutMs,
			signal
		}));
	} catch (error) {
		signal.throwIfAborted();
		const failed = networkError(error, "look");
		return {
			type: failed.kind === "unexpected" ? "unreadable" : "transient",
			error: failed
		};
	}
}
function lookOutcome(answer) {
	const wait = answer.retryAfterMs === void 0 ? {} : { retryAfterMs: answer.retryAfterMs };
	const ok = answer.status >= 200 && answer.status < 300;
	const failure = ok && hasEnded(answer.body) ? void 0 : readFailure(answer.status, answer.body);
	if (!failure && ok && hasTask(answer.body)) return {
		type: "task",
		answer
	};
	if (!failure) return {
		type: "unreadable",
		error: new HiapiError("unexpected", `look: HTTP ${answer.status} with an answer that cannot be read: ${oneLine(JSON.stringify(elideData(answer.body)) ?? "", 120)}`, { status: answer.status }),
		...wait
	};
	const error = failureError(failure, "look");
	if (failure.status === 404) return {
		type: "missing",
		error
	};
	return failure.status >= 500 || [
		408,
		409,
		429
	].includes(failure.status) ? {
		type: "transient",
		error,
		...wait
	} : {
		type: "refused",
		error
	};
}
/** A task that says it ended is believed before anything else in the answer: no image is lost to a stray `error` beside it. */
function hasEnded(body) {
	return getTaskStatus({ data: fieldsOf(body).data }) !== "" && ["succeeded", "failed"].includes(phaseOf(body));
}
/** Whether an answer holds anything that could be a task: an object under `data`, or a shape from older times. */
function hasTask(body) {
	const { data, status, output, choices } = fieldsOf(body);
	return typeof data === "object" && data !== null || typeof status === "string" || output !== void 0 || Array.isArray(choices);
}
/**
* One GET outside the lifecycle: pricing, schema, list, `check --live`. Answers any HTTP answer; throws a HiapiError
* `unavailable` when there is none.
* @param from the API with the key, or the site without
*/
async function get(api, path, { from = "api", signal, timeoutMs = apiLimits.otherMs }) {
	try {
		return await call(api, path, {
			method: "GET",
			headers: {}
		}, {
			timeoutMs,
			signal,
			site: from === "site"
		});
	} catch (error) {
		signal.throwIfAborted();
		throw networkError(error, path);
	}
}

// src/api/prices.ts
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
/** The published price list, asked for without a key (contract section 7). Throws `unavailable` when it cannot be had. */
async function fetchPriceList(api, signal) {
	try {
		const answer = await get(api, "/api/pricing", {
			from: "site",
			signal
		});
		if (answer.status === 200 && isPriceList(answer.body)) return answer.body;
		throw new HiapiError("unavailable", `/api/pricing: HTTP ${answer.status} without a price list`, { status: answer.status });
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		throw new HiapiError("unavailable", `pricing cannot be reached: ${error.message}`, {
			...error.facts,
			hint: "no task was created; try again later, or see the prices at https://www.hiapi.ai/en/pricing"
		});
	}
}
/** Asks for the published price of a payload, without creating anything. */
async function quotePrice(api, payload, signal) {
	try {
		const estimate = estimateOf(payload, await fetchPriceList(api, signal));
		return estimate ? { estimate } : {
			estimate: null,
			reason: `current pricing does not list ${pricingModelOf(payload)}`
		};
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		return {
			estimate: null,
			reason: error.message,
			error
		};
	}
}

// src/api/update-policy.ts
/** The version of HiAPI's skill contract that this code implements; not the package's own version (contract section 8). */
const contractVersion = "0.5.0";
const skillId = "hiapi-gpt-image-2";
const updateTimeoutMs = 1200;
const maxLineLength = 300;
const maxManifestBytes = 4194304;
const skipped = (message) => ({
	status: "skipped",
	message,
	latestVersion: "",
	minimumVersion: "",
	updateCommand: ""
});
/** Compares versions as the policy does: cut at the first `+` or `-`, split at `.`, missing parts are 0. */
function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => (String(version).trim().replace(/^v/, "").split(/[+-]/, 1)[0] ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0));
	for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
		const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
		if (difference !== 0) return difference < 0 ? -1 : 1;
	}
	return 0;
}
/** Asks for the update policy, once, within `timeoutMs` (1.2 s) with the body included. Never throws: anything wrong is `skipped`. */
async function askUpdatePolicy({ currentVersion = contractVersion, skillId: id = skillId, manifestUrl, fetch, timeoutMs = updateTimeoutMs, signal }) {
	const control = new AbortController();
	const stop = () => control.abort();
	let giveUp = () => void 0;
	const timeUp = new Promise((resolve) => {
		giveUp = () => resolve(skipped(`the update policy did not answer within ${timeoutMs} ms`));
	});
	const timer = setTimeout(() => {
		stop();
		giveUp();
	}, timeoutMs);
	signal?.addEventListener("abort", stop, { once: true });
	const asked = fetchManifest(manifestUrl, fetch, control.signal).then((manifest) => judge(manifest, id, currentVersion), (error) => skipped(`the update policy cannot be read: ${oneLine(error instanceof Error ? error.message : String(error), 120)}`));
	try {
		return await Promise.race([asked, timeUp]);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener("abort", stop);
		stop();
	}
}
async function fetchManifest(url, fetch, signal) {
	const answer = await fetch(url, {
		method: "GET",
		headers: { Accept: "application/json" },
		signal,
		redirect: "manual"
	});
	if (answer.status !== 200 && answer.status !== void 0) throw new Error(`HTTP ${answer.status}`);
	if (answer.body && Symbol.asyncIterator in answer.body) {
		const chunks = [];
		for await (const chunk of answer.body) {
			chunks.push(chunk);
			if (chunks.reduce((sum, piece) => sum + piece.length, 0) > maxManifestBytes) throw new Error("too large");
		}
		return JSON.parse(Buffer.concat(chunks).toString("utf8"));
	}
	return answer.json ? answer.json() : JSON.parse(await answer.text?.() ?? "");
}
/** What a manifest says of a version. Its text is data: one line, 300 characters, no control characters (design rule 9). */
function judge(manifest, id, currentVersion) {
	const skills = fieldsOf(manifest).skills;
	const entry = Array.isArray(skills) ? skills.map(fieldsOf).find((skill) => skill.id === id) : void 0;
	if (!entry) return skipped(`the update policy does not list ${id}`);
	const policy = fieldsOf(entry.updatePolicy);
	const line = (name, max = maxLineLength) => oneLine(textOf(policy, name) ?? "", max);
	const latestVersion = line("latestVersion", 40) || oneLine(textOf(entry, "version") ?? "", 40);
	const minimumVersion = line("minimumVersion", 40);
	const updateCommand = line("updateCommand");
	const found = {
		latestVersion,
		minimumVersion,
		updateCommand
	};
	if (minimumVersion !== "" && compareVersions(currentVersion, minimumVersion) < 0) return {
		status: "required",
		message: `${line("requiredNotice") || "this version of the skill is no longer supported."} Contract ${currentVersion}, required ${minimumVersion}. Update now: ${updateCommand}`,
		...found
	};
	if (latestVersion === "" || compareVersions(currentVersion, latestVersion) >= 0) return {
		status: "current",
		message: `contract ${currentVersion} is current`,
		...found
	};
	return {
		status: "available",
		message: `${line("notice") || "a newer version of the skill is available."} Contract ${currentVersion}, latest ${latestVersion}. Update: ${updateCommand}`,
		...found
	};
}
/** The error that stops a create below the minimum version. */
function updateRequired(check) {
	const rest = check.message.slice(check.message.lastIndexOf(" Contract "));
	const notice = oneLine(check.message.slice(0, -rest.length), 500 - rest.length);
	return new HiapiError("update_required", `${notice}${rest}`, { hint: `the printed command must be run before using the skill again: show it to the person and run it only when they agree; HIAPI_SKIP_UPDATE_CHECK=1 goes on without it` });
}

// src/images/data-uri.ts
/** Whole quartets of base64, so that each piece decodes on its own. */
const pieceLength = 262144;
/**
* The bytes of a data URI, decoded piece by piece into one buffer, so that a large image is not in memory twice. Each piece is valid until
* the next is asked for. Throws `output` when the URI is not base64.
*/
async function* dataUriBytes(uri) {
	const comma = uri.indexOf(",");
	const isEncoded = /;base64$/i.test(uri.slice(0, Math.max(0, comma)).trim());
	const payload = uri.slice(comma + 1).replace(/\s+/g, "");
	if (comma === -1 || !isEncoded || payload !== "" && !isBase64(payload)) throw new HiapiError("output", "the data URI of the image is broken: it is not base64", { fault: "server" });
	const buffer = Buffer.alloc(pieceLength / 4 * 3);
	for (let start = 0; start < payload.length; start += pieceLength) yield buffer.subarray(0, buffer.write(payload.slice(start, start + pieceLength), "base64"));
}

// src/sleep.ts
/** Waits `ms` milliseconds; rejects with the signal's reason as soon as it aborts, and leaves no timer behind. */
function sleep(ms, signal) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const stop = () => {
			clearTimeout(timer);
			reject(signal.reason);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener("abort", stop);
			resolve();
		}, Math.max(0, ms));
		signal.addEventListener("abort", stop, { once: true });
	});
}

// src/images/download.ts
/** Limits of one download (docs/design.md, rules 7 to 9). `resumptions` bounds how often a broken connection is continued. */
const downloadLimits = {
	idleMs: 3e4,
	totalMs: 9e5,
	bytes: 536870912,
	redirects: 5,
	resumptions: 5
};
const resumeDelayMs = 500;
const redirects = [
	301,
	302,
	303,
	307,
	308
];
/**
* The bytes of an output link. The connection opens when the first are asked for and closes when the iteration ends. Follows at most five
* redirects, each checked as the link itself was, and never sends the key. Continues a broken connection where the server supports ranges.
* Throws `output`, with `fault: "server"` where another attempt may succeed; `facts.status` is that of an answer that refused the link.
*/
async function* downloadLink(link, { fetch, signal }) {
	const end = performance.now() + downloadLimits.totalMs;
	const download = {
		link,
		fetch,
		signal,
		end,
		received: 0,
		expected: void 0,
		validator: void 0
	};
	for (let resumptions = 0;; resumptions += 1) try {
		return yield* connection(download);
	} catch (error) {
		signal.throwIfAborted();
		const failed = downloadError(error);
		if (!(failed.facts.status === void 0 && failed.facts.code !== void 0 && download.received > 0 && download.validator !== void 0 && performance.now() < end) || resumptions >= downloadLimits.resumptions) throw failed;
		await sleep(resumeDelayMs, signal);
	}
}
/** The bytes that one connection brings. */
async function* connection(download) {
	const watch = watchdog(download);
	try {
		const answer = await follow(download, watch);
		if (download.received === 0) readHeaders(download, answer);
		else if (!continues(download, answer)) throw linkError("the server does not continue where the download broke off", {
			code: "RANGE_REFUSED",
			status: answer.status
		});
		for await (const chunk of bodyOf(answer)) {
			watch.alive();
			download.received += chunk.length;
			if (download.received > downloadLimits.bytes) throw tooLarge();
			yield chunk;
		}
		const { received, expected } = download;
		if (expected !== void 0 && received !== expected) throw linkError(`the image broke off: ${received} of ${expected} bytes came`, { code: "SHORT_BODY" });
	} catch (error) {
		throw watch.signal.aborted ? watch.signal.reason : error;
	} finally {
		watch.end();
	}
}
function readHeaders(download, { headers }) {
	const length = headers?.get("content-length") ?? "";
	const isPlain = (headers?.get("content-encoding") ?? "identity") === "identity";
	if (isPlain && /^\d+$/.test(length)) download.expected = Number(length);
	if ((download.expected ?? 0) > downloadLimits.bytes) throw tooLarge();
	const tag = headers?.get("etag") ?? "";
	if (headers?.get("accept-ranges") === "bytes" && isPlain) download.validator = tag.startsWith("\"") ? tag : headers?.get("last-modified") ?? void 0;
}
function continues({ received, expected }, { status, headers }) {
	const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers?.get("content-range") ?? "") ?? [];
	return status === 206 && Number(start) === received && (expected === void 0 || total === "*" || Number(total) === expected);
}
async function follow({ link, fetch, received, validator }, watch) {
	const headers = {
		Accept: "image/*,*/*;q=0.5",
		"Accept-Encoding": "identity",
		...received > 0 && validator !== void 0 ? {
			Range: `bytes=${received}-`,
			"If-Range": validator
		} : {}
	};
	let url = checkedLink(link);
	for (let hops = 0; hops <= downloadLimits.redirects; hops += 1) {
		const answer = await fetch(url.href, {
			method: "GET",
			headers,
			signal: watch.signal,
			redirect: "manual"
		});
		watch.alive();
		const target = redirects.includes(answer.status) ? answer.headers?.get("location") : void 0;
		if (!target && (answer.status === 200 || answer.status === 206 && received > 0)) return answer;
		if (!target) throw linkError(`the output link answered HTTP ${answer.status}`, { status: answer.status });
		url = checkedLink(target, url);
	}
	throw linkError(`the output link redirects more than ${downloadLimits.redirects} times`);
}
/** A link as a URL: http(s), without credentials, and never from https down to http. */
function checkedLink(link, from) {
	const url = parseUrl(link, from);
	const quoted = oneLine(link, 120);
	if (!url || !["http:", "https:"].includes(url.protocol)) throw linkError(`output link ${quoted} is not an http(s) URL`);
	if (url.username !== "" || url.password !== "") throw linkError("the output link carries credentials");
	if (from?.protocol === "https:" && url.protocol === "http:") throw linkError(`the output link redirects from https to ${quoted}`);
	return url;
}
/** Aborts when no byte came for the idle limit, when the time in all is used up, or with the caller. */
function watchdog({ signal, end }) {
	const control = new AbortController();
	const timeOut = (message) => control.abort(linkError(message, { code: "TIMEOUT" }));
	const stop = () => control.abort(signal.reason);
	const startIdle = () => setTimeout(timeOut, downloadLimits.idleMs, `the download stood still for ${downloadLimits.idleMs / 1e3} s`);
	const inAll = `the download took longer than ${downloadLimits.totalMs / 6e4} minutes`;
	const total = setTimeout(timeOut, end - performance.now(), inAll);
	let idle = startIdle();
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	return {
		signal: control.signal,
		alive() {
			clearTimeout(idle);
			idle = startIdle();
		},
		end() {
			clearTimeout(idle);
			clearTimeout(total);
			signal.removeEventListener("abort", stop);
			control.abort("over");
		}
	};
}
async function* bodyOf(answer) {
	const { body } = answer;
	if (body && Symbol.asyncIterator in body) yield* body;
	else if (answer.arrayBuffer) yield new Uint8Array(await answer.arrayBuffer());
}
function linkError(message, facts = {}) {
	return new HiapiError("output", message, {
		...facts,
		fault: "server"
	});
}
function tooLarge() {
	return new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
}
function downloadError(thrown) {
	if (thrown instanceof HiapiError) return thrown;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const code = thrown instanceof Error ? String(Reflect.get(thrown, "code") ?? "BROKEN") : "BROKEN";
	return linkError(`the download broke off: ${code} ${message}`, {
		code,
		cause: thrown
	});
}

// src/images/file-names.ts
/** File names of pictures: safe on every system, and such that two pictures never want the same one (design rule 7). Pure. */
const imageExtension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const maxStemLength = 80;
/** `/` and `@` of a model id become `-`. */
function modelFileSlug(model) {
	return model.replace(/[/@]/g, "-");
}
/** What is wrong with a `--name`; undefined when it can be a file name prefix. */
function nameProblem(name) {
	const fault = faultOf(name);
	if (!fault) return void 0;
	return {
		field: "name",
		given: name,
		accepted: "a file name without folders",
		message: `--name ${quote(name)} ${fault}`
	};
}
function faultOf(name) {
	if (name.trim() === "") return "is empty";
	return /[/\\]/.test(name) ? "holds a path separator: use --output-dir for the folder" : void 0;
}
/** The prefix that a `--name` makes, and what of the name it changes, in words. */
function namePrefix(name) {
	const plain = name.replace(imageExtension, "");
	const prefix = safePrefix(plain);
	const notices = [];
	if (plain !== name) notices.push(`--name ${quote(name)}: the extension is left out, the file's own bytes decide it`);
	if (prefix !== plain.trim()) notices.push(`--name ${quote(name)}: file names begin with ${quote(prefix)}, which every system takes`);
	return {
		prefix,
		notices
	};
}
/** A text as part of a file name on Linux, macOS and Windows: no control characters, no reserved characters, names or endings. */
function safePrefix(text) {
	const short = shorten(oneLine(text, maxStemLength).replace(/[<>:"/\\|?*…]+/g, "-").replace(/^[.\s-]+/, "")).replace(/[.\s]+$/, "");
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
* The prefix of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
* @param createdAt milliseconds since 1970
*/
function picturePrefix({ prefix, createdAt, taskId }) {
	const time = new Date(createdAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
	const end = taskId?.replace(/[^A-Za-z0-9]/g, "").slice(-8);
	return [
		safePrefix(prefix),
		time,
		...end ? [end] : []
	].join("-");
}
/** What the name of a picture says of it, read back: see `picturePrefix`. Any other name is all prefix. */
function readPictureName(file) {
	const bare = file.replace(imageExtension, "");
	const [, named = bare, day, time, taskEnd] = /^(.*)-(\d{8})-(\d{6})(?:-([A-Za-z0-9]{1,8}))?-\d+(?:-\d+)?$/.exec(bare) ?? [];
	const isSandbox = named.startsWith("sandbox-");
	const text = day && time ? `${day}T${time}Z`.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5") : "";
	const createdAt = Date.parse(text);
	return {
		prefix: isSandbox ? named.slice(8) : named,
		isSandbox,
		...Number.isNaN(createdAt) ? {} : { createdAt },
		...taskEnd ? { taskEnd } : {}
	};
}
/** The model that a prefix is the slug of; undefined for one that the user chose, or that two models share. */
function modelOfPrefix(prefix) {
	const [model, ...more] = models.filter((id) => modelFileSlug(id) === prefix);
	return more.length === 0 ? model : void 0;
}

// src/images/completeness.ts
/**
* Whether a picture has its end: each walks the structure of its format from the start, since an end mark found by search
* may belong to a thumbnail or to chance. Bytes behind the end are let pass. Pure: reads through the source it is handed.
*/
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

// src/images/inspect.ts
const headLength = 32;
const boxesLength = 65536;
const blockLength = 262144;
/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF or AVIF. */
async function inspectImage(source) {
	const blocks = inBlocks(source);
	const facts = await measureImage(blocks);
	return facts && {
		...facts,
		whole: await formats[facts.extension].ends(blocks)
	};
}
/** The type and size of an image, from its first bytes alone; undefined as with `inspectImage`. */
async function measureImage(source) {
	const head = new Uint8Array(await source.read(0, headLength));
	const extension = imageType(head);
	if (!extension) return void 0;
	const { mimeType, size } = formats[extension];
	return {
		mimeType,
		extension,
		...await size(head, source)
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
		size: (_, source) => avifSize(source),
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
				block = await source.read(offset, Math.max(length, blockLength));
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
async function avifSize(source) {
	const head = await source.read(0, boxesLength);
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

// src/fs/byte-source.ts
/** The bytes of an open file, read into one buffer that is used again: many reads of a large file leave no garbage. */
function byteSource(file, size) {
	let buffer = Buffer.alloc(0);
	return {
		size,
		async read(offset, length) {
			if (buffer.length < length) buffer = Buffer.alloc(length);
			const { bytesRead } = await file.read(buffer, 0, length, offset);
			return buffer.subarray(0, bytesRead);
		}
	};
}

// src/fs/lines.ts
const newline = 10;
/** Splits a stream of bytes into lines. A line longer than `maxBytes` is not kept, so that no line can fill the memory. */
async function* readLines(source, { maxBytes = 67108864 } = {}) {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let parts = [];
	let size = 0;
	let number = 0;
	let offset = 0;
	const finish = () => {
		number += 1;
		const line = {
			...decode$1(decoder, parts, size > maxBytes),
			number,
			offset,
			size
		};
		offset += size + 1;
		parts = [];
		size = 0;
		return line;
	};
	for await (const piece of source) {
		const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
		let from = 0;
		for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
			size += end - from;
			if (size <= maxBytes) parts.push(chunk.subarray(from, end));
			yield finish();
			from = end + 1;
		}
		size += chunk.length - from;
		if (size > maxBytes) parts = [];
		else if (from < chunk.length) parts.push(chunk.subarray(from));
	}
	if (size > 0) yield finish();
}
function decode$1(decoder, parts, isTooLong) {
	if (isTooLong) return {
		text: "",
		fault: "too long"
	};
	try {
		const [only = /* @__PURE__ */ new Uint8Array()] = parts;
		return { text: decoder.decode(parts.length > 1 ? Buffer.concat(parts) : only).replace(/\r$/, "") };
	} catch {
		return {
			text: "",
			fault: "not UTF-8"
		};
	}
}

// src/fs/user-file.ts
/**
* Reads a regular file of 1 to `maxBytes` bytes. A device, a pipe or a folder is refused without being read: reading one may never end. So is
* a file of no bytes, as those below `/proc` claim to be.
*/
async function readUserFile(path, maxBytes) {
	let file;
	try {
		file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		const found = await file.stat();
		if (!found.isFile()) return { refused: found.isDirectory() ? "it is a folder, not a file" : "it is not a file but a device or a pipe" };
		if (found.size === 0) return { refused: "it is empty" };
		if (found.size > maxBytes) return { refused: `it has ${megabytes(found.size)}, at most ${megabytes(maxBytes)} are accepted` };
		const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0);
		return { bytes: buffer.subarray(0, bytesRead) };
	} catch (error) {
		return { refused: reasonOf(error) };
	} finally {
		await file?.close();
	}
}
/** A size for people. */
function megabytes(bytes) {
	return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}
function reasonOf(error) {
	if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return "there is no such file";
	if (["EACCES", "EPERM"].includes(codeOf(error))) return "it may not be read";
	return error instanceof Error ? error.message : String(error);
}

// src/images/save.ts
/**
* Saves an image whole or not at all: streams it to a hidden part file, checks and syncs that, then links it to a free name
* (docs/design.md, rule 7). A file of that name with the same bytes is the result of an earlier save.
* Throws `output`, with `fault` in its facts; leaves no part file behind.
*/
async function saveImage({ dir, prefix, index, bytes }) {
	const folder = resolve(dir);
	const part = join(folder, `.${prefix}-${index}.${ownerMark()}.part`);
	try {
		await mkdir(folder, { recursive: true });
		const handle = await open(part, "wx+");
		try {
			const { size, sha256 } = await write(handle, bytes);
			const { mimeType, extension, width, height } = await check(handle, size);
			await handle.sync();
			const path = await publish(part, {
				path: join(folder, `${prefix}-${index}`),
				extension,
				sha256
			});
			await syncFolder(folder);
			return {
				file: {
					kind: "file",
					path,
					mimeType,
					bytes: size,
					...width && height ? {
						width,
						height
					} : {}
				},
				sha256
			};
		} finally {
			await handle.close();
			await unlink(part).catch(() => void 0);
		}
	} catch (error) {
		throw diskError(error, folder);
	}
}
async function write(file, bytes) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of bytes) {
		size += chunk.length;
		if (size > downloadLimits.bytes) throw new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
		hash.update(chunk);
		await writeAll(file, chunk);
	}
	return {
		size,
		sha256: hash.digest("hex")
	};
}
async function writeAll(file, chunk) {
	for (let written = 0; written < chunk.length;) {
		const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
		written += bytesWritten;
	}
}
async function check(file, size) {
	const facts = await inspectImage(byteSource(file, size));
	if (facts?.whole) return facts;
	const cutOff = facts && `the image is cut off: ${size} bytes of ${facts.mimeType} without their end`;
	throw new HiapiError("output", cutOff ?? (size === 0 ? "the image is empty" : "what came is no image: its bytes are no PNG, JPEG, WebP, GIF or AVIF"), { fault: "server" });
}
/** Links the part file to the first free name of `path`, `path-2`, `path-3` …, unless one of them holds these bytes. */
async function publish(part, { path: base, extension, sha256 }) {
	for (let attempt = 1; attempt <= 1e4; attempt += 1) {
		const path = `${attempt === 1 ? base : `${base}-${attempt}`}.${extension}`;
		if (await linkNew(part, path) || await isSameFile(path, sha256)) return path;
	}
	throw new HiapiError("output", `no free name for ${base}.${extension}`, { fault: "disk" });
}
/** Whether a path is a regular file, not a symlink, with these bytes. */
async function isSameFile(path, sha256) {
	if (!(await lstat(path).catch(() => void 0))?.isFile()) return false;
	const hash = createHash("sha256");
	const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
	try {
		for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
	} finally {
		await file.close();
	}
	return hash.digest("hex") === sha256;
}
/** Removes the part files that crashed processes of this machine left in a folder. */
async function sweepParts(dir) {
	const names = await readdir(dir).catch(() => []);
	for (const name of names) {
		const [, mark = ""] = /^\..+\.([0-9a-f-]+)\.part$/.exec(name) ?? [];
		if (isAbandoned(mark)) await unlink(join(dir, name)).catch(() => void 0);
	}
}
const diskHints = {
	ENOSPC: "free some disk space, then run the resume command",
	EDQUOT: "the disk quota is used up: free some space, then run the resume command",
	EFBIG: "the file size limit is too small for the image: raise it, then run the resume command",
	EACCES: "choose a folder that can be written with --output-dir, then run the resume command with it",
	EPERM: "choose a folder that can be written with --output-dir, then run the resume command with it",
	EROFS: "the disk is read-only: choose another folder with --output-dir",
	ENOTDIR: "a part of the path is a file: choose another folder with --output-dir",
	EEXIST: "a file stands where the folder should be: choose another folder with --output-dir"
};
/** A system error as `output`; any other error as it is. What the download throws is a HiapiError already. */
function diskError(error, folder) {
	const code = codeOf(error);
	if (error instanceof HiapiError || !(error instanceof Error) || !/^E[A-Z]+$/.test(code)) return error;
	const hint = diskHints[code];
	return new HiapiError("output", `cannot save in ${folder}: ${error.message}`, {
		code,
		fault: "disk",
		cause: error,
		...hint ? { hint } : {}
	});
}

// src/pipeline/references.ts
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
			given: quote(text),
			accepted: "an http(s) URL, or a PNG, JPEG or WebP file of at most 20 MB",
			message: `${field} ${quote(text)} cannot be used: ${reason}`
		});
		return text;
	};
	if (text === "" || path === void 0) return refuse(text === "" ? "it is empty" : "it names a file of another host");
	const file = await readUserFile(path, limits.referenceBytes);
	if ("refused" in file) return refuse(`${oneLine(file.refused, 160)} (${path}); PNG, JPEG and WebP files of at most 20 MB are accepted, or an http(s) URL`);
	const { bytes } = file;
	const type = imageType(bytes);
	const mimeType = referenceTypes.get(type);
	if (!mimeType) return refuse(`its bytes are ${type ?? "no image"}; PNG, JPEG and WebP are accepted`);
	noteSize(quote(text), bytes.length, notices);
	return `data:${mimeType};base64,${bytes.toString("base64")}`;
}
function checkInline(field, text, { problems, notices }) {
	if (!/^data:/i.test(text)) return;
	const bytes = Math.floor((text.length - text.indexOf(",") - 1) * 3 / 4);
	if (bytes > limits.referenceBytes) problems.push({
		field,
		given: quote(text),
		accepted: "at most 20 MB",
		message: `${field} ${quote(text)} has ${megabytes(bytes)}, at most 20 MB are accepted: host the image and pass its URL`
	});
	noteSize(quote(text), bytes, notices);
}
function noteSize(what, bytes, notices) {
	if (bytes > limits.referenceWarnBytes) notices.push(`${what} has ${megabytes(bytes)}: HiAPI advises to host images above 3 MB and pass their URL`);
}

// src/pipeline/model-choice.ts
/** Fills in the model of a request that names none, by its route and references. A lone data URI becomes `image`. */
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

// src/pipeline/prompt.ts
/**
* The prompt of a request: an option, the positionals, a file or stdin. A prompt that was given twice or cannot be read is added to
* `problems`.
*/
async function readPrompt({ prompt, promptFile }, positionals, { cwd, stdin, problems }) {
	const words = positionals.length > 0 ? positionals.join(" ") : void 0;
	const given = [
		prompt,
		promptFile,
		words
	].filter((source) => source !== void 0);
	if (given.length > 1) problems.push(promptSources(given));
	if (promptFile === void 0) return prompt ?? words;
	const source = promptFile === "-" ? await readStream(stdin) : await readUserFile(resolve(cwd, promptFile), maxPromptBytes);
	const text = "bytes" in source ? decode(source.bytes) : source;
	if (typeof text === "string") return text;
	problems.push({
		field: "prompt",
		given: promptFile,
		accepted: "a UTF-8 text file, or -",
		message: `--prompt-file ${quote(promptFile)} cannot be used: ${oneLine(text.refused, 160)}`
	});
}
function decode(bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return { refused: "it is not UTF-8 text" };
	}
}
/** An accepted prompt never has more, white space around it included. */
const maxPromptBytes = 16 * limits.promptLength;
async function readStream(stream) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > maxPromptBytes) return { refused: `it has more than ${maxPromptBytes} bytes` };
		chunks.push(bytes);
	}
	return { bytes: Buffer.concat(chunks) };
}

// src/pipeline/prepare.ts
const defaultTimeoutMs = 6e5;
/** A prepared request, to be run from now on. */
function requestOf(prepared, options, cwd) {
	const { isNew = false, wait = true, timeoutMs = defaultTimeoutMs, pollIntervalMs } = options;
	const startedAt = performance.now();
	return {
		...prepared,
		cwd,
		isNew,
		wait,
		startedAt,
		deadline: startedAt + timeoutMs,
		pollIntervalMs
	};
}
/**
* Options and positionals → a valid request. Reads the prompt and reference files; sends nothing.
* Throws one usage error with everything that is wrong, what `problems` already holds included.
*/
async function prepareRequest(options, positionals, { cwd, stdin, secret = "", problems = [] }) {
	const found = [...problems, ...secretProblems(options, secret)];
	const notices = [];
	const prompt = await readPrompt(options, positionals, {
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
	checkFolder(options, cwd, found);
	checkName(options.name, {
		problems: found,
		notices
	});
	const key = collect(found, () => normalizeIdempotencyKey(options.idempotencyKey));
	const payload = collect(found, () => buildImagePayload(request));
	if (!payload || found.length > 0) throw usageError(unique(found));
	const body = JSON.stringify(payload);
	refuseLargeBody(body);
	notices.push(...noticesOf(payload));
	const prefix = options.name === void 0 ? modelFileSlug(payload.model) : namePrefix(options.name).prefix;
	const target = {
		outputDir: resolve(cwd, options.outputDir ?? "outputs"),
		prefix,
		save: options.save ?? true
	};
	return {
		payload,
		body,
		key,
		isModelDefaulted: options.model === void 0,
		target,
		notices
	};
}
/** File names and keys are written to disk and printed, so the API key may not be part of them. */
function secretProblems({ name, idempotencyKey }, secret) {
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
/** Two checks may report the same problem. */
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
/** Checks before anything is paid for that images can be saved in the output folder. */
function checkFolder({ outputDir = "outputs", save = true, wait = true }, cwd, problems) {
	const facts = {
		field: "output-dir",
		given: outputDir,
		accepted: "a folder that can be written"
	};
	if (outputDir.trim() === "") problems.push({
		...facts,
		message: "--output-dir is empty: name a folder, or leave it out for ./outputs"
	});
	else if (save && wait && !isWritable(resolve(cwd, outputDir))) problems.push({
		...facts,
		message: `no image can be saved in ${quote(outputDir)}: name a folder that can be written with --output-dir`
	});
}
function checkName(name, { problems, notices }) {
	if (name === void 0) return;
	const problem = nameProblem(name);
	if (problem) problems.push(problem);
	else notices.push(...namePrefix(name).notices);
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
/** Throws `usage` when a body has more than 32 MiB. */
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
/** A new idempotency key. A request gets one, before its first attempt, and keeps it. */
function newKey() {
	return `hiapi-img-${randomUUID()}`;
}

// src/commands/generate.ts
/** `generate` from the command line: checks everything, then does what was asked for; answers the exit code. */
async function runGenerate({ options: given, words, problems }, run) {
	const { io, reporter } = run;
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
		...options.sandbox ? {} : { secret: (io.env.HIAPI_API_KEY ?? "").trim() },
		problems: [
			...problems,
			...countProblems(options),
			...options.sandbox ? [] : settings.problems
		]
	});
	for (const notice of [
		...slipNotice(run.argv, words),
		...prepared.notices,
		...options.sandbox ? [] : settings.warnings
	]) reporter.warn(notice);
	if (options.dryRun || options.estimate) return preview(options, prepared, {
		...run,
		settings
	});
	const { generateImages } = await import("./commands-make.mjs");
	const debug = given.debug === true ? reporter.info : void 0;
	return generateImages(options, prepared, {
		...run,
		settings,
		isSandbox: options.sandbox === true,
		debug
	});
}
/** A key names one image. */
function countProblems({ count = 1, idempotencyKey }) {
	if (count === 1 || idempotencyKey === void 0) return [];
	return [{
		field: "count",
		given: count,
		accepted: "1 with an idempotency key",
		message: `--count ${count} cannot be combined with --idempotency-key, which names one image: leave one of them out`
	}];
}
/** A prompt of one word that is nearly a command's name may be a slip of the hand: it is drawn, and that is said. */
function slipNotice([first], [word = "", ...more]) {
	if (more.length > 0 || word.length < 5 || /\s/.test(word) || first === "generate") return [];
	const near = suggest(word, Object.keys(commands));
	return near === void 0 ? [] : [`"${word}" is taken as the prompt; the command is called ${near}`];
}
/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(options, prepared, { argv, io, reporter, settings }) {
	const { count = 1 } = options;
	const idempotencyKey = count > 1 ? void 0 : options.idempotencyKey?.trim() ?? newKey();
	const flag = options.idempotencyKey === void 0 && idempotencyKey ? [`--idempotency-key=${idempotencyKey}`] : [];
	const next = commandLine(io.door, payingWords(argv, [...flag, ...promptFlag(options, prepared)]), io.platform);
	const document = {
		paidTaskCreated: false,
		payload: prepared.payload,
		...idempotencyKey ? { idempotencyKey } : { count },
		next
	};
	if (!options.estimate) {
		await reporter.document({
			ok: true,
			...document
		});
		return 0;
	}
	const { openSandboxSession, openSession } = await import("./pipeline-index.mjs");
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
			...idempotencyKey ? { idempotencyKey } : {},
			beside: {
				...document,
				...quote
			}
		});
		const total = count > 1 && quote.estimate ? { totalUsd: Math.round(quote.estimate.estimatedUsd * count * 1e6) / 1e6 } : {};
		await reporter.document({
			ok: true,
			...document,
			...quote,
			...total,
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
		"preview",
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
		accepted: "output-dir, name, no-save, timeout, poll-interval, preview",
		message: `--resume-task-id creates nothing: leave out ${what}`
	}));
	if (problems.length + refused.length > 0) throw usageError([...problems, ...refused]);
	const { runResume } = await import("./commands-resume.mjs");
	return runResume([id], rest, run);
}

export { askUpdatePolicy, buildHttpErrorMessage, byteSource, compareVersions, contractVersion, createTask, createdAtOf, dataUriBytes, defaultTimeoutMs, downloadLink, elideData, estimateOf, extractImageOutputs, extractTaskFailureSummary, extractTaskId, failureError, fetchPriceList, get, getTaskStatus, isSameFile, meaning, measureImage, modelFileSlug, modelOfPrefix, namePrefix, nameProblem, newKey, phaseOf, picturePrefix, pollTask, prepareRequest, pricingModelOf, quotePrice, readFailure, readImageOutputs, readLines, readPictureName, readTaskFailure, refuseLargeBody, requestOf, runGenerate, saveImage, sleep, summarizeErrorBody, sweepParts, taskDurationMs, updateRequired };
