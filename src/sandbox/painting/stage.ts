import type { Brush } from "./canvas.ts";
import { mix } from "./canvas.ts";
import type { Chance } from "./chance.ts";
import type { Palette } from "./palettes.ts";
import type { Ridge } from "./ridges.ts";
import { land } from "./ridges.ts";
import type { Light } from "./sky.ts";
import { cloud, disc, sky, stars } from "./sky.ts";
import { water } from "./water.ts";

/** What every motif is painted on. */
export interface Stage {
  width: number;
  height: number;
  /** The row where sky and ground meet. */
  horizon: number;
  /** The shorter side, by which things are measured. */
  unit: number;
  palette: Palette;
  light: Light;
  chance: Chance;
  /** 1 where things have to stay clear of the corners, else 0. */
  inset: number;
}

/** The sky with all that is in it, and the same without the disc: water shows its path of light instead. */
export function heavens({ width, horizon, unit, palette, light, chance }: Stage): { seen: Brush[]; mirrored: Brush[] } {
  const banks = Array.from({ length: 7 }, () => {
    const y = horizon * chance.between(0.38, 0.9);
    const length = width * chance.between(0.1, 0.32);
    const depth = unit * chance.between(0.006, 0.02);
    return cloud({
      x: width * chance.next(),
      y,
      length,
      depth,
      colour: mix(palette.glow, palette.far, chance.between(0.1, 0.7)),
      opacity: chance.between(0.18, 0.5),
      width,
    });
  });
  const air = sky({ width, horizon, palette, light, reach: unit * (palette.night ? 0.32 : 0.36) });
  const sparks = stars({ width, height: horizon * 0.8, scale: unit, count: palette.night ? 240 : 110, colour: palette.disc, chance });
  return { seen: [air, ...sparks, disc(light, palette.disc, { halo: 1.6, width }), ...banks], mirrored: [air, ...banks] };
}

/** Ridges one before the other, each darker and nearer. */
export function layers(
  { palette, height }: Stage,
  ridges: readonly Ridge[],
  { from, to, bottom = height }: { from: number; to: number; bottom?: number },
): Brush[] {
  return ridges.map((ridge, index) => {
    const near = from + ((to - from) * index) / Math.max(1, ridges.length - 1);
    const colour = mix(palette.far, palette.near, near);
    return land(ridge, { colour, foot: mix(colour, palette.glow, 0.2 * (1 - near)), fade: height * 0.16, bottom });
  });
}

/** Land under a sky, and both again in the water before it. */
export function besideWater(stage: Stage, ashore: readonly Brush[]): Brush[] {
  const { palette } = stage;
  const { seen, mirrored } = heavens(stage);
  const surface = water([...mirrored, ...ashore], {
    ...stage,
    sparkle: mix(palette.disc, palette.glow, 0.4),
    deep: mix(palette.near, palette.sky[1] ?? palette.near, 0.16),
  });
  return [...seen, ...ashore, surface];
}
