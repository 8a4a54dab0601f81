/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** 0 up to 1. */
  next(): number;
  between(low: number, high: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Mulberry32: 32 bits of state, plenty for a picture. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}

/** A smooth curve through random heights, -1 to 1, with `octaves` finer ones on it, each half as strong. */
export function createWave(chance: Chance, octaves: number): (at: number) => number {
  const heights = Array.from({ length: 256 }, () => chance.between(-1, 1));
  function smooth(at: number): number {
    const index = Math.floor(at);
    const part = at - index;
    const from = heights[index & 255] ?? 0;
    const to = heights[(index + 1) & 255] ?? 0;
    return from + (to - from) * part * part * (3 - 2 * part);
  }
  return (at) => {
    let sum = 0;
    for (let octave = 0, scale = 1; octave < octaves; octave += 1, scale *= 2) sum += smooth(at * scale + octave * 37.3) / scale;
    return sum;
  };
}
