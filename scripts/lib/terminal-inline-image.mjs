import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const open = (...given) => require("node:fs/promises").open(...given);
const { Readable, pipeline } = require("node:stream");
const { createInflate } = require("node:zlib");

// src/terminal/half-blocks.ts
/** The pixels that a picture gets in so many columns and rows: its shape kept, never larger than it is. */
function fitPixels(picture, room) {
	const scale = Math.min(1, room.columns / picture.width, room.rows * 2 / picture.height);
	const fitted = (length) => Math.max(1, Math.round(length * scale));
	return {
		width: fitted(picture.width),
		height: fitted(picture.height)
	};
}
/** Takes a picture row by row and keeps the mean of each area; what can be seen through stands on a chequerboard. */
function createShrinker(picture, { width, height }) {
	const sums = new Float64Array(width * height * 4);
	const columnOf = Uint32Array.from({ length: picture.width }, (_, x) => Math.floor(x * width / picture.width));
	return {
		row(rgba, y) {
			const start = Math.floor(y * height / picture.height) * width;
			for (let x = 0; x < picture.width; x += 1) {
				const at = (start + (columnOf[x] ?? 0)) * 4;
				const alpha = (rgba[x * 4 + 3] ?? 0) / 255;
				const ground = ((columnOf[x] ?? 0) >> 1) + (start / width >> 1) & 1 ? 102 : 140;
				for (let channel = 0; channel < 3; channel += 1) sums[at + channel] = (sums[at + channel] ?? 0) + (rgba[x * 4 + channel] ?? 0) * alpha + ground * (1 - alpha);
				sums[at + 3] = (sums[at + 3] ?? 0) + 1;
			}
		},
		grid() {
			const rgb = new Uint8Array(width * height * 3);
			for (let pixel = 0; pixel < width * height; pixel += 1) for (let channel = 0; channel < 3; channel += 1) rgb[pixel * 3 + channel] = Math.round((sums[pixel * 4 + channel] ?? 0) / Math.max(1, sums[pixel * 4 + 3] ?? 0));
			return {
				width,
				height,
				rgb
			};
		}
	};
}
/** A picture as lines of half blocks, the upper pixel as ink and the lower as paper; colours are named where they change. */
function halfBlocks(grid, colors) {
	const named = colors === "true" ? trueColors(grid) : indexedColors(grid);
	const lines = [];
	for (let y = 0; y < grid.height; y += 2) {
		let line = "";
		let before = "";
		for (let x = 0; x < grid.width; x += 1) {
			const below = named[(y + 1) * grid.width + x];
			const style = `38;${named[y * grid.width + x]};${below === void 0 ? "49" : `48;${below}`}`;
			line += style === before ? "▀" : `\u001b[${style}m▀`;
			before = style;
		}
		lines.push(`${line}\u001b[0m\n`);
	}
	return lines.join("");
}
function trueColors({ width, height, rgb }) {
	return Array.from({ length: width * height }, (_, pixel) => `2;${rgb[pixel * 3]};${rgb[pixel * 3 + 1]};${rgb[pixel * 3 + 2]}`);
}
/** Each pixel in xterm's colours, half of what is lost handed on to its neighbours (Floyd and Steinberg): all of it speckles dark skies, none of it turns them gray. */
function indexedColors({ width, height, rgb }) {
	const wanted = Float32Array.from(rgb);
	const names = [];
	for (let pixel = 0; pixel < width * height; pixel += 1) {
		const { index, color } = nearestOf256(wanted.subarray(pixel * 3, pixel * 3 + 3));
		names.push(`5;${index}`);
		const isFirst = pixel % width === 0;
		const isLast = pixel % width === width - 1;
		for (let channel = 0; channel < 3; channel += 1) {
			const at = pixel * 3 + channel;
			const lost = (wanted[at] ?? 0) - (color[channel] ?? 0);
			const hand = (to, share) => {
				wanted[to] = (wanted[to] ?? 0) + lost * share / 32;
			};
			if (!isLast) hand(at + 3, 7);
			if (!isFirst) hand(at + (width - 1) * 3, 3);
			hand(at + width * 3, 5);
			if (!isLast) hand(at + (width + 1) * 3, 1);
		}
	}
	return names;
}
const levels = [
	0,
	95,
	135,
	175,
	215,
	255
];
/** The nearest of xterm's colours 16 to 255: a cube of six levels, and 24 grays. */
function nearestOf256(wanted) {
	const cube = Array.from(wanted, levelOf);
	const [red = 0, green = 0, blue = 0] = cube;
	const mean = wanted.reduce((sum, value) => sum + value, 0) / 3;
	const step = Math.min(23, Math.max(0, Math.round((mean - 8) / 10)));
	const gray = {
		index: 232 + step,
		color: [
			8 + step * 10,
			8 + step * 10,
			8 + step * 10
		]
	};
	const color = {
		index: 16 + 36 * red + 6 * green + blue,
		color: cube.map((level) => levels[level] ?? 0)
	};
	const off = (candidate) => candidate.reduce((sum, value, channel) => sum + (value - (wanted[channel] ?? 0)) ** 2, 0);
	return off(gray.color) < off(color.color) ? gray : color;
}
function levelOf(value) {
	return levels.reduce((best, level, index) => Math.abs(level - value) < Math.abs((levels[best] ?? 0) - value) ? index : best, 0);
}

