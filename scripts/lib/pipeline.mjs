import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, commandLine, guidance, quote, replaceFile, severalDocument, slashId, usageError } from "./core.mjs";
import { buildImagePayload, describePayload, fieldsOf, noSpinner, storedPayload, textOf } from "./process.mjs";
import { askUpdatePolicy, contractVersion, createTask, createdAtOf, dataUriBytes, defaultTimeoutMs, downloadLink, elideData, extractTaskFailureSummary, extractTaskId, getTaskStatus, isSameFile, meaning, modelFileSlug, namePrefix, newKey, phaseOf, picturePrefix, pollTask, readImageOutputs, readTaskFailure, saveImage, sleep, sweepParts, taskDurationMs, updateRequired } from "./request.mjs";
import { accountMark, bodyHash, createTaken, expiredKey, isKeyExpired, isSettled, journalError, makePrivate, openLedger, openSandboxLedger, pLimit, readHistory, recentBytes, resultLifeMs } from "./open.mjs";
import { stateFolder } from "./start.mjs";
import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const { join, resolve } = require("node:path");

// src/task/call-queue.ts
/** setTimeout takes a longer wait for none. */
const maxTimerMs = 2 ** 31 - 1;
/**
* A queue of calls of which `most` are made at once. The work for one call does not grow with the number that waits, and no timer runs
* while none waits.
* @param mayStartAt the earliest time for the next call, given when the last one was started
*/
function createCallQueue(most, mayStartAt) {
	const urgent = /* @__PURE__ */ new Set();
	const others = /* @__PURE__ */ new Set();
	let running = 0;
	let lastStartedAt = Number.NEGATIVE_INFINITY;
	let timer;
	const stopTimer = () => {
		clearTimeout(timer);
		timer = void 0;
	};
	const startNext = () => {
		stopTimer();
		while (running < most && urgent.size + others.size > 0) {
			const waitMs = mayStartAt(lastStartedAt) - performance.now();
			if (waitMs > 0) {
				timer = setTimeout(startNext, Math.min(maxTimerMs, Math.ceil(waitMs)));
				return;
			}
			running += 1;
			lastStartedAt = performance.now();
			const [start] = urgent.size > 0 ? urgent : others;
			start?.();
		}
	};
	return {
		async enter(turn) {
			const mayStart = waitIn(turn.isUrgent ? urgent : others, turn);
			if (!timer) startNext();
			try {
				return await mayStart;
			} finally {
				if (urgent.size + others.size === 0) stopTimer();
			}
		},
		leave() {
			running -= 1;
			if (!timer) startNext();
		}
	};
}
function waitIn(waiting, { signal, deadline = Number.POSITIVE_INFINITY }) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const end = (settle) => () => {
			waiting.delete(start);
			clearTimeout(late);
			signal.removeEventListener("abort", stop);
			settle();
		};
		const start = end(() => resolve(true));
		const stop = end(() => reject(signal.reason));
		const giveUp = end(() => resolve(false));
		const late = setTimeout(giveUp, Math.min(maxTimerMs, Math.max(0, deadline - performance.now())));
		waiting.add(start);
		signal.addEventListener("abort", stop, { once: true });
	});
}

// src/task/throttle.ts
const minuteMs = 6e4;
const share = .9;
/** The share of a refused rate that is left at most. */
const cut = .7;
/** The least that a refusal leaves, in calls a minute: a single refusal by chance must not stall a run. */
const least = 20;
const holdMs = 1e4;
const maxHoldMs = 12e4;
const growEveryMs = 5e3;
const firstGrowth = .05;
const maxGrowth = .5;
/** Above this rate the limit is taken to be gone. */
const unlimited = 6e3;
/** @param most the most calls in a minute; undefined for no limit of our own */
function createThrottle(most = Number.POSITIVE_INFINITY) {
	/** When calls were let through, within the last minute. */
	const passes = [];
	let perMinute = most;
	let series;
	let growth = firstGrowth;
	let hold = holdMs;
	let growAt = Number.POSITIVE_INFINITY;
	const forget = (at) => {
		while (passes[0] !== void 0 && passes[0] <= at - minuteMs) passes.shift();
	};
	const grow = (at) => {
		if (at < growAt) return;
		const grown = perMinute * (1 + growth);
		perMinute = grown > Math.max(unlimited, 10 * passes.length) ? most : Math.min(most, grown);
		growth = Math.min(maxGrowth, 2 * growth);
		growAt = perMinute === most ? Number.POSITIVE_INFINITY : at + growEveryMs;
	};
	return {
		intervalMs: () => minuteMs / perMinute,
		passed(at) {
			series = void 0;
			forget(at);
			passes.push(at);
			grow(at);
		},
		refused(at, pauseMs) {
			forget(at);
			if (!series) perMinute *= cut;
			series ??= {
				count: passes.length,
				since: passes[0] ?? at
			};
			const letThrough = minuteMs * series.count / Math.max(1e3, at - series.since + pauseMs);
			perMinute = Math.min(most, Math.max(least, Math.min(perMinute, share * letThrough)));
			growth = firstGrowth;
			growAt = at + hold;
			hold = Math.min(maxHoldMs, 2 * hold);
		}
	};
}

