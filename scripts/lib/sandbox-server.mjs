import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { createAccount, createFaultBook, faultLabel, masked } from "./parse.mjs";
import { allResolutions, findVariant, inputFieldsOf, limits, models, parseUrl, quote, routesOf, storages, variantName, variants } from "./core.mjs";
import { checkInput } from "./process.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { createServer } = require("node:http");
const { once } = require("node:events");
const { createDeflate } = require("node:zlib");

// src/sandbox/painting/canvas.ts
/** Paints a row with all brushes, back to front, leaving out what a nearer one hides anyway. */
function paintBrushes(brushes, y, row) {
	let first = brushes.length - 1;
	while (first > 0 && !isSolid(brushes[first], y)) first -= 1;
	for (let index = first; index < brushes.length; index += 1) {
		const brush = brushes[index];
		if (brush && y + 1 > brush.top && y < brush.bottom) brush.paint(y, row);
	}
}
function isSolid(brush, y) {
	return brush !== void 0 && y >= brush.solidFrom && y + 1 <= brush.bottom;
}
/** Lays a colour over one pixel. */
function blend(row, x, [red, green, blue], opacity) {
	const at = x * 3;
	const rest = 1 - opacity;
	row[at] = (row[at] ?? 0) * rest + red * opacity;
	row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
	row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
}
/** Lays one colour over pixels `from` to `to` by their coverage. */
function blendRow(row, from, to, cover, [red, green, blue]) {
	for (let x = from, at = from * 3; x < to; x += 1, at += 3) {
		const opacity = cover[x] ?? 0;
		if (opacity <= 0) continue;
		const rest = 1 - opacity;
		row[at] = (row[at] ?? 0) * rest + red * opacity;
		row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
		row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
	}
}
function mix(from, to, share) {
	return [
		from[0] + (to[0] - from[0]) * share,
		from[1] + (to[1] - from[1]) * share,
		from[2] + (to[2] - from[2]) * share
	];
}
function hex(text) {
	const value = Number.parseInt(text, 16);
	return [
		value >> 16 & 255,
		value >> 8 & 255,
		value & 255
	];
}
function clamp(value, low = 0, high = 1) {
	return Math.min(Math.max(value, low), high);
}

// src/sandbox/painting/font.ts
const bowl = "M2.2 0Q0 0 0 3Q0 6 2.2 6Q4.4 6 4.4 3Q4.4 0 2.2 0";
const glyphs = {
	A: [4.2, "M0 6L2.1 0L4.2 6M.75 4L3.45 4"],
	B: [3.9, "M0 2.9L2.1 2.9Q3.6 2.9 3.6 1.45Q3.6 0 2.1 0L0 0L0 6L2.2 6Q3.9 6 3.9 4.45Q3.9 2.9 2.1 2.9"],
	C: [4, "M4 1.3Q3.4 0 2.2 0Q0 0 0 3Q0 6 2.2 6Q3.4 6 4 4.7"],
	D: [4.2, "M0 0L0 6L1.6 6Q4.2 6 4.2 3Q4.2 0 1.6 0L0 0"],
	E: [3.3, "M3.3 0L0 0L0 6L3.3 6M0 2.9L2.8 2.9"],
	F: [3.2, "M3.2 0L0 0L0 6M0 2.9L2.7 2.9"],
	G: [4.2, "M4 1.3Q3.4 0 2.2 0Q0 0 0 3Q0 6 2.2 6Q4.2 6 4.2 3.3L2.5 3.3"],
	H: [4, "M0 0L0 6M4 0L4 6M0 2.95L4 2.95"],
	I: [0, "M0 0L0 6"],
	J: [2.7, "M2.7 0L2.7 4.2Q2.7 6 1.4 6Q.2 6 0 4.7"],
	K: [3.8, "M0 0L0 6M3.6 0L0 3.7M1.35 2.35L3.8 6"],
	L: [3.1, "M0 0L0 6L3.1 6"],
	M: [4.8, "M0 6L0 0L2.4 4.1L4.8 0L4.8 6"],
	N: [4.1, "M0 6L0 0L4.1 6L4.1 0"],
	O: [4.4, bowl],
	P: [3.7, "M0 6L0 0L2.1 0Q3.7 0 3.7 1.7Q3.7 3.4 2.1 3.4L0 3.4"],
	Q: [4.5, `${bowl}M2.8 4.4L4.5 6.2`],
	R: [3.9, "M0 6L0 0L2.1 0Q3.7 0 3.7 1.65Q3.7 3.3 2.1 3.3L0 3.3M2 3.3L3.9 6"],
	S: [3.7, "M3.5 1.2Q3.2 0 1.9 0Q.2 0 .2 1.5Q.2 2.6 1.9 2.95Q3.7 3.3 3.7 4.5Q3.7 6 1.9 6Q.3 6 0 4.7"],
	T: [3.8, "M0 0L3.8 0M1.9 0L1.9 6"],
	U: [4, "M0 0L0 3.7Q0 6 2 6Q4 6 4 3.7L4 0"],
	V: [4.1, "M0 0L2.05 6L4.1 0"],
	W: [6, "M0 0L1.5 6L3 .8L4.5 6L6 0"],
	X: [3.9, "M0 0L3.9 6M3.9 0L0 6"],
	Y: [4, "M0 0L2 3L4 0M2 3L2 6"],
	Z: [3.7, "M0 0L3.7 0L0 6L3.7 6"],
	0: [3.8, "M1.9 0Q0 0 0 3Q0 6 1.9 6Q3.8 6 3.8 3Q3.8 0 1.9 0"],
	1: [1.4, "M0 1.3L1.4 0L1.4 6"],
	2: [3.6, "M.1 1.5Q.3 0 1.8 0Q3.5 0 3.5 1.6Q3.5 2.6 2.4 3.7L0 6L3.6 6"],
	3: [3.6, "M.1 1.2Q.4 0 1.7 0Q3.3 0 3.3 1.45Q3.3 2.85 1.5 2.85Q3.6 2.85 3.6 4.4Q3.6 6 1.7 6Q.3 6 0 4.7"],
	4: [4, "M3 6L3 0L0 4.3L4 4.3"],
	5: [3.6, "M3.3 0L.5 0L.2 2.8Q.8 2.2 1.8 2.2Q3.6 2.2 3.6 4.1Q3.6 6 1.8 6Q.4 6 0 4.8"],
	6: [3.7, "M3.3 .9Q2.9 0 2 0Q0 0 0 3.6Q0 6 1.9 6Q3.7 6 3.7 4.2Q3.7 2.4 1.9 2.4Q.3 2.4 0 4"],
	7: [3.6, "M0 0L3.6 0L1.3 6"],
	8: [3.7, "M1.85 2.85Q.3 2.85 .3 1.4Q.3 0 1.85 0Q3.4 0 3.4 1.4Q3.4 2.85 1.85 2.85Q0 2.85 0 4.4Q0 6 1.85 6Q3.7 6 3.7 4.4Q3.7 2.85 1.85 2.85"],
	9: [3.7, "M.4 5.1Q.8 6 1.7 6Q3.7 6 3.7 2.4Q3.7 0 1.8 0Q0 0 0 1.8Q0 3.6 1.8 3.6Q3.4 3.6 3.7 2"],
	" ": [1.6, ""],
	".": [0, "M0 6L0 6"],
	"…": [3, "M0 6L0 6M1.5 6L1.5 6M3 6L3 6"],
	",": [.4, "M.4 5.8L0 7"],
	":": [0, "M0 2.2L0 2.2M0 6L0 6"],
	";": [.4, "M.4 2.2L.4 2.2M.4 5.8L0 7"],
	"!": [0, "M0 0L0 4.2M0 6L0 6"],
	"?": [3.2, "M0 1.3Q.3 0 1.6 0Q3.2 0 3.2 1.5Q3.2 2.5 1.6 3.2L1.6 4.2M1.6 6L1.6 6"],
	"'": [0, "M0 0L0 1.4"],
	"\"": [1.2, "M0 0L0 1.4M1.2 0L1.2 1.4"],
	"-": [2, "M0 3.2L2 3.2"],
	_: [3, "M0 6.6L3 6.6"],
	"+": [2.8, "M0 3.2L2.8 3.2M1.4 1.8L1.4 4.6"],
	"=": [2.8, "M0 2.4L2.8 2.4M0 4L2.8 4"],
	"/": [2.6, "M0 6.4L2.6 -.2"],
	"(": [1.1, "M1.1 -.4Q-.9 3 1.1 6.6"],
	")": [1.1, "M0 -.4Q2 3 0 6.6"],
	"[": [1.1, "M1.1 -.3L0 -.3L0 6.4L1.1 6.4"],
	"]": [1.1, "M0 -.3L1.1 -.3L1.1 6.4L0 6.4"],
	"#": [3.6, "M1.3 .4L.7 5.6M2.9 .4L2.3 5.6M.2 2.1L3.6 2.1M0 3.9L3.4 3.9"],
	"&": [4.2, "M4.1 6L1 2.2Q.5 1.5 .8 .8Q1.2 0 2 0Q3.1 0 3.1 1.2Q3.1 2.1 1.5 3Q0 3.7 0 4.6Q0 6 1.7 6Q3.6 6 4 3.4"],
	"%": [4.4, "M4 0L.4 6M.9 0Q0 0 0 1.2Q0 2.4 .9 2.4Q1.8 2.4 1.8 1.2Q1.8 0 .9 0M3.5 3.6Q2.6 3.6 2.6 4.8Q2.6 6 3.5 6Q4.4 6 4.4 4.8Q4.4 3.6 3.5 3.6"]
};
/** The glyph of a character; undefined when the alphabet lacks it. */
function glyphOf(character) {
	const found = glyphs[character];
	return found && {
		width: found[0],
		path: found[1]
	};
}

