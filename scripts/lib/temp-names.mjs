import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { codeOf } from "./durable.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { hostname } = require("node:os");
const { kill, pid } = require("node:process");

// src/fs/temp-names.ts
/** Marks in the names of unfinished files: whose they are, so that those of crashed runs can be swept and no others. */
/** Tells this machine from others that share a folder: whether a process lives can only be asked of one's own. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** A mark of this process that no one else makes, for a file name. */
function ownerMark() {
	return `${machine}-${pid}-${randomBytes(6).toString("hex")}`;
}
/** Whether a mark is that of a process of this machine that is gone. Anything else is not for us to judge. */
function isAbandoned(mark) {
	const [, host, owner] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}$/.exec(mark) ?? [];
	return host === machine && !isAlive(Number(owner));
}
function isAlive(owner) {
	try {
		kill(owner, 0);
		return true;
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}

export { isAbandoned, ownerMark };
