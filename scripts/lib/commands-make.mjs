import { openSandboxSession, openSession, transportFor } from "./sessions.mjs";
import { commandLine } from "./start.mjs";
import { generateImageDocument } from "./generate.mjs";
import { makePrivate, openLedger, openSandboxLedger, stateFolder } from "./ledger.mjs";
import { askUpdatePolicy, contractVersion, updateRequired } from "./update.mjs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

// src/commands/policy.ts
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

// src/commands/make.ts
/** Makes the image of a prepared request and prints its document; answers the exit code. All that a preview does not need is loaded with this. */
async function make(options, prepared, { io, presenter, settings, debug }) {
	const isSandbox = options.sandbox === true;
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
		const ledger = isSandbox ? await openSandboxLedger() : await openLedger(io, presenter.warn);
		const allowed = isSandbox ? Promise.resolve() : allowCreate({
			settings,
			io,
			warn: presenter.warn
		});
		allowed.catch(() => void 0);
		const resumeLine = (id) => isSandbox ? void 0 : commandLine(io.door, ["resume", id], io.platform);
		try {
			if (isSandbox) presenter.say("sandbox: a local HiAPI, nothing is billed, the picture is marked");
			const context = {
				cwd: io.cwd,
				session,
				words: presenter,
				journal: ledger.journal,
				allowed,
				resumeLine
			};
			const { document, settle } = await generateImageDocument(options, prepared, context);
			for (const output of document.outputs) if (output.kind === "file") presenter.say(`saved ${output.path}`);
			if (await presenter.document(document)) await settle();
			return 0;
		} finally {
			await ledger.close();
		}
	} finally {
		await session.close();
	}
}

export { make };
