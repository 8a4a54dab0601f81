import { ImageFacts } from "./inspect.js";
/** An image on disk, as the program prints it. */
export interface SavedFile {
    kind: "file";
    path: string;
    mimeType: ImageFacts["mimeType"];
    bytes: number;
    width?: number;
    height?: number;
}
/** A file that was saved, with the SHA-256 of its bytes in hex. */
export interface Saved {
    file: SavedFile;
    sha256: string;
}
