import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import type { Env } from "../config.ts";
import type { ByteSource } from "../fs/index.ts";
import type { Stream } from "../io.ts";
import { createShrinker, fitPixels, halfBlocks } from "./half-blocks.ts";
import { readPngRows } from "./png-rows.ts";

/** A saved picture inside the terminal: the file itself where the terminal takes it, else half blocks of colour. */

export interface Terminal {
  env: Env;
  stream: Stream;
  /** Whether colour is wanted. */
  color: boolean;
}

export interface Shown {
  path: string;
  mimeType: string;
  bytes: number;
  width?: number;
  height?: number;
}

/** How a terminal takes a picture; `none` where it cannot, or is asked not to. */
export type Way = "kitty" | "iterm" | "blocks" | "none";

const mostBytes = 64 * 1024 * 1024;
/** The protocols' pieces: 4096 characters of base64. */
const pieceLength = 3072;
const piecesAtOnce = 16;

/** What the environment says of the terminal. Inside a multiplexer pictures do not get through, colours do. */
export function wayOf(env: Env, color: boolean): Way {
  const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL } = env;
  if (TERM === "dumb") return "none";
  const isInside = Boolean(env.TMUX || env.STY) || /^(?:screen|tmux)/.test(TERM);
  if (!isInside) {
    if (/^xterm-(?:kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === "ghostty" || (env.KITTY_WINDOW_ID && TERM_PROGRAM === ""))
      return "kitty";
    if (["iTerm.app", "WezTerm", "mintty"].includes(TERM_PROGRAM) || LC_TERMINAL === "iTerm2") return "iterm";
  }
  return color ? "blocks" : "none";
}

/** Draws a picture; answers why not, in a few words, when it was not drawn. Never throws. */
export async function drawPicture(picture: Shown, terminal: Terminal): Promise<string | undefined> {
  const way = wayOf(terminal.env, terminal.color);
  if (terminal.stream.isTTY !== true) return "stderr is no terminal";
  if (way === "none") return "this terminal shows no pictures, or no colour";
  const isPng = picture.mimeType === "image/png";
  if (!isPng && way !== "iterm") return `${picture.mimeType} needs a terminal such as iTerm2 or WezTerm`;
  try {
    const file = await open(picture.path, "r");
    try {
      if (way === "blocks" || picture.bytes > mostBytes) await drawBlocks(file, picture, terminal);
      else await (way === "kitty" ? drawKitty : drawIterm)(file, picture, terminal);
      return undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The room for a picture: the width of the window, and so much of its height that the words around it stay. */
function roomOf({ columns, rows }: Stream): { columns: number; rows: number } {
  return { columns: Math.max(1, Math.min(columns || 80, 160)), rows: Math.max(4, Math.min((rows || 24) - 4, 48)) };
}

/** How many columns the terminal is asked to spread a picture over: cells are about twice as high as wide. */
function columnsFor({ width = 1024, height = 1024 }: Shown, stream: Stream): number {
  return fitPixels({ width, height }, roomOf(stream)).width;
}

async function drawBlocks(file: FileHandle, { bytes }: Shown, { env, stream }: Terminal): Promise<void> {
  let shrinker: ReturnType<typeof createShrinker> | undefined;
  await readPngRows(sourceOf(file, bytes), {
    size: (size) => {
      shrinker = createShrinker(size, fitPixels(size, roomOf(stream)));
    },
    row: (rgba, y) => shrinker?.row(rgba, y),
  });
  const isTrue = /^(?:truecolor|24bit)$/.test(env.COLORTERM ?? "") || env.WT_SESSION !== undefined;
  if (shrinker) await write(stream, halfBlocks(shrinker.grid(), isTrue ? "true" : "256"));
}

/** kitty's graphics protocol: PNG as it is, in pieces; quiet, or the terminal's answer would be read as typed. */
async function drawKitty(file: FileHandle, picture: Shown, { stream }: Terminal): Promise<void> {
  let control = `a=T,f=100,q=2,c=${columnsFor(picture, stream)},`;
  try {
    for await (const block of blocksOf(file, picture.bytes)) {
      let text = "";
      for (let at = 0; at < block.length; at += pieceLength) {
        text += `\u001b_G${control}m=1;${block.toString("base64", at, Math.min(at + pieceLength, block.length))}\u001b\\`;
        control = "q=2,";
      }
      await write(stream, text);
    }
  } finally {
    // A transmission that is not ended would swallow the words behind it.
    await write(stream, "\u001b_Gq=2,m=0;\u001b\\\n");
  }
}

/** iTerm2's inline images: any type that the terminal knows. */
async function drawIterm(file: FileHandle, picture: Shown, { stream }: Terminal): Promise<void> {
  await write(stream, `\u001b]1337;File=inline=1;size=${picture.bytes};width=${columnsFor(picture, stream)};preserveAspectRatio=1:`);
  try {
    for await (const block of blocksOf(file, picture.bytes)) await write(stream, block.toString("base64"));
  } finally {
    await write(stream, "\u0007\n");
  }
}

async function* blocksOf(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  const length = pieceLength * piecesAtOnce;
  for (let offset = 0; offset < size; offset += length) {
    const block = Buffer.alloc(Math.min(length, size - offset));
    const { bytesRead } = await file.read(block, 0, block.length, offset);
    if (bytesRead < block.length) throw new Error("the file was cut off meanwhile");
    yield block;
  }
}

function sourceOf(file: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

function write(stream: Stream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