// src/terminal/png-rows.ts
/** A PNG row by row (ISO/IEC 15948), so that a large one is never whole in memory. Its bytes are not trusted; checksums are not read. */
const mostPixels = 1e8;
const pieceLength$1 = 65536;
const channelsOf = {
	0: 1,
	2: 3,
	3: 1,
	4: 2,
	6: 4
};
/** Reads all rows. Throws an error with a reason in words when the picture is broken, interlaced, or larger than any screen needs. */
async function readPngRows(source, taker) {
	const header = await readHeader(source);
	const { width, height, depth, colorType } = header;
	const bits = depth * (channelsOf[colorType] ?? 0);
	const line = new Uint8Array(Math.ceil(width * bits / 8) + 1);
	const above = new Uint8Array(line.length);
	const rgba = new Uint8Array(width * 4);
	taker.size({
		width,
		height
	});
	let filled = 0;
	let y = 0;
	for await (const block of inflated(source, header.pixelsAt)) {
		for (let at = 0; at < block.length && y < height;) {
			const part = block.subarray(at, at + line.length - filled);
			line.set(part, filled);
			filled += part.length;
			at += part.length;
			if (filled < line.length) break;
			unfilter(line, above, Math.max(1, bits >> 3));
			paint(line, header, rgba);
			taker.row(rgba, y);
			above.set(line);
			filled = 0;
			y += 1;
		}
		if (y === height) return;
	}
	throw new Error("it ends before its last row");
}
async function readHeader(source) {
	const head = Buffer.from(await source.read(0, 33));
	if (head.length < 33 || head.toString("latin1", 0, 8) !== "PNG\r\n\n" || head.toString("latin1", 12, 16) !== "IHDR") throw new Error("it is no PNG");
	const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)];
	const [depth = 0, colorType = 0, , , interlace] = head.subarray(24, 29);
	if (width === 0 || height === 0 || !isKnownForm(depth, colorType)) throw new Error("its header is broken");
	if (interlace !== 0) throw new Error("it is interlaced");
	if (width * height > mostPixels) throw new Error(`${width} x ${height} pixels are too many`);
	const none = /* @__PURE__ */ new Uint8Array(0);
	const header = {
		width,
		height,
		depth,
		colorType,
		palette: none,
		opacity: none,
		pixelsAt: 0
	};
	for (let offset = 33, chunks = 0; chunks < 1e4; chunks += 1) {
		const { type, length } = await chunkAt(source, offset);
		if (type === "IDAT") return {
			...header,
			pixelsAt: offset
		};
		if (type === "PLTE") header.palette = await source.read(offset + 8, Math.min(length, 768));
		if (type === "tRNS" && colorType === 3) header.opacity = await source.read(offset + 8, Math.min(length, 256));
		offset += 12 + length;
	}
	throw new Error("it has no pixels");
}
function isKnownForm(depth, colorType) {
	if (colorType === 0) return [
		1,
		2,
		4,
		8,
		16
	].includes(depth);
	if (colorType === 3) return [
		1,
		2,
		4,
		8
	].includes(depth);
	return channelsOf[colorType] !== void 0 && (depth === 8 || depth === 16);
}
async function chunkAt(source, offset) {
	const head = Buffer.from(await source.read(offset, 8));
	if (head.length < 8) throw new Error("it is cut off");
	return {
		length: head.readUInt32BE(0),
		type: head.toString("latin1", 4, 8)
	};
}
/** The rows with their filter bytes. A failure of the stream is thrown where it is read. */
function inflated(source, from) {
	return pipeline(Readable.from(pixelBlocks(source, from)), createInflate({ chunkSize: pieceLength$1 }), () => void 0);
}
async function* pixelBlocks(source, from) {
	for (let offset = from;;) {
		const { type, length } = await chunkAt(source, offset);
		if (type !== "IDAT") return;
		const end = offset + 8 + length;
		for (let at = offset + 8; at < end; at += pieceLength$1) {
			const piece = await source.read(at, Math.min(pieceLength$1, end - at));
			if (piece.length === 0) throw new Error("it is cut off");
			yield piece;
		}
		offset = end + 4;
	}
}
/** Undoes the filter of one line in place; `above` is the line before, undone. Byte 0 is the filter, the pixels follow. */
function unfilter(line, above, step) {
	const filter = line[0] ?? 0;
	if (filter > 4) throw new Error("its rows are broken");
	for (let index = 1; filter > 0 && index < line.length; index += 1) {
		const left = index > step ? line[index - step] ?? 0 : 0;
		const up = above[index] ?? 0;
		const corner = index > step ? above[index - step] ?? 0 : 0;
		line[index] = (line[index] ?? 0) + guess(filter, left, up, corner);
	}
}
function guess(filter, left, up, corner) {
	if (filter === 1) return left;
	if (filter === 2) return up;
	if (filter === 3) return left + up >> 1;
	const toLeft = Math.abs(up - corner);
	const toUp = Math.abs(left - corner);
	const toCorner = Math.abs(left + up - 2 * corner);
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}
/** One line as red, green, blue, alpha, 8 bits each. */
function paint(line, { width, depth, colorType, palette, opacity }, rgba) {
	const channels = channelsOf[colorType] ?? 1;
	const full = depth < 8 ? 255 / (2 ** depth - 1) : 1;
	const isColor = channels >= 3;
	const hasAlpha = channels === 2 || channels === 4;
	for (let x = 0; x < width; x += 1) {
		const at = x * channels;
		const first = sampleAt(line, at, depth);
		if (colorType === 3) {
			for (let channel = 0; channel < 3; channel += 1) rgba[x * 4 + channel] = palette[first * 3 + channel] ?? 0;
			rgba[x * 4 + 3] = opacity[first] ?? 255;
			continue;
		}
		rgba[x * 4] = first * full;
		rgba[x * 4 + 1] = isColor ? sampleAt(line, at + 1, depth) : first * full;
		rgba[x * 4 + 2] = isColor ? sampleAt(line, at + 2, depth) : first * full;
		rgba[x * 4 + 3] = hasAlpha ? sampleAt(line, at + channels - 1, depth) : 255;
	}
}
/** A sample by its number in the line; of 16 bits the upper eight. */
function sampleAt(line, index, depth) {
	if (depth === 8) return line[index + 1] ?? 0;
	if (depth === 16) return line[index * 2 + 1] ?? 0;
	const bit = index * depth;
	return (line[(bit >> 3) + 1] ?? 0) >> 8 - depth - (bit & 7) & 2 ** depth - 1;
}

