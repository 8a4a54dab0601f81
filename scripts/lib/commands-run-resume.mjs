import { readSettings } from "./config.mjs";
import { HiapiError, usageError } from "./errors.mjs";
import { openSession } from "./api.mjs";
import { commandLine } from "./shell.mjs";
import { defaultTimeoutMs, describePayload, finishTask } from "./generate.mjs";
import { resolve } from "node:path";

// src/commands/resume.ts
/** What can be a task id: visible ASCII without the characters that only mistakes put there. Throws `usage`. */
function checkTaskId(id) {
	const trimmed = id.trim();
	if (/^[A-Za-z0-9][\w.:@-]{2,199}$/.test(trimmed)) return trimmed;
	throw usageError([{
		field: "id",
		given: id,
		accepted: "a task id such as tk-hiapi-…",
		message: `"${id.slice(0, 80)}" is no task id: give one such as tk-hiapi-…`
	}]);
}
/** Waits for a task that was made before and saves its images. Never creates anything. */
async function resumeTask(id, options, { cwd, session, words, resumeLine }) {
	const begun = performance.now();
	const taskId = checkTaskId(id);
	try {
		const finished = await finishTask({
			session,
			words,
			taskId,
			startedAt: begun,
			deadline: begun + (options.timeoutMs ?? 6e5),
			isOwn: false,
			lookFirst: true,
			outputDir: resolve(cwd, options.outputDir ?? "outputs"),
			save: options.save ?? true,
			stem: options.name,
			pollIntervalMs: options.pollIntervalMs,
			label: "resuming"
		});
		const { model } = finished;
		return {
			ok: true,
			...model === void 0 ? {} : describePayload({
				model,
				input: {}
			}),
			taskId,
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

// src/commands/run-resume.ts
/** `resume` from the command line; answers the exit code. */
async function runResume(ids, options, { io, presenter }) {
	const [id, ...more] = ids;
	const settings = readSettings(io.env);
	const missing = {
		field: "id",
		given: ids,
		accepted: "one task id",
		message: id === void 0 ? "resume needs a task id" : "resume takes one task id at a time"
	};
	if (id === void 0 || more.length > 0) throw usageError([missing, ...settings.problems]);
	checkTaskId(id);
	if (settings.problems.length > 0) throw usageError(settings.problems);
	for (const warning of settings.warnings) presenter.warn(warning);
	const debug = options.debug === true ? presenter.say : void 0;
	const session = await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		debug
	});
	try {
		const document = await resumeTask(id, options, {
			cwd: io.cwd,
			session,
			words: presenter,
			resumeLine: (known) => commandLine(io.door, ["resume", known], io.platform)
		});
		for (const output of document.outputs) if (output.kind === "file") presenter.say(`saved ${output.path}`);
		await presenter.document(document);
		return 0;
	} finally {
		await session.close();
	}
}

export { runResume };