// src/task/rate-limiter.ts
/** How many calls of a kind are made at once: enough for any rate, and few that are refused together the first time. */
const concurrent = {
	create: 16,
	poll: 128
};
/** The longest pause after a 429 that names none: 1 s, doubled with each refusal that follows on the one before. */
const maxPauseMs = 15e3;
/** The shortest pause that a person would notice. */
const leastReportedMs = 1e4;
/**
* @param createsPerMinute the most creates in a minute; undefined for as many as HiAPI lets through
* @param onPause called with the length of a pause that a person would notice, in milliseconds
*/
function createRateLimiter({ createsPerMinute, onPause } = {}) {
	const throttles = {
		create: createThrottle(createsPerMinute),
		poll: createThrottle()
	};
	let pausedUntil = 0;
	const queueOf = (kind) => createCallQueue(concurrent[kind], (lastStartedAt) => Math.max(pausedUntil, lastStartedAt + throttles[kind].intervalMs()));
	const queues = {
		create: queueOf("create"),
		poll: queueOf("poll")
	};
	/** How many calls were started, and how many of them before the last refusal: those are refused together, and count as one. */
	let started = 0;
	let startedBeforeRefusal = 0;
	let refusals = 0;
	const pause = (now, pauseMs) => {
		if (now + pauseMs > pausedUntil && pauseMs >= leastReportedMs) onPause?.(pauseMs);
		pausedUntil = Math.max(pausedUntil, now + pauseMs);
	};
	const learn = (kind, number, { error, retryAfterMs }) => {
		const now = performance.now();
		const status = error?.facts.status;
		const isNews = number > startedBeforeRefusal;
		if (!(status === 429 || status === 503 && retryAfterMs !== void 0)) {
			if (error && status === void 0) return;
			throttles[kind].passed(now);
			if (isNews) refusals = 0;
			return;
		}
		if (isNews) refusals += 1;
		const pauseMs = retryAfterMs ?? Math.min(maxPauseMs, 1e3 * 2 ** (refusals - 1));
		if (isNews) throttles[kind].refused(now, pauseMs);
		pause(now, pauseMs);
		startedBeforeRefusal = started;
	};
	return {
		async run(kind, turn, call) {
			if (!await queues[kind].enter(turn)) return void 0;
			started += 1;
			const number = started;
			try {
				const outcome = await call();
				learn(kind, number, outcome);
				return outcome;
			} finally {
				queues[kind].leave();
			}
		},
		pausedMs: () => Math.max(0, pausedUntil - performance.now())
	};
}
/** The error of a call that was not made: its turn did not come before its deadline. */
function heldPastDeadline(kind, call) {
	return new HiapiError(kind, `${call}: HiAPI asked to wait until after the deadline`, { status: 429 });
}

// src/task/create.ts
const createBudgetMs = 12e4;
const attemptMs$1 = 6e4;
/** An attempt near the deadline still gets this long to answer: to cut it off would make a known outcome unknown. */
const leastAttemptMs$1 = 2e3;
/** With less time left than this, another attempt is not worth its wait. */
const leastLeftMs = 250;
/**
* Attempts to create a task until the outcome is known, for at most 120 s (docs/design.md, rule 2).
* Throws the refusal; `unavailable` when no attempt was accepted; `unknown_outcome` when one may have been.
* @param onRetry called before each pause, with its length in milliseconds
*/
async function createUntilKnown(connection, request, onRetry) {
	const { signal, limiter } = connection;
	const limits = {
		deadline: request.deadline,
		budgetEnd: performance.now() + createBudgetMs
	};
	let isAmbiguous = request.wasAmbiguous;
	for (let attempts = 1;; attempts += 1) {
		const outcome = await attempt(connection, request, limits, attempts === 1);
		if (outcome.type === "accepted") return {
			...outcome,
			heldMs: limits.deadline - request.deadline
		};
		isAmbiguous ||= outcome.type === "ambiguous";
		if (outcome.type === "refused") throw isAmbiguous ? unknownOutcome(outcome.error) : outcome.error;
		const isLimited = limiter !== void 0 && outcome.error.facts.status === 429;
		const pauseMs = isLimited ? pauseOfLimiter(limiter, limits) : pauseOf(outcome, attempts, limits);
		if (pauseMs === void 0) throw isAmbiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, attempts);
		onRetry(outcome.error, pauseMs);
		if (!isLimited) await sleep(pauseMs, signal);
	}
}
/** One attempt, in its turn. Moves the limits by what the limiter holds back: the deadline only for the first, before which nothing has begun. */
async function attempt({ api, signal, limiter }, { body, idempotencyKey }, limits, isFirst) {
	const queuedAt = performance.now();
	const create = () => {
		const now = performance.now();
		limits.budgetEnd += now - queuedAt;
		if (isFirst) limits.deadline += now - queuedAt;
		const leftMs = Math.min(limits.deadline, limits.budgetEnd) - now;
		return createTask(api, {
			body,
			idempotencyKey,
			timeoutMs: Math.min(attemptMs$1, Math.max(leastAttemptMs$1, leftMs)),
			signal
		});
	};
	if (!limiter) return create();
	const turn = isFirst ? { signal } : {
		signal,
		deadline: limits.deadline,
		isUrgent: true
	};
	return await limiter.run("create", turn, create) ?? {
		type: "not-accepted",
		error: heldPastDeadline("unavailable", "create")
	};
}
/** The limiter waits out a 429, for all calls at once and not at the cost of the budget. Undefined if that is too long. */
function pauseOfLimiter(limiter, { deadline }) {
	const pauseMs = limiter.pausedMs();
	return performance.now() + pauseMs > deadline ? void 0 : pauseMs;
}
/** What the server asked for, but at least a second; else a backoff of our own, within what is left. Undefined if too little is left. */
function pauseOf({ retryAfterMs, error }, attempts, { deadline, budgetEnd }) {
	const leftMs = Math.min(deadline, budgetEnd) - performance.now();
	const pauseMs = retryAfterMs === void 0 ? Math.min(backoff(attempts, error), leftMs / 2) : Math.max(1e3, retryAfterMs);
	return pauseMs > leftMs || leftMs < leastLeftMs ? void 0 : pauseMs;
}
/** 1, 2, 4, 8, then 15 s; 5 s while the key is in flight. Shortened by up to a quarter at random, so that clients do not retry in step. */
function backoff(attempts, error) {
	return (error.facts.status === 409 ? 5e3 : Math.min(15e3, 1e3 * 2 ** (attempts - 1))) * (1 - Math.random() / 4);
}
function unknownOutcome(last) {
	const { hint: _, ...facts } = last.facts;
	return new HiapiError("unknown_outcome", `the task may have been created, and may be billed: ${last.message}`, {
		...facts,
		cause: last
	});
}
function unavailable(last, attempts) {
	const times = attempts === 1 ? "once" : `${attempts} times`;
	return new HiapiError("unavailable", `not accepted, tried ${times}: ${last.message}`, {
		...last.facts,
		cause: last
	});
}

