import type { Brush, Colour } from "./canvas.ts";
import { blend, blendRow, clamp } from "./canvas.ts";

export type Point = readonly [x: number, y: number];

const subRows = 4;

/** A filled polygon with smooth edges; with `shade` its colour turns into that one from left to right. */
export function polygon(points: readonly Point[], colour: Colour, { width, shade }: { width: number; shade?: Colour }): Brush {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const from = Math.max(0, Math.floor(Math.min(...xs)));
  const to = Math.min(width, Math.ceil(Math.max(...xs)) + 1);
  const cover = new Float32Array(width);
  return {
    top: Math.min(...ys),
    bottom: Math.max(...ys),
    solidFrom: Number.POSITIVE_INFINITY,
    paint(y, row) {
      cover.fill(0, from, to);
      for (let sub = 0; sub < subRows; sub += 1) addSpans(points, y + (sub + 0.5) / subRows, cover, from, to);
      blendRow(row, from, to, cover, colour);
      if (!shade) return;
      for (let x = from; x < to; x += 1) blend(row, x, shade, (cover[x] ?? 0) * ((x - from) / (to - from)));
    },
  };
}

function addSpans(points: readonly Point[], y: number, cover: Float32Array, from: number, to: number): void {
  const crossings: number[] = [];
  points.forEach(([x, pointY], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, pointY];
    if (pointY <= y === nextY <= y) return;
    crossings.push(x + ((y - pointY) / (nextY - pointY)) * (nextX - x));
  });
  crossings.sort((a, b) => a - b);
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const left = crossings[index] ?? 0;
    const right = crossings[index + 1] ?? 0;
    for (let x = Math.max(from, Math.floor(left)); x < Math.min(to, right); x += 1) {
      cover[x] = (cover[x] ?? 0) + clamp(Math.min(right, x + 1) - Math.max(left, x)) / subRows;
    }
  }
}

/** Strokes of one thickness with round ends. */
export function strokes(
  lines: readonly (readonly Point[])[],
  thickness: number,
  colour: Colour,
  { width, opacity = 1 }: { width: number; opacity?: number },
): Brush {
  const radius = thickness / 2;
  const segments = lines.flatMap((line) => line.slice(1).map((end, index) => ({ start: line[index] ?? end, end })));
  const ys = segments.flatMap(({ start, end }) => [start[1], end[1]]);
  const xs = segments.flatMap(({ start, end }) => [start[0], end[0]]);
  const left = Math.max(0, Math.floor(Math.min(...xs) - radius - 1));
  const right = Math.min(width, Math.ceil(Math.max(...xs) + radius + 1));
  const cover = new Float32Array(width);
  return {
    top: Math.min(...ys) - radius - 1,
    bottom: Math.max(...ys) + radius + 1,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(y, row) {
      cover.fill(0, left, right);
      const middle = y + 0.5;
      for (const { start, end } of segments) {
        const reach = radius + 1;
        if (middle < Math.min(start[1], end[1]) - reach || middle > Math.max(start[1], end[1]) + reach) continue;
        const to = Math.min(width, Math.ceil(Math.max(start[0], end[0]) + reach));
        for (let x = Math.max(0, Math.floor(Math.min(start[0], end[0]) - reach)); x < to; x += 1) {
          const near = clamp(radius - distanceTo(start, end, x + 0.5, middle) + 0.5) * opacity;
          if (near > (cover[x] ?? 0)) cover[x] = near;
        }
      }
      blendRow(row, left, right, cover, colour);
    },
  };
}

function distanceTo([x1, y1]: Point, [x2, y2]: Point, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : clamp(((x - x1) * dx + (y - y1) * dy) / length);
  const [offX, offY] = [x - x1 - along * dx, y - y1 - along * dy];
  return Math.sqrt(offX * offX + offY * offY);
}
