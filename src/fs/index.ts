/** Files that are there whole or not at all after a crash, the names of unfinished ones, and the lines of a stream. */
export {
  append,
  codeOf,
  ignoreMissing,
  linkNew,
  noLinks,
  remove,
  removeNow,
  renameNow,
  syncFolder,
  writeNew,
} from "./durable.ts";
export type { Line } from "./lines.ts";
export { readLines } from "./lines.ts";
export { isAbandoned, ownerMark } from "./temp-names.ts";
export { isWritable } from "./writable.ts";
