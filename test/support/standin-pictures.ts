import { deflateSync } from "node:zlib";

/** Pictures built by hand from the formats' own documents: small, valid as far as their structure goes. */

type Part = string | readonly number[] | Uint8Array;

const join = (...parts: Part[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const u16 = (value: number) => [(value >>> 8) & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const little = (value: number, bytes: number) => Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) & 255);

/** PNG (ISO/IEC 15948): grey noise; `extra` chunks stand before the picture's data. */
export function makePng(width: number, height: number, extra: readonly { type: string; data: Uint8Array }[] = []): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let index = 0, noise = 1; index < rows.length; index += 1) {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    rows[index] = index % (width + 1) === 0 ? 0 : noise >>> 24;
  }
  const header = [...u32(width), ...u32(height), 8, 0, 0, 0, 0];
  const chunks = [{ type: "IHDR", data: header }, ...extra, { type: "IDAT", data: deflateSync(rows) }, { type: "IEND", data: [] }];
  return join("\x89PNG\r\n\x1a\n", ...chunks.map(pngChunk));
}

function pngChunk({ type, data }: { type: string; data: Part }): Buffer {
  const body = join(type, data);
  return join(u32(body.length - 4), body, u32(crc32(body)));
}

function crc32(body: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** JPEG (ITU T.81); `thumbnail` stands whole inside an APP1 segment, as cameras and editors put it. */
export function makeJpeg(width: number, height: number, thumbnail: Uint8Array = new Uint8Array()): Buffer {
  const segment = (marker: number, data: Part) => {
    const body = join(data);
    return join([0xff, marker], u16(body.length + 2), body);
  };
  return join(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
    ...(thumbnail.length > 0 ? [segment(0xe1, join("Exif\0\0", thumbnail, Buffer.alloc(64, 7)))] : []),
    segment(0xdb, join([0], Buffer.alloc(64, 1))),
    segment(0xc0, [8, ...u16(height), ...u16(width), 1, 1, 0x11, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    Buffer.alloc(40, 0x5a),
    [0xff, 0xd9],
  );
}

/** WebP, lossless: the signature, 14 bits of width less one, 14 of height less one, then data of any kind. */
export function makeWebp(width: number, height: number): Buffer {
  const bits = (width - 1) | ((height - 1) << 14);
  const chunk = join([0x2f], little(bits, 4), Buffer.alloc(33, 0x6b));
  return join("RIFF", little(chunk.length + 12, 4), "WEBPVP8L", little(chunk.length, 4), chunk);
}

/** GIF89a with a palette of two colours; one of their bytes is the trailer's, as any byte may be. */
export function makeGif(width: number, height: number): Buffer {
  const size = [...little(width, 2), ...little(height, 2)];
  const data = Buffer.from([2, 4, 0x84, 0x3b, 0x51, 0x05, 0]);
  return join("GIF89a", size, [0x80, 0, 0, 9, 0x3b, 9, 200, 210, 220], [0x2c, 0, 0, 0, 0], size, [0], data, [0x3b]);
}

/** AVIF (ISO/IEC 23000-22): ftyp with its major brand and the compatible ones, a meta box that holds `ispe`, mdat. */
export function makeAvif(width: number, height: number, brands = "avifavifmif1"): Buffer {
  const box = (type: string, ...parts: Part[]) => {
    const body = join(type, ...parts);
    return join(u32(body.length + 4), body);
  };
  const ispe = box("ispe", u32(0), u32(width), u32(height));
  const meta = box("meta", u32(0), box("hdlr", u32(0), u32(0), "pict", Buffer.alloc(13)), box("iprp", box("ipco", ispe)));
  return join(box("ftyp", brands.slice(0, 4), u32(0), brands.slice(4)), meta, box("mdat", Buffer.alloc(48, 0x33)));
}

export const pictures = [
  { name: "PNG", mimeType: "image/png", extension: "png", bytes: makePng(48, 32) },
  { name: "JPEG", mimeType: "image/jpeg", extension: "jpg", bytes: makeJpeg(48, 32) },
  { name: "WebP", mimeType: "image/webp", extension: "webp", bytes: makeWebp(48, 32) },
  { name: "GIF", mimeType: "image/gif", extension: "gif", bytes: makeGif(48, 32) },
  { name: "AVIF", mimeType: "image/avif", extension: "avif", bytes: makeAvif(48, 32) },
] as const;
