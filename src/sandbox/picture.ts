import { createHash } from "node:crypto";
import { PNG } from "pngjs";
import { textOf } from "../json.ts";
import { allResolutions } from "../request/catalogue.ts";
import type { Input } from "../request/index.ts";
import type { Canvas } from "./lettering.ts";
import { cell, wrapText, writeText } from "./lettering.ts";
import { pixelSize } from "./sizes.ts";

/** What is needed to draw the card of a task; the prompt itself is not kept. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly transparent: boolean;
  /** SHA-256 of the prompt: its first bytes are the colours. */
  readonly hash: Buffer;
  /** The first words of the prompt. */
  readonly caption: string;
}

const captionLength = 80;

/** The picture that an `input` of a create asks for. */
export function pictureFor(input: Input): Picture {
  const prompt = textOf(input, "prompt") ?? "";
  const resolution = allResolutions.find((known) => known === input.resolution);
  const size = pixelSize({ aspectRatio: textOf(input, "aspect_ratio"), resolution, size: textOf(input, "size") });
  const hash = createHash("sha256").update(prompt).digest();
  return { ...size, transparent: input.background === "transparent", hash, caption: prompt.slice(0, captionLength) };
}

/** Draws a card as a PNG: a gradient, the word SANDBOX and the caption. The same picture gives the same bytes. */
export function drawPicture({ width, height, transparent, hash, caption }: Picture): Buffer {
  const channels = transparent ? 4 : 3;
  const canvas = { width, height, channels, data: Buffer.alloc(width * height * channels) };
  fillGradient(canvas, hash);
  if (transparent) cutEllipse(canvas);
  const scale = Math.max(1, Math.floor(Math.min(width / 84, height / 72)));
  const top = Math.floor(height * 0.72);
  writeText(canvas, ["SANDBOX"], { top, scale });
  const captionScale = Math.max(1, Math.floor(scale / 2));
  writeText(canvas, wrapText(caption, Math.floor((width * (transparent ? 0.5 : 0.9)) / (captionScale * cell.width))), {
    top: top + cell.height * scale,
    scale: captionScale,
  });
  const colorType = transparent ? 6 : 2;
  // Filter 2 ("up"): the rows of the gradient are alike. `write` needs no more of a PNG than its size and its pixels.
  return PNG.sync.write(Object.assign(new PNG(), canvas), { colorType, inputColorType: colorType, filterType: 2, deflateLevel: 3 });
}

/** A gradient from left to right between two dark colours, so that white letters can be read anywhere on it. */
function fillGradient({ width, channels, data }: Canvas, hash: Buffer): void {
  const row = Buffer.alloc(width * channels, 255);
  for (let x = 0; x < width; x += 1)
    for (let channel = 0; channel < 3; channel += 1) {
      const [from = 0, to = 0] = [hash[channel], hash[channel + 3]];
      row[x * channels + channel] = 0.7 * (from + ((to - from) * x) / width);
    }
  data.fill(row);
}

/** Makes transparent what is outside of the largest ellipse, with a smooth rim. */
function cutEllipse({ width, height, channels, data }: Canvas): void {
  const rim = Math.min(width, height) / 2;
  for (let y = 0, at = 3; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += channels) {
      const distance = Math.hypot((2 * x + 1) / width - 1, (2 * y + 1) / height - 1);
      data[at] = Math.round(255 * Math.min(1, Math.max(0, (1 - distance) * rim)));
    }
  }
}

const maxKept = 12;

/** Draws on demand and keeps the last few. With `samePicture` one picture a size is drawn, so that load tests measure the client. */
export function createPictureCache(samePicture: boolean): { bytes(picture: Picture): Buffer } {
  const kept = new Map<string, Buffer>();
  return {
    bytes(picture) {
      const { width, height, transparent, hash } = picture;
      const name = [width, height, transparent, samePicture ? "" : hash.toString("hex")].join();
      const bytes = kept.get(name) ?? drawPicture(picture);
      kept.delete(name);
      kept.set(name, bytes);
      const [oldest] = kept.keys();
      if (!samePicture && kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return bytes;
    },
  };
}
