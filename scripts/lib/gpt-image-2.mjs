import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { askUpdatePolicy, buildHttpErrorMessage, compareVersions, createTask, dataUriBytes, downloadLink, extractImageOutputs, extractTaskFailureSummary, extractTaskId, getTaskStatus, modelFileSlug, newKey, picturePrefix, pollTask, prepareRequest, pricingModelOf, quotePrice, refuseLargeBody, requestOf, saveImage, summarizeErrorBody, updateRequired } from "./request.mjs";
import { HiapiError, guidance, links, oneLine, readSettings, resolveConfig as resolveConfig$1, skipsUpdateCheck } from "./core.mjs";
import { buildImagePayload, describePayload, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage } from "./process.mjs";
import { createDurationHistory, createRunScope, doneOrThrow, planPolls, pollEvery, runRequest, waitForEnd } from "./pipeline.mjs";
import { openSandboxSession, transportFor } from "./sessions.mjs";
const { resolve } = require("node:path");

// src/library/client.ts
/** A program has no Ctrl-C of ours: nothing aborts. */
const never = new AbortController().signal;
/** The key and the address of the API from the environment. Throws when the key is missing or the address cannot be used. */
function resolveConfig(env = process.env) {
	return resolveConfig$1(env);
}
/** The settings of this process. */
function processSettings() {
	return readSettings(process.env);
}
/** A session for one call, closed behind it. */
async function withSession({ config, fetchImpl }, use, needsKey = true) {
	const settings = processSettings();
	const { apiKey, baseUrl } = config ?? (needsKey ? resolveConfig() : {
		apiKey: "",
		baseUrl: settings.baseUrl
	});
	const transport = fetchImpl ? void 0 : await transportFor({
		proxy: settings.proxy,
		baseUrl
	});
	const fetch = fetchImpl ? withStatus(fetchImpl) : transport?.fetch;
	if (!fetch) throw new HiapiError("unexpected", "no transport");
	return use({
		api: {
			apiKey,
			baseUrl: baseUrl.replace(/\/+$/, ""),
			siteUrl: settings.siteUrl,
			fetch,
			foreign: fetchImpl !== void 0
		},
		fetchLink: transport?.fetchLink ?? fetch,
		isSandbox: false,
		signal: never,
		permission: Promise.resolve(),
		close: () => Promise.resolve()
	}).finally(() => transport?.close());
}
/** Stand-ins for fetch answer with as little as `ok` and `json`: they are taken at their word. */
function withStatus(fetchImpl) {
	return async (url, init) => {
		const answer = await fetchImpl(url, init);
		return typeof answer.status === "number" ? answer : Object.assign(answer, { status: answer.ok === false ? 500 : 200 });
	};
}
/** The original's errors carry their guidance in the message. */
function guided(error) {
	if (error.message.includes(error.hint)) return error;
	const next = `. Next: ${error.hint}`;
	return new HiapiError(error.kind, `${oneLine(error.message, 500 - next.length)}${next}`, error.facts);
}

// src/library/images.ts
/**
* Saves images into a folder: data URIs are decoded, links downloaded. A link that cannot be downloaded comes back as
* `{kind: "url", url}`, so that nothing is lost; a data URI that is no image throws.
*/
async function saveImageOutputs(outputs, { outputDir = "outputs", now = Date.now(), fetchImpl } = {}) {
	const dir = resolve(outputDir);
	const prefix = picturePrefix({
		prefix: "gpt-image-2",
		createdAt: Number(now)
	});
	const { baseUrl } = processSettings();
	return withSession({
		fetchImpl,
		config: {
			apiKey: "",
			baseUrl
		}
	}, async (session) => {
		const saved = [];
		for (const [position, output] of outputs.entries()) {
			const target = {
				dir,
				prefix,
				index: position + 1
			};
			if (output.kind === "data-uri") saved.push((await saveImage({
				...target,
				bytes: dataUriBytes(output.value)
			})).file);
			else saved.push(await saveLink(output.value, target, session));
		}
		return saved;
	});
}
async function saveLink(link, target, { fetchLink, signal }) {
	try {
		const { file } = await saveImage({
			...target,
			bytes: downloadLink(link, {
				fetch: fetchLink,
				signal
			})
		});
		return {
			...file,
			url: link
		};
	} catch (error) {
		if (error instanceof HiapiError && error.facts.fault !== "disk") return {
			kind: "url",
			url: link
		};
		throw error;
	}
}

