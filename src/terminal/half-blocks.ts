/** Pictures made of half blocks: two pixels in each cell of a terminal. Pure. */

export interface Grid {
  width: number;
  height: number;
  /** Red, green, blue of each pixel. */
  rgb: Uint8Array;
}

/** The pixels that a picture gets in so many columns and rows: its shape kept, never larger than it is. */
export function fitPixels(
  picture: { width: number; height: number },
  room: { columns: number; rows: number },
): { width: number; height: number } {
  const scale = Math.min(1, room.columns / picture.width, (room.rows * 2) / picture.height);
  const fitted = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: fitted(picture.width), height: fitted(picture.height) };
}

/** Takes a picture row by row and keeps the mean of each area; what can be seen through stands on a chequerboard. */
export function createShrinker(picture: { width: number; height: number }, { width, height }: { width: number; height: number }) {
  const sums = new Float64Array(width * height * 4);
  const columnOf = Uint32Array.from({ length: picture.width }, (_, x) => Math.floor((x * width) / picture.width));
  return {
    row(rgba: Uint8Array, y: number): void {
      const start = Math.floor((y * height) / picture.height) * width;
      for (let x = 0; x < picture.width; x += 1) {
        const at = (start + (columnOf[x] ?? 0)) * 4;
        const alpha = (rgba[x * 4 + 3] ?? 0) / 255;
        const ground = (((columnOf[x] ?? 0) >> 1) + ((start / width) >> 1)) & 1 ? 0x66 : 0x8c;
        for (let channel = 0; channel < 3; channel += 1)
          sums[at + channel] = (sums[at + channel] ?? 0) + (rgba[x * 4 + channel] ?? 0) * alpha + ground * (1 - alpha);
        sums[at + 3] = (sums[at + 3] ?? 0) + 1;
      }
    },
    grid(): Grid {
      const rgb = new Uint8Array(width * height * 3);
      for (let pixel = 0; pixel < width * height; pixel += 1)
        for (let channel = 0; channel < 3; channel += 1)
          rgb[pixel * 3 + channel] = Math.round((sums[pixel * 4 + channel] ?? 0) / Math.max(1, sums[pixel * 4 + 3] ?? 0));
      return { width, height, rgb };
    },
  };
}

/** A picture as lines of half blocks, the upper pixel as ink and the lower as paper; colours are named where they change. */
export function halfBlocks(grid: Grid, colors: "true" | "256"): string {
  const named = colors === "true" ? trueColors(grid) : indexedColors(grid);
  const lines: string[] = [];
  for (let y = 0; y < grid.height; y += 2) {
    let line = "";
    let before = "";
    for (let x = 0; x < grid.width; x += 1) {
      const below = named[(y + 1) * grid.width + x];
      const style = `38;${named[y * grid.width + x]};${below === undefined ? "49" : `48;${below}`}`;
      line += style === before ? "▀" : `\u001b[${style}m▀`;
      before = style;
    }
    lines.push(`${line}\u001b[0m\n`);
  }
  return lines.join("");
}

function trueColors({ width, height, rgb }: Grid): string[] {
  return Array.from({ length: width * height }, (_, pixel) => `2;${rgb[pixel * 3]};${rgb[pixel * 3 + 1]};${rgb[pixel * 3 + 2]}`);
}

/** Each pixel in xterm's colours, half of what is lost handed on to its neighbours (Floyd and Steinberg): all of it speckles dark skies, none of it turns them gray. */
function indexedColors({ width, height, rgb }: Grid): string[] {
  const wanted = Float32Array.from(rgb);
  const names: string[] = [];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const { index, color } = nearestOf256(wanted.subarray(pixel * 3, pixel * 3 + 3));
    names.push(`5;${index}`);
    const isFirst = pixel % width === 0;
    const isLast = pixel % width === width - 1;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = pixel * 3 + channel;
      const lost = (wanted[at] ?? 0) - (color[channel] ?? 0);
      const hand = (to: number, share: number) => {
        wanted[to] = (wanted[to] ?? 0) + (lost * share) / 32;
      };
      if (!isLast) hand(at + 3, 7);
      if (!isFirst) hand(at + (width - 1) * 3, 3);
      hand(at + width * 3, 5);
      if (!isLast) hand(at + (width + 1) * 3, 1);
    }
  }
  return names;
}

const levels = [0, 95, 135, 175, 215, 255];

/** The nearest of xterm's colours 16 to 255: a cube of six levels, and 24 grays. */
function nearestOf256(wanted: Float32Array): { index: number; color: number[] } {
  const cube = Array.from(wanted, levelOf);
  const [red = 0, green = 0, blue = 0] = cube;
  const mean = wanted.reduce((sum, value) => sum + value, 0) / 3;
  const step = Math.min(23, Math.max(0, Math.round((mean - 8) / 10)));
  const gray = { index: 232 + step, color: [8 + step * 10, 8 + step * 10, 8 + step * 10] };
  const color = { index: 16 + 36 * red + 6 * green + blue, color: cube.map((level) => levels[level] ?? 0) };
  const off = (candidate: readonly number[]) => candidate.reduce((sum, value, channel) => sum + (value - (wanted[channel] ?? 0)) ** 2, 0);
  return off(gray.color) < off(color.color) ? gray : color;
}

function levelOf(value: number): number {
  return levels.reduce((best, level, index) => (Math.abs(level - value) < Math.abs((levels[best] ?? 0) - value) ? index : best), 0);
}
