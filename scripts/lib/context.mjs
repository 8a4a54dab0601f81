import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { commandLine } from "./core.mjs";
import { readHistory, recentBytes } from "./history.mjs";
import { makePrivate, openLedger, openSandboxLedger } from "./open.mjs";
import { createPace, createRunScope } from "./duration-history.mjs";
import { askUpdatePolicy, contractVersion, updateRequired } from "./request.mjs";
import { stateFolder } from "./start.mjs";
import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const readFile = (...given) => require("node:fs/promises").readFile(...given);
const rename = (...given) => require("node:fs/promises").rename(...given);
const writeFile = (...given) => require("node:fs/promises").writeFile(...given);
const { join } = require("node:path");

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

export { withContext };
