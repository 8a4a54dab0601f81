import { readSettings } from "./config.mjs";
import { HiapiError, usageError } from "./errors.mjs";
import { commands } from "./options.mjs";
import { openSandboxSession, openSession, transportFor } from "./api.mjs";
import { commandLine } from "./shell.mjs";
import { generateImageDocument, newKey } from "./generate.mjs";
import { makePrivate, openLedger, openSandboxLedger, stateFolder } from "./ledger.mjs";
import { askUpdatePolicy, contractVersion, updateRequired } from "./update.mjs";
import { prepareRequest, quotePrice } from "./quote.mjs";
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
		cwd: io.cwd,
		stdin: io.stdin,
		problems: [...problems, ...options.sandbox ? [] : [...settings.problems, ...keyProblems(options, io)]]
	});
	for (const notice of [...prepared.notices, ...options.sandbox ? [] : settings.warnings]) presenter.warn(notice);
	if (options.dryRun || options.estimate) return preview(options, prepared, {
		...run,
		settings
	});
	return make(options, prepared, {
		...run,
		settings,
		debug: given.debug === true ? presenter.say : void 0
	});
}
/** Names and keys are written to disk and shown: the API key may not hide in them (design rule 9). */
function keyProblems({ name, idempotencyKey }, { env }) {
	const secret = (env.HIAPI_API_KEY ?? "").trim();
	return Object.entries({
		name,
		"idempotency-key": idempotencyKey
	}).filter(([, value]) => secret.length >= 8 && value?.includes(secret)).map(([field]) => ({
		field,
		given: "(not shown)",
		accepted: "a value without the API key",
		message: `--${field} holds the API key: give another`
	}));
}
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
/** `--dry-run` and `--estimate`: the payload, the key, the command that would send it; nothing is created. */
async function preview(options, prepared, { argv, io, presenter, settings }) {
	const idempotencyKey = options.idempotencyKey?.trim() ?? newKey();
	const flag = options.idempotencyKey === void 0 ? [`--idempotency-key=${idempotencyKey}`] : [];
	const next = commandLine(io.door, payingWords(argv, [...flag, ...promptFlag(options, prepared)]), io.platform);
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
	const session = options.sandbox ? await openSandboxSession(io) : await openSession({
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
/** What was read from stdin cannot be read again: the command carries it. */
function promptFlag({ promptFile }, { payload }) {
	return promptFile === "-" ? [`--prompt=${String(payload.input.prompt)}`] : [];
}
function isStdin(argv, index) {
	const at = argv[index] === "-" ? index - 1 : index;
	return argv[at] === "--prompt-file" && argv[at + 1] === "-";
}
/** The words of a preview as the command that pays: words behind `--` belong to the prompt and stay. */
function payingWords(argv, more) {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	return [
		...argv.slice(0, end).filter((word, index) => ![
			"--dry-run",
			"--estimate",
			"--prompt-file=-"
		].includes(word) && !isStdin(argv, index)),
		...more,
		...argv.slice(end)
	];
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
	const flagOf = (key) => commands.generate.options.find((option) => option.key === key)?.flags.match(/--[a-z-]+/)?.[0] ?? key;
	const strange = Object.keys(rest).filter((key) => !shared.includes(key)).map(flagOf);
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
