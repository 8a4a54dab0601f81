/** Numbers under keys that are numbers: 16 bytes an entry and its slack, where a Map takes five times that. For millions of them. */
export interface NumberMap {
  get(key: number): number | undefined;
  set(key: number, value: number): void;
}

/** Keys are whole numbers from 1 to 2^53 - 1, spread evenly; hashes are. Open addressing, at most two thirds full. */
export function createNumberMap(): NumberMap {
  let keys = new Float64Array(1024);
  let values = new Float64Array(1024);
  let count = 0;
  const place = (key: number): number => {
    let at = key % keys.length;
    while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) % keys.length;
    return at;
  };
  const put = (key: number, value: number) => {
    const at = place(key);
    if (keys[at] === 0) count += 1;
    keys[at] = key;
    values[at] = value;
  };
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(2 * oldKeys.length);
    values = new Float64Array(keys.length);
    count = 0;
    for (const [at, key] of oldKeys.entries()) if (key !== 0) put(key, oldValues[at] ?? 0);
  };
  return {
    get(key) {
      const at = place(key);
      return keys[at] === 0 ? undefined : values[at];
    },
    set(key, value) {
      if (3 * (count + 1) > 2 * keys.length) grow();
      put(key, value);
    },
  };
}
