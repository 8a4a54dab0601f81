import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const { closeSync, fdatasync, fsync, linkSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } = require("node:fs");
const unlink = (...given) => require("node:fs/promises").unlink(...given);
const { promisify } = require("node:util");

// src/fs/durable.ts
/** Writing so that a crash at any instruction leaves the whole or nothing. */
const synced = promisify(fsync);
const dataSynced = promisify(fdatasync);
/** One line, whole or torn but never glued to another: it begins on a line of its own. Synced before it counts, unless nothing hangs on it. */
async function append(path, line, flags, { isSynced = true } = {}) {
	const file = openSync(path, flags, 384);
	try {
		writeFileSync(file, `\n${line}\n`);
		if (isSynced) await dataSynced(file);
	} finally {
		closeSync(file);
	}
}
/** A new file with this text, synced. Throws EEXIST when there is one. */
async function writeNew(path, text) {
	const file = openSync(path, "wx", 384);
	try {
		writeFileSync(file, text);
		await synced(file);
	} finally {
		closeSync(file);
	}
}
/** What a file system says that takes no hard links, or not this one. */
const noLinks = [
	"EPERM",
	"ENOTSUP",
	"EOPNOTSUPP",
	"ENOSYS",
	"EMLINK",
	"EXDEV"
];
/** Gives a finished draft its name; false when the name is taken. */
async function linkNew(draft, path) {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		if (!noLinks.includes(codeOf(error))) throw error;
	}
	const text = readFileSync(draft, "utf8");
	try {
		await writeNew(path, text);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	}
}
const syncing = /* @__PURE__ */ new Map();
/** Makes names in a folder durable; some systems cannot, and then it is their best. Those who ask while one is under way share the one after it. */
function syncFolder(folder) {
	const under = syncing.get(folder);
	if (!under) return beginSync(folder);
	under.next ??= under.now.then(() => beginSync(folder));
	return under.next;
}
function beginSync(folder) {
	const now = syncOnce(folder).then(() => {
		if (syncing.get(folder)?.next === void 0) syncing.delete(folder);
	});
	syncing.set(folder, {
		now,
		next: void 0
	});
	return now;
}
async function syncOnce(folder) {
	try {
		const file = openSync(folder, "r");
		await synced(file).finally(() => closeSync(file));
	} catch {}
}
/** Gives a file another name; false when it is not there. */
function renameNow(from, to) {
	try {
		renameSync(from, to);
		return true;
	} catch (error) {
		return absent(error) ?? false;
	}
}
/** Removes a file at once, which may be gone already. */
function removeNow(path) {
	try {
		unlinkSync(path);
	} catch (error) {
		absent(error);
	}
}
/** Removes a file that may be gone already. Not at once: a file system that is syncing lets it wait. */
async function remove(path) {
	await unlink(path).catch(absent);
}
/** The code of a system error, such as ENOENT; "" for anything else. */
function codeOf(error) {
	return error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
}
/** For a catch: what is not there is undefined, any other failure goes on. */
function absent(error) {
	if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return void 0;
	throw error;
}

export { absent, append, codeOf, linkNew, noLinks, remove, removeNow, renameNow, syncFolder, writeNew };
