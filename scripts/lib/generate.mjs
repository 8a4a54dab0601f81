import { createTask, createdAtOf, elideData, extractTaskFailureSummary, extractTaskId, fieldsOf, getTaskStatus, lookAtTask, meaning, phaseOf, readImageOutputs, readTaskFailure, textOf } from "./api.mjs";
import { allRatios, allResolutions, defaultModel, findVariant, limits, models, slashId, storages, variants } from "./catalogue.mjs";
import { HiapiError, guidance, oneLine, shown, usageError } from "./errors.mjs";
import { accountMark, codeOf, isSettled, journalError, syncFolder } from "./ledger.mjs";
import { fieldProblem, modelProblem, referenceProblem, routeProblem } from "./problems.mjs";
import { isBase64, isReference } from "./reference.mjs";
import { checkInput, promptSchema } from "./rules.mjs";
import { parseUrl } from "./url.mjs";
import { constants } from "node:fs";
import { join, resolve } from "node:path";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { copyFile, link, lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
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

// src/names.ts
/** File names of pictures: safe on every system, and such that two pictures never want the same one (design rule 7). Pure. */
const imageExtension = /\.(?:png|jpe?g|webp|gif|avif)$/i;
const maxStemLength = 80;
/** `/` and `@` of a model id become `-`. */
function modelFileSlug(model) {
	return model.replace(/[/@]/g, "-");
}
/** What is wrong with a `--name`, in words; undefined when it can be a file name stem. */
function stemProblem(name) {
	if (name.trim() === "") return "is empty";
	if (/[/\\]/.test(name)) return "holds a path separator: use --output-dir for the folder";
}
/** A `--name` without its image extension. */
function withoutImageExtension(name) {
	return name.replace(imageExtension, "");
}
/** A text as part of a file name on Linux, macOS and Windows: no control characters, no reserved characters, names or endings. */
function safeStem(text) {
	const short = shorten(oneLine(text, maxStemLength).replace(/[<>:"/\\|?*…]+/g, "-").replace(/^[.\s-]+|[.\s]+$/g, ""));
	if (short === "") return "image";
	return /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i.test(short) ? `${short.replace(/\..*$/, "")}-image` : short;
}
/** File systems count bytes: 255 in all, of which the rest of the name takes under 60. */
function shorten(text) {
	let short = text;
	while (new TextEncoder().encode(short).length > 180) short = [...short].slice(0, -1).join("");
	return short;
}
/**
* The stem of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
* @param createdAt milliseconds since 1970
*/
function pictureStem({ stem, createdAt, taskId }) {
	const time = new Date(createdAt).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
	const end = taskId?.replace(/[^A-Za-z0-9]/g, "").slice(-8);
	return [
		safeStem(stem),
		time,
		...end ? [end] : []
	].join("-");
}

// src/image-end.ts
const most = 1e6;
/** PNG (ISO/IEC 15948): chunks up to and with IEND. */
async function pngEnds(source) {
	let offset = 8;
	for (let chunks = 0; chunks < most; chunks += 1) {
		const head = await source.read(offset, 8);
		if (head.length < 8) return false;
		offset += 12 + viewOf$1(head).getUint32(0);
		if (offset > source.size) return false;
		if (textAt(head, 4) === "IEND") return true;
	}
	return false;
}
/** JPEG (ITU-T T.81): segments, and the coded data behind each start of scan, up to the end-of-image marker. */
async function jpegEnds(source) {
	let offset = 2;
	for (let segments = 0; segments < most; segments += 1) {
		const head = await source.read(offset, 4);
		if (head.length < 2 || head[0] !== 255) return false;
		const marker = head[1];
		if (marker === 217) return true;
		if (marker === 255) offset += 1;
		else if (head.length < 4) return false;
		else offset += 2 + viewOf$1(head).getUint16(2);
		if (marker === 218) offset = await nextMarker(source, offset);
	}
	return false;
}
/** Where the next marker stands behind coded data, in which FF 00 is data and FF D0 to D7 are restarts. */
async function nextMarker(source, from) {
	for (let offset = from; offset < source.size;) {
		const block = await source.read(offset, 65536);
		for (let at = block.indexOf(255); at !== -1 && at + 1 < block.length; at = block.indexOf(255, at + 1)) {
			const next = block[at + 1] ?? 0;
			if (next !== 0 && next !== 255 && !(next >= 208 && next <= 215)) return offset + at;
		}
		offset += Math.max(1, block.length - 1);
		if (block.length < 2) break;
	}
	return source.size;
}
/** GIF89a: extensions and images up to the trailer. */
async function gifEnds(source) {
	const screen = await source.read(0, 13);
	if (screen.length < 13) return false;
	let offset = 13 + tableSize(screen[10] ?? 0);
	for (let blocks = 0; blocks < most; blocks += 1) {
		const [kind] = await source.read(offset, 1);
		if (kind === 59) return true;
		if (kind === 33) offset = await behindSubBlocks(source, offset + 2);
		else if (kind === 44) {
			const [flags] = await source.read(offset + 9, 1);
			offset = await behindSubBlocks(source, offset + 11 + tableSize(flags ?? 0));
		} else return false;
	}
	return false;
}
function tableSize(flags) {
	return (flags & 128) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
async function behindSubBlocks(source, from) {
	for (let offset = from;;) {
		const [length] = await source.read(offset, 1);
		if (length === void 0) return source.size;
		offset += 1 + length;
		if (length === 0) return offset;
	}
}
/** WebP: as many bytes as its RIFF header says. */
async function webpEnds(source) {
	const head = await source.read(0, 30);
	return head.length >= 30 && source.size >= viewOf$1(head).getUint32(4, true) + 8;
}
/** AVIF: top-level boxes (ISO/IEC 14496-12) that fill the file, the picture's description and data among them. */
async function avifEnds(source) {
	const seen = /* @__PURE__ */ new Set();
	const hasPicture = () => (seen.has("meta") || seen.has("moov")) && seen.has("mdat");
	let offset = 0;
	for (let boxes = 0; boxes < most && offset < source.size; boxes += 1) {
		const box = await source.read(offset, 16);
		if (box.length < 8) return false;
		seen.add(textAt(box, 4));
		const short = viewOf$1(box).getUint32(0);
		if (short === 0) return hasPicture();
		const length = short === 1 && box.length >= 16 ? Number(viewOf$1(box).getBigUint64(8)) : short;
		if (length < 8) return false;
		offset += length;
	}
	return hasPicture() && offset === source.size;
}
function viewOf$1(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function textAt(bytes, offset) {
	return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

// src/image.ts
const headLength = 65536;
const blockLength = 262144;
/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF or AVIF. */
async function inspectImage(source) {
	const blocks = inBlocks(source);
	const head = await blocks.read(0, headLength);
	const extension = imageType(head);
	const format = extension && formats[extension];
	if (!format) return void 0;
	const size = await format.size(head, blocks);
	return {
		mimeType: format.mimeType,
		extension,
		...size,
		whole: await format.ends(blocks)
	};
}
const formats = {
	png: {
		mimeType: "image/png",
		size: pngSize,
		ends: pngEnds
	},
	jpg: {
		mimeType: "image/jpeg",
		size: (_, source) => jpegSize(source),
		ends: jpegEnds
	},
	webp: {
		mimeType: "image/webp",
		size: webpSize,
		ends: webpEnds
	},
	gif: {
		mimeType: "image/gif",
		size: gifSize,
		ends: gifEnds
	},
	avif: {
		mimeType: "image/avif",
		size: avifSize,
		ends: avifEnds
	}
};
/** Reads a source in large blocks, of which the last is kept: walks read forward in small steps. */
function inBlocks(source) {
	let start = 0;
	let block = /* @__PURE__ */ new Uint8Array(0);
	return {
		size: source.size,
		async read(offset, length) {
			if (!(offset >= start && offset + length <= start + block.length)) {
				block = new Uint8Array(await source.read(offset, Math.max(length, blockLength)));
				start = offset;
			}
			return block.subarray(offset - start, offset - start + length);
		}
	};
}
/** The kind of picture that a file begins as, by its first 12 bytes or more. */
function imageType(head) {
	if (startsWith(head, 0, "PNG\r\n\n")) return "png";
	if (startsWith(head, 0, "ÿØÿ")) return "jpg";
	if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "webp";
	if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
	if (startsWith(head, 4, "ftyp") && (startsWith(head, 8, "avif") || startsWith(head, 8, "avis"))) return "avif";
}
function pngSize(head) {
	if (head.length < 24 || !startsWith(head, 12, "IHDR")) return {};
	return {
		width: viewOf(head).getUint32(16),
		height: viewOf(head).getUint32(20)
	};
}
function gifSize(head) {
	return head.length < 10 ? {} : {
		width: viewOf(head).getUint16(6, true),
		height: viewOf(head).getUint16(8, true)
	};
}
function webpSize(head) {
	if (head.length < 30) return {};
	const view = viewOf(head);
	if (startsWith(head, 12, "VP8X")) return {
		width: uint24(view, 24) + 1,
		height: uint24(view, 27) + 1
	};
	if (startsWith(head, 12, "VP8 ")) return {
		width: view.getUint16(26, true) & 16383,
		height: view.getUint16(28, true) & 16383
	};
	if (!startsWith(head, 12, "VP8L")) return {};
	const bits = view.getUint32(21, true);
	return {
		width: (bits & 16383) + 1,
		height: (bits >>> 14 & 16383) + 1
	};
}
/** Walks the segments up to the frame header, which metadata may put megabytes into the file. */
async function jpegSize(source) {
	let offset = 2;
	for (let segments = 0; segments < 1e3; segments += 1) {
		const view = viewOf(await source.read(offset, 9));
		if (view.byteLength < 9 || view.getUint8(0) !== 255) return {};
		const marker = view.getUint8(1);
		if (marker >= 192 && marker <= 207 && ![
			196,
			200,
			204
		].includes(marker)) return {
			width: view.getUint16(7),
			height: view.getUint16(5)
		};
		if (marker === 218) return {};
		offset += marker === 255 ? 1 : 2 + view.getUint16(2);
	}
	return {};
}
function avifSize(head) {
	const at = find(head, "ispe");
	return at === -1 || at + 16 > head.length ? {} : {
		width: viewOf(head).getUint32(at + 8),
		height: viewOf(head).getUint32(at + 12)
	};
}
function viewOf(bytes) {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function uint24(view, offset) {
	return view.getUint16(offset, true) | view.getUint8(offset + 2) << 16;
}
function startsWith(bytes, offset, text) {
	if (bytes.length < offset + text.length) return false;
	for (let index = 0; index < text.length; index += 1) if (bytes[offset + index] !== text.charCodeAt(index)) return false;
	return true;
}
function find(bytes, text) {
	for (let offset = 0; offset + text.length <= bytes.length; offset += 1) if (startsWith(bytes, offset, text)) return offset;
	return -1;
}

// src/output.ts
const maxBytes = 536870912;
/**
* Bytes → a file that is there whole or not at all: streamed to a hidden part file, checked, synced, then linked to a
* name that was free (design rule 7). A file of the same bytes is taken as this very picture, saved before.
* Throws `output`; leaves no part file behind.
*/
async function saveImage({ dir, stem, index, bytes }) {
	const folder = resolve(dir);
	const part = join(folder, `.${stem}-${index}.${pid}-${randomBytes(6).toString("hex")}.part`);
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
/** Takes away the part files that crashed runs left for one picture; those of living processes stay. */
async function sweepParts(dir, stem) {
	const names = await readdir(dir).catch(() => []);
	for (const name of names) {
		const owner = name.startsWith(`.${stem}-`) ? /\.(\d+)-[0-9a-f]+\.part$/.exec(name)?.[1] : void 0;
		if (owner !== void 0 && !isAlive(Number(owner))) await unlink(join(dir, name)).catch(() => void 0);
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

// src/request.ts
const caseFold = (value) => typeof value === "string" ? value.trim().toLowerCase() : value;
const trimmed = (value) => typeof value === "string" ? value.trim() : value;
const upper = (value) => typeof value === "string" ? value.trim().toUpperCase() : value;
/**
* Options → the body of a create, defaults filled in as the contract wants them sent. Pure.
* Throws one usage error that holds every problem found (contract sections 2 and 5).
*/
function buildImagePayload(options) {
	const problems = [];
	const model = options.model === void 0 ? defaultModel : trimmed(options.model);
	const route = options.route === void 0 ? void 0 : caseFold(options.route);
	const variant = typeof model === "string" ? findVariant(model, route) : void 0;
	const input = inputOf(options, variant);
	if (variant) problems.push(...checkInput(variant, input));
	if (!variant) problems.push(...checkWithoutVariant(model, route, input));
	const storage = options.storage === void 0 ? "temp" : caseFold(options.storage);
	if (!isOneOf(storages, storage)) problems.push(fieldProblem("storage", options.storage));
	const callbackUrl = trimmed(options.callbackUrl);
	if (callbackUrl !== void 0 && !isHttps(callbackUrl)) problems.push(callbackProblem(options.callbackUrl));
	if (problems.length > 0 || !variant) throw usageError(problems);
	return {
		model: variant.model,
		input: {
			...input,
			prompt: String(options.prompt).trim()
		},
		...typeof callbackUrl === "string" ? { callback: {
			url: callbackUrl,
			when: "final"
		} } : {},
		...storage === "persistent" ? { storage } : {},
		...variant.route ? { route: variant.route } : {}
	};
}
/** The `input` object before it is checked: what was given under the contract's names, then the defaults that are sent. */
function inputOf(options, variant) {
	const urls = options.inputUrls === void 0 ? [] : splitUrls(options.inputUrls);
	const field = variant?.references?.field ?? "input_urls";
	const wantsUrls = urls.length > 0 || variant?.references && !variant.references.single;
	const hasRatio = variant === void 0 || variant.ratios.length > 0;
	return dropUndefined({
		prompt: options.prompt,
		[field]: wantsUrls ? urls : void 0,
		image: trimmed(options.image),
		aspect_ratio: folded(options.aspectRatio, caseFold, allRatios) ?? (hasRatio ? variant?.defaultRatio : void 0),
		resolution: folded(options.resolution, upper, allResolutions) ?? (hasRatio ? "1K" : void 0),
		size: caseFold(options.size) ?? variant?.size?.default,
		quality: folded(options.quality, caseFold, variant?.quality?.values ?? []) ?? variant?.quality?.default,
		background: folded(options.background, caseFold, variant?.background?.values ?? [])
	});
}
/** A value in the case that the API takes; one that it does not take stays as it was typed, for the message. */
function folded(given, fold, accepted) {
	const value = fold(given);
	return isOneOf(accepted, value) ? value : given;
}
/** With a model or route that nobody knows, the rest is still held against what any model takes. */
function checkWithoutVariant(model, route, input) {
	const known = models.find((id) => id === model);
	const problems = [known ? routeProblem(route, known) : modelProblem(model)];
	if (!promptSchema.safeParse(input.prompt).success) problems.push(fieldProblem("prompt", input.prompt));
	for (const [field, list] of Object.entries({
		aspect_ratio: "ratios",
		resolution: "resolutions"
	})) {
		const given = input[field];
		if (given !== void 0 && !variants.some((row) => isOneOf(row[list], given))) problems.push(fieldProblem(field, given));
	}
	return problems;
}
/** What a payload will make, in the names that the program prints; keys that the payload lacks are left out. */
function describePayload(payload) {
	const { prompt: _, aspect_ratio, resolution, image, input_urls, image_urls, ...rest } = payload.input;
	const references = image === void 0 ? input_urls ?? image_urls : [image];
	return dropUndefined({
		model: payload.model,
		route: payload.route,
		aspectRatio: text(aspect_ratio),
		resolution: text(resolution),
		size: text(rest.size),
		quality: text(rest.quality),
		background: text(rest.background),
		references: Array.isArray(references) ? references.length : void 0,
		storage: payload.storage
	});
}
/** References as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function splitUrls(value) {
	return (typeof value === "string" ? value.split(/,(?=\s*https?:\/\/)/i) : listOf(value)).map((entry) => typeof entry === "string" ? entry.trim() : entry);
}
/** A value of any shape as a list, for the checks that follow to judge. */
function listOf(value) {
	return Array.isArray(value) ? value : [value];
}
function callbackProblem(given) {
	const accepted = "an https:// URL";
	return {
		field: "callback_url",
		given: shown(given),
		accepted,
		message: `Unsupported callback URL ${shown(given)}: use ${accepted}`
	};
}
function isHttps(value) {
	return parseUrl(value)?.protocol === "https:";
}
/** Whether a value is one of the words of a list. */
function isOneOf(list, value) {
	return list.some((item) => item === value);
}
function text(value) {
	return typeof value === "string" ? value : void 0;
}
/** The object without its undefined values: `exactOptionalPropertyTypes` and JSON both want absent keys absent. */
function dropUndefined(shape) {
	return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== void 0));
}

// src/normalize.ts
/** A model id as it is sent; undefined takes the default. Throws `Unsupported model`. */
function normalizeModel(value) {
	const model = value === void 0 ? defaultModel : trimmed(value);
	const known = models.find((id) => id === model);
	if (known === void 0) throw usageError([modelProblem(value)]);
	return known;
}
/** A ratio of the model's default route; undefined takes the model's default. Throws `Unsupported aspect ratio`. */
function normalizeAspectRatio(value, model) {
	const variant = rowOf(model);
	const ratio = value === void 0 ? variant?.defaultRatio : caseFold(value);
	if (!variant || !isOneOf(variant.ratios, ratio)) throw usageError([fieldProblem("aspect_ratio", value, variant)]);
	return ratio;
}
/** A resolution of the model's default route, any case; undefined means 1K. Throws `Unsupported resolution`. */
function normalizeResolution(value, model) {
	const variant = rowOf(model);
	const resolution = value === void 0 ? "1K" : upper(value);
	if (!variant || !isOneOf(variant.resolutions, resolution)) throw usageError([fieldProblem("resolution", value, variant)]);
	return resolution;
}
/** A background in lower case; an absent one stays absent. */
function normalizeBackground(value) {
	if (value === void 0) return void 0;
	const background = caseFold(value);
	if (!isOneOf([
		"auto",
		"opaque",
		"transparent"
	], background)) throw usageError([fieldProblem("background", value)]);
	return background;
}
/** A storage in lower case; undefined means `temp`. An empty string or null is refused. */
function normalizeStorage(value) {
	const storage = value === void 0 ? "temp" : caseFold(value);
	if (!isOneOf(storages, storage)) throw usageError([fieldProblem("storage", value)]);
	return storage;
}
/** An idempotency key as it is sent: 1 to 255 UTF-8 bytes, no control characters (contract section 2). */
function normalizeIdempotencyKey(value) {
	if (value === void 0) return void 0;
	const accepted = `1 to ${limits.idempotencyKeyBytes} UTF-8 bytes without control characters`;
	const key = trimmed(value);
	const bytes = typeof key === "string" ? new TextEncoder().encode(key).length : 0;
	if (typeof key === "string" && bytes > 0 && bytes <= limits.idempotencyKeyBytes && !/[\u0000-\u001f\u007f-\u009f]/.test(key)) return key;
	throw usageError([{
		field: "idempotency_key",
		given: value,
		accepted,
		message: `Unsupported idempotency key ${shown(value)}: use ${accepted}`
	}]);
}
/** Reference images as a list: a list is taken as it is, a string is split only before `,http://` or `,https://`. */
function normalizeInputUrls(value) {
	if (value === void 0) return [];
	const urls = splitUrls(value);
	const problems = urls.filter((url) => typeof url !== "string" || !isReference(url)).map((url) => referenceProblem("input_urls", url));
	if (problems.length > 0) throw usageError(problems);
	return urls;
}
function rowOf(model) {
	return findVariant(normalizeModel(model));
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
	await sweepParts(task.outputDir, stem);
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
	if (entry?.ready) await sweepParts(entry.ready.dir, entry.ready.stem);
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
/** A key of our own; made once for each logical request (design rule 1). */
function newKey() {
	return `hiapi-img-${randomUUID()}`;
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

export { buildImagePayload, dataUriBytes, defaultTimeoutMs, describePayload, downloadLink, finishTask, fixedLooks, generateImageDocument, imageType, modelFileSlug, newKey, normalizeAspectRatio, normalizeBackground, normalizeIdempotencyKey, normalizeInputUrls, normalizeModel, normalizeResolution, normalizeStorage, pictureStem, pursue, safeStem, saveImage, settleEntry, stemProblem, waitForEnd, withoutImageExtension };
