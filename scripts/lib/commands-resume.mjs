import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { accountMark, expiredKey, isKeyExpired, openLedger, pLimit } from "./open.mjs";
import { HiapiError, commandLine, readSettings, severalDocument, shown, usageError } from "./core.mjs";
import { describePayload, nameProblem, rememberedPayload, stemOf, textOf } from "./request.mjs";
import { createPace, defaultTimeoutMs, finishTask, pursue, sayFiles, settleEntry, sweepParts } from "./duration-history.mjs";
import { readHistory, recentBytes } from "./history.mjs";
import { openSession } from "./sessions.mjs";
import { noSpinner } from "./process.mjs";
const { resolve } = require("node:path");

// src/pipeline/resume.ts
/** Finishes a request that the journal knows: asks again under its key, waits, saves where it was wanted. */
async function resumeEntry(listed, options, context) {
	const begun = performance.now();
	const { journal } = context;
	await journal.record(listed, {
		type: "joined",
		at: Date.now()
	}).catch((error) => {
		context.words.warn(`the journal cannot be written (${error instanceof Error ? error.message : String(error)})`);
	});
	const entry = await journal.read(listed.id);
	if (!entry) return resumeTask(listed.taskId ?? listed.begun.key, options, context);
	const { key, outputDir, save, stem, request } = entry.begun;
	if (entry.state === "unknown" && isKeyExpired(entry, Date.now())) throw expiredKey(entry);
	if (entry.state === "unknown" && options.create === false) throw new HiapiError("unknown_outcome", "whether HiAPI accepted this request is unknown, and --no-create leaves it so", { idempotencyKey: key });
	return {
		...await pursue({
			payload: rememberedPayload(request),
			...await withBody(entry, journal),
			key,
			isOld: true,
			begun,
			deadline: begun + (options.timeoutMs ?? 6e5),
			outputDir: options.outputDir === void 0 ? outputDir : resolve(context.cwd, options.outputDir),
			save: options.save ?? save,
			wait: true,
			stem: options.name === void 0 ? stem : stemOf(options.name).stem,
			pollIntervalMs: options.pollIntervalMs
		}, context),
		resumed: true
	};
}
/** The entry with its body; where the body is gone because the task id came meanwhile, the entry as it stands then. */
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
/** What can be a task id. Throws `usage` for what only a mistake can be. */
function checkTaskId(id) {
	const trimmed = id.trim();
	if (/^[A-Za-z0-9][\w.:@-]{2,199}$/.test(trimmed)) return trimmed;
	const accepted = "a task id such as tk-hiapi-…, or an idempotency key of this machine's journal";
	throw usageError([{
		field: "id",
		given: id,
		accepted,
		message: `${shown(id)} is no id: give ${accepted}`
	}]);
}
/** Waits for a task that is not among the unfinished ones, and saves its images: one of another machine, or one settled before. Never creates anything. */
async function resumeTask(id, options, context) {
	const begun = performance.now();
	const settled = await findSettled(context.journal, id);
	await context.pace.recall();
	if (settled) refuseStranger(id, settled, context.session);
	const taskId = settled?.taskId ?? checkTaskId(id);
	const { session, words, cwd, resumeLine } = context;
	try {
		const finished = await finishTask({
			session,
			words,
			taskId,
			startedAt: begun,
			deadline: begun + (options.timeoutMs ?? 6e5),
			isOwn: settled !== void 0,
			lookFirst: true,
			isFresh: false,
			pace: context.pace.of(session.api.baseUrl, settled?.request),
			outputDir: resolve(cwd, options.outputDir ?? settled?.outputDir ?? "outputs"),
			save: options.save ?? true,
			stem: options.name === void 0 ? settled?.stem : stemOf(options.name).stem,
			pollIntervalMs: options.pollIntervalMs,
			label: "resuming"
		});
		const payload = settled ? rememberedPayload(settled.request) : {
			model: finished.model ?? "",
			input: {}
		};
		const { model, ...described } = describePayload(payload);
		return {
			ok: true,
			...model ? { model } : {},
			taskId,
			...described,
			status: finished.status,
			outputs: finished.outputs,
			elapsedMs: Math.round(performance.now() - begun),
			rawStatus: finished.rawStatus,
			resumed: true,
			...finished.isSandbox ? { sandbox: true } : {}
		};
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind === "usage" || error.kind === "task_failed") throw error;
		const resume = resumeLine(taskId);
		throw error.with({
			taskId,
			...resume === void 0 ? {} : { resume }
		});
	}
}
/** Why a request is not this session's to send, in words; undefined when it is. */
function strangeness({ origin, account }, { api }) {
	if (origin !== api.baseUrl) return `at ${origin}`;
	return account === accountMark(api.apiKey) ? void 0 : "with another API key";
}
/** Throws `usage` when a request is not this session's to send. */
function refuseStranger(id, owned, session) {
	const strange = strangeness(owned, session);
	if (strange === void 0) return;
	const problem = {
		field: "id",
		given: id,
		accepted: "requests of this address and key",
		message: `${id} was begun ${strange}: it is only ever sent there`
	};
	throw usageError([problem], "set the HIAPI_BASE_URL and HIAPI_API_KEY it was begun with");
}
/** A settled request by its task id or key: where it was saved, and what was asked. */
async function findSettled({ folder }, id) {
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
/** How many requests `resume` brings home at the same time. */
const concurrency = 4;
/** `resume` from the command line: the ids that were given, or all that was begun here and is not finished. Answers the exit code. */
async function runResume(ids, options, { io, presenter }) {
	const settings = readSettings(io.env);
	if (settings.problems.length > 0) throw usageError(settings.problems);
	for (const id of ids) checkTaskId(id);
	if (options.name !== void 0) checkName(options.name, presenter);
	for (const warning of settings.warnings) presenter.warn(warning);
	const debug = options.debug === true ? presenter.say : void 0;
	const session = await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		debug
	});
	try {
		const { journal } = await openLedger(io, presenter.warn);
		const resumeLine = (id) => commandLine(io.door, ["resume", id], io.platform);
		const pace = createPace(() => readHistory(journal.folder, recentBytes));
		const context = {
			cwd: io.cwd,
			session,
			words: presenter,
			journal,
			pace,
			resumeLine
		};
		await sweepParts(resolve(io.cwd, options.outputDir ?? "outputs"));
		const resuming = {
			options,
			context,
			unfinished: await journal.unfinished()
		};
		const [only] = ids;
		const { exitCode, outputs } = await (only !== void 0 && ids.length === 1 ? resumeSingle(only, resuming, presenter) : resumeSeveral(ids, resuming, presenter));
		if (options.preview) await (await import("./pipeline-preview.mjs")).showPictures(outputs, {
			io,
			presenter
		});
		return exitCode;
	} finally {
		await session.close();
	}
}
function checkName(name, { warn }) {
	const problem = nameProblem(name);
	if (problem) throw usageError([problem]);
	for (const notice of stemOf(name).notices) warn(notice);
}
async function resumeSingle(id, resuming, presenter) {
	const { result, entry } = await resumeOne(id, resuming);
	if (result instanceof HiapiError) throw result;
	sayFiles(result, presenter);
	if (await presenter.document(result) && entry) await settleEntry(resuming.context.journal, entry);
	return {
		exitCode: 0,
		outputs: result.outputs
	};
}
async function resumeSeveral(ids, resuming, presenter) {
	const { options, context, unfinished } = resuming;
	const { session, journal, cwd } = context;
	const inReach = unfinished.filter(({ begun }) => options.all === true || begun.cwd === cwd);
	const strangers = ids.length > 0 ? [] : inReach.filter(({ begun }) => strangeness(begun, session) !== void 0);
	const wanted = ids.length > 0 ? ids : inReach.filter((entry) => !strangers.includes(entry)).map(({ begun }) => begun.key);
	const inTurn = pLimit(concurrency);
	const quiet = {
		...resuming,
		context: {
			...context,
			words: {
				...context.words,
				waiting: noSpinner
			}
		}
	};
	const resumed = await Promise.all([...new Set(wanted)].map((id) => inTurn(() => resumeOne(id, quiet))));
	const { document, exitCode } = severalDocument(resumed.map(({ result }) => result instanceof HiapiError ? result : { ...result }));
	for (const { result } of resumed) if (result instanceof HiapiError) presenter.error(`${result.facts.taskId ?? result.facts.idempotencyKey ?? ""}: ${result.message}`);
	else sayFiles(result, presenter);
	const left = strangers.map(({ begun, taskId }) => ({
		idempotencyKey: begun.key,
		...taskId ? { taskId } : {},
		reason: strangeness(begun, session)
	}));
	for (const { idempotencyKey, reason } of left) presenter.warn(`left alone: ${idempotencyKey}, begun ${reason}`);
	if (await presenter.document({
		...document,
		...left.length > 0 ? { left } : {}
	})) {
		for (const { entry, result } of resumed) if (entry && !(result instanceof HiapiError)) await settleEntry(journal, entry);
	}
	return {
		exitCode,
		outputs: resumed.flatMap(({ result }) => result instanceof HiapiError ? [] : result.outputs)
	};
}
/** One id: a request of the journal by its task id or key, else a task of somewhere else. Failures are results. */
async function resumeOne(id, { options, context, unfinished }) {
	const entry = unfinished.find(({ begun, taskId }) => begun.key === id || taskId === id);
	try {
		if (entry) refuseStranger(id, entry.begun, context.session);
		return {
			result: entry ? await resumeEntry(entry, options, context) : await resumeTask(id, options, context),
			entry
		};
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		return {
			result: error,
			entry
		};
	}
}

export { runResume };
