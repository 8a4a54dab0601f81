import { quote, suggest, usageError } from "./core.mjs";
import "./process.mjs";

// src/sandbox/request-log.ts
const calls = [
	"create",
	"detail",
	"list",
	"image",
	"pricing",
	"schema",
	"policy"
];
const maxEntries = 2e5;
/** The log of all requests. */
function createRequestLog() {
	let state = emptySummary();
	return {
		open(record) {
			state.totals[record.call] += 1;
			state.requests.push(record);
			if (state.requests.length > maxEntries * 1.25) state.dropped += state.requests.splice(0, state.requests.length - maxEntries).length;
			return record;
		},
		countCreate() {
			state.creates += 1;
		},
		countReplay() {
			state.replays += 1;
		},
		summary: () => ({
			...state,
			totals: { ...state.totals },
			requests: state.requests.map((record) => ({ ...record }))
		}),
		reset() {
			state = emptySummary();
		}
	};
}
function emptySummary() {
	return {
		totals: {
			create: 0,
			detail: 0,
			list: 0,
			image: 0,
			pricing: 0,
			schema: 0,
			policy: 0,
			other: 0
		},
		creates: 0,
		replays: 0,
		dropped: 0,
		requests: []
	};
}
/** An Authorization header with all but its last 4 characters hidden; short ones are hidden whole. */
function masked(header) {
	if (header === void 0) return void 0;
	return header.length < 20 ? "…" : `…${header.slice(-4)}`;
}

// src/sandbox/faults/kinds.ts
const jsonCalls = calls.filter((call) => call !== "image");
const whole = /^\d{1,9}$/;
const word = /^[\w.-]+$/;
const url = /^[a-z][a-z0-9+.-]*:\S+$/i;
const faultKinds = [
	{
		name: "status",
		value: "NNN[/retry-after seconds][/code]",
		pattern: /^[2-5]\d\d(?:\/\d{1,9})?(?:\/[A-Za-z_][\w.-]*)?$/,
		calls,
		description: "answers this HTTP status with the first error envelope; the call is not carried out"
	},
	{
		name: "embedded",
		value: "code[/NNN]",
		pattern: /^[\w.-]+(?:\/[2-5]\d\d)?$/,
		calls: jsonCalls,
		description: "answers the second error envelope, with HTTP 200 or NNN; the call is not carried out"
	},
	{
		name: "delay",
		value: "ms",
		pattern: whole,
		calls,
		description: "waits before the answer; a create keeps its idempotency key in flight meanwhile"
	},
	{
		name: "hang",
		calls,
		description: "carries the call out and never answers"
	},
	{
		name: "reset",
		calls,
		description: "destroys the connection before anything is done"
	},
	{
		name: "lost",
		value: "NNN",
		optional: true,
		pattern: /^[2-5]\d\d$/,
		calls,
		description: "carries the call out, then destroys the connection without an answer, or answers this status"
	},
	{
		name: "cut",
		calls,
		description: "carries the call out, sends the headers and half the body, then destroys the connection"
	},
	{
		name: "short",
		calls,
		description: "carries the call out and promises more bytes in Content-Length than it sends"
	},
	{
		name: "redirect",
		value: "url",
		pattern: url,
		calls,
		description: "answers 302 to this address; the call is not carried out"
	},
	{
		name: "html",
		calls,
		description: "carries the call out and answers an HTML page with HTTP 200"
	},
	{
		name: "empty",
		calls,
		description: "carries the call out and answers HTTP 200 with no body"
	},
	{
		name: "bad-json",
		calls: jsonCalls,
		description: "carries the call out and answers truncated JSON"
	},
	{
		name: "null-data",
		calls: jsonCalls,
		description: "carries the call out and answers data: null"
	},
	{
		name: "wrong-types",
		calls: jsonCalls,
		description: "carries the call out and answers numbers in place of strings and strings in place of lists"
	},
	{
		name: "huge",
		value: "bytes",
		pattern: whole,
		calls: jsonCalls,
		description: "carries the call out and pads the JSON answer to this size"
	},
	{
		name: "no-id",
		calls: ["create"],
		description: "makes the task and answers success without its id"
	},
	{
		name: "fail",
		value: "code",
		pattern: word,
		calls: ["create", "detail"],
		late: true,
		description: "the task ends in failure with this code; on a detail only that poll reports it"
	},
	{
		name: "unknown-status",
		value: "word",
		pattern: word,
		calls: ["detail"],
		description: "shows an undocumented status"
	},
	{
		name: "no-output",
		calls: ["detail"],
		late: true,
		description: "a success without output"
	},
	{
		name: "thumbnail-first",
		calls: ["detail"],
		late: true,
		description: "a thumbnail is listed before the image"
	},
	{
		name: "data-uri",
		value: "type",
		optional: true,
		pattern: /^[\w.+-]+\/[\w.+-]+$/,
		calls: ["detail"],
		late: true,
		description: "the image comes as a data URI, of image/png or of this type"
	},
	{
		name: "b64",
		calls: ["detail"],
		late: true,
		description: "the image comes as bare base64 in b64_json"
	},
	{
		name: "chat",
		calls: ["detail"],
		late: true,
		description: "the link comes as a Markdown image in choices[0].message.content"
	},
	{
		name: "link",
		value: "url",
		pattern: url,
		calls: ["detail"],
		late: true,
		description: "the output points at this address"
	},
	{
		name: "expired",
		calls: ["image"],
		description: "the link has expired: 403 until the next poll returns a fresh one"
	},
	{
		name: "html-as-png",
		calls: ["image"],
		description: "an HTML error page served as image/png with HTTP 200"
	},
	{
		name: "truncated-picture",
		calls: ["image"],
		description: "a picture without its end, with a Content-Length that matches"
	},
	{
		name: "png-as-jpeg",
		calls: ["image"],
		description: "a PNG served as image/jpeg"
	}
];

