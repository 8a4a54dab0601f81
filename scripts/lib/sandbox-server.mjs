import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
import { __commonJSMin, __require } from "./rolldown-runtime.mjs";
import { createFaultPlan, createRequestLog, faultLabel, masked } from "./parse.mjs";
import { allResolutions, findVariant, inputFieldsOf, limits, models, parseUrl, quote, routesOf, storages, variantName, variants } from "./core.mjs";
import { checkInput } from "./process.mjs";
const createHash = (...given) => require("node:crypto").createHash(...given);
const randomBytes = (...given) => require("node:crypto").randomBytes(...given);
const { createServer } = require("node:http");

// src/sandbox/idempotency.ts
const keptMs = 864e5;
/** Idempotency keys of 24 hours, by owner. Bodies are compared by their raw bytes. */
function createIdempotencyKeys(now) {
	const claims = /* @__PURE__ */ new Map();
	return {
		lookup(owner, key, bodySha256) {
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
			return { complete(taskId) {
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

// node_modules/pngjs/lib/chunkstream.js
var require_chunkstream = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let util = __require("util");
	let Stream = __require("stream");
	let ChunkStream = module.exports = function() {
		Stream.call(this);
		this._buffers = [];
		this._buffered = 0;
		this._reads = [];
		this._paused = false;
		this._encoding = "utf8";
		this.writable = true;
	};
	util.inherits(ChunkStream, Stream);
	ChunkStream.prototype.read = function(length, callback) {
		this._reads.push({
			length: Math.abs(length),
			allowLess: length < 0,
			func: callback
		});
		process.nextTick(function() {
			this._process();
			if (this._paused && this._reads && this._reads.length > 0) {
				this._paused = false;
				this.emit("drain");
			}
		}.bind(this));
	};
	ChunkStream.prototype.write = function(data, encoding) {
		if (!this.writable) {
			this.emit("error", /* @__PURE__ */ new Error("Stream not writable"));
			return false;
		}
		let dataBuffer;
		if (Buffer.isBuffer(data)) dataBuffer = data;
		else dataBuffer = Buffer.from(data, encoding || this._encoding);
		this._buffers.push(dataBuffer);
		this._buffered += dataBuffer.length;
		this._process();
		if (this._reads && this._reads.length === 0) this._paused = true;
		return this.writable && !this._paused;
	};
	ChunkStream.prototype.end = function(data, encoding) {
		if (data) this.write(data, encoding);
		this.writable = false;
		if (!this._buffers) return;
		if (this._buffers.length === 0) this._end();
		else {
			this._buffers.push(null);
			this._process();
		}
	};
	ChunkStream.prototype.destroySoon = ChunkStream.prototype.end;
	ChunkStream.prototype._end = function() {
		if (this._reads.length > 0) this.emit("error", /* @__PURE__ */ new Error("Unexpected end of input"));
		this.destroy();
	};
	ChunkStream.prototype.destroy = function() {
		if (!this._buffers) return;
		this.writable = false;
		this._reads = null;
		this._buffers = null;
		this.emit("close");
	};
	ChunkStream.prototype._processReadAllowingLess = function(read) {
		this._reads.shift();
		let smallerBuf = this._buffers[0];
		if (smallerBuf.length > read.length) {
			this._buffered -= read.length;
			this._buffers[0] = smallerBuf.slice(read.length);
			read.func.call(this, smallerBuf.slice(0, read.length));
		} else {
			this._buffered -= smallerBuf.length;
			this._buffers.shift();
			read.func.call(this, smallerBuf);
		}
	};
	ChunkStream.prototype._processRead = function(read) {
		this._reads.shift();
		let pos = 0;
		let count = 0;
		let data = Buffer.alloc(read.length);
		while (pos < read.length) {
			let buf = this._buffers[count++];
			let len = Math.min(buf.length, read.length - pos);
			buf.copy(data, pos, 0, len);
			pos += len;
			if (len !== buf.length) this._buffers[--count] = buf.slice(len);
		}
		if (count > 0) this._buffers.splice(0, count);
		this._buffered -= read.length;
		read.func.call(this, data);
	};
	ChunkStream.prototype._process = function() {
		try {
			while (this._buffered > 0 && this._reads && this._reads.length > 0) {
				let read = this._reads[0];
				if (read.allowLess) this._processReadAllowingLess(read);
				else if (this._buffered >= read.length) this._processRead(read);
				else break;
			}
			if (this._buffers && !this.writable) this._end();
		} catch (ex) {
			this.emit("error", ex);
		}
	};
}));

// node_modules/pngjs/lib/interlace.js
var require_interlace = /* @__PURE__ */ __commonJSMin(((exports) => {
	let imagePasses = [
		{
			x: [0],
			y: [0]
		},
		{
			x: [4],
			y: [0]
		},
		{
			x: [0, 4],
			y: [4]
		},
		{
			x: [2, 6],
			y: [0, 4]
		},
		{
			x: [
				0,
				2,
				4,
				6
			],
			y: [2, 6]
		},
		{
			x: [
				1,
				3,
				5,
				7
			],
			y: [
				0,
				2,
				4,
				6
			]
		},
		{
			x: [
				0,
				1,
				2,
				3,
				4,
				5,
				6,
				7
			],
			y: [
				1,
				3,
				5,
				7
			]
		}
	];
	exports.getImagePasses = function(width, height) {
		let images = [];
		let xLeftOver = width % 8;
		let yLeftOver = height % 8;
		let xRepeats = (width - xLeftOver) / 8;
		let yRepeats = (height - yLeftOver) / 8;
		for (let i = 0; i < imagePasses.length; i++) {
			let pass = imagePasses[i];
			let passWidth = xRepeats * pass.x.length;
			let passHeight = yRepeats * pass.y.length;
			for (let j = 0; j < pass.x.length; j++) if (pass.x[j] < xLeftOver) passWidth++;
			else break;
			for (let j = 0; j < pass.y.length; j++) if (pass.y[j] < yLeftOver) passHeight++;
			else break;
			if (passWidth > 0 && passHeight > 0) images.push({
				width: passWidth,
				height: passHeight,
				index: i
			});
		}
		return images;
	};
	exports.getInterlaceIterator = function(width) {
		return function(x, y, pass) {
			let outerXLeftOver = x % imagePasses[pass].x.length;
			let outerX = (x - outerXLeftOver) / imagePasses[pass].x.length * 8 + imagePasses[pass].x[outerXLeftOver];
			let outerYLeftOver = y % imagePasses[pass].y.length;
			let outerY = (y - outerYLeftOver) / imagePasses[pass].y.length * 8 + imagePasses[pass].y[outerYLeftOver];
			return outerX * 4 + outerY * width * 4;
		};
	};
}));

// node_modules/pngjs/lib/paeth-predictor.js
var require_paeth_predictor = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = function paethPredictor(left, above, upLeft) {
		let paeth = left + above - upLeft;
		let pLeft = Math.abs(paeth - left);
		let pAbove = Math.abs(paeth - above);
		let pUpLeft = Math.abs(paeth - upLeft);
		if (pLeft <= pAbove && pLeft <= pUpLeft) return left;
		if (pAbove <= pUpLeft) return above;
		return upLeft;
	};
}));

// node_modules/pngjs/lib/filter-parse.js
var require_filter_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let interlaceUtils = require_interlace();
	let paethPredictor = require_paeth_predictor();
	function getByteWidth(width, bpp, depth) {
		let byteWidth = width * bpp;
		if (depth !== 8) byteWidth = Math.ceil(byteWidth / (8 / depth));
		return byteWidth;
	}
	let Filter = module.exports = function(bitmapInfo, dependencies) {
		let width = bitmapInfo.width;
		let height = bitmapInfo.height;
		let interlace = bitmapInfo.interlace;
		let bpp = bitmapInfo.bpp;
		let depth = bitmapInfo.depth;
		this.read = dependencies.read;
		this.write = dependencies.write;
		this.complete = dependencies.complete;
		this._imageIndex = 0;
		this._images = [];
		if (interlace) {
			let passes = interlaceUtils.getImagePasses(width, height);
			for (let i = 0; i < passes.length; i++) this._images.push({
				byteWidth: getByteWidth(passes[i].width, bpp, depth),
				height: passes[i].height,
				lineIndex: 0
			});
		} else this._images.push({
			byteWidth: getByteWidth(width, bpp, depth),
			height,
			lineIndex: 0
		});
		if (depth === 8) this._xComparison = bpp;
		else if (depth === 16) this._xComparison = bpp * 2;
		else this._xComparison = 1;
	};
	Filter.prototype.start = function() {
		this.read(this._images[this._imageIndex].byteWidth + 1, this._reverseFilterLine.bind(this));
	};
	Filter.prototype._unFilterType1 = function(rawData, unfilteredLine, byteWidth) {
		let xComparison = this._xComparison;
		let xBiggerThan = xComparison - 1;
		for (let x = 0; x < byteWidth; x++) {
			let rawByte = rawData[1 + x];
			let f1Left = x > xBiggerThan ? unfilteredLine[x - xComparison] : 0;
			unfilteredLine[x] = rawByte + f1Left;
		}
	};
	Filter.prototype._unFilterType2 = function(rawData, unfilteredLine, byteWidth) {
		let lastLine = this._lastLine;
		for (let x = 0; x < byteWidth; x++) {
			let rawByte = rawData[1 + x];
			let f2Up = lastLine ? lastLine[x] : 0;
			unfilteredLine[x] = rawByte + f2Up;
		}
	};
	Filter.prototype._unFilterType3 = function(rawData, unfilteredLine, byteWidth) {
		let xComparison = this._xComparison;
		let xBiggerThan = xComparison - 1;
		let lastLine = this._lastLine;
		for (let x = 0; x < byteWidth; x++) {
			let rawByte = rawData[1 + x];
			let f3Up = lastLine ? lastLine[x] : 0;
			let f3Left = x > xBiggerThan ? unfilteredLine[x - xComparison] : 0;
			let f3Add = Math.floor((f3Left + f3Up) / 2);
			unfilteredLine[x] = rawByte + f3Add;
		}
	};
	Filter.prototype._unFilterType4 = function(rawData, unfilteredLine, byteWidth) {
		let xComparison = this._xComparison;
		let xBiggerThan = xComparison - 1;
		let lastLine = this._lastLine;
		for (let x = 0; x < byteWidth; x++) {
			let rawByte = rawData[1 + x];
			let f4Up = lastLine ? lastLine[x] : 0;
			let f4Left = x > xBiggerThan ? unfilteredLine[x - xComparison] : 0;
			let f4UpLeft = x > xBiggerThan && lastLine ? lastLine[x - xComparison] : 0;
			let f4Add = paethPredictor(f4Left, f4Up, f4UpLeft);
			unfilteredLine[x] = rawByte + f4Add;
		}
	};
	Filter.prototype._reverseFilterLine = function(rawData) {
		let filter = rawData[0];
		let unfilteredLine;
		let currentImage = this._images[this._imageIndex];
		let byteWidth = currentImage.byteWidth;
		if (filter === 0) unfilteredLine = rawData.slice(1, byteWidth + 1);
		else {
			unfilteredLine = Buffer.alloc(byteWidth);
			switch (filter) {
				case 1:
					this._unFilterType1(rawData, unfilteredLine, byteWidth);
					break;
				case 2:
					this._unFilterType2(rawData, unfilteredLine, byteWidth);
					break;
				case 3:
					this._unFilterType3(rawData, unfilteredLine, byteWidth);
					break;
				case 4:
					this._unFilterType4(rawData, unfilteredLine, byteWidth);
					break;
				default: throw new Error("Unrecognised filter type - " + filter);
			}
		}
		this.write(unfilteredLine);
		currentImage.lineIndex++;
		if (currentImage.lineIndex >= currentImage.height) {
			this._lastLine = null;
			this._imageIndex++;
			currentImage = this._images[this._imageIndex];
		} else this._lastLine = unfilteredLine;
		if (currentImage) this.read(currentImage.byteWidth + 1, this._reverseFilterLine.bind(this));
		else {
			this._lastLine = null;
			this.complete();
		}
	};
}));

