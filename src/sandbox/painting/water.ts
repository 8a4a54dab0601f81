import type { Brush, Colour } from "./canvas.ts";
import { blend, clamp, paintBrushes } from "./canvas.ts";
import type { Chance } from "./chance.ts";
import { createWave } from "./chance.ts";
import type { Light } from "./sky.ts";

interface Water {
  width: number;
  /** The row where it begins, and the last row of the picture. */
  horizon: number;
  height: number;
  light: Light;
  sparkle: Colour;
  deep: Colour;
  chance: Chance;
}

/** Still water: what stands above it upside down, broken into ripples that grow towards the viewer, and a path of light. */
export function water(above: readonly Brush[], { width, horizon, height, light, sparkle, deep, chance }: Water): Brush {
  const ripple = createWave(chance, 3);
  const glitter = createWave(chance, 2);
  const depth = height - horizon;
  return {
    top: horizon,
    bottom: height,
    solidFrom: horizon,
    paint(y, row) {
      const near = clamp((y - horizon) / depth);
      const sway = ripple(60 * Math.sqrt(near + 0.004)) * depth * 0.05 * near;
      paintBrushes(above, horizon - (y - horizon) * 0.92 - 1 + sway, row);
      const veil = 0.16 + 0.6 * near + 0.035 * ripple(140 * Math.sqrt(near + 0.002));
      const [red, green, blue] = deep;
      const rest = 1 - veil;
      for (let at = 0; at < width * 3; at += 3) {
        row[at] = (row[at] ?? 0) * rest + red * veil;
        row[at + 1] = (row[at + 1] ?? 0) * rest + green * veil;
        row[at + 2] = (row[at + 2] ?? 0) * rest + blue * veil;
      }
      paintPath(near, row);
    },
  };

  /**
   * Dashes of light below the sun or moon: one smooth bump a dash, so that rows stay cheap and edges soft.
   * Where something dark stands between, there is none.
   */
  function paintPath(near: number, row: Float32Array): void {
    const band = Math.sqrt(near + 0.001) * 46;
    const half = light.radius * (0.75 + 1.5 * near) * (0.72 + 0.4 * glitter(band * 0.9));
    const strength = clamp(0.42 + 0.55 * glitter(band * 2.1 + 9)) * (0.85 - 0.65 * near);
    if (strength <= 0.02 || half <= 0) return;
    const middle = light.x + glitter(band * 0.7 + 31) * light.radius * 0.5 * near;
    for (let x = Math.max(0, Math.floor(middle - half)); x < Math.min(width, middle + half); x += 1) {
      const off = Math.abs(x + 0.5 - middle) / half;
      const lit = clamp(((row[x * 3] ?? 0) + (row[x * 3 + 1] ?? 0) - 70) / 90);
      blend(row, x, sparkle, strength * lit * clamp((1 - off) * 2.4));
    }
  }
}