// src/task/poll-schedule.ts
const intervalMs = 3e3;
const leastGapMs = 1e3;
const longestStepMs = 1e4;
const longestMs = 36e5;
const leastPast = 5;
/** Wider than this, no time is much likelier than another. */
const widestRatio = 4.5;
/** The share of the polls of every 3 s that is spent up to the median: the rest is for tasks that take longer. */
const pollShare = .95;
/** Polls at a fixed interval, 3 s unless given. */
function pollEvery(everyMs = intervalMs) {
	return (elapsedMs) => elapsedMs + everyMs;
}
/**
* Polls most often where tasks like this one usually end, and about as often in all as every 3 s would (docs/design.md, rule 5). Every 3 s
* if fewer than 5 durations are known, or if they are too varied. Never within a second of the time given.
* @param pastMs how long such tasks took, in milliseconds, oldest first; the last 100 between 1 ms and an hour count
* @param priorMs has no effect any more: it was the median to assume where no durations are known
*/
function planPolls({ pastMs = [] } = {}) {
	const window = windowOf(pastMs);
	return (elapsedMs) => {
		const nowMs = Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0;
		return Math.max(nowMs + leastGapMs, nextPoll(nowMs, window));
	};
}
/** Whether it can be how long a task took: from a millisecond to an hour. */
function isDuration(ms) {
	return ms >= 1 && ms <= longestMs;
}
/** The value below which a share of ascending numbers lies, interpolated; NaN if there are none. */
function quantile(ascending, share) {
	const position = (ascending.length - 1) * share;
	const below = ascending[Math.floor(position)] ?? NaN;
	return below + ((ascending[Math.ceil(position)] ?? NaN) - below) * (position % 1);
}
function windowOf(pastMs) {
	const past = pastMs.filter(isDuration).slice(-100);
	past.sort((one, other) => one - other);
	const fromMs = quantile(past, .06) * .96;
	const toMs = quantile(past, .94) * 1.04;
	if (past.length < leastPast || toMs > widestRatio * fromMs) return void 0;
	const medianMs = quantile(past, .5);
	const pollsBefore = Math.ceil(fromMs / longestStepMs);
	const pollsWithin = pollShare * medianMs / intervalMs - pollsBefore;
	if (pollsWithin <= 0) return void 0;
	const gapMs = Math.min(intervalMs, Math.max(leastGapMs, (medianMs - fromMs) / pollsWithin));
	return {
		fromMs,
		toMs,
		stepBeforeMs: fromMs / pollsBefore,
		gapMs
	};
}
function nextPoll(nowMs, window) {
	if (!window) return nextOf(nowMs, 0, intervalMs);
	const { fromMs, toMs, stepBeforeMs, gapMs } = window;
	const beforeMs = nextOf(nowMs, 0, stepBeforeMs);
	if (beforeMs < fromMs + 1) return beforeMs;
	return nowMs < toMs ? nextOf(nowMs, fromMs, gapMs) : nextOf(nowMs, toMs, intervalMs);
}
/** The first of `fromMs`, `fromMs + stepMs`, … that is later than `nowMs`. */
function nextOf(nowMs, fromMs, stepMs) {
	return fromMs + (Math.floor((nowMs + 1 - fromMs) / stepMs) + 1) * stepMs;
}

// src/task/duration-history.ts
const mostKept = 100;
const leastForUsual = 5;
/** @param lines the lines of the journal's history, oldest first; absent where no journal is kept */
function createDurationHistory(lines) {
	const byKind = /* @__PURE__ */ new Map();
	const durationsOf = (origin, request) => {
		const kind = kindOf(origin, request);
		const durations = byKind.get(kind) ?? {
			read: [],
			learned: [],
			schedule: void 0
		};
		byKind.set(kind, durations);
		return durations;
	};
	const readAll = async () => {
		for await (const { origin, request, durationMs } of lines?.() ?? []) if (typeof origin === "string" && typeof durationMs === "number") add(durationsOf(origin, request), "read", durationMs);
	};
	let reading;
	return {
		read: () => {
			reading ??= readAll().catch(() => void 0);
			return reading;
		},
		of: (origin, request) => {
			const durations = durationsOf(origin, request);
			return {
				schedule: (elapsedMs) => {
					durations.schedule ??= planPolls({ pastMs: pastOf(durations) });
					return durations.schedule(elapsedMs);
				},
				usual: () => usualText(pastOf(durations), resolutionOf(request)),
				learn: (durationMs) => add(durations, "learned", durationMs)
			};
		}
	};
}
function kindOf(origin, request) {
	const fields = fieldsOf(request);
	return JSON.stringify([
		origin,
		textOf(fields, "model"),
		textOf(fields, "route"),
		resolutionOf(request)
	]);
}
function resolutionOf(request) {
	return textOf(fieldsOf(fieldsOf(request).input), "resolution");
}
function add(durations, source, durationMs) {
	if (!isDuration(durationMs)) return;
	durations[source].push(durationMs);
	if (durations[source].length > mostKept) durations[source].shift();
	durations.schedule = void 0;
}
function pastOf({ read, learned }) {
	return [...read, ...learned].slice(-100);
}
/** The middle half of the durations. */
function usualText(pastMs, resolution) {
	if (pastMs.length < leastForUsual) return void 0;
	pastMs.sort((one, other) => one - other);
	const [from, to] = [.25, .75].map((share) => Math.max(1, Math.round(quantile(pastMs, share) / 1e3)));
	return `usually ${from === to ? from : `${from}–${to}`} s${resolution === void 0 ? "" : ` at ${resolution}`}`;
}

// src/task/duration-watch.ts
/** A poll that begins so much later than it was due was delayed: by a server that asked to wait, or by a machine that slept. */
const lateMs = 2e3;
/** The two clocks differ by more than this when the machine slept, or its time was set. */
const clockSlackMs = 2e3;
/** Measures from the polls of a task how long it took. */
function watchDuration(acceptedAt) {
	const clockOffset = Date.now() - performance.now();
	let answeredMs = {
		previous: 0,
		last: 0
	};
	let isDelayed = false;
	let missedSince = false;
	return {
		polled({ dueAt, beganAt, isAnswered }) {
			missedSince ||= !isAnswered || beganAt > dueAt + lateMs;
			if (!isAnswered) return;
			isDelayed = missedSince;
			missedSince = false;
			answeredMs = {
				previous: answeredMs.last,
				last: beganAt - acceptedAt
			};
		},
		/**
		* The duration, in milliseconds, of a task that the last poll found ready; undefined when that poll was delayed.
		* @param reportedMs the duration by the server's own account, in whole seconds of another clock
		*/
		durationMs(reportedMs) {
			const { previous, last } = answeredMs;
			if (reportedMs !== void 0) return Math.max(1, Math.round(Math.min(last, Math.max(previous, reportedMs))));
			const didSleep = Math.abs(Date.now() - performance.now() - clockOffset) > clockSlackMs;
			return isDelayed || didSleep ? void 0 : Math.max(1, Math.round(last));
		}
	};
}

