import picocolors from "picocolors";

/** Colours for a terminal. Imported only there, as picocolors initialises `process.stdout`, which takes 5 ms. */
export const colors = picocolors.createColors(true);
