import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { HiapiError, codeOf, commandLine, commands, errorFields, exitCodes, lineKeys, links, oneLine, quote, readSettings, splitAtUrls, suggest, usageError } from "./core.mjs";
import { bodyHash, createTaken, readHistoryLine, readHistoryLines, readLinesNow } from "./open.mjs";
import { describePayload, fieldsOf, storedPayload, textOf } from "./process.mjs";
import { estimateOf, fetchPriceList, prepareRequest, pricingModelOf, readLines, requestOf } from "./request.mjs";
import { parse } from "./csv-parse.mjs";
import { createRateLimiter, createRunScope, finishRun, prefixedLog, runTask, splitSession, withContext } from "./pipeline.mjs";
import { openSandboxSession, openSession } from "./sessions.mjs";
import { fallbackFolder, stateFolder } from "./start.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { createReadStream, existsSync, lstatSync } = require("node:fs");
const open = (...given) => require("node:fs/promises").open(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { dirname, join, resolve } = require("node:path");
const { tmpdir } = require("node:os");
const { pipeline } = require("node:stream/promises");

// src/batch/budget.ts
const unpaid = [
	"usage",
	"account",
	"unavailable",
	"update_required",
	"task_failed"
];
/** Whether nothing is owed after a failure: the create was refused, or never accepted (design rule 3). With a task id there is a task. */
function isUnpaid({ kind, facts }) {
	return unpaid.includes(kind) && facts.taskId === void 0;
}
/** Dollars are counted in millionths, so that sums are exact. */
const micro = 1e6;
function createBudget({ maxImages, maxUsd }) {
	const most = maxUsd === void 0 ? Number.POSITIVE_INFINITY : Math.round(maxUsd * micro);
	let images = 0;
	let spent = 0;
	return {
		spend(usd) {
			const price = Math.round(usd * micro);
			if (maxImages !== void 0 && images + 1 > maxImages) return "max-images";
			if (spent + price > most) return "max-usd";
			images += 1;
			spent += price;
		},
		giveBack(usd) {
			images -= 1;
			spent -= Math.round(usd * micro);
		},
		get spentUsd() {
			return spent / micro;
		}
	};
}

// src/batch/identity.ts
/** What an image of a batch is known by from one run to the next: payload, output folder, and which of several. */
/** An image's identity as a number that a `NumberMap` takes. @param occurrence which of several, from 1; 0 for all of them */
function identityOf({ bodySha256, outputDir }, occurrence = 0) {
	return numberOf(`${bodySha256}\0${outputDir}\0${occurrence}`);
}
/** 53 bits of a hash, never 0. */
function numberOf(text) {
	const hash = createHash("sha256").update(text).digest();
	return hash.readUIntBE(0, 6) * 32 + ((hash[6] ?? 0) >> 3) || 1;
}

// src/batch/number-map.ts
/** Keys are whole numbers from 1 to 2^53 - 1, spread evenly; hashes are. Open addressing, at most two thirds full. */
function createNumberMap() {
	let keys = /* @__PURE__ */ new Float64Array(1024);
	let values = /* @__PURE__ */ new Float64Array(1024);
	let count = 0;
	const place = (key) => {
		let at = key % keys.length;
		while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) % keys.length;
		return at;
	};
	const put = (key, value) => {
		const at = place(key);
		if (keys[at] === 0) count += 1;
		keys[at] = key;
		values[at] = value;
	};
	const grow = () => {
		const [oldKeys, oldValues] = [keys, values];
		keys = new Float64Array(2 * oldKeys.length);
		values = new Float64Array(keys.length);
		count = 0;
		for (const [at, key] of oldKeys.entries()) if (key !== 0) put(key, oldValues[at] ?? 0);
	};
	return {
		get(key) {
			const at = place(key);
			return keys[at] === 0 ? void 0 : values[at];
		},
		set(key, value) {
			if (3 * (count + 1) > 2 * keys.length) grow();
			put(key, value);
		}
	};
}