// src/sandbox/painting/shapes.ts
const subRows = 4;
/** A filled polygon with smooth edges; with `shade` its colour turns into that one from left to right. */
function polygon(points, colour, { width, shade }) {
	const xs = points.map(([x]) => x);
	const ys = points.map(([, y]) => y);
	const from = Math.max(0, Math.floor(Math.min(...xs)));
	const to = Math.min(width, Math.ceil(Math.max(...xs)) + 1);
	const cover = new Float32Array(width);
	return {
		top: Math.min(...ys),
		bottom: Math.max(...ys),
		solidFrom: Number.POSITIVE_INFINITY,
		paint(y, row) {
			cover.fill(0, from, to);
			for (let sub = 0; sub < subRows; sub += 1) addSpans(points, y + (sub + .5) / subRows, cover, from, to);
			blendRow(row, from, to, cover, colour);
			if (!shade) return;
			for (let x = from; x < to; x += 1) blend(row, x, shade, (cover[x] ?? 0) * ((x - from) / (to - from)));
		}
	};
}
function addSpans(points, y, cover, from, to) {
	const crossings = [];
	points.forEach(([x, pointY], index) => {
		const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, pointY];
		if (pointY <= y === nextY <= y) return;
		crossings.push(x + (y - pointY) / (nextY - pointY) * (nextX - x));
	});
	crossings.sort((a, b) => a - b);
	for (let index = 0; index + 1 < crossings.length; index += 2) {
		const left = crossings[index] ?? 0;
		const right = crossings[index + 1] ?? 0;
		for (let x = Math.max(from, Math.floor(left)); x < Math.min(to, right); x += 1) cover[x] = (cover[x] ?? 0) + clamp(Math.min(right, x + 1) - Math.max(left, x)) / subRows;
	}
}
/** Strokes of one thickness with round ends. */
function strokes(lines, thickness, colour, { width, opacity = 1 }) {
	const radius = thickness / 2;
	const segments = lines.flatMap((line) => line.slice(1).map((end, index) => ({
		start: line[index] ?? end,
		end
	})));
	const ys = segments.flatMap(({ start, end }) => [start[1], end[1]]);
	const xs = segments.flatMap(({ start, end }) => [start[0], end[0]]);
	const left = Math.max(0, Math.floor(Math.min(...xs) - radius - 1));
	const right = Math.min(width, Math.ceil(Math.max(...xs) + radius + 1));
	const cover = new Float32Array(width);
	return {
		top: Math.min(...ys) - radius - 1,
		bottom: Math.max(...ys) + radius + 1,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(y, row) {
			cover.fill(0, left, right);
			const middle = y + .5;
			for (const { start, end } of segments) {
				const reach = radius + 1;
				if (middle < Math.min(start[1], end[1]) - reach || middle > Math.max(start[1], end[1]) + reach) continue;
				const to = Math.min(width, Math.ceil(Math.max(start[0], end[0]) + reach));
				for (let x = Math.max(0, Math.floor(Math.min(start[0], end[0]) - reach)); x < to; x += 1) {
					const near = clamp(radius - distanceTo(start, end, x + .5, middle) + .5) * opacity;
					if (near > (cover[x] ?? 0)) cover[x] = near;
				}
			}
			blendRow(row, left, right, cover, colour);
		}
	};
}
function distanceTo([x1, y1], [x2, y2], x, y) {
	const [dx, dy] = [x2 - x1, y2 - y1];
	const length = dx * dx + dy * dy;
	const along = length === 0 ? 0 : clamp(((x - x1) * dx + (y - y1) * dy) / length);
	const [offX, offY] = [x - x1 - along * dx, y - y1 - along * dy];
	return Math.sqrt(offX * offX + offY * offY);
}

// src/sandbox/painting/lettering.ts
const capHeight = 6;
const curveSteps = 10;
/** A line of centred capitals. */
function lettering(text, { x, baseline, size, spacing, thickness }, colour, options) {
	const scale = size / capHeight;
	let left = x - advance(text, spacing) * scale / 2;
	const lines = glyphsOf(text).flatMap((glyph) => {
		const at = left;
		left += (glyph.width + spacing) * scale;
		return linesOf(glyph.path).map((line) => line.map(([gx, gy]) => [at + gx * scale, baseline - (capHeight - gy) * scale]));
	});
	return lines.length === 0 ? [] : [strokes(lines, thickness * scale, colour, options)];
}
/** The width of a text on the grid. */
function advance(text, spacing) {
	const glyphs = glyphsOf(text);
	return glyphs.reduce((sum, { width }) => sum + width, 0) + spacing * Math.max(0, glyphs.length - 1);
}
/** As many first words as fit into a width on the grid, in what the alphabet can write. */
function fitted(text, spacing, room) {
	const words = plain(text).split(/\s+/).filter((word) => word !== "");
	const whole = words.join(" ");
	if (advance(whole, spacing) <= room) return whole;
	while (words.length > 0 && advance(`${words.join(" ")}…`, spacing) > room) words.pop();
	return words.length === 0 ? "" : `${words.join(" ")}…`;
}
/** Capitals without accents; what the alphabet lacks is left out. */
function plain(text) {
	return [...text.replace(/[‘’‚]/g, "'").replace(/[“”„«»]/g, "\"").replace(/[–—]/g, "-").normalize("NFKD").toUpperCase()].map((letter) => /\s/.test(letter) ? " " : letter).filter((letter) => glyphOf(letter)).join("");
}
function glyphsOf(text) {
	return [...text].flatMap((character) => glyphOf(character) ?? []);
}
/** A path's strokes, its curves broken into short straight pieces. */
function linesOf(path) {
	const lines = [];
	for (const [, command, numbers = ""] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
		const [a = 0, b = 0, c = 0, d = 0] = numbers.trim().split(/\s+/).map(Number);
		const line = lines.at(-1);
		if (command === "M" || !line) lines.push([[a, b]]);
		else if (command === "L") line.push([a, b]);
		else line.push(...curve(line.at(-1) ?? [a, b], [a, b], [c, d]));
	}
	return lines;
}
function curve([x0, y0], [x1, y1], [x2, y2]) {
	return Array.from({ length: curveSteps }, (_, index) => {
		const to = (index + 1) / curveSteps;
		const from = 1 - to;
		return [from * from * x0 + 2 * from * to * x1 + to * to * x2, from * from * y0 + 2 * from * to * y1 + to * to * y2];
	});
}

// src/sandbox/painting/mark.ts
const white = [
	255,
	252,
	246
];
const word = "SANDBOX";
const wordSpacing = 3;
const captionSpacing = 2.2;
const grid = 6;
/** What says that no model made this picture: SANDBOX in large letters, and the prompt's first words under it. */
function mark({ width, height, caption, transparent }) {
	const unit = Math.min(width, height);
	const size = Math.min(unit * .074, width * .72 / advance(word, wordSpacing) * grid);
	const small = Math.max(size * .32, 6);
	const foot = height - unit * (transparent ? .215 : .085);
	const text = fitted(caption, captionSpacing, width * (transparent ? .56 : .84) / small * grid);
	const main = {
		x: width / 2,
		baseline: foot - small * 2.3,
		size,
		spacing: wordSpacing,
		thickness: .82
	};
	return [
		shade(width, height, main.baseline - size * 2.6),
		...lettering(word, main, white, { width }),
		...unit < 120 ? [] : lettering(text, {
			x: width / 2,
			baseline: foot,
			size: small,
			spacing: captionSpacing,
			thickness: .66
		}, white, {
			width,
			opacity: .82
		})
	];
}
/** Darkens the foot of the picture so that the letters stand out on any ground. */
function shade(width, height, top) {
	return {
		top,
		bottom: height,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(y, row) {
			const keep = 1 - .42 * clamp((y - top) / (height - top)) ** .8;
			for (let at = 0; at < width * 3; at += 1) row[at] = (row[at] ?? 0) * keep;
		}
	};
}

// src/sandbox/painting/medallion.ts
/** Cuts a scene out as a round (or, in wide and tall pictures, long round) badge on transparent ground. */
function medallion(width, height) {
	const radius = Math.min(width, height) * .46;
	const [flatX, flatY] = [Math.max(0, (width - height) / 2), Math.max(0, (height - width) / 2)];
	return (y, opaque, row) => {
		const dy = Math.max(0, Math.abs(y + .5 - height / 2) - flatY);
		for (let x = 0; x < width; x += 1) {
			const dx = Math.max(0, Math.abs(x + .5 - width / 2) - flatX);
			const cover = clamp(radius - Math.sqrt(dx * dx + dy * dy) + .5);
			const seen = cover > 0 ? 1 : 0;
			row[x * 4] = (opaque[x * 3] ?? 0) * seen;
			row[x * 4 + 1] = (opaque[x * 3 + 1] ?? 0) * seen;
			row[x * 4 + 2] = (opaque[x * 3 + 2] ?? 0) * seen;
			row[x * 4 + 3] = cover * 255;
		}
	};
}

// src/sandbox/painting/chance.ts
/** Mulberry32: 32 bits of state, plenty for a picture. */
function createChance(seed) {
	let state = seed >>> 0;
	function next() {
		state = state + 1831565813 >>> 0;
		let value = Math.imul(state ^ state >>> 15, state | 1);
		value ^= value + Math.imul(value ^ value >>> 7, value | 61);
		return ((value ^ value >>> 14) >>> 0) / 4294967296;
	}
	return {
		next,
		between: (low, high) => low + next() * (high - low),
		pick: (items) => items[Math.floor(next() * items.length)] ?? items[0]
	};
}
/** A smooth curve through random heights, -1 to 1, with `octaves` finer ones on it, each half as strong. */
function createWave(chance, octaves) {
	const heights = Array.from({ length: 256 }, () => chance.between(-1, 1));
	function smooth(at) {
		const index = Math.floor(at);
		const part = at - index;
		const from = heights[index & 255] ?? 0;
		return from + ((heights[index + 1 & 255] ?? 0) - from) * part * part * (3 - 2 * part);
	}
	return (at) => {
		let sum = 0;
		for (let octave = 0, scale = 1; octave < octaves; octave += 1, scale *= 2) sum += smooth(at * scale + octave * 37.3) / scale;
		return sum;
	};
}

