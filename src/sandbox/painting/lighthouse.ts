import type { Brush, Colour } from "./canvas.ts";
import { blend, clamp, hex, mix } from "./canvas.ts";
import type { Palette } from "./palettes.ts";
import type { Point } from "./shapes.ts";
import { polygon } from "./shapes.ts";
import { disc } from "./sky.ts";

interface Place {
  /** Where it stands, and how high it is to the top of its roof. */
  x: number;
  ground: number;
  tall: number;
  /** 1 when its light falls from the right, -1 from the left. */
  side: 1 | -1;
  palette: Palette;
  width: number;
}

/** A lighthouse with its lamp lit. */
export function lighthouse({ x, ground, tall, side, palette, width }: Place): Brush[] {
  const at = (across: number, up: number): Point => [x + across * tall, ground - up * tall];
  const half = (up: number) => 0.088 - 0.04 * (up / 0.76);
  const ring = (from: number, to: number) => [at(-half(from), from), at(half(from), from), at(half(to), to), at(-half(to), to)];
  const block = (reach: number, from: number, to: number) => [at(-reach, from), at(reach, from), at(reach, to), at(-reach, to)];
  const dark = mix(palette.near, palette.far, 0.12);
  const lit = mix(palette.light, palette.far, 0.12);
  const dim = mix(palette.near, palette.far, 0.5);
  const red = mix(hex("c0453c"), palette.far, 0.2);
  const paint = (points: readonly Point[], bright: Colour, shaded: Colour) =>
    side > 0 ? polygon(points, shaded, { width, shade: bright }) : polygon(points, bright, { width, shade: shaded });
  const lamp = { x, y: ground - 0.855 * tall, radius: tall * 0.026 };
  return [
    beam({ x: lamp.x, y: lamp.y, reach: tall * 2.6, direction: side, slope: 0.1, colour: palette.glow, width }),
    beam({ x: lamp.x, y: lamp.y, reach: tall * 1.5, direction: side > 0 ? -1 : 1, slope: -0.06, colour: palette.glow, width }),
    disc(lamp, palette.glow, { halo: 7, width }),
    paint(ring(-0.04, 0.76), lit, dim),
    paint(ring(0.14, 0.31), red, mix(red, palette.near, 0.6)),
    paint(ring(0.47, 0.63), red, mix(red, palette.near, 0.6)),
    polygon(block(0.085, 0.76, 0.785), dark, { width }),
    polygon(block(0.042, 0.785, 0.92), palette.disc, { width, shade: palette.glow }),
    polygon(block(0.0045, 0.785, 0.92), dark, { width }),
    polygon(block(0.046, 0.785, 0.815), dark, { width }),
    polygon(
      [
        at(-0.062, 0.915),
        at(0.062, 0.915),
        at(0.02, 0.975),
        at(0.006, 0.985),
        at(0.005, 1.04),
        at(-0.005, 1.04),
        at(-0.006, 0.985),
        at(-0.02, 0.975),
      ],
      dark,
      { width },
    ),
    polygon([at(-0.3, -0.04), at(-0.3, 0.13), at(-0.2, 0.2), at(-0.1, 0.13), at(-0.1, -0.04)], dark, { width }),
    polygon([at(-0.225, 0.07), at(-0.175, 0.07), at(-0.175, 0.125), at(-0.225, 0.125)], palette.glow, { width }),
  ];
}

/** A cone of light that widens and fades with the distance. */
function beam({
  x,
  y,
  reach,
  direction,
  slope,
  colour,
  width,
}: {
  x: number;
  y: number;
  reach: number;
  direction: 1 | -1;
  slope: number;
  colour: Colour;
  width: number;
}): Brush {
  const spread = 0.085;
  const swing = reach * (Math.abs(slope) + spread);
  return {
    top: y - swing,
    bottom: y + swing,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(rowY, row) {
      const from = direction > 0 ? Math.max(0, Math.ceil(x)) : Math.max(0, Math.ceil(x - reach));
      const to = direction > 0 ? Math.min(width, x + reach) : Math.min(width, x);
      for (let column = from; column < to; column += 1) {
        const away = Math.abs(column + 0.5 - x);
        const off = Math.abs(rowY + 0.5 - (y - away * slope)) / (away * spread + 1);
        if (off >= 1) continue;
        const fade = clamp(1 - away / reach);
        blend(row, column, colour, 0.5 * (1 - off * off) * fade * (0.4 + 0.6 * fade));
      }
    },
  };
}
