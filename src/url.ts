/** A text as a URL, or undefined. `URL.canParse` came with Node 18.17; we promise 18.0. */
export function parseUrl(text: unknown, base?: URL): URL | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
