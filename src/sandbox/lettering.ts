/** Pixels of 8 bits a channel, in RGB or RGBA. */
export interface Canvas {
  width: number;
  height: number;
  channels: number;
  data: Buffer;
}

/** White text in a bitmap font of 5 by 7 pixels. Small letters are drawn as capitals, unknown characters as a dot in the middle. */

const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-'!?:/()&+\"";
/** A word for each character: seven rows from the top, five bits each as a base-32 digit. */
const rows = (
  "ehhvhhh uhhuhhu fgggggf uhhhhhu vgguggv vgguggg fggjhhf hhhvhhh e44444e 11111he hikokih ggggggv hrllhhh hplljhh ehhhhhe uhhuggg " +
  "ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllrh hha4ahh hha4444 v1248gv ehjlphe 4c4444e eh1248v u11e11u 26aiv22 vgu11he " +
  "egguhhe v124488 ehhehhe ehhf11e 00000cc 0000c48 000e000 4480000 4444404 eh16404 0cc0cc0 11248gg 2488842 8422248 cik8lid 044v440 " +
  "aa00000"
).split(" ");
const unknown = "0004000";
/** Width and height of a character with the space behind and below it. */
export const cell = { width: 6, height: 9 };

const maxLines = 2;

/** Writes centred lines. `top` is in pixels, `scale` is the side of a pixel of the font. */
export function writeText(canvas: Canvas, lines: readonly string[], { top, scale }: { top: number; scale: number }): void {
  for (const [index, line] of lines.entries()) {
    const left = Math.floor((canvas.width - line.length * cell.width * scale) / 2);
    const y = top + index * cell.height * scale;
    for (const [column, character] of [...line].entries())
      drawCharacter(canvas, character, { x: left + column * cell.width * scale, y, scale });
  }
}

/** Text in at most two lines of `columns` characters; what is longer is cut. */
export function wrapText(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? "";
    if (last === "" || last.length + word.length < columns) lines[lines.length - 1] = `${last} ${word}`.trim();
    else lines.push(word);
  }
  return lines.slice(0, maxLines).map((line) => line.slice(0, Math.max(1, columns)));
}

function drawCharacter(canvas: Canvas, character: string, { x, y, scale }: { x: number; y: number; scale: number }): void {
  if (character === " ") return;
  const glyph = rows[characters.indexOf(character.toUpperCase())] ?? unknown;
  for (let row = 0; row < 7 * scale; row += 1) {
    const bits = Number.parseInt(glyph.charAt(Math.floor(row / scale)), 32);
    for (let column = 0; column < 5 * scale; column += 1)
      if ((bits >> (4 - Math.floor(column / scale))) & 1) whiten(canvas, x + column, y + row);
  }
}

function whiten({ width, height, channels, data }: Canvas, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * channels;
  data.fill(255, at, at + 3);
}
