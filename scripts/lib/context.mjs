import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { commandLine } from "./core.mjs";
import { askUpdatePolicy, contractVersion, updateRequired } from "./update-policy.mjs";
import { createPace, sweepParts } from "./duration-history.mjs";
import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";
import { createTaken, makePrivate, openLedger, openSandboxLedger, pLimit } from "./open.mjs";
import { stateFolder } from "./start.mjs";
import { noSpinner } from "./process.mjs";
import { readHistory, recentBytes } from "./history.mjs";
const { join } = require("node:path");
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const rename = (...given) => require("node:fs/promises").rename(...given);
const writeFile = (...given) => require("node:fs/promises").writeFile(...given);

// src/task/throttle.ts
const minuteMs = 6e4;
const share = .9;
/** What at most is left of a pace that was refused. */
const cut = .7;
/** The least that a refusal leaves, in calls a minute: one that came by chance must not stall a run. */
const least = 20;
const holdMs = 1e4;
const maxHoldMs = 12e4;
const growEveryMs = 5e3;
const firstGrowth = .05;
const maxGrowth = .5;
/** Past this the limit is taken for gone. */
const unlimited = 6e3;
/** @param most the most calls in a minute; undefined for no limit of our own */
function createThrottle(most = Number.POSITIVE_INFINITY) {
	const passedLately = createCount();
	let perMinute = most;
	let series;
	let growth = firstGrowth;
	let hold = holdMs;
	let growAt = Number.POSITIVE_INFINITY;
	const grow = (at) => {
		if (at < growAt) return;
		const grown = perMinute * (1 + growth);
		perMinute = grown > Math.max(unlimited, 10 * passedLately.sum(at)) ? most : Math.min(most, grown);
		growth = Math.min(maxGrowth, 2 * growth);
		growAt = perMinute === most ? Number.POSITIVE_INFINITY : at + growEveryMs;
	};
	return {
		intervalMs: () => minuteMs / perMinute,
		passed(at) {
			series = void 0;
			passedLately.add(at);
			grow(at);
		},
		refused(at, pauseMs) {
			if (!series) perMinute *= cut;
			series ??= {
				count: passedLately.sum(at),
				since: at - passedLately.span(at)
			};
			const letThrough = minuteMs * series.count / Math.max(1e3, at - series.since + pauseMs);
			perMinute = Math.min(most, Math.max(least, Math.min(perMinute, share * letThrough)));
			growth = firstGrowth;
			growAt = at + hold;
			hold = Math.min(maxHoldMs, 2 * hold);
		}
	};
}
/** Counts what happened in the last minute, by the second; and for how long it has been happening. */
function createCount() {
	const seconds = Array.from({ length: 60 }, () => ({
		second: -1,
		count: 0
	}));
	const second = (at) => Math.floor(at / 1e3);
	return {
		add(at) {
			const now = second(at);
			const slot = seconds[now % 60];
			if (!slot) return;
			slot.count = slot.second === now ? slot.count + 1 : 1;
			slot.second = now;
		},
		sum: (at) => seconds.reduce((sum, slot) => slot.second > second(at) - 60 ? sum + slot.count : sum, 0),
		span: (at) => Math.max(0, ...seconds.map((slot) => slot.second > second(at) - 60 ? at - slot.second * 1e3 : 0))
	};
}

