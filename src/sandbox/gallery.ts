import type { Picture } from "./picture.ts";
import { paintPicture } from "./picture.ts";

/** Painted pictures, as their bytes. */
export interface Gallery {
  bytes(picture: Picture): Promise<Buffer>;
}

const maxKept = 12;
const maxAtOnce = 2;

/**
 * Paints on demand, two pictures at a time, and keeps the last few.
 * With `samePicture` one picture a size is painted and reused, so that load tests measure the client.
 */
export function createGallery(samePicture: boolean): Gallery {
  const kept = new Map<string, Promise<Buffer>>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function paintInTurn(picture: Picture): Promise<Buffer> {
    if (busy >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    try {
      return await paintPicture(picture);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  }

  return {
    bytes(picture) {
      const { width, height, transparent } = picture;
      const name = JSON.stringify(samePicture ? [width, height, transparent] : picture);
      const bytes = kept.get(name) ?? paintInTurn(picture);
      kept.delete(name);
      kept.set(name, bytes);
      const [oldest] = kept.keys();
      if (!samePicture && kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return bytes;
    },
  };
}
