import type { Brush, Colour } from "./canvas.ts";
import type { Glyph } from "./font.ts";
import { glyphOf } from "./font.ts";
import type { Point } from "./shapes.ts";
import { strokes } from "./shapes.ts";

const capHeight = 6;
const curveSteps = 10;

interface Line {
  /** Middle of the line, and the row its capitals stand on. */
  x: number;
  baseline: number;
  /** Height of the capitals in pixels. */
  size: number;
  /** Space between letters, in parts of the grid. */
  spacing: number;
  thickness: number;
}

/** A line of centred capitals. */
export function lettering(
  text: string,
  { x, baseline, size, spacing, thickness }: Line,
  colour: Colour,
  options: { width: number; opacity?: number },
): Brush[] {
  const scale = size / capHeight;
  let left = x - (advance(text, spacing) * scale) / 2;
  const lines = glyphsOf(text).flatMap((glyph) => {
    const at = left;
    left += (glyph.width + spacing) * scale;
    return linesOf(glyph.path).map((line) => line.map(([gx, gy]): Point => [at + gx * scale, baseline - (capHeight - gy) * scale]));
  });
  return lines.length === 0 ? [] : [strokes(lines, thickness * scale, colour, options)];
}

/** The width of a text on the grid. */
export function advance(text: string, spacing: number): number {
  const glyphs = glyphsOf(text);
  return glyphs.reduce((sum, { width }) => sum + width, 0) + spacing * Math.max(0, glyphs.length - 1);
}

/** As many first words as fit into a width on the grid, in what the alphabet can write. */
export function fitted(text: string, spacing: number, room: number): string {
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const whole = words.join(" ");
  if (advance(whole, spacing) <= room) return whole;
  while (words.length > 0 && advance(`${words.join(" ")}…`, spacing) > room) words.pop();
  return words.length === 0 ? "" : `${words.join(" ")}…`;
}

/** Capitals without accents; what the alphabet lacks is left out. */
function plain(text: string): string {
  const typed = text
    .replace(/[‘’‚]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[–—]/g, "-");
  const letters = [...typed.normalize("NFKD").toUpperCase()];
  return letters
    .map((letter) => (/\s/.test(letter) ? " " : letter))
    .filter((letter) => glyphOf(letter))
    .join("");
}

function glyphsOf(text: string): Glyph[] {
  return [...text].flatMap((character) => glyphOf(character) ?? []);
}

/** A path's strokes, its curves broken into short straight pieces. */
function linesOf(path: string): Point[][] {
  const lines: Point[][] = [];
  for (const [, command, numbers = ""] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.trim().split(/\s+/).map(Number);
    const line = lines.at(-1);
    if (command === "M" || !line) lines.push([[a, b]]);
    else if (command === "L") line.push([a, b]);
    else line.push(...curve(line.at(-1) ?? [a, b], [a, b], [c, d]));
  }
  return lines;
}

function curve([x0, y0]: Point, [x1, y1]: Point, [x2, y2]: Point): Point[] {
  return Array.from({ length: curveSteps }, (_, index): Point => {
    const to = (index + 1) / curveSteps;
    const from = 1 - to;
    return [from * from * x0 + 2 * from * to * x1 + to * to * x2, from * from * y0 + 2 * from * to * y1 + to * to * y2];
  });
}
