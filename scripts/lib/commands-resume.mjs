import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { accountMark, expiredKey, isKeyExpired, pLimit } from "./open.mjs";
import { HiapiError, quote, readSettings, usageError } from "./core.mjs";
import { defaultTimeoutMs, namePrefix, nameProblem } from "./request.mjs";
import { withContext } from "./context.mjs";
import { readHistory } from "./history.mjs";
import { noSpinner, storedPayload, textOf } from "./process.mjs";
import { documentOfRuns, doneOrThrow, logFiles, recordEvent, resumeRun, startTask } from "./duration-history.mjs";
const { resolve } = require("node:path");

// src/pipeline/resume.ts
/** Finishes what was begun: by the task id or key of a journal's entry, else a task of somewhere else. Failures are outcomes. */
async function resumeRequest(id, { entry, options, cwd }, context) {
	try {
		if (!entry) return await resumeTask(id, {
			options,
			cwd
		}, context);
		refuseForeign(id, entry.begun, context.session);
		return await resumeEntry(entry, {
			options,
			cwd
		}, context);
	} catch (error) {
		if (error instanceof HiapiError) return {
			type: "failed",
			error
		};
		throw error;
	}
}
/** Finishes a request of the journal: sends the same key and bytes again if its acceptance is unknown, waits, saves. */
async function resumeEntry(listed, { options, cwd }, context) {
	const timing = timingOf(options);
	const { journal } = context;
	await recordEvent({ entry: listed }, context, {
		type: "joined",
		at: Date.now()
	});
	const entry = await journal.read(listed.id);
	if (!entry) return resumeTask(listed.taskId ?? listed.begun.key, {
		options,
		cwd
	}, context);
	const { key, outputDir, save, stem, request } = entry.begun;
	if (entry.state === "unknown" && isKeyExpired(entry, Date.now())) throw expiredKey(entry);
	if (entry.state === "unknown" && options.create === false) throw new HiapiError("unknown_outcome", "whether HiAPI accepted this request is unknown, and --no-create leaves it so", { idempotencyKey: key });
	const { body, ...known } = await withBody(entry, journal);
	const target = {
		outputDir: options.outputDir === void 0 ? outputDir : resolve(cwd, options.outputDir),
		save: options.save ?? save,
		prefix: prefixFor(options) ?? stem
	};
	const run = {
		payload: storedPayload(request),
		target,
		start: "resumed",
		key,
		...known,
		...timing
	};
	return resumeRun(startTask(run, body, context), context);
}
/** The entry with its body. Where the body is gone because the task id came meanwhile, the entry as it stands then. */
async function withBody(entry, journal) {
	if (entry.state !== "unknown") return {
		entry,
		body: void 0
	};
	const body = await journal.body(entry);
	return {
		entry: body === void 0 ? await journal.read(entry.id) ?? entry : entry,
		body
	};
}
function timingOf({ timeoutMs = defaultTimeoutMs, pollIntervalMs }) {
	const startedAt = performance.now();
	return {
		startedAt,
		deadline: startedAt + timeoutMs,
		pollIntervalMs
	};
}
function prefixFor({ name }) {
	return name === void 0 ? void 0 : namePrefix(name).prefix;
}
/** What can be a task id. Throws `usage` for what only a mistake can be. */
function checkTaskId(id) {
	const trimmed = id.trim();
	if (/^[A-Za-z0-9][\w.:@-]{2,199}$/.test(trimmed)) return trimmed;
	const accepted = "a task id such as tk-hiapi-…, or an idempotency key of this machine's journal";
	throw usageError([{
		field: "id",
		given: id,
		accepted,
		message: `${quote(id)} is no id: give ${accepted}`
	}]);
}
/** Waits for a task that has no unfinished entry: one of another machine, or one completed before. Never creates anything. */
async function resumeTask(id, { options, cwd }, context) {
	const timing = timingOf(options);
	const finished = await findFinished(context.journal, id);
	if (finished) refuseForeign(id, finished, context.session);
	const taskId = finished?.taskId ?? checkTaskId(id);
	await context.durations.recall();
	const target = {
		outputDir: resolve(cwd, options.outputDir ?? finished?.outputDir ?? "outputs"),
		save: options.save ?? true,
		prefix: prefixFor(options) ?? finished?.stem
	};
	const run = {
		payload: finished ? storedPayload(finished.request) : {
			model: "",
			input: {}
		},
		target,
		start: "foreign",
		key: void 0,
		entry: void 0,
		...timing
	};
	const task = {
		taskId,
		isSandbox: context.session.isSandbox,
		acceptedAt: timing.startedAt,
		heldMs: 0,
		isFresh: false,
		isOwn: finished !== void 0,
		pollFirst: true
	};
	return resumeRun(Promise.resolve({
		type: "accepted",
		run,
		task
	}), context);
}
/** Why a request is not this session's to send, in words; undefined when it is. */
function foreignReason({ origin, account }, { api }) {
	if (origin !== api.baseUrl) return `at ${origin}`;
	return account === accountMark(api.apiKey) ? void 0 : "with another API key";
}
/** Throws `usage` when a request is not this session's to send. */
function refuseForeign(id, owned, session) {
	const reason = foreignReason(owned, session);
	if (reason === void 0) return;
	const problem = {
		field: "id",
		given: id,
		accepted: "requests of this address and key",
		message: `${id} was begun ${reason}: it is only ever sent there`
	};
	throw usageError([problem], "set the HIAPI_BASE_URL and HIAPI_API_KEY it was begun with");
}
/** A completed request by its task id or key: where it was saved, and what was asked. */
async function findFinished({ folder }, id) {
	for await (const line of readHistory(folder)) {
		const taskId = textOf(line, "taskId");
		const outputDir = textOf(line, "outputDir");
		if (taskId && outputDir && (taskId === id || line.key === id)) return {
			taskId,
			outputDir,
			stem: textOf(line, "stem"),
			request: line.request,
			origin: String(line.origin),
			account: String(line.account)
		};
	}
}

