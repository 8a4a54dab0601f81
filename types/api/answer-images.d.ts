/** Finds the images in an answer, in every shape they were ever seen (contract section 3). Pure, never throws. */
/** An image of an answer: a link, with the time it expires when the answer says so, or the image itself. */
export type ImageOutput = {
    kind: "url";
    value: string;
    expiresAt?: string;
} | {
    kind: "data-uri";
    mimeType: string;
    value: string;
};
/** The same in the original library's keys, and no others. */
export type PlainOutput = {
    kind: "url";
    value: string;
} | {
    kind: "data-uri";
    mimeType: string;
    value: string;
};
/** The images of an answer, as the library hands them out: http(s) links and data URIs of images, just these keys. */
export declare function extractImageOutputs(answer: unknown): PlainOutput[];
/** The images of an answer with all that is known of them, whatever their links look like: the saver judges those. */
export declare function readImageOutputs(answer: unknown): ImageOutput[];
