import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { ignoreMissing, readLines } from "./request.mjs";
import { fieldsOf } from "./process.mjs";
const { closeSync, createReadStream, openSync, readSync, statSync } = require("node:fs");
const rename = (...given) => require("node:fs/promises").rename(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { join } = require("node:path");

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
	const bytes = readNow(folder, {
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
	return parse(readNow(folder, place).toString("utf8"));
}
function readNow(folder, { offset, size }) {
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

export { forgetHistory, readHistory, readHistoryLine, readHistoryLines, readLinesNow, recentBytes };
