import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "rolldown";

const readCall = /readFileSync\(new URL\("(\.\/[^"]+)", import\.meta\.url\), "utf8"\)/g;

/**
 * Puts the text of a file in place of each call that reads one beside its module, in these words:
 * `readFileSync(new URL("./page.css", import.meta.url), "utf8")`. Run from source, the call itself reads it.
 */
export function inlineText(): Plugin {
  return {
    name: "inline-text",
    transform: (code, id) => code.replace(readCall, (_, name: string) => literal(readFileSync(join(dirname(id), name), "utf8"))),
  };
}

/** A template literal, so that the built file has the lines of the source. */
function literal(text: string): string {
  return `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
}
