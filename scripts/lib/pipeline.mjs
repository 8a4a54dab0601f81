import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, commandLine, guidance, quote, replaceFile, severalDocument, slashId, usageError } from "./core.mjs";
import { accountMark, bodyHash, createTaken, expiredKey, isKeyExpired, isSettled, journalError, makePrivate, openLedger, openSandboxLedger, pLimit, readHistory, recentBytes, resultLifeMs } from "./open.mjs";
import { buildImagePayload, describePayload, fieldsOf, noSpinner, storedPayload, textOf } from "./process.mjs";
import { askUpdatePolicy, contractVersion, createTask, createdAtOf, dataUriBytes, defaultTimeoutMs, downloadLink, elideData, extractTaskFailureSummary, extractTaskId, getTaskStatus, isSameFile, meaning, modelFileSlug, namePrefix, newKey, phaseOf, picturePrefix, pollTask, readImageOutputs, readTaskFailure, saveImage, sleep, sweepParts, taskDurationMs, updateRequired } from "./request.mjs";
import { stateFolder } from "./start.mjs";
import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const { join, resolve } = require("node:path");

// src/task/normal-curve.ts
/** The normal density at `distance` from its mean. */
function normalDensity(distance, spread) {
	return Math.exp(-.5 * (distance / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI));
}
/** The share of a normal distribution below `score` standard deviations, to 1e-7 (Abramowitz and Stegun 7.1.26). */
function normalBelow(score) {
	const size = Math.abs(score) / Math.SQRT2;
	const t = 1 / (1 + .3275911 * size);
	const above = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - .284496736) * t + .254829592) * t * Math.exp(-size * size) / 2;
	return score < 0 ? above : 1 - above;
}