// src/sandbox/faults/parse.ts
const faultSyntax = "call:fault[=value][*count][+after], separated by commas";
/**
* Parses the rules of the command line, such as `create:status=429/3*2,image:expired*1+1`.
* Throws one usage error with every invalid rule.
*/
function parseFaults(text) {
	const parsed = text.split(/,(?=\s*[a-z]+:[a-z])/).map((rule) => rule.trim()).filter((rule) => rule !== "").map(parseRule);
	const problems = parsed.flatMap((result) => "problem" in result ? [result.problem] : []);
	if (problems.length > 0) throw usageError(problems, "hiapi-img sandbox --help lists the faults");
	return parsed.flatMap((result) => "fault" in result ? [result.fault] : []);
}
function parseRule(rule) {
	const [, callName, name, value, count, after] = /^([a-z]+):([a-z0-9-]+)(?:=(.*?))?(?:\*(\d{1,9}))?(?:\+(\d{1,9}))?$/.exec(rule) ?? [];
	if (callName === void 0 || name === void 0) return bad(rule, faultSyntax);
	const call = [...calls, "any"].find((known) => known === callName);
	if (!call) return bad(rule, [...calls, "any"], callName);
	const possible = faultKinds.filter((kind) => call === "any" || kind.calls.some((known) => known === call));
	const kind = possible.find((known) => known.name === name);
	if (!kind) return bad(rule, possible.map((known) => known.name), name);
	if (!accepts(kind, value)) return bad(rule, kind.value === void 0 ? `${name} without a value` : `${name}=${kind.value}`);
	const often = {
		...count ? { count: Number(count) } : {},
		...after ? { after: Number(after) } : {}
	};
	return { fault: {
		call,
		fault: kind.name,
		...readValue(kind.name, value),
		...often
	} };
}
function accepts(kind, value) {
	if (value === void 0) return kind.value === void 0 || kind.optional === true;
	return kind.value !== void 0 && (kind.pattern ?? /^.+$/).test(value);
}
function readValue(name, value) {
	if (value === void 0) return {};
	if (name === "status") {
		const [status, ...more] = value.split("/");
		const seconds = more.find((part) => /^\d+$/.test(part));
		const code = more.find((part) => !/^\d+$/.test(part));
		return {
			value: Number(status),
			...seconds ? { retryAfter: Number(seconds) } : {},
			...code ? { code } : {}
		};
	}
	if (name === "embedded") {
		const [code = "", status] = value.split("/");
		return {
			value: code,
			...status ? { status: Number(status) } : {}
		};
	}
	return { value: /^\d+$/.test(value) ? Number(value) : value };
}
function bad(rule, accepted, word) {
	const list = typeof accepted === "string" ? accepted : `one of ${accepted.join(", ")}`;
	const near = word !== void 0 && typeof accepted !== "string" ? suggest(word, accepted) : void 0;
	return { problem: {
		field: "faults",
		given: rule,
		accepted,
		message: `Unsupported fault ${quote(rule)}: use ${list}${near ? `; did you mean ${near}?` : ""}`
	} };
}
/** Counts calls against the rules. Delays add up; of other faults only the first that is due applies. */
function createFaultPlan(faults) {
	const rules = faults.map((fault) => ({
		fault,
		kind: faultKinds.find(({ name }) => name === fault.fault),
		seen: 0,
		used: 0
	}));
	return { take(call, finished) {
		const planned = { delayMs: 0 };
		for (const rule of rules.filter((candidate) => hits(candidate, call, finished))) {
			rule.seen += 1;
			const { fault } = rule;
			const isDelay = fault.fault === "delay";
			if (!isDue(rule) || !isDelay && planned.fault) continue;
			rule.used += 1;
			if (isDelay) planned.delayMs += Number(fault.value);
			else planned.fault = fault;
		}
		return planned;
	} };
}
function hits({ fault, kind }, call, finished) {
	return (fault.call === "any" || fault.call === call) && (kind?.calls.some((known) => known === call) ?? false) && (finished || call !== "detail" || !kind?.late);
}
function isDue({ fault, seen, used }) {
	return seen > (fault.after ?? 0) && used < (fault.count ?? Number.POSITIVE_INFINITY);
}
/** A fault in a few words, for the request log. */
function faultLabel({ delayMs, fault }) {
	const words = [...delayMs > 0 ? [`delay=${delayMs}`] : [], ...fault ? [fault.value === void 0 ? fault.fault : `${fault.fault}=${fault.value}`] : []];
	return words.length > 0 ? words.join(" ") : void 0;
}

export { createFaultPlan, createRequestLog, faultLabel, faultSyntax, masked, parseFaults };