// node_modules/pngjs/lib/filter-parse-async.js
var require_filter_parse_async = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let util = __require("util");
	let ChunkStream = require_chunkstream();
	let Filter = require_filter_parse();
	let FilterAsync = module.exports = function(bitmapInfo) {
		ChunkStream.call(this);
		let buffers = [];
		let that = this;
		this._filter = new Filter(bitmapInfo, {
			read: this.read.bind(this),
			write: function(buffer) {
				buffers.push(buffer);
			},
			complete: function() {
				that.emit("complete", Buffer.concat(buffers));
			}
		});
		this._filter.start();
	};
	util.inherits(FilterAsync, ChunkStream);
}));

// node_modules/pngjs/lib/constants.js
var require_constants = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = {
		PNG_SIGNATURE: [
			137,
			80,
			78,
			71,
			13,
			10,
			26,
			10
		],
		TYPE_IHDR: 1229472850,
		TYPE_IEND: 1229278788,
		TYPE_IDAT: 1229209940,
		TYPE_PLTE: 1347179589,
		TYPE_tRNS: 1951551059,
		TYPE_gAMA: 1732332865,
		COLORTYPE_GRAYSCALE: 0,
		COLORTYPE_PALETTE: 1,
		COLORTYPE_COLOR: 2,
		COLORTYPE_ALPHA: 4,
		COLORTYPE_PALETTE_COLOR: 3,
		COLORTYPE_COLOR_ALPHA: 6,
		COLORTYPE_TO_BPP_MAP: {
			0: 1,
			2: 3,
			3: 1,
			4: 2,
			6: 4
		},
		GAMMA_DIVISION: 1e5
	};
}));

// node_modules/pngjs/lib/crc.js
var require_crc = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let crcTable = [];
	(function() {
		for (let i = 0; i < 256; i++) {
			let currentCrc = i;
			for (let j = 0; j < 8; j++) if (currentCrc & 1) currentCrc = 3988292384 ^ currentCrc >>> 1;
			else currentCrc = currentCrc >>> 1;
			crcTable[i] = currentCrc;
		}
	})();
	let CrcCalculator = module.exports = function() {
		this._crc = -1;
	};
	CrcCalculator.prototype.write = function(data) {
		for (let i = 0; i < data.length; i++) this._crc = crcTable[(this._crc ^ data[i]) & 255] ^ this._crc >>> 8;
		return true;
	};
	CrcCalculator.prototype.crc32 = function() {
		return this._crc ^ -1;
	};
	CrcCalculator.crc32 = function(buf) {
		let crc = -1;
		for (let i = 0; i < buf.length; i++) crc = crcTable[(crc ^ buf[i]) & 255] ^ crc >>> 8;
		return crc ^ -1;
	};
}));

// node_modules/pngjs/lib/parser.js
var require_parser = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let constants = require_constants();
	let CrcCalculator = require_crc();
	let Parser = module.exports = function(options, dependencies) {
		this._options = options;
		options.checkCRC = options.checkCRC !== false;
		this._hasIHDR = false;
		this._hasIEND = false;
		this._emittedHeadersFinished = false;
		this._palette = [];
		this._colorType = 0;
		this._chunks = {};
		this._chunks[constants.TYPE_IHDR] = this._handleIHDR.bind(this);
		this._chunks[constants.TYPE_IEND] = this._handleIEND.bind(this);
		this._chunks[constants.TYPE_IDAT] = this._handleIDAT.bind(this);
		this._chunks[constants.TYPE_PLTE] = this._handlePLTE.bind(this);
		this._chunks[constants.TYPE_tRNS] = this._handleTRNS.bind(this);
		this._chunks[constants.TYPE_gAMA] = this._handleGAMA.bind(this);
		this.read = dependencies.read;
		this.error = dependencies.error;
		this.metadata = dependencies.metadata;
		this.gamma = dependencies.gamma;
		this.transColor = dependencies.transColor;
		this.palette = dependencies.palette;
		this.parsed = dependencies.parsed;
		this.inflateData = dependencies.inflateData;
		this.finished = dependencies.finished;
		this.simpleTransparency = dependencies.simpleTransparency;
		this.headersFinished = dependencies.headersFinished || function() {};
	};
	Parser.prototype.start = function() {
		this.read(constants.PNG_SIGNATURE.length, this._parseSignature.bind(this));
	};
	Parser.prototype._parseSignature = function(data) {
		let signature = constants.PNG_SIGNATURE;
		for (let i = 0; i < signature.length; i++) if (data[i] !== signature[i]) {
			this.error(/* @__PURE__ */ new Error("Invalid file signature"));
			return;
		}
		this.read(8, this._parseChunkBegin.bind(this));
	};
	Parser.prototype._parseChunkBegin = function(data) {
		let length = data.readUInt32BE(0);
		let type = data.readUInt32BE(4);
		let name = "";
		for (let i = 4; i < 8; i++) name += String.fromCharCode(data[i]);
		let ancillary = Boolean(data[4] & 32);
		if (!this._hasIHDR && type !== constants.TYPE_IHDR) {
			this.error(/* @__PURE__ */ new Error("Expected IHDR on beggining"));
			return;
		}
		this._crc = new CrcCalculator();
		this._crc.write(Buffer.from(name));
		if (this._chunks[type]) return this._chunks[type](length);
		if (!ancillary) {
			this.error(/* @__PURE__ */ new Error("Unsupported critical chunk type " + name));
			return;
		}
		this.read(length + 4, this._skipChunk.bind(this));
	};
	Parser.prototype._skipChunk = function() {
		this.read(8, this._parseChunkBegin.bind(this));
	};
	Parser.prototype._handleChunkEnd = function() {
		this.read(4, this._parseChunkEnd.bind(this));
	};
	Parser.prototype._parseChunkEnd = function(data) {
		let fileCrc = data.readInt32BE(0);
		let calcCrc = this._crc.crc32();
		if (this._options.checkCRC && calcCrc !== fileCrc) {
			this.error(/* @__PURE__ */ new Error("Crc error - " + fileCrc + " - " + calcCrc));
			return;
		}
		if (!this._hasIEND) this.read(8, this._parseChunkBegin.bind(this));
	};
	Parser.prototype._handleIHDR = function(length) {
		this.read(length, this._parseIHDR.bind(this));
	};
	Parser.prototype._parseIHDR = function(data) {
		this._crc.write(data);
		let width = data.readUInt32BE(0);
		let height = data.readUInt32BE(4);
		let depth = data[8];
		let colorType = data[9];
		let compr = data[10];
		let filter = data[11];
		let interlace = data[12];
		if (depth !== 8 && depth !== 4 && depth !== 2 && depth !== 1 && depth !== 16) {
			this.error(/* @__PURE__ */ new Error("Unsupported bit depth " + depth));
			return;
		}
		if (!(colorType in constants.COLORTYPE_TO_BPP_MAP)) {
			this.error(/* @__PURE__ */ new Error("Unsupported color type"));
			return;
		}
		if (compr !== 0) {
			this.error(/* @__PURE__ */ new Error("Unsupported compression method"));
			return;
		}
		if (filter !== 0) {
			this.error(/* @__PURE__ */ new Error("Unsupported filter method"));
			return;
		}
		if (interlace !== 0 && interlace !== 1) {
			this.error(/* @__PURE__ */ new Error("Unsupported interlace method"));
			return;
		}
		this._colorType = colorType;
		let bpp = constants.COLORTYPE_TO_BPP_MAP[this._colorType];
		this._hasIHDR = true;
		this.metadata({
			width,
			height,
			depth,
			interlace: Boolean(interlace),
			palette: Boolean(colorType & constants.COLORTYPE_PALETTE),
			color: Boolean(colorType & constants.COLORTYPE_COLOR),
			alpha: Boolean(colorType & constants.COLORTYPE_ALPHA),
			bpp,
			colorType
		});
		this._handleChunkEnd();
	};
	Parser.prototype._handlePLTE = function(length) {
		this.read(length, this._parsePLTE.bind(this));
	};
	Parser.prototype._parsePLTE = function(data) {
		this._crc.write(data);
		let entries = Math.floor(data.length / 3);
		for (let i = 0; i < entries; i++) this._palette.push([
			data[i * 3],
			data[i * 3 + 1],
			data[i * 3 + 2],
			255
		]);
		this.palette(this._palette);
		this._handleChunkEnd();
	};
	Parser.prototype._handleTRNS = function(length) {
		this.simpleTransparency();
		this.read(length, this._parseTRNS.bind(this));
	};
	Parser.prototype._parseTRNS = function(data) {
		this._crc.write(data);
		if (this._colorType === constants.COLORTYPE_PALETTE_COLOR) {
			if (this._palette.length === 0) {
				this.error(/* @__PURE__ */ new Error("Transparency chunk must be after palette"));
				return;
			}
			if (data.length > this._palette.length) {
				this.error(/* @__PURE__ */ new Error("More transparent colors than palette size"));
				return;
			}
			for (let i = 0; i < data.length; i++) this._palette[i][3] = data[i];
			this.palette(this._palette);
		}
		if (this._colorType === constants.COLORTYPE_GRAYSCALE) this.transColor([data.readUInt16BE(0)]);
		if (this._colorType === constants.COLORTYPE_COLOR) this.transColor([
			data.readUInt16BE(0),
			data.readUInt16BE(2),
			data.readUInt16BE(4)
		]);
		this._handleChunkEnd();
	};
	Parser.prototype._handleGAMA = function(length) {
		this.read(length, this._parseGAMA.bind(this));
	};
	Parser.prototype._parseGAMA = function(data) {
		this._crc.write(data);
		this.gamma(data.readUInt32BE(0) / constants.GAMMA_DIVISION);
		this._handleChunkEnd();
	};
	Parser.prototype._handleIDAT = function(length) {
		if (!this._emittedHeadersFinished) {
			this._emittedHeadersFinished = true;
			this.headersFinished();
		}
		this.read(-length, this._parseIDAT.bind(this, length));
	};
	Parser.prototype._parseIDAT = function(length, data) {
		this._crc.write(data);
		if (this._colorType === constants.COLORTYPE_PALETTE_COLOR && this._palette.length === 0) throw new Error("Expected palette not found");
		this.inflateData(data);
		let leftOverLength = length - data.length;
		if (leftOverLength > 0) this._handleIDAT(leftOverLength);
		else this._handleChunkEnd();
	};
	Parser.prototype._handleIEND = function(length) {
		this.read(length, this._parseIEND.bind(this));
	};
	Parser.prototype._parseIEND = function(data) {
		this._crc.write(data);
		this._hasIEND = true;
		this._handleChunkEnd();
		if (this.finished) this.finished();
	};
}));

