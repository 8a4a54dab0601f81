/**
 * What people and programs see of a run: one JSON document on stdout, messages on stderr, a spinner on a terminal only. Nothing that is
 * printed holds the API key or a character that a terminal acts on. Pictures are drawn by inline-image.ts, which is loaded on its own.
 */
export { errorFields, severalDocument } from "./error-document.ts";
export type { Reporter } from "./reporter.ts";
export { createReporter, noSpinner } from "./reporter.ts";
export { formatTable } from "./table.ts";
