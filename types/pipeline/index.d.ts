export type { ImageDocument, ResultOutput } from "./document.js";
