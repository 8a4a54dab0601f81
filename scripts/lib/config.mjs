import { HiapiError, guidance, links, shown, usageError } from "./errors.mjs";
import { parseUrl } from "./url.mjs";

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

export { readKey, readSettings, resolveConfig, skipsUpdateCheck };