// src/task/wait.ts
const invisibleGraceMs = 3e4;
const attemptMs = 3e4;
/** A poll near the deadline still gets this long to answer. */
const leastAttemptMs = 2e3;
const mostUnreadable = 3;
/**
* Polls until the task succeeds; the last poll is made at the deadline. Transient errors and unknown statuses count as still running.
* Throws `task_failed`, `pending` at the deadline, or the refusal to tell about the task.
*/
async function waitForEnd(connection, task, { schedule, deadline, onPoll }) {
	const { taskId, acceptedAt, isOwn, pollFirst } = task;
	const watch = watchDuration(acceptedAt);
	let dueAt = pollFirst ? performance.now() : acceptedAt + schedule(performance.now() - acceptedAt);
	let notBefore = dueAt;
	let lastTask;
	for (let unreadable = 0;;) {
		await sleep(Math.min(Math.max(dueAt, notBefore), deadline) - performance.now(), connection.signal);
		const { outcome, beganAt } = await poll(connection, taskId, deadline);
		watch.polled({
			dueAt,
			beganAt,
			isAnswered: outcome.type === "task"
		});
		if (outcome.type === "task") {
			lastTask = outcome.answer;
			const phase = phaseOf(lastTask.body);
			if (phase === "succeeded") return {
				answer: lastTask,
				durationMs: watch.durationMs(taskDurationMs(lastTask.body))
			};
			if (phase === "failed") throw taskFailed(lastTask);
		}
		unreadable = outcome.type === "unreadable" ? unreadable + 1 : 0;
		throwIfHopeless(outcome, {
			isOwn,
			unreadable,
			ageMs: beganAt - acceptedAt
		});
		onPoll?.(outcome);
		const now = performance.now();
		dueAt = acceptedAt + schedule(now - acceptedAt);
		notBefore = now + ("retryAfterMs" in outcome ? outcome.retryAfterMs ?? 0 : 0);
		if (now >= deadline || notBefore > deadline) throw stillPending(outcome, lastTask);
	}
}
/** One poll, in its turn. */
async function poll({ api, signal, limiter }, taskId, deadline) {
	let beganAt = performance.now();
	const ask = () => {
		beganAt = performance.now();
		return pollTask(api, {
			taskId,
			timeoutMs: Math.min(attemptMs, Math.max(leastAttemptMs, deadline - beganAt)),
			signal
		});
	};
	if (!limiter) return {
		outcome: await ask(),
		beganAt
	};
	const turn = {
		signal,
		deadline: Math.max(deadline, beganAt + leastAttemptMs)
	};
	return {
		outcome: await limiter.run("poll", turn, ask) ?? {
			type: "transient",
			error: heldPastDeadline("pending", "poll")
		},
		beganAt
	};
}
function throwIfHopeless(outcome, { isOwn, unreadable, ageMs }) {
	if (outcome.type === "refused") throw outcome.error;
	if (outcome.type === "unreadable" && unreadable >= mostUnreadable) throw outcome.error;
	if (outcome.type === "missing" && !isOwn) throw new HiapiError("usage", outcome.error.message, {
		...outcome.error.facts,
		hint: "check the task id and the key; hiapi-img tasks lists what this machine knows"
	});
	if (outcome.type === "missing" && ageMs >= invisibleGraceMs) throw new HiapiError("pending", `the task is not visible yet: ${outcome.error.message}`, outcome.error.facts);
}
function stillPending(last, lastTask) {
	if (last.type === "unreadable") return last.error;
	const rawStatus = lastTask === void 0 ? {} : { rawStatus: elideData(lastTask.body) };
	if (last.type === "missing") return new HiapiError("pending", "the task is not visible yet", {
		...last.error.facts,
		...rawStatus
	});
	const reason = last.type === "task" ? `still ${getTaskStatus(last.answer.body) || "running"}` : `the last poll failed: ${last.error.message}`;
	return new HiapiError("pending", `the deadline passed before the image was ready (${reason})`, rawStatus);
}
function taskFailed({ status, body }) {
	const { code, message } = readTaskFailure(body);
	const { kind, hint } = meaning(200, code, message ?? "");
	return new HiapiError("task_failed", `the task failed: ${extractTaskFailureSummary(body)}`, {
		status,
		...code === void 0 ? {} : { code },
		...hint === void 0 || kind === "usage" ? {} : { hint },
		rawStatus: elideData(body)
	});
}

// src/pipeline/create-policy.ts
const hour = 36e5;
/**
* Settles whether a create is allowed (contract section 8, design rule 11): the answer is kept for 24 h, a failure for 1 h.
* Rejects with `update_required` below the minimum version; warns once below the latest.
*/
async function allowCreate({ settings, io, warn }) {
	if (settings.skipUpdateCheck) return;
	const file = join(stateFolder(io.env, { platform: io.platform }), "update-policy.json");
	const cached = await readCached(file, settings.manifestUrl);
	const check = cached ?? await ask(settings, io.signal);
	if (!cached) await keep(file, {
		manifestUrl: settings.manifestUrl,
		contractVersion,
		at: Date.now(),
		check
	});
	if (check.status === "required") {
		warn(check.message);
		throw updateRequired(check);
	}
	if (check.status === "available") warn(`${check.message} (it can be run later)`);
}
async function ask(settings, signal) {
	const transport = await transportFor(settings);
	try {
		return await askUpdatePolicy({
			manifestUrl: settings.manifestUrl,
			fetch: transport.fetch,
			signal
		});
	} finally {
		await transport.close();
	}
}
async function readCached(file, manifestUrl) {
	try {
		const cached = JSON.parse(await readFile(file, "utf8"));
		const age = Date.now() - cached.at;
		return age >= 0 && age < (cached.check.status === "skipped" ? hour : 24 * hour) && cached.manifestUrl === manifestUrl && cached.contractVersion === "0.5.0" ? cached.check : void 0;
	} catch {
		return;
	}
}
/** Caches the answer. A failure to do so is no reason to stop. */
async function keep(file, cached) {
	try {
		await makePrivate(join(file, ".."));
		await replaceFile(file, JSON.stringify(cached));
	} catch {}
}

