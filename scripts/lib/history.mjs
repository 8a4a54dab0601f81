import { absent } from "./ledger.mjs";
import { fieldsOf } from "./request.mjs";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { rename, unlink } from "node:fs/promises";
import { createInterface } from "node:readline";

// src/history.ts
/** The settled requests of a journal, a line each: see `historyLine` in entry.ts. Read as a stream: it may be long. */
const fileName = "history.jsonl";
/** Each settled request, oldest first; torn lines are left out, and a request that a crash put away twice comes once. */
async function* readHistory(folder) {
	const seen = /* @__PURE__ */ new Set();
	const lines = createInterface({
		input: createReadStream(join(folder, fileName), "utf8"),
		crlfDelay: Number.POSITIVE_INFINITY
	});
	try {
		for await (const line of lines) {
			const entry = parse(line);
			if (entry.key === void 0 || seen.has(entry.key)) continue;
			seen.add(entry.key);
			yield entry;
		}
	} catch (error) {
		absent(error);
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

export { forgetHistory, readHistory };