// node_modules/pngjs/lib/bitmapper.js
var require_bitmapper = /* @__PURE__ */ __commonJSMin(((exports) => {
	let interlaceUtils = require_interlace();
	let pixelBppMapper = [
		function() {},
		function(pxData, data, pxPos, rawPos) {
			if (rawPos === data.length) throw new Error("Ran out of data");
			let pixel = data[rawPos];
			pxData[pxPos] = pixel;
			pxData[pxPos + 1] = pixel;
			pxData[pxPos + 2] = pixel;
			pxData[pxPos + 3] = 255;
		},
		function(pxData, data, pxPos, rawPos) {
			if (rawPos + 1 >= data.length) throw new Error("Ran out of data");
			let pixel = data[rawPos];
			pxData[pxPos] = pixel;
			pxData[pxPos + 1] = pixel;
			pxData[pxPos + 2] = pixel;
			pxData[pxPos + 3] = data[rawPos + 1];
		},
		function(pxData, data, pxPos, rawPos) {
			if (rawPos + 2 >= data.length) throw new Error("Ran out of data");
			pxData[pxPos] = data[rawPos];
			pxData[pxPos + 1] = data[rawPos + 1];
			pxData[pxPos + 2] = data[rawPos + 2];
			pxData[pxPos + 3] = 255;
		},
		function(pxData, data, pxPos, rawPos) {
			if (rawPos + 3 >= data.length) throw new Error("Ran out of data");
			pxData[pxPos] = data[rawPos];
			pxData[pxPos + 1] = data[rawPos + 1];
			pxData[pxPos + 2] = data[rawPos + 2];
			pxData[pxPos + 3] = data[rawPos + 3];
		}
	];
	let pixelBppCustomMapper = [
		function() {},
		function(pxData, pixelData, pxPos, maxBit) {
			let pixel = pixelData[0];
			pxData[pxPos] = pixel;
			pxData[pxPos + 1] = pixel;
			pxData[pxPos + 2] = pixel;
			pxData[pxPos + 3] = maxBit;
		},
		function(pxData, pixelData, pxPos) {
			let pixel = pixelData[0];
			pxData[pxPos] = pixel;
			pxData[pxPos + 1] = pixel;
			pxData[pxPos + 2] = pixel;
			pxData[pxPos + 3] = pixelData[1];
		},
		function(pxData, pixelData, pxPos, maxBit) {
			pxData[pxPos] = pixelData[0];
			pxData[pxPos + 1] = pixelData[1];
			pxData[pxPos + 2] = pixelData[2];
			pxData[pxPos + 3] = maxBit;
		},
		function(pxData, pixelData, pxPos) {
			pxData[pxPos] = pixelData[0];
			pxData[pxPos + 1] = pixelData[1];
			pxData[pxPos + 2] = pixelData[2];
			pxData[pxPos + 3] = pixelData[3];
		}
	];
	function bitRetriever(data, depth) {
		let leftOver = [];
		let i = 0;
		function split() {
			if (i === data.length) throw new Error("Ran out of data");
			let byte = data[i];
			i++;
			let byte8, byte7, byte6, byte5, byte4, byte3, byte2, byte1;
			switch (depth) {
				default: throw new Error("unrecognised depth");
				case 16:
					byte2 = data[i];
					i++;
					leftOver.push((byte << 8) + byte2);
					break;
				case 4:
					byte2 = byte & 15;
					byte1 = byte >> 4;
					leftOver.push(byte1, byte2);
					break;
				case 2:
					byte4 = byte & 3;
					byte3 = byte >> 2 & 3;
					byte2 = byte >> 4 & 3;
					byte1 = byte >> 6 & 3;
					leftOver.push(byte1, byte2, byte3, byte4);
					break;
				case 1:
					byte8 = byte & 1;
					byte7 = byte >> 1 & 1;
					byte6 = byte >> 2 & 1;
					byte5 = byte >> 3 & 1;
					byte4 = byte >> 4 & 1;
					byte3 = byte >> 5 & 1;
					byte2 = byte >> 6 & 1;
					byte1 = byte >> 7 & 1;
					leftOver.push(byte1, byte2, byte3, byte4, byte5, byte6, byte7, byte8);
			}
		}
		return {
			get: function(count) {
				while (leftOver.length < count) split();
				let returner = leftOver.slice(0, count);
				leftOver = leftOver.slice(count);
				return returner;
			},
			resetAfterLine: function() {
				leftOver.length = 0;
			},
			end: function() {
				if (i !== data.length) throw new Error("extra data found");
			}
		};
	}
	function mapImage8Bit(image, pxData, getPxPos, bpp, data, rawPos) {
		let imageWidth = image.width;
		let imageHeight = image.height;
		let imagePass = image.index;
		for (let y = 0; y < imageHeight; y++) for (let x = 0; x < imageWidth; x++) {
			let pxPos = getPxPos(x, y, imagePass);
			pixelBppMapper[bpp](pxData, data, pxPos, rawPos);
			rawPos += bpp;
		}
		return rawPos;
	}
	function mapImageCustomBit(image, pxData, getPxPos, bpp, bits, maxBit) {
		let imageWidth = image.width;
		let imageHeight = image.height;
		let imagePass = image.index;
		for (let y = 0; y < imageHeight; y++) {
			for (let x = 0; x < imageWidth; x++) {
				let pixelData = bits.get(bpp);
				let pxPos = getPxPos(x, y, imagePass);
				pixelBppCustomMapper[bpp](pxData, pixelData, pxPos, maxBit);
			}
			bits.resetAfterLine();
		}
	}
	exports.dataToBitMap = function(data, bitmapInfo) {
		let width = bitmapInfo.width;
		let height = bitmapInfo.height;
		let depth = bitmapInfo.depth;
		let bpp = bitmapInfo.bpp;
		let interlace = bitmapInfo.interlace;
		let bits;
		if (depth !== 8) bits = bitRetriever(data, depth);
		let pxData;
		if (depth <= 8) pxData = Buffer.alloc(width * height * 4);
		else pxData = new Uint16Array(width * height * 4);
		let maxBit = Math.pow(2, depth) - 1;
		let rawPos = 0;
		let images;
		let getPxPos;
		if (interlace) {
			images = interlaceUtils.getImagePasses(width, height);
			getPxPos = interlaceUtils.getInterlaceIterator(width, height);
		} else {
			let nonInterlacedPxPos = 0;
			getPxPos = function() {
				let returner = nonInterlacedPxPos;
				nonInterlacedPxPos += 4;
				return returner;
			};
			images = [{
				width,
				height
			}];
		}
		for (let imageIndex = 0; imageIndex < images.length; imageIndex++) if (depth === 8) rawPos = mapImage8Bit(images[imageIndex], pxData, getPxPos, bpp, data, rawPos);
		else mapImageCustomBit(images[imageIndex], pxData, getPxPos, bpp, bits, maxBit);
		if (depth === 8) {
			if (rawPos !== data.length) throw new Error("extra data found");
		} else bits.end();
		return pxData;
	};
}));