// src/pipeline/run-scope.ts
const concurrentSaves = 16;
function createRunScope(shared = {}) {
	const swept = /* @__PURE__ */ new Map();
	return {
		...shared,
		queueSave: pLimit(concurrentSaves),
		sweep(dir) {
			const sweeping = swept.get(dir) ?? sweepParts(dir);
			swept.set(dir, sweeping);
			return sweeping;
		}
	};
}
/**
* Sessions with a signal each. Adding and removing a listener walks all listeners of a signal, so thousands of tasks on one signal would cost
* the square of their number. `release` a session once its task is over.
*/
function splitSession(session) {
	const live = /* @__PURE__ */ new Set();
	const { signal } = session;
	const stop = () => {
		for (const controller of live) controller.abort(signal.reason);
	};
	signal.addEventListener("abort", stop, { once: true });
	return {
		open() {
			const controller = new AbortController();
			if (signal.aborted) controller.abort(signal.reason);
			live.add(controller);
			return {
				session: {
					...session,
					signal: controller.signal
				},
				release: () => live.delete(controller)
			};
		},
		close: () => signal.removeEventListener("abort", stop)
	};
}
/** The log of one of several requests: its lines begin with its number, and one progress line stands for all. */
function prefixedLog({ info, warn }, prefix) {
	return {
		info: (line) => info(`${prefix}${line}`),
		warn: (line) => warn(`${prefix}${line}`),
		spinner: noSpinner
	};
}

// src/pipeline/context.ts
/**
* Opens session and journal, works with them, and closes them whatever comes of the work.
* @param mayCreate whether the work creates tasks: then the update policy is asked for beside it
*/
async function withContext(invocation, work, { mayCreate = true } = {}) {
	const { io, reporter, settings, isSandbox, debug } = invocation;
	const session = isSandbox ? await openSandboxSession({
		signal: io.signal,
		debug
	}) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		debug
	});
	try {
		const ledger = isSandbox ? await openSandboxLedger() : await openLedger(io, reporter.warn);
		if (mayCreate && !isSandbox) session.permission = allowCreate({
			settings,
			io,
			warn: reporter.warn
		});
		session.permission.catch(() => void 0);
		try {
			if (isSandbox) reporter.info("sandbox: a local HiAPI, nothing is billed, the picture is marked");
			return await work({
				session,
				log: reporter,
				journal: ledger.journal,
				durations: createDurationHistory(() => readHistory(ledger.journal.folder, recentBytes)),
				scope: createRunScope(),
				resumeLine: (id) => isSandbox ? void 0 : commandLine(io.door, ["resume", id], io.platform)
			});
		} finally {
			await ledger.close();
		}
	} finally {
		await session.close();
	}
}

// src/pipeline/preview.ts
/** `--preview`: draws what was saved on stderr, behind the document; says why where it cannot. Never fails a run: all is saved and printed. */
async function showImages(outputs, { io, reporter }) {
	const { drawPicture } = await import("./terminal-inline-image.mjs");
	const files = outputs.flatMap((output) => output.kind === "file" ? [output] : []);
	if (files.length === 0) reporter.info("no preview: nothing was saved");
	for (const file of files) {
		const reason = await drawPicture(file, {
			env: io.env,
			stream: io.stderr,
			color: reporter.hasColor
		});
		if (reason !== void 0) reporter.info(`no preview: ${reason}`);
	}
}

// src/pipeline/record.ts
/** Appends an event to the run's entry. Never rejects. */
async function recordEvent({ entry }, { journal, log }, event) {
	if (!journal || !entry) return;
	try {
		await journal.record(entry, event);
	} catch (error) {
		log.warn(`the journal cannot be written (${error instanceof Error ? error.message : String(error)}): keep the task id`);
	}
}
/** Records that the create was refused or the task failed. The entry is archived unless another process shares the request. */
async function endEntry(run, context, { kind, message }) {
	await recordEvent(run, context, {
		type: "ended",
		at: Date.now(),
		kind,
		message
	});
	await archiveIfComplete(run, context);
}
/** Records that the document was delivered. With `--no-wait` only the task id was, and `resume` still finishes the request. */
async function completeEntry(run, context, { isDetached }) {
	const { journal } = context;
	if (!journal || !run.entry) return;
	await journal.record(run.entry, {
		type: isDetached ? "handed" : "settled",
		at: Date.now()
	}).catch(() => void 0);
	await archiveIfComplete(run, context);
}
async function archiveIfComplete({ entry }, { journal, scope }) {
	if (!journal || !entry) return;
	const now = await journal.read(entry.id).catch(() => void 0);
	if (now && isSettled(now)) await journal.archive(now).catch(() => void 0);
	scope.inFlight?.release(entry.begun.claim, entry.id);
}

// src/pipeline/document.ts
/** The result of a task as its last answer tells it. */
function resultOf(answer, outputs) {
	return {
		status: getTaskStatus(answer.body) || "success",
		outputs,
		isSandbox: answer.isSandbox,
		model: textOf(fieldsOf(fieldsOf(answer.body).data), "model"),
		rawStatus: elideData(answer.body)
	};
}
/** Builds the document of a run. The time that a rate limiter held the create back does not count as elapsed. */
function imageDocument(run, { taskId, isSandbox, heldMs }, result) {
	const { model, ...described } = describePayload(run.payload);
	const name = model || result.model;
	return {
		ok: true,
		...name ? { model: name } : {},
		taskId,
		...run.key === void 0 ? {} : { idempotencyKey: run.key },
		...described,
		...isSandbox || result.isSandbox ? { sandbox: true } : {},
		status: result.status,
		outputs: result.outputs,
		elapsedMs: Math.round(performance.now() - run.startedAt - heldMs),
		...result.rawStatus === void 0 ? {} : { rawStatus: result.rawStatus },
		...run.start === "joined" ? { joined: true } : {},
		...run.start === "resumed" || run.start === "foreign" ? { resumed: true } : {}
	};
}

