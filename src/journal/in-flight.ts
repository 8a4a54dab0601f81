/** The requests of the journal that one run works on: two lines that ask for the same want two images, and never join each other. */

/** The claims of one request, as a run goes through them. */
interface Row {
  /** Claims that stood before this run, not tried yet. */
  untried: string[];
  /** The next number to claim. */
  slot: number;
  /** The entries of it that this run works on. */
  held: Set<string>;
}

export interface Taken {
  row(print: string): Row | undefined;
  /** The row of a request, begun with the claims that stand already. */
  open(print: string, claims: readonly string[]): Row;
  /** Marks an entry as worked on. */
  hold(print: string, id: string): void;
  /** Marks another entry instead; false when that is worked on already. */
  swap(print: string, id: string, instead: string): boolean;
  /** An entry is over and put away. @param claim the name it was claimed under */
  release(claim: string, id: string): void;
}

/** Nothing taken yet. What is over is forgotten, so that a million requests do not sit in memory. */
export function createTaken(): Taken {
  const rows = new Map<string, Row>();
  return {
    row: (print) => rows.get(print),
    open(print, claims) {
      const row = rows.get(print) ?? { untried: [...claims], slot: 1, held: new Set<string>() };
      rows.set(print, row);
      return row;
    },
    hold: (print, id) => void rows.get(print)?.held.add(id),
    swap(print, id, instead) {
      const held = rows.get(print)?.held;
      if (!held || held.has(instead)) return false;
      held.delete(id);
      held.add(instead);
      return true;
    },
    release(claim, id) {
      const print = claim.slice(0, claim.lastIndexOf("-"));
      const held = rows.get(print)?.held;
      held?.delete(id);
      if (held?.size === 0) rows.delete(print);
    },
  };
}
