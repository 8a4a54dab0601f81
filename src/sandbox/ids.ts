import { randomBytes } from "node:crypto";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes task ids: 10 characters of time, 6 of a counter, 10 by chance; so they sort by the time they were made. */
export function createTaskIds(now: () => number): () => string {
  let counter = 0;
  return () => {
    counter += 1;
    const chance = [...randomBytes(10)].map((byte) => crockford[byte % 32]).join("");
    return `tk-hiapi-${encoded(now(), 10)}${encoded(counter, 6)}${chance}`;
  };
}

function encoded(value: number, length: number): string {
  let rest = Math.max(0, Math.floor(value));
  let text = "";
  for (let index = 0; index < length; index += 1) {
    text = crockford.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
