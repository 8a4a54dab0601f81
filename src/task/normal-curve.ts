/** The normal density at `distance` from its mean. */
export function normalDensity(distance: number, spread: number): number {
  return Math.exp(-0.5 * (distance / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI));
}

/** The share of a normal distribution below `score` standard deviations, to 1e-7 (Abramowitz and Stegun 7.1.26). */
export function normalBelow(score: number): number {
  const size = Math.abs(score) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * size);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const above = (polynomial * Math.exp(-size * size)) / 2;
  return score < 0 ? above : 1 - above;
}