// src/sandbox/painting/sky.ts
/** The sky: a gradient down to the horizon, warmed around the light. */
function sky({ width, horizon, palette, light, reach }) {
	const glowAcross = Float32Array.from({ length: width }, (_, x) => bell((x - light.x) / (reach * 1.7)) * (palette.night ? .5 : .8));
	return {
		top: Number.NEGATIVE_INFINITY,
		bottom: Number.POSITIVE_INFINITY,
		solidFrom: Number.NEGATIVE_INFINITY,
		paint(y, row) {
			const [red, green, blue] = skyAt(palette.sky, y / horizon);
			const down = bell((y - light.y) / reach);
			const [glowRed, glowGreen, glowBlue] = [
				palette.glow[0] - red,
				palette.glow[1] - green,
				palette.glow[2] - blue
			];
			for (let x = 0, at = 0; x < width; x += 1, at += 3) {
				const glow = (glowAcross[x] ?? 0) * down;
				row[at] = red + glowRed * glow;
				row[at + 1] = green + glowGreen * glow;
				row[at + 2] = blue + glowBlue * glow;
			}
		}
	};
}
function bell(distance) {
	return Math.exp(-distance * distance);
}
function skyAt(stops, height) {
	const place = clamp(height) * (stops.length - 1);
	const index = Math.min(Math.floor(place), stops.length - 2);
	const part = place - index;
	return mix(stops[index] ?? stops[0], stops[index + 1] ?? stops[0], part * part * (3 - 2 * part) * .5 + part * .5);
}
/** A disc with a soft edge: sun, moon, lamp or star. */
function disc({ x, y, radius }, colour, { opacity = 1, halo = 0, width }) {
	const reach = radius * (1 + halo) + 1;
	return {
		top: y - reach,
		bottom: y + reach,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(rowY, row) {
			const dy = rowY + .5 - y;
			const from = Math.max(0, Math.floor(x - reach));
			const to = Math.min(width, Math.ceil(x + reach));
			for (let column = from; column < to; column += 1) {
				const dx = column + .5 - x;
				const distance = Math.sqrt(dx * dx + dy * dy);
				const edge = clamp(radius - distance + .5);
				const fade = halo > 0 ? clamp(1 - (distance - radius) / (radius * halo)) : 0;
				const cover = Math.max(edge, fade * fade * fade * .35) * opacity;
				if (cover > 0) blend(row, column, colour, cover);
			}
		}
	};
}
/** Stars, denser and brighter towards the zenith. */
function stars({ width, height, scale, count, colour, chance }) {
	return Array.from({ length: count }, () => {
		const depth = chance.next() ** 1.6;
		const size = chance.next() ** 4;
		return disc({
			x: chance.next() * width,
			y: depth * height,
			radius: scale * (55e-5 + size * .0013)
		}, colour, {
			opacity: (1 - depth) * chance.between(.35, .95),
			halo: size > .5 ? 3 : 0,
			width
		});
	});
}
/** A long thin bank of cloud: full at its flat base, soft above and at both ends. */
function cloud({ x, y, length, depth, colour, opacity, width }) {
	const from = Math.max(0, Math.floor(x - length));
	const to = Math.min(width, Math.ceil(x + length));
	const crown = Float32Array.from({ length: Math.max(0, to - from) }, (_, index) => {
		const along = (from + index - x) / length;
		return depth * (1 - along * along) ** 2 * (.75 + .25 * Math.cos(along * 9 + x) * Math.cos(along * 4 + y));
	});
	return {
		top: y - depth,
		bottom: y + depth * .4,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(rowY, row) {
			for (let column = from; column < to; column += 1) {
				const high = crown[column - from] ?? 0;
				const above = y - rowY;
				const cover = above >= 0 ? clamp((high - above) / (depth * .5)) : clamp((high + above * 2.5) / (depth * .5));
				if (cover > 0) blend(row, column, colour, cover * opacity);
			}
		}
	};
}

// src/sandbox/painting/lighthouse.ts
/** A lighthouse with its lamp lit. */
function lighthouse({ x, ground, tall, side, palette, width }) {
	const at = (across, up) => [x + across * tall, ground - up * tall];
	const half = (up) => .088 - .04 * (up / .76);
	const ring = (from, to) => [
		at(-half(from), from),
		at(half(from), from),
		at(half(to), to),
		at(-half(to), to)
	];
	const block = (reach, from, to) => [
		at(-reach, from),
		at(reach, from),
		at(reach, to),
		at(-reach, to)
	];
	const dark = mix(palette.near, palette.far, .12);
	const lit = mix(palette.light, palette.far, .12);
	const dim = mix(palette.near, palette.far, .5);
	const red = mix(hex("c0453c"), palette.far, .2);
	const paint = (points, bright, shaded) => side > 0 ? polygon(points, shaded, {
		width,
		shade: bright
	}) : polygon(points, bright, {
		width,
		shade: shaded
	});
	const lamp = {
		x,
		y: ground - .855 * tall,
		radius: tall * .026
	};
	return [
		beam({
			x: lamp.x,
			y: lamp.y,
			reach: tall * 2.6,
			direction: side,
			slope: .1,
			colour: palette.glow,
			width
		}),
		beam({
			x: lamp.x,
			y: lamp.y,
			reach: tall * 1.5,
			direction: side > 0 ? -1 : 1,
			slope: -.06,
			colour: palette.glow,
			width
		}),
		disc(lamp, palette.glow, {
			halo: 7,
			width
		}),
		paint(ring(-.04, .76), lit, dim),
		paint(ring(.14, .31), red, mix(red, palette.near, .6)),
		paint(ring(.47, .63), red, mix(red, palette.near, .6)),
		polygon(block(.085, .76, .785), dark, { width }),
		polygon(block(.042, .785, .92), palette.disc, {
			width,
			shade: palette.glow
		}),
		polygon(block(.0045, .785, .92), dark, { width }),
		polygon(block(.046, .785, .815), dark, { width }),
		polygon([
			at(-.062, .915),
			at(.062, .915),
			at(.02, .975),
			at(.006, .985),
			at(.005, 1.04),
			at(-.005, 1.04),
			at(-.006, .985),
			at(-.02, .975)
		], dark, { width }),
		polygon([
			at(-.3, -.04),
			at(-.3, .13),
			at(-.2, .2),
			at(-.1, .13),
			at(-.1, -.04)
		], dark, { width }),
		polygon([
			at(-.225, .07),
			at(-.175, .07),
			at(-.175, .125),
			at(-.225, .125)
		], palette.glow, { width })
	];
}
/** A cone of light that widens and fades with the distance. */
function beam({ x, y, reach, direction, slope, colour, width }) {
	const spread = .085;
	const swing = reach * (Math.abs(slope) + spread);
	return {
		top: y - swing,
		bottom: y + swing,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(rowY, row) {
			const from = direction > 0 ? Math.max(0, Math.ceil(x)) : Math.max(0, Math.ceil(x - reach));
			const to = direction > 0 ? Math.min(width, x + reach) : Math.min(width, x);
			for (let column = from; column < to; column += 1) {
				const away = Math.abs(column + .5 - x);
				const off = Math.abs(rowY + .5 - (y - away * slope)) / (away * spread + 1);
				if (off >= 1) continue;
				const fade = clamp(1 - away / reach);
				blend(row, column, colour, .5 * (1 - off * off) * fade * (.4 + .6 * fade));
			}
		}
	};
}

// src/sandbox/painting/palettes.ts
function palette(sky, [glow, disc, far, near, light], night = false) {
	const [zenith, ...rest] = sky;
	return {
		sky: [hex(zenith), ...rest.map(hex)],
		glow: hex(glow),
		disc: hex(disc),
		far: hex(far),
		near: hex(near),
		light: hex(light),
		night
	};
}
const palettes = [
	palette([
		"191838",
		"3a2a60",
		"83406f",
		"db675f",
		"ffb870"
	], [
		"ffdca6",
		"fff3d8",
		"9c5070",
		"120d20",
		"ffcf8a"
	]),
	palette([
		"0c1f36",
		"134a60",
		"3b8a8a",
		"a4cca0",
		"fae4a8"
	], [
		"fff3c4",
		"fffdea",
		"5a9792",
		"08161f",
		"ffe9a8"
	]),
	palette([
		"2a1c48",
		"643877",
		"bb5e8a",
		"f1968b",
		"ffd9ae"
	], [
		"ffe6c8",
		"fff6e6",
		"9d5f8c",
		"170f2a",
		"ffd2b0"
	]),
	palette([
		"050b20",
		"0c1f4a",
		"224a84",
		"648cb4",
		"d4cbc0"
	], [
		"cfe0f0",
		"f6f3e8",
		"456c9a",
		"050a16",
		"e8ecf0"
	], true),
	palette([
		"1f2b4c",
		"555874",
		"ac7868",
		"e9a059",
		"ffdb90"
	], [
		"ffe9b0",
		"fff7dc",
		"ad7d66",
		"1b1318",
		"ffd896"
	]),
	palette([
		"06161f",
		"0b363b",
		"1d6657",
		"6aaa7b",
		"eae4a8"
	], [
		"f2f0bc",
		"fdfbe2",
		"3f8270",
		"041013",
		"f0e8a8"
	]),
	palette([
		"0a061c",
		"20134d",
		"482a80",
		"8a53a5",
		"f1a6ba"
	], [
		"f6c6d8",
		"fbeef2",
		"70479a",
		"0a0618",
		"f8c8d4"
	], true)
];

// src/sandbox/painting/ridges.ts
/** Everything below a ridge in one colour that turns into another over `fade` rows. Edges are smoothed by their slope. */
function land(ridge, { colour, foot, fade, bottom, upright = false }) {
	const top = ridge.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
	const deepest = ridge.reduce((most, y) => Math.max(most, y), 0);
	const sharpness = ridge.map((y, x) => upright ? 1 : 1 / Math.hypot(1, ((ridge[x + 1] ?? y) - (ridge[x - 1] ?? y)) / 2));
	return {
		top: top - 2,
		bottom,
		solidFrom: deepest + 2,
		paint(y, row) {
			const [red, green, blue] = mix(colour, foot, clamp((y - top) / fade));
			for (let x = 0, at = 0; x < ridge.length; x += 1, at += 3) {
				const cover = (y + .5 - (ridge[x] ?? 0)) * (sharpness[x] ?? 1) + .5;
				if (cover <= 0) continue;
				const opacity = Math.min(cover, 1);
				const rest = 1 - opacity;
				row[at] = (row[at] ?? 0) * rest + red * opacity;
				row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
				row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
			}
		}
	};
}
function hills({ width, base, swing, span, chance }, roughness = 4) {
	const wave = createWave(chance, roughness);
	return Float32Array.from({ length: width }, (_, x) => base - swing * wave(x / span));
}
/** Mountains with straight flanks, rugged on the way down. */
function peaks({ width, base, swing, span, chance }) {
	const rugged = createWave(chance, 4);
	const tops = [];
	for (let x = -span * chance.next(); x < width + span; x += span * chance.between(.3, .8)) tops.push({
		x,
		high: swing * chance.between(.45, 1.35),
		left: chance.between(.45, .8),
		right: chance.between(.45, .8)
	});
	return Float32Array.from({ length: width }, (_, x) => {
		return base - tops.reduce((most, top) => Math.max(most, top.high - Math.abs(x - top.x) * (x < top.x ? top.left : top.right)), 0) - rugged(x / (span * .07)) * swing * .07;
	});
}
/** Long crests, steep on one side. */
function dunes({ width, base, swing, span, chance }) {
	const wave = createWave(chance, 1);
	const shift = chance.between(.2, .45) * span;
	return Float32Array.from({ length: width }, (_, x) => base - swing * wave((x + shift * wave(x / span + .4)) / span));
}
/** The same ridge with firs standing on it. */
function wooded(ridge, { tall, chance }) {
	const out = ridge.slice();
	for (let x = -tall * .2; x < ridge.length + tall * .2; x += tall * chance.between(.09, .3)) {
		const high = tall * chance.between(.35, 1) ** 1.3;
		const half = high * chance.between(.15, .2);
		const foot = (ridge[Math.round(clamp(x, 0, ridge.length - 1))] ?? 0) + high * .05;
		for (let column = Math.max(0, Math.ceil(x - half)); column <= Math.min(ridge.length - 1, x + half); column += 1) {
			const away = Math.abs(column - x) / half;
			const branch = .06 * Math.abs(away * 6.5 % 1 - .5);
			const y = foot - high * (clamp(1 - away) ** .85 - branch * clamp(away * 4));
			out[column] = Math.min(out[column] ?? 0, y);
		}
	}
	return out;
}