// src/pipeline/save.ts
/** How long an output link may lag behind its task's success (docs/api-contract.md, section 3). */
const linkLagMs = 2e3;
const freshLinkTimeoutMs = 3e4;
/**
* Saves the images of a task that succeeded, each step in the journal before it counts; with `--no-save` only reads them.
* Throws `output`; the last answer is among the facts.
*/
async function saveImages(run, task, ended, context) {
	try {
		const images = imagesOf(ended.answer);
		if (!run.target.save) return images.map(unsaved);
		return await context.scope.queueSave(() => saveAll(images, {
			run,
			task,
			ended,
			context
		}));
	} catch (error) {
		throw error instanceof HiapiError ? error.with({ rawStatus: elideData(ended.answer.body) }) : error;
	}
}
function imagesOf({ body }) {
	const images = readImageOutputs(body);
	if (images.length > 0) return images;
	throw new HiapiError("output", "the task succeeded, but its answer holds no image", {
		hint: guidance.noImage,
		fault: "server"
	});
}
function unsaved(image) {
	return image.kind === "data-uri" ? image : {
		kind: "url",
		...originOf(image)
	};
}
async function saveAll(images, saving) {
	const { run, ended, context } = saving;
	const { outputDir } = run.target;
	const prefix = prefixOf(saving);
	await recordEvent(run, context, {
		type: "ready",
		at: Date.now(),
		dir: outputDir,
		stem: prefix,
		count: images.length,
		status: getTaskStatus(ended.answer.body) || "success",
		isSandbox: isSandbox(saving),
		...ended.durationMs === void 0 ? {} : { durationMs: ended.durationMs },
		rawStatus: elideData(ended.answer.body)
	});
	await context.scope.sweep(outputDir);
	const outputs = [];
	for (const [position, image] of images.entries()) {
		const index = position + 1;
		const { file, sha256, origin } = await saveOne(image, {
			dir: outputDir,
			prefix,
			index
		}, saving);
		const { kind: _, ...facts } = file;
		await recordEvent(run, context, {
			type: "saved",
			at: Date.now(),
			file: {
				index,
				sha256,
				...facts,
				...origin
			}
		});
		outputs.push({
			...file,
			...origin
		});
	}
	return outputs;
}
function isSandbox({ task, ended }) {
	return task.isSandbox || ended.answer.isSandbox;
}
/** The file names without index and extension: prefix, the task's creation time, the end of its id (docs/design.md, rule 7). */
function prefixOf(saving) {
	const { run, task, ended } = saving;
	const { body } = ended.answer;
	const prefix = run.target.prefix ?? modelFileSlug(textOf(fieldsOf(fieldsOf(body).data), "model") ?? "gpt-image-2");
	return picturePrefix({
		prefix: isSandbox(saving) ? `sandbox-${prefix}` : prefix,
		createdAt: createdAtOf(body) ?? Date.now(),
		taskId: extractTaskId(body) || task.taskId
	});
}
/** Saves one image. A link that fails is tried once more, fresh from HiAPI, after the time that a CDN may lag behind. */
async function saveOne(image, file, { task, context }) {
	if (image.kind === "data-uri") return {
		...await saveImage({
			...file,
			bytes: dataUriBytes(image.value)
		}),
		origin: {}
	};
	try {
		return await saveLink(image, file, context);
	} catch (error) {
		if (!(error instanceof HiapiError) || error.facts.fault !== "server") throw error;
		context.log.info(`${error.message}; asking for a fresh link`);
		await sleep(linkLagMs, context.session.signal);
		return saveLink(await freshLink(task, file.index, context) ?? image, file, context);
	}
}
async function saveLink(link, file, { session }) {
	const bytes = downloadLink(link.value, {
		fetch: session.fetchLink,
		signal: session.signal
	});
	return {
		...await saveImage({
			...file,
			bytes
		}),
		origin: originOf(link)
	};
}
function originOf({ value, expiresAt }) {
	return {
		url: value,
		...expiresAt ? { expiresAt } : {}
	};
}
async function freshLink({ taskId }, index, { session }) {
	const outcome = await pollTask(session.api, {
		taskId,
		timeoutMs: freshLinkTimeoutMs,
		signal: session.signal
	});
	const image = outcome.type === "task" ? readImageOutputs(outcome.answer.body)[index - 1] : void 0;
	return image?.kind === "url" ? image : void 0;
}

// src/pipeline/start-task.ts
/**
* Gets the task of a run: from the journal, or by a create under the run's key.
* @param body the exact bytes to send; undefined when they are gone, and then a create is impossible
*/
async function startTask(run, body, context) {
	const { entry } = run;
	if (entry?.ready) await context.scope.sweep(entry.ready.dir);
	const known = entry?.taskId === void 0 ? void 0 : knownTask(entry.taskId, entry, context);
	const saved = known && entry && await savedBefore(run, entry);
	if (known && saved) return {
		type: "done",
		run,
		task: known,
		result: saved
	};
	const [task] = await Promise.all([known ?? create(run, body, context), context.durations.read()]);
	return {
		type: "accepted",
		run,
		task
	};
}
function knownTask(taskId, { acceptedAt }, { session }) {
	const ageMs = acceptedAt === void 0 ? 0 : Math.max(0, Date.now() - acceptedAt);
	const at = performance.now() - ageMs;
	return {
		taskId,
		isSandbox: session.isSandbox,
		acceptedAt: at,
		heldMs: 0,
		isFresh: false,
		isOwn: true,
		pollFirst: true
	};
}
/** The result of an entry whose images are all where they are wanted, whole. */
async function savedBefore({ target }, { state, ready, files }) {
	if (!ready || state !== "saved" || !target.save || ready.dir !== target.outputDir) return void 0;
	for (const { path, sha256 } of files) if (!await isSameFile(path, sha256).catch(() => false)) return void 0;
	const outputs = files.map(({ index: _, sha256: __, ...file }) => ({
		kind: "file",
		...file
	}));
	return {
		status: ready.status,
		isSandbox: ready.isSandbox ?? false,
		outputs,
		rawStatus: ready.rawStatus
	};
}
async function create(run, body, context) {
	const { session, log, scope } = context;
	const { key = "" } = run;
	log.info(`idempotency key ${key}`);
	const resume = context.resumeLine(key);
	const facts = {
		idempotencyKey: key,
		...resume === void 0 ? {} : { resume }
	};
	if (body === void 0) throw new HiapiError("unknown_outcome", "the request's bytes are gone, so it cannot be asked again under its key", {
		...facts,
		hint: "look for it with: tasks --remote; to pay for another image, repeat the command with --new"
	});
	const isNew = run.start === "new";
	let isFresh = isNew;
	try {
		const connection = {
			api: session.api,
			signal: session.signal,
			limiter: scope.limiter
		};
		const request = {
			body,
			idempotencyKey: key,
			wasAmbiguous: !isNew,
			deadline: run.deadline
		};
		const { taskId, answer, heldMs } = await createUntilKnown(connection, request, (error, pauseMs) => {
			isFresh &&= error.facts.status === 429;
			log.info(`${error.message}; the same request again in ${(pauseMs / 1e3).toFixed(1)} s`);
		});
		const acceptedAt = performance.now();
		await recordEvent(run, context, {
			type: "accepted",
			at: Date.now(),
			taskId
		});
		return {
			taskId,
			isSandbox: session.isSandbox || answer.isSandbox,
			acceptedAt,
			heldMs,
			isFresh,
			isOwn: true,
			pollFirst: false
		};
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		if (![
			"usage",
			"account",
			"unavailable",
			"task_failed"
		].includes(error.kind)) throw error.with(facts);
		await endEntry(run, context, error);
		throw error.with({ idempotencyKey: key });
	}
}

