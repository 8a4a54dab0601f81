import { beginsAsSvg } from "./svg.ts";

/** File types that this program reads only as far as their name, so that a refusal can state it. Pure. */

const otherTypes = [
  ["HEIC", /^.{4}ftyp.{0,240}(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/s],
  ["TIFF", /^(?:II[*+]\0|MM\0[*+])/],
  ["BMP", /^BM/],
  ["JPEG XL", /^(?:\xff\n|.{4}JXL )/s],
  ["JPEG 2000", /^.{4}jP {2}/s],
  ["PSD", /^8BPS/],
  ["PDF", /^%PDF/],
] as const;

/** The name of a type that `inspectImage` does not know; undefined for anything else. */
export function otherType(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 4096));
  const [name] = otherTypes.find(([, pattern]) => pattern.test(head)) ?? [];
  // In UTF-16 a zero byte stands beside each of these characters.
  return name ?? (beginsAsSvg(head.replaceAll("\0", "")) ? "SVG" : undefined);
}
