import { createTask, createdAtOf, elideData, extractTaskFailureSummary, extractTaskId, getTaskStatus, lookAtTask, meaning, phaseOf, readImageOutputs, readTaskFailure } from "./api.mjs";
import { slashId } from "./core.mjs";
import { HiapiError, guidance, oneLine, parseUrl } from "./sessions.mjs";
import { buildImagePayload, describePayload, fieldsOf, inspectImage, isBase64, modelFileSlug, newKey, normalizeIdempotencyKey, pictureStem, textOf } from "./request.mjs";
import { accountMark, codeOf, isSettled, journalError, syncFolder } from "./ledger.mjs";
import { constants } from "node:fs";
import { join, resolve } from "node:path";
import { createHash, randomBytes } from "node:crypto";
import { copyFile, link, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { kill, pid } from "node:process";

// src/sleep.ts
/** Waits `ms` milliseconds; rejects with the signal's reason as soon as it aborts, and leaves no timer behind. */
function sleep(ms, signal) {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const stop = () => {
			clearTimeout(timer);
			reject(signal.reason);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener("abort", stop);
			resolve();
		}, Math.max(0, ms));
		signal.addEventListener("abort", stop, { once: true });
	});
}

// src/download.ts
/** Limits of one download (design rules 7 to 9): milliseconds without a byte, milliseconds in all, bytes, hops, continuations. */
const downloadLimits = {
	idleMs: 3e4,
	totalMs: 9e5,
	bytes: 536870912,
	redirects: 5,
	resumptions: 5
};
const beforeResumingMs = 500;
/**
* The bytes of an output link: opened when the first is asked for, closed when the last was taken or nobody wants more.
* Follows at most five redirects, each held to the same rules (design rule 9), never with the key. A connection that breaks
* is taken up where it broke, where the server allows ranges. Throws `output`: a status that refuses the link stands in
* `facts.status`; no byte for 30 s, 15 minutes in all, fewer bytes than promised.
*/
async function* downloadLink(link, { fetch, signal }) {
	const end = performance.now() + downloadLimits.totalMs;
	const download = {
		link,
		fetch,
		signal,
		end,
		received: 0,
		expected: void 0,
		validator: void 0
	};
	for (let resumptions = 0;; resumptions += 1) try {
		return yield* leg(download);
	} catch (error) {
		signal.throwIfAborted();
		const failed = downloadError(error);
		if (!(failed.facts.status === void 0 && failed.facts.code !== void 0 && download.received > 0 && download.validator !== void 0 && performance.now() < end) || resumptions >= downloadLimits.resumptions) throw failed;
		await sleep(beforeResumingMs, signal);
	}
}
/** One connection's share of the bytes. */
async function* leg(download) {
	const watch = watchdog(download);
	try {
		const answer = await follow(download, watch);
		if (download.received === 0) readHeaders(download, answer);
		else if (!continues(download, answer)) throw broken("RANGE_REFUSED", "the server does not go on where it broke off", answer.status);
		for await (const chunk of bodyOf(answer)) {
			watch.alive();
			download.received += chunk.length;
			if (download.received > downloadLimits.bytes) throw tooLarge();
			yield chunk;
		}
		const { received, expected } = download;
		if (expected !== void 0 && received !== expected) throw broken("SHORT_BODY", `the image broke off: ${received} of ${expected} bytes came`);
	} catch (error) {
		throw watch.signal.aborted ? watch.signal.reason : error;
	} finally {
		watch.end();
	}
}
function readHeaders(download, { headers }) {
	const length = headers?.get("content-length") ?? "";
	const isPlain = (headers?.get("content-encoding") ?? "identity") === "identity";
	if (isPlain && /^\d+$/.test(length)) download.expected = Number(length);
	if ((download.expected ?? 0) > downloadLimits.bytes) throw tooLarge();
	const tag = headers?.get("etag") ?? "";
	if (headers?.get("accept-ranges") === "bytes" && isPlain) download.validator = /^"/.test(tag) ? tag : headers?.get("last-modified") ?? void 0;
}
function continues({ received, expected }, { status, headers }) {
	const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers?.get("content-range") ?? "") ?? [];
	return status === 206 && Number(start) === received && (expected === void 0 || total === "*" || Number(total) === expected);
}
async function follow({ link, fetch, received, validator }, watch) {
	const headers = {
		Accept: "image/*,*/*;q=0.5",
		"Accept-Encoding": "identity",
		...received > 0 && validator !== void 0 ? {
			Range: `bytes=${received}-`,
			"If-Range": validator
		} : {}
	};
	let url = checkedLink(link);
	for (let hops = 0; hops <= downloadLimits.redirects; hops += 1) {
		const answer = await fetch(url.href, {
			method: "GET",
			headers,
			signal: watch.signal,
			redirect: "manual"
		});
		watch.alive();
		const target = [
			301,
			302,
			303,
			307,
			308
		].includes(answer.status) ? answer.headers?.get("location") : void 0;
		if (!target && (answer.status === 200 || answer.status === 206 && received > 0)) return answer;
		if (!target) throw new HiapiError("output", `the output link answered HTTP ${answer.status}`, { status: answer.status });
		url = checkedLink(target, url);
	}
	throw new HiapiError("output", `the output link redirects more than ${downloadLimits.redirects} times`);
}
/** A link as a URL: http(s), without credentials, and never from https down to http. */
function checkedLink(link, from) {
	const url = from ? parseUrl(link, from) : parseUrl(link);
	const named = oneLine(link, 120);
	if (!url || !["http:", "https:"].includes(url.protocol)) throw new HiapiError("output", `output link ${named} is not an http(s) URL`);
	if (url.username !== "" || url.password !== "") throw new HiapiError("output", "the output link carries credentials");
	if (from?.protocol === "https:" && url.protocol === "http:") throw new HiapiError("output", `the output link redirects from https to ${named}`);
	return url;
}
/** Aborts when nothing was heard for the idle limit, when the total is used up, or with the caller. */
function watchdog({ signal, end }) {
	const control = new AbortController();
	const fail = (message) => control.abort(broken("TIMEOUT", message));
	const stop = () => control.abort(signal.reason);
	const startIdle = () => setTimeout(() => fail(`the download stood still for ${downloadLimits.idleMs / 1e3} s`), downloadLimits.idleMs);
	const total = setTimeout(() => fail(`the download took longer than ${downloadLimits.totalMs / 6e4} minutes`), end - performance.now());
	let idle = startIdle();
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	return {
		signal: control.signal,
		alive() {
			clearTimeout(idle);
			idle = startIdle();
		},
		end() {
			clearTimeout(idle);
			clearTimeout(total);
			signal.removeEventListener("abort", stop);
			control.abort();
		}
	};
}
async function* bodyOf(answer) {
	const { body } = answer;
	if (body && Symbol.asyncIterator in body) yield* body;
	else if (answer.arrayBuffer) yield new Uint8Array(await answer.arrayBuffer());
}
function broken(code, message, status) {
	return new HiapiError("output", message, {
		code,
		...status === void 0 ? {} : { status }
	});
}
function tooLarge() {
	return new HiapiError("output", `the image is larger than ${downloadLimits.bytes / 1024 / 1024} MiB`);
}
function downloadError(thrown) {
	if (thrown instanceof HiapiError) return thrown;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const code = thrown instanceof Error ? String(Reflect.get(thrown, "code") ?? "BROKEN") : "BROKEN";
	return new HiapiError("output", `the download broke off: ${code} ${message}`, {
		code,
		cause: thrown
	});
}

