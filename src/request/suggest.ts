import { closest, distance } from "fastest-levenshtein";

/** The word nearest to what was given, when it is near enough to be a slip of the hand, or the only one that begins alike. */
export function suggest(given: string, accepted: readonly string[], tolerance = 2): string | undefined {
  if (accepted.length === 0 || given.length > 80) return undefined;
  const word = given.toLowerCase();
  const best = closest(word, [...accepted]);
  const slips = distance(word, best.toLowerCase());
  if (slips <= tolerance) return best;
  // A word that was begun, or went on for too long: `--out`, `temporary`.
  const [only, ...more] = accepted.filter((other) => begins(word, other.toLowerCase()) || begins(other.toLowerCase(), word));
  if (only !== undefined && more.length === 0) return only;
  return slips <= best.length / 4 ? best : undefined;
}

function begins(start: string, whole: string): boolean {
  return start.replace(/^-+/, "").length >= 3 && whole.startsWith(start);
}

/** The accepted ratio whose shape is nearest to the one given; falls back to the nearest spelling. */
export function suggestRatio(given: string, accepted: readonly string[]): string | undefined {
  const shape = (ratio: string) => {
    const [, width, height] = /^(\d{1,4})\s*[:x/]\s*(\d{1,4})$/.exec(ratio) ?? [];
    return width && height ? Math.log(Number(width) / Number(height)) : Number.NaN;
  };
  const wanted = shape(given.trim());
  if (!Number.isFinite(wanted)) return suggest(given, accepted);
  const off = (ratio: string) => Math.abs(shape(ratio) - wanted);
  return accepted.filter((ratio) => Number.isFinite(shape(ratio))).sort((a, b) => off(a) - off(b))[0];
}