// src/task/durations.ts
/** An observation counts half as much as the one that came so many later; those far behind are left out. */
const halfLife = 40;
const longestMs = 36e5;
/** Fewer show neither a trend nor humps. */
const fewest$1 = 15;
/** What is expected before anything was seen, and how many observations that is worth. */
const prior = {
	medianMs: 4e4,
	centerWorth: .1,
	spread: .4,
	spreadWorth: .5
};
/** The F statistic of a trend that may be chance. */
const leastTrend = 8;
/**
* Learns from `pastMs` (oldest first) how long the next one may take; what is no duration is left out. Without any, `priorMs` is the median.
*
* A clear trend is carried on to the next one first. Then a log-normal and a kernel density are fitted to the logarithms and mixed by how
* well each foretells every observation from the others: the log-normal makes the most of a few, the kernels see two humps.
*/
function learnDurations(pastMs, priorMs = prior.medianMs) {
	const past = recent(pastMs);
	const { seen, trust } = past.length < fewest$1 ? {
		seen: past,
		trust: 0
	} : withoutTrend(past);
	const found = momentsOf(seen);
	const moments = {
		...found,
		worth: found.worth / (1 + 3 * trust)
	};
	const { center, spread } = foretell(moments, Math.log(priorMs));
	const kernel = .85 * spread * (moments.worth + 1) ** -.2;
	const kernelShare = seen.length < fewest$1 ? 0 : kernelShareOf(seen, moments, kernel);
	const kernelsBelow = (log) => seen.reduce((sum, one) => sum + one.weight * normalBelow((log - one.log) / kernel), 0);
	return {
		center,
		spread,
		worth: moments.worth,
		kernelShare,
		steadyMs: steadyOf(past),
		shareBelow: (log) => (1 - kernelShare) * normalBelow((log - center) / spread) + (kernelShare && kernelShare * kernelsBelow(log))
	};
}
/** Whether it can be how long a task took: from a millisecond to an hour. */
function isDuration(ms) {
	return ms >= 1 && ms <= longestMs;
}
/** The middle half of the past, recent ones counting more, for "usually 31–44 s"; undefined with fewer than `least` durations. */
function usualRange(pastMs, least = 5) {
	const seen = recent(pastMs).sort((one, other) => one.ms - other.ms);
	const from = quantile(seen, .25);
	const to = quantile(seen, .75);
	return seen.length < least || !from || !to ? void 0 : {
		fromMs: from.ms,
		toMs: to.ms
	};
}
function quantile(sorted, share) {
	let below = 0;
	return sorted.find(({ weight }) => {
		below += weight;
		return below >= share;
	});
}
/** The latest durations, oldest first, with weights that add up to one. */
function recent(pastMs) {
	const valid = pastMs.filter(isDuration).slice(-100);
	const weighted = valid.map((ms, index) => ({
		ms,
		age: valid.length - 1 - index,
		weight: .5 ** ((valid.length - 1 - index) / halfLife)
	}));
	const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
	return weighted.map(({ ms, age, weight }) => ({
		ms,
		log: Math.log(ms),
		age,
		weight: weight / total
	}));
}
/** Moves each observation along the regression line to the next one, by how far the trend is to be trusted. */
function withoutTrend(seen) {
	const { worth, mean, variance } = momentsOf(seen);
	const meanAge = seen.reduce((sum, { age, weight }) => sum + weight * age, 0);
	const ageVariance = seen.reduce((sum, { age, weight }) => sum + weight * (age - meanAge) ** 2, 0);
	const covariance = seen.reduce((sum, { age, log, weight }) => sum + weight * (age - meanAge) * (log - mean), 0);
	const explained = covariance ** 2 / ageVariance;
	const sureness = worth * explained / Math.max(1e-9, variance - explained);
	const trust = 1 - Math.min(1, leastTrend / sureness) ** 2;
	const slope = covariance / ageVariance * trust;
	return {
		seen: trust === 0 ? seen : seen.map((one) => ({
			...one,
			log: one.log - slope * (one.age + 1)
		})),
		trust
	};
}
/** With Kish's effective sample size. */
function momentsOf(seen) {
	const squares = seen.reduce((sum, { weight }) => sum + weight ** 2, 0);
	const mean = seen.reduce((sum, { log, weight }) => sum + weight * log, 0);
	const variance = seen.reduce((sum, { log, weight }) => sum + weight * (log - mean) ** 2, 0);
	return {
		worth: squares === 0 ? 0 : 1 / squares,
		mean,
		variance
	};
}
/** Center and spread of the next one: the prior's and the sample's, each by what it is worth, with some of the doubt about the center. */
function foretell({ worth, mean, variance }, priorLog) {
	const all = worth + prior.centerWorth;
	const center = (worth * mean + prior.centerWorth * priorLog) / all;
	const squares = prior.spreadWorth * prior.spread ** 2 + worth * variance;
	return {
		center,
		spread: Math.sqrt(squares / (prior.spreadWorth + Math.max(0, worth - 1)) * (1 + .5 / all))
	};
}
/** How far to trust the kernels: their leave-one-out likelihood against that of the log-normal, which they must beat by e⁴ to draw level. */
function kernelShareOf(seen, { worth, mean, variance }, kernel) {
	const evidence = seen.reduce((sum, { log, weight, age }) => {
		const rest = 1 - weight;
		const meanOfRest = (mean - weight * log) / rest;
		const varianceOfRest = Math.max(0, variance / rest - weight * (log - mean) ** 2 / rest ** 2);
		const normal = normalDensity(log - meanOfRest, Math.sqrt(varianceOfRest * (worth + 1) / (worth - 1)) + .01);
		const others = seen.reduce((near, one) => near + (one.age === age ? 0 : one.weight * normalDensity(log - one.log, kernel)), 0);
		return sum + worth * weight * Math.log((others / rest + .001) / (normal + .001));
	}, -4);
	const share = 1 / (1 + Math.exp(-evidence));
	return share < .1 ? 0 : share;
}
function steadyOf(past) {
	const all = past.map(({ ms }) => ms);
	const longest = Math.max(...all);
	return past.length > 2 && longest - Math.min(...all) <= 1e3 ? longest : void 0;
}

