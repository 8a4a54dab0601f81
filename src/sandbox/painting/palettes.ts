import type { Colour } from "./canvas.ts";
import { hex } from "./canvas.ts";

/** The colours of one evening. */
export interface Palette {
  /** From the zenith to the horizon, evenly spaced. */
  sky: readonly [Colour, ...Colour[]];
  glow: Colour;
  disc: Colour;
  far: Colour;
  near: Colour;
  light: Colour;
  /** A moon stands high among many stars, a sun low among few. */
  night: boolean;
}

function palette(
  sky: readonly [string, ...string[]],
  [glow, disc, far, near, light]: readonly [string, string, string, string, string],
  night = false,
): Palette {
  const [zenith, ...rest] = sky;
  return {
    sky: [hex(zenith), ...rest.map(hex)],
    glow: hex(glow),
    disc: hex(disc),
    far: hex(far),
    near: hex(near),
    light: hex(light),
    night,
  };
}

export const palettes: readonly [Palette, ...Palette[]] = [
  palette(["191838", "3a2a60", "83406f", "db675f", "ffb870"], ["ffdca6", "fff3d8", "9c5070", "120d20", "ffcf8a"]),
  palette(["0c1f36", "134a60", "3b8a8a", "a4cca0", "fae4a8"], ["fff3c4", "fffdea", "5a9792", "08161f", "ffe9a8"]),
  palette(["2a1c48", "643877", "bb5e8a", "f1968b", "ffd9ae"], ["ffe6c8", "fff6e6", "9d5f8c", "170f2a", "ffd2b0"]),
  palette(["050b20", "0c1f4a", "224a84", "648cb4", "d4cbc0"], ["cfe0f0", "f6f3e8", "456c9a", "050a16", "e8ecf0"], true),
  palette(["1f2b4c", "555874", "ac7868", "e9a059", "ffdb90"], ["ffe9b0", "fff7dc", "ad7d66", "1b1318", "ffd896"]),
  palette(["06161f", "0b363b", "1d6657", "6aaa7b", "eae4a8"], ["f2f0bc", "fdfbe2", "3f8270", "041013", "f0e8a8"]),
  palette(["0a061c", "20134d", "482a80", "8a53a5", "f1a6ba"], ["f6c6d8", "fbeef2", "70479a", "0a0618", "f8c8d4"], true),
];