// node_modules/pngjs/lib/format-normaliser.js
var require_format_normaliser = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function dePalette(indata, outdata, width, height, palette) {
		let pxPos = 0;
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
			let color = palette[indata[pxPos]];
			if (!color) throw new Error("index " + indata[pxPos] + " not in palette");
			for (let i = 0; i < 4; i++) outdata[pxPos + i] = color[i];
			pxPos += 4;
		}
	}
	function replaceTransparentColor(indata, outdata, width, height, transColor) {
		let pxPos = 0;
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
			let makeTrans = false;
			if (transColor.length === 1) {
				if (transColor[0] === indata[pxPos]) makeTrans = true;
			} else if (transColor[0] === indata[pxPos] && transColor[1] === indata[pxPos + 1] && transColor[2] === indata[pxPos + 2]) makeTrans = true;
			if (makeTrans) for (let i = 0; i < 4; i++) outdata[pxPos + i] = 0;
			pxPos += 4;
		}
	}
	function scaleDepth(indata, outdata, width, height, depth) {
		let maxOutSample = 255;
		let maxInSample = Math.pow(2, depth) - 1;
		let pxPos = 0;
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
			for (let i = 0; i < 4; i++) outdata[pxPos + i] = Math.floor(indata[pxPos + i] * maxOutSample / maxInSample + .5);
			pxPos += 4;
		}
	}
	module.exports = function(indata, imageData, skipRescale = false) {
		let depth = imageData.depth;
		let width = imageData.width;
		let height = imageData.height;
		let colorType = imageData.colorType;
		let transColor = imageData.transColor;
		let palette = imageData.palette;
		let outdata = indata;
		if (colorType === 3) dePalette(indata, outdata, width, height, palette);
		else {
			if (transColor) replaceTransparentColor(indata, outdata, width, height, transColor);
			if (depth !== 8 && !skipRescale) {
				if (depth === 16) outdata = Buffer.alloc(width * height * 4);
				scaleDepth(indata, outdata, width, height, depth);
			}
		}
		return outdata;
	};
}));

// node_modules/pngjs/lib/parser-async.js
var require_parser_async = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let util = __require("util");
	let zlib = __require("zlib");
	let ChunkStream = require_chunkstream();
	let FilterAsync = require_filter_parse_async();
	let Parser = require_parser();
	let bitmapper = require_bitmapper();
	let formatNormaliser = require_format_normaliser();
	let ParserAsync = module.exports = function(options) {
		ChunkStream.call(this);
		this._parser = new Parser(options, {
			read: this.read.bind(this),
			error: this._handleError.bind(this),
			metadata: this._handleMetaData.bind(this),
			gamma: this.emit.bind(this, "gamma"),
			palette: this._handlePalette.bind(this),
			transColor: this._handleTransColor.bind(this),
			finished: this._finished.bind(this),
			inflateData: this._inflateData.bind(this),
			simpleTransparency: this._simpleTransparency.bind(this),
			headersFinished: this._headersFinished.bind(this)
		});
		this._options = options;
		this.writable = true;
		this._parser.start();
	};
	util.inherits(ParserAsync, ChunkStream);
	ParserAsync.prototype._handleError = function(err) {
		this.emit("error", err);
		this.writable = false;
		this.destroy();
		if (this._inflate && this._inflate.destroy) this._inflate.destroy();
		if (this._filter) {
			this._filter.destroy();
			this._filter.on("error", function() {});
		}
		this.errord = true;
	};
	ParserAsync.prototype._inflateData = function(data) {
		if (!this._inflate) {
			if (this._bitmapInfo.interlace) {
				this._inflate = zlib.createInflate();
				this._inflate.on("error", this.emit.bind(this, "error"));
				this._filter.on("complete", this._complete.bind(this));
				this._inflate.pipe(this._filter);
			} else {
				let imageSize = ((this._bitmapInfo.width * this._bitmapInfo.bpp * this._bitmapInfo.depth + 7 >> 3) + 1) * this._bitmapInfo.height;
				let chunkSize = Math.max(imageSize, zlib.Z_MIN_CHUNK);
				this._inflate = zlib.createInflate({ chunkSize });
				let leftToInflate = imageSize;
				let emitError = this.emit.bind(this, "error");
				this._inflate.on("error", function(err) {
					if (!leftToInflate) return;
					emitError(err);
				});
				this._filter.on("complete", this._complete.bind(this));
				let filterWrite = this._filter.write.bind(this._filter);
				this._inflate.on("data", function(chunk) {
					if (!leftToInflate) return;
					if (chunk.length > leftToInflate) chunk = chunk.slice(0, leftToInflate);
					leftToInflate -= chunk.length;
					filterWrite(chunk);
				});
				this._inflate.on("end", this._filter.end.bind(this._filter));
			}
		}
		this._inflate.write(data);
	};
	ParserAsync.prototype._handleMetaData = function(metaData) {
		this._metaData = metaData;
		this._bitmapInfo = Object.create(metaData);
		this._filter = new FilterAsync(this._bitmapInfo);
	};
	ParserAsync.prototype._handleTransColor = function(transColor) {
		this._bitmapInfo.transColor = transColor;
	};
	ParserAsync.prototype._handlePalette = function(palette) {
		this._bitmapInfo.palette = palette;
	};
	ParserAsync.prototype._simpleTransparency = function() {
		this._metaData.alpha = true;
	};
	ParserAsync.prototype._headersFinished = function() {
		this.emit("metadata", this._metaData);
	};
	ParserAsync.prototype._finished = function() {
		if (this.errord) return;
		if (!this._inflate) this.emit("error", "No Inflate block");
		else this._inflate.end();
	};
	ParserAsync.prototype._complete = function(filteredData) {
		if (this.errord) return;
		let normalisedBitmapData;
		try {
			let bitmapData = bitmapper.dataToBitMap(filteredData, this._bitmapInfo);
			normalisedBitmapData = formatNormaliser(bitmapData, this._bitmapInfo, this._options.skipRescale);
			bitmapData = null;
		} catch (ex) {
			this._handleError(ex);
			return;
		}
		this.emit("parsed", normalisedBitmapData);
	};
}));

// node_modules/pngjs/lib/bitpacker.js
var require_bitpacker = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let constants = require_constants();
	module.exports = function(dataIn, width, height, options) {
		let outHasAlpha = [constants.COLORTYPE_COLOR_ALPHA, constants.COLORTYPE_ALPHA].indexOf(options.colorType) !== -1;
		if (options.colorType === options.inputColorType) {
			let bigEndian = (function() {
				let buffer = /* @__PURE__ */ new ArrayBuffer(2);
				new DataView(buffer).setInt16(0, 256, true);
				return new Int16Array(buffer)[0] !== 256;
			})();
			if (options.bitDepth === 8 || options.bitDepth === 16 && bigEndian) return dataIn;
		}
		let data = options.bitDepth !== 16 ? dataIn : new Uint16Array(dataIn.buffer);
		let maxValue = 255;
		let inBpp = constants.COLORTYPE_TO_BPP_MAP[options.inputColorType];
		if (inBpp === 4 && !options.inputHasAlpha) inBpp = 3;
		let outBpp = constants.COLORTYPE_TO_BPP_MAP[options.colorType];
		if (options.bitDepth === 16) {
			maxValue = 65535;
			outBpp *= 2;
		}
		let outData = Buffer.alloc(width * height * outBpp);
		let inIndex = 0;
		let outIndex = 0;
		let bgColor = options.bgColor || {};
		if (bgColor.red === void 0) bgColor.red = maxValue;
		if (bgColor.green === void 0) bgColor.green = maxValue;
		if (bgColor.blue === void 0) bgColor.blue = maxValue;
		function getRGBA() {
			let red;
			let green;
			let blue;
			let alpha = maxValue;
			switch (options.inputColorType) {
				case constants.COLORTYPE_COLOR_ALPHA:
					alpha = data[inIndex + 3];
					red = data[inIndex];
					green = data[inIndex + 1];
					blue = data[inIndex + 2];
					break;
				case constants.COLORTYPE_COLOR:
					red = data[inIndex];
					green = data[inIndex + 1];
					blue = data[inIndex + 2];
					break;
				case constants.COLORTYPE_ALPHA:
					alpha = data[inIndex + 1];
					red = data[inIndex];
					green = red;
					blue = red;
					break;
				case constants.COLORTYPE_GRAYSCALE:
					red = data[inIndex];
					green = red;
					blue = red;
					break;
				default: throw new Error("input color type:" + options.inputColorType + " is not supported at present");
			}
			if (options.inputHasAlpha) {
				if (!outHasAlpha) {
					alpha /= maxValue;
					red = Math.min(Math.max(Math.round((1 - alpha) * bgColor.red + alpha * red), 0), maxValue);
					green = Math.min(Math.max(Math.round((1 - alpha) * bgColor.green + alpha * green), 0), maxValue);
					blue = Math.min(Math.max(Math.round((1 - alpha) * bgColor.blue + alpha * blue), 0), maxValue);
				}
			}
			return {
				red,
				green,
				blue,
				alpha
			};
		}
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
			let rgba = getRGBA(data, inIndex);
			switch (options.colorType) {
				case constants.COLORTYPE_COLOR_ALPHA:
				case constants.COLORTYPE_COLOR:
					if (options.bitDepth === 8) {
						outData[outIndex] = rgba.red;
						outData[outIndex + 1] = rgba.green;
						outData[outIndex + 2] = rgba.blue;
						if (outHasAlpha) outData[outIndex + 3] = rgba.alpha;
					} else {
						outData.writeUInt16BE(rgba.red, outIndex);
						outData.writeUInt16BE(rgba.green, outIndex + 2);
						outData.writeUInt16BE(rgba.blue, outIndex + 4);
						if (outHasAlpha) outData.writeUInt16BE(rgba.alpha, outIndex + 6);
					}
					break;
				case constants.COLORTYPE_ALPHA:
				case constants.COLORTYPE_GRAYSCALE: {
					let grayscale = (rgba.red + rgba.green + rgba.blue) / 3;
					if (options.bitDepth === 8) {
						outData[outIndex] = grayscale;
						if (outHasAlpha) outData[outIndex + 1] = rgba.alpha;
					} else {
						outData.writeUInt16BE(grayscale, outIndex);
						if (outHasAlpha) outData.writeUInt16BE(rgba.alpha, outIndex + 2);
					}
					break;
				}
				default: throw new Error("unrecognised color Type " + options.colorType);
			}
			inIndex += inBpp;
			outIndex += outBpp;
		}
		return outData;
	};
}));

