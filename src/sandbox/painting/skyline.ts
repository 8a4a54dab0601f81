import type { Brush, Colour } from "./canvas.ts";
import { blend, clamp, mix } from "./canvas.ts";
import type { Chance } from "./chance.ts";
import type { Ridge } from "./ridges.ts";

interface Row {
  width: number;
  /** The row the houses stand on, and how high the highest is. */
  ground: number;
  tall: number;
  /** A usual house's width. */
  broad: number;
  chance: Chance;
}

export interface House {
  left: number;
  right: number;
  top: number;
}

/** A street of houses, higher towards the middle of the town. */
export function street({ width, ground, tall, broad, chance }: Row): House[] {
  const houses: House[] = [];
  const middle = width * chance.between(0.35, 0.65);
  for (let left = -broad * chance.next(); left < width; ) {
    const right = left + broad * chance.between(0.55, 1.35);
    const central = Math.exp(-(((left + right) / 2 - middle) ** 2) / (width * 0.3) ** 2);
    const high = tall * (0.18 + 0.82 * central) * chance.between(0.45, 1);
    houses.push({ left: Math.round(left), right: Math.round(right), top: Math.round(ground - high) });
    left = right + (chance.next() < 0.2 ? broad * 0.25 : 0);
  }
  return houses;
}

/** The outline of a street: roofs, some with a step or a mast. */
export function outline(houses: readonly House[], { width, ground, broad, chance }: Row): Ridge {
  const ridge = new Float32Array(width).fill(ground);
  function raise(from: number, to: number, top: number): void {
    for (let x = Math.max(0, Math.round(from)); x < Math.min(width, Math.round(to)); x += 1) ridge[x] = Math.min(ridge[x] ?? 0, top);
  }
  for (const { left, right, top } of houses) {
    raise(left, right, top);
    const kind = chance.next();
    const step = (right - left) * 0.22;
    if (kind < 0.4) raise(left + step, right - step, top - broad * 0.22);
    if (kind < 0.14) raise((left + right) / 2 - broad * 0.02, (left + right) / 2 + Math.max(1, broad * 0.02), top - broad * 0.85);
  }
  return ridge;
}

/** Lit windows. */
export function windows(
  houses: readonly House[],
  { ground, broad, chance }: Row,
  { colour, wall, width }: { colour: Colour; wall: Colour; width: number },
): Brush {
  const pitch = Math.max(4, Math.round(broad / 7));
  const pane = Math.max(1, Math.round(pitch * 0.42));
  const lit = houses.flatMap(({ left, right, top }) => {
    const share = chance.between(0.08, 0.4);
    const cells: { x: number; y: number; colour: Colour }[] = [];
    for (let y = top + pitch; y < ground - pitch; y += Math.round(pitch * 1.3)) {
      for (let x = left + pitch; x < right - pitch; x += pitch) {
        if (chance.next() < share) cells.push({ x, y, colour: mix(wall, colour, chance.between(0.45, 1)) });
      }
    }
    return cells;
  });
  const byRow = new Map<number, typeof lit>();
  for (const cell of lit) {
    for (let line = 0; line < Math.round(pane * 1.4); line += 1) byRow.set(cell.y + line, [...(byRow.get(cell.y + line) ?? []), cell]);
  }
  return {
    top: houses.reduce((least, { top }) => Math.min(least, top), ground),
    bottom: ground,
    solidFrom: Number.POSITIVE_INFINITY,
    paint(y, row) {
      for (const cell of byRow.get(Math.round(y)) ?? []) {
        for (let x = Math.max(0, cell.x); x < clamp(cell.x + pane, 0, width); x += 1) blend(row, x, cell.colour, 0.9);
      }
    },
  };
}
