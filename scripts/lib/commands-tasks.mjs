import { HiapiError, oneLine, readSettings, suggest, usageError } from "./core.mjs";
import { forgetHistory, isKeyExpired, openLedger, readHistory, resultLifeMs } from "./open.mjs";
import "./pipeline.mjs";
import { failureError, get, readFailure } from "./request.mjs";
import { fieldsOf, formatTable, textOf } from "./process.mjs";
import { openSession } from "./sessions.mjs";

// src/commands/task-rows.ts
const unfinishedNext = {
	unknown: "resume: asks again under the same key",
	running: "resume: waits and saves",
	ready: "resume: saves",
	saved: "resume: prints"
};
/** What the journal knows, newest first: the unfinished requests and the settled ones. */
async function listTasks(journal, { now, cwd }) {
	const rows = (await journal.unfinished()).map((entry) => unfinishedRow(entry, {
		now,
		cwd
	}));
	const known = new Set(rows.map(({ idempotencyKey }) => idempotencyKey));
	for await (const line of readHistory(journal.folder)) if (!known.has(String(line.key))) rows.push(settledRow(line, now));
	return rows.sort((a, b) => b.begunAt.localeCompare(a.begunAt));
}
function unfinishedRow(entry, { now, cwd }) {
	const { key, at, request, outputDir, origin } = entry.begun;
	const isLost = entry.state === "unknown" && isKeyExpired(entry, now);
	const where = entry.begun.cwd === cwd ? "" : " (begun elsewhere: name it, or --all)";
	return {
		...described(request),
		idempotencyKey: key,
		taskId: entry.taskId ?? null,
		...timesOf(at, now),
		state: isLost ? "lost sight of" : entry.state,
		files: entry.files.map(({ path }) => path),
		outputDir,
		origin,
		next: isLost ? "tasks --remote shows whether it exists; --new makes another" : `${unfinishedNext[entry.state] ?? "resume"}${where}`
	};
}
function settledRow(line, now) {
	const files = Array.isArray(line.files) ? line.files.flatMap((file) => textOf(fieldsOf(file), "path") ?? []) : [];
	const ended = fieldsOf(line.ended);
	return {
		...described(line.request),
		idempotencyKey: String(line.key),
		taskId: textOf(line, "taskId") ?? null,
		...timesOf(typeof line.at === "number" ? line.at : 0, now),
		state: line.state === "ended" ? textOf(ended, "kind") ?? "ended" : "done",
		files,
		outputDir: textOf(line, "outputDir") ?? "",
		origin: textOf(line, "origin") ?? "",
		next: textOf(ended, "message") ? `– (${oneLine(textOf(ended, "message") ?? "", 120)})` : "–"
	};
}
function described(request) {
	const payload = fieldsOf(request);
	const route = textOf(payload, "route");
	return {
		model: `${textOf(payload, "model") ?? "?"}${route ? `@${route}` : ""}`,
		prompt: textOf(fieldsOf(payload.input), "prompt") ?? ""
	};
}
function timesOf(at, now) {
	return {
		begunAt: new Date(at > 0 && at < 864e13 ? at : 0).toISOString(),
		ageSeconds: Math.max(0, Math.round((now - at) / 1e3))
	};
}
/** One request in full, by its task id or key: its row, and everything that is written of it. Throws `usage` when there is none. */
async function showTask(journal, id, times) {
	const entry = (await journal.unfinished()).find(({ begun, taskId }) => begun.key === id || taskId === id);
	if (entry) return {
		...unfinishedRow(entry, times),
		record: entry
	};
	for await (const line of readHistory(journal.folder)) if (line.key === id || line.taskId === id) return {
		...settledRow(line, times.now),
		record: line
	};
	const near = suggest(id, ["prune"]);
	const message = `the journal knows no request "${oneLine(id, 80)}"${near ? `; did you mean ${near}?` : ""}`;
	throw usageError([{
		field: "id",
		given: id,
		accepted: "a task id or key of: hiapi-img tasks",
		message
	}], "hiapi-img tasks lists what this machine knows; tasks --remote asks HiAPI");
}
/** The newest hundred tasks of HiAPI's list; `isKnown` says whether the journal has them (contract section 1). */
async function listRemote({ api, signal }, known) {
	const answer = await get(api, "/v1/tasks?page=1&size=100", { signal });
	const failure = readFailure(answer.status, answer.body);
	if (failure) throw failureError(failure, "list");
	const tasks = fieldsOf(fieldsOf(answer.body).data).tasks;
	if (!Array.isArray(tasks)) throw new HiapiError("unexpected", `list: HTTP ${answer.status} with an answer that cannot be read`, { status: answer.status });
	return tasks.map(fieldsOf).map((task) => {
		const taskId = oneLine(textOf(task, "taskId", "id", "task_id") ?? "", 200);
		const created = typeof task.created === "number" ? task.created * 1e3 : 0;
		return {
			taskId,
			status: oneLine(textOf(task, "status") ?? "", 40),
			model: oneLine(textOf(task, "model") ?? "", 80),
			begunAt: created > 0 && created < 864e13 ? new Date(created).toISOString() : null,
			isKnown: known.has(taskId)
		};
	});
}

