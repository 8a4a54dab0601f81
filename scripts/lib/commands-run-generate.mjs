import { readSettings } from "./config.mjs";
import { HiapiError, usageError } from "./errors.mjs";
import { openSandboxSession, openSession, transportFor } from "./api.mjs";
import { commandLine } from "./shell.mjs";
import { generateImageDocument, newKey } from "./generate.mjs";
import { askUpdatePolicy, contractVersion, updateRequired } from "./update.mjs";
import { prepareRequest, quotePrice } from "./quote.mjs";
import { join, resolve } from "node:path";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";

// src/state.ts
/** The folder in which the program remembers things: `HIAPI_STATE_DIR`, else by the platform's custom (design rule 4). */
function stateFolder(env, { platform, home = homedir() }) {
	if (env.HIAPI_STATE_DIR?.trim()) return resolve(env.HIAPI_STATE_DIR.trim());
	if (platform === "win32") return join(env.LOCALAPPDATA?.trim() || join(home, "AppData", "Local"), "hiapi-img");
	return join(env.XDG_STATE_HOME?.trim() || join(home, ".local", "state"), "hiapi-img");
}
/** Makes the folder, for its owner only. Throws when it cannot be made; one that is not ours keeps its mode. */
async function makePrivate(folder) {
	await mkdir(folder, {
		recursive: true,
		mode: 448
	});
	const { mode } = await stat(folder);
	if ((mode & 63) !== 0) await chmod(folder, 448).catch(() => void 0);
}

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
	if (check.status === "required") throw updateRequired(check);
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

// src/commands/run-generate.ts
/** `generate` from the command line: checks everything, then does what was asked for; answers the exit code. */
async function runGenerate({ options: given, words, problems }, run) {
	const { io, presenter } = run;
	const options = given;
	if (options.resumeTaskId !== void 0) return resumeInstead(options.resumeTaskId, {
		given,
		words,
		problems
	}, run);
	const settings = readSettings(io.env);
	const prepared = await prepareRequest(options, words, {
		...io,
		problems: [...problems, ...options.sandbox ? [] : settings.problems]
	});
	for (const notice of [...prepared.notices, ...options.sandbox ? [] : settings.warnings]) presenter.warn(notice);
	if (options.dryRun || options.estimate) return preview(options, prepared, {
		...run,
		settings
	});
	const session = options.sandbox ? await openSandboxSession({ signal: io.signal }) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		debug: debugOf(given, presenter)
	});
	const allowed = options.sandbox ? Promise.resolve() : allowCreate({
		settings,
		io,
		warn: presenter.warn
	});
	try {
		const resumeLine = (id) => options.sandbox ? void 0 : commandLine(io.door, ["resume", id], io.platform);
		const document = await generateImageDocument(options, prepared, {
			cwd: io.cwd,
			session,
			words: presenter,
			allowed,
			resumeLine
		});
		for (const output of document.outputs) if (output.kind === "file") presenter.say(`saved ${output.path}`);
		await presenter.document(document);
		return 0;
	} finally {
		await session.close();
	}
}
function debugOf(given, presenter) {
	return given.debug === true ? presenter.say : void 0;
}
/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(options, prepared, { argv, io, presenter, settings }) {
	const idempotencyKey = options.idempotencyKey?.trim() ?? newKey();
	const words = argv.filter((word) => word !== "--dry-run" && word !== "--estimate");
	const behind = words.indexOf("--");
	const flag = options.idempotencyKey === void 0 ? [`--idempotency-key=${idempotencyKey}`] : [];
	const next = commandLine(io.door, behind === -1 ? [...words, ...flag] : [
		...words.slice(0, behind),
		...flag,
		...words.slice(behind)
	], io.platform);
	const document = {
		paidTaskCreated: false,
		payload: prepared.payload,
		idempotencyKey,
		next
	};
	if (!options.estimate) {
		await presenter.document({
			ok: true,
			...document
		});
		return 0;
	}
	const session = options.sandbox ? await openSandboxSession({ signal: io.signal }) : await openSession({
		settings,
		env: io.env,
		signal: io.signal,
		needsKey: false
	});
	try {
		const { error, ...quote } = {
			error: void 0,
			...await quotePrice(session.api, prepared.payload, io.signal)
		};
		if (error) throw new HiapiError(error.kind, error.message, {
			...error.facts,
			idempotencyKey,
			beside: {
				...document,
				...quote
			}
		});
		await presenter.document({
			ok: true,
			...document,
			...quote,
			...options.sandbox ? { sandbox: true } : {}
		});
		return 0;
	} finally {
		await session.close();
	}
}
/** `--resume-task-id <id>` is `resume <id>`: what only a new request could use is refused. */
async function resumeInstead(id, { given, words, problems }, run) {
	const { resumeTaskId: _, ...rest } = given;
	const shared = [
		"outputDir",
		"name",
		"save",
		"timeoutMs",
		"pollIntervalMs",
		"json",
		"quiet",
		"color",
		"debug"
	];
	const strange = Object.keys(rest).filter((key) => !shared.includes(key));
	const refused = [...words.length > 0 ? [`the words "${words.join(" ").slice(0, 60)}"`] : [], ...strange].map((what) => ({
		field: "resume-task-id",
		given: what,
		accepted: "output-dir, name, no-save, timeout, poll-interval",
		message: `--resume-task-id creates nothing: leave out ${what}`
	}));
	if (problems.length + refused.length > 0) throw usageError([...problems, ...refused]);
	const { runResume } = await import("./commands-run-resume.mjs");
	return runResume([id], rest, run);
}

export { runGenerate };
