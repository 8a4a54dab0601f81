import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, append, ignoreMissing, linkNew, remove, removeNow, renameNow, syncFolder, writeNew } from "./core.mjs";
import { fieldsOf, textOf } from "./process.mjs";
import { readLines } from "./request.mjs";
import { fallbackFolder, stateFolder } from "./start.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { closeSync, constants, createReadStream, existsSync, openSync, readFileSync, readSync, statSync } = require("node:fs");
const chmod = (...given) => require("node:fs/promises").chmod(...given);
const mkdir = (...given) => require("node:fs/promises").mkdir(...given);
const mkdtemp = (...given) => require("node:fs/promises").mkdtemp(...given);
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const readdir = (...given) => require("node:fs/promises").readdir(...given);
const rename = (...given) => require("node:fs/promises").rename(...given);
const rm = (...given) => require("node:fs/promises").rm(...given);
const stat = (...given) => require("node:fs/promises").stat(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const writeFile = (...given) => require("node:fs/promises").writeFile(...given);
const { basename, join } = require("node:path");
const { tmpdir } = require("node:os");

// src/journal/history.ts
/** The settled requests of a journal, a line each: see `historyLine` in entry.ts. Read as a stream: it may be long. */
const fileName = "history.jsonl";
/** Enough of the end of it to know how long tasks take. */
const recentBytes = 524288;
const mostBytesNow = 8388608;
const newline = 10;
/**
* Each settled request, oldest first; torn lines are left out, and a request that a crash put away twice comes once.
* With `lastBytes` only those at the end of the file.
*/
async function* readHistory(folder, lastBytes = Number.POSITIVE_INFINITY) {
	const seen = /* @__PURE__ */ new Set();
	const start = lastBytes === Number.POSITIVE_INFINITY ? 0 : Math.max(0, sizeOf(folder) - lastBytes);
	for await (const { entry } of readHistoryLines(folder, start)) {
		if (seen.has(entry.key)) continue;
		seen.add(entry.key);
		yield entry;
	}
}
function sizeOf(folder) {
	try {
		return statSync(join(folder, fileName)).size;
	} catch (error) {
		return ignoreMissing(error) ?? 0;
	}
}
/** Each whole line from a byte on, oldest first, one that stands there twice included: holds nothing of what it read. */
async function* readHistoryLines(folder, start = 0) {
	try {
		for await (const { text, offset, size } of readLines(createReadStream(join(folder, fileName), { start }))) {
			const entry = parse(text);
			if (entry.key !== void 0) yield {
				entry,
				offset: start + offset,
				size
			};
		}
	} catch (error) {
		ignoreMissing(error);
	}
}
/** The whole lines from a byte on, read at once: for the few that came since the history was read. Of very many, the first. */
function readLinesNow(folder, start) {
	const size = sizeOf(folder);
	if (size <= start) return [];
	const bytes = readNow$1(folder, {
		offset: start,
		size: Math.min(size - start, mostBytesNow)
	});
	const lines = [];
	let from = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
		const entry = parse(bytes.toString("utf8", from, end));
		if (entry.key !== void 0) lines.push({
			entry,
			offset: start + from,
			size: end - from
		});
		from = end + 1;
	}
	return lines;
}
/** One line again, by where it stands; empty when something else stands there by now. */
function readHistoryLine(folder, place) {
	return parse(readNow$1(folder, place).toString("utf8"));
}
function readNow$1(folder, { offset, size }) {
	try {
		const file = openSync(join(folder, fileName), "r");
		try {
			const bytes = Buffer.alloc(size);
			return bytes.subarray(0, readSync(file, bytes, 0, size, offset));
		} finally {
			closeSync(file);
		}
	} catch (error) {
		return ignoreMissing(error) ?? Buffer.alloc(0);
	}
}
/** Forgets every settled request; returns how many there were. */
async function forgetHistory(folder) {
	let count = 0;
	for await (const _ of readHistory(folder)) count += 1;
	const aside = join(folder, `.${fileName}.pruned`);
	try {
		await rename(join(folder, fileName), aside);
		await unlink(aside);
	} catch (error) {
		ignoreMissing(error);
	}
	return count;
}
function parse(line) {
	if (line.trim() === "") return {};
	try {
		return fieldsOf(JSON.parse(line));
	} catch {
		return {};
	}
}

