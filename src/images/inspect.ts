import type { ByteSource } from "../fs/index.ts";
import { avifEnds, gifEnds, jpegEnds, pngEnds, webpEnds } from "./completeness.ts";
import { beginsAsSvg, svgEnds, svgSize } from "./svg.ts";

/** What the bytes of a picture say of it. Pure: reads through the function it is handed. */

export interface ImageFacts {
  mimeType: "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif" | "image/svg+xml";
  extension: "png" | "jpg" | "webp" | "gif" | "avif" | "svg";
  /** Pixels; absent when the header does not tell. */
  width?: number;
  height?: number;
  /** Whether the picture has its end: IEND, EOI, the RIFF size, the GIF trailer, all boxes of an AVIF, the root of an SVG. */
  whole: boolean;
}

/** Room for the brands of an AVIF, which stand in its first box, and for what stands before the root of an SVG. */
const headLength = 4096;
const boxesLength = 64 * 1024;
const blockLength = 256 * 1024;

/** The type, size and completeness of an image, from its bytes; undefined when they are no PNG, JPEG, WebP, GIF, AVIF or SVG. */
export async function inspectImage(source: ByteSource): Promise<ImageFacts | undefined> {
  const blocks = inBlocks(source);
  const facts = await measureImage(blocks);
  return facts && { ...facts, whole: await formats[facts.extension].ends(blocks) };
}

/** The type and size of an image, from its first bytes alone; undefined as with `inspectImage`. */
export async function measureImage(source: ByteSource): Promise<Omit<ImageFacts, "whole"> | undefined> {
  const head = new Uint8Array(await source.read(0, headLength));
  const extension = imageType(head);
  if (!extension) return undefined;
  const { mimeType, size } = formats[extension];
  return { mimeType, extension, ...(await size(head, source)) };
}

type Size = { width?: number; height?: number };

const formats: Record<
  ImageFacts["extension"],
  {
    mimeType: ImageFacts["mimeType"];
    size(head: Uint8Array, source: ByteSource): Size | Promise<Size>;
    ends(source: ByteSource): Promise<boolean>;
  }
> = {
  png: { mimeType: "image/png", size: pngSize, ends: pngEnds },
  jpg: { mimeType: "image/jpeg", size: (_, source) => jpegSize(source), ends: jpegEnds },
  webp: { mimeType: "image/webp", size: webpSize, ends: webpEnds },
  gif: { mimeType: "image/gif", size: gifSize, ends: gifEnds },
  avif: { mimeType: "image/avif", size: (_, source) => avifSize(source), ends: avifEnds },
  svg: { mimeType: "image/svg+xml", size: (head) => svgSize(String.fromCharCode(...head)), ends: svgEnds },
};

/** Reads a source in large blocks, of which the last is kept: walks read forward in small steps. */
function inBlocks(source: ByteSource): ByteSource {
  let start = 0;
  let block: Uint8Array = new Uint8Array(0);
  return {
    size: source.size,
    async read(offset, length) {
      const isHeld = offset >= start && offset + length <= start + block.length;
      if (!isHeld) {
        block = await source.read(offset, Math.max(length, blockLength));
        start = offset;
      }
      return block.subarray(offset - start, offset - start + length);
    },
  };
}

function imageType(head: Uint8Array): ImageFacts["extension"] | undefined {
  if (startsWith(head, 0, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(head, 0, "\xff\xd8\xff")) return "jpg";
  if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "webp";
  if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
  if (brandsOf(head).some((brand) => brand === "avif" || brand === "avis")) return "avif";
  return beginsAsSvg(String.fromCharCode(...head)) ? "svg" : undefined;
}

/** The brands of a file of boxes (ISO/IEC 14496-12, section 4.3): the major one, and those it is compatible with. */
function brandsOf(head: Uint8Array): string[] {
  if (!startsWith(head, 4, "ftyp")) return [];
  const text = String.fromCharCode(...head.subarray(0, Math.min(head.length, headLength, viewOf(head).getUint32(0))));
  return text.slice(8, 256).match(/.{4}/gs) ?? [];
}

function pngSize(head: Uint8Array): Size {
  if (head.length < 24 || !startsWith(head, 12, "IHDR")) return {};
  return { width: viewOf(head).getUint32(16), height: viewOf(head).getUint32(20) };
}

function gifSize(head: Uint8Array): Size {
  return head.length < 10 ? {} : { width: viewOf(head).getUint16(6, true), height: viewOf(head).getUint16(8, true) };
}

function webpSize(head: Uint8Array): Size {
  if (head.length < 30) return {};
  const view = viewOf(head);
  if (startsWith(head, 12, "VP8X")) return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  if (startsWith(head, 12, "VP8 ")) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (!startsWith(head, 12, "VP8L")) return {};
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Walks the segments up to the frame header, which metadata may put megabytes into the file. */
async function jpegSize(source: ByteSource): Promise<Size> {
  let offset = 2;
  for (let segments = 0; segments < 1000; segments += 1) {
    const view = viewOf(await source.read(offset, 9));
    if (view.byteLength < 9 || view.getUint8(0) !== 0xff) return {};
    const marker = view.getUint8(1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(7), height: view.getUint16(5) };
    if (marker === 0xda) return {};
    offset += marker === 0xff ? 1 : 2 + view.getUint16(2);
  }
  return {};
}

async function avifSize(source: ByteSource): Promise<Size> {
  const head = await source.read(0, boxesLength);
  const at = find(head, "ispe");
  return at === -1 || at + 16 > head.length ? {} : { width: viewOf(head).getUint32(at + 8), height: viewOf(head).getUint32(at + 12) };
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
  for (let offset = 0; offset + text.length <= bytes.length; offset += 1) {
    if (startsWith(bytes, offset, text)) return offset;
  }
  return -1;
}