// src/batch/done.ts
const nothingDone = {
	find: () => void 0,
	findAnew: () => void 0
};
/**
* Goes through the history and notes where the wanted images stand in it; what is kept of a million is a few numbers each.
* @param origin only what came from this address counts: a sandbox's picture is no picture
*/
async function findDone(folder, { wanted }, origin) {
	const maps = {
		places: createNumberMap(),
		sizes: createNumberMap(),
		have: createNumberMap(),
		seen: createNumberMap()
	};
	let readTo = 0;
	const note = (line) => {
		readTo = line.offset + line.size;
		const key = numberOf(`key\0${String(line.entry.key)}`);
		const made = maps.seen.get(key) ? void 0 : madeBy(line.entry, {
			origin,
			wanted
		});
		if (!made) return;
		maps.seen.set(key, 1);
		const identity = identityOf(made);
		const occurrence = (maps.have.get(identity) ?? 0) + 1;
		maps.have.set(identity, occurrence);
		const place = identityOf(made, occurrence);
		maps.places.set(place, line.offset);
		maps.sizes.set(place, line.size);
	};
	const find = (item) => {
		const place = identityOf(item, item.occurrence);
		const [offset, size] = [maps.places.get(place), maps.sizes.get(place)];
		if (offset === void 0 || size === void 0) return void 0;
		const entry = readHistoryLine(folder, {
			offset,
			size
		});
		return madeBy(entry, {
			origin,
			wanted
		}) ? entry : void 0;
	};
	for await (const line of readHistoryLines(folder)) note(line);
	return {
		find,
		findAnew(item) {
			for (const line of readLinesNow(folder, readTo)) note(line);
			return find(item);
		}
	};
}
/** What a settled request made, when that is wanted and each of its files is there. */
function madeBy(entry, { origin, wanted }) {
	const bodySha256 = textOf(entry, "wantedSha256", "bodySha256");
	const files = Array.isArray(entry.files) ? entry.files.map(fieldsOf) : [];
	const first = textOf(files[0] ?? {}, "path");
	if (entry.origin !== origin || bodySha256 === void 0 || first === void 0) return void 0;
	const made = {
		bodySha256,
		outputDir: dirname(first)
	};
	if (wanted.get(identityOf(made)) === void 0) return void 0;
	for (const file of files) if (sizeOf(textOf(file, "path") ?? "") !== file.bytes) return void 0;
	return made;
}
/** The size of a plain file; undefined when there is none. */
function sizeOf(path) {
	try {
		const found = lstatSync(path);
		return found.isFile() ? found.size : void 0;
	} catch {
		return;
	}
}
/** A settled request as its line of results, from what the history keeps of it. */
function madeBefore(entry) {
	const { model, ...described } = describePayload(storedPayload(entry.request));
	const outputs = (Array.isArray(entry.files) ? entry.files.map(fieldsOf) : []).map(({ index: _, sha256: __, ...file }) => ({
		kind: "file",
		...file
	}));
	const mark = entry.sandbox === true ? { sandbox: true } : {};
	return {
		model,
		taskId: entry.taskId,
		idempotencyKey: entry.key,
		...described,
		...mark,
		status: "success",
		outputs
	};
}

// src/batch/fields.ts
/** One line of a batch as options: its fields are named as the options of `generate` are. */
/** Field name → option: each long flag without its dashes, and `n`. */
const fields = new Map(commands.generate.options.filter(({ key }) => lineKeys.includes(key)).flatMap((option) => [...option.flags.matchAll(/(?:^|[\s,])--?([a-z][a-z-]*)/g)].map(([, name = ""]) => [name, option])).filter(([name]) => name.length > 1 || name === "n"));
const fieldNames = [...fields.keys()];
/** A line's record → the options that it sets, and what is wrong with it. Names may be written `aspect-ratio`, `aspect_ratio` or `aspectRatio`. */
function optionsOf(record) {
	const options = {};
	const problems = [];
	for (const [given, value] of Object.entries(record)) {
		const name = kebab(given);
		const option = fields.get(name);
		const problem = option ? readField(option, {
			name,
			given,
			value,
			options
		}) : unknownField(given);
		if (problem) problems.push(problem);
	}
	return {
		options,
		problems
	};
}
/** Sets an option from a field; or says what is wrong with it. */
function readField(option, field) {
	const { name, given, value, options } = field;
	if (option.kind === "list" || option.kind === "split") return readList(option, field);
	if (option.key in options) return fieldProblem(given, value, "one value", "was given twice");
	if (option.kind === "number") return readCount(option, field);
	if (typeof value !== "string") return fieldProblem(given, value, "a text", `${quote(value)} is no text`);
	if (name === "prompt-file" && value === "-") return fieldProblem(given, value, "a file", "\"-\" is not accepted: a line cannot read stdin");
	options[option.key] = value;
}
function readList({ key, kind }, { given, value, options }) {
	const split = (text) => kind === "split" ? splitAtUrls(text) : [text];
	const list = typeof value === "string" ? split(value) : [value].flat();
	if (!list.every((item) => typeof item === "string")) return fieldProblem(given, value, "a text or a list of texts", "is neither a text nor a list of texts");
	const before = options[key];
	options[key] = Array.isArray(before) ? [...before, ...list] : list;
}
function readCount({ key, range: [least, most] = [1, 100] }, { given, value, options }) {
	const count = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
	if (typeof count !== "number" || !Number.isInteger(count) || count < least || count > most) return fieldProblem(given, value, `a whole number from ${least} to ${most}`, `${quote(value)} is not accepted`);
	options[key] = count;
}
function kebab(name) {
	return name.trim().replace(/([a-z])([A-Z])/g, "$1-$2").replaceAll("_", "-").toLowerCase();
}
function unknownField(given) {
	const near = suggest(kebab(given), fieldNames);
	const advice = near ? `did you mean ${near}?` : `a line takes ${fieldNames.join(", ")}`;
	return {
		field: given,
		given,
		accepted: fieldNames,
		message: `unknown field ${quote(given)}: ${advice}`
	};
}
function fieldProblem(field, given, accepted, what) {
	return {
		field,
		given,
		accepted,
		message: `${field} ${what}: give ${accepted}`
	};
}