// node_modules/yocto-queue/index.js
var Node = class {
	value;
	next;
	constructor(value) {
		this.value = value;
	}
};
var Queue = class {
	#head;
	#tail;
	#size;
	constructor() {
		this.clear();
	}
	enqueue(value) {
		const node = new Node(value);
		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}
		this.#size++;
	}
	dequeue() {
		const current = this.#head;
		if (!current) return;
		this.#head = this.#head.next;
		this.#size--;
		if (!this.#head) this.#tail = void 0;
		return current.value;
	}
	peek() {
		if (!this.#head) return;
		return this.#head.value;
	}
	clear() {
		this.#head = void 0;
		this.#tail = void 0;
		this.#size = 0;
	}
	get size() {
		return this.#size;
	}
	*[Symbol.iterator]() {
		let current = this.#head;
		while (current) {
			yield current.value;
			current = current.next;
		}
	}
	*drain() {
		while (this.#head) yield this.dequeue();
	}
};

// node_modules/p-limit/index.js
function pLimit(concurrency) {
	validateConcurrency(concurrency);
	const queue = new Queue();
	let activeCount = 0;
	const resumeNext = () => {
		if (activeCount < concurrency && queue.size > 0) {
			queue.dequeue()();
			activeCount++;
		}
	};
	const next = () => {
		activeCount--;
		resumeNext();
	};
	const run = async (function_, resolve, arguments_) => {
		const result = (async () => function_(...arguments_))();
		resolve(result);
		try {
			await result;
		} catch {}
		next();
	};
	const enqueue = (function_, resolve, arguments_) => {
		new Promise((internalResolve) => {
			queue.enqueue(internalResolve);
		}).then(run.bind(void 0, function_, resolve, arguments_));
		(async () => {
			await Promise.resolve();
			if (activeCount < concurrency) resumeNext();
		})();
	};
	const generator = (function_, ...arguments_) => new Promise((resolve) => {
		enqueue(function_, resolve, arguments_);
	});
	Object.defineProperties(generator, {
		activeCount: { get: () => activeCount },
		pendingCount: { get: () => queue.size },
		clearQueue: { value() {
			queue.clear();
		} },
		concurrency: {
			get: () => concurrency,
			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;
				queueMicrotask(() => {
					while (activeCount < concurrency && queue.size > 0) resumeNext();
				});
			}
		}
	});
	return generator;
}
function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) throw new TypeError("Expected `concurrency` to be a number from 1 and up");
}

