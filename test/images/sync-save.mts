import { readFileSync } from "node:fs";
import { saveImage } from "../../src/images/index.ts";

/** Saves the file that is named first in the folder that is named second. */

const [file = "", dir = ""] = process.argv.slice(2);

async function* bytes() {
  yield readFileSync(file);
}

await saveImage({ dir, name: "picture-1", bytes: bytes(), patience: { signal: new AbortController().signal } });
console.log("saved");
