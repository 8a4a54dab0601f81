/** The requests that one run works on: two equal lines of a batch want two images and never join each other. */

/** The claims of one fingerprint, as a run goes through them. */
export interface Claims {
  /** Claims that existed before this run and were not tried yet. */
  untried: string[];
  nextNumber: number;
  /** The ids of the entries that this run works on. */
  held: Set<string>;
}

/** By fingerprint. */
export type InFlight = Map<string, Claims>;

export function createInFlight(): InFlight {
  return new Map();
}

/** The claims of a fingerprint; those that are there already are given on the first call. */
export function claimsInFlight(inFlight: InFlight, fingerprint: string, existing: readonly string[]): Claims {
  const claims = inFlight.get(fingerprint) ?? { untried: [...existing], nextNumber: 1, held: new Set() };
  inFlight.set(fingerprint, claims);
  return claims;
}

/** Forgets an entry that is archived or detached. */
export function releaseEntry(inFlight: InFlight, { id, begun: { claim } }: { id: string; begun: { claim: string } }): void {
  const fingerprint = claim.slice(0, claim.lastIndexOf("-"));
  const held = inFlight.get(fingerprint)?.held;
  held?.delete(id);
  if (held?.size === 0) inFlight.delete(fingerprint);
}