// src/journal/entry.ts
/** How long a key is known to HiAPI, less an hour: after this an unknown acceptance can no longer be asked again (design rule 3). */
const keyLifeMs = 828e5;
/** How long HiAPI keeps results, as far as is known (contract section 2): a task that is older has nothing left to fetch. */
const resultLifeMs = 6048e5;
/** Whether an entry is older than its key; a clock that went back makes it young, never old. */
function isKeyExpired({ begun }, now) {
	return now - begun.at >= keyLifeMs;
}
/** Whether nothing more is owed to the user for an entry. */
function isSettled({ state }) {
	return state === "settled" || state === "ended";
}
/** The lines of an entry's file as an entry; undefined when its first event is missing. A torn line counts as not written. */
function foldEntry(id, text) {
	const events = text.split("\n").flatMap((line) => parseEvent(line));
	const begun = events.find((event) => event.type === "begun");
	if (!begun) return void 0;
	const entry = newEntry(id, begun);
	for (const event of events) apply(entry, event);
	return entry;
}
/** An entry of which nothing is known but that it was begun. */
function newEntry(id, begun) {
	return {
		id,
		begun,
		state: "unknown",
		isHanded: false,
		isShared: false,
		files: []
	};
}
function apply(entry, event) {
	if (event.type === "accepted") Object.assign(entry, {
		taskId: event.taskId,
		acceptedAt: event.at,
		state: later(entry.state, "running")
	});
	if (event.type === "ready") makeReady(entry, event);
	if (event.type === "saved") entry.files = [...entry.files.filter(({ path }) => path !== event.file.path), event.file];
	if (event.type === "joined") entry.isShared = true;
	if (event.type === "ended" && (event.kind === "task_failed" || entry.state === "unknown" && !entry.isShared)) Object.assign(entry, {
		ended: event,
		state: "ended"
	});
	if (event.type === "handed") entry.isHanded = true;
	if (event.type === "settled") entry.state = "settled";
	if (entry.ready !== void 0 && entry.files.length >= entry.ready.count && entry.ready.count > 0) entry.state = later(entry.state, "saved");
}
/** What was saved in another folder than the one that is wanted now is no part of it. */
function makeReady(entry, event) {
	if (entry.ready && entry.ready.dir !== event.dir) {
		entry.files = [];
		if (entry.state === "saved") entry.state = "ready";
	}
	Object.assign(entry, {
		ready: event,
		state: later(entry.state, "ready")
	});
}
const order = [
	"unknown",
	"running",
	"ready",
	"saved",
	"settled",
	"ended"
];
function later(a, b) {
	return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
const types = /* @__PURE__ */ new Set([
	"begun",
	"accepted",
	"ended",
	"ready",
	"saved",
	"joined",
	"handed",
	"settled"
]);
function parseEvent(line) {
	if (line.trim() === "") return [];
	try {
		const event = JSON.parse(line);
		return isEvent(event) ? [event] : [];
	} catch {
		return [];
	}
}
function isEvent(value) {
	const fields = fieldsOf(value);
	if (typeof fields.type !== "string" || !types.has(fields.type) || typeof fields.at !== "number") return false;
	if (fields.type === "begun") return [
		"key",
		"origin",
		"account",
		"bodySha256",
		"bodyFile",
		"claim",
		"cwd",
		"outputDir",
		"stem"
	].every((name) => typeof fields[name] === "string");
	if (fields.type === "accepted") return textOf(fields, "taskId") !== void 0;
	if (fields.type === "saved") return textOf(fieldsOf(fields.file), "path") !== void 0;
	return fields.type !== "ready" || typeof fields.count === "number" && typeof fields.stem === "string";
}
/** A settled entry as the one line that history keeps of it. */
function historyLine({ id, begun, state, taskId, ready, ended, files }) {
	const { key, origin, account, bodySha256, wantedSha256, cwd, outputDir, stem, request, at } = begun;
	const durationMs = ready?.isSandbox ? void 0 : ready?.durationMs;
	return {
		id,
		at,
		state,
		key,
		origin,
		account,
		bodySha256,
		cwd,
		outputDir,
		stem,
		request,
		...wantedSha256 === void 0 ? {} : { wantedSha256 },
		...taskId === void 0 ? {} : { taskId },
		...durationMs === void 0 ? {} : { durationMs },
		...ready?.isSandbox ? { sandbox: true } : {},
		...ended ? { ended: {
			kind: ended.kind,
			message: ended.message
		} } : {},
		files
	};
}

// src/journal/entry-files.ts
const extension = ".jsonl";
/** An entry before its request is claimed, and one that a process is putting into history. */
const draft = ".draft";
const leaving = ".leaving";
const appending = constants.O_WRONLY | constants.O_APPEND;
function pathOf({ requests }, id, suffix = extension) {
	return join(requests, `${id}${suffix}`);
}
/** A small file; undefined when it is not there. Read at once: with thousands in flight, a turn of the thread pool costs eight times the reading. */
function readNow(path) {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		return ignoreMissing(error);
	}
}
/** An entry as it stands; undefined when it was put away. */
async function read(places, id) {
	const text = readNow(pathOf(places, id));
	return text === void 0 ? void 0 : foldEntry(id, text);
}
/** Adds an event to an entry, durably; without effect when it was put away. */
async function record(places, { id, begun }, event) {
	const isSynced = event.type !== "settled";
	await append(pathOf(places, id), lineOf(places, event), appending, { isSynced }).catch(ignoreMissing);
	if (event.type === "accepted") await remove(join(places.bodies, begun.bodyFile));
}
/** An event as a line, without secrets in what came from outside or from the user; paths, keys and ids stay as they are. */
function lineOf({ scrub }, event) {
	const words = /* @__PURE__ */ new Set([
		"request",
		"message",
		"rawStatus"
	]);
	return JSON.stringify(event, (name, value) => words.has(name) ? mapTexts(value, scrub) : value);
}
function mapTexts(value, change) {
	if (typeof value === "string") return change(value);
	if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}