// node_modules/pngjs/lib/filter-pack.js
var require_filter_pack = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let paethPredictor = require_paeth_predictor();
	function filterNone(pxData, pxPos, byteWidth, rawData, rawPos) {
		for (let x = 0; x < byteWidth; x++) rawData[rawPos + x] = pxData[pxPos + x];
	}
	function filterSumNone(pxData, pxPos, byteWidth) {
		let sum = 0;
		let length = pxPos + byteWidth;
		for (let i = pxPos; i < length; i++) sum += Math.abs(pxData[i]);
		return sum;
	}
	function filterSub(pxData, pxPos, byteWidth, rawData, rawPos, bpp) {
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let val = pxData[pxPos + x] - left;
			rawData[rawPos + x] = val;
		}
	}
	function filterSumSub(pxData, pxPos, byteWidth, bpp) {
		let sum = 0;
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let val = pxData[pxPos + x] - left;
			sum += Math.abs(val);
		}
		return sum;
	}
	function filterUp(pxData, pxPos, byteWidth, rawData, rawPos) {
		for (let x = 0; x < byteWidth; x++) {
			let up = pxPos > 0 ? pxData[pxPos + x - byteWidth] : 0;
			let val = pxData[pxPos + x] - up;
			rawData[rawPos + x] = val;
		}
	}
	function filterSumUp(pxData, pxPos, byteWidth) {
		let sum = 0;
		let length = pxPos + byteWidth;
		for (let x = pxPos; x < length; x++) {
			let up = pxPos > 0 ? pxData[x - byteWidth] : 0;
			let val = pxData[x] - up;
			sum += Math.abs(val);
		}
		return sum;
	}
	function filterAvg(pxData, pxPos, byteWidth, rawData, rawPos, bpp) {
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let up = pxPos > 0 ? pxData[pxPos + x - byteWidth] : 0;
			let val = pxData[pxPos + x] - (left + up >> 1);
			rawData[rawPos + x] = val;
		}
	}
	function filterSumAvg(pxData, pxPos, byteWidth, bpp) {
		let sum = 0;
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let up = pxPos > 0 ? pxData[pxPos + x - byteWidth] : 0;
			let val = pxData[pxPos + x] - (left + up >> 1);
			sum += Math.abs(val);
		}
		return sum;
	}
	function filterPaeth(pxData, pxPos, byteWidth, rawData, rawPos, bpp) {
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let up = pxPos > 0 ? pxData[pxPos + x - byteWidth] : 0;
			let upleft = pxPos > 0 && x >= bpp ? pxData[pxPos + x - (byteWidth + bpp)] : 0;
			let val = pxData[pxPos + x] - paethPredictor(left, up, upleft);
			rawData[rawPos + x] = val;
		}
	}
	function filterSumPaeth(pxData, pxPos, byteWidth, bpp) {
		let sum = 0;
		for (let x = 0; x < byteWidth; x++) {
			let left = x >= bpp ? pxData[pxPos + x - bpp] : 0;
			let up = pxPos > 0 ? pxData[pxPos + x - byteWidth] : 0;
			let upleft = pxPos > 0 && x >= bpp ? pxData[pxPos + x - (byteWidth + bpp)] : 0;
			let val = pxData[pxPos + x] - paethPredictor(left, up, upleft);
			sum += Math.abs(val);
		}
		return sum;
	}
	let filters = {
		0: filterNone,
		1: filterSub,
		2: filterUp,
		3: filterAvg,
		4: filterPaeth
	};
	let filterSums = {
		0: filterSumNone,
		1: filterSumSub,
		2: filterSumUp,
		3: filterSumAvg,
		4: filterSumPaeth
	};
	module.exports = function(pxData, width, height, options, bpp) {
		let filterTypes;
		if (!("filterType" in options) || options.filterType === -1) filterTypes = [
			0,
			1,
			2,
			3,
			4
		];
		else if (typeof options.filterType === "number") filterTypes = [options.filterType];
		else throw new Error("unrecognised filter types");
		if (options.bitDepth === 16) bpp *= 2;
		let byteWidth = width * bpp;
		let rawPos = 0;
		let pxPos = 0;
		let rawData = Buffer.alloc((byteWidth + 1) * height);
		let sel = filterTypes[0];
		for (let y = 0; y < height; y++) {
			if (filterTypes.length > 1) {
				let min = 1e400;
				for (let i = 0; i < filterTypes.length; i++) {
					let sum = filterSums[filterTypes[i]](pxData, pxPos, byteWidth, bpp);
					if (sum < min) {
						sel = filterTypes[i];
						min = sum;
					}
				}
			}
			rawData[rawPos] = sel;
			rawPos++;
			filters[sel](pxData, pxPos, byteWidth, rawData, rawPos, bpp);
			rawPos += byteWidth;
			pxPos += byteWidth;
		}
		return rawData;
	};
}));

// node_modules/pngjs/lib/packer.js
var require_packer = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let constants = require_constants();
	let CrcStream = require_crc();
	let bitPacker = require_bitpacker();
	let filter = require_filter_pack();
	let zlib = __require("zlib");
	let Packer = module.exports = function(options) {
		this._options = options;
		options.deflateChunkSize = options.deflateChunkSize || 32768;
		options.deflateLevel = options.deflateLevel != null ? options.deflateLevel : 9;
		options.deflateStrategy = options.deflateStrategy != null ? options.deflateStrategy : 3;
		options.inputHasAlpha = options.inputHasAlpha != null ? options.inputHasAlpha : true;
		options.deflateFactory = options.deflateFactory || zlib.createDeflate;
		options.bitDepth = options.bitDepth || 8;
		options.colorType = typeof options.colorType === "number" ? options.colorType : constants.COLORTYPE_COLOR_ALPHA;
		options.inputColorType = typeof options.inputColorType === "number" ? options.inputColorType : constants.COLORTYPE_COLOR_ALPHA;
		if ([
			constants.COLORTYPE_GRAYSCALE,
			constants.COLORTYPE_COLOR,
			constants.COLORTYPE_COLOR_ALPHA,
			constants.COLORTYPE_ALPHA
		].indexOf(options.colorType) === -1) throw new Error("option color type:" + options.colorType + " is not supported at present");
		if ([
			constants.COLORTYPE_GRAYSCALE,
			constants.COLORTYPE_COLOR,
			constants.COLORTYPE_COLOR_ALPHA,
			constants.COLORTYPE_ALPHA
		].indexOf(options.inputColorType) === -1) throw new Error("option input color type:" + options.inputColorType + " is not supported at present");
		if (options.bitDepth !== 8 && options.bitDepth !== 16) throw new Error("option bit depth:" + options.bitDepth + " is not supported at present");
	};
	Packer.prototype.getDeflateOptions = function() {
		return {
			chunkSize: this._options.deflateChunkSize,
			level: this._options.deflateLevel,
			strategy: this._options.deflateStrategy
		};
	};
	Packer.prototype.createDeflate = function() {
		return this._options.deflateFactory(this.getDeflateOptions());
	};
	Packer.prototype.filterData = function(data, width, height) {
		let packedData = bitPacker(data, width, height, this._options);
		let bpp = constants.COLORTYPE_TO_BPP_MAP[this._options.colorType];
		return filter(packedData, width, height, this._options, bpp);
	};
	Packer.prototype._packChunk = function(type, data) {
		let len = data ? data.length : 0;
		let buf = Buffer.alloc(len + 12);
		buf.writeUInt32BE(len, 0);
		buf.writeUInt32BE(type, 4);
		if (data) data.copy(buf, 8);
		buf.writeInt32BE(CrcStream.crc32(buf.slice(4, buf.length - 4)), buf.length - 4);
		return buf;
	};
	Packer.prototype.packGAMA = function(gamma) {
		let buf = Buffer.alloc(4);
		buf.writeUInt32BE(Math.floor(gamma * constants.GAMMA_DIVISION), 0);
		return this._packChunk(constants.TYPE_gAMA, buf);
	};
	Packer.prototype.packIHDR = function(width, height) {
		let buf = Buffer.alloc(13);
		buf.writeUInt32BE(width, 0);
		buf.writeUInt32BE(height, 4);
		buf[8] = this._options.bitDepth;
		buf[9] = this._options.colorType;
		buf[10] = 0;
		buf[11] = 0;
		buf[12] = 0;
		return this._packChunk(constants.TYPE_IHDR, buf);
	};
	Packer.prototype.packIDAT = function(data) {
		return this._packChunk(constants.TYPE_IDAT, data);
	};
	Packer.prototype.packIEND = function() {
		return this._packChunk(constants.TYPE_IEND, null);
	};
}));

// node_modules/pngjs/lib/packer-async.js
var require_packer_async = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let util = __require("util");
	let Stream = __require("stream");
	let constants = require_constants();
	let Packer = require_packer();
	let PackerAsync = module.exports = function(opt) {
		Stream.call(this);
		let options = opt || {};
		this._packer = new Packer(options);
		this._deflate = this._packer.createDeflate();
		this.readable = true;
	};
	util.inherits(PackerAsync, Stream);
	PackerAsync.prototype.pack = function(data, width, height, gamma) {
		this.emit("data", Buffer.from(constants.PNG_SIGNATURE));
		this.emit("data", this._packer.packIHDR(width, height));
		if (gamma) this.emit("data", this._packer.packGAMA(gamma));
		let filteredData = this._packer.filterData(data, width, height);
		this._deflate.on("error", this.emit.bind(this, "error"));
		this._deflate.on("data", function(compressedData) {
			this.emit("data", this._packer.packIDAT(compressedData));
		}.bind(this));
		this._deflate.on("end", function() {
			this.emit("data", this._packer.packIEND());
			this.emit("end");
		}.bind(this));
		this._deflate.end(filteredData);
	};
}));

