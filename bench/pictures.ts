import { makeJpeg, makePng } from "../test/support/standin-pictures.ts";

/** Valid pictures of any size, made as they are sent: nobody holds one whole. */

export type PictureKind = "png" | "jpg";

const pieceBytes = 1024 * 1024;
const frameBytes = 12;
/** The signature and the first chunk of a PNG. */
const pngHeadBytes = 33;
/** Bytes that do not compress, without 0xff, which is a marker in a JPEG; enough for the largest chunk. */
const noise = noiseBytes(2 * pieceBytes);
const smallPng = makePng(48, 32);
const smallJpeg = makeJpeg(48, 32);

/** The size nearest to what was asked for that a picture of this kind can have. */
export function pictureSize(kind: PictureKind, bytes: number): number {
  return kind === "png" ? Math.max(bytes, smallPng.length + frameBytes) : Math.max(bytes, smallJpeg.length);
}

/** The bytes of a picture, in pieces. A PNG is filled with chunks that nobody needs to know, a JPEG with coded data. */
export function* pictureBytes(kind: PictureKind, bytes: number): Generator<Uint8Array> {
  const size = pictureSize(kind, bytes);
  yield* kind === "png" ? png(size) : jpeg(size);
}

function* png(size: number): Generator<Uint8Array> {
  yield smallPng.subarray(0, pngHeadBytes);
  let left = size - smallPng.length;
  // A rest that is too small for a chunk of its own is kept from arising.
  for (; left >= pieceBytes + 2 * frameBytes; left -= pieceBytes + frameBytes) yield fillerChunk(pieceBytes);
  yield fillerChunk(left - frameBytes);
  yield smallPng.subarray(pngHeadBytes);
}

const chunks = new Map<number, Buffer>();

/** A private chunk that may be copied unread, with its sum; made once for each length. */
function fillerChunk(length: number): Buffer {
  const made = chunks.get(length);
  if (made) return made;
  const picture = makePng(48, 32, [{ type: "raNd", data: noise.subarray(0, length) }]);
  const chunk = picture.subarray(pngHeadBytes, pngHeadBytes + length + frameBytes);
  chunks.set(length, chunk);
  return chunk;
}

function* jpeg(size: number): Generator<Uint8Array> {
  yield smallJpeg.subarray(0, -2);
  for (let left = size - smallJpeg.length; left > 0; left -= noise.length) yield noise.subarray(0, left);
  yield smallJpeg.subarray(-2);
}

function noiseBytes(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 24) % 255;
  });
}
