import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { pLimit } from "./open.mjs";
import { readSettings, usageError } from "./core.mjs";
import { namePrefix, nameProblem } from "./request.mjs";
import { checkTaskId, documentOfRuns, doneOrThrow, foreignReason, logFiles, resumeRequest, withContext } from "./pipeline.mjs";
import { noSpinner } from "./process.mjs";
const { resolve } = require("node:path");

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
		if (options.preview) await (await import("./pipeline-index.mjs")).showImages(outputs, {
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
				waiting: noSpinner
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
