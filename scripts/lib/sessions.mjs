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
	/** Whether the same command may simply be run again later. Never for an unknown outcome (issue 3, line 5). */
	get retryable() {
		return this.kind === "unavailable" || this.kind === "partial";
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
function shown(given) {
	if (given === void 0) return "nothing";
	return `"${oneLine((typeof given === "string" ? given : JSON.stringify(given) ?? String(given)).replace(/^(data:[^,]{0,60}),.*$/s, "$1,…"), 80)}"`;
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
	const url = parseUrl(given === "" ? fallback : given);
	const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
	if (url && isWeb && url.username === "" && url.password === "" && (name.endsWith("MANIFEST_URL") || url.search === "" && url.hash === "")) return (name.endsWith("MANIFEST_URL") ? url.href : `${url.origin}${url.pathname}`).replace(/\/+$/, "");
	const accepted = "an http(s) URL without credentials, query or fragment";
	const quoted = url && (url.username !== "" || url.password !== "") ? "(with credentials)" : shown(given);
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
			given: "(not shown)",
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
	const url = new URL(baseUrl);
	return url.protocol === "http:" && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname) && !url.hostname.endsWith(".localhost");
}

// src/session.ts
/** Opens a session with HiAPI. Throws `account` without a key, unless `needsKey` is false. */
async function openSession({ settings, env, signal, needsKey = true, debug }) {
	const apiKey = needsKey ? readKey(env) : "";
	const transport = await transportFor(settings);
	const { baseUrl, siteUrl } = settings;
	return {
		api: {
			apiKey,
			baseUrl,
			siteUrl,
			fetch: told(transport.fetch, debug)
		},
		fetchLink: told(transport.fetchLink, debug),
		isSandbox: false,
		signal,
		close: transport.close
	};
}
/** Starts the built-in local HiAPI in this process and opens a session with it; closing the session stops it. */
async function openSandboxSession({ signal, debug }) {
	const { startSandbox } = await import("./sandbox-server.mjs");
	const { createTransport } = await import("./http.mjs");
	const sandbox = await startSandbox({});
	const transport = createTransport({ baseUrl: sandbox.url });
	const api = {
		apiKey: "sandbox-needs-no-key",
		baseUrl: sandbox.url,
		siteUrl: sandbox.url,
		fetch: told(transport.fetch, debug)
	};
	const close = async () => {
		await transport.close();
		await sandbox.close();
	};
	return {
		api,
		fetchLink: told(transport.fetchLink, debug),
		isSandbox: true,
		signal,
		close
	};
}
/** A fetch that tells of each exchange: method, address without its query, status, milliseconds. Never headers or bodies. */
function told(fetch, debug) {
	if (!debug) return fetch;
	return async (url, init) => {
		const begun = performance.now();
		const tell = (end) => debug(`debug: ${init.method} ${url.split("?", 1)[0]} ${end} ${Math.round(performance.now() - begun)} ms`);
		try {
			const answer = await fetch(url, init);
			tell(String(answer.status));
			return answer;
		} catch (error) {
			tell(error instanceof Error ? error.message : String(error));
			throw error;
		}
	};
}
/** Connections by the settings. HTTP is loaded here and not before: most failures never need it. */
async function transportFor({ proxy, baseUrl }) {
	const { createTransport } = await import("./http.mjs");
	return createTransport({
		proxy,
		baseUrl
	});
}

export { HiapiError, exitCodes, guidance, links, oneLine, openSandboxSession, openSession, parseUrl, readKey, readSettings, resolveConfig, shown, skipsUpdateCheck, toHiapiError, transportFor, usageError };
