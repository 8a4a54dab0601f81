import { parseUrl } from "../url.ts";

/** Whether HiAPI accepts a string as a reference: an http(s) URL or a base64 data URI of a PNG, JPEG or WebP. */
export function isReference(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return !/\s/.test(text) && parseUrl(text) !== undefined;
  const head = /^data:image\/(?:png|jpeg|webp);base64,/i.exec(text)?.[0];
  return head !== undefined && isBase64(text.slice(head.length));
}

/** Whether all of a text is base64. Tested in pieces: a pattern over tens of megabytes exhausts the stack of the matcher. */
export function isBase64(text: string): boolean {
  const piece = 65_536;
  if (text.length === 0) return false;
  for (let start = 0; start < text.length; start += piece) {
    const last = start + piece >= text.length;
    if (!(last ? /^[A-Za-z0-9+/_-]*={0,2}$/ : /^[A-Za-z0-9+/_-]*$/).test(text.slice(start, start + piece))) return false;
  }
  return true;
}
