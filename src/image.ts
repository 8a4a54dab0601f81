/** What the bytes of a picture say of it. Pure: reads through the function it is handed. */

export interface ImageFacts {
  mimeType: "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif";
  extension: "png" | "jpg" | "webp" | "gif" | "avif";
  /** Pixels; absent when the header does not tell. */
  width?: number;
  height?: number;
  /** Whether the picture has its end: IEND, EOI, the RIFF size, the GIF trailer, all boxes of an AVIF. */
  whole: boolean;
}

/** Bytes that can be read at any place: a file or a buffer. `read` answers fewer bytes at the end. */
export interface ByteSource {
  size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

const headLength = 64 * 1024;
const tailLength = 1024;

/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF or AVIF. */
export async function inspectImage(source: ByteSource): Promise<ImageFacts | undefined> {
  const head = await source.read(0, headLength);
  const tail = await source.read(Math.max(0, source.size - tailLength), tailLength);
  const type = imageType(head);
  if (type === "png") return png(head, tail);
  if (type === "gif") return gif(head, tail);
  if (type === "webp") return webp(head, source.size);
  if (type === "jpg") return jpeg(source, tail);
  if (type === "avif") return avif(source, head);
  return undefined;
}

/** The kind of picture that a file begins as, by its first 12 bytes or more. */
export function imageType(head: Uint8Array): ImageFacts["extension"] | undefined {
  if (startsWith(head, 0, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(head, 0, "\xff\xd8\xff")) return "jpg";
  if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "webp";
  if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
  if (startsWith(head, 4, "ftyp") && (startsWith(head, 8, "avif") || startsWith(head, 8, "avis"))) return "avif";
  return undefined;
}

function png(head: Uint8Array, tail: Uint8Array): ImageFacts {
  const view = viewOf(head);
  const sized = head.length >= 24 && startsWith(head, 12, "IHDR");
  const whole = sized && find(tail, "\x00\x00\x00\x00IEND\xaeB`\x82") !== -1;
  return { mimeType: "image/png", extension: "png", ...(sized ? { width: view.getUint32(16), height: view.getUint32(20) } : {}), whole };
}

function gif(head: Uint8Array, tail: Uint8Array): ImageFacts {
  const view = viewOf(head);
  const size = head.length >= 10 ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : {};
  return { mimeType: "image/gif", extension: "gif", ...size, whole: head.length > 13 && tail.at(lastFilled(tail)) === 0x3b };
}

function webp(head: Uint8Array, size: number): ImageFacts {
  const view = viewOf(head);
  // Chunks are padded to even lengths, and some writers leave the last pad byte out.
  const whole = head.length >= 30 && size + 1 >= view.getUint32(4, true) + 8;
  return { mimeType: "image/webp", extension: "webp", ...webpSize(head, view), whole };
}

function webpSize(head: Uint8Array, view: DataView): { width?: number; height?: number } {
  if (head.length < 30) return {};
  if (startsWith(head, 12, "VP8X")) return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  if (startsWith(head, 12, "VP8 ")) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (!startsWith(head, 12, "VP8L")) return {};
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Walks the marker segments up to the frame header, which metadata may put megabytes into the file. */
async function jpeg(source: ByteSource, tail: Uint8Array): Promise<ImageFacts> {
  const whole = source.size > 4 && lastEoi(tail) !== -1;
  const facts = { mimeType: "image/jpeg", extension: "jpg", whole } as const;
  let offset = 2;
  for (let segments = 0; segments < 1000; segments += 1) {
    const view = viewOf(await source.read(offset, 9));
    if (view.byteLength < 9 || view.getUint8(0) !== 0xff) return facts;
    const marker = view.getUint8(1);
    if (marker === 0xff) offset += 1;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { ...facts, width: view.getUint16(7), height: view.getUint16(5) };
    if (marker === 0xda) return facts;
    if (marker !== 0xff) offset += 2 + view.getUint16(2);
  }
  return facts;
}

/** A JPEG may carry a little padding behind its end marker; within coded data FF D9 cannot stand. */
function lastEoi(tail: Uint8Array): number {
  return find(tail, "\xff\xd9");
}

async function avif(source: ByteSource, head: Uint8Array): Promise<ImageFacts> {
  const at = find(head, "ispe");
  const view = viewOf(head);
  const size = at !== -1 && at + 16 <= head.length ? { width: view.getUint32(at + 8), height: view.getUint32(at + 12) } : {};
  return { mimeType: "image/avif", extension: "avif", ...size, whole: await boxesFit(source) };
}

/** Whether the top-level boxes (ISO/IEC 14496-12) fill the file to its last byte and hold the picture's data. */
async function boxesFit(source: ByteSource): Promise<boolean> {
  let offset = 0;
  let hasMeta = false;
  for (let boxes = 0; boxes < 1000 && offset < source.size; boxes += 1) {
    const box = await source.read(offset, 16);
    if (box.length < 8) return false;
    const view = viewOf(box);
    hasMeta ||= startsWith(box, 4, "meta") || startsWith(box, 4, "moov");
    const short = view.getUint32(0);
    // 0 means up to the end of the file, 1 that the length follows in 64 bits.
    if (short === 0) return hasMeta;
    const length = short === 1 && box.length >= 16 ? Number(view.getBigUint64(8)) : short;
    if (length < 8) return false;
    offset += length;
  }
  return hasMeta && offset === source.size;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function uint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
}

function startsWith(bytes: Uint8Array, offset: number, text: string): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function find(bytes: Uint8Array, text: string): number {
  for (let offset = bytes.length - text.length; offset >= 0; offset -= 1) {
    if (startsWith(bytes, offset, text)) return offset;
  }
  return -1;
}

function lastFilled(tail: Uint8Array): number {
  let index = tail.length - 1;
  while (index > 0 && tail[index] === 0) index -= 1;
  return index;
}
