/** A text as a URL, or undefined. `URL.canParse` came with Node 18.17; we promise 18.0. */
export function parseUrl(text: unknown, base?: URL): URL | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** A text of several references as a list: split only before `,http://` or `,https://`, as a comma may belong to a data URI or a signed link. */
export function splitAtUrls(text: string): string[] {
  return text.split(/,(?=\s*https?:\/\/)/i);
}
