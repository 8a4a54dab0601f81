import type { Brush } from "./canvas.ts";
import { mix } from "./canvas.ts";
import { createChance } from "./chance.ts";
import { lighthouse } from "./lighthouse.ts";
import { palettes } from "./palettes.ts";
import { dunes, hills, land, peaks, wooded } from "./ridges.ts";
import { outline, street, windows } from "./skyline.ts";
import type { Stage } from "./stage.ts";
import { besideWater, heavens, layers } from "./stage.ts";

export const motifs = ["coast", "lake", "dunes", "skyline"] as const;
export type Motif = (typeof motifs)[number];

const horizons: Record<Motif, number> = { coast: 0.64, lake: 0.66, dunes: 0.7, skyline: 0.68 };
const painters: Record<Motif, (stage: Stage) => Brush[]> = { coast, lake, dunes: desert, skyline };

interface Sketch {
  width: number;
  height: number;
  seed: number;
  motif: Motif;
  /** Its corners will be cut off. */
  transparent: boolean;
}

/** A landscape at dusk as brushes, back to front: the same seed paints the same evening. */
export function scene({ width, height, seed, motif, transparent }: Sketch): Brush[] {
  const chance = createChance(seed);
  const palette = chance.pick(palettes);
  const unit = Math.min(width, height);
  const horizon = Math.round(height * horizons[motif]);
  const radius = unit * (palette.night ? 0.05 : 0.078);
  const up = palette.night ? chance.between(0.42, 0.58) * horizon : unit * chance.between(0.03, 0.13);
  const light = { x: width * chance.between(0.56, 0.72), y: horizon - up, radius };
  return painters[motif]({ width, height, horizon, unit, palette, light, chance, inset: transparent ? 1 : 0 });
}

function coast(stage: Stage): Brush[] {
  const { width, horizon, unit, height, palette, chance } = stage;
  const islands = [0.05, 0.028].map((swing) =>
    hills({ width, base: horizon + height * 0.012, swing: height * swing, span: unit * 0.42, chance }),
  );
  const x = width * (chance.between(0.2, 0.27) + stage.inset * 0.1);
  const cliff = height * 0.15;
  const rough = hills({ width, base: 0, swing: 1, span: unit * 0.09, chance });
  const shore = x + unit * 0.36;
  const headland = rough.map((swing, column) => {
    const inland = Math.max(0, (shore - column) / (unit * 0.36));
    return horizon + unit * 0.015 - cliff * Math.min(1.12, inland ** 0.6) * (1 + swing * 0.05) - (inland > 0 ? unit * 0.004 * swing : 0);
  });
  const ground = headland[Math.round(x)] ?? horizon;
  return besideWater(stage, [
    ...layers(stage, islands, { from: 0.12, to: 0.4, bottom: horizon }),
    ...lighthouse({ x, ground, tall: Math.min(unit * 0.42, height * 0.4) * (1 - stage.inset * 0.12), side: 1, palette, width }),
    ...layers(stage, [headland], { from: 0.86, to: 0.86, bottom: horizon }),
  ]);
}

function lake(stage: Stage): Brush[] {
  const { width, horizon, unit, height, chance } = stage;
  const mountains = [0.22, 0.13].map((swing, index) =>
    peaks({ width, base: horizon - height * (0.07 - index * 0.04), swing: height * swing, span: unit * (0.7 - index * 0.25), chance }),
  );
  const hill = hills({ width, base: horizon - height * 0.035, swing: height * 0.03, span: unit * 0.5, chance });
  const bank = hills({ width, base: horizon - height * 0.002, swing: height * 0.012, span: unit * 0.4, chance });
  const woods = [wooded(hill, { tall: unit * 0.06, chance }), wooded(bank, { tall: unit * 0.1, chance })];
  return besideWater(stage, layers(stage, [...mountains, ...woods], { from: 0.05, to: 0.84, bottom: horizon }));
}

function desert(stage: Stage): Brush[] {
  const { width, horizon, unit, height, palette, chance } = stage;
  const mesa = peaks({ width, base: horizon, swing: height * 0.07, span: unit * 0.34, chance });
  const sands = [0.01, 0.06, 0.13, 0.21].map((down, index) => {
    const crest = dunes({
      width,
      base: horizon + height * down,
      swing: height * (0.03 + 0.014 * index),
      span: unit * (0.3 + 0.1 * index),
      chance,
    });
    const colour = mix(palette.far, palette.near, 0.16 + 0.22 * index);
    return land(crest, {
      colour: mix(colour, palette.light, 0.34 - 0.07 * index),
      foot: mix(colour, palette.near, 0.25),
      fade: height * 0.16,
      bottom: height,
    });
  });
  return [...heavens(stage).seen, ...layers(stage, [mesa], { from: 0.05, to: 0.05 }), ...sands];
}

function skyline(stage: Stage): Brush[] {
  const { width, horizon, unit, height, palette, chance } = stage;
  const rows = [
    { tall: 0.46, broad: 0.085, near: 0.3 },
    { tall: 0.36, broad: 0.075, near: 0.58 },
    { tall: 0.22, broad: 0.06, near: 0.84 },
  ];
  const town = rows.flatMap(({ tall, broad, near }) => {
    const row = { width, ground: horizon, tall: height * tall, broad: unit * broad, chance };
    const houses = street(row);
    const wall = mix(palette.far, palette.near, near);
    const front = land(outline(houses, row), {
      colour: wall,
      foot: mix(wall, palette.glow, 0.22),
      fade: height * 0.5,
      bottom: horizon,
      upright: true,
    });
    return [front, windows(houses, row, { colour: palette.glow, wall, width })];
  });
  return besideWater(stage, town);
}