// src/sandbox/painting/skyline.ts
/** A street of houses, higher towards the middle of the town. */
function street({ width, ground, tall, broad, chance }) {
	const houses = [];
	const middle = width * chance.between(.35, .65);
	for (let left = -broad * chance.next(); left < width;) {
		const right = left + broad * chance.between(.55, 1.35);
		const high = tall * (.18 + .82 * Math.exp(-(((left + right) / 2 - middle) ** 2) / (width * .3) ** 2)) * chance.between(.45, 1);
		houses.push({
			left: Math.round(left),
			right: Math.round(right),
			top: Math.round(ground - high)
		});
		left = right + (chance.next() < .2 ? broad * .25 : 0);
	}
	return houses;
}
/** The outline of a street: roofs, some with a step or a mast. */
function outline(houses, { width, ground, broad, chance }) {
	const ridge = new Float32Array(width).fill(ground);
	function raise(from, to, top) {
		for (let x = Math.max(0, Math.round(from)); x < Math.min(width, Math.round(to)); x += 1) ridge[x] = Math.min(ridge[x] ?? 0, top);
	}
	for (const { left, right, top } of houses) {
		raise(left, right, top);
		const kind = chance.next();
		const step = (right - left) * .22;
		if (kind < .4) raise(left + step, right - step, top - broad * .22);
		if (kind < .14) raise((left + right) / 2 - broad * .02, (left + right) / 2 + Math.max(1, broad * .02), top - broad * .85);
	}
	return ridge;
}
/** Lit windows. */
function windows(houses, { ground, broad, chance }, { colour, wall, width }) {
	const pitch = Math.max(4, Math.round(broad / 7));
	const pane = Math.max(1, Math.round(pitch * .42));
	const lit = houses.flatMap(({ left, right, top }) => {
		const share = chance.between(.08, .4);
		const cells = [];
		for (let y = top + pitch; y < ground - pitch; y += Math.round(pitch * 1.3)) for (let x = left + pitch; x < right - pitch; x += pitch) if (chance.next() < share) cells.push({
			x,
			y,
			colour: mix(wall, colour, chance.between(.45, 1))
		});
		return cells;
	});
	const byRow = /* @__PURE__ */ new Map();
	for (const cell of lit) for (let line = 0; line < Math.round(pane * 1.4); line += 1) byRow.set(cell.y + line, [...byRow.get(cell.y + line) ?? [], cell]);
	return {
		top: houses.reduce((least, { top }) => Math.min(least, top), ground),
		bottom: ground,
		solidFrom: Number.POSITIVE_INFINITY,
		paint(y, row) {
			for (const cell of byRow.get(Math.round(y)) ?? []) for (let x = Math.max(0, cell.x); x < clamp(cell.x + pane, 0, width); x += 1) blend(row, x, cell.colour, .9);
		}
	};
}

// src/sandbox/painting/water.ts
/** Still water: what stands above it upside down, broken into ripples that grow towards the viewer, and a path of light. */
function water(above, { width, horizon, height, light, sparkle, deep, chance }) {
	const ripple = createWave(chance, 3);
	const glitter = createWave(chance, 2);
	const depth = height - horizon;
	return {
		top: horizon,
		bottom: height,
		solidFrom: horizon,
		paint(y, row) {
			const near = clamp((y - horizon) / depth);
			const sway = ripple(60 * Math.sqrt(near + .004)) * depth * .05 * near;
			paintBrushes(above, horizon - (y - horizon) * .92 - 1 + sway, row);
			const veil = .16 + .6 * near + .035 * ripple(140 * Math.sqrt(near + .002));
			const [red, green, blue] = deep;
			const rest = 1 - veil;
			for (let at = 0; at < width * 3; at += 3) {
				row[at] = (row[at] ?? 0) * rest + red * veil;
				row[at + 1] = (row[at + 1] ?? 0) * rest + green * veil;
				row[at + 2] = (row[at + 2] ?? 0) * rest + blue * veil;
			}
			paintPath(near, row);
		}
	};
	/**
	* Dashes of light below the sun or moon: one smooth bump a dash, so that rows stay cheap and edges soft.
	* Where something dark stands between, there is none.
	*/
	function paintPath(near, row) {
		const band = Math.sqrt(near + .001) * 46;
		const half = light.radius * (.75 + 1.5 * near) * (.72 + .4 * glitter(band * .9));
		const strength = clamp(.42 + .55 * glitter(band * 2.1 + 9)) * (.85 - .65 * near);
		if (strength <= .02 || half <= 0) return;
		const middle = light.x + glitter(band * .7 + 31) * light.radius * .5 * near;
		for (let x = Math.max(0, Math.floor(middle - half)); x < Math.min(width, middle + half); x += 1) {
			const off = Math.abs(x + .5 - middle) / half;
			const lit = clamp(((row[x * 3] ?? 0) + (row[x * 3 + 1] ?? 0) - 70) / 90);
			blend(row, x, sparkle, strength * lit * clamp((1 - off) * 2.4));
		}
	}
}

// src/sandbox/painting/stage.ts
/** The sky with all that is in it, and the same without the disc: water shows its path of light instead. */
function heavens({ width, horizon, unit, palette, light, chance }) {
	const banks = Array.from({ length: 7 }, () => {
		const y = horizon * chance.between(.38, .9);
		const length = width * chance.between(.1, .32);
		const depth = unit * chance.between(.006, .02);
		return cloud({
			x: width * chance.next(),
			y,
			length,
			depth,
			colour: mix(palette.glow, palette.far, chance.between(.1, .7)),
			opacity: chance.between(.18, .5),
			width
		});
	});
	const air = sky({
		width,
		horizon,
		palette,
		light,
		reach: unit * (palette.night ? .32 : .36)
	});
	return {
		seen: [
			air,
			...stars({
				width,
				height: horizon * .8,
				scale: unit,
				count: palette.night ? 240 : 110,
				colour: palette.disc,
				chance
			}),
			disc(light, palette.disc, {
				halo: 1.6,
				width
			}),
			...banks
		],
		mirrored: [air, ...banks]
	};
}
/** Ridges one before the other, each darker and nearer. */
function layers({ palette, height }, ridges, { from, to, bottom = height }) {
	return ridges.map((ridge, index) => {
		const near = from + (to - from) * index / Math.max(1, ridges.length - 1);
		const colour = mix(palette.far, palette.near, near);
		return land(ridge, {
			colour,
			foot: mix(colour, palette.glow, .2 * (1 - near)),
			fade: height * .16,
			bottom
		});
	});
}
/** Land under a sky, and both again in the water before it. */
function besideWater(stage, ashore) {
	const { palette } = stage;
	const { seen, mirrored } = heavens(stage);
	const surface = water([...mirrored, ...ashore], {
		...stage,
		sparkle: mix(palette.disc, palette.glow, .4),
		deep: mix(palette.near, palette.sky[1] ?? palette.near, .16)
	});
	return [
		...seen,
		...ashore,
		surface
	];
}

