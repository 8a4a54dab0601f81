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

export { createGate };
