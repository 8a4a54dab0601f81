import picocolors from "picocolors";

/** Colours for a terminal. Loaded there only: picocolors makes `process.stdout` to look at it, and that takes 5 ms. */
export const colors = picocolors.createColors(true);