// src/sandbox/painting/scenes.ts
const motifs = [
	"coast",
	"lake",
	"dunes",
	"skyline"
];
const horizons = {
	coast: .64,
	lake: .66,
	dunes: .7,
	skyline: .68
};
const painters = {
	coast,
	lake,
	dunes: desert,
	skyline
};
/** A landscape at dusk as brushes, back to front: the same seed paints the same evening. */
function scene({ width, height, seed, motif, transparent }) {
	const chance = createChance(seed);
	const palette = chance.pick(palettes);
	const unit = Math.min(width, height);
	const horizon = Math.round(height * horizons[motif]);
	const radius = unit * (palette.night ? .05 : .078);
	const up = palette.night ? chance.between(.42, .58) * horizon : unit * chance.between(.03, .13);
	const light = {
		x: width * chance.between(.56, .72),
		y: horizon - up,
		radius
	};
	return painters[motif]({
		width,
		height,
		horizon,
		unit,
		palette,
		light,
		chance,
		inset: transparent ? 1 : 0
	});
}
function coast(stage) {
	const { width, horizon, unit, height, palette, chance } = stage;
	const islands = [.05, .028].map((swing) => hills({
		width,
		base: horizon + height * .012,
		swing: height * swing,
		span: unit * .42,
		chance
	}));
	const x = width * (chance.between(.2, .27) + stage.inset * .1);
	const cliff = height * .15;
	const rough = hills({
		width,
		base: 0,
		swing: 1,
		span: unit * .09,
		chance
	});
	const shore = x + unit * .36;
	const headland = rough.map((swing, column) => {
		const inland = Math.max(0, (shore - column) / (unit * .36));
		return horizon + unit * .015 - cliff * Math.min(1.12, inland ** .6) * (1 + swing * .05) - (inland > 0 ? unit * .004 * swing : 0);
	});
	const ground = headland[Math.round(x)] ?? horizon;
	return besideWater(stage, [
		...layers(stage, islands, {
			from: .12,
			to: .4,
			bottom: horizon
		}),
		...lighthouse({
			x,
			ground,
			tall: Math.min(unit * .42, height * .4) * (1 - stage.inset * .12),
			side: 1,
			palette,
			width
		}),
		...layers(stage, [headland], {
			from: .86,
			to: .86,
			bottom: horizon
		})
	]);
}
function lake(stage) {
	const { width, horizon, unit, height, chance } = stage;
	const mountains = [.22, .13].map((swing, index) => peaks({
		width,
		base: horizon - height * (.07 - index * .04),
		swing: height * swing,
		span: unit * (.7 - index * .25),
		chance
	}));
	const hill = hills({
		width,
		base: horizon - height * .035,
		swing: height * .03,
		span: unit * .5,
		chance
	});
	const bank = hills({
		width,
		base: horizon - height * .002,
		swing: height * .012,
		span: unit * .4,
		chance
	});
	const woods = [wooded(hill, {
		tall: unit * .06,
		chance
	}), wooded(bank, {
		tall: unit * .1,
		chance
	})];
	return besideWater(stage, layers(stage, [...mountains, ...woods], {
		from: .05,
		to: .84,
		bottom: horizon
	}));
}
function desert(stage) {
	const { width, horizon, unit, height, palette, chance } = stage;
	const mesa = peaks({
		width,
		base: horizon,
		swing: height * .07,
		span: unit * .34,
		chance
	});
	const sands = [
		.01,
		.06,
		.13,
		.21
	].map((down, index) => {
		const crest = dunes({
			width,
			base: horizon + height * down,
			swing: height * (.03 + .014 * index),
			span: unit * (.3 + .1 * index),
			chance
		});
		const colour = mix(palette.far, palette.near, .16 + .22 * index);
		return land(crest, {
			colour: mix(colour, palette.light, .34 - .07 * index),
			foot: mix(colour, palette.near, .25),
			fade: height * .16,
			bottom: height
		});
	});
	return [
		...heavens(stage).seen,
		...layers(stage, [mesa], {
			from: .05,
			to: .05
		}),
		...sands
	];
}
function skyline(stage) {
	const { width, horizon, unit, height, palette, chance } = stage;
	const town = [
		{
			tall: .46,
			broad: .085,
			near: .3
		},
		{
			tall: .36,
			broad: .075,
			near: .58
		},
		{
			tall: .22,
			broad: .06,
			near: .84
		}
	].flatMap(({ tall, broad, near }) => {
		const row = {
			width,
			ground: horizon,
			tall: height * tall,
			broad: unit * broad,
			chance
		};
		const houses = street(row);
		const wall = mix(palette.far, palette.near, near);
		return [land(outline(houses, row), {
			colour: wall,
			foot: mix(wall, palette.glow, .22),
			fade: height * .5,
			bottom: horizon,
			upright: true
		}), windows(houses, row, {
			colour: palette.glow,
			wall,
			width
		})];
	});
	return besideWater(stage, town);
}

// src/sandbox/png.ts
const bandBytes = 262144;
const signature = Buffer.from([
	137,
	80,
	78,
	71,
	13,
	10,
	26,
	10
]);
/**
* A PNG painted row by row. Rows are filtered and handed to zlib's own thread band by band, with the event loop let go
* in between, so a large picture holds neither the server nor a whole raster in memory.
*/
async function encodePng({ width, height, alpha, paintRow }) {
	const channels = alpha ? 4 : 3;
	const deflate = createDeflate({
		level: 6,
		chunkSize: 65536,
		memLevel: 9
	});
	const chunks = [signature, chunk("IHDR", header(width, height, alpha))];
	deflate.on("data", (piece) => chunks.push(chunk("IDAT", piece)));
	const ended = once(deflate, "end");
	const stride = width * channels;
	const rowsPerBand = Math.max(1, Math.floor(bandBytes / stride));
	const floats = new Float32Array(stride);
	let above = new Uint8ClampedArray(stride);
	let row = new Uint8ClampedArray(stride);
	for (let top = 0; top < height; top += rowsPerBand) {
		const rows = Math.min(rowsPerBand, height - top);
		const band = Buffer.allocUnsafe(rows * (stride + 1));
		for (let index = 0; index < rows; index += 1) {
			paintRow(top + index, floats);
			row.set(floats);
			filterRow(band, index * (stride + 1), row, above, channels);
			[row, above] = [above, row];
		}
		if (!deflate.write(band)) await once(deflate, "drain");
		await new Promise(setImmediate);
	}
	deflate.end();
	await ended;
	return Buffer.concat([...chunks, chunk("IEND", Buffer.alloc(0))]);
}
function header(width, height, alpha) {
	const bytes = Buffer.alloc(13);
	bytes.writeUInt32BE(width, 0);
	bytes.writeUInt32BE(height, 4);
	bytes.set([
		8,
		alpha ? 6 : 2,
		0,
		0,
		0
	], 8);
	return bytes;
}
/** Writes a row with the filter Sub or Up, whichever leaves less to compress. */
function filterRow(band, at, row, above, channels) {
	const out = at + 1;
	if (!prefersSub(row, above, channels)) {
		band[at] = 2;
		for (let index = 0; index < row.length; index += 1) band[out + index] = (row[index] ?? 0) - (above[index] ?? 0);
		return;
	}
	band[at] = 1;
	for (let index = 0; index < channels; index += 1) band[out + index] = row[index] ?? 0;
	for (let index = channels; index < row.length; index += 1) band[out + index] = (row[index] ?? 0) - (row[index - channels] ?? 0);
}
/** Whether a row differs less from its own left than from the row above, judged by one channel of every fourth pixel. */
function prefersSub(row, above, channels) {
	let subCost = 0;
	let upCost = 0;
	for (let index = channels; index < row.length; index += channels * 4) {
		const value = row[index] ?? 0;
		subCost += Math.abs(value - (row[index - channels] ?? 0));
		upCost += Math.abs(value - (above[index] ?? 0));
	}
	return subCost <= upCost;
}
function chunk(type, data) {
	const bytes = Buffer.allocUnsafe(data.length + 12);
	bytes.writeUInt32BE(data.length, 0);
	bytes.write(type, 4, "latin1");
	data.copy(bytes, 8);
	bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
	return bytes;
}
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? value >>> 1 ^ 3988292384 : value >>> 1;
	return value;
});
function crc32(bytes) {
	let crc = -1;
	for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ crc >>> 8;
	return (crc ^ -1) >>> 0;
}

// src/sandbox/sizes.ts
/**
* Landscape sizes; portrait ones are these turned. Those of contract section 5 are exact, the others are our choice:
* the exact ratio, sides that are multiples of 16, at most 3840 long and no more pixels than 4K 16:9.
*/
const landscape = {
	"1:1": {
		"1K": [1024, 1024],
		"2K": [2048, 2048],
		"4K": [2880, 2880]
	},
	"5:4": {
		"1K": [1280, 1024],
		"2K": [2e3, 1600],
		"4K": [3200, 2560]
	},
	"4:3": {
		"1K": [1344, 1008],
		"2K": [2048, 1536],
		"4K": [3264, 2448]
	},
	"3:2": {
		"1K": [1536, 1024],
		"2K": [2016, 1344],
		"4K": [3456, 2304]
	},
	"16:9": {
		"1K": [1536, 864],
		"2K": [2048, 1152],
		"4K": [3840, 2160]
	},
	"2:1": {
		"1K": [2048, 1024],
		"2K": [2560, 1280],
		"4K": [3840, 1920]
	},
	"21:9": {
		"1K": [1568, 672],
		"2K": [2240, 960],
		"4K": [3808, 1632]
	},
	"3:1": {
		"1K": [1536, 512],
		"2K": [2304, 768],
		"4K": [3840, 1280]
	}
};
/**
* The pixels of an image: by ratio and resolution (`auto` is 1:1, the default resolution 1K), or by the `WIDTHxHEIGHT` of the
* beta route, each side rounded to a multiple of 16 between 16 and 3840.
*/
function pixelSize({ aspectRatio = "auto", resolution = "1K", size = "auto" }) {
	const [, wide, high] = /^(\d+)x(\d+)$/.exec(size) ?? [];
	if (wide && high) return {
		width: boundedSide(Number(wide)),
		height: boundedSide(Number(high))
	};
	const ratio = aspectRatio === "auto" ? "1:1" : aspectRatio;
	const turned = ratio.split(":").reverse().join(":");
	const [long, short] = (landscape[ratio] ?? landscape[turned])?.[resolution] ?? [1024, 1024];
	return landscape[ratio] ? {
		width: long,
		height: short
	} : {
		width: short,
		height: long
	};
}
function boundedSide(side) {
	return Math.min(3840, Math.max(16, Math.round(side / 16) * 16));
}

// src/sandbox/picture.ts
const words = {
	coast: /\b(?:lighthouse|sea|ocean|coast|harbou?r|boat|ship|island|beach|waves?)\b/i,
	skyline: /\b(?:city|skyline|street|towers?|neon|buildings?|robots?|office|night market|cyberpunk)\b/i,
	dunes: /\b(?:desert|dunes?|sand|camels?|mars|planet|pyramids?|canyon)\b/i,
	lake: /\b(?:mountains?|forest|lake|river|woods|trees?|valley|alps|snow)\b/i
};
/** The picture that an `input` of a create asks for. */
function pictureFor(input) {
	const prompt = text(input.prompt)?.trim() ?? "";
	const resolution = allResolutions.find((known) => known === input.resolution) ?? "1K";
	const size = pixelSize({
		aspectRatio: text(input.aspect_ratio) ?? "auto",
		resolution,
		size: text(input.size) ?? "auto"
	});
	const seed = createHash("sha256").update(prompt).digest().readUInt32BE(0);
	const motif = motifs.find((known) => words[known].test(prompt)) ?? motifs[seed % motifs.length] ?? "lake";
	return {
		...size,
		transparent: input.background === "transparent",
		seed,
		motif,
		caption: prompt.slice(0, 80)
	};
}
function text(value) {
	return typeof value === "string" ? value : void 0;
}
/** Paints a picture as a PNG: the same picture gives the same bytes. */
function paintPicture(picture) {
	const { width, height, transparent: alpha } = picture;
	const brushes = [...scene(picture), ...mark(picture)];
	if (!alpha) return encodePng({
		width,
		height,
		alpha,
		paintRow: (y, row) => paintBrushes(brushes, y, row)
	});
	const opaque = new Float32Array(width * 3);
	const cutOut = medallion(width, height);
	const paintRow = (y, row) => {
		paintBrushes(brushes, y, opaque);
		cutOut(y, opaque, row);
	};
	return encodePng({
		width,
		height,
		alpha,
		paintRow
	});
}