// node_modules/pngjs/lib/sync-inflate.js
var require_sync_inflate = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let assert = __require("assert").ok;
	let zlib = __require("zlib");
	let util = __require("util");
	let kMaxLength = __require("buffer").kMaxLength;
	function Inflate(opts) {
		if (!(this instanceof Inflate)) return new Inflate(opts);
		if (opts && opts.chunkSize < zlib.Z_MIN_CHUNK) opts.chunkSize = zlib.Z_MIN_CHUNK;
		zlib.Inflate.call(this, opts);
		this._offset = this._offset === void 0 ? this._outOffset : this._offset;
		this._buffer = this._buffer || this._outBuffer;
		if (opts && opts.maxLength != null) this._maxLength = opts.maxLength;
	}
	function createInflate(opts) {
		return new Inflate(opts);
	}
	function _close(engine, callback) {
		if (callback) process.nextTick(callback);
		if (!engine._handle) return;
		engine._handle.close();
		engine._handle = null;
	}
	Inflate.prototype._processChunk = function(chunk, flushFlag, asyncCb) {
		if (typeof asyncCb === "function") return zlib.Inflate._processChunk.call(this, chunk, flushFlag, asyncCb);
		let self = this;
		let availInBefore = chunk && chunk.length;
		let availOutBefore = this._chunkSize - this._offset;
		let leftToInflate = this._maxLength;
		let inOff = 0;
		let buffers = [];
		let nread = 0;
		let error;
		this.on("error", function(err) {
			error = err;
		});
		function handleChunk(availInAfter, availOutAfter) {
			if (self._hadError) return;
			let have = availOutBefore - availOutAfter;
			assert(have >= 0, "have should not go down");
			if (have > 0) {
				let out = self._buffer.slice(self._offset, self._offset + have);
				self._offset += have;
				if (out.length > leftToInflate) out = out.slice(0, leftToInflate);
				buffers.push(out);
				nread += out.length;
				leftToInflate -= out.length;
				if (leftToInflate === 0) return false;
			}
			if (availOutAfter === 0 || self._offset >= self._chunkSize) {
				availOutBefore = self._chunkSize;
				self._offset = 0;
				self._buffer = Buffer.allocUnsafe(self._chunkSize);
			}
			if (availOutAfter === 0) {
				inOff += availInBefore - availInAfter;
				availInBefore = availInAfter;
				return true;
			}
			return false;
		}
		assert(this._handle, "zlib binding closed");
		let res;
		do {
			res = this._handle.writeSync(flushFlag, chunk, inOff, availInBefore, this._buffer, this._offset, availOutBefore);
			res = res || this._writeState;
		} while (!this._hadError && handleChunk(res[0], res[1]));
		if (this._hadError) throw error;
		if (nread >= kMaxLength) {
			_close(this);
			throw new RangeError("Cannot create final Buffer. It would be larger than 0x" + kMaxLength.toString(16) + " bytes");
		}
		let buf = Buffer.concat(buffers, nread);
		_close(this);
		return buf;
	};
	util.inherits(Inflate, zlib.Inflate);
	function zlibBufferSync(engine, buffer) {
		if (typeof buffer === "string") buffer = Buffer.from(buffer);
		if (!(buffer instanceof Buffer)) throw new TypeError("Not a string or buffer");
		let flushFlag = engine._finishFlushFlag;
		if (flushFlag == null) flushFlag = zlib.Z_FINISH;
		return engine._processChunk(buffer, flushFlag);
	}
	function inflateSync(buffer, opts) {
		return zlibBufferSync(new Inflate(opts), buffer);
	}
	module.exports = exports = inflateSync;
	exports.Inflate = Inflate;
	exports.createInflate = createInflate;
	exports.inflateSync = inflateSync;
}));

// node_modules/pngjs/lib/sync-reader.js
var require_sync_reader = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let SyncReader = module.exports = function(buffer) {
		this._buffer = buffer;
		this._reads = [];
	};
	SyncReader.prototype.read = function(length, callback) {
		this._reads.push({
			length: Math.abs(length),
			allowLess: length < 0,
			func: callback
		});
	};
	SyncReader.prototype.process = function() {
		while (this._reads.length > 0 && this._buffer.length) {
			let read = this._reads[0];
			if (this._buffer.length && (this._buffer.length >= read.length || read.allowLess)) {
				this._reads.shift();
				let buf = this._buffer;
				this._buffer = buf.slice(read.length);
				read.func.call(this, buf.slice(0, read.length));
			} else break;
		}
		if (this._reads.length > 0) throw new Error("There are some read requests waitng on finished stream");
		if (this._buffer.length > 0) throw new Error("unrecognised content at end of stream");
	};
}));

// node_modules/pngjs/lib/filter-parse-sync.js
var require_filter_parse_sync = /* @__PURE__ */ __commonJSMin(((exports) => {
	let SyncReader = require_sync_reader();
	let Filter = require_filter_parse();
	exports.process = function(inBuffer, bitmapInfo) {
		let outBuffers = [];
		let reader = new SyncReader(inBuffer);
		new Filter(bitmapInfo, {
			read: reader.read.bind(reader),
			write: function(bufferPart) {
				outBuffers.push(bufferPart);
			},
			complete: function() {}
		}).start();
		reader.process();
		return Buffer.concat(outBuffers);
	};
}));

// node_modules/pngjs/lib/parser-sync.js
var require_parser_sync = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let hasSyncZlib = true;
	let zlib = __require("zlib");
	let inflateSync = require_sync_inflate();
	if (!zlib.deflateSync) hasSyncZlib = false;
	let SyncReader = require_sync_reader();
	let FilterSync = require_filter_parse_sync();
	let Parser = require_parser();
	let bitmapper = require_bitmapper();
	let formatNormaliser = require_format_normaliser();
	module.exports = function(buffer, options) {
		if (!hasSyncZlib) throw new Error("To use the sync capability of this library in old node versions, please pin pngjs to v2.3.0");
		let err;
		function handleError(_err_) {
			err = _err_;
		}
		let metaData;
		function handleMetaData(_metaData_) {
			metaData = _metaData_;
		}
		function handleTransColor(transColor) {
			metaData.transColor = transColor;
		}
		function handlePalette(palette) {
			metaData.palette = palette;
		}
		function handleSimpleTransparency() {
			metaData.alpha = true;
		}
		let gamma;
		function handleGamma(_gamma_) {
			gamma = _gamma_;
		}
		let inflateDataList = [];
		function handleInflateData(inflatedData) {
			inflateDataList.push(inflatedData);
		}
		let reader = new SyncReader(buffer);
		new Parser(options, {
			read: reader.read.bind(reader),
			error: handleError,
			metadata: handleMetaData,
			gamma: handleGamma,
			palette: handlePalette,
			transColor: handleTransColor,
			inflateData: handleInflateData,
			simpleTransparency: handleSimpleTransparency
		}).start();
		reader.process();
		if (err) throw err;
		let inflateData = Buffer.concat(inflateDataList);
		inflateDataList.length = 0;
		let inflatedData;
		if (metaData.interlace) inflatedData = zlib.inflateSync(inflateData);
		else {
			let imageSize = ((metaData.width * metaData.bpp * metaData.depth + 7 >> 3) + 1) * metaData.height;
			inflatedData = inflateSync(inflateData, {
				chunkSize: imageSize,
				maxLength: imageSize
			});
		}
		inflateData = null;
		if (!inflatedData || !inflatedData.length) throw new Error("bad png - invalid inflate data response");
		let unfilteredData = FilterSync.process(inflatedData, metaData);
		inflateData = null;
		let bitmapData = bitmapper.dataToBitMap(unfilteredData, metaData);
		unfilteredData = null;
		let normalisedBitmapData = formatNormaliser(bitmapData, metaData, options.skipRescale);
		metaData.data = normalisedBitmapData;
		metaData.gamma = gamma || 0;
		return metaData;
	};
}));

// node_modules/pngjs/lib/packer-sync.js
var require_packer_sync = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	let hasSyncZlib = true;
	let zlib = __require("zlib");
	if (!zlib.deflateSync) hasSyncZlib = false;
	let constants = require_constants();
	let Packer = require_packer();
	module.exports = function(metaData, opt) {
		if (!hasSyncZlib) throw new Error("To use the sync capability of this library in old node versions, please pin pngjs to v2.3.0");
		let packer = new Packer(opt || {});
		let chunks = [];
		chunks.push(Buffer.from(constants.PNG_SIGNATURE));
		chunks.push(packer.packIHDR(metaData.width, metaData.height));
		if (metaData.gamma) chunks.push(packer.packGAMA(metaData.gamma));
		let filteredData = packer.filterData(metaData.data, metaData.width, metaData.height);
		let compressedData = zlib.deflateSync(filteredData, packer.getDeflateOptions());
		filteredData = null;
		if (!compressedData || !compressedData.length) throw new Error("bad png - invalid compressed data response");
		chunks.push(packer.packIDAT(compressedData));
		chunks.push(packer.packIEND());
		return Buffer.concat(chunks);
	};
}));

// node_modules/pngjs/lib/png-sync.js
var require_png_sync = /* @__PURE__ */ __commonJSMin(((exports) => {
	let parse = require_parser_sync();
	let pack = require_packer_sync();
	exports.read = function(buffer, options) {
		return parse(buffer, options || {});
	};
	exports.write = function(png, options) {
		return pack(png, options);
	};
}));