// src/pipeline/submit.ts
/**
* Begins a request or joins the same unfinished one, and creates its task. A model that we chose and that HiAPI does not know is asked for once
* more under its slash id, with a new key (docs/design.md, rule 2). Throws as `createUntilKnown` does, with the key among the facts.
*/
async function submit(request, context) {
	try {
		return await begin(request, context);
	} catch (error) {
		const slash = slashId(request.payload.model);
		if (!(error instanceof HiapiError) || !isUnknownModel(error) || !slash) throw error;
		const payload = request.isModelDefaulted ? payloadUnder(slash, request.payload) : void 0;
		if (!payload) throw new HiapiError(error.kind, error.message, {
			...error.facts,
			hint: `HiAPI does not know ${request.payload.model}: try --model ${slash}`
		});
		context.log.warn(`HiAPI does not know ${request.payload.model}: asking once more as ${slash}, with a new key`);
		const wantedSha256 = bodyHash(request.body);
		const target = request.target.prefix !== modelFileSlug(request.payload.model) ? request.target : {
			...request.target,
			prefix: modelFileSlug(slash)
		};
		return begin({
			...request,
			payload,
			body: JSON.stringify(payload),
			key: void 0,
			target,
			wantedSha256
		}, context);
	}
}
async function begin(request, context) {
	const { payload, body, target, pollIntervalMs, startedAt, deadline } = request;
	const key = request.key ?? newKey();
	const found = await findOrBegin(request, key, context);
	const start = found?.joined ? "joined" : "new";
	const entry = found?.entry;
	const run = {
		payload,
		target,
		start,
		key: entry?.begun.key ?? key,
		entry,
		startedAt,
		deadline,
		pollIntervalMs
	};
	if (start === "joined") return startTask(run, body, context);
	if (request.isMade?.()) {
		await endEntry(run, context, new HiapiError("unavailable", "another process made this image meanwhile: nothing was sent"));
		return { type: "superseded" };
	}
	await awaitPermission(run, context);
	return startTask(run, body, context);
}
/** Records the request, or finds the one it joins; undefined where no journal is kept. Throws before anything is sent. */
async function findOrBegin(request, key, { journal, session, scope, log }) {
	if (!journal) return void 0;
	const asked = {
		key,
		isKeyGiven: request.key !== void 0,
		origin: session.api.baseUrl,
		account: accountMark(session.api.apiKey),
		body: request.body,
		cwd: request.cwd,
		outputDir: request.target.outputDir,
		save: request.target.save,
		stem: request.target.prefix,
		request: rememberedRequest(request.payload),
		wantedSha256: request.wantedSha256
	};
	const several = scope.inFlight && {
		taken: scope.inFlight,
		joinsForMs: 6048e5
	};
	const found = await journal.begin(asked, {
		isNew: request.isNew,
		...several
	}).catch((error) => {
		throw journalError(error);
	});
	if (found.joined) {
		const age = Math.max(0, Math.round((Date.now() - found.entry.begun.at) / 1e3));
		log.warn(`joining the same request, begun ${age} s ago and not finished: nothing more is paid (--new makes another)`);
	}
	return found;
}
/** The payload as the journal and the gallery keep it: image data elided, the prompt whole. */
function rememberedRequest({ input: { prompt, ...fields }, ...rest }) {
	return {
		...rest,
		input: {
			prompt,
			...fieldsOf(elideData(fields))
		}
	};
}
/** Waits for the update policy. If it refuses, nothing was sent and nothing is owed. */
async function awaitPermission(run, context) {
	try {
		await context.session.permission;
	} catch (error) {
		await endEntry(run, context, new HiapiError("update_required", "not sent"));
		throw error;
	}
}
function isUnknownModel({ kind, facts }) {
	return kind === "usage" && ["model_not_found", "model_unavailable"].includes(facts.code?.toLowerCase() ?? "");
}
/** The same request under a slash id; undefined when that id refuses what was asked for. */
function payloadUnder(model, { input, callback, storage }) {
	const { prompt, aspect_ratio, resolution, input_urls } = input;
	try {
		return buildImagePayload({
			model,
			prompt: String(prompt),
			aspectRatio: String(aspect_ratio),
			resolution: String(resolution),
			storage,
			callbackUrl: callback?.url,
			...Array.isArray(input_urls) ? { inputUrls: input_urls.map(String) } : {}
		});
	} catch {
		return;
	}
}