// src/output.ts
/** Tells this machine from others that share a folder: whether a process lives can only be asked of one's own. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const maxBytes = 536870912;
/**
* Bytes → a file that is there whole or not at all: streamed to a hidden part file, checked, synced, then linked to a
* name that was free (design rule 7). A file of the same bytes is taken as this very picture, saved before.
* Throws `output`; leaves no part file behind.
*/
async function saveImage({ dir, stem, index, bytes }) {
	const folder = resolve(dir);
	const part = join(folder, `.${stem}-${index}.${machine}-${pid}-${randomBytes(6).toString("hex")}.part`);
	try {
		await mkdir(folder, { recursive: true });
		const handle = await open(part, "wx+");
		try {
			const { size, digest } = await write(handle, bytes);
			const facts = await checked(handle, size);
			await handle.sync();
			const path = await settle(part, {
				folder,
				base: `${stem}-${index}`,
				extension: facts.extension,
				digest
			});
			const { width, height } = facts;
			return {
				file: {
					kind: "file",
					path,
					mimeType: facts.mimeType,
					bytes: size,
					...width && height ? {
						width,
						height
					} : {}
				},
				sha256: digest
			};
		} finally {
			await handle.close();
			await unlink(part).catch(() => void 0);
		}
	} catch (error) {
		throw outputError(error, folder);
	}
}
async function write(file, bytes) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of bytes) {
		size += chunk.length;
		if (size > maxBytes) throw new HiapiError("output", `the image is larger than ${maxBytes / 1024 / 1024} MiB`);
		hash.update(chunk);
		await writeAll(file, chunk);
	}
	return {
		size,
		digest: hash.digest("hex")
	};
}
async function writeAll(file, chunk) {
	for (let written = 0; written < chunk.length;) {
		const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
		written += bytesWritten;
	}
}
async function checked(file, size) {
	const facts = await inspectImage(sourceOf(file, size));
	if (!facts) throw new HiapiError("output", size === 0 ? "the image is empty" : "what came is no image: its bytes are no PNG, JPEG, WebP, GIF or AVIF");
	if (!facts.whole) throw new HiapiError("output", `the image is cut off: ${size} bytes of ${facts.mimeType} without their end`);
	return facts;
}
function sourceOf(file, size) {
	return {
		size,
		async read(offset, length) {
			const buffer = Buffer.alloc(length);
			const { bytesRead } = await file.read(buffer, 0, length, offset);
			return buffer.subarray(0, bytesRead);
		}
	};
}
/** Gives the part file the first free name of `base`, `base-2`, `base-3` …; a file with the same bytes is our own finished save. */
async function settle(part, { folder, base, extension, digest }) {
	for (let attempt = 1; attempt <= 1e4; attempt += 1) {
		const path = join(folder, `${attempt === 1 ? base : `${base}-${attempt}`}.${extension}`);
		if (await claim(part, path)) {
			await syncFolder(folder);
			return path;
		}
		if (await isSameFile(path, digest)) return path;
	}
	throw new HiapiError("output", `no free name for ${base}.${extension} in ${folder}`);
}
/** Links the part file to its name; false when the name is taken. Where links are not supported, an exclusive copy. */
async function claim(part, path) {
	try {
		await link(part, path);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		if (![
			"EPERM",
			"ENOTSUP",
			"EOPNOTSUPP",
			"ENOSYS",
			"EMLINK",
			"EXDEV"
		].includes(codeOf(error))) throw error;
	}
	return copyExclusively(part, path);
}
async function copyExclusively(part, path) {
	try {
		await copyFile(part, path, constants.COPYFILE_EXCL);
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		await unlink(path).catch(() => void 0);
		throw error;
	}
	const copy = await open(path, "r+");
	await copy.sync().finally(() => copy.close());
	return true;
}
/** Whether a path is a plain file with these bytes; a symlink is not. */
async function isSameFile(path, digest) {
	if (!(await lstat(path).catch(() => void 0))?.isFile()) return false;
	const hash = createHash("sha256");
	const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
	try {
		for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
	} finally {
		await file.close();
	}
	return hash.digest("hex") === digest;
}
/** Takes away the part files that crashed runs of this machine left in a folder; those of living processes stay. */
async function sweepParts(dir) {
	const names = await readdir(dir).catch(() => []);
	for (const name of names) {
		const [, host, owner] = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/.exec(name) ?? [];
		if (host === machine && !isAlive(Number(owner))) await unlink(join(dir, name)).catch(() => void 0);
	}
}
function isAlive(owner) {
	try {
		kill(owner, 0);
		return true;
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}
/** The bytes of a data URI. Throws `output` when it is broken. */
async function* dataUriBytes(uri) {
	const comma = uri.indexOf(",");
	const isEncoded = /;base64$/i.test(uri.slice(0, Math.max(0, comma)).trim());
	const payload = uri.slice(comma + 1).replace(/\s+/g, "");
	if (comma === -1 || !isEncoded || payload !== "" && !isBase64(payload)) throw new HiapiError("output", "the data URI of the image is broken: it is not base64");
	const piece = 1048576;
	for (let start = 0; start < payload.length; start += piece) yield Buffer.from(payload.slice(start, start + piece), "base64");
}
const diskHints = {
	ENOSPC: "free some disk space, then run the resume command",
	EDQUOT: "the disk quota is used up: free some space, then run the resume command",
	EFBIG: "the file size limit is too small for the image: raise it, then run the resume command",
	EACCES: "choose a folder that can be written with --output-dir, then run the resume command with it",
	EPERM: "choose a folder that can be written with --output-dir, then run the resume command with it",
	EROFS: "the disk is read-only: choose another folder with --output-dir",
	ENOTDIR: "a part of the path is a file: choose another folder with --output-dir",
	EEXIST: "a file stands where the folder should be: choose another folder with --output-dir"
};
function outputError(error, folder) {
	const code = codeOf(error);
	if (error instanceof HiapiError || code === "" || !/^E[A-Z]+$/.test(code)) return error;
	const hint = diskHints[code];
	return new HiapiError("output", `cannot save in ${folder}: ${error instanceof Error ? error.message : code}`, {
		code,
		cause: error,
		...hint ? { hint } : {}
	});
}

// src/task.ts
/** The life of one task: from create to acceptance, from acceptance to its end. Handed the calls it needs; monotonic clock. */
/** How long a create is tried before its outcome is called (design rule 2). */
const createBudgetMs = 12e4;
/** How long a task of our own may be invisible after its create (design rule 6). */
const missingGraceMs = 3e4;
const createAttemptMs = 6e4;
const lookAttemptMs = 3e4;
/** A look that begins on the deadline still gets this long to answer. */
const lastLookMs = 2e3;
const maxUnreadable = 3;
/**
* Tries to create until the outcome is known, within the create budget (design rule 2).
* Throws `unavailable` when no attempt was accepted, `unknown_outcome` when one may have been, or the refusal.
*/
async function createUntilKnown({ attempt, deadline, signal, onRetry, wasAmbiguous = false }) {
	const end = Math.min(deadline, performance.now() + createBudgetMs);
	let ambiguous = wasAmbiguous;
	for (let attempts = 1;; attempts += 1) {
		const outcome = await attempt(Math.max(1, Math.min(createAttemptMs, end - performance.now())));
		if (outcome.type === "accepted") return outcome;
		ambiguous ||= outcome.type === "ambiguous";
		if (outcome.type === "refused") throw ambiguous ? unknownOutcome(outcome.error) : outcome.error;
		const left = end - performance.now();
		const waitMs = pauseOf(outcome, attempts, left);
		if (waitMs > left || left < 250) throw ambiguous ? unknownOutcome(outcome.error) : unavailable(outcome.error, attempts);
		onRetry?.(outcome.error, waitMs, attempts);
		await sleep(waitMs, signal);
	}
}
/** What the server asked for, but never less than a second; else our own pause, within what is left. */
function pauseOf({ retryAfterMs, error }, attempts, left) {
	return retryAfterMs === void 0 ? Math.min(backoff(attempts, error), left / 2) : Math.max(1e3, retryAfterMs);
}
/** 1, 2, 4, 8, then 15 s, each shortened by up to a quarter so that clients do not march in step; 5 s for a key in flight (contract section 2). */
function backoff(attempts, error) {
	return (error.facts.status === 409 ? 5e3 : Math.min(15e3, 1e3 * 2 ** (attempts - 1))) * (1 - Math.random() / 4);
}
function unknownOutcome(last) {
	const { hint: _, ...facts } = last.facts;
	return new HiapiError("unknown_outcome", `the task may have been created, and may be billed: ${last.message}`, {
		...facts,
		cause: last
	});
}
function unavailable(last, attempts) {
	const times = attempts === 1 ? "once" : `${attempts} times`;
	return new HiapiError("unavailable", `not accepted, tried ${times}: ${last.message}`, {
		...last.facts,
		cause: last
	});
}
/**
* Looks until the task ends; the last look lands on the deadline.
* Returns the successful answer. Throws `task_failed`, `pending` at the deadline, or why looking makes no sense.
*/
async function waitForEnd(steps) {
	const { look, schedule, startedAt, deadline, isOwn, signal } = steps;
	let next = steps.lookFirst ? performance.now() : startedAt + schedule(performance.now() - startedAt);
	let last;
	let lastTask;
	const notices = noticesOf(steps);
	for (let unreadable = 0;;) {
		await sleep(Math.min(next, deadline) - performance.now(), signal);
		const begun = performance.now();
		last = await look(Math.min(lookAttemptMs, Math.max(lastLookMs, deadline - begun)));
		if (last.type === "task") lastTask = last.answer;
		if (last.type === "task" && phaseOf(last.answer.body) === "succeeded") return last.answer;
		if (last.type === "task" && phaseOf(last.answer.body) === "failed") throw taskFailed(last.answer);
		unreadable = last.type === "unreadable" ? unreadable + 1 : 0;
		throwIfHopeless(last, {
			isOwn,
			unreadable,
			age: begun - startedAt
		});
		notices(last);
		const retryAfter = "retryAfterMs" in last ? last.retryAfterMs ?? 0 : 0;
		const now = performance.now();
		next = Math.max(startedAt + schedule(now - startedAt), now + retryAfter);
		if (begun >= deadline || now >= deadline || now + retryAfter > deadline) throw stillPending(last, lastTask);
	}
}
function throwIfHopeless(outcome, { isOwn, unreadable, age }) {
	if (outcome.type === "refused") throw outcome.error;
	if (outcome.type === "unreadable" && unreadable >= maxUnreadable) throw outcome.error;
	if (outcome.type === "missing" && !isOwn) throw new HiapiError("usage", outcome.error.message, {
		...outcome.error.facts,
		hint: "check the task id and the key; hiapi-img tasks lists what this machine knows"
	});
	if (outcome.type === "missing" && age >= 3e4) throw new HiapiError("pending", `the task is not visible yet: ${outcome.error.message}`, outcome.error.facts);
}
/** Says what a person should know of a look: status changes, one warning for a word that nobody knows, blips. */
function noticesOf({ onStatus, onUnknownStatus, onBlip }) {
	let warned = false;
	let before = "";
	return (outcome) => {
		if (outcome.type !== "task") return onBlip?.(outcome.error);
		const status = getTaskStatus(outcome.answer.body);
		if (status !== before) onStatus?.(status);
		before = status;
		if (phaseOf(outcome.answer.body) !== "unknown" || warned) return;
		warned = true;
		onUnknownStatus?.(status);
	};
}
function stillPending(last, lastTask) {
	if (last.type === "unreadable") return last.error;
	const rawStatus = lastTask === void 0 ? {} : { rawStatus: elideData(lastTask.body) };
	if (last.type === "missing") return new HiapiError("pending", "the task is not visible yet", {
		...last.error.facts,
		...rawStatus
	});
	const words = last.type === "task" ? `still ${getTaskStatus(last.answer.body) || "running"}` : `the last look failed: ${last.error.message}`;
	return new HiapiError("pending", `the deadline passed before the image was ready (${words})`, rawStatus);
}
function taskFailed(answer) {
	const { code, message } = readTaskFailure(answer.body);
	const { kind, hint } = meaning(200, code, message ?? "");
	const guided = hint !== void 0 && kind !== "usage" ? { hint } : {};
	return new HiapiError("task_failed", `the task failed: ${extractTaskFailureSummary(answer.body)}`, {
		status: answer.status,
		...code === void 0 ? {} : { code },
		...guided,
		rawStatus: elideData(answer.body)
	});
}

// src/schedule.ts
const defaultIntervalMs = 3e3;
/** Looks at a fixed interval. */
function fixedLooks(intervalMs = defaultIntervalMs) {
	return (elapsedMs) => elapsedMs + intervalMs;
}

// src/commands/finish.ts
/** How long an output link may lag behind its task's success (contract section 3). */
const linkLagMs = 2e3;
/** Waits for a task and saves its images. Every failure carries the task id, and the last answer where there is one. */
async function finishTask(task) {
	let answer;
	try {
		answer = await waitAtTerminal(task);
		const isSandbox = task.session.isSandbox || answer.isSandbox;
		const model = textOf(fieldsOf(fieldsOf(answer.body).data), "model");
		const outputs = task.save ? await saveOutputs(task, answer, {
			isSandbox,
			model
		}) : plainOutputs(answer);
		return {
			model,
			status: getTaskStatus(answer.body) || "success",
			outputs,
			rawStatus: elideData(answer.body),
			isSandbox
		};
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		throw error.with({
			taskId: task.taskId,
			...answer ? { rawStatus: elideData(answer.body) } : {}
		});
	}
}
async function waitAtTerminal(task) {
	const { session, words, taskId, startedAt, deadline, isOwn, lookFirst } = task;
	const begun = performance.now();
	let status = "";
	const label = () => `${task.label} · ${Math.round((performance.now() - begun) / 1e3)} s${status ? ` · ${status}` : ""} · ${taskId}`;
	const spinner = await words.waiting(label);
	try {
		return await waitForEnd({
			look: (timeoutMs) => lookAtTask(session.api, {
				taskId,
				timeoutMs,
				signal: session.signal
			}),
			schedule: fixedLooks(task.pollIntervalMs ?? 3e3),
			startedAt,
			deadline,
			isOwn,
			lookFirst,
			signal: session.signal,
			onStatus: (word) => {
				status = word;
			},
			onUnknownStatus: (word) => words.warn(`HiAPI says the task is "${word}", a status this program does not know: it is taken as still running`),
			onBlip: (error) => words.say(`${error.message}; looking again`)
		});
	} finally {
		spinner.stop();
	}
}
function imagesOf(answer) {
	const outputs = readImageOutputs(answer.body);
	if (outputs.length > 0) return outputs;
	throw new HiapiError("output", "the task succeeded, but its answer holds no image", { hint: guidance.noImage });
}
function plainOutputs(answer) {
	return imagesOf(answer).map((output) => {
		if (output.kind === "data-uri") return output;
		return {
			kind: "url",
			url: output.value,
			...output.expiresAt ? { expiresAt: output.expiresAt } : {}
		};
	});
}
async function saveOutputs(task, answer, { isSandbox, model }) {
	const images = imagesOf(answer);
	const named = task.stem ?? modelFileSlug(model ?? "gpt-image-2");
	const taskId = extractTaskId(answer.body) || task.taskId;
	const createdAt = createdAtOf(answer.body) ?? Date.now();
	const stem = pictureStem({
		stem: isSandbox ? `sandbox-${named}` : named,
		createdAt,
		taskId
	});
	const status = getTaskStatus(answer.body) || "success";
	await task.log?.ready({
		dir: task.outputDir,
		stem,
		count: images.length,
		status,
		isSandbox,
		rawStatus: elideData(answer.body)
	});
	await sweepParts(task.outputDir);
	const outputs = [];
	for (const [position, image] of images.entries()) {
		const index = position + 1;
		const { file, sha256, origin } = await saveOne(task, image, {
			stem,
			index
		});
		const { kind: _, ...facts } = file;
		await task.log?.saved({
			index,
			sha256,
			...facts,
			...origin
		});
		outputs.push({
			...file,
			...origin
		});
	}
	return outputs;
}
/** Saves one image; a link that fails is asked for again once, fresh, after the time a CDN may lag behind. */
async function saveOne(task, image, { stem, index }) {
	if (image.kind === "data-uri") return {
		...await saveImage({
			dir: task.outputDir,
			stem,
			index,
			bytes: dataUriBytes(image.value)
		}),
		origin: {}
	};
	try {
		return await saveLink(task, image, {
			stem,
			index
		});
	} catch (error) {
		if (!(error instanceof HiapiError) || !mayHeal(error)) throw error;
		task.words.say(`${error.message}; asking for a fresh link`);
		await sleep(linkLagMs, task.session.signal);
		return saveLink(task, await freshImage(task, index) ?? image, {
			stem,
			index
		});
	}
}
/** A link that was refused, broke off or brought something else may do better fresh; a full disk or a forbidden address will not. */
function mayHeal({ kind, facts }) {
	return kind === "output" && facts.hint === void 0 && !isDiskCode(facts.code);
}
function isDiskCode(code) {
	return code !== void 0 && /^E(?:NOSPC|DQUOT|FBIG|ACCES|PERM|ROFS|NOTDIR|EXIST|NAMETOOLONG|ISDIR|LOOP)$/.test(code);
}
async function freshImage({ session, taskId }, index) {
	const outcome = await lookAtTask(session.api, {
		taskId,
		timeoutMs: 3e4,
		signal: session.signal
	});
	const image = outcome.type === "task" ? readImageOutputs(outcome.answer.body)[index - 1] : void 0;
	return image?.kind === "url" ? image : void 0;
}
async function saveLink({ session, outputDir }, image, { stem, index }) {
	const bytes = downloadLink(image.value, {
		fetch: session.fetchLink,
		signal: session.signal
	});
	return {
		...await saveImage({
			dir: outputDir,
			stem,
			index,
			bytes
		}),
		origin: {
			url: image.value,
			...image.expiresAt ? { expiresAt: image.expiresAt } : {}
		}
	};
}

// src/commands/pursue.ts
const defaultTimeoutMs = 6e5;
/**
* Brings one request home: a task id by creating or by what the journal knows, then the image.
* Every failure carries the key, the task id once there is one, and the line that resumes it.
*/
async function pursue(errand, context) {
	const { entry, key, payload, begun } = errand;
	const kept = await alreadyHome(errand);
	const shared = {
		idempotencyKey: key,
		...describePayload(payload)
	};
	if (kept) {
		const { taskId, isSandbox, status, outputs, rawStatus } = kept;
		return {
			ok: true,
			...ordered(shared, taskId),
			...sandboxMark(isSandbox),
			status,
			outputs,
			elapsedMs: since(begun),
			rawStatus
		};
	}
	const { taskId, isSandbox } = await taskOf(errand, context);
	const facts = {
		taskId,
		idempotencyKey: key,
		...lineFact(context.resumeLine(taskId))
	};
	context.words.say(`task ${taskId}`);
	if (facts.resume) context.words.say(`to resume: ${facts.resume}`);
	const document = {
		ok: true,
		...ordered(shared, taskId),
		...sandboxMark(isSandbox)
	};
	if (!errand.wait) return {
		...document,
		status: "created",
		outputs: [],
		elapsedMs: since(begun)
	};
	try {
		const finished = await finishTask({
			...errand,
			...context,
			taskId,
			startedAt: startOf(entry),
			isOwn: true,
			lookFirst: entry?.taskId !== void 0,
			label: labelOf(payload),
			log: savingLog(errand, context)
		});
		const { status, outputs, rawStatus } = finished;
		return {
			...document,
			...sandboxMark(isSandbox || finished.isSandbox),
			status,
			outputs,
			elapsedMs: since(begun),
			rawStatus
		};
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		if (error.kind !== "task_failed") throw error.with(facts);
		await end(errand, context, error);
		throw error.with({
			taskId,
			idempotencyKey: key
		});
	}
}
/** Keys in the order of design section 4. */
function ordered({ model, idempotencyKey, ...rest }, taskId) {
	return {
		...model === void 0 ? {} : { model },
		taskId,
		idempotencyKey,
		...rest
	};
}
function sandboxMark(isSandbox) {
	return isSandbox ? { sandbox: true } : {};
}
function labelOf(payload) {
	const { model, aspectRatio, size, resolution } = describePayload(payload);
	return [
		model,
		aspectRatio ?? size,
		resolution
	].filter((word) => word !== void 0).join(" ");
}
/** When the task was accepted, as this process's clock would have it: an entry's age is known by the wall clock only. */
function startOf(entry) {
	const age = entry?.acceptedAt === void 0 ? 0 : Math.max(0, Date.now() - entry.acceptedAt);
	return performance.now() - age;
}
/** What a request's files make of it when all of them are where they were wanted, whole: then nothing is asked of anybody. */
async function alreadyHome({ entry, outputDir, save }) {
	if (entry?.ready) await sweepParts(entry.ready.dir);
	if (!entry?.ready || entry.state !== "saved" || !entry.taskId || !save || entry.ready.dir !== outputDir) return void 0;
	for (const file of entry.files) if (!await isSameFile(file.path, file.sha256).catch(() => false)) return void 0;
	const outputs = entry.files.map(({ index: _, sha256: __, ...file }) => ({
		kind: "file",
		...file
	}));
	const { status, isSandbox = false, rawStatus } = entry.ready;
	return {
		taskId: entry.taskId,
		isSandbox,
		status,
		outputs,
		rawStatus
	};
}
async function taskOf(errand, context) {
	const { entry, key, body, isOld, deadline } = errand;
	const { session, words, resumeLine } = context;
	if (entry?.taskId) return {
		taskId: entry.taskId,
		isSandbox: session.isSandbox
	};
	words.say(`idempotency key ${key}`);
	const facts = {
		idempotencyKey: key,
		...lineFact(resumeLine(key))
	};
	if (body === void 0) throw new HiapiError("unknown_outcome", "the request's bytes are gone, so it cannot be asked again under its key", {
		...facts,
		hint: "look for it with: tasks --remote; to pay for another image, repeat the command with --new"
	});
	try {
		const { taskId, answer } = await createUntilKnown({
			attempt: (timeoutMs) => createTask(session.api, {
				body,
				idempotencyKey: key,
				timeoutMs,
				signal: session.signal
			}),
			wasAmbiguous: isOld,
			deadline,
			signal: session.signal,
			onRetry: (error, waitMs) => words.say(`${error.message}; the same request again in ${(waitMs / 1e3).toFixed(1)} s`)
		});
		await record(errand, context, {
			type: "accepted",
			at: Date.now(),
			taskId
		});
		return {
			taskId,
			isSandbox: session.isSandbox || answer.isSandbox
		};
	} catch (error) {
		if (!(error instanceof HiapiError)) throw error;
		if ([
			"usage",
			"account",
			"unavailable",
			"task_failed"
		].includes(error.kind)) {
			await end(errand, context, error);
			throw error.with({ idempotencyKey: key });
		}
		throw error.with(facts);
	}
}
/** Writes down that a request was refused or has failed, and puts it away if that settles it: not while another process shares it. */
async function end(errand, context, error) {
	if (!context.journal || !errand.entry) return;
	await record(errand, context, {
		type: "ended",
		at: Date.now(),
		kind: error.kind,
		message: error.message
	});
	await archiveIfSettled(context.journal, errand.entry);
}
/** Puts an entry away if what is written of it settles it. That this fails costs nothing: the next look at it does the same. */
async function archiveIfSettled(journal, { id }) {
	const entry = await journal.read(id).catch(() => void 0);
	if (entry && isSettled(entry)) await journal.archive(entry).catch(() => void 0);
}
/** Writes an event of a request whose create was already sent: if the disk does not take it, the work goes on, and that is said. */
async function record({ entry }, { journal, words }, event) {
	if (!journal || !entry) return;
	try {
		await journal.record(entry, event);
	} catch (error) {
		words.warn(`the journal cannot be written (${error instanceof Error ? error.message : String(error)}): keep the task id`);
	}
}
function savingLog(errand, context) {
	return {
		ready: (step) => record(errand, context, {
			type: "ready",
			at: Date.now(),
			...step
		}),
		saved: (file) => record(errand, context, {
			type: "saved",
			at: Date.now(),
			file
		})
	};
}
function lineFact(resume) {
	return resume === void 0 ? {} : { resume };
}
function since(begun) {
	return Math.round(performance.now() - begun);
}

// src/commands/generate.ts
/** Makes the image of a prepared request: join or begin, create, wait, save. Throws with key and id in the facts. */
async function generateImageDocument(options, prepared, context) {
	const begun = performance.now();
	const deadline = begun + (options.timeoutMs ?? 6e5);
	const key = normalizeIdempotencyKey(options.idempotencyKey);
	const shared = {
		options,
		prepared,
		begun,
		deadline,
		context
	};
	try {
		return await attempt({
			...shared,
			payload: prepared.payload,
			body: prepared.body,
			key
		});
	} catch (error) {
		const slash = slashId(prepared.payload.model);
		if (!(error instanceof HiapiError) || !isUnknownModel(error) || !slash) throw error;
		const instead = prepared.defaulted ? payloadUnder(slash, prepared.payload) : void 0;
		if (!instead) throw new HiapiError(error.kind, error.message, {
			...error.facts,
			hint: `HiAPI does not know ${prepared.payload.model}: try --model ${slash}`
		});
		context.words.warn(`HiAPI does not know ${prepared.payload.model}: asking once more as ${slash}, with a new key`);
		return attempt({
			...shared,
			payload: instead,
			body: JSON.stringify(instead),
			key: void 0
		});
	}
}
async function attempt(attempted) {
	const { options, prepared, payload, body, begun, deadline, context } = attempted;
	const { journal, cwd } = context;
	const outputDir = resolve(cwd, options.outputDir ?? "outputs");
	const stem = prepared.stem ?? modelFileSlug(payload.model);
	const key = attempted.key ?? newKey();
	const found = await begin(attempted, {
		key,
		outputDir,
		stem
	});
	if (!found?.joined) await leaveToCreate(context, found?.entry);
	const { save = true, wait = true, pollIntervalMs } = options;
	const document = await pursue({
		payload,
		body,
		key: found?.entry.begun.key ?? key,
		entry: found?.entry,
		isOld: found?.joined ?? false,
		begun,
		deadline,
		outputDir,
		save,
		wait,
		stem,
		pollIntervalMs
	}, context);
	const settle = async () => {
		if (journal && found) await (wait ? settleEntry(journal, found.entry) : journal.record(found.entry, {
			type: "handed",
			at: Date.now()
		}).catch(() => void 0));
	};
	return {
		document: found?.joined ? {
			...document,
			joined: true
		} : document,
		settle
	};
}
/** Writes the request down, or finds the one it joins; undefined where no journal is kept. */
async function begin({ options, payload, body, key: given, context }, { key, outputDir, stem }) {
	const { journal, session, cwd, words } = context;
	if (!journal) return void 0;
	const { baseUrl: origin, apiKey } = session.api;
	const asked = {
		key,
		isKeyGiven: given !== void 0,
		origin,
		account: accountMark(apiKey),
		body,
		cwd,
		outputDir,
		save: options.save ?? true,
		stem,
		request: remembered(payload)
	};
	const found = await journal.begin(asked, { isNew: options.isNew === true }).catch((error) => {
		throw journalError(error);
	});
	if (found.joined) {
		const age = Math.max(0, Math.round((Date.now() - found.entry.begun.at) / 1e3));
		words.warn(`joining the same request, begun ${age} s ago and not finished: nothing more is paid (--new makes another)`);
	}
	return found;
}
/** The payload as it stays with its picture: image data elided, the prompt whole. */
function remembered({ input, ...rest }) {
	const { prompt, ...fields } = input;
	return {
		...rest,
		input: {
			prompt,
			...fieldsOf(elideData(fields))
		}
	};
}
/** Waits for the update policy; where it refuses, nothing was sent and nothing is owed. */
async function leaveToCreate({ allowed, journal }, entry) {
	try {
		await allowed;
	} catch (error) {
		if (journal && entry) {
			await journal.record(entry, {
				type: "ended",
				at: Date.now(),
				kind: "update_required",
				message: "not sent"
			}).catch(() => void 0);
			await archiveIfSettled(journal, entry);
		}
		throw error;
	}
}
/** Marks a request as delivered and puts it away. That this cannot be written costs nothing but a join later. */
async function settleEntry(journal, entry) {
	try {
		await journal.record(entry, {
			type: "settled",
			at: Date.now()
		});
		await archiveIfSettled(journal, entry);
	} catch {}
}
function isUnknownModel({ kind, facts }) {
	return kind === "usage" && ["model_not_found", "model_unavailable"].includes(facts.code?.toLowerCase() ?? "");
}
/** The same request under a slash id; undefined when that id refuses what was asked for. */
function payloadUnder(model, { input, callback, storage }) {
	const { prompt, aspect_ratio, resolution, input_urls } = input;
	try {
		return buildImagePayload({
			model,
			prompt: String(prompt),
			aspectRatio: String(aspect_ratio),
			resolution: String(resolution),
			storage,
			callbackUrl: callback?.url,
			...Array.isArray(input_urls) ? { inputUrls: input_urls.map(String) } : {}
		});
	} catch {
		return;
	}
}

export { dataUriBytes, defaultTimeoutMs, downloadLink, finishTask, fixedLooks, generateImageDocument, pursue, saveImage, settleEntry, sweepParts, waitForEnd };
