export { modelFileSlug, modelOfPrefix, namePrefix, nameProblem, picturePrefix, readPictureName } from "./file-names.js";
export type { Saved, SavedFile } from "./save.js";
