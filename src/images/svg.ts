import type { ByteSource } from "../fs/index.ts";
import { decodeUtf8 } from "../json.ts";

/** SVG, which is text: its type by its beginning, its end by its elements. Pure: reads through the source it is given. */

/** A larger one is no picture to look at. */
const mostBytes = 20 * 1024 * 1024;
const root = /^[^\w<]*<(?:[?!](?!doctype html).*<)?(?:\w+:)?svg[\s/>]/is;

/** Whether the beginning of a file, its bytes as characters, is that of an SVG. */
export function beginsAsSvg(head: string): boolean {
  return root.test(head);
}

/** Width and height in pixels, or those of the `viewBox`; nothing where they are relative. */
export function svgSize(head: string): { width?: number; height?: number } {
  const [tag = ""] = /<(?:\w+:)?svg[\s/>][^>]*/i.exec(head.replace(/<!--.*?-->/gs, "")) ?? [];
  const length = (name: string) => Number(new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(?:px)?\\s*["']`).exec(tag)?.[1]);
  const [, , boxWidth, boxHeight] = (/\sviewBox\s*=\s*["']([^"']*)/.exec(tag)?.[1] ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [width = 0, height = 0] = [length("width") || boxWidth, length("height") || boxHeight];
  return width > 0 && height > 0 ? { width: Math.round(width), height: Math.round(height) } : {};
}

/** Whether a file is one `svg` element from its start to its end, in UTF-8 and of at most 20 MB. */
export async function svgEnds(source: ByteSource): Promise<boolean> {
  if (source.size > mostBytes) return false;
  const text = decodeUtf8(new Uint8Array(await source.read(0, source.size)));
  return text !== undefined && isOneElement(text);
}

function isOneElement(text: string): boolean {
  let depth = 0;
  let roots = 0;
  let position = 0;
  for (let start = text.indexOf("<"); start !== -1; start = text.indexOf("<", position)) {
    if (depth === 0 && text.slice(position, start).trim() !== "") return false;
    position = markupEnd(text, start);
    if (position === -1) return false;
    const change = depthChange(text, start, position);
    if (change === undefined) continue;
    if (depth === 0) roots += 1;
    depth += change;
    if (depth < 0) return false;
  }
  return depth === 0 && roots === 1 && text.slice(position).trim() === "";
}

/** By how much a tag moves into elements; undefined for what is no tag. */
function depthChange(text: string, start: number, end: number): number | undefined {
  const mark = text.charAt(start + 1);
  if (mark === "!" || mark === "?") return undefined;
  if (mark === "/") return -1;
  return text.charAt(end - 2) === "/" ? 0 : 1;
}

/** Where a tag, comment, CDATA section, instruction or DOCTYPE that begins with `<` ends; -1 where it does not. */
function markupEnd(text: string, start: number): number {
  const ends = { "<!--": "-->", "<![CDATA[": "]]>", "<?": "?>" };
  for (const [opening, closing] of Object.entries(ends)) {
    if (!text.startsWith(opening, start)) continue;
    const end = text.indexOf(closing, start + opening.length);
    return end === -1 ? -1 : end + closing.length;
  }
  // `>` may stand in a quoted value, and in the brackets of a DOCTYPE.
  const stop = /["'[\]>]/g;
  const isDoctype = text.startsWith("<!", start);
  let isBracketed = false;
  stop.lastIndex = start;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    const [mark] = found;
    if (mark === ">" && !isBracketed) return stop.lastIndex;
    if (isDoctype && (mark === "[" || mark === "]")) isBracketed = mark === "[";
    if (mark !== '"' && mark !== "'") continue;
    const end = text.indexOf(mark, stop.lastIndex);
    if (end === -1) return -1;
    stop.lastIndex = end + 1;
  }
  return -1;
}
