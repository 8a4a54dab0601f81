import { createHash } from "node:crypto";

/** What an image of a batch is known by from one run to the next: payload, output folder, and which of several. */

/** An image's identity as a number that a `NumberMap` takes. @param occurrence which of several, from 1; 0 for all of them */
export function identityOf({ bodySha256, outputDir }: { bodySha256: string; outputDir: string }, occurrence = 0): number {
  return numberOf(`${bodySha256}\0${outputDir}\0${occurrence}`);
}

/** 53 bits of a hash, never 0. */
export function numberOf(text: string): number {
  const hash = createHash("sha256").update(text).digest();
  return hash.readUIntBE(0, 6) * 32 + ((hash[6] ?? 0) >> 3) || 1;
}