// src/batch/records.ts
/** The longest line; a body has at most 32 MiB, and its base64 is as long here as there. */
const maxLineBytes = 50331648;
/** Reads a batch. What it is, its first character says: `{` begins JSONL, anything else the header of a CSV. */
async function* readRecords(bytes) {
	const { first, all } = await firstCharacter(bytes);
	if (first === "[") {
		yield {
			line: 1,
			problem: problemOf("[", "one JSON object a line", "this is a JSON array: write one object a line, without brackets and commas between them")
		};
		return;
	}
	if (first !== "") yield* first === "{" ? jsonRecords(all) : csvRecords(all);
}
/** The first character that is no white space, and the same bytes from their start. */
async function firstCharacter(bytes) {
	const begun = [];
	const rest = bytes[Symbol.asyncIterator]();
	let first = "";
	while (first === "") {
		const { done, value } = await rest.next();
		if (done) break;
		const chunk = Buffer.from(value);
		begun.push(begun.length === 0 && chunk.subarray(0, 3).equals(Buffer.from("﻿")) ? chunk.subarray(3) : chunk);
		first = begun[begun.length - 1]?.toString("latin1").trim().slice(0, 1) ?? "";
	}
	return {
		first,
		all: joined(begun, rest)
	};
}
async function* joined(begun, rest) {
	yield* begun;
	for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
async function* jsonRecords(bytes) {
	for await (const line of readLines(bytes, { maxBytes: maxLineBytes })) {
		if (line.fault === void 0 && line.text.trim() === "") continue;
		yield {
			line: line.number,
			...parseRecord(line)
		};
	}
}
function parseRecord({ text, fault }) {
	const accepted = "a JSON object";
	if (fault) return { problem: problemOf(fault, accepted, `the line is ${fault}`) };
	try {
		const record = JSON.parse(text);
		if (typeof record === "object" && record !== null && !Array.isArray(record)) return { record: { ...record } };
		return { problem: problemOf(text, accepted, `${quote(text)} is no JSON object`) };
	} catch (error) {
		return { problem: problemOf(text, accepted, `${quote(text)} is no JSON: ${oneLine(error instanceof Error ? error.message : "", 120)}`) };
	}
}
/** CSV (RFC 4180): a cell that is empty sets nothing. A row that is none is one problem; those behind it are read all the same. */
async function* csvRecords(bytes) {
	const faults = [];
	let faultyLine = 0;
	const parser = parse({
		relax_column_count: true,
		record_delimiter: ["\r\n", "\n"],
		max_record_size: maxLineBytes,
		info: true,
		skip_records_with_error: true
	}).on("skip", ({ lines, message }) => {
		if (faultyLine !== Number(lines)) faults.push(faultAt(Number(lines), message));
		faultyLine = Number(lines);
	});
	const feeding = pipeline(bytes, parser);
	feeding.catch(() => void 0);
	let header;
	let returns = 0;
	for await (const row of parser) {
		const { record, info } = row;
		returns += record.join().split("\r").length - 1;
		const line = info.lines - returns - (record.join().split("\n").length - 1);
		yield* faults.splice(0);
		if (header && record.join("") !== "") yield {
			line,
			...cellsOf(record, header)
		};
		if (!header && record.length === 1 && record[0]?.includes(";")) yield {
			line,
			problem: problemOf(record[0], "commas", "the cells are parted by semicolons: use commas")
		};
		header ??= record;
	}
	await feeding;
	yield* faults;
}
function faultAt(line, message) {
	return {
		line,
		problem: problemOf("", "CSV with a header", `the row cannot be read: ${oneLine(message, 160)}; a cell with quotes or line breaks is quoted, and its quotes doubled`)
	};
}
function cellsOf(cells, header) {
	if (cells.length !== header.length) {
		const what = `the row has ${cells.length} cells, the header ${header.length}`;
		return { problem: problemOf(cells.join(","), `${header.length} cells`, `${what}: quote a cell that holds a comma`) };
	}
	if (cells.some((cell) => cell.includes("�"))) return { problem: problemOf(cells.join(","), "UTF-8", "the row is not UTF-8: save the file as UTF-8") };
	const record = Object.create(null);
	for (const [index, name] of header.entries()) {
		const cell = cells[index] ?? "";
		if (cell === "") continue;
		record[name] = name in record ? [record[name], cell].flat() : cell;
	}
	return { record };
}
function problemOf(given, accepted, message) {
	return {
		field: "line",
		given: oneLine(given, 80),
		accepted,
		message
	};
}

// src/batch/spool.ts
/** Where an image stands in the file, as its results say it. */
function placeOf({ line, part, of }) {
	return {
		line,
		...of > 1 ? { part } : {}
	};
}
/** A private file that has no name from the moment it is open: nobody else reads it, and no crash leaves it behind. */
async function openSpool() {
	const path = join(tmpdir(), `hiapi-img-batch-${randomBytes(8).toString("hex")}.jsonl`);
	const file = await open(path, "wx+", 384).catch(spoolError);
	await unlink(path);
	let waiting = [];
	let size = 0;
	const flush = async () => {
		if (waiting.length > 0) await file.appendFile(waiting.join("")).catch(spoolError);
		waiting = [];
		size = 0;
	};
	return {
		async add(item) {
			const line = `${JSON.stringify(item)}\n`;
			waiting.push(line);
			size += line.length;
			if (size > 65536) await flush();
		},
		flush,
		items: () => readItems(file),
		close: () => file.close()
	};
}
function spoolError(error) {
	const reason = error instanceof Error ? error.message : String(error);
	throw new HiapiError("output", `the batch cannot be kept in ${tmpdir()}: ${reason}`, {
		hint: "nothing was sent: set TMPDIR to a folder with room that can be written, and run the same command again",
		code: codeOf(error),
		cause: error
	});
}
async function* readItems(file) {
	for await (const { text } of readLines(createReadStream("", {
		fd: file,
		start: 0,
		autoClose: false
	}))) yield JSON.parse(text);
}

// src/batch/plan.ts
const shownProblems = 100;
/** Reads and checks a whole batch before anything is sent. Throws one usage error with the first problems, their lines, and a count. */
async function planBatch(planning) {
	const spool = await openSpool();
	const checked = createChecked();
	try {
		for await (const { line, record = {}, problem } of readRecords(planning.bytes)) {
			planning.signal.throwIfAborted();
			checked.lines += 1;
			const items = problem ? refuse(checked, line, [problem]) : await checkLine(line, record, {
				planning,
				checked
			});
			for (const item of items) await spool.add(item);
		}
		if (checked.lines === 0) throw usageError([emptyProblem()]);
		if (checked.count > 0) throw problemsError(checked);
		await spool.flush();
	} catch (error) {
		await spool.close();
		throw error;
	}
	const { lines, images, kinds, wanted, notices } = checked;
	return {
		lines,
		images,
		kinds: [...kinds.values()],
		wanted,
		notices: noticeLines(notices),
		items: spool.items,
		close: spool.close
	};
}
function createChecked() {
	return {
		lines: 0,
		images: 0,
		refused: 0,
		count: 0,
		problems: [],
		kinds: /* @__PURE__ */ new Map(),
		wanted: createNumberMap(),
		keys: createNumberMap(),
		notices: /* @__PURE__ */ new Map()
	};
}
function refuse(checked, line, problems) {
	checked.refused += 1;
	checked.count += problems.length;
	const room = shownProblems - checked.problems.length;
	checked.problems.push(...problems.slice(0, Math.max(0, room)).map((problem) => ({
		...problem,
		line,
		message: `line ${line}: ${problem.message}`
	})));
	return [];
}
async function checkLine(line, record, { planning, checked }) {
	const { options: own, problems } = optionsOf(record);
	const { count = 1, ...options } = {
		...planning.defaults,
		...own
	};
	const found = [...problems, ...keyProblems(options, {
		count,
		line,
		keys: checked.keys
	})];
	try {
		const prepared = await prepareLine(options, planning.cwd, {
			problems: found,
			secret: planning.secret
		});
		for (const notice of prepared.notices) checked.notices.set(notice, (checked.notices.get(notice) ?? 0) + 1);
		return itemsOf({
			line,
			count,
			options,
			prepared,
			cwd: planning.cwd,
			checked
		});
	} catch (error) {
		if (!(error instanceof HiapiError) || error.kind !== "usage") throw error;
		return refuse(checked, line, error.facts.problems ?? []);
	}
}
/** A line's options as a checked request. Throws a usage error with all that is wrong. */
function prepareLine(options, cwd, checks = {}) {
	return prepareRequest(options, [], {
		cwd,
		stdin: nothing(),
		...checks
	});
}
async function* nothing() {}
function itemsOf({ line, count, options, prepared, cwd, checked }) {
	const outputDir = resolve(cwd, options.outputDir ?? "outputs");
	const bodySha256 = bodyHash(prepared.body);
	const kind = kindOf(prepared.payload, {
		line,
		count,
		checked
	});
	const identity = identityOf({
		bodySha256,
		outputDir
	});
	checked.images += count;
	return Array.from({ length: count }, (_, index) => {
		const occurrence = (checked.wanted.get(identity) ?? 0) + 1;
		checked.wanted.set(identity, occurrence);
		return {
			line,
			part: index + 1,
			of: count,
			options,
			outputDir,
			bodySha256,
			occurrence,
			kind
		};
	});
}
function kindOf(payload, { line, count, checked }) {
	const { prompt: _, ...input } = payload.input;
	const plain = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isReference(name) ? true : value]));
	const name = JSON.stringify([
		payload.model,
		payload.route,
		payload.storage,
		plain
	]);
	const known = checked.kinds.get(name);
	if (known) known.images += count;
	if (known) return known.index;
	const index = checked.kinds.size;
	checked.kinds.set(name, {
		index,
		images: count,
		line,
		payload: {
			...payload,
			input: {
				...plain,
				prompt: ""
			}
		}
	});
	return index;
}
function isReference(name) {
	return [
		"input_urls",
		"image_urls",
		"image"
	].includes(name);
}
/** A key names one request: neither several images nor two lines. */
function keyProblems({ idempotencyKey }, { count, line, keys }) {
	if (idempotencyKey === void 0) return [];
	const facts = {
		field: "idempotency-key",
		given: idempotencyKey
	};
	const number = numberOf(idempotencyKey.trim());
	const before = keys.get(number);
	keys.set(number, before ?? line);
	return [...count > 1 ? [{
		...facts,
		accepted: "one image",
		message: "an idempotency key names one image: leave out the count or the key"
	}] : [], ...before !== void 0 ? [{
		...facts,
		accepted: "a key of its own",
		message: `line ${before} has the same idempotency key: give each its own`
	}] : []];
}
function problemsError({ refused, lines, count, problems }) {
	const some = count > problems.length ? `; the first ${problems.length} are listed` : "";
	const first = problems[0]?.message ?? "";
	const message = `${refused} of ${lines} lines cannot be used, ${count} ${count === 1 ? "problem" : "problems"}${some}: ${first}`;
	return new HiapiError("usage", message, {
		problems,
		hint: "nothing was sent: mend these lines and run the same command again"
	});
}
function emptyProblem() {
	return {
		field: "file",
		given: "no line",
		accepted: "JSONL, or CSV with a header",
		message: "the batch has no lines: give JSONL, or CSV with a header"
	};
}
const shownNotices = 20;
function noticeLines(notices) {
	const lines = [...notices].map(([notice, count]) => count === 1 ? notice : `${notice} (${count} lines)`);
	return lines.length > shownNotices ? [...lines.slice(0, shownNotices), `and ${lines.length - shownNotices} more of the kind`] : lines;
}