// src/sandbox/gallery.ts
const maxKept = 12;
const maxAtOnce = 2;
/**
* Paints on demand, two pictures at a time, and keeps the last few.
* With `samePicture` one picture a size is painted and reused, so that load tests measure the client.
*/
function createGallery(samePicture) {
	const kept = /* @__PURE__ */ new Map();
	const waiting = [];
	let busy = 0;
	async function paintInTurn(picture) {
		if (busy >= maxAtOnce) await new Promise((resolve) => waiting.push(resolve));
		else busy += 1;
		try {
			return await paintPicture(picture);
		} finally {
			const next = waiting.shift();
			if (next) next();
			else busy -= 1;
		}
	}
	return { bytes(picture) {
		const { width, height, transparent } = picture;
		const name = JSON.stringify(samePicture ? [
			width,
			height,
			transparent
		] : picture);
		const bytes = kept.get(name) ?? paintInTurn(picture);
		kept.delete(name);
		kept.set(name, bytes);
		const [oldest] = kept.keys();
		if (!samePicture && kept.size > maxKept && oldest !== void 0) kept.delete(oldest);
		return bytes;
	} };
}

// src/sandbox/idempotency.ts
const keptMs = 864e5;
/** Idempotency keys for 24 hours. An owner's keys are that owner's alone; bodies are compared by their raw bytes. */
function createKeyBook(now) {
	const claims = /* @__PURE__ */ new Map();
	return {
		look(owner, key, bodySha256) {
			const claim = claims.get(`${owner}\n${key}`);
			if (!claim || now() - claim.at >= keptMs) return { kind: "new" };
			if (claim.bodySha256 !== bodySha256) return { kind: "mismatch" };
			return claim.taskId === void 0 ? { kind: "processing" } : {
				kind: "replay",
				taskId: claim.taskId
			};
		},
		claim(owner, key, bodySha256) {
			const claim = {
				bodySha256,
				at: now()
			};
			claims.set(`${owner}\n${key}`, claim);
			return { settle(taskId) {
				claim.taskId = taskId;
			} };
		}
	};
}
/**
* An Idempotency-Key as Node hands it over (each byte one latin1 character), read as the UTF-8 it is.
* Undefined when the contract refuses it: not 1 to 255 bytes, not UTF-8, or with control characters.
*/
function readIdempotencyKey(header) {
	const bytes = Buffer.from(header, "latin1");
	if (bytes.length === 0 || bytes.length > limits.idempotencyKeyBytes) return void 0;
	try {
		const key = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
		return /\p{Cc}/u.test(key) ? void 0 : key;
	} catch {
		return;
	}
}

// src/sandbox/pauses.ts
function createPauses() {
	const ends = /* @__PURE__ */ new Set();
	return {
		pause(ms) {
			if (ms <= 0) return Promise.resolve();
			return new Promise((resolve) => {
				const timer = setTimeout(end, ms);
				function end() {
					clearTimeout(timer);
					ends.delete(end);
					resolve();
				}
				ends.add(end);
			});
		},
		endAll() {
			for (const end of [...ends]) end();
		}
	};
}

// src/sandbox/body.ts
/** Larger bodies are refused with 413. */
const maxBodyBytes = 34603008;
/** A request's body: its bytes, or undefined when it was larger than the limit, and their SHA-256. */
async function readBody(request) {
	const hash = createHash("sha256");
	const pieces = [];
	let length = 0;
	for await (const piece of request) {
		const bytes = Buffer.from(piece);
		length += bytes.length;
		hash.update(bytes);
		if (length <= 34603008) pieces.push(bytes);
		else pieces.length = 0;
	}
	const sha256 = hash.digest("hex");
	return length > 34603008 ? { sha256 } : {
		bytes: Buffer.concat(pieces),
		sha256
	};
}
/** Sends an answer, whole or as a fault has it. */
function send(response, { status, headers, body }, fault) {
	const length = fault === "short" ? body.length + 1024 : body.length;
	response.writeHead(status, {
		"x-hiapi-sandbox": "1",
		...headers,
		"content-length": length
	});
	if (fault === "cut") {
		response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
		return;
	}
	if (fault === "short") {
		response.write(body, () => response.socket?.end());
		return;
	}
	response.end(body);
}