/** Puts a settled entry into history. Of several who try, the one whose rename succeeds does it. */
async function archive(places, entry) {
	const path = pathOf(places, entry.id, leaving);
	if (renameNow(pathOf(places, entry.id), path)) await putAway(places, entry, path);
}
/** The rest of putting an entry away, once its file was renamed. */
async function putAway(places, entry, path) {
	const { folder, requests, bodies } = places;
	const { bodyFile, claim } = entry.begun;
	await append(join(folder, "history.jsonl"), JSON.stringify(historyLine(entry)), appending | constants.O_CREAT);
	const body = join(bodies, bodyFile);
	if (existsSync(body)) await remove(body);
	if (claimedBy(places, claim) === entry.id) removeNow(join(requests, claim));
	await remove(path);
}
/** The id of the entry that holds a claim, which is a link to that entry's file; undefined when nobody does. */
function claimedBy(places, claim) {
	const [first = ""] = readNow(join(places.requests, claim))?.split("\n", 1) ?? [];
	const begun = foldEntry(claim, first)?.begun;
	return begun && basename(begun.bodyFile, ".json");
}
/** Gives a claimed draft its name. Whoever meets a claim does this, should its maker have died in between. */
function promote(places, id) {
	renameNow(pathOf(places, id, draft), pathOf(places, id));
}

// src/journal/in-flight.ts
/** Nothing taken yet. What is over is forgotten, so that a million requests do not sit in memory. */
function createTaken() {
	const rows = /* @__PURE__ */ new Map();
	return {
		row: (print) => rows.get(print),
		open(print, claims) {
			const row = rows.get(print) ?? {
				untried: [...claims],
				slot: 1,
				held: /* @__PURE__ */ new Set()
			};
			rows.set(print, row);
			return row;
		},
		hold: (print, id) => void rows.get(print)?.held.add(id),
		swap(print, id, instead) {
			const held = rows.get(print)?.held;
			if (!held || held.has(instead)) return false;
			held.delete(id);
			held.add(instead);
			return true;
		},
		release(claim, id) {
			const print = claim.slice(0, claim.lastIndexOf("-"));
			const held = rows.get(print)?.held;
			held?.delete(id);
			if (held?.size === 0) rows.delete(print);
		}
	};
}

