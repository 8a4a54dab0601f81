import { clamp } from "./canvas.ts";

/** Cuts a scene out as a round (or, in wide and tall pictures, long round) badge on transparent ground. */
export function medallion(width: number, height: number): (y: number, opaque: Float32Array, row: Float32Array) => void {
  const radius = Math.min(width, height) * 0.46;
  const [flatX, flatY] = [Math.max(0, (width - height) / 2), Math.max(0, (height - width) / 2)];
  return (y, opaque, row) => {
    const dy = Math.max(0, Math.abs(y + 0.5 - height / 2) - flatY);
    for (let x = 0; x < width; x += 1) {
      const dx = Math.max(0, Math.abs(x + 0.5 - width / 2) - flatX);
      const cover = clamp(radius - Math.sqrt(dx * dx + dy * dy) + 0.5);
      const seen = cover > 0 ? 1 : 0;
      row[x * 4] = (opaque[x * 3] ?? 0) * seen;
      row[x * 4 + 1] = (opaque[x * 3 + 1] ?? 0) * seen;
      row[x * 4 + 2] = (opaque[x * 3 + 2] ?? 0) * seen;
      row[x * 4 + 3] = cover * 255;
    }
  };
}
