/** What the bytes of a picture say of it. Pure: reads through the function it is handed. */
export interface ImageFacts {
    mimeType: "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "image/avif";
    extension: "png" | "jpg" | "webp" | "gif" | "avif";
    /** Pixels; absent when the header does not tell. */
    width?: number;
    height?: number;
    /** Whether the picture has its end: IEND, EOI, the RIFF size, the GIF trailer, all boxes of an AVIF. */
    whole: boolean;
}
