import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, guidance, isBase64, oneLine } from "./core.mjs";
import { fieldsOf, textOf } from "./request.mjs";
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

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
function workedMsOf(answer) {
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

// src/api/garbage.ts
/**
* Memory that was read into and is done with. V8 sees the small objects and not the buffers behind them, and lets 64 MB of
* these come together before it frees any (Node 24): a download would cost as much.
*/
/** What may lie about, in bytes. To free it takes about a millisecond; a picture of usual size never comes to it. */
const most = 4194304;
let lying = 0;
let collect;
/** Counts bytes of buffers that nobody holds any more, over all downloads and answers of the process; frees them when they are many. */
function dropped(bytes) {
	lying += bytes;
	if (lying < most) return;
	free("minor");
}
/** The same for what was held long enough to count as old: an answer of tens of megabytes. */
function droppedWhole(bytes) {
	if (bytes >= most) free("major");
}
function free(type) {
	lying = 0;
	collect ??= collector();
	collect(type);
}
/** V8's own collection, to which this flag is the only door; nothing where it cannot be had. */
function collector() {
	try {
		setFlagsFromString("--expose-gc");
		const gc = runInNewContext("gc");
		setFlagsFromString("--no-expose-gc");
		return typeof gc === "function" ? (type) => gc({ type }) : () => void 0;
	} catch {
		return () => void 0;
	}
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
	droppedWhole(text.length);
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
		dropped(chunk.length);
	}
	return bytes.subarray(0, size);
}
/** A larger buffer that begins with what was read; the rest of it costs nothing until it is written. */
function grown(bytes, size, length) {
	const larger = Buffer.allocUnsafeSlow(length);
	larger.set(bytes.subarray(0, size));
	dropped(bytes.length);
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
async function lookAtTask(api, { taskId, timeoutMs, signal }) {
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
			type: failed.kind === "unexpected" ? "unreadable" : "blip",
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
		type: "blip",
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

export { buildHttpErrorMessage, createTask, createdAtOf, dropped, elideData, extractImageOutputs, extractTaskFailureSummary, extractTaskId, failureError, get, getTaskStatus, lookAtTask, meaning, phaseOf, readFailure, readImageOutputs, readTaskFailure, summarizeErrorBody, workedMsOf };