// src/library/tasks.ts
const silent = {
	info: () => void 0,
	warn: () => void 0,
	spinner: () => Promise.resolve({ stop: () => void 0 })
};
/** One POST /v1/tasks; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
async function createImageTask(payload, { idempotencyKey, ...call } = {}) {
	const key = normalizeIdempotencyKey(idempotencyKey) ?? newKey();
	const body = JSON.stringify(payload);
	refuseLargeBody(body);
	return withSession(call, async ({ api, signal }) => {
		const outcome = await createTask(api, {
			body,
			idempotencyKey: key,
			timeoutMs: 6e4,
			signal
		});
		if (outcome.type === "accepted") return outcome.answer.body;
		if (outcome.error.facts.status === 200 && outcome.error.kind === "unknown_outcome") return outcome.error.facts.rawStatus;
		throw guided(outcome.error.with({ idempotencyKey: key }));
	});
}
/** One GET /v1/tasks/{id}; the answer's JSON. Throws with `HTTP <status>` and the guidance for it. */
async function getImageTask(taskId, call = {}) {
	return withSession(call, async ({ api, signal }) => {
		const outcome = await pollTask(api, {
			taskId,
			timeoutMs: 3e4,
			signal
		});
		if (outcome.type === "task") return outcome.answer.body;
		throw guided(outcome.error.with({ taskId }));
	});
}
/** Polls until the task ends. Throws its failure, or `pending` after `timeoutMs` (600,000) with the task id in `facts`. */
async function waitForImage(taskId, { pollIntervalMs, timeoutMs = 6e5, ...call } = {}) {
	return withSession(call, async ({ api, signal }) => {
		const acceptedAt = performance.now();
		const task = {
			taskId,
			acceptedAt,
			isOwn: true,
			pollFirst: true
		};
		const polling = {
			schedule: pollEvery(pollIntervalMs),
			deadline: acceptedAt + timeoutMs
		};
		const { answer } = await waitForEnd({
			api,
			signal
		}, task, polling).catch((error) => {
			throw error instanceof HiapiError ? guided(error.with({ taskId })) : error;
		});
		const outputs = extractImageOutputs(answer.body);
		if (outputs.length === 0) throw guided(new HiapiError("output", "the task succeeded, but its answer holds no image", {
			taskId,
			hint: guidance.noImage
		}));
		return {
			response: answer.body,
			outputs
		};
	});
}
async function generateImage(options, config) {
	const prepared = await prepareRequest(options, [], {
		cwd: process.cwd(),
		stdin: process.stdin
	});
	const preview = {
		ok: true,
		paidTaskCreated: false,
		payload: prepared.payload,
		idempotencyKey: normalizeIdempotencyKey(options.idempotencyKey) ?? newKey()
	};
	if (options.dryRun && !options.estimate) return preview;
	const fetchImpl = options.fetchImpl ?? config?.fetchImpl;
	const task = async (session) => {
		if (options.estimate) return {
			...preview,
			...await quotePrice(session.api, prepared.payload, never)
		};
		const request = requestOf(prepared, options, process.cwd());
		const context = {
			session,
			log: silent,
			journal: void 0,
			durations: createDurationHistory(),
			scope: createRunScope(),
			resumeLine: () => void 0
		};
		return doneOrThrow(await runRequest(request, context)).document;
	};
	if (!options.sandbox) return withSession({
		fetchImpl,
		...config ? { config } : {}
	}, task, options.estimate !== true);
	const session = await openSandboxSession({ signal: never });
	return task(session).finally(() => session.close());
}
/** The published price of a payload; `estimatedUsd` is null when pricing does not list the model. Throws when pricing cannot be asked. */
async function fetchPricingEstimate(payload, { fetchImpl } = {}) {
	const { baseUrl } = processSettings();
	return withSession({
		fetchImpl,
		config: {
			apiKey: "",
			baseUrl
		}
	}, async ({ api, signal }) => {
		const quote = await quotePrice(api, payload, signal);
		if (quote.estimate) return quote.estimate;
		if (quote.error) throw quote.error;
		return {
			pricingModel: pricingModelOf(payload),
			estimatedUsd: null,
			billingBasis: "",
			pricingPage: links.pricing,
			note: quote.reason
		};
	});
}

// src/library/updates.ts
/** Asks for the update policy (contract section 8). Never throws: anything wrong is `skipped`. */
async function checkSkillUpdate({ currentVersion, skillId, manifestUrl, fetchImpl, timeoutMs, env = process.env } = {}) {
	if (skipsUpdateCheck(env)) return {
		status: "skipped",
		message: "HIAPI_SKIP_UPDATE_CHECK is set",
		latestVersion: "",
		minimumVersion: "",
		updateCommand: ""
	};
	const settings = readSettings(env);
	const transport = fetchImpl ? void 0 : await transportFor(settings);
	const asked = Object.fromEntries(Object.entries({
		currentVersion,
		skillId,
		timeoutMs
	}).filter(([, value]) => value !== void 0));
	const fetch = fetchImpl ?? transport?.fetch;
	if (!fetch) throw new HiapiError("unexpected", "no transport");
	return askUpdatePolicy({
		...asked,
		manifestUrl: manifestUrl ?? settings.manifestUrl,
		fetch
	}).finally(() => transport?.close());
}
/** The same, said: a warning on stderr when an update is available; throws when one is required. */
async function warnOrRequireSkillUpdate({ warn = (line) => void process.stderr.write(`${line}\n`), ...options } = {}) {
	const check = await checkSkillUpdate(options);
	if (check.status === "required") throw Object.assign(updateRequired(check), check);
	if (check.status === "available") warn(check.message);
	return check;
}

export { HiapiError, buildHttpErrorMessage, buildImagePayload, checkSkillUpdate, compareVersions, createImageTask, describePayload, extractImageOutputs, extractTaskFailureSummary, extractTaskId, fetchPricingEstimate, generateImage, getImageTask, getTaskStatus, modelFileSlug, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, planPolls as planLooks, resolveConfig, saveImageOutputs, summarizeErrorBody, waitForImage, warnOrRequireSkillUpdate };