// src/task/stretches.ts
/**
* What is kept for the case that the past misleads, in observations: for durations a third and three times as long, for any others beyond
* the median; and for the looks that the long ones would cost. More of it makes those cases better and the usual one worse.
*/
const doubt = {
	third: .6,
	triple: .07,
	beyond: .01,
	tripleLooks: .2
};
const leastDoubtSpread = .25;
const away = Math.log(3);
const earliestMs = 1e3;
/** Behind the median, a gap is no longer than that of flat polling or a quarter of what has passed. */
const flatMs$1 = 3e3;
/** Cuts time into stretches, fine ones where the end is likely, and says of each how much a look is worth there. */
function stretchesOf(durations) {
	const { center, spread } = durations;
	const near = center - 4 * spread;
	const far = center + 4 * spread;
	const end = Math.max(far, center + away + 2.5 * Math.max(leastDoubtSpread, spread));
	const edges = [
		...steps(Math.min(Math.log(earliestMs), near), near, 24),
		...steps(near, far, 110),
		...steps(far, end, 24),
		end
	];
	const below = edges.map(durations.shareBelow);
	return edges.slice(1).map((to, index) => {
		return stretchOf(durations, {
			from: edges[index] ?? to,
			to,
			fromShare: below[index] ?? 0,
			toShare: below[index + 1] ?? 1
		});
	});
}
/** Logarithms of times. */
function steps(from, to, count) {
	return to <= from ? [] : Array.from({ length: count }, (_, index) => from + (to - from) * index / count);
}
function stretchOf(durations, { from, to, fromShare, toShare }) {
	const fromMs = Math.exp(from);
	const toMs = Math.exp(to);
	const density = Math.max(0, toShare - fromShare) / (toMs - fromMs);
	const doubtful = doubtAt(durations, (from + to) / 2);
	const doubted = density + doubtful.density;
	return {
		fromMs,
		toMs,
		density,
		doubted,
		unready: 1 - fromShare,
		pull: fromMs < earliestMs ? 0 : Math.sqrt(doubted / Math.max(1e-4, 1 - (fromShare + toShare) / 2 + doubtful.unready)),
		leastLooks: from < durations.center ? 0 : 1 / Math.max(flatMs$1, fromMs / 4)
	};
}
/** What doubt adds to the density, per millisecond, and to the share still unready: the less, the more was seen. */
function doubtAt({ center, spread, worth }, log) {
	const width = Math.max(leastDoubtSpread, spread);
	const third = doubt.third * normalDensity(log - center + away, width);
	const triple = doubt.triple * normalDensity(log - center - away, width);
	const beyond = doubt.beyond * Math.min(1, Math.exp(log - center));
	const tripleUnready = doubt.tripleLooks * normalBelow((center + away - log) / width);
	return {
		density: (third + triple + beyond) / Math.exp(log) / (worth + 1),
		unready: tripleUnready / (worth + 1)
	};
}