// src/commands/tasks-table.ts
/** Rows of the journal for people: one line each, within the terminal's width. */
function tasksTable(rows, columns) {
	if (rows.length === 0) return "no requests are known here";
	const table = rows.map((row) => [
		row.taskId ?? row.idempotencyKey,
		ageOf(row.ageSeconds),
		row.state,
		nextOf(row),
		row.model,
		oneLine(row.prompt, columns)
	]);
	return formatTable([[
		"id",
		"age",
		"state",
		"next",
		"model",
		"prompt"
	], ...table], columns);
}
/** HiAPI's list for people; what the journal does not know is marked. */
function remoteTable(rows, columns) {
	if (rows.length === 0) return "HiAPI lists no tasks for this key";
	const table = rows.map((row) => [
		row.isKnown ? " " : "?",
		row.taskId,
		row.begunAt?.slice(0, 16) ?? "",
		row.status,
		row.model
	]);
	return `${formatTable([[
		"",
		"id",
		"begun",
		"status",
		"model"
	], ...table], columns)}\n? = the journal does not know it; resume <id> saves its image`;
}
/** The first word of what comes next, or the newest file. */
function nextOf({ next, files }) {
	return files.length > 0 && next.startsWith("–") ? `${files.length} saved` : next.split(/[:(]/, 1)[0]?.trim() ?? "";
}
function ageOf(seconds) {
	if (seconds < 90) return `${seconds} s`;
	if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
	return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

// src/commands/tasks.ts
/** `tasks` from the command line: the list, one request in full, HiAPI's list beside it, or `prune`. Answers the exit code. */
async function runTasks(words, options, { io, reporter }) {
	const [word] = words;
	const isRemote = options.remote === true;
	if (word !== void 0 && isRemote) throw usageError([{
		field: "remote",
		given: word,
		accepted: "tasks --remote, or tasks <id>",
		message: `tasks --remote lists everything: leave out ${word}`
	}]);
	const { journal } = await openLedger(io, reporter.warn);
	const times = {
		now: Date.now(),
		cwd: io.cwd
	};
	if (isRemote) return showRemote(journal, options, {
		io,
		reporter
	});
	if (word === "prune") {
		const lost = (await journal.unfinished()).filter((entry) => entry.state === "unknown" && times.now - entry.begun.at > 6048e5);
		for (const entry of lost) await journal.archive(entry);
		const pruned = await forgetHistory(journal.folder);
		const kept = (await journal.unfinished()).length;
		reporter.info(`forgot ${pruned} requests; ${kept} unfinished ones stay`);
		await reporter.document({
			ok: true,
			pruned,
			kept
		});
		return 0;
	}
	if (word !== void 0) {
		await reporter.document({
			ok: true,
			task: await showTask(journal, word, times)
		});
		return 0;
	}
	const tasks = await listTasks(journal, times);
	if (reporter.isTerminal && options.json !== true) await reporter.text(tasksTable(tasks, io.stdout.columns || 80));
	else await reporter.document({
		ok: true,
		tasks
	});
	return 0;
}
async function showRemote(journal, options, { io, reporter }) {
	const settings = readSettings(io.env);
	if (settings.problems.length > 0) throw usageError(settings.problems);
	const session = await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		debug: options.debug === true ? reporter.info : void 0
	});
	try {
		const tasks = await listTasks(journal, {
			now: Date.now(),
			cwd: io.cwd
		});
		const known = new Set(tasks.flatMap(({ taskId }) => taskId ?? []));
		const remote = await listRemote(session, known);
		if (reporter.isTerminal && options.json !== true) await reporter.text(remoteTable(remote, io.stdout.columns || 80));
		else await reporter.document({
			ok: true,
			tasks,
			remote
		});
		return 0;
	} finally {
		await session.close();
	}
}

export { runTasks };
