import type { Brush, Colour } from "./canvas.ts";
import { blend, clamp, mix } from "./canvas.ts";
import type { Chance } from "./chance.ts";
import type { Palette } from "./palettes.ts";

export interface Light {
  x: number;
  y: number;
  radius: number;
}

/** The sky: a gradient down to the horizon, warmed around the light. */
export function sky({
  width,
  horizon,
  palette,
  light,
  reach,
}: {
  width: number;
  horizon: number;
  palette: Palette;
  light: Light;
  reach: number;
}): Brush {
  const glowAcross = Float32Array.from({ length: width }, (_, x) => bell((x - light.x) / (reach * 1.7)) * (palette.night ? 0.5 : 0.8));
  return {
    top: Number.NEGATIVE_INFINITY,
    bottom: Number.POSITIVE_INFINITY,
    solidFrom: Number.NEGATIVE_INFINITY,
    paint(y, row) {
      const [red, green, blue] = skyAt(palette.sky, y / horizon);
      const down = bell((y - light.y) / reach);
      const [glowRed, glowGreen, glowBlue] = [palette.glow[0] - red, palette.glow[1] - green, palette.glow[2] - blue];
      for (let x = 0, at = 0; x < width; x += 1, at += 3) {
        const glow = (glowAcross[x] ?? 0) * down;
        row[at] = red + glowRed * glow;
        row[at + 1] = green + glowGreen * glow;
        row[at + 2] = blue + glowBlue * glow;
      }
    },
  };
}

function bell(distance: number): number {
  return Math.exp(-distance * distance);
}

function skyAt(stops: readonly [Colour, ...Colour[]], height: number): Colour {
  const place = clamp(height) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  const part = place - index;
  return mix(stops[index] ?? stops[0], stops[index + 1] ?? stops[0], part * part * (3 - 2 * part) * 0.5 + part * 0.5);
}

/** A disc with a soft edge: sun, moon, lamp or star. */
export function disc(
  { x, y, radius }: Light,
  colour: Colour,
  { opacity = 1, halo = 0, width }: { opacity?: number; halo?: number; width: number },
): Brush {
  const reach = radius * (1 + halo) + 1;
  return {
    top: y - reach,
    bottom: y + reach,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(rowY, row) {
      const dy = rowY + 0.5 - y;
      const from = Math.max(0, Math.floor(x - reach));
      const to = Math.min(width, Math.ceil(x + reach));
      for (let column = from; column < to; column += 1) {
        const dx = column + 0.5 - x;
        const distance = Math.sqrt(dx * dx + dy * dy);
        const edge = clamp(radius - distance + 0.5);
        const fade = halo > 0 ? clamp(1 - (distance - radius) / (radius * halo)) : 0;
        const cover = Math.max(edge, fade * fade * fade * 0.35) * opacity;
        if (cover > 0) blend(row, column, colour, cover);
      }
    },
  };
}

/** Stars, denser and brighter towards the zenith. */
export function stars({
  width,
  height,
  scale,
  count,
  colour,
  chance,
}: {
  width: number;
  height: number;
  scale: number;
  count: number;
  colour: Colour;
  chance: Chance;
}): Brush[] {
  return Array.from({ length: count }, () => {
    const depth = chance.next() ** 1.6;
    const size = chance.next() ** 4;
    const light = { x: chance.next() * width, y: depth * height, radius: scale * (0.00055 + size * 0.0013) };
    return disc(light, colour, { opacity: (1 - depth) * chance.between(0.35, 0.95), halo: size > 0.5 ? 3 : 0, width });
  });
}

/** A long thin bank of cloud: full at its flat base, soft above and at both ends. */
export function cloud({
  x,
  y,
  length,
  depth,
  colour,
  opacity,
  width,
}: {
  x: number;
  y: number;
  length: number;
  depth: number;
  colour: Colour;
  opacity: number;
  width: number;
}): Brush {
  const from = Math.max(0, Math.floor(x - length));
  const to = Math.min(width, Math.ceil(x + length));
  const crown = Float32Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const along = (from + index - x) / length;
    return depth * (1 - along * along) ** 2 * (0.75 + 0.25 * Math.cos(along * 9 + x) * Math.cos(along * 4 + y));
  });
  return {
    top: y - depth,
    bottom: y + depth * 0.4,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(rowY, row) {
      for (let column = from; column < to; column += 1) {
        const high = crown[column - from] ?? 0;
        const above = y - rowY;
        const cover = above >= 0 ? clamp((high - above) / (depth * 0.5)) : clamp((high + above * 2.5) / (depth * 0.5));
        if (cover > 0) blend(row, column, colour, cover * opacity);
      }
    },
  };
}
