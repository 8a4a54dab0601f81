import { closest, distance } from "fastest-levenshtein";

/** The accepted word that a typo was probably meant for, or the only one that begins with the same letters; else undefined. */
export function suggest(given: string, accepted: readonly string[], tolerance = 2): string | undefined {
  if (accepted.length === 0 || given.length > 80) return undefined;
  const word = given.toLowerCase();
  const best = closest(word, [...accepted]);
  const edits = distance(word, best.toLowerCase());
  if (edits <= tolerance) return best;
  // A word that is cut short or too long: `--out`, `temporary`.
  const [only, ...more] = accepted.filter((other) => begins(word, other.toLowerCase()) || begins(other.toLowerCase(), word));
  if (only !== undefined && more.length === 0) return only;
  return edits <= best.length / 4 ? best : undefined;
}

/** The words of a list that are spelt most alike, best first. */
export function suggestSeveral(given: string, accepted: readonly string[], count = 3): string[] {
  const word = given.slice(0, 80).toLowerCase();
  const ranked = accepted.map((other) => ({
    other,
    edits: distance(word, other.toLowerCase()) - (other.toLowerCase().includes(word) ? 80 : 0),
  }));
  return ranked
    .sort((a, b) => a.edits - b.edits)
    .slice(0, count)
    .map(({ other }) => other);
}

function begins(start: string, whole: string): boolean {
  return start.replace(/^-+/, "").length >= 3 && whole.startsWith(start);
}

/** The accepted ratio with the nearest shape; for what is no ratio, the nearest spelling. */
export function suggestRatio(given: string, accepted: readonly string[]): string | undefined {
  const wanted = shapeOf(given.trim());
  if (wanted === undefined) return suggest(given, accepted);
  const distances = accepted.flatMap((ratio) => {
    const shape = shapeOf(ratio);
    return shape === undefined ? [] : [{ ratio, distance: Math.abs(shape - wanted) }];
  });
  return distances.sort((a, b) => a.distance - b.distance)[0]?.ratio;
}

/** The logarithm of width by height, so that 2:1 and 1:2 are equally far from 1:1. */
function shapeOf(ratio: string): number | undefined {
  const [, width, height] = /^(\d{1,4})\s*[:x/]\s*(\d{1,4})$/.exec(ratio) ?? [];
  const shape = Math.log(Number(width) / Number(height));
  return Number.isFinite(shape) ? shape : undefined;
}