// src/batch/quotes.ts
/** Asks for the price list once (contract section 7). Throws `unavailable` when it cannot be reached. */
async function quoteKinds(api, kinds, signal) {
	const list = await fetchPriceList(api, signal);
	const prices = kinds.map(({ payload }) => estimateOf(payload, list)?.estimatedUsd);
	return {
		prices,
		unpriced: kinds.filter((_, index) => prices[index] === void 0),
		facts: {
			pricingPage: links.pricing,
			note: "a snapshot of the published prices, not a promise; images that were made before are not in it"
		}
	};
}
/** Without a price, nobody could say when a sum is passed. */
function unpricedError(kinds) {
	const problems = kinds.slice(0, 100).map(({ line, payload, images }) => {
		const name = pricingModelOf(payload);
		return {
			field: "max-usd",
			given: name,
			accepted: "models with a published price",
			message: `line ${line}: current pricing does not list ${name} (${images} images): leave out --max-usd, or these lines`,
			line
		};
	});
	return usageError(problems, "nothing was sent: --max-images bounds a batch without prices");
}

// src/batch/progress.ts
const cells = 12;
/** A batch as one line: a bar, counts, images a minute, time left. The most telling comes first, as a narrow terminal cuts the end. */
function progressLine({ total, saved, skipped, failed, running, elapsedMs }) {
	const over = saved + skipped + failed;
	const filled = total === 0 ? cells : Math.floor(cells * over / total);
	const perMs = saved + failed > 0 ? (saved + failed) / elapsedMs : 0;
	return [
		`${"█".repeat(filled)}${"░".repeat(cells - filled)} ${over}/${total}`,
		...failed > 0 ? [`${failed} failed`] : [],
		...perMs > 0 ? [`${spelled(perMs * 6e4)}/min`, `${duration((total - over) / perMs)} left`] : [duration(elapsedMs)],
		`${running} running`
	].join(" · ");
}
function spelled(rate) {
	return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}
