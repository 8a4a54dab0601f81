import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Picture } from "./pictures.ts";

/** The page of a folder's pictures: one HTML file that holds everything but the pictures, which it names by relative links. */

// The build puts the text of these files in place of the calls.
const template = readFileSync(new URL("./page.html", import.meta.url), "utf8");
const style = readFileSync(new URL("./page.css", import.meta.url), "utf8");
const script = readFileSync(new URL("./page.client.js", import.meta.url), "utf8");

/** The first bytes of each page that this program writes, by which it recognizes them. ASCII. */
export const pageStart = template.slice(0, template.indexOf("{{"));

/**
 * The HTML. Prompts and names stand in one block of JSON, and the client script inserts them as text.
 * @param facts the name of the folder, its pictures, and the time in milliseconds since 1970
 */
export function galleryPage(facts: { title: string; pictures: readonly Picture[]; writtenAt: number }): string {
  const parts: Record<string, string> = {
    policy,
    title: facts.title.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    style: `<style>${style}</style>`,
    data: `<script type="application/json" id="data">${jsonForScript(facts)}</script>`,
    script: `<script type="module">${script}</script>`,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? "");
}

/** The page may load the pictures beside it and run its own script and style, and nothing else. */
const policy = [
  "default-src 'none'",
  "img-src 'self' file:",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** JSON without `<`, which could end the script element, and without line separators, which old parsers take for line ends. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