// src/journal/claim.ts
const claimsLifeMs = 1e3;
/** What makes two requests the same: origin, account, body bytes (design rule 3). */
function fingerprint({ origin, account, body }) {
	return createHash("sha256").update(`${origin}\0${account}\0`).update(body).digest("hex").slice(0, 32);
}
/** SHA-256 of a body, in hex: what stays of it in the journal. */
function bodyHash(body) {
	return createHash("sha256").update(body).digest("hex");
}
/** Joins the first entry that is the same request; where there is none, writes it down and takes the first free claim. */
async function begin(places, asked, { isNew, taken = createTaken(), joinsForMs = keyLifeMs }) {
	const claiming = {
		asked,
		print: fingerprint(asked),
		id: randomBytes(12).toString("hex"),
		isNew,
		taken,
		joinsForMs
	};
	const { print, id } = claiming;
	const row = taken.row(print) ?? taken.open(print, isNew ? [] : await claimsOf(places, print));
	taken.hold(print, id);
	for (let name = row.untried.shift(); name !== void 0; name = row.untried.shift()) {
		const found = await joinHolder(places, name, claiming);
		if (found) return found;
	}
	let found;
	try {
		const body = writeBody(places, claiming);
		while (!found) {
			const begun = begunOf(asked, {
				bodyFile: `${id}.json`,
				claim: `${print}-${row.slot}.claim`
			});
			row.slot += 1;
			taken.hold(print, id);
			if (await take(places, {
				begun,
				id,
				body
			})) found = {
				entry: newEntry(id, begun),
				joined: false
			};
			else found = await joinHolder(places, begun.claim, claiming);
		}
		return found;
	} finally {
		if (!found || found.joined) for (const path of [pathOf(places, id, draft), join(places.bodies, `${id}.json`)]) await remove(path);
	}
}
async function writeBody(places, { asked, id }) {
	await Promise.all([writeNew(join(places.bodies, `${id}.json`), asked.body), syncFolder(places.bodies)]);
}
async function joinHolder(places, name, { asked, print, id, isNew, taken, joinsForMs }) {
	const holder = isNew ? void 0 : await holderOf(places, name);
	if (!holder || !isSame(holder, asked, joinsForMs) || !taken.swap(print, id, holder.id)) return void 0;
	const entry = await joinEntry(places, holder);
	return entry && {
		entry,
		joined: true
	};
}
/** The claims of a request, by their number. The folder is read anew after a second, later if it is large: it takes a fiftieth of the time at most. */
async function claimsOf(places, print) {
	const begun = performance.now();
	if (!places.claims || begun > places.claims.until) {
		const byPrint = groupClaims(await readdir(places.requests));
		const now = performance.now();
		places.claims = {
			until: now + Math.max(claimsLifeMs, 50 * (now - begun)),
			byPrint
		};
	}
	return places.claims.byPrint.get(print) ?? [];
}
/** Names of claims by the fingerprint they begin with, each in the order of its numbers. */
function groupClaims(names) {
	const groups = /* @__PURE__ */ new Map();
	const numbered = names.filter((name) => name.endsWith(".claim")).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
	for (const name of numbered) {
		const print = name.slice(0, name.lastIndexOf("-"));
		groups.set(print, [...groups.get(print) ?? [], name]);
	}
	return groups;
}
/** Writes the entry, then takes the claim; false when that is taken. Body and entry are whole and synced before: a claim never stands for something unwritten. */
async function take(places, { begun, id, body }) {
	const draftPath = pathOf(places, id, draft);
	await Promise.all([body, writeNew(draftPath, `${lineOf(places, begun)}\n`)]);
	if (!await linkNew(draftPath, join(places.requests, begun.claim))) {
		await remove(draftPath);
		return false;
	}
	promote(places, id);
	await syncFolder(places.requests);
	return true;
}
/** The entry that holds a claim; undefined when the claim is free, or nothing stands behind it. */
async function holderOf(places, claim) {
	const id = claimedBy(places, claim);
	if (id === void 0) return void 0;
	promote(places, id);
	const entry = await read(places, id);
	if (!entry || !isSettled(entry)) return entry;
	await archive(places, entry);
}
/** Takes part in an entry; undefined when it was settled meanwhile. Throws when it is too old to be asked again. */
async function joinEntry(places, holder) {
	if (holder.state === "unknown" && isKeyExpired(holder, Date.now())) throw expiredKey(holder);
	await record(places, holder, {
		type: "joined",
		at: Date.now()
	});
	const entry = await read(places, holder.id);
	return entry && !isSettled(entry) ? entry : void 0;
}
function begunOf({ key, origin, account, body, cwd, outputDir, save, stem, request, wantedSha256 }, { bodyFile, claim }) {
	return {
		type: "begun",
		at: Date.now(),
		key,
		origin,
		account,
		bodySha256: bodyHash(body),
		bodyFile,
		claim,
		cwd,
		outputDir,
		save,
		stem,
		request,
		...wantedSha256 === void 0 ? {} : { wantedSha256 }
	};
}
/** Whether an unsettled entry of the same fingerprint is the same request: not when the user named another key, nor when it runs and is past joining. */
function isSame(entry, { key, isKeyGiven }, joinsForMs) {
	if (isSettled(entry) || entry.isHanded || isKeyGiven && entry.begun.key !== key) return false;
	return entry.state === "unknown" || Date.now() - entry.begun.at < joinsForMs;
}
/** Past 23 h nobody can tell any more, by asking again, whether a create arrived (design rule 3). */
function expiredKey({ begun }) {
	return new HiapiError("unknown_outcome", `this request was sent ${Math.round((Date.now() - begun.at) / 36e5)} h ago and its acceptance is still unknown; its key is no longer valid`, {
		idempotencyKey: begun.key,
		hint: "look for it with: tasks --remote; to pay for another image, ask for this one alone with --new"
	});
}

