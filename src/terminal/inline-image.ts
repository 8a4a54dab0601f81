import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import type { Env } from "../config.ts";
import { messageOf } from "../errors.ts";
import type { Stream } from "../io.ts";

/** A saved image inside the terminal: its file is sent to a terminal that draws it. */

export interface Terminal {
  env: Env;
  stream: Stream;
}

export interface ImageFile {
  path: string;
  mimeType: string;
  bytes: number;
  width?: number;
  height?: number;
}

const mostBytes = 64 * 1024 * 1024;
/** The terminal holds each pixel in four bytes: a small file can ask for gigabytes. */
const mostSide = 16_384;
const mostPixels = 64_000_000;
/** Both protocols take at most 4096 characters of base64 at once. */
const pieceBytes = 3072;
const piecesAtOnce = 16;

/** How a terminal takes images, by its environment; undefined where it does not. A multiplexer lets none through. */
export function protocolOf(env: Env): "kitty" | "iterm2" | undefined {
  const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL } = env;
  if (TERM === "dumb" || env.TMUX || env.STY || /^(?:screen|tmux)/.test(TERM)) return undefined;
  if (/^xterm-(?:kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === "ghostty" || (env.KITTY_WINDOW_ID && TERM_PROGRAM === "")) return "kitty";
  return ["iTerm.app", "WezTerm", "mintty"].includes(TERM_PROGRAM) || LC_TERMINAL === "iTerm2" ? "iterm2" : undefined;
}

/** Draws an image; returns in a few words why it was not drawn. Never rejects. */
export async function drawImage(image: ImageFile, terminal: Terminal): Promise<string | undefined> {
  const protocol = protocolOf(terminal.env);
  if (terminal.stream.isTTY !== true) return "stderr is no terminal";
  if (protocol === undefined) return "this terminal shows no images; kitty, Ghostty, iTerm2, WezTerm and mintty do";
  if (protocol === "kitty" && image.mimeType !== "image/png") return `${image.mimeType} needs a terminal such as iTerm2 or WezTerm`;
  if (image.mimeType === "image/svg+xml") return "no terminal shows SVG";
  if (image.bytes > mostBytes) return "the image has more than 64 MB";
  const { width = 0, height = 0 } = image;
  if (Math.max(width, height) > mostSide || width * height > mostPixels)
    return `the image has ${width} x ${height} pixels, at most ${mostSide} a side and 64 megapixels are shown`;
  try {
    const file = await open(image.path, "r");
    await (protocol === "kitty" ? drawKitty : drawIterm2)(file, image, terminal).finally(() => file.close());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** kitty's graphics protocol: the PNG in pieces. Quiet (`q=2`), as the terminal's answer would be read as typed. */
async function drawKitty(file: FileHandle, image: ImageFile, { stream }: Terminal): Promise<void> {
  let control = `a=T,f=100,q=2,c=${columnsFor(image, stream)},`;
  try {
    for await (const block of blocksOf(file, image.bytes)) {
      let text = "";
      for (let at = 0; at < block.length; at += pieceBytes) {
        text += `\u001b_G${control}m=1;${block.toString("base64", at, Math.min(at + pieceBytes, block.length))}\u001b\\`;
        control = "q=2,";
      }
      await write(stream, text);
    }
  } finally {
    // The terminal would swallow the text behind a transmission that is not ended.
    await write(stream, "\u001b_Gq=2,m=0;\u001b\\\n");
  }
}

/** iTerm2's inline images: any type that the terminal knows. */
async function drawIterm2(file: FileHandle, image: ImageFile, { stream }: Terminal): Promise<void> {
  await write(stream, `\u001b]1337;File=inline=1;size=${image.bytes};width=${columnsFor(image, stream)};preserveAspectRatio=1:`);
  try {
    for await (const block of blocksOf(file, image.bytes)) await write(stream, block.toString("base64"));
  } finally {
    await write(stream, "\u0007\n");
  }
}

/** How many columns an image is spread over: within the window, with room for the lines around it. Cells are about twice as high as wide. */
function columnsFor({ width = 1024, height = 1024 }: ImageFile, { columns, rows }: Stream): number {
  const mostColumns = Math.min(columns || 80, 160);
  const mostRows = Math.max(4, Math.min((rows || 24) - 4, 48));
  return Math.max(1, Math.round(Math.min(width, mostColumns, (2 * mostRows * width) / height)));
}

async function* blocksOf(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  const length = pieceBytes * piecesAtOnce;
  for (let offset = 0; offset < size; offset += length) {
    const block = Buffer.alloc(Math.min(length, size - offset));
    const { bytesRead } = await file.read(block, 0, block.length, offset);
    if (bytesRead < block.length) throw new Error("the file was cut off meanwhile");
    yield block;
  }
}

function write(stream: Stream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