// src/sandbox/responses.ts
function json(status, value, headers = {}) {
	return {
		status,
		headers: {
			"content-type": "application/json; charset=utf-8",
			...headers
		},
		body: Buffer.from(JSON.stringify(value))
	};
}
/** The envelope of every success (contract sections 2 and 3). */
function success(data, headers = {}) {
	return json(200, {
		code: 200,
		message: "success",
		data
	}, headers);
}
/** The first error envelope of contract section 4. */
function refusal(status, code, message, headers = {}) {
	return json(status, {
		code: status,
		message,
		data: null,
		error_code: code
	}, headers);
}
/** The second error envelope of contract section 4; it can arrive with HTTP 200. */
function embeddedError(code, message, status = 200) {
	serial += 1;
	return json(status, { error: {
		code,
		message,
		type: "hiapi_error",
		request_id: `req-sandbox-${serial.toString().padStart(6, "0")}`
	} });
}
let serial = 0;
function page(status, title, type = "text/html; charset=utf-8") {
	const text = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>sandbox</body></html>\n`;
	return {
		status,
		headers: { "content-type": type },
		body: Buffer.from(text)
	};
}
const usual = {
	400: ["INVALID_REQUEST", "invalid request"],
	401: ["UNAUTHORIZED", "invalid API key"],
	402: ["INSUFFICIENT_BALANCE", "account balance is too low"],
	403: ["permission_denied", "this key is not allowed to do that"],
	404: ["TASK_NOT_FOUND", "no such task for this key"],
	409: ["IDEMPOTENCY_KEY_PROCESSING", "the first request with this Idempotency-Key is still being processed"],
	413: ["PAYLOAD_TOO_LARGE", "the body is larger than 33 MiB"],
	415: ["UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json"],
	422: ["IDEMPOTENCY_KEY_MISMATCH", "this Idempotency-Key was used with another body"],
	429: ["rate_limit_exceeded", "too many requests"],
	500: ["INTERNAL_ERROR", "internal error"],
	502: ["BAD_GATEWAY", "bad gateway"],
	503: ["SERVICE_UNAVAILABLE", "the service is busy"],
	504: ["GATEWAY_TIMEOUT", "the upstream took too long"]
};
/** A refusal in the usual words of a status; a code may be put in place of the usual one. */
function usualRefusal(status, code, headers = {}) {
	const [usualCode, message] = usual[status] ?? ["ERROR", `status ${status}`];
	return refusal(status, code ?? usualCode, message, headers);
}

// src/sandbox/faults/apply.ts
/** The answer of a fault that keeps a call from being carried out; undefined for all others. */
function answerInstead(fault) {
	const value = String(fault.value);
	if (fault.fault === "embedded") return embeddedError(value, `sandbox fault: ${value}`, fault.status);
	if (fault.fault === "redirect") return {
		status: 302,
		headers: { location: value },
		body: Buffer.alloc(0)
	};
	if (fault.fault !== "status") return void 0;
	return usualRefusal(Number(value), fault.code, fault.retryAfter === void 0 ? {} : { "retry-after": String(fault.retryAfter) });
}
/** An answer with the fault worked on its status, headers or bytes. */
function spoilt(answer, { fault, value }) {
	const { status, headers, body } = answer;
	if (fault === "lost" && value !== void 0) return usualRefusal(Number(value));
	if (fault === "html") return page(200, "502 Bad Gateway");
	if (fault === "empty") return {
		status: 200,
		headers,
		body: Buffer.alloc(0)
	};
	if (fault === "bad-json") return {
		status,
		headers,
		body: body.subarray(0, Math.ceil(body.length * .6))
	};
	if (fault === "null-data") return json(200, {
		code: 200,
		message: "success",
		data: null,
		skills: null
	});
	if (fault === "wrong-types") return wrongTypes();
	if (fault === "huge") return padded(answer, Number(value));
	if (fault === "no-id") return json(200, {
		code: 200,
		message: "success",
		data: {}
	});
	if (fault === "html-as-png") return page(200, "Access denied", "image/png");
	if (fault === "truncated-picture") return {
		status,
		headers,
		body: body.subarray(0, Math.floor(body.length * .7))
	};
	if (fault === "png-as-jpeg") return {
		status,
		headers: {
			...headers,
			"content-type": "image/jpeg"
		},
		body
	};
	return answer;
}
function wrongTypes() {
	return json(200, {
		code: "200",
		message: 7,
		data: {
			taskId: 42,
			status: 7,
			created: "soon",
			output: "none",
			tasks: "none",
			input_schema: 7,
			error: 7
		},
		skills: "none"
	});
}
/** Valid JSON of just this many bytes, the answer itself included where it fits. */
function padded({ status, headers, body }, bytes) {
	const head = Buffer.concat([body.subarray(0, -1), Buffer.from(",\"padding\":\"")]);
	if (bytes < head.length + 2) return {
		status,
		headers,
		body
	};
	const long = Buffer.alloc(bytes, "x");
	head.copy(long);
	long.write("\"}", bytes - 2);
	return {
		status,
		headers,
		body: long
	};
}

// src/sandbox/files.ts
/** A picture as a CDN serves it: whole, or the part that a Range header asks for. */
function servedFile(bytes, { range, ifRange, modifiedAt }) {
	const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
	const lastModified = new Date(modifiedAt).toUTCString();
	const headers = {
		"content-type": "image/png",
		"accept-ranges": "bytes",
		etag,
		"last-modified": lastModified,
		"cache-control": "private, max-age=600"
	};
	const asked = ifRange === void 0 || ifRange === etag || ifRange === lastModified ? rangeOf(range, bytes.length) : void 0;
	if (!asked) return {
		status: 200,
		headers,
		body: bytes
	};
	if (asked === "none") return {
		status: 416,
		headers: {
			...headers,
			"content-range": `bytes */${bytes.length}`
		},
		body: Buffer.alloc(0)
	};
	const contentRange = `bytes ${asked.first}-${asked.last}/${bytes.length}`;
	return {
		status: 206,
		headers: {
			...headers,
			"content-range": contentRange
		},
		body: bytes.subarray(asked.first, asked.last + 1)
	};
}
/** A single byte range; undefined when there is none to obey, `none` when it lies outside the file. */
function rangeOf(header, length) {
	const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
	if (from === "" && to === "") return void 0;
	if (from === "") return Number(to) === 0 ? "none" : {
		first: Math.max(0, length - Number(to)),
		last: length - 1
	};
	const first = Number(from);
	const last = to === "" ? length - 1 : Math.min(Number(to), length - 1);
	if (to !== "" && Number(to) < first) return void 0;
	return first >= length ? "none" : {
		first,
		last
	};
}
/** How a store answers a link that has run out. */
function expiredLink() {
	return {
		status: 403,
		headers: { "content-type": "application/xml" },
		body: Buffer.from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>\n")
	};
}

// src/sandbox/task-view.ts
/** A task as the detail and the list show it (contract section 3). */
function shownTask({ tasks, origin }, task) {
	const status = tasks.status(task);
	const facts = {
		taskId: task.id,
		model: task.model,
		status,
		created: seconds(task.createdAt),
		completed: seconds(tasks.completedAt(task)),
		storage: task.storage
	};
	if (status === "fail") return {
		...facts,
		error: {
			code: task.failure,
			message: failureMessage(task.failure ?? "")
		}
	};
	if (status !== "success") return facts;
	const { serial, expiresAt } = tasks.freshLink(task);
	const url = `${origin}/files/${task.id}-1.png${serial === 1 ? "" : `?link=${serial}`}`;
	return {
		...facts,
		output: [{
			url,
			type: "image",
			expireAt: seconds(expiresAt)
		}]
	};
}
/** The same with a fault worked on it: shapes seen in the field, and shapes nobody should send. */
async function spoiltTask(lookout, task, fault) {
	const whole = shownTask(lookout, task);
	const { output, ...rest } = whole;
	const list = Array.isArray(output) ? output : [];
	const value = String(fault.value ?? "");
	const picture = async () => (await lookout.gallery.bytes(task.picture)).toString("base64");
	if (fault.fault === "unknown-status") return {
		...rest,
		status: value
	};
	if (fault.fault === "fail") return {
		...rest,
		status: "fail",
		error: {
			code: value,
			message: failureMessage(value)
		}
	};
	if (fault.fault === "no-output") return rest;
	if (fault.fault === "thumbnail-first") return {
		...rest,
		output: [...list.map((entry) => ({
			...entry,
			type: "thumbnail"
		})), ...list]
	};
	if (fault.fault === "link") return {
		...rest,
		output: list.map((entry) => ({
			...entry,
			url: value
		}))
	};
	if (fault.fault === "data-uri") return {
		...rest,
		output: [{
			url: `data:${value || "image/png"};base64,${await picture()}`,
			type: "image"
		}]
	};
	if (fault.fault === "b64") return {
		...rest,
		output: [{
			b64_json: await picture(),
			type: "image"
		}]
	};
	if (fault.fault === "chat") return {
		...rest,
		choices: [{ message: {
			role: "assistant",
			content: `Here it is:\n\n![image](${list[0]?.url})\n`
		} }]
	};
	return whole;
}
function failureMessage(code) {
	return code.startsWith("content_policy") ? "the prompt was refused by the content policy" : "the generation failed";
}
function seconds(ms) {
	return Math.floor(ms / 1e3);
}

// src/sandbox/validate.ts
const topLevelKeys = [
	"model",
	"input",
	"callback",
	"storage",
	"route"
];
/** A create body held against contract sections 2 and 5: the order it is, or the refusal it earns. */
function readOrder(body) {
	if (!isRecord(body)) return invalid("the body must be a JSON object");
	const unknown = Object.keys(body).filter((key) => !topLevelKeys.includes(key));
	if (unknown.length > 0) return invalid(`unknown top-level key ${unknown.join(", ")}: accepted are ${topLevelKeys.join(", ")}`);
	const { model, input, route, storage = "temp" } = body;
	if (typeof model !== "string") return invalid("model is required and must be a string");
	if (!models.includes(model)) return refusal(400, "model_not_found", `model ${quote(model)} not found`);
	const variant = typeof route === "string" || route === void 0 ? findVariant(model, route) : void 0;
	if (!variant) return invalid(`unknown route ${quote(route)} for ${model}: accepted are ${routesOf(model).join(", ") || "none"}`);
	if (!isRecord(input)) return invalid("input is required and must be an object");
	const messages = [
		callbackFault(body),
		storageFault(storage),
		...checkInput(variant, input).map((problem) => problem.message)
	].filter((message) => message !== void 0);
	return messages.length > 0 ? invalid(messages.join("; ")) : {
		variant,
		input,
		storage: String(storage)
	};
}
function callbackFault(body) {
	if (!("callback" in body)) return void 0;
	const { callback } = body;
	if (!isRecord(callback)) return "callback must be an object with url and when";
	const unknown = Object.keys(callback).filter((key) => key !== "url" && key !== "when");
	if (unknown.length > 0) return `unknown key ${unknown.join(", ")} in callback: accepted are url, when`;
	if (parseUrl(callback.url)?.protocol !== "https:") return `callback.url ${quote(callback.url)} must be an https:// URL`;
	return callback.when === void 0 || callback.when === "final" ? void 0 : `callback.when ${quote(callback.when)} must be "final"`;
}
function storageFault(storage) {
	return storages.some((known) => known === storage) ? void 0 : `storage ${quote(storage)} must be one of ${storages.join(", ")}`;
}
function invalid(message) {
	return refusal(400, "INVALID_REQUEST", message);
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/sandbox/handlers.ts
/** The bearer key, 8 to 512 visible ASCII characters; undefined when the request has none of that shape. */
function bearerKey(request) {
	return /^Bearer ([\x21-\x7e]{8,512})$/.exec(request.headers.authorization ?? "")?.[1];
}
function unauthorized() {
	return embeddedError("permission_denied", "a bearer key of 8 to 512 visible ASCII characters is required", 401);
}
/** `POST /v1/tasks`: everything up to the moment the task would be made. */
function admitCreate(desk, { request, body, bodySha256, record, fault }) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) return usualRefusal(415);
	const key = idempotencyKeyOf(request);
	if (key === null) return refusal(400, "INVALID_REQUEST", "Idempotency-Key must be 1 to 255 UTF-8 bytes without control characters");
	if (key !== void 0) {
		record.idempotencyKey = key;
		const verdict = desk.keys.look(owner, key, bodySha256);
		if (verdict.kind === "processing") return usualRefusal(409, void 0, { "retry-after": "5" });
		if (verdict.kind === "mismatch") return usualRefusal(422);
		if (verdict.kind === "replay") return replayed(desk, record, verdict.taskId);
	}
	const parsed = parseJson(body);
	if (!parsed) return refusal(400, "INVALID_REQUEST", "the body is not valid JSON in UTF-8");
	if (body.length < 65536) record.body = parsed.value;
	const order = readOrder(parsed.value);
	if ("status" in order) return order;
	const claim = key === void 0 ? void 0 : desk.keys.claim(owner, key, bodySha256);
	return { carryOut() {
		const failure = fault?.fault === "fail" ? String(fault.value) : wantedFailure(order.input.prompt);
		const { variant, input, storage } = order;
		const task = desk.tasks.add({
			owner,
			model: variant.model,
			storage,
			picture: pictureFor(input),
			...failure ? { failure } : {}
		});
		claim?.settle(task.id);
		desk.account.countCreate();
		record.taskId = task.id;
		return success({ taskId: task.id });
	} };
}
function replayed(desk, record, taskId) {
	desk.account.countReplay();
	record.replay = true;
	record.taskId = taskId;
	return success({ taskId }, { "idempotent-replay": "true" });
}
/** The key of a create: undefined when there is none, null when it breaks the rules (or was sent twice). */
function idempotencyKeyOf(request) {
	const values = request.rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === "idempotency-key");
	const [value] = values;
	if (value === void 0) return void 0;
	return values.length === 1 ? readIdempotencyKey(value) ?? null : null;
}
function parseJson(body) {
	try {
		return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
	} catch {
		return;
	}
}
/** `[fail]` and `[policy]` in a prompt are for people who want to see a failure. */
function wantedFailure(prompt) {
	if (typeof prompt !== "string") return void 0;
	if (prompt.includes("[policy]")) return "content_policy_violation";
	return prompt.includes("[fail]") ? "TASK_FAILED" : void 0;
}
/** `GET /v1/tasks/{id}`. */
async function detail(desk, { request, record, fault }, task) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	if (!task || task.owner !== owner) return usualRefusal(404);
	record.taskId = task.id;
	return success(fault ? await spoiltTask(desk, task, fault) : shownTask(desk, task));
}
/** `GET /v1/tasks?page=&size=`. */
function list(desk, { request, url }) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	const page = wholeNumber(url.searchParams.get("page") ?? "1");
	const size = wholeNumber(url.searchParams.get("size") ?? "10");
	if (!(page >= 1)) return refusal(400, "INVALID_REQUEST", "page must be a whole number from 1");
	if (!(size >= 1 && size <= 100)) return refusal(400, "INVALID_REQUEST", "size must be a whole number from 1 to 100");
	const { total, tasks } = desk.tasks.page(owner, page, size);
	return success({
		page,
		size,
		total,
		tasks: tasks.map((task) => shownTask(desk, task))
	});
}
function wholeNumber(text) {
	return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}
/** `GET /files/<task id>-1.png`: no key is asked for, and the link must be the one in force. */
async function image(desk, { request, url, record, fault }, task) {
	if (!task || desk.tasks.status(task) !== "success") return refusal(404, "NOT_FOUND", "no such file");
	record.taskId = task.id;
	if (fault?.fault === "expired") desk.tasks.expireLink(task);
	if (!desk.tasks.isLive(task, Number(url.searchParams.get("link") ?? "1"))) return expiredLink();
	const bytes = await desk.gallery.bytes(task.picture);
	const { range, "if-range": ifRange } = request.headers;
	return servedFile(bytes, {
		range,
		ifRange: typeof ifRange === "string" ? ifRange : void 0,
		modifiedAt: desk.tasks.completedAt(task)
	});
}

