import { createHash } from "node:crypto";
import { allResolutions } from "../request/catalogue.ts";
import type { Input } from "../request/index.ts";
import { paintBrushes } from "./painting/canvas.ts";
import { mark } from "./painting/mark.ts";
import { medallion } from "./painting/medallion.ts";
import type { Motif } from "./painting/scenes.ts";
import { motifs, scene } from "./painting/scenes.ts";
import { encodePng } from "./png.ts";
import { pixelSize } from "./sizes.ts";

/** All that is needed to paint a task's image again: the prompt itself is not kept. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly transparent: boolean;
  readonly seed: number;
  readonly motif: Motif;
  /** The prompt's first words, drawn under the mark. */
  readonly caption: string;
}

const words: Record<Motif, RegExp> = {
  coast: /\b(?:lighthouse|sea|ocean|coast|harbou?r|boat|ship|island|beach|waves?)\b/i,
  skyline: /\b(?:city|skyline|street|towers?|neon|buildings?|robots?|office|night market|cyberpunk)\b/i,
  dunes: /\b(?:desert|dunes?|sand|camels?|mars|planet|pyramids?|canyon)\b/i,
  lake: /\b(?:mountains?|forest|lake|river|woods|trees?|valley|alps|snow)\b/i,
};

/** The picture that an `input` of a create asks for. */
export function pictureFor(input: Input): Picture {
  const prompt = text(input.prompt)?.trim() ?? "";
  const resolution = allResolutions.find((known) => known === input.resolution) ?? "1K";
  const size = pixelSize({ aspectRatio: text(input.aspect_ratio) ?? "auto", resolution, size: text(input.size) ?? "auto" });
  const seed = createHash("sha256").update(prompt).digest().readUInt32BE(0);
  const motif = motifs.find((known) => words[known].test(prompt)) ?? motifs[seed % motifs.length] ?? "lake";
  return { ...size, transparent: input.background === "transparent", seed, motif, caption: prompt.slice(0, 80) };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Paints a picture as a PNG: the same picture gives the same bytes. */
export function paintPicture(picture: Picture): Promise<Buffer> {
  const { width, height, transparent: alpha } = picture;
  const brushes = [...scene(picture), ...mark(picture)];
  if (!alpha) return encodePng({ width, height, alpha, paintRow: (y, row) => paintBrushes(brushes, y, row) });

  const opaque = new Float32Array(width * 3);
  const cutOut = medallion(width, height);
  const paintRow = (y: number, row: Float32Array) => {
    paintBrushes(brushes, y, opaque);
    cutOut(y, opaque, row);
  };
  return encodePng({ width, height, alpha, paintRow });
}