// node_modules/pngjs/lib/png.js
var require_png = /* @__PURE__ */ __commonJSMin(((exports) => {
	let util = __require("util");
	let Stream = __require("stream");
	let Parser = require_parser_async();
	let Packer = require_packer_async();
	let PNGSync = require_png_sync();
	let PNG = exports.PNG = function(options) {
		Stream.call(this);
		options = options || {};
		this.width = options.width | 0;
		this.height = options.height | 0;
		this.data = this.width > 0 && this.height > 0 ? Buffer.alloc(4 * this.width * this.height) : null;
		if (options.fill && this.data) this.data.fill(0);
		this.gamma = 0;
		this.readable = this.writable = true;
		this._parser = new Parser(options);
		this._parser.on("error", this.emit.bind(this, "error"));
		this._parser.on("close", this._handleClose.bind(this));
		this._parser.on("metadata", this._metadata.bind(this));
		this._parser.on("gamma", this._gamma.bind(this));
		this._parser.on("parsed", function(data) {
			this.data = data;
			this.emit("parsed", data);
		}.bind(this));
		this._packer = new Packer(options);
		this._packer.on("data", this.emit.bind(this, "data"));
		this._packer.on("end", this.emit.bind(this, "end"));
		this._parser.on("close", this._handleClose.bind(this));
		this._packer.on("error", this.emit.bind(this, "error"));
	};
	util.inherits(PNG, Stream);
	PNG.sync = PNGSync;
	PNG.prototype.pack = function() {
		if (!this.data || !this.data.length) {
			this.emit("error", "No data provided");
			return this;
		}
		process.nextTick(function() {
			this._packer.pack(this.data, this.width, this.height, this.gamma);
		}.bind(this));
		return this;
	};
	PNG.prototype.parse = function(data, callback) {
		if (callback) {
			let onParsed, onError;
			onParsed = function(parsedData) {
				this.removeListener("error", onError);
				this.data = parsedData;
				callback(null, this);
			}.bind(this);
			onError = function(err) {
				this.removeListener("parsed", onParsed);
				callback(err, null);
			}.bind(this);
			this.once("parsed", onParsed);
			this.once("error", onError);
		}
		this.end(data);
		return this;
	};
	PNG.prototype.write = function(data) {
		this._parser.write(data);
		return true;
	};
	PNG.prototype.end = function(data) {
		this._parser.end(data);
	};
	PNG.prototype._metadata = function(metadata) {
		this.width = metadata.width;
		this.height = metadata.height;
		this.emit("metadata", metadata);
	};
	PNG.prototype._gamma = function(gamma) {
		this.gamma = gamma;
	};
	PNG.prototype._handleClose = function() {
		if (!this._parser.writable && !this._packer.readable) this.emit("close");
	};
	PNG.bitblt = function(src, dst, srcX, srcY, width, height, deltaX, deltaY) {
		srcX |= 0;
		srcY |= 0;
		width |= 0;
		height |= 0;
		deltaX |= 0;
		deltaY |= 0;
		if (srcX > src.width || srcY > src.height || srcX + width > src.width || srcY + height > src.height) throw new Error("bitblt reading outside image");
		if (deltaX > dst.width || deltaY > dst.height || deltaX + width > dst.width || deltaY + height > dst.height) throw new Error("bitblt writing outside image");
		for (let y = 0; y < height; y++) src.data.copy(dst.data, (deltaY + y) * dst.width + deltaX << 2, (srcY + y) * src.width + srcX << 2, (srcY + y) * src.width + srcX + width << 2);
	};
	PNG.prototype.bitblt = function(dst, srcX, srcY, width, height, deltaX, deltaY) {
		PNG.bitblt(this, dst, srcX, srcY, width, height, deltaX, deltaY);
		return this;
	};
	PNG.adjustGamma = function(src) {
		if (src.gamma) {
			for (let y = 0; y < src.height; y++) for (let x = 0; x < src.width; x++) {
				let idx = src.width * y + x << 2;
				for (let i = 0; i < 3; i++) {
					let sample = src.data[idx + i] / 255;
					sample = Math.pow(sample, 1 / 2.2 / src.gamma);
					src.data[idx + i] = Math.round(sample * 255);
				}
			}
			src.gamma = 0;
		}
	};
	PNG.prototype.adjustGamma = function() {
		PNG.adjustGamma(this);
	};
}));

// src/sandbox/lettering.ts
var import_png = require_png();
/** White text in a bitmap font of 5 by 7 pixels. Small letters are drawn as capitals, unknown characters as a dot in the middle. */
const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-'!?:/()&+\"";
/** A word for each character: seven rows from the top, five bits each as a base-32 digit. */
const rows = "ehhvhhh uhhuhhu fgggggf uhhhhhu vgguggv vgguggg fggjhhf hhhvhhh e44444e 11111he hikokih ggggggv hrllhhh hplljhh ehhhhhe uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllrh hha4ahh hha4444 v1248gv ehjlphe 4c4444e eh1248v u11e11u 26aiv22 vgu11he egguhhe v124488 ehhehhe ehhf11e 00000cc 0000c48 000e000 4480000 4444404 eh16404 0cc0cc0 11248gg 2488842 8422248 cik8lid 044v440 aa00000".split(" ");
const unknown = "0004000";
/** Width and height of a character with the space behind and below it. */
const cell = {
	width: 6,
	height: 9
};
const maxLines = 2;
/** Writes centred lines. `top` is in pixels, `scale` is the side of a pixel of the font. */
function writeText(canvas, lines, { top, scale }) {
	for (const [index, line] of lines.entries()) {
		const left = Math.floor((canvas.width - line.length * cell.width * scale) / 2);
		const y = top + index * cell.height * scale;
		for (const [column, character] of [...line].entries()) drawCharacter(canvas, character, {
			x: left + column * cell.width * scale,
			y,
			scale
		});
	}
}
/** Text in at most two lines of `columns` characters; what is longer is cut. */
function wrapText(text, columns) {
	const lines = [""];
	for (const word of text.split(/\s+/)) {
		const last = lines.at(-1) ?? "";
		if (last === "" || last.length + word.length < columns) lines[lines.length - 1] = `${last} ${word}`.trim();
		else lines.push(word);
	}
	return lines.slice(0, maxLines).map((line) => line.slice(0, Math.max(1, columns)));
}
function drawCharacter(canvas, character, { x, y, scale }) {
	if (character === " ") return;
	const glyph = rows[characters.indexOf(character.toUpperCase())] ?? unknown;
	for (let row = 0; row < 7 * scale; row += 1) {
		const bits = Number.parseInt(glyph.charAt(Math.floor(row / scale)), 32);
		for (let column = 0; column < 5 * scale; column += 1) if (bits >> 4 - Math.floor(column / scale) & 1) whiten(canvas, x + column, y + row);
	}
}
function whiten({ width, height, data }, x, y) {
	if (x < 0 || y < 0 || x >= width || y >= height) return;
	const at = (y * width + x) * 4;
	data.fill(255, at, at + 3);
}