// src/commands/resume.ts
/** How many requests are resumed at the same time. */
const concurrency = 4;
/** `resume`: the ids that were given, or all that was begun here and is not finished. Answers the exit code. */
async function runResume(ids, options, { io, reporter }) {
	const settings = readSettings(io.env);
	if (settings.problems.length > 0) throw usageError(settings.problems);
	for (const id of ids) checkTaskId(id);
	if (options.name !== void 0) checkName(options.name, reporter);
	for (const warning of settings.warnings) reporter.warn(warning);
	const invocation = {
		io,
		reporter,
		settings,
		isSandbox: false,
		debug: options.debug === true ? reporter.info : void 0
	};
	const resume = async (context) => {
		await context.scope.sweep(resolve(io.cwd, options.outputDir ?? "outputs"));
		const resuming = {
			options,
			context,
			cwd: io.cwd,
			unfinished: await context.journal.unfinished()
		};
		const [only] = ids;
		const { exitCode, outputs } = await (only !== void 0 && ids.length === 1 ? resumeSingle(only, resuming, reporter) : resumeSeveral(ids, resuming, reporter));
		if (options.preview) await (await import("./pipeline-preview.mjs")).showPictures(outputs, {
			io,
			reporter
		});
		return exitCode;
	};
	return withContext(invocation, resume, { mayCreate: false });
}
function checkName(name, { warn }) {
	const problem = nameProblem(name);
	if (problem) throw usageError([problem]);
	for (const notice of namePrefix(name).notices) warn(notice);
}
async function resumeSingle(id, resuming, reporter) {
	const { document, complete } = doneOrThrow(await resumeOne(id, resuming));
	logFiles(document, reporter);
	if (await reporter.document(document)) await complete();
	return {
		exitCode: 0,
		outputs: document.outputs
	};
}
async function resumeSeveral(ids, resuming, reporter) {
	const { options, context, cwd, unfinished } = resuming;
	const inReach = unfinished.filter(({ begun }) => options.all === true || begun.cwd === cwd);
	const foreign = ids.length > 0 ? [] : inReach.filter(({ begun }) => foreignReason(begun, context.session) !== void 0);
	const wanted = ids.length > 0 ? ids : inReach.filter((entry) => !foreign.includes(entry)).map(({ begun }) => begun.key);
	const inTurn = pLimit(concurrency);
	const quiet = {
		...resuming,
		context: {
			...context,
			log: {
				...context.log,
				spinner: noSpinner
			}
		}
	};
	const outcomes = await Promise.all([...new Set(wanted)].map((id) => inTurn(() => resumeOne(id, quiet))));
	const documents = outcomes.flatMap((outcome) => outcome.type === "done" ? [outcome.document] : []);
	for (const outcome of outcomes) report(outcome, reporter);
	const { document, exitCode } = documentOfRuns(outcomes);
	const left = leftAlone(foreign, resuming);
	for (const { idempotencyKey, reason } of left) reporter.warn(`left alone: ${idempotencyKey}, begun ${reason}`);
	if (await reporter.document({
		...document,
		...left.length > 0 ? { left } : {}
	})) {
		for (const outcome of outcomes) if (outcome.type === "done") await outcome.complete();
	}
	return {
		exitCode,
		outputs: documents.flatMap(({ outputs }) => outputs)
	};
}
function report(outcome, reporter) {
	if (outcome.type === "done") logFiles(outcome.document, reporter);
	if (outcome.type !== "failed") return;
	const { facts, message } = outcome.error;
	reporter.error(`${facts.taskId ?? facts.idempotencyKey ?? ""}: ${message}`);
}
function leftAlone(foreign, { context }) {
	return foreign.map(({ begun, taskId }) => ({
		idempotencyKey: begun.key,
		...taskId ? { taskId } : {},
		reason: foreignReason(begun, context.session)
	}));
}
function resumeOne(id, { options, context, cwd, unfinished }) {
	const entry = unfinished.find(({ begun, taskId }) => begun.key === id || taskId === id);
	return resumeRequest(id, {
		entry,
		options,
		cwd
	}, context);
}

export { runResume };
