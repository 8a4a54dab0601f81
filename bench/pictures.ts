import { makeJpeg, makePng } from "../test/support/standin-pictures.ts";

/** Valid pictures of any size, made as they are sent: nobody holds one whole. */

export type PictureKind = "png" | "jpg";

const pieceBytes = 1024 * 1024;
const frameBytes = 12;
/** The signature and the first chunk of a PNG. */
const pngHeadBytes = 33;
const smallPng = makePng(48, 32);
const smallJpeg = makeJpeg(48, 32);

/** The size nearest to what was asked for that a picture of this kind can have. */
export function pictureSize(kind: PictureKind, bytes: number): number {
  return kind === "png" ? Math.max(bytes, smallPng.length + frameBytes) : Math.max(bytes, smallJpeg.length);
}

/** The bytes of a picture, in pieces. A PNG is filled with chunks that nobody needs to know, a JPEG with coded data. */
export function* pictureBytes(kind: PictureKind, bytes: number): Generator<Buffer> {
  const size = pictureSize(kind, bytes);
  yield* kind === "png" ? png(size) : jpeg(size);
}

function* png(size: number): Generator<Buffer> {
  yield smallPng.subarray(0, pngHeadBytes);
  const whole = fillerChunk(pieceBytes);
  let left = size - smallPng.length;
  for (; left >= whole.length + frameBytes; left -= whole.length) yield whole;
  for (const part of left > whole.length ? [left - frameBytes, frameBytes] : [left]) yield fillerChunk(part - frameBytes);
  yield smallPng.subarray(pngHeadBytes);
}

/** A private chunk that may be copied unread, with its sum. */
function fillerChunk(length: number): Buffer {
  return makePng(48, 32, [{ type: "raNd", data: noise(length) }]).subarray(pngHeadBytes, pngHeadBytes + length + frameBytes);
}

function* jpeg(size: number): Generator<Buffer> {
  yield smallJpeg.subarray(0, -2);
  const piece = noise(pieceBytes);
  for (let left = size - smallJpeg.length; left > 0; left -= piece.length) yield piece.subarray(0, left);
  yield smallJpeg.subarray(-2);
}

/** Bytes that do not compress, without 0xff, which is a marker in a JPEG. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0, state = 1; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = (state >>> 24) % 255;
  }
  return bytes;
}
