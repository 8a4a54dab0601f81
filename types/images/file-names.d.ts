import { Problem } from "../errors.js";
/** `/` and `@` of a model id become `-`. */
export declare function modelFileSlug(model: string): string;
/** What is wrong with a `--name`; undefined when it can be a file name prefix. */
export declare function nameProblem(name: string): Problem | undefined;
/** The prefix that a `--name` makes, and what of the name it changes, in words. */
export declare function namePrefix(name: string): {
    prefix: string;
    notices: string[];
};
/**
 * The prefix of a picture's final name: what it is, when its task was made (UTC), the end of its task id.
 * @param createdAt milliseconds since 1970
 */
export declare function picturePrefix({ prefix, createdAt, taskId }: {
    prefix: string;
    createdAt: number;
    taskId?: string | undefined;
}): string;
/** What the name of a picture says of it, read back: see `picturePrefix`. Any other name is all prefix. */
export declare function readPictureName(file: string): {
    prefix: string;
    createdAt?: number;
    taskEnd?: string;
    isSandbox: boolean;
};
/** The model that a prefix is the slug of; undefined for one that the user chose, or that two models share. */
export declare function modelOfPrefix(prefix: string): string | undefined;