// src/terminal/inline-image.ts
const mostBytes = 67108864;
/** The protocols' pieces: 4096 characters of base64. */
const pieceLength = 3072;
const piecesAtOnce = 16;
/** What the environment says of the terminal. Inside a multiplexer pictures do not get through, colours do. */
function wayOf(env, color) {
	const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL } = env;
	if (TERM === "dumb") return "none";
	if (!(Boolean(env.TMUX || env.STY) || /^(?:screen|tmux)/.test(TERM))) {
		if (/^xterm-(?:kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === "ghostty" || env.KITTY_WINDOW_ID && TERM_PROGRAM === "") return "kitty";
		if ([
			"iTerm.app",
			"WezTerm",
			"mintty"
		].includes(TERM_PROGRAM) || LC_TERMINAL === "iTerm2") return "iterm";
	}
	return color ? "blocks" : "none";
}
/** Draws a picture; answers why not, in a few words, when it was not drawn. Never throws. */
async function drawPicture(picture, terminal) {
	const way = wayOf(terminal.env, terminal.color);
	if (terminal.stream.isTTY !== true) return "stderr is no terminal";
	if (way === "none") return "this terminal shows no pictures, or no colour";
	if (!(picture.mimeType === "image/png") && way !== "iterm") return `${picture.mimeType} needs a terminal such as iTerm2 or WezTerm`;
	try {
		const file = await open(picture.path, "r");
		try {
			if (way === "blocks" || picture.bytes > mostBytes) await drawBlocks(file, picture, terminal);
			else await (way === "kitty" ? drawKitty : drawIterm)(file, picture, terminal);
			return;
		} finally {
			await file.close();
		}
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
/** The room for a picture: the width of the window, and so much of its height that the words around it stay. */
function roomOf({ columns, rows }) {
	return {
		columns: Math.max(1, Math.min(columns || 80, 160)),
		rows: Math.max(4, Math.min((rows || 24) - 4, 48))
	};
}
/** How many columns the terminal is asked to spread a picture over: cells are about twice as high as wide. */
function columnsFor({ width = 1024, height = 1024 }, stream) {
	return fitPixels({
		width,
		height
	}, roomOf(stream)).width;
}
async function drawBlocks(file, { bytes }, { env, stream }) {
	let shrinker;
	await readPngRows(sourceOf(file, bytes), {
		size: (size) => {
			shrinker = createShrinker(size, fitPixels(size, roomOf(stream)));
		},
		row: (rgba, y) => shrinker?.row(rgba, y)
	});
	const isTrue = /^(?:truecolor|24bit)$/.test(env.COLORTERM ?? "") || env.WT_SESSION !== void 0;
	if (shrinker) await write(stream, halfBlocks(shrinker.grid(), isTrue ? "true" : "256"));
}
/** kitty's graphics protocol: PNG as it is, in pieces; quiet, or the terminal's answer would be read as typed. */
async function drawKitty(file, picture, { stream }) {
	let control = `a=T,f=100,q=2,c=${columnsFor(picture, stream)},`;
	try {
		for await (const block of blocksOf(file, picture.bytes)) {
			let text = "";
			for (let at = 0; at < block.length; at += pieceLength) {
				text += `\u001b_G${control}m=1;${block.toString("base64", at, Math.min(at + pieceLength, block.length))}\u001b\\`;
				control = "q=2,";
			}
			await write(stream, text);
		}
	} finally {
		await write(stream, "\x1B_Gq=2,m=0;\x1B\\\n");
	}
}
/** iTerm2's inline images: any type that the terminal knows. */
async function drawIterm(file, picture, { stream }) {
	await write(stream, `\u001b]1337;File=inline=1;size=${picture.bytes};width=${columnsFor(picture, stream)};preserveAspectRatio=1:`);
	try {
		for await (const block of blocksOf(file, picture.bytes)) await write(stream, block.toString("base64"));
	} finally {
		await write(stream, "\x07\n");
	}
}
async function* blocksOf(file, size) {
	const length = pieceLength * piecesAtOnce;
	for (let offset = 0; offset < size; offset += length) {
		const block = Buffer.alloc(Math.min(length, size - offset));
		const { bytesRead } = await file.read(block, 0, block.length, offset);
		if (bytesRead < block.length) throw new Error("the file was cut off meanwhile");
		yield block;
	}
}
function sourceOf(file, size) {
	return {
		size,
		async read(offset, length) {
			const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
			return buffer.subarray(0, bytesRead);
		}
	};
}
function write(stream, text) {
	return new Promise((resolve) => stream.write(text, () => resolve()));
}

export { drawPicture };
