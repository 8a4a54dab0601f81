/** Files that are there whole or not at all after a crash, the names of unfinished ones, and reading by offset or by line. */
export { isOlder, sweepParts } from "./abandoned.ts";
export type { ByteSource } from "./byte-source.ts";
export { byteSource } from "./byte-source.ts";
export { diskError } from "./disk-error.ts";
export {
  codeOf,
  createFile,
  ignoreMissing,
  linkNew,
  remove,
  removeNow,
  renameNow,
  replaceFile,
  syncFolder,
  writeNew,
} from "./durable.ts";
export { makeFolder } from "./folder.ts";
export { readLines } from "./lines.ts";
export { append, openRegular, readRegular } from "./regular-file.ts";
export { isAbandoned, ownerMark } from "./temp-names.ts";
export { readUserFile, readUserInput } from "./user-file.ts";
export { isWritable } from "./writable.ts";