// src/sandbox/sizes.ts
/**
* Landscape sizes; portrait sizes are these rotated. Those of docs/api-contract.md, section 5, are exact, the others our choice:
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
const captionLength = 80;
/** The picture that an `input` of a create asks for. */
function pictureFor(input) {
	const prompt = textOf(input.prompt)?.trim() ?? "";
	const resolution = allResolutions.find((known) => known === input.resolution) ?? "1K";
	const size = pixelSize({
		aspectRatio: textOf(input.aspect_ratio) ?? "auto",
		resolution,
		size: textOf(input.size) ?? "auto"
	});
	const hash = createHash("sha256").update(prompt).digest();
	return {
		...size,
		transparent: input.background === "transparent",
		hash,
		caption: prompt.slice(0, captionLength)
	};
}
function textOf(value) {
	return typeof value === "string" ? value : void 0;
}
/** Draws a card as a PNG: a gradient, the word SANDBOX and the caption. The same picture gives the same bytes. */
function drawPicture({ width, height, transparent, hash, caption }) {
	const canvas = new import_png.PNG({
		width,
		height
	});
	fillGradient(canvas, hash);
	if (transparent) cutEllipse(canvas);
	const scale = Math.max(1, Math.floor(Math.min(width / 84, height / 72)));
	const top = Math.floor(height * .72);
	writeText(canvas, ["SANDBOX"], {
		top,
		scale
	});
	const captionScale = Math.max(1, Math.floor(scale / 2));
	writeText(canvas, wrapText(caption, Math.floor(width * (transparent ? .5 : .9) / (captionScale * cell.width))), {
		top: top + cell.height * scale,
		scale: captionScale
	});
	return import_png.PNG.sync.write(canvas, {
		colorType: transparent ? 6 : 2,
		filterType: 2
	});
}
/** A diagonal gradient between two dark colours, so that white letters can be read anywhere on it. */
function fillGradient({ width, height, data }, hash) {
	const from = [...hash.subarray(0, 3)].map((byte) => byte * .7);
	const to = [...hash.subarray(3, 6)].map((byte) => byte * .7);
	for (let y = 0, at = 0; y < height; y += 1) for (let x = 0; x < width; x += 1, at += 4) {
		const part = (x / width + y / height) / 2;
		for (let channel = 0; channel < 3; channel += 1) {
			const first = from[channel] ?? 0;
			data[at + channel] = first + ((to[channel] ?? 0) - first) * part;
		}
		data[at + 3] = 255;
	}
}
/** Makes transparent what is outside of the largest ellipse, with a smooth rim. */
function cutEllipse({ width, height, data }) {
	const rim = Math.min(width, height) / 2;
	for (let y = 0, at = 3; y < height; y += 1) for (let x = 0; x < width; x += 1, at += 4) {
		const distance = Math.hypot((2 * x + 1) / width - 1, (2 * y + 1) / height - 1);
		data[at] = Math.round(255 * Math.min(1, Math.max(0, (1 - distance) * rim)));
	}
}
const maxKept = 12;
/** Draws on demand and keeps the last few. With `samePicture` one picture a size is drawn, so that load tests measure the client. */
function createPictureCache(samePicture) {
	const kept = /* @__PURE__ */ new Map();
	return { bytes(picture) {
		const { width, height, transparent, hash } = picture;
		const name = [
			width,
			height,
			transparent,
			samePicture ? "" : hash.toString("hex")
		].join();
		const bytes = kept.get(name) ?? drawPicture(picture);
		kept.delete(name);
		kept.set(name, bytes);
		const [oldest] = kept.keys();
		if (!samePicture && kept.size > maxKept && oldest !== void 0) kept.delete(oldest);
		return bytes;
	} };
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
/** Sends an answer, cut or mislabelled where a fault says so. */
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
/** The envelope of a success. */
function success(data, headers = {}) {
	return json(200, {
		code: 200,
		message: "success",
		data
	}, headers);
}
/** The first error envelope of docs/api-contract.md, section 4. */
function refusal(status, code, message, headers = {}) {
	return json(status, {
		code: status,
		message,
		data: null,
		error_code: code
	}, headers);
}
/** The second error envelope; it can arrive with HTTP 200. */
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
/** A refusal with the usual code and message of a status; `code` replaces the code. */
function usualRefusal(status, code, headers = {}) {
	const [usualCode, message] = usual[status] ?? ["ERROR", `status ${status}`];
	return refusal(status, code ?? usualCode, message, headers);
}

// src/sandbox/faults/apply.ts
/** The answer of a fault that replaces the call; undefined for other faults. */
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
/** Applies a fault to the status, headers or bytes of an answer. */
function applyFault(answer, { fault, value }) {
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
/** A single byte range; undefined when the header asks for none, `none` when it lies outside the file. */
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
/** The answer of a storage service to an expired link. */
function expiredLink() {
	return {
		status: 403,
		headers: { "content-type": "application/xml" },
		body: Buffer.from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>\n")
	};
}

// src/sandbox/task-view.ts
/** A task as the detail and the list show it. */
function taskView({ tasks, origin }, task) {
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
/** The same with a fault applied: shapes seen in the field, and shapes that no server should send. */
function faultyTask(context, task, fault) {
	const whole = taskView(context, task);
	const { output, ...rest } = whole;
	const list = Array.isArray(output) ? output : [];
	const value = String(fault.value ?? "");
	const picture = () => context.pictures.bytes(task.picture).toString("base64");
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
			url: `data:${value || "image/png"};base64,${picture()}`,
			type: "image"
		}]
	};
	if (fault.fault === "b64") return {
		...rest,
		output: [{
			b64_json: picture(),
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
/** Checks a create body against docs/api-contract.md, sections 2 and 5. Returns the request, or the refusal to send. */
function validateCreate(body) {
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
/** `POST /v1/tasks`, up to the moment before the task is made. */
function acceptCreate(context, { request, body, bodySha256, record, fault }) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	if (!/^application\/json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) return usualRefusal(415);
	const key = idempotencyKeyOf(request);
	if (key === null) return refusal(400, "INVALID_REQUEST", "Idempotency-Key must be 1 to 255 UTF-8 bytes without control characters");
	if (key !== void 0) {
		record.idempotencyKey = key;
		const known = context.keys.lookup(owner, key, bodySha256);
		if (known.kind === "processing") return usualRefusal(409, void 0, { "retry-after": "5" });
		if (known.kind === "mismatch") return usualRefusal(422);
		if (known.kind === "replay") return replayed(context, record, known.taskId);
	}
	const parsed = parseJson(body);
	if (!parsed) return refusal(400, "INVALID_REQUEST", "the body is not valid JSON in UTF-8");
	if (body.length < 65536) record.body = parsed.value;
	const create = validateCreate(parsed.value);
	if ("status" in create) return create;
	const claim = key === void 0 ? void 0 : context.keys.claim(owner, key, bodySha256);
	return { complete() {
		const failure = fault?.fault === "fail" ? String(fault.value) : requestedFailure(create.input.prompt);
		const { variant, input, storage } = create;
		const task = context.tasks.add({
			owner,
			model: variant.model,
			storage,
			picture: pictureFor(input),
			...failure ? { failure } : {}
		});
		claim?.complete(task.id);
		context.log.countCreate();
		record.taskId = task.id;
		return success({ taskId: task.id });
	} };
}
function replayed(context, record, taskId) {
	context.log.countReplay();
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
/** `[fail]` and `[policy]` in a prompt ask for a failure. */
function requestedFailure(prompt) {
	if (typeof prompt !== "string") return void 0;
	if (prompt.includes("[policy]")) return "content_policy_violation";
	return prompt.includes("[fail]") ? "TASK_FAILED" : void 0;
}
/** `GET /v1/tasks/{id}`. */
function detail(context, { request, record, fault }, task) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	if (!task || task.owner !== owner) return usualRefusal(404);
	record.taskId = task.id;
	return success(fault ? faultyTask(context, task, fault) : taskView(context, task));
}
/** `GET /v1/tasks?page=&size=`. */
function list(context, { request, url }) {
	const owner = bearerKey(request);
	if (owner === void 0) return unauthorized();
	const page = wholeNumber(url.searchParams.get("page") ?? "1");
	const size = wholeNumber(url.searchParams.get("size") ?? "10");
	if (!(page >= 1)) return refusal(400, "INVALID_REQUEST", "page must be a whole number from 1");
	if (!(size >= 1 && size <= 100)) return refusal(400, "INVALID_REQUEST", "size must be a whole number from 1 to 100");
	const { total, tasks } = context.tasks.page(owner, page, size);
	return success({
		page,
		size,
		total,
		tasks: tasks.map((task) => taskView(context, task))
	});
}
function wholeNumber(text) {
	return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}
/** `GET /files/<task id>-1.png`: needs no key; the link must be the valid one. */
function image(context, { request, url, record, fault }, task) {
	if (!task || context.tasks.status(task) !== "success") return refusal(404, "NOT_FOUND", "no such file");
	record.taskId = task.id;
	if (fault?.fault === "expired") context.tasks.expireLink(task);
	if (!context.tasks.isLive(task, Number(url.searchParams.get("link") ?? "1"))) return expiredLink();
	const bytes = context.pictures.bytes(task.picture);
	const { range, "if-range": ifRange } = request.headers;
	return servedFile(bytes, {
		range,
		ifRange: typeof ifRange === "string" ? ifRange : void 0,
		modifiedAt: context.tasks.completedAt(task)
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
/** The update manifest, `skills.json`. */
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
/** The price list. Every number is invented. */
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
/** The live schema of a model, by its id or `model@route`. */
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

// src/sandbox/router.ts
/** Handles one request from its first byte to its answer, faults included. */
async function handleRequest(state, request, response) {
	const method = request.method ?? "GET";
	const path = request.url ?? "/";
	const url = parseUrl(`${state.origin}${path}`) ?? new URL(state.origin);
	const { call, taskId } = routeOf(method, url.pathname);
	if (call === "account") return send(response, json(200, state.log.summary()));
	if (call === "reset") {
		state.log.reset();
		return send(response, json(200, { ok: true }));
	}
	const task = taskId === void 0 ? void 0 : state.tasks.get(taskId);
	const finished = task !== void 0 && state.tasks.status(task) === "success";
	const planned = call === "other" ? { delayMs: 0 } : state.faults.take(call, finished);
	const record = state.log.open(openRecord(state, {
		request,
		call,
		method,
		path,
		planned
	}));
	try {
		await respond(state, {
			request,
			response,
			url,
			call,
			task,
			record,
			planned
		});
	} catch {
		if (response.headersSent || request.destroyed) response.destroy();
		else send(response, usualRefusal(500));
	}
	state.onRequest?.(record);
}
async function respond(state, exchange) {
	const { request, response, record, planned } = exchange;
	const fault = planned.fault?.fault;
	if (fault === "reset") return void request.socket.destroy();
	const answer = await answerOf(state, exchange);
	if (fault === "hang") return;
	if (fault === "lost" && planned.fault?.value === void 0) return void request.socket.destroy();
	record.status = answer.status;
	send(response, answer, fault);
}
/** The answer of a call with its fault applied, or the answer that replaces the call. */
async function answerOf(state, { request, url, call, task, record, planned }) {
	const { fault, delayMs } = planned;
	const { bytes, sha256 } = await readBody(request);
	if (sha256 !== emptySha256) record.bodySha256 = sha256;
	if (bytes === void 0) return usualRefusal(413);
	const instead = fault && answerInstead(fault);
	if (instead || call !== "create") await state.pauses.pause(delayMs);
	if (instead) return instead;
	const outcome = answerTo(state, call, {
		request,
		url,
		body: bytes,
		bodySha256: sha256,
		record,
		fault
	}, task);
	const isAccepted = "complete" in outcome;
	if (call === "create") await state.pauses.pause(delayMs + (isAccepted ? state.acceptMs : 0));
	const whole = isAccepted ? outcome.complete() : outcome;
	return fault && whole.status < 300 ? applyFault(whole, fault) : whole;
}
function answerTo(state, call, incoming, task) {
	if (call === "create") return acceptCreate(state, incoming);
	if (call === "detail") return detail(state, incoming, task);
	if (call === "list") return list(state, incoming);
	if (call === "image") return image(state, incoming, task);
	if (call === "pricing") return pricing();
	if (call === "schema") return modelContent(incoming.url.searchParams.get("name"));
	if (call === "policy") return skillsManifest(state.policy);
	return refusal(404, "NOT_FOUND", "no such route");
}
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
function openRecord(state, { request, call, method, path, planned }) {
	const fault = faultLabel(planned);
	const authorization = masked(request.headers.authorization);
	return {
		at: state.now(),
		call,
		method,
		path,
		status: 0,
		...fault ? { fault } : {},
		...authorization ? { authorization } : {}
	};
}
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

// src/sandbox/tasks.ts
/** The tasks of one sandbox. There are no timers: a task costs nothing until it is polled. */
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
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Makes task ids of 10 characters of time, 6 of a counter and 10 random ones, so that they sort by time. */
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

// src/sandbox/server.ts
const sevenDays = 6048e5;
/**
* Starts a local HiAPI on a real socket. It holds requests to docs/api-contract.md and bills nothing.
* Rejects when the port cannot be used.
*/
async function startSandbox(options = {}) {
	const { port = 0, host = "127.0.0.1", imageMs = 1500, acceptMs = 0, samePicture = false, linkTtlMs = sevenDays, now = Date.now } = options;
	const state = {
		origin: "",
		tasks: createTasks({
			imageMs,
			linkTtlMs,
			now
		}),
		pictures: createPictureCache(samePicture),
		keys: createIdempotencyKeys(now),
		log: createRequestLog(),
		faults: createFaultPlan(options.faults ?? []),
		pauses: createPauses(),
		policy: options.policy ?? {},
		acceptMs,
		now,
		onRequest: options.onRequest
	};
	const server = createServer((request, response) => void handleRequest(state, request, response));
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
	state.origin = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
	return {
		url: state.origin,
		port: bound,
		requests: () => state.log.summary().requests,
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets) socket.destroy();
			state.pauses.endAll();
			await closed;
		}
	};
}
function portOf(address) {
	return typeof address === "object" && address !== null ? address.port : 0;
}

export { startSandbox };
