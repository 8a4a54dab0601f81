import type { Brush, Colour } from "./canvas.ts";
import { clamp } from "./canvas.ts";
import { advance, fitted, lettering } from "./lettering.ts";

const white: Colour = [255, 252, 246];
const word = "SANDBOX";
const wordSpacing = 3;
const captionSpacing = 2.2;
const grid = 6;

/** What says that no model made this picture: SANDBOX in large letters, and the prompt's first words under it. */
export function mark({
  width,
  height,
  caption,
  transparent,
}: {
  width: number;
  height: number;
  caption: string;
  transparent: boolean;
}): Brush[] {
  const unit = Math.min(width, height);
  const size = Math.min(unit * 0.074, ((width * 0.72) / advance(word, wordSpacing)) * grid);
  const small = Math.max(size * 0.32, 6);
  const foot = height - unit * (transparent ? 0.215 : 0.085);
  const text = fitted(caption, captionSpacing, ((width * (transparent ? 0.56 : 0.84)) / small) * grid);
  const main = { x: width / 2, baseline: foot - small * 2.3, size, spacing: wordSpacing, thickness: 0.82 };
  return [
    shade(width, height, main.baseline - size * 2.6),
    ...lettering(word, main, white, { width }),
    ...(unit < 120
      ? []
      : lettering(text, { x: width / 2, baseline: foot, size: small, spacing: captionSpacing, thickness: 0.66 }, white, {
          width,
          opacity: 0.82,
        })),
  ];
}

/** Darkens the foot of the picture so that the letters stand out on any ground. */
function shade(width: number, height: number, top: number): Brush {
  return {
    top,
    bottom: height,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(y, row) {
      const keep = 1 - 0.42 * clamp((y - top) / (height - top)) ** 0.8;
      for (let at = 0; at < width * 3; at += 1) row[at] = (row[at] ?? 0) * keep;
    },
  };
}