// src/journal/journal.ts
/**
* What was asked and what came of it, on disk (design rules 3 and 4): one append-only file of JSON lines for each request
* that is not settled, one line in `history.jsonl` for each that is. Several processes may write at once: a request's
* file comes to be whole by one link, under a name made of the request, so that of two who begin the same only one makes it.
*/
/** A body or draft that is still unnamed after this long belongs to nobody. */
const abandonedMs = 36e5;
/** An entry that a crash left half put away is finished by others after this long. */
const leavingMs = 6e4;
/** How many steps are on the disk at once: thousands of tasks must not run out of file handles. */
const openFiles = 16;
/** The mark of an account: 16 hex digits that tell keys apart and give none away (design rule 4). */
function accountMark(apiKey) {
	return createHash("sha256").update(`hiapi-img\0${apiKey}`).digest("hex").slice(0, 16);
}
/** Opens the journal in a private folder that exists. `scrub` takes secrets out of what is written. */
async function openJournal(folder, scrub = (text) => text) {
	const places = {
		folder,
		requests: join(folder, "requests"),
		bodies: join(folder, "bodies"),
		scrub
	};
	for (const path of [places.requests, places.bodies]) await mkdir(path, {
		recursive: true,
		mode: 448
	});
	const inTurn = pLimit(openFiles);
	return {
		folder,
		begin: (asked, options) => inTurn(() => begin(places, asked, options)),
		record: (entry, event) => inTurn(() => record(places, entry, event)),
		read: (id) => inTurn(() => read(places, id)),
		unfinished: ({ isSure = false } = {}) => unfinished(places, isSure ? 0 : leavingMs),
		body: ({ begun }) => readFile(join(places.bodies, begun.bodyFile), "utf8").catch(ignoreMissing),
		archive: (entry) => inTurn(() => archive(places, entry))
	};
}
async function unfinished(places, patienceMs) {
	const entries = [];
	for (const name of await readdir(places.requests)) {
		if (!name.endsWith(".jsonl")) continue;
		const entry = await read(places, name.slice(0, -extension.length));
		if (entry && isSettled(entry)) await archive(places, entry);
		else if (entry) entries.push(entry);
	}
	await sweep(places, entries, patienceMs);
	return entries.sort((a, b) => a.begun.at - b.begun.at);
}
/** Takes away what crashes left and nobody can be working on any more: unneeded bodies, drafts, claims of nothing, entries half put away. */
async function sweep(places, entries, patienceMs) {
	const { bodies, requests } = places;
	const now = Date.now();
	const needed = new Set(entries.filter((entry) => !isKeyExpired(entry, now)).map(({ begun }) => begun.bodyFile));
	const claims = new Set(entries.map(({ begun }) => begun.claim));
	const left = [...(await readdir(requests)).filter((name) => !name.endsWith(".jsonl") && !claims.has(name)).map((name) => join(requests, name)), ...(await readdir(bodies)).filter((name) => !needed.has(name)).map((name) => join(bodies, name))];
	for (const path of left) {
		const found = await stat(path).catch(ignoreMissing);
		const patience = path.endsWith(".leaving") ? patienceMs : abandonedMs;
		if (!found || now - found.mtimeMs < patience) continue;
		const entry = path.endsWith(".leaving") ? foldEntry(basename(path, leaving), await readFile(path, "utf8")) : void 0;
		if (entry) await putAway(places, entry, path);
		else await unlink(path).catch(ignoreMissing);
	}
}