function duration(ms) {
	const seconds = Math.round(ms / 1e3);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

// src/batch/tally.ts
function createTally(total) {
	const begunAt = performance.now();
	const counts = {
		saved: 0,
		skipped: 0,
		failed: 0,
		pending: 0,
		unknown: 0
	};
	const codes = /* @__PURE__ */ new Set();
	let begun = 0;
	let stopped;
	const over = () => counts.saved + counts.failed + counts.pending + counts.unknown;
	const left = () => total - begun - counts.skipped;
	return {
		begin() {
			begun += 1;
		},
		save() {
			counts.saved += 1;
		},
		skip() {
			counts.skipped += 1;
		},
		skipBegun() {
			begun -= 1;
			counts.skipped += 1;
		},
		fail(error) {
			codes.add(error.exitCode);
			counts[countOf(error)] += 1;
		},
		stop(why) {
			stopped ??= why;
		},
		get stopped() {
			return stopped;
		},
		standing: () => ({
			total,
			saved: counts.saved,
			skipped: counts.skipped,
			failed: over() - counts.saved,
			running: begun - over(),
			elapsedMs: performance.now() - begunAt
		}),
		summary: () => ({
			...counts,
			notStarted: left()
		}),
		exitCode() {
			const all = new Set(codes);
			if (left() > 0 && stopped !== "fail-fast") all.add(exitCodes.partial);
			const [only] = all;
			return all.size > 1 ? exitCodes.partial : only ?? 0;
		}
	};
}
function countOf({ kind }) {
	if (kind === "unknown_outcome") return "unknown";
	return kind === "pending" || kind === "interrupted" ? "pending" : "failed";
}

// src/batch/run.ts
/** Runs through a plan and counts what became of it. Rejects only for what concerns all lines: an update that is required, a bug. */
async function runPlan(batch) {
	const { plan, context, reporter, limits } = batch;
	const tally = createTally(plan.images);
	const onPause = (pauseMs) => reporter.warn(`HiAPI asks to wait ${Math.ceil(pauseMs / 1e3)} s: nothing new is sent until then`);
	const limiter = createRateLimiter({
		createsPerMinute: limits.createsPerMinute,
		onPause
	});
	const scope = createRunScope({
		limiter,
		inFlight: createTaken()
	});
	const sessions = splitSession(context.session);
	const running = {
		...batch,
		context: {
			...context,
			scope
		},
		sessions,
		tally
	};
	await context.session.permission;
	const spinner = await reporter.spinner(() => progressLine(tally.standing()));
	const items = plan.items();
	const worker = async () => {
		let finishing;
		for (let next = await items.next(); !next.done && mayGoOn(running); next = await items.next()) {
			const finish = await startItem(next.value, running);
			await finishing;
			finishing = finish();
			finishing.catch(() => void 0);
		}
		await finishing;
	};
	try {
		await Promise.all(Array.from({ length: Math.min(limits.concurrency, plan.images) }, worker));
	} finally {
		spinner.stop();
		sessions.close();
		await items.return(void 0);
	}
	return tally;
}
function mayGoOn({ tally, context }) {
	return tally.stopped === void 0 && !context.session.signal.aborted;
}
/** Runs one image up to the end of its task. The function that it resolves to saves and reports the image. */
async function startItem(item, batch) {
	const { done, budget, prices, tally, sessions, reporter } = batch;
	const before = done.find(item);
	if (before) {
		tally.skip();
		return () => printSkipped(item, before, batch);
	}
	const limit = budget.spend(prices[item.kind] ?? 0);
	if (limit) {
		tally.stop(limit);
		return () => Promise.resolve();
	}
	tally.begin();
	const { session, release } = sessions.open();
	const context = {
		...batch.context,
		session,
		log: prefixedLog(reporter, nameOf(item))
	};
	const outcome = await taskOf(item, batch, context);
	const finish = async () => report(item, await finishRun(outcome, context).finally(release), batch);
	if (outcome.type === "ready") return finish;
	await finish();
	return () => Promise.resolve();
}
async function taskOf(item, { done, cwd }, context) {
	try {
		const prepared = await prepareLine(item.options, cwd);
		if (bodyHash(prepared.body) !== item.bodySha256) throw usageError([changedProblem(item)]);
		const request = {
			...requestOf(prepared, item.options, cwd),
			isMade: () => done.findAnew(item) !== void 0
		};
		return await runTask(request, context);
	} catch (error) {
		if (error instanceof HiapiError) return {
			type: "failed",
			error
		};
		throw error;
	}
}
/** A file that a line names holds something else than when it was checked. */
function changedProblem({ options }) {
	return {
		field: "line",
		given: options.promptFile ?? options.image ?? options.inputUrls,
		accepted: "the bytes that were checked",
		message: "a file of this line has changed since the batch was checked: nothing was sent, run the same command again"
	};
}
async function report(item, outcome, batch) {
	const { done, budget, prices, tally } = batch;
	if (outcome.type === "failed") return reportFailure(item, outcome.error, batch);
	if (outcome.type === "superseded") {
		budget.giveBack(prices[item.kind] ?? 0);
		tally.skipBegun();
		return printSkipped(item, done.find(item) ?? {}, batch);
	}
	const isWritten = await print(item, { ...outcome.document }, batch);
	tally.save();
	if (isWritten) await outcome.complete();
}
async function reportFailure(item, error, batch) {
	const { budget, prices, tally, limits, reporter } = batch;
	if (isUnpaid(error)) budget.giveBack(prices[item.kind] ?? 0);
	if (error.kind !== "interrupted") reporter.error(`${nameOf(item)}${error.message}`);
	await print(item, {
		ok: false,
		error: errorFields(error)
	}, batch);
	tally.fail(error);
	if (limits.failFast) tally.stop("fail-fast");
}
async function printSkipped(item, entry, batch) {
	await print(item, {
		ok: true,
		...madeBefore(entry),
		skipped: true
	}, batch);
}
function print(item, { ok, ...document }, { reporter }) {
	return reporter.document({
		ok,
		...placeOf(item),
		...document
	});
}
function nameOf({ line, part, of }) {
	return of > 1 ? `line ${line} (${part}/${of}): ` : `line ${line}: `;
}

// src/commands/batch.ts
const defaultConcurrency = 4;
/** `batch` from the command line: every line is checked, then made, as many at once as wanted. Answers the exit code. */
async function runBatch(words, given, problems, run) {
	const options = given;
	const { io, reporter } = run;
	const settings = readSettings(io.env);
	const [file] = words;
	const found = [
		...problems,
		...file === void 0 ? [fileProblem()] : [],
		...options.sandbox ? [] : settings.problems
	];
	if (file === void 0 || found.length > 0) throw usageError(found, "hiapi-img batch --help lists what it takes");
	const plan = await planBatch({
		bytes: file === "-" ? io.stdin : fileBytes(resolve(io.cwd, file), file),
		defaults: lineDefaults(options),
		cwd: io.cwd,
		signal: io.signal,
		secret: (io.env.HIAPI_API_KEY ?? "").trim()
	});
	try {
		for (const notice of [...plan.notices, ...options.sandbox ? [] : settings.warnings]) reporter.warn(notice);
		const batch = {
			...run,
			options,
			settings,
			plan
		};
		return await (options.dryRun || options.estimate ? preview(batch) : make(batch));
	} finally {
		await plan.close();
	}
}
/** What is said once for all lines, without what concerns the batch as a whole. */
function lineDefaults(options) {
	const keys = [
		...lineKeys,
		"timeoutMs",
		"pollIntervalMs",
		"isNew"
	];
	return Object.fromEntries(Object.entries(options).filter(([key]) => keys.includes(key)));
}
async function* fileBytes(path, given) {
	try {
		yield* createReadStream(path);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw usageError([{
			field: "file",
			given,
			accepted: "a readable file of JSONL or CSV, or -",
			message: `the batch ${JSON.stringify(given)} cannot be read: ${reason}`
		}]);
	}
}
function fileProblem() {
	const accepted = "a file of JSONL or CSV, or - for stdin";
	return {
		field: "file",
		given: null,
		accepted,
		message: `batch needs ${accepted}: batch prompts.jsonl`
	};
}
/** `--dry-run` and `--estimate`: each line's payload, then the sum; nothing is created. */
async function preview({ options, settings, plan, io, reporter }) {
	const done = await doneBefore(plan, {
		options,
		settings,
		io
	});
	const quotes = options.estimate ? await quotesOf(plan, {
		options,
		settings,
		io
	}) : void 0;
	let skipped = 0;
	const sum = createBudget({});
	let unpriced = 0;
	for await (const item of plan.items()) {
		io.signal.throwIfAborted();
		if (done.find(item)) {
			skipped += 1;
			continue;
		}
		const { payload } = await prepareLine(item.options, io.cwd);
		const price = quotes?.prices[item.kind];
		if (quotes && price === void 0) unpriced += 1;
		sum.spend(price ?? 0);
		await reporter.document({
			ok: true,
			...placeOf(item),
			paidTaskCreated: false,
			payload,
			...quotes ? { estimatedUsd: price ?? null } : {}
		});
	}
	const estimate = quotes && {
		images: plan.images - skipped,
		totalUsd: sum.spentUsd,
		unpriced,
		...quotes.facts
	};
	const summary = {
		lines: plan.lines,
		images: plan.images - skipped,
		skipped
	};
	await reporter.document({
		ok: true,
		paidTaskCreated: false,
		summary,
		...estimate ? { estimate } : {}
	});
	return 0;
}
function doneBefore(plan, { options, settings, io }, folder) {
	if (options.isNew || options.sandbox) return Promise.resolve(nothingDone);
	const usual = stateFolder(io.env, io);
	const instead = fallbackFolder(io.cwd);
	return findDone(folder ?? (existsSync(usual) || !existsSync(instead) ? usual : instead), plan, settings.baseUrl);
}
/** Prices from the published list; asked without a key. Throws `unavailable` when it cannot be reached. */
async function quotesOf(plan, { options, settings, io }) {
	const session = options.sandbox ? await openSandboxSession(io) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		needsKey: false
	});
	try {
		return await quoteKinds(session.api, plan.kinds, io.signal);
	} finally {
		await session.close();
	}
}
async function make(batch) {
	const { options, settings, plan, io, reporter } = batch;
	const { concurrency = defaultConcurrency, rate, maxImages, maxUsd, failFast = false, sandbox: isSandbox = false } = options;
	const quotes = maxUsd === void 0 ? void 0 : await quotesOf(plan, batch);
	if (quotes && quotes.unpriced.length > 0) throw unpricedError(quotes.unpriced);
	const debug = options.debug === true ? reporter.info : void 0;
	return withContext({
		io,
		reporter,
		settings,
		isSandbox,
		debug
	}, async (context) => {
		await context.journal.unfinished({ isSure: true });
		const budget = createBudget({
			maxImages,
			maxUsd
		});
		const tally = await runPlan({
			plan,
			done: await doneBefore(plan, batch, context.journal.folder),
			budget,
			prices: quotes?.prices ?? [],
			limits: {
				concurrency,
				createsPerMinute: rate,
				failFast
			},
			cwd: io.cwd,
			context,
			reporter
		});
		const { signal } = io;
		if (signal.aborted) tally.stop("interrupted");
		const exitCode = signal.reason instanceof HiapiError ? signal.reason.exitCode : tally.exitCode();
		await reporter.document({
			ok: exitCode === 0,
			summary: tally.summary(),
			...quotes ? { spentUsd: budget.spentUsd } : {},
			...lastWords(batch, {
				exitCode,
				stopped: tally.stopped
			})
		});
		return exitCode;
	});
}
/** Why a batch stopped, and the line that goes on with it. */
function lastWords({ argv, io, reporter }, { exitCode, stopped }) {
	if (exitCode === 0) return {};
	const isNew = argv.includes("--new");
	const again = argv.includes("-") ? void 0 : commandLine(io.door, argv, io.platform);
	const next = isNew ? commandLine(io.door, ["resume"], io.platform) : again;
	const words = isNew ? "resume fetches what was begun; with --new the same command makes all lines anew" : "run the same command again: only the missing images are made";
	if (stopped) reporter.errorDetail(`stopped: ${stopped}`);
	reporter.errorDetail(`next: ${words}${next ? `: ${next}` : ""}`);
	return {
		...stopped ? { stopped } : {},
		...next ? { next } : {}
	};
}

export { runBatch };
