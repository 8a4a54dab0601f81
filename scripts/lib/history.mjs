import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { absent } from "./durable.mjs";
import { fieldsOf } from "./request.mjs";
const { join } = require("node:path");
const { closeSync, createReadStream, openSync, readSync, statSync } = require("node:fs");
const rename = (...given) => require("node:fs/promises").rename(...given);
const unlink = (...given) => require("node:fs/promises").unlink(...given);

// src/fs/lines.ts
const newline$1 = 10;
/** Splits a stream of bytes into lines. A line past `maxBytes` is let go as it comes, so that no line can fill the memory. */
async function* readLines(source, { maxBytes = 67108864 } = {}) {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let parts = [];
	let size = 0;
	let number = 0;
	let offset = 0;
	const finish = () => {
		number += 1;
		const line = {
			...decode(decoder, parts, size > maxBytes),
			number,
			offset,
			size
		};
		offset += size + 1;
		parts = [];
		size = 0;
		return line;
	};
	for await (const piece of source) {
		const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
		let from = 0;
		for (let end = chunk.indexOf(newline$1); end !== -1; end = chunk.indexOf(newline$1, from)) {
			size += end - from;
			if (size <= maxBytes) parts.push(chunk.subarray(from, end));
			yield finish();
			from = end + 1;
		}
		size += chunk.length - from;
		if (size > maxBytes) parts = [];
		else if (from < chunk.length) parts.push(chunk.subarray(from));
	}
	if (size > 0) yield finish();
}
function decode(decoder, parts, isTooLong) {
	if (isTooLong) return {
		text: "",
		fault: "too long"
	};
	try {
		const [only = /* @__PURE__ */ new Uint8Array()] = parts;
		return { text: decoder.decode(parts.length > 1 ? Buffer.concat(parts) : only).replace(/\r$/, "") };
	} catch {
		return {
			text: "",
			fault: "not UTF-8"
		};
	}
}

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
		return absent(error) ?? 0;
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
		absent(error);
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
		return absent(error) ?? Buffer.alloc(0);
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
		absent(error);
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

export { forgetHistory, readHistory, readHistoryLine, readHistoryLines, readLines, readLinesNow, recentBytes };