// src/task/placement.ts
const flatMs = 3e3;
const leastGapMs = 1e3;
/** How many looks of those that flat polling needs are not spent: an estimate may be too high, the more so the less was seen. */
const reserve = {
	share: .7,
	worth: 2
};
/** A look too many in so many tasks is none: without it a task shorter than the first look of flat polling would allow no plan at all. */
const leastBudget = 1.0005;
/** How closely the logarithm of the factor is found. */
const tolerance = .01;
const phases = [
	.5,
	.1,
	.3,
	.7,
	.9
];
/**
* The times of the looks, in milliseconds since acceptance, that make the mean delay least for the looks that flat polling every 3 s needs;
* undefined where that would gain little.
*
* Let f(t) be the density of durations and S(t) the share still unready. A gap g(t) costs f·g/2 of delay and S/g looks; where the
* derivative of their weighted sum is zero, the looks per millisecond 1/g are in proportion to √(f/S): look where the end is near.
* The factor is found by bisection on the expected number of looks, for several phases of the first look; the best of all is kept.
*/
function placeLooks(durations) {
	const stretches = stretchesOf(durations);
	const endMs = stretches.at(-1)?.toMs ?? 0;
	const flat = weigh(stretches, Array.from({ length: Math.ceil(endMs / flatMs) }, (_, index) => (index + 1) * flatMs));
	const best = bestPlan(stretches, Math.max(leastBudget, flat.count * (1 - reserve.share / (durations.worth + reserve.worth))));
	if (best.delayMs > flat.delayMs * .8200000000000001) return void 0;
	const { steadyMs } = durations;
	if (steadyMs === void 0) return best.looks;
	return [...best.looks.filter((ms) => Math.abs(ms - steadyMs) >= leastGapMs), steadyMs].sort((one, other) => one - other);
}
/** Of the densest plans with at most so many looks, one for each phase, the one with the least delay. */
function bestPlan(stretches, mostLooks) {
	let best = {
		looks: [],
		count: 0,
		delayMs: Number.POSITIVE_INFINITY,
		doubtedMs: Number.POSITIVE_INFINITY
	};
	let [sparse, dense] = [-6, 3];
	for (const phase of phases) {
		for (; dense - sparse > tolerance;) {
			const middle = (sparse + dense) / 2;
			const plan = weigh(stretches, spreadLooks(stretches, Math.exp(middle), phase));
			if (plan.count <= mostLooks) sparse = middle;
			else dense = middle;
			if (plan.count <= mostLooks && plan.doubtedMs < best.doubtedMs) best = plan;
		}
		[sparse, dense] = [sparse - .1, sparse + .1];
	}
	return best;
}
/** A look wherever the integral of the looks per millisecond passes a whole number. */
function spreadLooks(stretches, factor, phase) {
	const looks = [];
	let integral = phase;
	for (const { fromMs, toMs, pull, leastLooks } of stretches) {
		const perMs = Math.min(1 / leastGapMs, Math.max(leastLooks, factor * pull));
		const before = integral;
		integral += perMs * (toMs - fromMs);
		for (let next = Math.floor(before) + 1; next <= integral; next += 1) looks.push(fromMs + (next - before) / perMs);
	}
	return looks;
}
function weigh(stretches, looks) {
	const plan = {
		looks,
		count: 1,
		delayMs: 0,
		doubtedMs: 0
	};
	let index = 0;
	for (const { fromMs, toMs, density, doubted, unready } of stretches) {
		let sinceMs = fromMs;
		let delaySum = 0;
		for (let look = looks[index]; look !== void 0 && look < toMs; look = looks[index]) {
			plan.count += unready - (look - fromMs) * density;
			delaySum += (look - sinceMs) ** 2 / 2;
			sinceMs = look;
			index += 1;
		}
		const nextMs = looks[index] ?? toMs + flatMs;
		delaySum += (toMs - sinceMs) * (nextMs - (sinceMs + toMs) / 2);
		plan.delayMs += density * delaySum;
		plan.doubtedMs += doubted * delaySum;
	}
	return plan;
}

// src/task/poll-schedule.ts
const defaultIntervalMs = 3e3;
const leastPauseMs = 1e3;
/** Where durations differ more than this (the standard deviation of their logarithms), no time is better than another; humps may be further apart. */
const widestSpread = {
	logNormal: .5,
	humps: .65
};
/** Fewer observations than this say little of what they do not show. */
const fewest = 8;
/** The first look is early, for tasks that are quick; the second of flat polling comes later and the third is left out; what that saves buys shorter gaps, which grow with the time passed. */
const cold = {
	firstMs: 2100,
	secondMs: 9700,
	gapMs: 2880,
	growth: .018,
	longestGapMs: 15e3,
	endMs: 36e5
};
/** Looks at a fixed interval. */
function fixedLooks(intervalMs = defaultIntervalMs) {
	return (elapsedMs) => elapsedMs + intervalMs;
}
/**
* Looks where the task is likely to end (design rule 5): by expectation no more of them than one every 3 s would be, with the least mean
* delay between ready and noticed. Where the past is too varied to tell, the looks are one every 3 s.
*
* `pastMs`: how long such tasks took until they were noticed, in milliseconds, oldest first; the latest count most, the last hundred count
* at all, and what is no duration, or more than an hour, is left out. `priorMs`: a guess at the median, worth little as soon as some are known. The schedule may
* be asked at any time, and never wants a look within a second of the time given.
*/
function planLooks({ pastMs = [], priorMs } = {}) {
	const durations = learnDurations(pastMs, priorMs !== void 0 && isDuration(priorMs) ? priorMs : void 0);
	const widest = durations.kernelShare > .95 ? widestSpread.humps : widestSpread.logNormal;
	const looks = durations.worth > 0 && durations.spread < widest ? placeLooks(durations) : void 0;
	if (looks) return looksAt(looks, Math.min(1e4, Math.max(defaultIntervalMs, (looks.at(-1) ?? 0) / 24)));
	return durations.worth < fewest ? looksAt(coldLooks(), cold.longestGapMs) : looksAt([], defaultIntervalMs);
}
function coldLooks() {
	const looks = [cold.firstMs];
	for (let ms = cold.secondMs; ms < cold.endMs; ms += Math.min(cold.longestGapMs, Math.max(cold.gapMs, ms * cold.growth))) looks.push(ms);
	return looks;
}
/** Looks at `times`, and behind the last of them every `intervalMs`. */
function looksAt(times, intervalMs) {
	const lastMs = times.at(-1) ?? 0;
	return (elapsedMs) => {
		const sinceMs = Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0;
		const beyondMs = lastMs + (Math.floor(Math.max(0, sinceMs - lastMs) / intervalMs) + 1) * intervalMs;
		return Math.max(sinceMs + leastPauseMs, times[indexFrom(times, sinceMs + 1)] ?? beyondMs);
	};
}
/** The index of the first of `times` that is not before `ms`; their number, if none is. */
function indexFrom(times, ms) {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if ((times[middle] ?? ms) < ms) low = middle + 1;
		else high = middle;
	}
	return low;
}

