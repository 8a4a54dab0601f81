import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { contractVersion, failureError, get, readFailure } from "./request.mjs";
import { HiapiError, inputFieldsOf, isWritable, oneLine, readKey, usageError, variants } from "./core.mjs";
import { fieldsOf } from "./process.mjs";
import "./pipeline.mjs";
import { openSession } from "./sessions.mjs";
const { resolve } = require("node:path");

// src/commands/check.ts
/** Whether this machine is ready to make images; with `live`, whether HiAPI takes the key. Never shows the key, changes nothing. */
async function checkConfiguration({ settings, io, live, outputDir }) {
	const error = problemOf(settings, io);
	const facts = {
		baseUrl: settings.baseUrl,
		apiKeyConfigured: (io.env.HIAPI_API_KEY ?? "").trim() !== "",
		liveChecked: false,
		version: io.version,
		contractVersion,
		node: io.nodeVersion,
		proxy: proxyInEffect(settings),
		extraCaCerts: io.env.NODE_EXTRA_CA_CERTS ?? null,
		outputDir: resolve(io.cwd, outputDir),
		outputDirWritable: isWritable(resolve(io.cwd, outputDir)),
		warnings: settings.warnings
	};
	if (error) return {
		ok: false,
		...facts,
		error
	};
	return live ? {
		...facts,
		...await askLive(settings, io)
	} : {
		ok: true,
		...facts
	};
}
function problemOf(settings, io) {
	if (settings.problems.length > 0) return usageError(settings.problems, "correct the environment variable or unset it");
	try {
		readKey(io.env);
		return;
	} catch (error) {
		return error instanceof HiapiError ? error : void 0;
	}
}
/** The proxy that a call to the API would take, without its credentials; null when it goes direct. */
function proxyInEffect({ baseUrl, proxy }) {
	const used = baseUrl.startsWith("https:") ? proxy.httpsProxy : proxy.httpProxy;
	return used ? new URL(used).origin : null;
}
async function askLive(settings, io) {
	const session = await openSession({
		settings,
		env: io.env,
		signal: io.signal
	});
	try {
		const begun = performance.now();
		const answer = await get(session.api, "/api/pricing", { signal: io.signal });
		const latencyMs = Math.round(performance.now() - begun);
		const skew = answer.serverTime === void 0 ? null : Math.round((Date.now() - answer.serverTime) / 1e3);
		const live = {
			status: answer.status,
			latencyMs,
			clockSkewSeconds: skew,
			sandbox: answer.isSandbox
		};
		const failure = readFailure(answer.status, answer.body);
		if (failure) return {
			ok: false,
			liveChecked: true,
			live,
			error: failureError(failure, "check")
		};
		if (!answer.isJson) return {
			ok: false,
			liveChecked: true,
			live,
			error: new HiapiError("unexpected", `check: HTTP ${answer.status} with an answer that is not JSON`, { status: answer.status })
		};
		return {
			ok: true,
			liveChecked: true,
			live: {
				...live,
				schemas: await compareSchemas(session.api, io.signal)
			}
		};
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "interrupted") throw error;
		return {
			ok: false,
			liveChecked: true,
			live: null,
			error
		};
	} finally {
		await session.close();
	}
}
/** Each model's live schema beside our catalogue: differences are reported, nothing is changed by them. */
async function compareSchemas(api, signal) {
	const rows = variants.filter((variant) => !variant.route);
	return Promise.all(rows.map(async (variant) => {
		const answer = await get(api, `/api/models/content?name=${encodeURIComponent(variant.model)}`, {
			from: "site",
			signal
		}).catch(() => void 0);
		const properties = answer && schemaProperties(answer);
		if (!properties) return {
			model: variant.model,
			compared: false,
			differences: []
		};
		const fields = {
			aspect_ratio: variant.ratios,
			resolution: variant.resolutions
		};
		const ours = inputFieldsOf(variant);
		const theirs = Object.keys(properties);
		const differences = [
			...ours.filter((field) => !theirs.includes(field)).map((field) => `${field}: not in the live schema`),
			...theirs.filter((field) => !ours.includes(field)).map((field) => `${oneLine(field, 60)}: not in our catalogue`),
			...Object.entries(fields).flatMap(([field, values]) => enumDifferences(field, values, fieldsOf(properties[field]).enum))
		];
		return {
			model: variant.model,
			compared: true,
			differences
		};
	}));
}
function schemaProperties(answer) {
	const schema = fieldsOf(fieldsOf(fieldsOf(answer.body).data).input_schema);
	const properties = fieldsOf(schema.properties);
	return answer.status === 200 && Object.keys(properties).length > 0 ? properties : void 0;
}
function enumDifferences(field, ours, live) {
	if (!Array.isArray(live)) return [];
	const theirs = live.map(String);
	return [...ours.filter((value) => !theirs.includes(value)).map((value) => `${field} ${value}: not in the live schema`), ...theirs.filter((value) => !ours.includes(value)).map((value) => `${field} ${oneLine(value, 40)}: not in our catalogue`)];
}

export { checkConfiguration };
