/** Red, green, blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Something that can be painted one row at a time onto what lies below it. */
export interface Brush {
  /** Rows outside top..bottom are not touched. */
  top: number;
  bottom: number;
  /** From this row down to `bottom` it hides all that lies below it. */
  solidFrom: number;
  /** Paints the row that starts at `y`, which may be a fraction; `row` holds three floats a pixel. */
  paint(y: number, row: Float32Array): void;
}

/** Paints a row with all brushes, back to front, leaving out what a nearer one hides anyway. */
export function paintBrushes(brushes: readonly Brush[], y: number, row: Float32Array): void {
  let first = brushes.length - 1;
  while (first > 0 && !isSolid(brushes[first], y)) first -= 1;
  for (let index = first; index < brushes.length; index += 1) {
    const brush = brushes[index];
    if (brush && y + 1 > brush.top && y < brush.bottom) brush.paint(y, row);
  }
}

function isSolid(brush: Brush | undefined, y: number): boolean {
  return brush !== undefined && y >= brush.solidFrom && y + 1 <= brush.bottom;
}

/** Lays a colour over one pixel. */
export function blend(row: Float32Array, x: number, [red, green, blue]: Colour, opacity: number): void {
  const at = x * 3;
  const rest = 1 - opacity;
  row[at] = (row[at] ?? 0) * rest + red * opacity;
  row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
  row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
}

/** Lays one colour over pixels `from` to `to` by their coverage. */
export function blendRow(row: Float32Array, from: number, to: number, cover: Float32Array, [red, green, blue]: Colour): void {
  for (let x = from, at = from * 3; x < to; x += 1, at += 3) {
    const opacity = cover[x] ?? 0;
    if (opacity <= 0) continue;
    const rest = 1 - opacity;
    row[at] = (row[at] ?? 0) * rest + red * opacity;
    row[at + 1] = (row[at + 1] ?? 0) * rest + green * opacity;
    row[at + 2] = (row[at + 2] ?? 0) * rest + blue * opacity;
  }
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share];
}

export function hex(text: string): Colour {
  const value = Number.parseInt(text, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(Math.max(value, low), high);
}
