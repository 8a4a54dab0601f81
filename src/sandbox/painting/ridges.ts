import type { Brush, Colour } from "./canvas.ts";
import { clamp, mix } from "./canvas.ts";
import type { Chance } from "./chance.ts";
import { createWave } from "./chance.ts";

/** A line of land against the sky: the row where it begins, for each column. */
export type Ridge = Float32Array;

interface Ground {
  colour: Colour;
  foot: Colour;
  fade: number;
  bottom: number;
  /** Set for walls: what drops straight down between two columns has no slope to smooth. */
  upright?: boolean;
}

/** Everything below a ridge in one colour that turns into another over `fade` rows. Edges are smoothed by their slope. */
export function land(ridge: Ridge, { colour, foot, fade, bottom, upright = false }: Ground): Brush {
  const top = ridge.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const deepest = ridge.reduce((most, y) => Math.max(most, y), 0);
  const sharpness = ridge.map((y, x) => (upright ? 1 : 1 / Math.hypot(1, ((ridge[x + 1] ?? y) - (ridge[x - 1] ?? y)) / 2)));
  return {
    top: top - 2,
    bottom,
    solidFrom: deepest + 2,
    paint(y, row) {
      const [red, green, blue] = mix(colour, foot, clamp((y - top) / fade));
      for (let x = 0, at = 0; x < ridge.length; x += 1, at += 3) {
        const cover = (y + 0.5 - (ridge[x] ?? 0)) * (sharpness[x] ?? 1) + 0.5;
        if (cover <= 0) continue;
        const opacity = Math.min(cover, 1);
        const rest = 1 - opacity;
        row[at] = (row[at] ?? 0) * rest + red * opacity;
        row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
        row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
      }
    },
  };
}

interface Outline {
  width: number;
  /** The row the ridge swings around, and how far. */
  base: number;
  swing: number;
  /** The length of its main wave in pixels. */
  span: number;
  chance: Chance;
}

export function hills({ width, base, swing, span, chance }: Outline, roughness = 4): Ridge {
  const wave = createWave(chance, roughness);
  return Float32Array.from({ length: width }, (_, x) => base - swing * wave(x / span));
}

/** Mountains with straight flanks, rugged on the way down. */
export function peaks({ width, base, swing, span, chance }: Outline): Ridge {
  const rugged = createWave(chance, 4);
  const tops: { x: number; high: number; left: number; right: number }[] = [];
  for (let x = -span * chance.next(); x < width + span; x += span * chance.between(0.3, 0.8)) {
    tops.push({ x, high: swing * chance.between(0.45, 1.35), left: chance.between(0.45, 0.8), right: chance.between(0.45, 0.8) });
  }
  return Float32Array.from({ length: width }, (_, x) => {
    const high = tops.reduce((most, top) => Math.max(most, top.high - Math.abs(x - top.x) * (x < top.x ? top.left : top.right)), 0);
    return base - high - rugged(x / (span * 0.07)) * swing * 0.07;
  });
}

/** Long crests, steep on one side. */
export function dunes({ width, base, swing, span, chance }: Outline): Ridge {
  const wave = createWave(chance, 1);
  const shift = chance.between(0.2, 0.45) * span;
  return Float32Array.from({ length: width }, (_, x) => base - swing * wave((x + shift * wave(x / span + 0.4)) / span));
}

/** The same ridge with firs standing on it. */
export function wooded(ridge: Ridge, { tall, chance }: { tall: number; chance: Chance }): Ridge {
  const out = ridge.slice();
  for (let x = -tall * 0.2; x < ridge.length + tall * 0.2; x += tall * chance.between(0.09, 0.3)) {
    const high = tall * chance.between(0.35, 1) ** 1.3;
    const half = high * chance.between(0.15, 0.2);
    const foot = (ridge[Math.round(clamp(x, 0, ridge.length - 1))] ?? 0) + high * 0.05;
    for (let column = Math.max(0, Math.ceil(x - half)); column <= Math.min(ridge.length - 1, x + half); column += 1) {
      const away = Math.abs(column - x) / half;
      const branch = 0.06 * Math.abs(((away * 6.5) % 1) - 0.5);
      const y = foot - high * (clamp(1 - away) ** 0.85 - branch * clamp(away * 4));
      out[column] = Math.min(out[column] ?? 0, y);
    }
  }
  return out;
}
