/** The bytes of images: downloads that are checked and resumed, the type and completeness of what came, files that are there whole or not at all, and their names. */
export { dataUriBytes } from "./data-uri.ts";
export { downloadLink } from "./download.ts";
export {
  isFileName,
  modelFileSlug,
  modelOfPrefix,
  namePrefix,
  nameProblem,
  numberedFile,
  picturePrefix,
  readPictureName,
  splitName,
} from "./file-names.ts";
export type { ImageFacts } from "./inspect.ts";
export { inspectImage, measureImage } from "./inspect.ts";
export { otherType } from "./other-types.ts";
export type { OutputPlace } from "./output-place.ts";
export { outputPlace, placeProblems } from "./output-place.ts";
export type { Saved, SavedFile, SaveOptions } from "./save.ts";
export { isSameFile, saveImage } from "./save.ts";
