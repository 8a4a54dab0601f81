import { PNG } from "pngjs";

/** A PNG for tests; `paintRow` fills one row with colour values, three a pixel, four with alpha. */
export async function encodePng({
  width,
  height,
  alpha,
  paintRow,
}: {
  width: number;
  height: number;
  alpha: boolean;
  paintRow(y: number, row: Float32Array): void;
}): Promise<Buffer> {
  const png = new PNG({ width, height });
  const channels = alpha ? 4 : 3;
  const row = new Float32Array(width * channels);
  for (let y = 0; y < height; y += 1) {
    paintRow(y, row);
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 4; channel += 1)
        png.data[(y * width + x) * 4 + channel] = channel < channels ? (row[x * channels + channel] ?? 0) : 255;
  }
  return PNG.sync.write(png, { colorType: alpha ? 6 : 2 });
}
