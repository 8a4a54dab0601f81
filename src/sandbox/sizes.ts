import type { Resolution } from "../request/catalogue.ts";

/**
 * Landscape sizes; portrait sizes are these rotated. Those of docs/api-contract.md, section 5, are exact, the others our choice:
 * the exact ratio, sides that are multiples of 16, at most 3840 long and no more pixels than 4K 16:9.
 */
const landscape: Record<string, Record<Resolution, readonly [width: number, height: number]>> = {
  "1:1": { "1K": [1024, 1024], "2K": [2048, 2048], "4K": [2880, 2880] },
  "5:4": { "1K": [1280, 1024], "2K": [2000, 1600], "4K": [3200, 2560] },
  "4:3": { "1K": [1344, 1008], "2K": [2048, 1536], "4K": [3264, 2448] },
  "3:2": { "1K": [1536, 1024], "2K": [2016, 1344], "4K": [3456, 2304] },
  "16:9": { "1K": [1536, 864], "2K": [2048, 1152], "4K": [3840, 2160] },
  "2:1": { "1K": [2048, 1024], "2K": [2560, 1280], "4K": [3840, 1920] },
  "21:9": { "1K": [1568, 672], "2K": [2240, 960], "4K": [3808, 1632] },
  "3:1": { "1K": [1536, 512], "2K": [2304, 768], "4K": [3840, 1280] },
};

/**
 * The pixels of an image: by ratio and resolution (`auto` is 1:1, the default resolution 1K), or by the `WIDTHxHEIGHT` of the
 * beta route, each side rounded to a multiple of 16 between 16 and 3840.
 */
export function pixelSize({
  aspectRatio = "auto",
  resolution = "1K",
  size = "auto",
}: {
  aspectRatio?: string | undefined;
  resolution?: Resolution | undefined;
  size?: string | undefined;
}): { width: number; height: number } {
  const [, wide, high] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  if (wide && high) return { width: boundedSide(Number(wide)), height: boundedSide(Number(high)) };

  const ratio = aspectRatio === "auto" ? "1:1" : aspectRatio;
  const turned = ratio.split(":").reverse().join(":");
  const [long, short] = (landscape[ratio] ?? landscape[turned])?.[resolution] ?? [1024, 1024];
  return landscape[ratio] ? { width: long, height: short } : { width: short, height: long };
}

function boundedSide(side: number): number {
  return Math.min(3840, Math.max(16, Math.round(side / 16) * 16));
}