// src/journal/state-dir.ts
/**
* Makes the folder, for its owner only. Throws when it cannot be made or written.
* Returns what a person should know of it: that others can read it and it is not ours to close.
*/
async function makePrivate(folder) {
	await mkdir(folder, {
		recursive: true,
		mode: 448
	});
	const { mode } = await stat(folder);
	if ((mode & 63) === 0) return void 0;
	return await chmod(folder, 448).then(() => true, () => false) ? void 0 : `${folder} can be read by others and is not ours to close`;
}
/**
* The first folder of two that can be used: the state folder, else `.hiapi-img` in the caller's directory, kept out of git.
* Throws `output` when neither can: nothing may be paid for that could not be written down (design rule 4).
*/
async function openStateFolder({ env, platform, cwd, warn }) {
	const wanted = stateFolder(env, { platform });
	const fallback = fallbackFolder(cwd);
	try {
		const notice = await makePrivate(wanted);
		await probe(wanted);
		if (notice) warn(notice);
		return wanted;
	} catch (refused) {
		const reason = refused instanceof Error ? refused.message : String(refused);
		try {
			await makePrivate(fallback);
			await writeFile(join(fallback, ".gitignore"), "*\n", { mode: 384 });
			warn(`${wanted} cannot be written (${reason}): the journal is kept in ${fallback}`);
			return fallback;
		} catch (error) {
			throw new HiapiError("output", `no folder for the journal: ${reason}; ${error instanceof Error ? error.message : String(error)}`, {
				cause: error,
				hint: "nothing was sent: name a folder that can be written with HIAPI_STATE_DIR, then run the same command"
			});
		}
	}
}
/** A folder may exist and still take nothing: the only proof is to write. */
async function probe(folder) {
	const path = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
	await writeFile(path, "", { mode: 384 });
	await unlink(path);
}

// src/journal/open.ts
/** Opens the user's journal. Throws `output` before anything is sent when there is nowhere to keep one. */
async function openLedger(io, warn) {
	return {
		journal: await journalIn(await openStateFolder({
			...io,
			warn
		}), secretScrub(io)),
		close: () => Promise.resolve()
	};
}
/** A journal of the built-in sandbox: it lives as long as the command (design rule 4). */
async function openSandboxLedger() {
	const folder = await mkdtemp(join(tmpdir(), "hiapi-img-sandbox-")).catch((error) => {
		throw journalError(error);
	});
	return {
		journal: await journalIn(folder),
		close: () => rm(folder, {
			recursive: true,
			force: true
		})
	};
}
function secretScrub({ env }) {
	const key = (env.HIAPI_API_KEY ?? "").trim();
	return (text) => key.length >= 8 ? text.replaceAll(key, "[HIAPI_API_KEY]") : text;
}
async function journalIn(folder, scrub) {
	try {
		return await openJournal(folder, scrub);
	} catch (error) {
		throw journalError(error);
	}
}
/** A disk that does not take the journal, before anything was sent. */
function journalError(error) {
	if (error instanceof HiapiError || !(error instanceof Error)) return error;
	return new HiapiError("output", `the journal cannot be written: ${error.message}`, {
		cause: error,
		hint: "nothing was sent by this command: free some space or name another folder with HIAPI_STATE_DIR, then run the same command"
	});
}

export { accountMark, bodyHash, createTaken, expiredKey, forgetHistory, isKeyExpired, isSettled, journalError, makePrivate, openLedger, openSandboxLedger, pLimit, readHistory, readHistoryLine, readHistoryLines, readLinesNow, recentBytes, resultLifeMs };
