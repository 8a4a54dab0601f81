// src/url.ts
/** A text as a URL, or undefined. `URL.canParse` came with Node 18.17; we promise 18.0. */
function parseUrl(text, base) {
	if (typeof text !== "string") return void 0;
	try {
		return new URL(text, base);
	} catch {
		return;
	}
}

export { parseUrl };