// src/pipeline/wait.ts
/** Polls a task until it succeeds, with a progress line for the person who waits. Throws as `waitForEnd` does. */
async function awaitTask(run, task, { session, log, durations, scope }) {
	const { taskId, acceptedAt, heldMs, isFresh } = task;
	const history = durations.of(session.api.baseUrl, run.payload);
	const label = run.start === "foreign" ? "resuming" : labelOf(run);
	let status = "";
	const spinner = await log.spinner((columns) => progressLine({
		elapsedMs: performance.now() - acceptedAt,
		usual: history.usual(),
		taskId,
		status,
		label
	}, columns));
	const schedule = run.pollIntervalMs === void 0 ? history.schedule : pollEvery(run.pollIntervalMs);
	const report = reportTo(log);
	const onPoll = (outcome) => {
		if (outcome.type === "task") status = getTaskStatus(outcome.answer.body);
		report(outcome);
	};
	try {
		const connection = {
			api: session.api,
			signal: session.signal,
			limiter: scope.limiter
		};
		const { answer, durationMs } = await waitForEnd(connection, task, {
			schedule,
			deadline: run.deadline + heldMs,
			onPoll
		});
		if (!isFresh) return {
			answer,
			durationMs: void 0
		};
		if (durationMs !== void 0) history.learn(durationMs);
		return {
			answer,
			durationMs
		};
	} finally {
		spinner.stop();
	}
}
/** Logs transient errors, and an unknown status once. */
function reportTo(log) {
	let isWarned = false;
	return (outcome) => {
		if (outcome.type !== "task") return log.info(`${outcome.error.message}; polling again`);
		if (phaseOf(outcome.answer.body) !== "unknown" || isWarned) return;
		isWarned = true;
		const status = getTaskStatus(outcome.answer.body);
		log.warn(`HiAPI says the task is "${status}", a status this program does not know: it is taken as still running`);
	};
}
function labelOf({ payload }) {
	const { model, aspectRatio, size, resolution } = describePayload(payload);
	return [
		model,
		aspectRatio ?? size,
		resolution
	].filter((part) => part !== void 0).join(" ");
}
/** The line a person sees while waiting: as many of its parts as fit into `columns`, the most useful first. */
function progressLine({ elapsedMs, usual, taskId, status, label }, columns) {
	return [
		[`${Math.round(elapsedMs / 1e3)} s`],
		[usual],
		[taskId, `…${taskId.slice(-8)}`],
		[status],
		[label]
	].reduce((line, choices) => {
		return choices.filter((part) => part).map((part) => line === "" ? `${part}` : `${line} · ${part}`).find((text) => text.length <= columns) ?? line;
	}, "");
}

// src/pipeline/run.ts
/** Runs one request: submits it, waits for its task and saves the images. Rejects only for a bug. */
async function runRequest(request, context) {
	return finishRun(await runTask(request, context), context);
}
/** The first half of a run, up to the end of its task: from there on HiAPI is done with the request. */
async function runTask(request, context) {
	try {
		return await reachEnd(await submit(request, context), request.wait, context);
	} catch (error) {
		return failed(error);
	}
}
/** Runs the rest of a request or task that was begun before. */
async function resumeRun(submission, context) {
	return finishRun(await submission.then((submitted) => reachEnd(submitted, true, context)).catch(failed), context);
}
/** The second half of a run: saves the images and builds the document. */
async function finishRun(outcome, context) {
	if (outcome.type === "failed" || outcome.type === "superseded") return outcome;
	const { run, task } = outcome;
	try {
		const result = outcome.type === "done" ? outcome.result : resultOf(outcome.answer, await saveImages(run, task, outcome, context));
		return {
			type: "done",
			document: imageDocument(run, task, result),
			complete: () => completeEntry(run, context, { isDetached: result.status === "created" })
		};
	} catch (error) {
		return failed(await withTask(error, run, task, context));
	}
}
async function reachEnd(submission, wait, context) {
	if (submission.type !== "accepted") return submission;
	const { run, task } = submission;
	const resume = context.resumeLine(task.taskId);
	if (run.start !== "foreign") context.log.info(`task ${task.taskId}`);
	if (run.start !== "foreign" && resume) context.log.info(`to resume: ${resume}`);
	if (!wait) return {
		type: "done",
		run,
		task,
		result: {
			status: "created",
			outputs: [],
			isSandbox: task.isSandbox
		}
	};
	try {
		return {
			type: "ready",
			run,
			task,
			...await awaitTask(run, task, context)
		};
	} catch (error) {
		throw await withTask(error, run, task, context);
	}
}
/** A failure after acceptance: it carries the task id and the resume line; a failed task ends the request in the journal. */
async function withTask(error, run, { taskId }, context) {
	if (!(error instanceof HiapiError)) return error;
	const facts = {
		taskId,
		...run.key === void 0 ? {} : { idempotencyKey: run.key }
	};
	if (error.kind === "task_failed") await endEntry(run, context, error);
	const resume = error.kind === "task_failed" || error.kind === "usage" && run.start === "foreign" ? void 0 : context.resumeLine(taskId);
	return error.with(resume === void 0 ? facts : {
		...facts,
		resume
	});
}
/** Logs where the images of a document were saved. */
function logFiles({ outputs }, { info }) {
	for (const output of outputs) if (output.kind === "file") info(`saved ${output.path}`);
}
/** The outcome as a document. Throws the failure. */
function doneOrThrow(outcome) {
	if (outcome.type === "failed") throw outcome.error;
	if (outcome.type === "superseded") throw new HiapiError("unavailable", "another process made this image meanwhile: nothing was sent");
	return outcome;
}
/** The document of several runs, and its exit code. */
function documentOfRuns(outcomes) {
	return severalDocument(outcomes.map((outcome) => {
		if (outcome.type === "failed") return outcome.error;
		return { ...doneOrThrow(outcome).document };
	}));
}
function failed(error) {
	if (error instanceof HiapiError) return {
		type: "failed",
		error
	};
	throw error;
}

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
	await context.durations.read();
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

// src/pipeline/variations.ts
/**
* Runs `count` variations of one request at once, a task each, with one progress line for all. Outcomes are in the order of their numbers.
*/
async function runVariations(count, { request, context, reporter }) {
	const scope = createRunScope({
		limiter: createRateLimiter(),
		inFlight: createTaken()
	});
	const sessions = splitSession(context.session);
	const begun = performance.now();
	let finished = 0;
	const seconds = () => Math.round((performance.now() - begun) / 1e3);
	const spinner = await reporter.spinner(() => `${count} images · ${seconds()} s · ${finished} done`);
	const runOne = async (number) => {
		const { session, release } = sessions.open();
		const log = prefixedLog(reporter, `${number}/${count}: `);
		const outcome = await runRequest(request, {
			...context,
			session,
			log,
			scope
		}).finally(release);
		finished += 1;
		if (outcome.type === "done") logFiles(outcome.document, log);
		if (outcome.type === "failed") reporter.error(`${number}/${count}: ${outcome.error.message}`);
		return outcome;
	};
	try {
		return await Promise.all(Array.from({ length: count }, (_, index) => runOne(index + 1)));
	} finally {
		spinner.stop();
		sessions.close();
	}
}

export { checkTaskId, createDurationHistory, createRateLimiter, createRunScope, documentOfRuns, doneOrThrow, finishRun, foreignReason, logFiles, planPolls, pollEvery, prefixedLog, refuseForeign, resumeRequest, runRequest, runTask, runVariations, showImages, splitSession, waitForEnd, withContext };
