import { pipeline, Readable } from "node:stream";
import { createInflate } from "node:zlib";
import type { ByteSource } from "../fs/index.ts";

/** A PNG row by row (ISO/IEC 15948), so that a large one is never whole in memory. Its bytes are not trusted; checksums are not read. */

const mostPixels = 100_000_000;
const pieceLength = 64 * 1024;

export interface PngSize {
  width: number;
  height: number;
}

/** What is told of a picture: its size once, then each row as red, green, blue, alpha; the array is used again for the next. */
export interface RowTaker {
  size(size: PngSize): void;
  row(rgba: Uint8Array, y: number): void;
}

interface Header extends PngSize {
  depth: number;
  colorType: number;
  /** Bytes of the palette, and how opaque each of its colours is. */
  palette: Uint8Array;
  opacity: Uint8Array;
  /** Where the first block of pixels begins. */
  pixelsAt: number;
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Reads all rows. Throws an error with a reason in words when the picture is broken, interlaced, or larger than any screen needs. */
export async function readPngRows(source: ByteSource, taker: RowTaker): Promise<void> {
  const header = await readHeader(source);
  const { width, height, depth, colorType } = header;
  const bits = depth * (channelsOf[colorType] ?? 0);
  const line = new Uint8Array(Math.ceil((width * bits) / 8) + 1);
  const above = new Uint8Array(line.length);
  const rgba = new Uint8Array(width * 4);
  taker.size({ width, height });
  let filled = 0;
  let y = 0;
  for await (const block of inflated(source, header.pixelsAt)) {
    for (let at = 0; at < block.length && y < height; ) {
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

async function readHeader(source: ByteSource): Promise<Header> {
  const head = Buffer.from(await source.read(0, 33));
  if (head.length < 33 || head.toString("latin1", 0, 8) !== "\x89PNG\r\n\x1a\n" || head.toString("latin1", 12, 16) !== "IHDR")
    throw new Error("it is no PNG");
  const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)];
  const [depth = 0, colorType = 0, , , interlace] = head.subarray(24, 29);
  if (width === 0 || height === 0 || !isKnownForm(depth, colorType)) throw new Error("its header is broken");
  if (interlace !== 0) throw new Error("it is interlaced");
  if (width * height > mostPixels) throw new Error(`${width} x ${height} pixels are too many`);
  const none = new Uint8Array(0);
  const header: Header = { width, height, depth, colorType, palette: none, opacity: none, pixelsAt: 0 };
  for (let offset = 33, chunks = 0; chunks < 10_000; chunks += 1) {
    const { type, length } = await chunkAt(source, offset);
    if (type === "IDAT") return { ...header, pixelsAt: offset };
    if (type === "PLTE") header.palette = await source.read(offset + 8, Math.min(length, 768));
    if (type === "tRNS" && colorType === 3) header.opacity = await source.read(offset + 8, Math.min(length, 256));
    offset += 12 + length;
  }
  throw new Error("it has no pixels");
}

function isKnownForm(depth: number, colorType: number): boolean {
  if (colorType === 0) return [1, 2, 4, 8, 16].includes(depth);
  if (colorType === 3) return [1, 2, 4, 8].includes(depth);
  return channelsOf[colorType] !== undefined && (depth === 8 || depth === 16);
}

async function chunkAt(source: ByteSource, offset: number): Promise<{ type: string; length: number }> {
  const head = Buffer.from(await source.read(offset, 8));
  if (head.length < 8) throw new Error("it is cut off");
  return { length: head.readUInt32BE(0), type: head.toString("latin1", 4, 8) };
}

/** The rows with their filter bytes. A failure of the stream is thrown where it is read. */
function inflated(source: ByteSource, from: number): AsyncIterable<Buffer> {
  return pipeline(Readable.from(pixelBlocks(source, from)), createInflate({ chunkSize: pieceLength }), () => undefined);
}

async function* pixelBlocks(source: ByteSource, from: number): AsyncGenerator<Uint8Array> {
  for (let offset = from; ; ) {
    const { type, length } = await chunkAt(source, offset);
    if (type !== "IDAT") return;
    const end = offset + 8 + length;
    for (let at = offset + 8; at < end; at += pieceLength) {
      const piece = await source.read(at, Math.min(pieceLength, end - at));
      if (piece.length === 0) throw new Error("it is cut off");
      yield piece;
    }
    offset = end + 4;
  }
}

/** Undoes the filter of one line in place; `above` is the line before, undone. Byte 0 is the filter, the pixels follow. */
function unfilter(line: Uint8Array, above: Uint8Array, step: number): void {
  const filter = line[0] ?? 0;
  if (filter > 4) throw new Error("its rows are broken");
  for (let index = 1; filter > 0 && index < line.length; index += 1) {
    const left = index > step ? (line[index - step] ?? 0) : 0;
    const up = above[index] ?? 0;
    const corner = index > step ? (above[index - step] ?? 0) : 0;
    line[index] = (line[index] ?? 0) + guess(filter, left, up, corner);
  }
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** One line as red, green, blue, alpha, 8 bits each. */
function paint(line: Uint8Array, { width, depth, colorType, palette, opacity }: Header, rgba: Uint8Array): void {
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
function sampleAt(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index + 1] ?? 0;
  if (depth === 16) return line[index * 2 + 1] ?? 0;
  const bit = index * depth;
  return ((line[(bit >> 3) + 1] ?? 0) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