// src/sandbox/published.ts
const currentPolicy = {
	latestVersion: "0.5.0",
	minimumVersion: "0.5.0",
	updateCommand: "npx skills update hiapi-gpt-image-2",
	notice: "A newer version of this skill is available.",
	requiredNotice: "This version of the skill is no longer supported."
};
/** `skills.json` (contract section 8). */
function skillsManifest(policy) {
	const updatePolicy = {
		...currentPolicy,
		...policy
	};
	return json(200, { skills: [{
		id: "hiapi-gpt-image-2",
		version: updatePolicy.latestVersion,
		updatePolicy
	}] });
}
/** The price list of contract section 7. Every number is invented. */
function pricing() {
	return success(variants.map((variant, index) => {
		const cents = 3 + index;
		const policies = variant.resolutions.filter((resolution) => resolution !== "1K").map((resolution) => ({
			rule: { resolution: { match: resolution } },
			usd_value: cents * (resolution === "2K" ? 2 : 4) / 100
		}));
		return {
			model_name: variantName(variant),
			base_usd_value: cents / 100,
			base_display_unit: { en: "per image" },
			policies
		};
	}));
}
/** The live schema of a model, by its id or `model@route` (contract section 1). */
function modelContent(name) {
	const variant = variants.find((row) => variantName(row) === name);
	if (!variant) return refusal(404, "model_not_found", "no such model");
	return success({
		name,
		input_schema: schemaOf(variant)
	});
}
function schemaOf(variant) {
	const { references, ratios, resolutions, size, quality, background } = variant;
	const known = {
		prompt: {
			type: "string",
			minLength: 1,
			maxLength: 2e4
		},
		image: {
			type: "string",
			format: "uri"
		},
		aspect_ratio: {
			type: "string",
			enum: ratios,
			default: variant.defaultRatio
		},
		resolution: {
			type: "string",
			enum: resolutions,
			default: "1K"
		},
		size: {
			type: "string",
			pattern: size?.pattern.source,
			default: size?.default
		},
		quality: {
			type: "string",
			enum: quality?.values,
			default: quality?.default
		},
		background: {
			type: "string",
			enum: background?.values
		}
	};
	const urls = {
		type: "array",
		items: {
			type: "string",
			format: "uri"
		},
		minItems: references?.min,
		maxItems: references?.max
	};
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		type: "object",
		properties: Object.fromEntries(inputFieldsOf(variant).map((field) => [field, known[field] ?? urls])),
		required: ["prompt", ...references && !references.single ? [references.field] : []],
		additionalProperties: false
	};
}

// src/sandbox/routes.ts
function routeOf(method, pathname) {
	if (method === "DELETE" && pathname === "/__sandbox/requests") return { call: "reset" };
	if (method === "POST" && pathname === "/v1/tasks") return { call: "create" };
	if (method !== "GET") return { call: "other" };
	if (pathname === "/__sandbox/requests") return { call: "account" };
	if (pathname === "/v1/tasks") return { call: "list" };
	if (pathname === "/api/pricing") return { call: "pricing" };
	if (pathname === "/api/models/content") return { call: "schema" };
	if (pathname === "/skills.json") return { call: "policy" };
	const [, fileOf] = /^\/files\/([^/]+)-1\.png$/.exec(pathname) ?? [];
	if (fileOf !== void 0) return {
		call: "image",
		taskId: decoded(fileOf)
	};
	const [, taskId] = /^\/v1\/tasks\/([^/]+)$/.exec(pathname) ?? [];
	return taskId === void 0 ? { call: "other" } : {
		call: "detail",
		taskId: decoded(taskId)
	};
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// src/sandbox/router.ts
/** Takes one request from its first byte to its answer, faults included. */
async function receive(house, request, response) {
	const method = request.method ?? "GET";
	const path = request.url ?? "/";
	const url = parseUrl(`${house.origin}${path}`) ?? new URL(house.origin);
	const { call, taskId } = routeOf(method, url.pathname);
	if (call === "account") return send(response, json(200, house.account.summary()));
	if (call === "reset") {
		house.account.reset();
		return send(response, json(200, { ok: true }));
	}
	const task = taskId === void 0 ? void 0 : house.tasks.get(taskId);
	const finished = task !== void 0 && house.tasks.status(task) === "success";
	const trouble = call === "other" ? { delayMs: 0 } : house.faults.take(call, finished);
	const record = house.account.open(openRecord(house, {
		request,
		call,
		method,
		path,
		trouble
	}));
	try {
		await attend(house, {
			request,
			response,
			url,
			call,
			task,
			record,
			trouble
		});
	} catch {
		if (response.headersSent || request.destroyed) response.destroy();
		else send(response, usualRefusal(500));
	}
	house.onRequest?.(record);
}
async function attend(house, attendance) {
	const { request, response, record, trouble } = attendance;
	const fault = trouble.fault?.fault;
	if (fault === "reset") return void request.socket.destroy();
	const answer = await answerOf(house, attendance);
	if (fault === "hang") return;
	if (fault === "lost" && trouble.fault?.value === void 0) return void request.socket.destroy();
	record.status = answer.status;
	send(response, answer, fault);
}
/** The answer of a call once it is carried out, with its fault worked on it; or the one that stands instead of the call. */
async function answerOf(house, { request, url, call, task, record, trouble }) {
	const { fault, delayMs } = trouble;
	const { bytes, sha256 } = await readBody(request);
	if (sha256 !== emptySha256) record.bodySha256 = sha256;
	if (bytes === void 0) return usualRefusal(413);
	const instead = fault && answerInstead(fault);
	if (instead || call !== "create") await house.pauses.pause(delayMs);
	if (instead) return instead;
	const admitted = await answerTo(house, call, {
		request,
		url,
		body: bytes,
		bodySha256: sha256,
		record,
		fault
	}, task);
	const isAccepted = "carryOut" in admitted;
	if (call === "create") await house.pauses.pause(delayMs + (isAccepted ? house.acceptMs : 0));
	const whole = isAccepted ? admitted.carryOut() : admitted;
	return fault && whole.status < 300 ? spoilt(whole, fault) : whole;
}
function answerTo(house, call, visit, task) {
	if (call === "create") return admitCreate(house, visit);
	if (call === "detail") return detail(house, visit, task);
	if (call === "list") return list(house, visit);
	if (call === "image") return image(house, visit, task);
	if (call === "pricing") return pricing();
	if (call === "schema") return modelContent(visit.url.searchParams.get("name"));
	if (call === "policy") return skillsManifest(house.policy);
	return refusal(404, "NOT_FOUND", "no such route");
}
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
function openRecord(house, { request, call, method, path, trouble }) {
	const fault = faultLabel(trouble);
	const authorization = masked(request.headers.authorization);
	return {
		at: house.now(),
		call,
		method,
		path,
		status: 0,
		...fault ? { fault } : {},
		...authorization ? { authorization } : {}
	};
}

// src/sandbox/ids.ts
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Makes task ids: 10 characters of time, 6 of a counter, 10 by chance; so they sort by the time they were made. */
function createTaskIds(now) {
	let counter = 0;
	return () => {
		counter += 1;
		const chance = [...randomBytes(10)].map((byte) => crockford[byte % 32]).join("");
		return `tk-hiapi-${encoded(now(), 10)}${encoded(counter, 6)}${chance}`;
	};
}
function encoded(value, length) {
	let rest = Math.max(0, Math.floor(value));
	let text = "";
	for (let index = 0; index < length; index += 1) {
		text = crockford.charAt(rest % 32) + text;
		rest = Math.floor(rest / 32);
	}
	return text;
}

// src/sandbox/tasks.ts
/** The tasks of one sandbox. Nothing here ticks: ten thousand of them cost nothing until they are looked at. */
function createTasks({ imageMs, linkTtlMs, now }) {
	const byId = /* @__PURE__ */ new Map();
	const byOwner = /* @__PURE__ */ new Map();
	const nextId = createTaskIds(now);
	const isOver = (task) => now() - task.createdAt >= imageMs;
	const isLive = (task, serial) => isOver(task) && serial === task.link.serial && now() < task.link.expiresAt;
	return {
		add(facts) {
			const createdAt = now();
			const task = {
				...facts,
				id: nextId(),
				createdAt,
				link: {
					serial: 1,
					expiresAt: createdAt + imageMs + linkTtlMs
				}
			};
			byId.set(task.id, task);
			const mine = byOwner.get(task.owner);
			if (mine) mine.push(task);
			else byOwner.set(task.owner, [task]);
			return task;
		},
		get: (id) => byId.get(id),
		page(owner, page, size) {
			const mine = byOwner.get(owner) ?? [];
			const end = Math.max(0, mine.length - (page - 1) * size);
			return {
				total: mine.length,
				tasks: mine.slice(Math.max(0, end - size), end).reverse()
			};
		},
		status(task) {
			if (!isOver(task)) return statusAt((now() - task.createdAt) / imageMs);
			return task.failure ? "fail" : "success";
		},
		completedAt: (task) => isOver(task) ? task.createdAt + imageMs : 0,
		expireLink(task) {
			task.link = {
				...task.link,
				expiresAt: now()
			};
		},
		freshLink(task) {
			if (isOver(task) && !isLive(task, task.link.serial)) task.link = {
				serial: task.link.serial + 1,
				expiresAt: now() + linkTtlMs
			};
			return task.link;
		},
		isLive
	};
}
function statusAt(fraction) {
	if (fraction < .15) return "queued";
	return fraction < .85 ? "handling" : "archiving";
}

// src/sandbox/server.ts
const sevenDays = 6048e5;
/**
* Starts a local HiAPI on a real socket: strict about the contract, stateful, free of charge.
* Rejects when the port cannot be had.
*/
async function startSandbox(options = {}) {
	const { port = 0, host = "127.0.0.1", imageMs = 1500, acceptMs = 0, samePicture = false, linkTtlMs = sevenDays, now = Date.now } = options;
	const house = {
		origin: "",
		tasks: createTasks({
			imageMs,
			linkTtlMs,
			now
		}),
		gallery: createGallery(samePicture),
		keys: createKeyBook(now),
		account: createAccount(),
		faults: createFaultBook(options.faults ?? []),
		pauses: createPauses(),
		policy: options.policy ?? {},
		acceptMs,
		now,
		onRequest: options.onRequest
	};
	const server = createServer((request, response) => void receive(house, request, response));
	const sockets = /* @__PURE__ */ new Set();
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
	});
	await new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen({
			port,
			host,
			backlog: 1024
		}, resolve);
	});
	const bound = portOf(server.address());
	house.origin = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
	return {
		url: house.origin,
		port: bound,
		requests: () => house.account.summary().requests,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			house.pauses.endAll();
			await closed;
		}
	};
}
function portOf(address) {
	return typeof address === "object" && address !== null ? address.port : 0;
}

export { startSandbox };