// src/task/duration-history.ts
/** Medians to begin with: 10–30 s are claimed at 1K, 43–73 s were measured on the sister model (contract section 5); 4K is a guess. */
const priorsMs = {
	"1K": 25e3,
	"2K": 55e3,
	"4K": 75e3
};
/** More than the plan takes into account. */
const mostKept = 200;
/** A plan is made anew when a tenth more is known, or so many more: making one takes about a millisecond. */
const mostUnplanned = 20;
/** `history` gives the lines of the journal's history, oldest first. */
function createPace(history) {
	const kinds = /* @__PURE__ */ new Map();
	let recalled;
	return {
		recall: () => {
			recalled ??= history ? recall(kinds, history).catch(() => void 0) : Promise.resolve();
			return recalled;
		},
		of: (origin, request) => {
			const kind = kindOf(kinds, origin, request);
			const resolution = resolutionOf(request);
			return {
				looks: (elapsedMs) => planOf(kind, priorsMs[resolution ?? "1K"])(elapsedMs),
				usual: () => usualWords(kind.pastMs, resolution),
				learn: (durationMs) => learn(kind, durationMs)
			};
		}
	};
}
/** What this process learned meanwhile is the latest. */
async function recall(kinds, history) {
	const own = new Map([...kinds.values()].map((kind) => [kind, kind.pastMs.splice(0)]));
	try {
		for await (const { origin, request, durationMs } of history()) if (typeof origin === "string" && typeof durationMs === "number") learn(kindOf(kinds, origin, request), durationMs);
	} finally {
		for (const [kind, pastMs] of own) for (const ms of pastMs) learn(kind, ms);
	}
}
function kindOf(kinds, origin, request) {
	const fields = fieldsOf(request);
	const name = JSON.stringify([
		origin,
		textOf(fields, "model"),
		textOf(fields, "route"),
		resolutionOf(request)
	]);
	const kind = kinds.get(name) ?? {
		pastMs: [],
		known: 0,
		plannedFrom: 0,
		plan: void 0
	};
	kinds.set(name, kind);
	return kind;
}
function resolutionOf(request) {
	return textOf(fieldsOf(fieldsOf(request).input), "resolution");
}
function learn(kind, durationMs) {
	if (!isDuration(durationMs)) return;
	kind.pastMs.push(durationMs);
	kind.known += 1;
	if (kind.pastMs.length > 400) kind.pastMs.splice(0, kind.pastMs.length - mostKept);
}
function planOf(kind, priorMs) {
	const enough = Math.min(mostUnplanned, Math.max(1, kind.plannedFrom / 10));
	if (kind.plan && kind.known < kind.plannedFrom + enough) return kind.plan;
	kind.plannedFrom = kind.known;
	kind.plan = planLooks({
		pastMs: kind.pastMs,
		priorMs
	});
	return kind.plan;
}
function usualWords(pastMs, resolution) {
	const range = usualRange(pastMs);
	if (!range) return void 0;
	const [from, to] = [range.fromMs, range.toMs].map((ms) => Math.max(1, Math.round(ms / 1e3)));
	return `usually ${from === to ? from : `${from}–${to}`} s${resolution === void 0 ? "" : ` at ${resolution}`}`;
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
				durations: createPace(() => readHistory(ledger.journal.folder, recentBytes)),
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

// src/task/task.ts
/** The life of one task: from create to acceptance, from acceptance to its end. Handed the calls it needs; monotonic clock. */
/** How long a create is tried before its outcome is called (design rule 2). */
const createBudgetMs = 12e4;
/** How long a task of our own may be invisible after its create (design rule 6). */
const missingGraceMs = 3e4;
const createAttemptMs = 6e4;
const lookAttemptMs = 3e4;
/** A call that begins near the deadline still gets this long to answer: to cut a create off would make a known outcome unknown. */
const leastCallMs = 2e3;
const maxUnreadable = 3;
/**
* Tries to create until the outcome is known, within the create budget (design rule 2).
* Throws `unavailable` when no attempt was accepted, `unknown_outcome` when one may have been, or the refusal.
*/
async function createUntilKnown(steps) {
	const { signal, gate, onRetry, wasAmbiguous = false } = steps;
	const first = await gatedAttempt(steps, {
		deadline: steps.deadline,
		end: performance.now() + createBudgetMs
	});
	const deadline = steps.deadline + first.heldMs;
	let { outcome, end } = first;
	let ambiguous = wasAmbiguous;
	for (let attempts = 1;; attempts += 1) {
		if (outcome.type === "accepted") return {
			taskId: outcome.taskId,
			answer: outcome.answer,
			heldMs: first.heldMs
		};
		ambiguous ||= outcome.type === "ambiguous";
		if (outcome.type === "refused") throw ambiguous ? unknownOutcome(outcome.error) : outcome.error;
		const { waitMs, isHeld, isTooLong } = pauseAfter(outcome, {
			gate,
			attempts,
			deadline,
			end
		});
		if (isTooLong) throw ambiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, attempts);
		onRetry?.(outcome.error, waitMs, attempts);
		if (!isHeld) await sleep(waitMs, signal);
		({outcome, end} = await gatedAttempt(steps, {
			deadline,
			end,
			isUrgent: true
		}));
	}
}
/**
* One attempt, through the gate where there is one. What that held back is added to the end of the budget. The first may be
* held for as long as it takes: nothing has begun before it.
*/
async function gatedAttempt({ attempt, signal, gate }, { deadline, end, isUrgent = false }) {
	const asked = performance.now();
	let heldMs = 0;
	const make = () => {
		if (gate) heldMs = performance.now() - asked;
		const last = isUrgent ? Math.min(deadline, end + heldMs) : Math.min(deadline, end) + heldMs;
		return attempt(Math.min(createAttemptMs, Math.max(leastCallMs, last - performance.now())));
	};
	const waiting = isUrgent ? {
		signal,
		deadline,
		isUrgent
	} : { signal };
	return {
		outcome: (gate ? await gate.pass("create", waiting, make) : await make()) ?? {
			type: "not-accepted",
			error: heldTooLong("unavailable", "create")
		},
		heldMs,
		end: end + heldMs
	};
}
function heldTooLong(kind, call) {
	return new HiapiError(kind, `${call}: HiAPI asked to wait until after the deadline`, { status: 429 });
}
/** How long to wait before the next attempt, and whether that is too long. A 429 is the gate's to wait out, for all at once. */
function pauseAfter(outcome, { gate, attempts, deadline, end }) {
	const now = performance.now();
	if (gate && outcome.error.facts.status === 429) {
		const waitMs = gate.pausedMs();
		return {
			waitMs,
			isHeld: true,
			isTooLong: now + waitMs > deadline
		};
	}
	const left = Math.min(deadline, end) - now;
	const waitMs = pauseOf(outcome, attempts, left);
	return {
		waitMs,
		isHeld: false,
		isTooLong: waitMs > left || left < 250
	};
}
/** What the server asked for, but never less than a second; else our own pause, within what is left. */
function pauseOf({ retryAfterMs, error }, attempts, left) {
	return retryAfterMs === void 0 ? Math.min(backoff(attempts, error), left / 2) : Math.max(1e3, retryAfterMs);
}
/** 1, 2, 4, 8, then 15 s, each shortened by up to a quarter so that clients do not march in step; 5 s for a key in flight (contract section 2). */
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
/**
* Looks until the task ends; the last look lands on the deadline.
* Returns the successful answer. Throws `task_failed`, `pending` at the deadline, or why looking makes no sense.
*/
async function waitForEnd(steps) {
	const { schedule, startedAt, deadline, isOwn, signal } = steps;
	let next = steps.lookFirst ? performance.now() : startedAt + schedule(performance.now() - startedAt);
	let last;
	let lastTask;
	const notices = noticesOf(steps);
	for (let unreadable = 0;;) {
		await sleep(Math.min(next, deadline) - performance.now(), signal);
		const asked = performance.now();
		last = await gatedLook(steps);
		if (last.type === "task") lastTask = last.answer;
		if (last.type === "task" && phaseOf(last.answer.body) === "succeeded") return last.answer;
		if (last.type === "task" && phaseOf(last.answer.body) === "failed") throw taskFailed(last.answer);
		unreadable = last.type === "unreadable" ? unreadable + 1 : 0;
		throwIfHopeless(last, {
			isOwn,
			unreadable,
			age: asked - startedAt
		});
		notices(last);
		const retryAfter = "retryAfterMs" in last ? last.retryAfterMs ?? 0 : 0;
		const now = performance.now();
		next = Math.max(startedAt + schedule(now - startedAt), now + retryAfter);
		if (asked >= deadline || now >= deadline || now + retryAfter > deadline) throw stillPending(last, lastTask);
	}
}
/** One look, through the gate where there is one. A look that begins on the deadline still gets its time; one that the gate held past it is not made. */
async function gatedLook({ look, deadline, signal, gate }) {
	const make = () => look(Math.min(lookAttemptMs, Math.max(leastCallMs, deadline - performance.now())));
	if (!gate) return make();
	const latest = Math.max(deadline, performance.now() + leastCallMs);
	return await gate.pass("look", {
		signal,
		deadline: latest
	}, make) ?? {
		type: "transient",
		error: heldTooLong("pending", "look")
	};
}
function throwIfHopeless(outcome, { isOwn, unreadable, age }) {
	if (outcome.type === "refused") throw outcome.error;
	if (outcome.type === "unreadable" && unreadable >= maxUnreadable) throw outcome.error;
	if (outcome.type === "missing" && !isOwn) throw new HiapiError("usage", outcome.error.message, {
		...outcome.error.facts,
		hint: "check the task id and the key; hiapi-img tasks lists what this machine knows"
	});
	if (outcome.type === "missing" && age >= 3e4) throw new HiapiError("pending", `the task is not visible yet: ${outcome.error.message}`, outcome.error.facts);
}
/** Says what a person should know of a look: status changes, one warning for a word that nobody knows, blips. */
function noticesOf({ onStatus, onUnknownStatus, onBlip }) {
	let warned = false;
	let before = "";
	return (outcome) => {
		if (outcome.type !== "task") return onBlip?.(outcome.error);
		const status = getTaskStatus(outcome.answer.body);
		if (status !== before) onStatus?.(status);
		before = status;
		if (phaseOf(outcome.answer.body) !== "unknown" || warned) return;
		warned = true;
		onUnknownStatus?.(status);
	};
}
function stillPending(last, lastTask) {
	if (last.type === "unreadable") return last.error;
	const rawStatus = lastTask === void 0 ? {} : { rawStatus: elideData(lastTask.body) };
	if (last.type === "missing") return new HiapiError("pending", "the task is not visible yet", {
		...last.error.facts,
		...rawStatus
	});
	const words = last.type === "task" ? `still ${getTaskStatus(last.answer.body) || "running"}` : `the last look failed: ${last.error.message}`;
	return new HiapiError("pending", `the deadline passed before the image was ready (${words})`, rawStatus);
}
function taskFailed(answer) {
	const { code, message } = readTaskFailure(answer.body);
	const { kind, hint } = meaning(200, code, message ?? "");
	const guided = hint !== void 0 && kind !== "usage" ? { hint } : {};
	return new HiapiError("task_failed", `the task failed: ${extractTaskFailureSummary(answer.body)}`, {
		status: answer.status,
		...code === void 0 ? {} : { code },
		...guided,
		rawStatus: elideData(answer.body)
	});
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
	const [task] = await Promise.all([known ?? create(run, body, context), context.durations.recall()]);
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
		const { taskId, answer, heldMs } = await createUntilKnown({
			attempt: (timeoutMs) => createTask(session.api, {
				body,
				idempotencyKey: key,
				timeoutMs,
				signal: session.signal
			}),
			wasAmbiguous: !isNew,
			deadline: run.deadline,
			signal: session.signal,
			gate: scope.limiter,
			onRetry: (error, waitMs) => {
				isFresh &&= error.facts.status === 429;
				log.info(`${error.message}; the same request again in ${(waitMs / 1e3).toFixed(1)} s`);
			}
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

// src/pipeline/duration-watch.ts
/** A poll that begins so much later than it was due was delayed: by a server that asked for patience, or by a machine that slept. */
const lateMs = 2e3;
/** The two clocks differ by more than this when the machine slept, or its time was set. */
const clockSlackMs = 2e3;
function watchDuration(startedAt, schedule) {
	const offset = Date.now() - performance.now();
	let dueMs = 0;
	let beforeMs = 0;
	let lastMs = 0;
	let isBlind = false;
	let didMiss = false;
	return {
		schedule: (elapsedMs) => {
			dueMs = schedule(elapsedMs);
			return dueMs;
		},
		polled: (beganAt, isAnswered) => {
			didMiss ||= !isAnswered || beganAt - startedAt > dueMs + lateMs;
			if (!isAnswered) return;
			isBlind = didMiss;
			didMiss = false;
			beforeMs = lastMs;
			lastMs = beganAt - startedAt;
		},
		durationMs: (reportedMs) => {
			if (reportedMs !== void 0) return Math.max(1, Math.round(Math.min(lastMs, Math.max(beforeMs, reportedMs))));
			const didSleep = Math.abs(Date.now() - performance.now() - offset) > clockSlackMs;
			return isBlind || didSleep ? void 0 : Math.max(1, Math.round(lastMs));
		}
	};
}

// src/pipeline/wait.ts
/** Polls a task until it succeeds, with a progress line for the person who waits. Throws as `waitForEnd` does. */
async function awaitTask(run, task, { session, log, durations, scope }) {
	const { taskId, acceptedAt, heldMs, isOwn, isFresh, pollFirst } = task;
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
	const watch = watchDuration(acceptedAt, run.pollIntervalMs === void 0 ? history.looks : fixedLooks(run.pollIntervalMs));
	try {
		const answer = await waitForEnd({
			look: async (timeoutMs) => {
				const begun = performance.now();
				const outcome = await pollTask(session.api, {
					taskId,
					timeoutMs,
					signal: session.signal
				});
				watch.polled(begun, outcome.type === "task");
				return outcome;
			},
			schedule: watch.schedule,
			startedAt: acceptedAt,
			deadline: run.deadline + heldMs,
			isOwn,
			lookFirst: pollFirst,
			signal: session.signal,
			gate: scope.limiter,
			onStatus: (word) => {
				status = word;
			},
			onUnknownStatus: (word) => log.warn(`HiAPI says the task is "${word}", a status this program does not know: it is taken as still running`),
			onBlip: (error) => log.info(`${error.message}; polling again`)
		});
		const durationMs = isFresh ? watch.durationMs(taskDurationMs(answer.body)) : void 0;
		if (durationMs !== void 0) history.learn(durationMs);
		return {
			answer,
			durationMs
		};
	} finally {
		spinner.stop();
	}
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

// src/pipeline/variations.ts
/**
* Runs `count` variations of one request at once, a task each, with one progress line for all. Outcomes are in the order of their numbers.
*/
async function runVariations(count, { request, context, reporter }) {
	const scope = createRunScope({
		limiter: createGate(),
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

export { checkTaskId, createGate, createPace, createRunScope, documentOfRuns, doneOrThrow, finishRun, fixedLooks, foreignReason, logFiles, planLooks, prefixedLog, refuseForeign, resumeRequest, runRequest, runTask, runVariations, showImages, splitSession, waitForEnd, withContext };
