import type { ByteSource } from "../fs/index.ts";

/**
 * Whether a picture has its end: each walks the structure of its format from the start, since an end mark found by search
 * may belong to a thumbnail or to chance. Bytes behind the end are let pass. Pure: reads through the source it is handed.
 */

const most = 1_000_000;

/** PNG (ISO/IEC 15948): chunks up to and with IEND. */
export async function pngEnds(source: ByteSource): Promise<boolean> {
  let offset = 8;
  for (let chunks = 0; chunks < most; chunks += 1) {
    const head = await source.read(offset, 8);
    if (head.length < 8) return false;
    offset += 12 + viewOf(head).getUint32(0);
    if (offset > source.size) return false;
    if (textAt(head, 4) === "IEND") return true;
  }
  return false;
}

/** JPEG (ITU-T T.81): segments, and the coded data behind each start of scan, up to the end-of-image marker. */
export async function jpegEnds(source: ByteSource): Promise<boolean> {
  let offset = 2;
  for (let segments = 0; segments < most; segments += 1) {
    const head = await source.read(offset, 4);
    if (head.length < 2 || head[0] !== 0xff) return false;
    const marker = head[1];
    if (marker === 0xd9) return true;
    if (marker === 0xff) offset += 1;
    else if (head.length < 4) return false;
    else offset += 2 + viewOf(head).getUint16(2);
    if (marker === 0xda) offset = await nextMarker(source, offset);
  }
  return false;
}

/** Where the next marker stands behind coded data, in which FF 00 is data and FF D0 to D7 are restarts. */
async function nextMarker(source: ByteSource, from: number): Promise<number> {
  for (let offset = from; offset < source.size; ) {
    const block = await source.read(offset, 65_536);
    for (let at = block.indexOf(0xff); at !== -1 && at + 1 < block.length; at = block.indexOf(0xff, at + 1)) {
      const next = block[at + 1] ?? 0;
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return offset + at;
    }
    // The last byte is read again with the next block: it may be the first half of a marker.
    offset += Math.max(1, block.length - 1);
    if (block.length < 2) break;
  }
  return source.size;
}

/** GIF89a: extensions and images up to the trailer. */
export async function gifEnds(source: ByteSource): Promise<boolean> {
  const screen = await source.read(0, 13);
  if (screen.length < 13) return false;
  let offset = 13 + tableSize(screen[10] ?? 0);
  for (let blocks = 0; blocks < most; blocks += 1) {
    const [kind] = await source.read(offset, 1);
    if (kind === 0x3b) return true;
    if (kind === 0x21) offset = await behindSubBlocks(source, offset + 2);
    else if (kind === 0x2c) {
      const [flags] = await source.read(offset + 9, 1);
      offset = await behindSubBlocks(source, offset + 11 + tableSize(flags ?? 0));
    } else return false;
  }
  return false;
}

function tableSize(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

async function behindSubBlocks(source: ByteSource, from: number): Promise<number> {
  for (let offset = from; ; ) {
    const [length] = await source.read(offset, 1);
    if (length === undefined) return source.size;
    offset += 1 + length;
    if (length === 0) return offset;
  }
}

/** WebP: as many bytes as its RIFF header says. */
export async function webpEnds(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, 30);
  return head.length >= 30 && source.size >= viewOf(head).getUint32(4, true) + 8;
}

/** AVIF: top-level boxes (ISO/IEC 14496-12), the picture's description and data among them, and none of these cut off. */
export async function avifEnds(source: ByteSource): Promise<boolean> {
  const seen = new Set<string>();
  let offset = 0;
  for (let boxes = 0; boxes < most; boxes += 1) {
    const box = await source.read(offset, 16);
    const type = textAt(box, 4);
    // 0 means up to the end of the file, 1 that the length follows in 64 bits.
    const short = box.length < 8 ? 8 : viewOf(box).getUint32(0) || source.size - offset;
    const length = short === 1 && box.length >= 16 ? Number(viewOf(box).getBigUint64(8)) : short;
    const isPart = ["meta", "moov", "moof", "mdat"].includes(type);
    offset += length;
    if (offset > source.size || length < 8) return !isPart && hasPicture(seen);
    seen.add(type);
  }
  return false;
}

function hasPicture(boxes: ReadonlySet<string>): boolean {
  return (boxes.has("meta") || boxes.has("moov")) && boxes.has("mdat");
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function textAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