// src/task/rate-limiter.ts
/** How many calls of a kind are on the wire at once: enough for any pace, and few that meet a first refusal together. */
const width = {
	create: 16,
	look: 128
};
/** The longest pause after a 429 that names none: 1 s, doubled with each that follows on the one before. */
const maxPauseMs = 15e3;
/** A pause that is at least this long is told of. */
const noticedMs = 1e4;
/** setTimeout takes a longer wait for none. */
const maxTimerMs = 2 ** 31 - 1;
/** A gate that is open. */
function createGate({ createsPerMinute, onPause = () => void 0 } = {}) {
	const throttles = {
		create: createThrottle(createsPerMinute),
		look: createThrottle()
	};
	let pausedUntil = 0;
	/** How many calls were made; and how many of them before the last pause. */
	let made = 0;
	let madeBefore = 0;
	let refusals = 0;
	const lanes = {
		create: createLane(width.create, throttles.create, () => pausedUntil),
		look: createLane(width.look, throttles.look, () => pausedUntil)
	};
	const hold = (now, pause) => {
		if (now + pause > pausedUntil && pause >= noticedMs) onPause(pause);
		pausedUntil = Math.max(pausedUntil, now + pause);
	};
	const hear = (call, number, { error, retryAfterMs }) => {
		const now = performance.now();
		const status = error?.facts.status;
		const isLimited = status === 429 || status === 503 && retryAfterMs !== void 0;
		const isAnswered = error === void 0 || status !== void 0 && !isLimited;
		if (isAnswered) throttles[call].passed(now);
		if (isAnswered && number > madeBefore) refusals = 0;
		if (!isLimited) return;
		const isFirst = number > madeBefore;
		if (isFirst) refusals += 1;
		const pause = retryAfterMs ?? Math.min(maxPauseMs, 1e3 * 2 ** (refusals - 1));
		if (isFirst) throttles[call].refused(now, pause);
		hold(now, pause);
		madeBefore = made;
	};
	return {
		async pass(call, waiting, make) {
			if (!await lanes[call].enter(waiting)) return void 0;
			made += 1;
			const number = made;
			try {
				const outcome = await make();
				hear(call, number, outcome);
				return outcome;
			} finally {
				lanes[call].leave();
			}
		},
		pausedMs: () => Math.max(0, pausedUntil - performance.now())
	};
}
/** One kind of call: so many at once, one after the other at its pace, none before `opensAt`. The work for one does not grow with those that wait. */
function createLane(most, throttle, opensAt) {
	const urgent = /* @__PURE__ */ new Set();
	const plain = /* @__PURE__ */ new Set();
	let onTheWire = 0;
	let lastAt = Number.NEGATIVE_INFINITY;
	let timer;
	const pump = () => {
		clearTimeout(timer);
		timer = void 0;
		while (onTheWire < most && urgent.size + plain.size > 0) {
			const waitMs = Math.max(opensAt(), lastAt + throttle.intervalMs()) - performance.now();
			if (waitMs > 0) {
				timer = setTimeout(pump, Math.min(maxTimerMs, Math.ceil(waitMs)));
				return;
			}
			onTheWire += 1;
			lastAt = performance.now();
			const [goAhead] = urgent.size > 0 ? urgent : plain;
			goAhead?.();
		}
	};
	return {
		async enter({ isUrgent = false, ...waiting }) {
			const came = standIn(isUrgent ? urgent : plain, waiting);
			if (timer === void 0) pump();
			try {
				return await came;
			} finally {
				if (urgent.size + plain.size === 0) clearTimeout(timer);
				if (urgent.size + plain.size === 0) timer = void 0;
			}
		},
		leave() {
			onTheWire -= 1;
			if (timer === void 0) pump();
		}
	};
}
/** Stands in a line: true when told to go ahead, false once it is too late; rejects when the signal aborts. */
function standIn(line, { signal, deadline }) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const end = (answer) => () => {
			line.delete(goAhead);
			clearTimeout(late);
			signal.removeEventListener("abort", stop);
			answer();
		};
		const goAhead = end(() => resolve(true));
		const stop = end(() => reject(signal.reason));
		const left = deadline === void 0 ? maxTimerMs : Math.min(maxTimerMs, Math.max(0, deadline - performance.now()));
		const late = setTimeout(end(() => resolve(false)), left);
		line.add(goAhead);
		signal.addEventListener("abort", stop, { once: true });
	});
}

// src/pipeline/run-scope.ts
const savingAtOnce = 16;
/** Nothing shared yet. */
function createShared(limits = {}) {
	const swept = /* @__PURE__ */ new Map();
	return {
		gate: createGate(limits),
		taken: createTaken(),
		inTurn: pLimit(savingAtOnce),
		sweep(dir) {
			const sweeping = swept.get(dir) ?? sweepParts(dir);
			swept.set(dir, sweeping);
			return sweeping;
		}
	};
}
/**
* A session for each of many tasks, with a signal of its own: listeners of thousands on one signal would cost each of them
* a walk past all the others. `release` once a task is over.
*/
function sessionsOf(session) {
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
/** Words about one of several, each line with its number; one waiting line stands for all. */
function numbered({ say, warn }, prefix) {
	return {
		say: (line) => say(`${prefix}${line}`),
		warn: (line) => warn(`${prefix}${line}`),
		waiting: noSpinner
	};
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
/** Written beside and renamed, so that a reader never meets half of it. That it cannot be kept is no reason to stop. */
async function keep(file, cached) {
	try {
		await makePrivate(join(file, ".."));
		const draft = `${file}.${randomBytes(6).toString("hex")}`;
		await writeFile(draft, JSON.stringify(cached), { mode: 384 });
		await rename(draft, file);
	} catch {}
}

// src/pipeline/context.ts
/** Opens all that making images takes, works in it, and closes it whatever comes of the work. */
async function inWorkshop({ io, presenter, settings, isSandbox, debug }, work) {
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
		const ledger = isSandbox ? await openSandboxLedger() : await openLedger(io, presenter.warn);
		const allowed = isSandbox ? Promise.resolve() : allowCreate({
			settings,
			io,
			warn: presenter.warn
		});
		allowed.catch(() => void 0);
		const resumeLine = (id) => isSandbox ? void 0 : commandLine(io.door, ["resume", id], io.platform);
		try {
			if (isSandbox) presenter.say("sandbox: a local HiAPI, nothing is billed, the picture is marked");
			const pace = createPace(() => readHistory(ledger.journal.folder, recentBytes));
			return await work({
				cwd: io.cwd,
				session,
				words: presenter,
				journal: ledger.journal,
				pace,
				allowed,
				resumeLine
			});
		} finally {
			await ledger.close();
		}
	} finally {
		await session.close();
	}
}

export { createShared, inWorkshop, numbered, sessionsOf };
